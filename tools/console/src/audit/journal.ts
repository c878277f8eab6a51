// Journal lines of one account of the general ledger in one month, page by page. The trial balance says what they add up to: the screen
// says so when they do, and when they do not.
import type { components } from '../api/schema'
import { difference, sign, sum } from '../format/money'

export type Postings = components['schemas']['answer.postings']
export type JournalLine = Postings['lines'][number]
export type Wanted = { debit: string; credit: string }
export type Found = { lines: JournalLine[]; debit: string; credit: string; whole: boolean }

export const nothingFound: Found = { lines: [], debit: '0.00', credit: '0.00', whole: false }

const isNothing = (amount: string) => sign(amount) === 0

/** What was found so far, with the lines of one more page. */
export function withPage(found: Found, page: Pick<Postings, 'lines' | 'debit' | 'credit'>, wanted: Wanted): Found {
  const debit = sum([found.debit, page.debit])
  const credit = sum([found.credit, page.credit])
  return {
    lines: [...found.lines, ...page.lines],
    debit,
    credit,
    whole: isNothing(difference(debit, wanted.debit)) && isNothing(difference(credit, wanted.credit)),
  }
}

/** The last day of a month such as 2021-05. */
export function lastDayOf(month: string): string {
  const [year = 0, of = 0] = month.split('-').map(Number)
  return new Date(Date.UTC(year, of, 0)).toISOString().slice(0, 10)
}
