// An address while it is edited: the fields that its country has, in the country's order and with its labels.
import type { CountryRow } from '../codes/settings'
import { plain } from '../format/words'

export const addressFields = [
  'country', 'address1', 'address2', 'address3', 'address4', 'house_type', 'number1', 'number2', 'in_city_limit', 'city', 'geographic_code', 'county', 'state', 'postal',
] as const
export type AddressField = (typeof addressFields)[number]
export type AddressDraft = Record<AddressField, string>

const labels: AddressDraft = {
  country: 'Country', address1: 'Address 1', address2: 'Address 2', address3: 'Address 3', address4: 'Address 4', house_type: 'House type', number1: 'Number 1', number2: 'Number 2',
  in_city_limit: 'In city limit', city: 'City', geographic_code: 'Geographic code', county: 'County', state: 'State', postal: 'Postal',
}
const common: readonly AddressField[] = ['address1', 'address2', 'city', 'state', 'postal']

export function emptyAddress(country = ''): AddressDraft {
  return { ...(Object.fromEntries(addressFields.map((field) => [field, ''])) as AddressDraft), country }
}

/** An address as the API answers it, as a draft. */
export function draftOfAddress(address: Partial<Record<AddressField, unknown>>): AddressDraft {
  return Object.fromEntries(addressFields.map((field) => [field, plain(address[field] as string | object | undefined)])) as AddressDraft
}

/** What is filled in, as a command takes it. */
export function filledAddress(address: AddressDraft): Record<string, string> {
  return Object.fromEntries(addressFields.map((field) => [field, address[field].trim()]).filter(([, value]) => value !== ''))
}

/** Whether anything but the country is filled in. */
export function hasAddress(address: AddressDraft): boolean {
  return addressFields.some((field) => field !== 'country' && address[field].trim() !== '')
}

export type ShownField = { field: AddressField; label: string }

/**
 * Fields of a country's addresses: those at once in view, and the rest. A country that names no fields has all of them, of which only
 * the common ones are in view.
 */
export function fieldsOfCountry(country: CountryRow | undefined): { first: ShownField[]; more: ShownField[] } {
  const known = (field: string): field is AddressField => field !== 'country' && (addressFields as readonly string[]).includes(field)
  const named = (country?.address_fields ?? []).filter((row) => known(row.field))
  if (named.length > 0) {
    return { first: named.filter((row) => row.shown).map((row) => ({ field: row.field as AddressField, label: row.label || labels[row.field as AddressField] })), more: [] }
  }
  const of = (fields: readonly AddressField[]) => fields.map((field) => ({ field, label: labels[field] }))
  return { first: of(common), more: of(addressFields.filter((field) => field !== 'country' && !common.includes(field))) }
}

/** In one line, for summaries. */
export function addressLine(address: AddressDraft): string {
  const street = [address.number1, address.number2, address.house_type, address.address1, address.address2, address.address3, address.address4]
  const city = [address.city, address.state, address.postal].map((part) => part.trim()).filter(Boolean).join(' ')
  return [...street.map((part) => part.trim()), city].filter(Boolean).join(', ')
}
