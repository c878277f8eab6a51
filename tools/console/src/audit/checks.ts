// Figures that must be the same, made by the ledger in different ways.
import { difference, sign, sum } from '../format/money'
import { type Sample, totalOf } from './metrics'

export type Check = { what: string; left: string; right_side: string; right: boolean; place?: string[] }
type Row = { period: string | null; gl_account: string; role: string; debit: string; credit: string; balance: string }
type Balance = { debit: string; credit: string; rows: readonly Row[]; totals: readonly Row[] }
type Totals = { receivable: string; unapplied: string; payoff: string; ledger_receivable: string; ledger_unapplied: string }

function same(what: string, left: string, other: string, place?: string[]): Check {
  return { what, left, right_side: other, right: sign(difference(left, other)) === 0, ...(place ? { place } : {}) }
}

const of = (rows: readonly Row[], side: 'debit' | 'credit' | 'balance') => sum(['0.00', ...rows.map((row) => row[side])])

export function checksOfBooks(balance: Balance, totals: Totals): Check[] {
  return [
    same('All debits are all credits', balance.debit, balance.credit, ['trial-balance']),
    same('The months of the trial balance add up to its debits', of(balance.rows, 'debit'), balance.debit, ['trial-balance']),
    same('Its accounts add up to nothing', of(balance.totals, 'balance'), '0.00', ['trial-balance']),
    same('Open items of all accounts are the receivable in the general ledger', totals.receivable, totals.ledger_receivable),
    same('Unused credit of all accounts is that of the general ledger', totals.unapplied, totals.ledger_unapplied),
    same('What is truly owed is what is open less unused credit', totals.payoff, difference(totals.receivable, totals.unapplied)),
  ]
}

const mustBeNone: readonly (readonly [string, string, string[]?])[] = [
  ['tally_control_totals_drifted', 'Reports of other systems that do not agree with the ledger', ['operations', 'control-totals']],
  ['tally_view_lag_entries', 'Entries that answers do not have yet', ['operations', 'divisions']],
  ['tally_passed_over_records_total', 'Records of the log topic that did not continue it'],
  ['tally_dead_letters_total', 'Commands that this server put aside'],
  ['tally_feed_failures_total', 'Failures of feeds since this server started', ['operations', 'divisions']],
]

/** What a server that has the metric should count none of. */
export function checksOfMetrics(samples: readonly Sample[]): Check[] {
  return mustBeNone.flatMap(([name, what, place]) => {
    const total = totalOf(samples, name)
    return total === null ? [] : [{ what: `No ${what.charAt(0).toLowerCase()}${what.slice(1)}`, left: String(total), right_side: '0', right: total === 0, ...(place ? { place } : {}) }]
  })
}
