// The services that can be ticked: those of a location's service points, those of a previous customer, those of a new location.
import type { Account, Premise } from '../api/queries'
import { type SaTypeRow, type Settings, onlyCode } from '../codes/settings'
import { plain } from '../format/words'
import { type ServiceDraft, emptyMeter } from './draft'

type Point = Premise['service_points'][number]
type Default = Premise['default_services'][number]

/** Kinds of agreement for a service. */
export function saTypesFor(settings: Settings, service: string): SaTypeRow[] {
  return settings.saTypes.filter((row) => row.service === service)
}

function blank(settings: Settings, service: string): ServiceDraft {
  const types = saTypesFor(settings, service)
  return {
    id: service, on: false, service, saType: types.length === 1 ? types[0]!.code : '', tariff: '', quantity: '', periods: '', startOn: '', servicePoint: '', isNewPoint: false, marketId: '', meter: '', reads: [],
    newMeter: emptyMeter, occupant: '', occupantName: '', isDefault: false, deposit: '', depositClass: onlyCode(settings.depositClasses),
  }
}

function rowOf(point: Point, settings: Settings, defaults: readonly Default[]): ServiceDraft {
  const state = point.service_point
  const meter = state.meters.find((each) => !each.removed_on)
  const given = defaults.find((each) => each.service === state.service)
  const row = blank(settings, state.service)
  return {
    ...row,
    id: state.service_point,
    servicePoint: state.service_point,
    on: given !== undefined,
    isDefault: given !== undefined,
    saType: given?.sa_type ?? row.saType,
    tariff: given?.tariff ?? '',
    marketId: state.market_id,
    meter: meter?.meter ?? '',
    reads: (meter?.registers ?? []).filter((register) => register.kind === 'subtractive').map((register) => {
      const last = state.last_reads.find((read) => read.channel === register.channel)
      return { channel: register.channel, unit: register.unit, lastRead: last?.value ?? '', readOn: last?.read_on ?? '', typed: '' }
    }),
    occupant: point.occupant.account,
    occupantName: plain(point.occupant.main_customer_name),
  }
}

/** Rows of a location: one a service point, its default services ticked; all of them where it has no defaults. */
export function rowsOfPremise(premise: Premise, settings: Settings): ServiceDraft[] {
  const rows = premise.service_points.map((point) => rowOf(point, settings, premise.default_services))
  const nowhere = premise.default_services.filter((each) => !rows.some((row) => row.service === each.service))
    .map((each): ServiceDraft => ({ ...blank(settings, each.service), id: `default ${each.service}`, on: true, isDefault: true, saType: each.sa_type, tariff: each.tariff }))
  const all = [...rows, ...nowhere]
  return premise.default_services.length > 0 ? all : all.map((row) => ({ ...row, on: true }))
}

/** How many, and how often, the previous customer had it; what is one is left out. */
function termsOf(had: { quantity: string; periods: number }): Pick<ServiceDraft, 'quantity' | 'periods'> {
  return { quantity: had.quantity && had.quantity !== '1' ? had.quantity : '', periods: had.periods > 1 ? String(had.periods) : '' }
}

/** Rows of the location where a previous customer was last: their services ticked, with kind, tariff, quantity and frequency; never balances. */
export function rowsOfPrevious(previous: Account, premise: Premise, settings: Settings): ServiceDraft[] {
  const agreements = previous.agreements.map((each) => each.agreement).filter((each) => each.status !== 'cancelled')
  const latest = (match: (each: (typeof agreements)[number]) => boolean) => [...agreements].reverse().find(match)
  const rows = premise.service_points.map((point): ServiceDraft => {
    const row = rowOf(point, settings, [])
    const had = latest((each) => each.service_point === row.servicePoint)
    return had ? { ...row, on: true, saType: had.sa_type, tariff: had.tariff, ...termsOf(had) } : row
  })
  const unmetered = agreements.filter((each, index) => each.service_point === '' && !agreements.slice(index + 1).some((later) => later.service_point === '' && later.sa_type === each.sa_type))
    .map((each): ServiceDraft => ({ ...blank(settings, each.service), id: `nowhere ${each.sa_type}`, on: true, saType: each.sa_type, tariff: each.tariff, ...termsOf(each) }))
  return [...rows, ...unmetered]
}

/** Where a previous customer was last. */
export function lastPremiseOf(previous: Account): string {
  const places = previous.agreements.map((each) => each.agreement).filter((each) => each.premise !== '' && each.status !== 'cancelled')
  return places[places.length - 1]?.premise ?? ''
}

/** Rows of a new location: each service of the utility, none ticked. */
export function rowsOfNew(settings: Settings): ServiceDraft[] {
  return settings.services.map((service) => ({ ...blank(settings, service.code), isNewPoint: true }))
}
