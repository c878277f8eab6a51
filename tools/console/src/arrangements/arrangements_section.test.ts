import { describe, expect, it } from 'vitest'
import { documentsOf } from './arrangement_specs'
import { whyEnded } from './arrangements_section'

describe('payment arrangements', () => {
  it('says why one ended', () => {
    expect(whyEnded({ cause: '', caused_by: '', break_reason: '' })).toBe('')
    expect(whyEnded({ cause: 'instalment_overdue', caused_by: '7-IN2', break_reason: '' })).toBe('Instalment overdue, 7-IN2')
    expect(whyEnded({ cause: 'by_agreement', caused_by: '', break_reason: 'PAID' })).toBe('By agreement (PAID)')
  })
  it('takes ids apart by commas and blanks', () => {
    expect(documentsOf('7-I1, 7-I2  7-I3')).toEqual(['7-I1', '7-I2', '7-I3'])
    expect(documentsOf(undefined)).toEqual([])
  })
})
