import { describe, expect, it } from 'vitest'
import type { Collections } from '../api/queries'
import { nextInWords } from './collection_specs'

const next = (of: Partial<Collections['next'][number]>) =>
  ({ step: 'CUTOFF', kind: 'disconnect_order', state: 'due', not_before: '2022-04-19', blocked_by: '', protection: '', blocked_until: null, ...of }) as Collections['next'][number]

describe('collections', () => {
  it('says what is next, when, and what forbids it', () => {
    expect(nextInWords(next({}))).toBe('CUTOFF (disconnect order), due')
    expect(nextInWords(next({ state: 'waits' }))).toBe('CUTOFF (disconnect order), from 2022-04-19 on')
    expect(nextInWords(next({ state: 'protected', blocked_by: 'MEDICAL', protection: '7-PRO1', blocked_until: '2022-05-01' }))).toBe('CUTOFF (disconnect order), protected by MEDICAL (7-PRO1) until 2022-05-01')
    expect(nextInWords(next({ state: 'protected', blocked_by: 'WINTER' }))).toBe('CUTOFF (disconnect order), protected by WINTER')
    expect(nextInWords(undefined)).toBe('No step is next.')
  })
})
