import { describe, expect, it } from 'vitest'
import type { Statement } from '../api/queries'
import { layoutOf, percentOf, sectionOf } from './statement_layout'

// Of a statement, what its layout reads.
const statement = (more: object) => ({
  statement: '7-S3', heading: { account: '7', premise: 'L-7', main_customer_name: 'Ada Berg' }, invoice: '7-I3', billingDate: '2021-04-05', dueDate: '2021-04-26', cancelled_on: null, currency: 'USD',
  previousCurrent: '155.79', paymentsCurrent: '-155.79', adjustmentsCurrent: '0.00', correctionsCurrent: '0.00', chargesCurrent: '2105.92', amountDue: '2105.92', outBalance: '2105.92',
  depositsAsked: '0.00', depositsHeld: '0.00', lastPaymentAmt: '155.79', lastPaymentDate: '2021-03-15', pymtPlanAmt: '0.00', pymtPlanType: '', messages: [], deliveries: [], segments: [], budgets: [],
  activity: [{ kind: 'payment', document: '7-P2', code: '', effectiveDate: '2021-03-15', current: '-155.79', correction: false }], ...more,
}) as unknown as Statement
const shown = (of: Statement) => layoutOf(of).blocks.map((block) => block.lines.map((line) => [line.text, line.amount].filter(Boolean).join(' | ')))

describe('the layout of a statement', () => {
  it('lists what changed under its section, then the charges, then what is due', () => {
    expect(shown(statement({}))).toEqual([
      ['Previous balance | 155.79', 'Payment 7-P2, 2021-03-15 | −155.79', 'Payments | −155.79'],
      ['New charges | 2,105.92'],
      ['AMOUNT DUE by 2021-04-26 | USD 2,105.92', 'Last payment: USD 155.79 on 2021-03-15'],
    ])
  })
  it('says what a budget plan asks for in place of what is charged', () => {
    const budgets = [{ sa: '7-GAS', charged: '142.00', asked: '68.00', difference: '74.00' }]
    const [, charges, due] = shown(statement({ budgets, chargesCurrent: '68.00', amountDue: '68.00', outBalance: '142.00', pymtPlanAmt: '68.00', pymtPlanType: 'arrangement_and_budget' }))
    expect(charges).toEqual(['Charged for 7-GAS | 142.00', 'Asked for under its budget plan | 68.00', 'New charges, as asked for | 68.00'])
    expect(due!.slice(1, 2)).toEqual(['Payoff balance, what is truly owed | USD 142.00'])
    expect(due!.slice(-2)).toEqual(['Payment plan arrangement and budget: USD 68.00', 'Budget plan of 7-GAS: USD 74.00 less asked for than charged to date'])
  })
  it('lists a correction once, and an adjustment with its type', () => {
    const activity = [
      { kind: 'bill_segment_cancelled', document: '7-C1', code: '', effectiveDate: '2021-03-20', current: '-10.00', correction: true },
      { kind: 'adjustment', document: '7-ADJ1', code: 'GOODWILL', effectiveDate: '2021-03-21', current: '-5.00', correction: false },
    ]
    expect(shown(statement({ activity, paymentsCurrent: '0.00', adjustmentsCurrent: '-5.00', correctionsCurrent: '-10.00' }))[0]).toEqual([
      'Previous balance | 155.79', 'Adjustment 7-ADJ1 (GOODWILL), 2021-03-21 | −5.00', 'Adjustments | −5.00', 'Bill segment cancelled 7-C1, 2021-03-20 | −10.00', 'Corrections | −10.00',
    ])
  })
  it('lists deposits and late charges among the adjustments, and says what of them is due and held', () => {
    const change = (kind: string, document: string, current: string) => ({ kind, document, code: '', effectiveDate: '2021-03-21', current, correction: false })
    const activity = [
      change('deposit_billed', '7-D1', '100.00'), change('deposit_bill_cancelled', '7-D1', '-40.00'), change('deposit_received', '7-D1', '0.00'), change('deposit_receipt_reversed', '7-D1', '0.00'),
      change('deposit_interest', '7-D1', '0.00'), change('deposit_applied', '7-D1', '-20.00'), change('deposit_refunded', '7-D1', '0.00'),
      change('late_charge', '7-L1', '5.00'), change('late_charge_cancelled', '7-L1', '-5.00'),
    ]
    const [changes, , due] = shown(statement({ activity, paymentsCurrent: '0.00', adjustmentsCurrent: '40.00', depositsAsked: '60.00', depositsHeld: '20.30' }))
    expect(changes).toEqual([
      'Previous balance | 155.79',
      'Deposit billed 7-D1, 2021-03-21 | 100.00', 'Deposit bill cancelled 7-D1, 2021-03-21 | −40.00', 'Deposit received 7-D1, 2021-03-21 | 0.00', 'Deposit receipt reversed 7-D1, 2021-03-21 | 0.00',
      'Deposit interest 7-D1, 2021-03-21 | 0.00', 'Deposit applied 7-D1, 2021-03-21 | −20.00', 'Deposit refunded 7-D1, 2021-03-21 | 0.00',
      'Late charge 7-L1, 2021-03-21 | 5.00', 'Late charge cancelled 7-L1, 2021-03-21 | −5.00', 'Adjustments | 40.00',
    ])
    expect(due!.slice(1, 3)).toEqual(['Of it deposit: USD 60.00', 'Deposit held for you, with interest: USD 20.30'])
  })
  it('lists a change of a kind that it does not know', () => {
    const activity = [{ kind: 'write_off', document: '7-W1', code: '', effectiveDate: '2021-03-21', current: '-9.00', correction: false }]
    expect(shown(statement({ activity, paymentsCurrent: '0.00' }))[0]).toEqual(['Previous balance | 155.79', 'Write off 7-W1, 2021-03-21 | −9.00'])
    expect(['bill_segment', 'invoice', 'constructor'].map(sectionOf)).toEqual(['charges', 'none', 'unknown'])
  })
  it('says of a credit and of a cancelled statement that nothing is to be paid', () => {
    expect(shown(statement({ amountDue: '-3.00', outBalance: '-3.00' })).at(-1)![0]).toBe('CREDIT BALANCE, do not pay | USD −3.00')
    expect(shown(statement({ cancelled_on: '2021-04-30' })).at(-1)![0]).toBe('CANCELLED, do not pay | USD 2,105.92')
  })
  it('shows how each line was computed, in the words of the text', () => {
    const lines = [
      { description: 'Delivery', component: 'd', componentKind: 'usage', quantity: '47.000000', unit: 'therm', price: '0.7512', fraction: '1/1', lineAmount: '35.31' },
      { description: '', component: 'customer_charge', componentKind: 'fixed', quantity: '1', unit: '', price: '16.5', fraction: '10/31', lineAmount: '5.32' },
      { description: 'Demand', component: 'dm', componentKind: 'demand', quantity: '12.5', unit: 'kW', price: '8', fraction: '1/1', lineAmount: '100.00' },
      { description: 'County sales tax', component: 't', componentKind: 'tax', quantity: '98.3', unit: '', price: '0.0375', fraction: '1/1', lineAmount: '3.69' },
    ]
    const reads = [{ service_point: 'SP-7', channel: '1', from: '2021-03-05', until: '2021-04-05', start_value: '65196', stop_value: '65258', multiplier: '1', quantity: '62', unit: 'therm', quality: 'actual' }]
    const demands = [{ component: 'dm', unit: 'kW', from: '2021-03-05', until: '2021-04-05', measured: '5', minimum: '0', billed: '12.5', highest_of: 'dm', highest_from: '2020-08-05', highest_until: '2020-09-05', highest: '15.625', share: '0.8' }]
    const banks = [{ component: 'solar_peak', unit: 'kWh', from: '2021-03-05', until: '2021-04-05', delivered: '100', returned: '130', opening: '20', added: '30', used: '0', settled: '50', settled_by: 'true_up', closing: '0' }]
    const segment = { segment: 's', charge: '', sa: '7-SA1', service: 'gas', premise: 'L-7', serviceAddress: {}, billPeriod: { start: '2021-03-05', end: '2021-04-05' }, reads, lines, total: '44.32', cancelledBy: '', demands, year: { banks, minimums: [] } }
    expect(shown(statement({ segments: [segment] }))[1]).toEqual([
      'gas, 7-SA1, 2021-03-05 to 2021-04-04 (31 days)', 'meter register 1: 65196 to 65258 = 62 therm', 'billing demand dm: 5 kW measured, 12.5 kW charged; at least 80% of 15.625 kW (2020-08-05 to 2020-09-04)',
      "bank solar peak: 20 kWh before, 30 kWh added, 0 kWh used, 50 kWh taken out as the bank's year ended, 0 kWh after",
      'Delivery: 47 therm × 0.7512 | 35.31', 'Customer charge: 1 × 16.50 × 10/31 | 5.32', 'Demand: 12.5 kW × 8.00 | 100.00', 'County sales tax: 3.75% of 98.30 | 3.69', 'Total 7-SA1 | 44.32',
    ])
    expect(['0.02', '0.0375', '1', '-0.005', '0.12345678'].map(percentOf)).toEqual(['2', '3.75', '100', '-0.5', '12.345678'])
  })
})
