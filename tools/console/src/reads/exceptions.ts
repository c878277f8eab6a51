// Reads and usage in doubt, and those that are missing: what the lists have, in words.
import { momentOf, usePages } from '../api/lists'
import type { components } from '../api/schema'
import { kindInWords } from '../format/words'

export type ExceptionsPage = components['schemas']['answer.exceptions']
export type Doubted = ExceptionsPage['exceptions'][number]
export type MissingPage = components['schemas']['answer.missing-reads']
export type Missing = MissingPage['missing'][number]
type Doubt = Doubted['doubts'][number]

const lines = 100

export const useExceptions = () => usePages<ExceptionsPage>('/v1/exceptions', { limit: lines }, () => momentOf(null))
export const useMissingReads = () => usePages<MissingPage>('/v1/missing-reads', { limit: lines }, () => momentOf(null))
export const useExceptionsAt = (servicePoint: string) => usePages<ExceptionsPage>(`/v1/service-points/${encodeURIComponent(servicePoint)}/exceptions`, { limit: lines }, () => momentOf(null))

/** Why it is in doubt, with what was compared: "High: 160, over 120; 40 expected". */
export function doubtInWords({ kind, limit, expected, actual }: Doubt): string {
  const name = kindInWords(kind)
  switch (kind) {
    case 'high': return `${name}: ${actual}, over ${limit}${Number(expected) === 0 ? '' : `; ${expected} expected`}`
    case 'low': return `${name}: ${actual}, under ${limit}; ${expected} expected`
    case 'zero': return `${name}: ${actual} days without use, from ${limit} on in doubt`
    case 'missing': return `${name}: ${actual} days without a read, from ${limit} on in doubt`
    case 'out_of_order': return `${name}: ${actual} is not between ${expected} and ${limit}`
    case 'spike': return `${name}: ${actual}, over ${limit}; the third highest is ${expected}`
    default: return `${name}: ${actual}, under ${limit}`
  }
}
export const doubtsInWords = (doubts: readonly Doubt[]): string => doubts.map(doubtInWords).join('. ')

/** "read 500 therm of 2022-03-04", "values of 2022-03-04, 24 kWh in all", "usage 31 kWh of 2022-01-01 to 2022-01-31". */
export function whatInWords(one: Pick<Doubted, 'kind' | 'value' | 'unit' | 'day' | 'until'>): string {
  const day = one.day ?? ''
  if (one.kind === 'read') return `read ${one.value} ${one.unit} of ${day}`
  return one.kind === 'usage' ? `usage ${one.value} ${one.unit} from ${day} until ${one.until ?? ''}` : `values of ${day}, ${one.value} ${one.unit} in all`
}
