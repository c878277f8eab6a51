import { describe, expect, it } from 'vitest'
import { checksOfBooks, checksOfMetrics } from './checks'
import { samplesOf } from './metrics'

const row = (gl_account: string, debit: string, credit: string, balance: string, period: string | null = null) => ({ period, gl_account, role: 'ar' as const, debit, credit, balance })
const balance = { debit: '30.00', credit: '30.00', rows: [row('1100', '10.00', '0.00', '10.00', '2022-01-01'), row('4010', '20.00', '30.00', '-10.00', '2022-01-01')], totals: [row('1100', '10.00', '0.00', '10.00'), row('4010', '20.00', '30.00', '-10.00')] }
const totals = { receivable: '12.00', unapplied: '2.00', payoff: '10.00', ledger_receivable: '12.00', ledger_unapplied: '2.00' }
const wrong = (checks: { what: string; right: boolean }[]) => checks.filter((check) => !check.right).map((check) => check.what)

describe('checks of the books', () => {
  it('hold where every figure is its other', () => {
    expect(wrong(checksOfBooks(balance, totals))).toEqual([])
  })
  it('name what does not hold, to the cent', () => {
    expect(wrong(checksOfBooks({ ...balance, credit: '29.99' }, totals))).toEqual(['All debits are all credits'])
    expect(wrong(checksOfBooks(balance, { ...totals, ledger_receivable: '12.01' }))).toEqual(['Open items of all accounts are the receivable in the general ledger'])
    expect(wrong(checksOfBooks(balance, { ...totals, payoff: '12.00' }))).toEqual(['The payoff balance is what is open less unused credit and held deposits'])
  })
  it('count held deposits as money of the customers', () => {
    const held = { ...row('2300', '0.00', '3.00', '-3.00'), role: 'deposit' as const }
    expect(wrong(checksOfBooks({ ...balance, totals: [...balance.totals, held, row('1000', '3.00', '0.00', '3.00')] }, { ...totals, payoff: '7.00' }))).toEqual([])
  })
  it('of the server are made only of metrics that it has', () => {
    const checks = checksOfMetrics(samplesOf('tally_view_lag_entries{division="0"} 0\ntally_control_totals_drifted{division="0"} 2\n'))
    expect(checks.map((check) => [check.left, check.right])).toEqual([['2', false], ['0', true]])
  })
})
