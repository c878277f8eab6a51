import { describe, expect, it } from 'vitest'
import { bankAccountOf, remarkOf } from './autopay_section'
import { returnCodes } from './autopay_specs'

describe('automatic payment', () => {
  it('says what became of a draft', () => {
    const none = { return_code: '', return_text: '', redraft_on: null, why: '' }
    expect(remarkOf(none)).toBe('')
    expect(remarkOf({ ...none, why: 'draft_above_limit' })).toBe('Draft above limit')
    expect(remarkOf({ ...none, return_code: 'R02', return_text: 'account closed' })).toBe('R02, account closed')
    expect(remarkOf({ ...none, return_code: 'R01', return_text: 'insufficient funds', redraft_on: '2022-02-28' })).toBe('R01, insufficient funds; drafted again on 2022-02-28')
  })
  it('shows the end of a bank account only, and nothing where its key is gone', () => {
    expect(bankAccountOf({ routing_number: '021000021', account_type: 'checking', account_ending: '6789' })).toBe('021000021, checking ending in 6789')
    expect(bankAccountOf({ routing_number: '021000021', account_type: 'savings', account_ending: '' })).toBe('021000021, savings')
  })
  it('has each reason of a return once', () => {
    expect(new Set(returnCodes.map(([code]) => code)).size).toBe(returnCodes.length)
  })
})
