// Addresses as lines. The fields are those that the ledger sends for every country.
import type { components } from '../api/schema'
import { plain } from './words'

export type Address = components['schemas']['answer.AddressInPlainText'] | components['schemas']['answer.Address']

/** The street part: number, house type, lines. */
export function street(address: Address): string {
  const parts = [address.number1, address.number2, address.house_type, address.address1, address.address2, address.address3, address.address4]
  return parts.map(plain).filter(Boolean).join(', ')
}

/** In one line, for tables and headings. */
export function oneLine(address: Address): string {
  const city = [plain(address.city), plain(address.state), plain(address.postal)].filter(Boolean).join(' ')
  return [street(address), city, plain(address.country) === 'US' ? '' : plain(address.country)].filter(Boolean).join(', ')
}
