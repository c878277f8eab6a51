import { describe, expect, it } from 'vitest'
import { actsOn, countedFrom } from './unclaimed_section'

describe('unclaimed property', () => {
  it('offers what may be done with an escheat as it stands', () => {
    expect(actsOn({ state: 'escheated' })).toEqual(['credit.remit_escheated', 'credit.reclaim_escheated'])
    expect(actsOn({ state: 'remitted' })).toEqual(['credit.reclaim_escheated', 'credit.return_remittance'])
    expect(actsOn({ state: 'claimed_back' })).toEqual(['credit.return_remittance'])
    expect(actsOn({ state: 'reclaimed' })).toEqual([])
  })
  it('says from what dormancy is counted', () => {
    const of = { policy: 'NY', jurisdiction: '', dormant_on: '2025-05-10' }
    expect(countedFrom({ ...of, since: '2022-05-10', start: 'payment', document: '1-P3' })).toBe('2022-05-10, payment 1-P3')
    expect(countedFrom({ ...of, since: '2022-05-10', start: 'final_bill', document: '' })).toBe('2022-05-10, final bill')
    expect(countedFrom({ ...of, since: null, start: 'service_ended', document: '' })).toBe('')
  })
})
