// What an account owes and why, in a sentence; and figures that the overview panel makes of open items.
import type { BillWindow, OpenItems } from '../api/queries'
import { meaningOfBalances } from '../format/balances'
import { addDays } from '../format/date'
import { amount, magnitude, sign, sum } from '../format/money'
import { count } from '../format/words'

type Item = OpenItems['items'][number]

/** What is past its due date. */
export function overdueOf(items: readonly Item[]): string {
  return sum(['0.00', ...items.filter((item) => item.days_overdue > 0).map((item) => item.current_open)])
}

/** `Owes 278.45 USD: 5-I2, 363 days overdue.` */
export function whyOwed(answer: Pick<OpenItems, 'items' | 'unapplied' | 'current' | 'payoff' | 'currency'>): string {
  const { items, unapplied, current, payoff, currency } = answer
  const documents = [...new Set(items.map((item) => item.document))]
  const named = documents.length <= 3 ? documents.join(', ') : `${documents.slice(0, 2).join(', ')} and ${documents.length - 2} more`
  const late = items.filter((item) => item.days_overdue > 0)
  const oldest = late.reduce((most, item) => Math.max(most, item.days_overdue), 0)
  const age = oldest === 0 ? 'none overdue' : late.length === items.length && documents.length === 1
    ? `${count(oldest, 'day')} overdue` : `the oldest ${count(oldest, 'day')} overdue`
  const credit = sum(['0.00', ...unapplied.map((each) => each.amount)])
  const from = [...new Set(unapplied.map((each) => each.source.document))].filter(Boolean).join(', ')
  const creditPart = sign(credit) === 0 ? '' : ` ${amount(credit)} ${currency} of credit from ${from || 'an earlier document'} is not used yet.`
  const truly = payoff === current ? '' : ` Payoff balance, ${meaningOfBalances.payoff}: ${amount(payoff)} ${currency}.`
  if (items.length === 0 && sign(current) < 0) return `In credit by ${amount(magnitude(current))} ${currency}.${creditPart}${truly}`
  if (items.length === 0) return `Owes nothing.${creditPart}${truly}`
  const verb = sign(current) > 0 ? `Owes ${amount(current)} ${currency}` : sign(current) < 0 ? `In credit by ${amount(magnitude(current))} ${currency}` : 'Owes nothing in sum'
  return `${verb}: ${count(documents.length, 'document')} open (${named}), ${age}.${creditPart}${truly}`
}

export type AgeShare = { name: string; amount: string; share: number; overdue: boolean }

/** Shares of the ages for the bar under the overdue figure: only what is owed counts, 0 to 1. */
export function ageShares(aged: readonly { name: string; current: string }[]): AgeShare[] {
  const owed = aged.filter((bucket) => sign(bucket.current) > 0)
  const whole = Number(sum(['0.00', ...owed.map((bucket) => bucket.current)]))
  return owed.map((bucket) => ({ name: bucket.name, amount: bucket.current, share: Number(bucket.current) / whole, overdue: bucket !== aged[0] }))
}

/** First window of a cycle after the last bill: when the next one is made. */
export function nextBill(windows: readonly BillWindow[], cycle: string, lastBill: string | null, today: string): { from: string; until: string } | null {
  const after = lastBill ?? addDays(today, -1)
  const window = windows.find((each) => each.cycle === cycle && each.window_start !== null && each.window_start > after && (each.window_end ?? each.window_start) >= today)
  return window?.window_start ? { from: window.window_start, until: window.window_end ?? window.window_start } : null
}
