import { expect, it } from 'vitest'
import { type Ratchet, type Terms, type Times, type Version, columnsOf, demandOfBounds, minutesAColumn, priceIn, priceText, ratchetMonths, rowsOfHours, shadesOf } from './hours'

const hours = (season: string, day_type: string, from: string, until: string, period: string) => ({ season, day_type, from, until, period })
const times = {
  seasons: [{ season: 'summer', first: '06-01', last: '09-30' }, { season: 'winter', first: '10-01', last: '05-31' }],
  day_types: [{ day_type: 'working', days: ['monday', 'friday'] }, { day_type: 'free', days: ['saturday', 'sunday', 'holiday'] }],
  hours: [hours('summer', 'working', '14:30', '20:00', 'peak'), hours('summer', 'working', '00:00', '14:30', 'off'), hours('summer', 'working', '20:00', '24:00', 'off'),
    hours('summer', 'free', '00:00', '24:00', 'off'), hours('winter', '', '00:00', '08:00', 'off'), hours('winter', '', '08:00', '24:00', 'off')],
  tier_use: 'by_period',
  components: [{ component: 'peak', periods: ['peak'], window_minutes: 0, minimum: '0' }, { component: 'base', periods: ['off'], window_minutes: 0, minimum: '0' }],
} as unknown as Times
const version = {
  components: [
    { code: 'peak', kind: 'usage', price: '0.30', tiers: [] }, { code: 'base', kind: 'usage', price: '0', tiers: [{ up_to: '100', price: '0.10' }, { up_to: '0', price: '0.40' }] },
    { code: 'wires', kind: 'usage', price: '0.05', tiers: [] }, { code: 'customer', kind: 'fixed', price: '12', tiers: [] },
  ],
} as unknown as Version

it('each season and kind of day is a row, its hours in order, equal neighbours joined', () => {
  const rows = rowsOfHours(times)
  expect(rows.map((row) => `${row.season} | ${row.days}`)).toEqual([
    'summer, 06-01 to 09-30 | working: Mon Fri', 'summer, 06-01 to 09-30 | free: Sat Sun Hol', 'winter, 10-01 to 05-31 | working: Mon Fri', 'winter, 10-01 to 05-31 | free: Sat Sun Hol',
  ])
  expect(rows[0]!.stretches).toEqual([{ from: 0, until: 870, period: 'off' }, { from: 870, until: 1200, period: 'peak' }, { from: 1200, until: 1440, period: 'off' }])
  expect(rows[2]!.stretches).toEqual([{ from: 0, until: 1440, period: 'off' }])
  expect(minutesAColumn(rows)).toBe(30)
  expect(rows[0]!.stretches.map((each) => columnsOf(each, 30))).toEqual([29, 11, 8])
})

it('a tariff without hours has no rows; without seasons and kinds of day it has one', () => {
  expect(rowsOfHours({ ...times, hours: [] })).toEqual([])
  expect(rowsOfHours({ ...times, seasons: [], day_types: [], hours: [hours('', '', '00:00', '24:00', 'all')] } as unknown as Times)).toEqual([{ season: 'All year', days: 'All days', stretches: [{ from: 0, until: 1440, period: 'all' }] }])
})

it('a period costs what its own components and those of all hours cost, and the dearest is darkest', () => {
  expect(priceIn(version, times, 'peak')).toBe('0.35')
  expect(priceIn(version, times, 'off')).toBe('0.15')
  expect(shadesOf(version, times)).toEqual(new Map([['peak', 4], ['off', 0]]))
})

it('prices have no lone tenth', () => {
  expect(['0.3', '12', '0.125', '1234.5'].map(priceText)).toEqual(['0.30', '12', '0.125', '1,234.50'])
})

it('bounds per unit of demand name that demand; a ratchet says which months count', () => {
  const terms = { hours_use: [{ component: 'base', demand: 'high' }], ratchets: [] } as unknown as Terms
  expect(demandOfBounds(terms, 'base')).toBe('high')
  expect(demandOfBounds(terms, 'peak')).toBeUndefined()
  expect(demandOfBounds(undefined, 'base')).toBeUndefined()
  const ratchet = { months_back: 11, peak_months: [], bill_months: [] } as unknown as Ratchet
  expect(ratchetMonths(ratchet)).toBe('11 months before')
  expect(ratchetMonths({ ...ratchet, months_back: 1, peak_months: ['june', 'july'], bill_months: ['october'] } as Ratchet)).toBe('the month before; June, July; for bills of October')
})
