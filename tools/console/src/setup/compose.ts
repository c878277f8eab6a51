// The one command that sets a customer up, and which field of the form each of its paths comes from.
import type { Body } from '../api/commands'
import { fieldOf } from '../api/problem'
import { filledAddress, hasAddress } from '../people/address_draft'
import type { Draft, PersonDraft, ServiceDraft } from './draft'

/** Field of the form by path of the command. */
export type Places = Record<string, string>
export type Composed = { body: Body; places: Places }

function put(into: Body, path: string, value: string): void {
  if (value.trim() !== '') into[path] = value.trim()
}

function nameOf(person: PersonDraft): Body {
  const name: Body = {}
  const parts = person.inParts ? (['full', 'prefix', 'first', 'middle', 'last', 'suffix'] as const) : (['full'] as const)
  for (const part of parts) put(name, part, person.name[part])
  return name
}

/** What the alternate address is called among the person's addresses. */
export const seasonalId = 'seasonal'
export const mailingId = 'mailing'

function addressesOf(draft: Draft, serviceAddress: Body | null, places: Places): Body[] {
  const { mailing } = draft
  const list: Body[] = []
  const add = (entry: Body, key: string) => {
    places[`new_person.addresses[${list.length}]`] = key
    list.push(entry)
  }
  const permanent = mailing.at === 'service' ? serviceAddress : mailing.at === 'other' && hasAddress(mailing.address) ? filledAddress(mailing.address) : null
  if (permanent) add({ address_id: mailingId, kind: 'mailing', address: permanent }, 'mailing.address')
  if (mailing.seasonal) {
    places[`new_person.addresses[${list.length}].season_first`] = 'mailing.seasonFirst'
    places[`new_person.addresses[${list.length}].season_last`] = 'mailing.seasonLast'
    add({
      address_id: seasonalId, kind: 'seasonal', ...(mailing.seasonFirst ? { season_first: mailing.seasonFirst } : {}), ...(mailing.seasonLast ? { season_last: mailing.seasonLast } : {}),
      address: filledAddress(mailing.seasonalAddress),
    }, 'mailing.seasonalAddress')
  }
  return list
}

function personPart(draft: Draft, serviceAddress: Body | null, places: Places): Body {
  const { person } = draft
  if (person.mode === 'existing') {
    places.existing_person = 'person.existing'
    places.new_person = 'person.existing'
    return { existing_person: person.existing }
  }
  const phones = Object.entries(person.phones).filter(([, number]) => number.trim() !== '')
  phones.forEach(([type], index) => { places[`new_person.phones[${index}]`] = `person.phones.${type}` })
  const identifiers = Object.entries(person.identifiers).filter(([, value]) => value.trim() !== '')
  identifiers.forEach(([type], index) => { places[`new_person.identifiers[${index}]`] = `person.identifiers.${type}` })
  for (const part of ['prefix', 'first', 'middle', 'last', 'suffix']) places[`new_person.name.${part}`] = person.inParts ? `person.name.${part}` : 'person.name.full'
  places['new_person.name'] = person.inParts ? 'person.name.first' : 'person.name.full'
  places['new_person.email'] = 'person.email'
  places.new_person = 'person.name.full'
  const addresses = addressesOf(draft, serviceAddress, places)
  return {
    new_person: {
      ...(person.kind === 'business' ? { kind: 'business' } : {}),
      name: nameOf(person),
      ...(phones.length ? { phones: phones.map(([phone_type, number]) => ({ phone_type, number: number.trim() })) } : {}),
      ...(person.email.trim() ? { email: person.email.trim() } : {}),
      ...(identifiers.length ? { identifiers: identifiers.map(([identifier_type, identifier]) => ({ identifier_type, identifier: identifier.trim() })) } : {}),
      ...(addresses.length ? { addresses } : {}),
    },
  }
}

function accountPart(draft: Draft, places: Places): Body {
  const account: Body = {}
  for (const [path, field] of [['account', 'number'], ['customer_class', 'customerClass'], ['customer_type', 'customerType'], ['bill_cycle', 'billCycle'], ['opened_on', 'openedOn']] as const) {
    put(account, path, draft.account[field])
    places[`account.${path}`] = `account.${field}`
  }
  places['account.requested_due_day'] = 'account.dueDay'
  // What a routing lacks is an address of the person, unless they are there already.
  places['account.bill_routings'] = draft.person.mode === 'existing' ? 'person.existing' : 'mailing.address'
  if (draft.account.dueDay.trim()) account.requested_due_day = Number(draft.account.dueDay)
  return account
}

/** Ids of what a new location gets, where none was typed: its number, then 1, 2, …. */
export function pointOf(draft: Draft, row: ServiceDraft): string {
  if (!row.isNewPoint || row.servicePoint.trim() !== '') return row.servicePoint.trim()
  const ticked = draft.services.filter((each) => each.on && each.isNewPoint)
  return `${draft.location.number.trim()}-${ticked.indexOf(row) + 1}`
}

function newPointParts(draft: Draft, ticked: readonly ServiceDraft[], places: Places): Body {
  const points = ticked.filter((row) => row.isNewPoint)
  points.forEach((row, index) => {
    places[`new_service_points[${index}]`] = `services.${row.id}.servicePoint`
    places[`new_service_points[${index}].market_id`] = `services.${row.id}.marketId`
  })
  const metered = ticked.filter((row) => row.newMeter.meter.trim() !== '')
  const meters = metered.map((row, index) => {
    const here = `new_meters[${index}]`
    const key = `services.${row.id}.newMeter`
    Object.assign(places, {
      [here]: `${key}.meter`, [`${here}.installed_on`]: `services.${row.id}.startOn`, [`${here}.registers[0].unit`]: `${key}.unit`, [`${here}.registers[0].dials`]: `${key}.dials`,
      [`${here}.registers[0].decimals`]: `${key}.decimals`, [`${here}.registers[0].multiplier`]: `${key}.multiplier`, [`${here}.registers[0].channel`]: `${key}.channel`, [`${here}.reads`]: `${key}.read`,
    })
    const { newMeter } = row
    const register: Body = { channel: newMeter.channel.trim() || '1' }
    put(register, 'unit', newMeter.unit)
    if (newMeter.dials.trim()) register.dials = Number(newMeter.dials)
    if (newMeter.decimals.trim()) register.decimals = Number(newMeter.decimals)
    put(register, 'multiplier', newMeter.multiplier)
    return {
      service_point: pointOf(draft, row), meter: newMeter.meter.trim(), installed_on: row.startOn || draft.startOn, registers: [register],
      ...(newMeter.read.trim() ? { reads: [{ channel: register.channel, value: newMeter.read.trim() }] } : {}),
    }
  })
  return {
    ...(points.length ? { new_service_points: points.map((row) => ({ service_point: pointOf(draft, row), service: row.service, ...(row.marketId.trim() ? { market_id: row.marketId.trim() } : {}) })) } : {}),
    ...(meters.length ? { new_meters: meters } : {}),
  }
}

function locationPart(draft: Draft, ticked: readonly ServiceDraft[], places: Places): Body {
  const { location } = draft
  if (location.mode === 'new') {
    Object.assign(places, {
      new_location: 'location.number', 'new_location.address': 'location.address', 'new_location.jurisdiction': 'location.jurisdiction', existing_premise: 'location.number',
    })
    if (location.number.trim() === '') return {}
    const defaults = ticked.filter((row) => row.isDefault)
    defaults.forEach((row, index) => { places[`new_location.default_services[${index}]`] = `services.${row.id}.saType` })
    return {
      new_location: {
        premise: location.number.trim(), address: filledAddress(location.address), ...(location.jurisdiction.trim() ? { jurisdiction: location.jurisdiction.trim() } : {}),
        ...(defaults.length ? { default_services: defaults.map((row) => ({ service: row.service, sa_type: row.saType, ...(row.tariff ? { tariff: row.tariff } : {}) })) } : {}),
      },
    }
  }
  places.existing_premise = location.mode === 'copy' ? 'location.copyFrom' : 'location.premise'
  places.copy_from = 'location.copyFrom'
  // A copy takes over every service of the previous customer; where one is ticked off, the services are named instead.
  if (location.mode === 'copy' && draft.services.every((row) => row.on)) return location.copyFrom ? { copy_from: location.copyFrom } : {}
  return location.premise ? { existing_premise: location.premise } : {}
}

/** What a meter measures is billed with each bill. */
export const mayWait = (row: ServiceDraft) => row.meter === '' && row.newMeter.meter.trim() === ''

function serviceOf(draft: Draft, row: ServiceDraft, index: number, places: Places): Body {
  const here = `services[${index}]`
  const key = `services.${row.id}`
  Object.assign(places, {
    [here]: `${key}.saType`, [`${here}.sa_type`]: `${key}.saType`, [`${here}.tariff`]: `${key}.tariff`, [`${here}.service_point`]: `${key}.servicePoint`, [`${here}.start_on`]: `${key}.startOn`,
    [`${here}.quantity`]: `${key}.quantity`, [`${here}.periods`]: `${key}.periods`,
    [`${here}.start_reads`]: row.reads.length ? `${key}.reads.${row.reads[0]!.channel}` : `${key}.newMeter.read`,
  })
  const typed = row.reads.filter((read) => read.typed.trim() !== '')
  // Where one register is typed the others begin at what they last showed.
  const reads = typed.length ? row.reads.map((read) => ({ channel: read.channel, value: read.typed.trim() || read.lastRead })).filter((read) => read.value !== '') : []
  reads.forEach((read, at) => { places[`${here}.start_reads[${at}]`] = `${key}.reads.${read.channel}` })
  const service: Body = { sa_type: row.saType, service_point: pointOf(draft, row) }
  put(service, 'tariff', row.tariff)
  put(service, 'start_on', row.startOn)
  put(service, 'quantity', row.quantity)
  if (mayWait(row) && row.periods !== '' && row.periods !== '1') service.periods = Number(row.periods)
  if (reads.length) service.start_reads = reads
  return service
}

/** A deposit for each service that one is typed of. */
function depositsPart(draft: Draft, ticked: readonly ServiceDraft[], places: Places): Body {
  const asked = ticked.filter((row) => row.deposit.trim() !== '')
  if (asked.length === 0) return {}
  return {
    deposits: asked.map((row, index) => {
      const here = `deposits[${index}]`
      const key = `services.${row.id}`
      Object.assign(places, { [here]: `${key}.deposit`, [`${here}.deposit_class`]: `${key}.depositClass`, [`${here}.amount`]: `${key}.deposit` })
      const point = pointOf(draft, row)
      return { deposit_class: row.depositClass, sa_type: row.saType, ...(point ? { service_point: point } : {}), amount: row.deposit.trim() }
    }),
  }
}

function othersPart(draft: Draft, places: Places): Body {
  const named = draft.others.map((other, at) => ({ other, at })).filter(({ other }) => other.person !== '')
  if (named.length === 0) return {}
  return {
    other_persons: named.map(({ other, at }, index) => {
      places[`other_persons[${index}]`] = `others.${at}.person`
      places[`other_persons[${index}].link.relationship_type`] = `others.${at}.relationship`
      return {
        link: {
          person: other.person, relationship_type: other.relationship, ...(other.responsible ? { financially_responsible: true } : {}), ...(other.guarantor ? { third_party_guarantor: true } : {}),
        },
      }
    }),
  }
}

/** The command of what is filled in. `serviceAddress` is that of the location, where it exists already. */
export function compose(draft: Draft, serviceAddress: Body | null): Composed {
  const places: Places = {}
  const ticked = draft.services.filter((row) => row.on)
  const here = draft.location.mode === 'new' ? (hasAddress(draft.location.address) ? filledAddress(draft.location.address) : null) : serviceAddress
  const body: Body = {
    ...personPart(draft, here, places),
    account: accountPart(draft, places),
    ...locationPart(draft, ticked, places),
    ...newPointParts(draft, ticked, places),
    ...(ticked.length ? { services: ticked.map((row, index) => serviceOf(draft, row, index, places)) } : {}),
    ...depositsPart(draft, ticked, places),
    ...othersPart(draft, places),
    ...(draft.startOn ? { start_on: draft.startOn } : {}),
    ...(draft.reason.trim() ? { reason: draft.reason.trim() } : {}),
  }
  Object.assign(places, { start_on: 'startOn', reason: 'reason', services: 'startOn' })
  return { body, places }
}

/** The form's field that a refusal is about, and the rest of the path inside it; '' where none is. */
export function placeOfProblem(path: string, places: Places): { field: string; inside: string } {
  const found = fieldOf(path, Object.keys(places))
  return found ? { field: places[found]!, inside: path.slice(found.length).replace(/^\./, '') } : { field: '', inside: '' }
}
