// The hours of a tariff version as rows of stretches, and how dear each period of use is beside the others.
import type { components } from '../api/schema'
import { amount, isAmount, sum } from '../format/money'

export type Tariff = components['schemas']['answer.tariff']
export type Version = Tariff['versions'][number]
export type Times = Tariff['times'][number]['times']
export type Terms = Tariff['demand_terms'][number]['terms']
export type Ratchet = Terms['ratchets'][number]
export type YearTerms = Tariff['year_terms'][number]
export type Net = YearTerms['net_metering']

/** From and until are in minutes after midnight. */
export type HoursStretch = { from: number; until: number; period: string }
export type HoursRow = { season: string; days: string; stretches: HoursStretch[] }

const minutesOfDay = 24 * 60

function minutes(clock: string): number {
  const [hour = 0, minute = 0] = clock.split(':').map(Number)
  return hour * 60 + minute
}

export function clock(at: number): string {
  return `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`
}

/** A row for each season and kind of day, its stretches in order; equal neighbours are one. */
export function rowsOfHours(times: Times): HoursRow[] {
  if (times.hours.length === 0) return []
  const seasons = times.seasons.length > 0 ? times.seasons.map((each) => ({ code: each.season, title: `${each.season}, ${each.first ?? ''} to ${each.last ?? ''}` })) : [{ code: '', title: 'All year' }]
  const kinds = times.day_types.length > 0 ? times.day_types.map((each) => ({ code: each.day_type, title: `${each.day_type}: ${daysOf(each.days)}` })) : [{ code: '', title: 'All days' }]
  return seasons.flatMap((season) => kinds.map((kind) => {
    const hours = times.hours
      .filter((each) => (each.season === '' || each.season === season.code) && (each.day_type === '' || each.day_type === kind.code))
      .map((each): HoursStretch => ({ from: minutes(each.from), until: minutes(each.until), period: each.period }))
      .sort((a, b) => a.from - b.from)
    const stretches: HoursStretch[] = []
    for (const each of hours) {
      const last = stretches[stretches.length - 1]
      if (last && last.period === each.period && last.until === each.from) last.until = each.until
      else stretches.push(each)
    }
    return { season: season.title, days: kind.title, stretches }
  }))
}

/** `Mon Tue Wed`. */
function daysOf(days: readonly string[]): string {
  return days.map((day) => day.charAt(0).toUpperCase() + day.slice(1, 3)).join(' ')
}

/** How many of the day's columns a stretch has, at so many minutes a column. */
export function columnsOf(stretch: HoursStretch, minutesAColumn: number): number {
  return Math.round((stretch.until - stretch.from) / minutesAColumn)
}

/** The longest column that every stretch of the rows is a multiple of. */
export function minutesAColumn(rows: readonly HoursRow[]): number {
  for (const size of [60, 30, 15, 5]) {
    if (rows.every((row) => row.stretches.every((each) => each.from % size === 0 && each.until % size === 0))) return size
  }
  return 1
}

export function columnsOfDay(size: number): number {
  return minutesOfDay / size
}

/** What a unit costs in a period: the first price of each component of usage that counts there. */
export function priceIn(version: Version, times: Times, period: string): string {
  const prices = version.components.filter((component) => {
    if (component.kind !== 'usage') return false
    const timed = times.components.find((each) => each.component === component.code)
    return !timed || timed.periods.length === 0 || timed.periods.includes(period)
  }).map((component) => component.tiers[0]?.price ?? component.price)
  return sum(prices.filter(isAmount))
}

/** A price as people write it: tenths have a zero behind them. */
export function priceText(price: string): string {
  return /\.\d$/.test(price) ? `${amount(price)}0` : amount(price)
}

const shades = 5

/** A shade for each period, 0 for the cheapest to 4 for the dearest; periods of one price have one. */
export function shadesOf(version: Version, times: Times): Map<string, number> {
  const periods = [...new Set(times.hours.map((each) => each.period))]
  const prices = new Map(periods.map((period) => [period, Number(priceIn(version, times, period))]))
  const steps = [...new Set(prices.values())].sort((a, b) => a - b)
  return new Map(periods.map((period) => {
    const step = steps.indexOf(prices.get(period) ?? 0)
    return [period, steps.length < 2 ? 1 : Math.round((step * (shades - 1)) / (steps.length - 1))]
  }))
}

/** The component of demand that bounds of tiers are per unit of; nothing: they are quantities. */
export function demandOfBounds(terms: Terms | undefined, component: string): string | undefined {
  return terms?.hours_use.find((each) => each.component === component)?.demand
}

/** `11 months before, June and July, for bills of October`. */
export function ratchetMonths(ratchet: Ratchet): string {
  const named = (months: readonly string[]) => months.map((month) => month.charAt(0).toUpperCase() + month.slice(1)).join(', ')
  const back = ratchet.months_back === 1 ? 'the month before' : `${ratchet.months_back} months before`
  return [back, named(ratchet.peak_months), ratchet.bill_months.length > 0 ? `for bills of ${named(ratchet.bill_months)}` : ''].filter((each) => each !== '').join('; ')
}

/** What becomes of energy that is sent back, as a sentence. */
export function netRule(net: Net): string {
  const from = `${net.unit} that customers send back (${net.returned_channels.join(', ')})`
  switch (net.rule) {
    case 'same_price': return `${from} lower what they draw on the bill, at the same price.`
    case 'other_price': return net.netting === 'hour' ? `${from} are credited as far as they are above what was drawn in the same hour.` : net.netting === 'bill' ? `${from} are credited as far as they are above what was drawn on the bill.` : `${from} are credited, all of them.`
    case 'banked': return `${from} are banked as far as they are above what was drawn on the bill, until ${net.true_up ?? ''} of each year.${net.credits.length === 0 ? ' Nothing is paid for what is left then.' : ''}`
    default: return ''
  }
}
