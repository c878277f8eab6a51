import { describe, expect, it } from 'vitest'
import { type Tried, refusalOf } from './what_if'

const tried = (receipt: Tried['commands'][number]['receipt']): Tried => ({ position: 1, aged_on: null, accepted: false, commands: [{ type: 'payment.post', receipt, events: [] }], accounts: [], invoices: [], statements: [], payments: [], currency: 'USD' })

describe('trying out', () => {
  it('gives the refusal that sending would give', () => {
    expect(refusalOf(tried({ status: 'refused', rejection: 'account_unknown', field: 'shares[0].account', value: '999', cure: 'Name an account that exists.' })))
      .toMatchObject({ code: 'account_unknown', field: 'shares[0].account', cure: 'Name an account that exists.', message: 'Name an account that exists.' })
    expect(refusalOf(tried({ status: 'unreadable', error: 'amount is no number' }))).toMatchObject({ code: 'unreadable', message: 'amount is no number' })
    expect(refusalOf(tried({ status: 'accepted' }))).toBeNull()
    expect(refusalOf(tried({ status: 'unchanged' }))).toBeNull()
  })
})
