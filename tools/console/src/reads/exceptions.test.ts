import { describe, expect, it } from 'vitest'
import { waysOut } from './doubts_section'
import { type Doubted, doubtInWords, doubtsInWords, whatInWords } from './exceptions'

const doubt = (kind: string, of: Partial<Doubted['doubts'][number]> = {}) => ({ kind, limit: '120', expected: '40', actual: '160', ...of }) as Doubted['doubts'][number]

describe('reads in doubt', () => {
  it('says why, with what was compared', () => {
    expect(doubtInWords(doubt('high'))).toBe('High: 160, over 120; 40 expected')
    expect(doubtInWords(doubt('high', { expected: '0' }))).toBe('High: 160, over 120')
    expect(doubtInWords(doubt('zero', { limit: '40', actual: '45' }))).toBe('Zero: 45 days without use, from 40 on in doubt')
    expect(doubtsInWords([doubt('low', { limit: '10', actual: '9' }), doubt('missing', { limit: '60', actual: '61' })])).toBe('Low: 9, under 10; 40 expected. Missing: 61 days without a read, from 60 on in doubt')
    expect(doubtInWords(doubt('out_of_order', { limit: '90' }))).toBe('Out of order: 160 is not between 40 and 90')
    expect(doubtInWords(doubt('negative'))).toBe('Negative: 160, under 120')
  })
  it('says what it is', () => {
    const one = { kind: 'read', value: '500', unit: 'therm', day: '2022-03-04', until: '2022-03-05' } as Doubted
    expect(whatInWords(one)).toBe('read 500 therm of 2022-03-04')
    expect(whatInWords({ ...one, kind: 'interval_day' })).toBe('values of 2022-03-04, 500 therm in all')
  })
  it('has a way out for each kind', () => {
    const ids = (kind: string) => waysOut({ kind } as Doubted).map((act) => act.id)
    expect(ids('read')).toEqual(['premise.accept_read', 'premise.record_read', 'premise.estimate_read', 'premise.withdraw_read', 'premise.assign_read'])
    expect(ids('usage')).toEqual(['premise.accept_read', 'premise.estimate_read', 'premise.withdraw_usage', 'premise.assign_read'])
  })
})
