// Figures that must be the same, made by the ledger in different ways.
import type { components } from '../api/schema'
import { difference, sign, sum } from '../format/money'
import { type Sample, totalOf } from './metrics'

export type Check = { what: string; left: string; right_side: string; right: boolean; place?: string[] }
type Schemas = components['schemas']
type Row = Schemas['answer.TrialBalanceRow']
type Balance = Pick<Schemas['answer.trial-balance'], 'debit' | 'credit' | 'rows' | 'totals'>
type Totals = Pick<Schemas['answer.totals'], 'receivable' | 'unapplied' | 'payoff' | 'ledger_receivable' | 'ledger_unapplied'>

function same(what: string, left: string, other: string, place?: string[]): Check {
  return { what, left, right_side: other, right: sign(difference(left, other)) === 0, ...(place ? { place } : {}) }
}

const of = (rows: readonly Row[], side: 'debit' | 'credit' | 'balance') => sum(['0.00', ...rows.map((row) => row[side])])

export function checksOfBooks(balance: Balance, totals: Totals): Check[] {
  // Held deposits are a liability: below zero in the trial balance.
  const deposits = of(balance.totals.filter((row) => row.role === 'deposit'), 'balance')
  return [
    same('All debits are all credits', balance.debit, balance.credit, ['trial-balance']),
    same('The months of the trial balance add up to its debits', of(balance.rows, 'debit'), balance.debit, ['trial-balance']),
    same('Its accounts add up to nothing', of(balance.totals, 'balance'), '0.00', ['trial-balance']),
    same('Open items of all accounts are the receivable in the general ledger', totals.receivable, totals.ledger_receivable),
    same('Unused credit of all accounts is that of the general ledger', totals.unapplied, totals.ledger_unapplied),
    same('The payoff balance is what is open less unused credit and held deposits', totals.payoff, sum([difference(totals.receivable, totals.unapplied), deposits])),
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
