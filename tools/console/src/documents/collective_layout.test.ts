import { expect, it } from 'vitest'
import { type CollectiveSheet, collectiveLayoutOf } from './collective_layout'

const section = (more: object) => ({
  heading: { account: '7', main_customer_name: 'Ada Berg', premise: 'L-7', service_address: { address1: '7 Weir Street', city: 'Albany' } }, statement: '7-S2', billing_date: '2022-03-04', is_new: true,
  previous: '74.84', payments: '-74.84', adjustments: '0.00', corrections: '0.00', charges: '81.20', since: '0.00', asked: '81.20', overdue: '0.00', owed: '81.20', due_date: '2022-03-24',
  charged: [{ service: 'gas', sa: '7-GAS', charge: '', from: '2022-02-03', until: '2022-03-04', total: '81.20' }], ...more,
})
const sheet = (sections: object[], more: object = {}) => ({
  collective_statement: 'MST1-CS2', master: 'MST1', name: 'Bakers', heading: { account: '8', main_customer_name: 'Head Office' }, deliveries: [], bill_date: '2022-03-05', due_date: '2022-03-24', currency: 'USD',
  asked: '91.20', overdue: '10.00', owed: '91.20', sections, ...more,
}) as unknown as CollectiveSheet
const shown = (of: CollectiveSheet) => collectiveLayoutOf(of).blocks.map((block) => block.lines.map((line) => [line.text, line.amount].filter(Boolean).join(' | ')))

it('G25: has a section an account with what its own statement says, its total and its due date', () => {
  const [first, second, due] = shown(sheet([section({}), section({ is_new: false, asked: '10.00', since: '10.00', overdue: '10.00', due_date: null, heading: { account: '9', main_customer_name: 'Bo', premise: '', service_address: {} } })]))
  expect(first).toEqual([
    'Account 7, Ada Berg, statement 7-S2 of 2022-03-04', 'at L-7, 7 Weir Street, Albany', 'Previous balance | 74.84', 'Payments | −74.84',
    'gas, 7-GAS, 2022-02-03 to 2022-03-03 (29 days) | 81.20', 'Account 7, due 2022-03-24 | 81.20',
  ])
  expect(second!.slice(-2)).toEqual(['Balance, without a new statement | 10.00', 'Account 9, of it overdue 10.00 | 10.00'])
  expect(due).toEqual(['AMOUNT DUE by 2022-03-24 | USD 91.20', 'Of it overdue: USD 10.00'])
})

it('G25: says what changed since an account’s statement, what a budget plan asks for otherwise, and what is truly owed', () => {
  const [first, due] = shown(sheet([section({ charges: '70.00', since: '-5.00', asked: '65.00' })], { asked: '65.00', overdue: '0.00' }))
  expect(first!.slice(-3)).toEqual(['Difference under budget plans | −11.20', 'Since that statement | −5.00', 'Account 7, due 2022-03-24 | 65.00'])
  expect(due).toEqual(['AMOUNT DUE by 2022-03-24 | USD 65.00', 'Payoff balance, what is truly owed | USD 91.20'])
  expect(shown(sheet([section({})], { asked: '-3.00', owed: '-3.00', overdue: '0.00' })).at(-1)).toEqual(['CREDIT BALANCE, do not pay | USD −3.00'])
})

it('G25: is addressed as the payer’s own bill was', () => {
  expect(collectiveLayoutOf(sheet([])).addressee).toEqual(['Head Office'])
  expect(collectiveLayoutOf(sheet([], { deliveries: [{ printed_name: 'Head Office Ltd', destination: '1 Mill Lane\nAlbany' }] })).addressee).toEqual(['Head Office Ltd', '1 Mill Lane', 'Albany'])
})
