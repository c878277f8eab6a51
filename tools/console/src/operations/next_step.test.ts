import { describe, expect, it } from 'vitest'
import { nextOfWorkInWords } from './next_step'

const step = { next_step: 'CUTOFF', next_state: 'due', next_not_before: '2022-04-01', blocked_by: '' }

describe('the next step of a collection', () => {
  it('is due, waits for its day, or is forbidden by what is named', () => {
    expect(nextOfWorkInWords(step)).toBe('CUTOFF, due')
    expect(nextOfWorkInWords({ ...step, next_state: 'waits' })).toBe('CUTOFF, from 2022-04-01')
    expect(nextOfWorkInWords({ ...step, next_state: 'waits', next_not_before: null })).toBe('CUTOFF, waits')
    expect(nextOfWorkInWords({ ...step, next_state: 'protected', blocked_by: 'LIFE' })).toBe('CUTOFF, protected by LIFE')
    expect(nextOfWorkInWords({ ...step, next_step: '' })).toBe('')
  })
})
