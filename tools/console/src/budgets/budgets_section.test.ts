import { describe, expect, it } from 'vitest'
import type { Budgets } from '../api/queries'
import { computedInWords, settlementInWords } from './budget_specs'

const computed = { sa: '7-GAS', amount: '79.00', billed: '74.84', computed_from: '2022-01-05', computed_until: '2022-02-03' } as Budgets['computed'][number]
const plan = (difference: string) => ({ sa: '7-GAS', difference }) as Budgets['budgets'][number]

describe('budget plans', () => {
  it('says what an amount is computed from, and where none can be', () => {
    expect(computedInWords(computed, 'USD')).toBe('Computed: 79.00 USD a bill, the mean month of 74.84 USD billed for 2022-01-05 to 2022-02-02.')
    expect(computedInWords({ ...computed, amount: '0.00' }, 'USD')).toContain('give one')
    expect(computedInWords(undefined, 'USD')).toContain('give one')
  })
  it('says what a settlement asks for and gives back', () => {
    expect(settlementInWords(plan('36.00'), 'USD')).toContain('36.00 USD more was charged than asked for')
    expect(settlementInWords(plan('-1200.50'), 'USD')).toContain('1,200.50 USD more was asked for than charged')
    expect(settlementInWords(plan('0.00'), 'USD')).toContain('nothing is settled')
    expect(settlementInWords(undefined, 'USD')).toBe('')
  })
})
