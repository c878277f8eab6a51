// A customer while they are set up: what the form holds. Every field has a name (its path in the draft), by which errors find it.
import { type Settings, onlyCode } from '../codes/settings'
import { type AddressDraft, emptyAddress } from '../people/address_draft'

export type NameDraft = { full: string; prefix: string; first: string; middle: string; last: string; suffix: string }
export type PersonDraft = {
  mode: 'new' | 'existing'
  existing: string
  existingName: string
  kind: 'individual' | 'business'
  inParts: boolean
  name: NameDraft
  /** Number by phone type. */
  phones: Record<string, string>
  email: string
  /** Identifier by its type. */
  identifiers: Record<string, string>
}
export type MailingDraft = {
  /** Where the permanent mailing address is: at the service address, another one, or none yet. */
  at: 'service' | 'other' | 'none'
  address: AddressDraft
  seasonal: boolean
  seasonFirst: string
  seasonLast: string
  seasonalAddress: AddressDraft
}
export type AccountDraft = { number: string; customerClass: string; customerType: string; billCycle: string; openedOn: string; dueDay: string }
export type LocationDraft = {
  mode: 'existing' | 'copy' | 'new'
  /** An existing location. */
  premise: string
  premiseName: string
  /** The previous customer. */
  copyFrom: string
  copyFromName: string
  number: string
  address: AddressDraft
  jurisdiction: string
}
export type MeterDraft = { meter: string; channel: string; unit: string; dials: string; decimals: string; multiplier: string; read: string }
export type RegisterRead = { channel: string; unit: string; lastRead: string; readOn: string; typed: string }
/** A service that can be ticked: at a service point that is there, at one to be made, or nowhere. */
export type ServiceDraft = {
  /** Names the row. */
  id: string
  on: boolean
  service: string
  saType: string
  tariff: string
  /** How many of what the rate prices; '': one. */
  quantity: string
  /** Normal periods that one bill charges; '': each bill. */
  periods: string
  startOn: string
  servicePoint: string
  isNewPoint: boolean
  marketId: string
  /** Meter that is there; its registers begin at their last reads. */
  meter: string
  reads: RegisterRead[]
  newMeter: MeterDraft
  /** Who has it now, where someone does. */
  occupant: string
  occupantName: string
  isDefault: boolean
  /** Asked for with the service; '': none. */
  deposit: string
  depositClass: string
}
export type OtherDraft = { person: string; name: string; relationship: string; responsible: boolean; guarantor: boolean }
export type LandlordDraft = { on: boolean; saType: string }

export type Draft = {
  person: PersonDraft
  mailing: MailingDraft
  account: AccountDraft
  location: LocationDraft
  startOn: string
  services: ServiceDraft[]
  others: OtherDraft[]
  landlord: LandlordDraft
  reason: string
}

export const emptyMeter: MeterDraft = { meter: '', channel: '1', unit: '', dials: '5', decimals: '0', multiplier: '1', read: '' }

/** What a form starts with: what the installation's options and tables of one row leave no choice about. */
export function newDraft(settings: Settings): Draft {
  const country = settings.options.default_country || onlyCode(settings.countries.map((row) => ({ code: row.code, description: row.name })))
  return {
    person: {
      mode: 'new', existing: '', existingName: '', kind: 'individual', inParts: false,
      name: { full: '', prefix: '', first: '', middle: '', last: '', suffix: '' }, phones: {}, email: '', identifiers: {},
    },
    mailing: { at: 'service', address: emptyAddress(country), seasonal: false, seasonFirst: '', seasonLast: '', seasonalAddress: emptyAddress(country) },
    account: { number: '', customerClass: onlyCode(settings.customerClasses), customerType: '', billCycle: onlyCode(settings.billCycles), openedOn: '', dueDay: '' },
    location: { mode: 'existing', premise: '', premiseName: '', copyFrom: '', copyFromName: '', number: '', address: emptyAddress(country), jurisdiction: '' },
    startOn: settings.on,
    services: [],
    others: [],
    landlord: { on: false, saType: '' },
    reason: '',
  }
}

/** The name as it will be printed. */
export function printedName(person: PersonDraft): string {
  if (person.mode === 'existing') return person.existingName
  const { prefix, first, middle, last, suffix, full } = person.name
  const parts = [prefix, first, middle, last, suffix].map((part) => part.trim()).filter(Boolean).join(' ')
  return person.inParts ? full.trim() || parts : full.trim()
}

/** The draft with one row of its services changed. */
export function withService(draft: Draft, id: string, change: Partial<ServiceDraft>): Draft {
  return { ...draft, services: draft.services.map((row) => (row.id === id ? { ...row, ...change } : row)) }
}
