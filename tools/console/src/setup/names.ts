// A name as typed, in its parts: a first guess that one can correct.
import type { NameDraft } from './draft'

const prefixes = /^(mr|mrs|ms|miss|dr|prof|rev)\.?$/i
const suffixes = /^(jr|sr|ii|iii|iv|md|phd|esq)\.?$/i

/** `Dr. Ada M. Turner Jr.` as prefix, first, middle, last and suffix; `Turner, Ada` has the last name first. */
export function splitName(full: string): Omit<NameDraft, 'full'> {
  const turned = full.includes(',') && !suffixes.test(full.split(',')[1]!.trim()) ? full.split(',').reverse().join(' ') : full.replace(/,/g, ' ')
  const words = turned.trim().split(/\s+/).filter(Boolean)
  const prefix = words.length > 1 && prefixes.test(words[0]!) ? words.shift()! : ''
  const suffix = words.length > 1 && suffixes.test(words[words.length - 1]!) ? words.pop()! : ''
  const last = words.length > 1 ? words.pop()! : ''
  const first = words.shift() ?? ''
  return { prefix, first, middle: words.join(' '), last, suffix }
}
