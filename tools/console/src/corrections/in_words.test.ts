import { describe, expect, it } from 'vitest'
import { type CorrectedLine, type CorrectedRead, readInWords, sideInWords } from './in_words'

const line = { unit: 'therm', old_line: '7-B1-3', old_quantity: '40', old_price: '0.75', new_line: '', new_quantity: '0', new_price: '0' } as CorrectedLine
const read = { unit: 'therm', was_used: true, old_start: '0', old_stop: '40', old_quantity: '40', old_quality: 'estimated', is_used: true, new_start: '0', new_stop: '0', new_quantity: '30', new_quality: 'actual' } as CorrectedRead

describe('corrections', () => {
  it('says each side of a line, and nothing where a bill had none', () => {
    expect(sideInWords(line, 'old')).toBe('40 therm × 0.75')
    expect(sideInWords(line, 'new')).toBe('')
  })
  it('says what was measured then and what is known now', () => {
    expect(readInWords(read, 'old')).toBe('0 → 40 = 40 therm (estimated)')
    expect(readInWords(read, 'new')).toBe('30 therm')
    expect(readInWords({ ...read, is_used: false }, 'new')).toBe('')
  })
})
