import { expect, it } from 'vitest'
import { type TrialBalance, basisInWords, endOfMonth, unbilledMonths } from './unbilled'

const row = (period: string, gl_account: string, debit: string, credit: string, role = 'unbilled') => ({ period, gl_account, role, debit, credit, balance: '' })

it('G22: each month has what was accrued on its last day, what of the month before was taken back, and what the books have then', () => {
  const rows = [row('2022-03-01', '1180', '250.50', '300.00'), row('2022-02-01', '1180', '300.00', '0.00'), row('2022-02-01', '1100', '9.00', '0.00', 'ar'), row('2022-02-01', '1181', '5.00', '0.00')]
  expect(unbilledMonths({ rows } as unknown as TrialBalance)).toEqual([
    { month: '2022-02', on: '2022-02-28', gl: '1180', accrued: '300.00', reversed: '0.00', closing: '300.00' },
    { month: '2022-02', on: '2022-02-28', gl: '1181', accrued: '5.00', reversed: '0.00', closing: '5.00' },
    { month: '2022-03', on: '2022-03-31', gl: '1180', accrued: '250.50', reversed: '300.00', closing: '250.50' },
  ])
})

it('G22: months end on their last day', () => {
  expect(['2022-01', '2022-02', '2024-02', '2022-12'].map(endOfMonth)).toEqual(['2022-01-31', '2022-02-28', '2024-02-29', '2022-12-31'])
})

it('G22: a quantity says what it rests on', () => {
  const use = { basis: 'measured', basis_from: '2022-03-05', basis_until: '2022-03-30', basis_quantity: '585.697', basis_days: 25, unit: 'kWh' }
  expect(basisInWords(use)).toBe('measured')
  expect(basisInWords({ ...use, basis: 'same_days_last_year', basis_days: 2, basis_quantity: '60.29' })).toBe('estimated by same days last year: 60.29 kWh in 2 days from 2022-03-05')
})
