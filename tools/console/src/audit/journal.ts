// Journal lines of one account of the general ledger in one month, found in the events. The trial balance says what they add up to: the
// search ends when they do, so that it reads no more than it must, and says so when they do not.
import { sign, sum, magnitude, difference } from '../format/money'
import { type JournalLine, type LedgerEvent, journalOf } from './events'

export type Wanted = { gl_account: string; period: string; debit: string; credit: string }
export type Found = { lines: JournalLine[]; debit: string; credit: string; read: number; whole: boolean }

export const nothingFound: Found = { lines: [], debit: '0.00', credit: '0.00', read: 0, whole: false }

const isNothing = (amount: string) => sign(amount) === 0

/** What was found so far, with the lines of more events. */
export function withEvents(found: Found, events: readonly LedgerEvent[], wanted: Wanted): Found {
  const lines = events.flatMap(journalOf).filter((line) => line.gl_account === wanted.gl_account && line.day.slice(0, 7) === wanted.period.slice(0, 7))
  const debit = sum([found.debit, ...lines.filter((line) => sign(line.amount) > 0).map((line) => line.amount)])
  const credit = sum([found.credit, ...lines.filter((line) => sign(line.amount) < 0).map((line) => magnitude(line.amount))])
  return {
    lines: [...found.lines, ...lines],
    debit,
    credit,
    read: found.read + events.length,
    whole: isNothing(difference(debit, wanted.debit)) && isNothing(difference(credit, wanted.credit)),
  }
}
