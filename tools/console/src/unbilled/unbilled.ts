// Unbilled revenue in the books: what was supplied and not billed by the end of each accounting period, from the trial balance.
import type { components } from '../api/schema'
import { addDays } from '../format/date'
import { difference, sum } from '../format/money'

export type TrialBalance = components['schemas']['answer.trial-balance']

/** A month of one account of the general ledger. */
export type UnbilledMonth = { month: string; on: string; gl: string; accrued: string; reversed: string; closing: string }

/** Last day of a month such as 2022-02. */
export function endOfMonth(month: string): string {
  return addDays(`${addDays(`${month}-28`, 4).slice(0, 7)}-01`, -1)
}

/** Oldest first; `closing` is what the books have at the month's end. */
export function unbilledMonths(balance: Pick<TrialBalance, 'rows'>): UnbilledMonth[] {
  const before = new Map<string, string>()
  return balance.rows
    .filter((row) => row.role === 'unbilled' && row.period)
    .sort((one, other) => (one.period ?? '').localeCompare(other.period ?? '') || one.gl_account.localeCompare(other.gl_account))
    .map((row) => {
      const month = (row.period ?? '').slice(0, 7)
      const closing = sum([before.get(row.gl_account) ?? '0', difference(row.debit, row.credit)])
      before.set(row.gl_account, closing)
      return { month, on: endOfMonth(month), gl: row.gl_account, accrued: row.debit, reversed: row.credit, closing }
    })
}

/** What the quantity of days that are not billed rests on. */
export function basisInWords(use: { basis: string; basis_from: string | null; basis_until: string | null; basis_quantity: string; basis_days: number; unit: string }): string {
  if (use.basis === 'measured') return 'measured'
  const days = `${use.basis_quantity} ${use.unit} in ${use.basis_days} ${use.basis_days === 1 ? 'day' : 'days'}`
  const from = use.basis_from ? ` from ${use.basis_from}` : ''
  return `estimated by ${use.basis.replaceAll('_', ' ')}: ${days}${from}`
}
