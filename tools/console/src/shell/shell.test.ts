import { describe, expect, it } from 'vitest'
import { kindOfMoment, momentInWords, momentProblem } from './as_of'
import { keyName } from './keys'
import { hashOf, parseHash } from './route'

describe('routes', () => {
  it('reads path and moment from the hash', () => {
    const route = parseHash('#/accounts/7/billing?as_of=2021-06-30')
    expect(route.segments).toEqual(['accounts', '7', 'billing'])
    expect(route.query.get('as_of')).toBe('2021-06-30')
  })
  it('reads back each id that it writes', () => {
    for (const id of ['7', 'A/1', 'a b', '50%', 'ä?#', '..']) {
      expect(parseHash(hashOf(['accounts', id], '2021-01-01T10:00:00Z')).segments).toEqual(['accounts', id])
    }
  })
  it('keeps the moment only where there is one', () => {
    expect(hashOf(['accounts', '7'], null)).toBe('#/accounts/7')
    expect(hashOf([], '5364')).toBe('#/?as_of=5364')
  })
  it('takes an address that is not valid as it stands', () => {
    expect(parseHash('#/accounts/%E0%A4%A').segments).toEqual(['accounts', '%E0%A4%A'])
    expect(parseHash('').segments).toEqual([])
  })
})

describe('the moment', () => {
  it('is a day, an instant or a position', () => {
    expect(kindOfMoment('5364')).toBe('position')
    expect(kindOfMoment('2021-06-30')).toBe('day')
    expect(kindOfMoment('2021-06-30T10:00:00Z')).toBe('instant')
    expect(momentInWords('5364')).toBe('position 5,364')
    expect(momentInWords('2021-06-30')).toBe('the end of 2021-06-30')
  })
  it('is refused with its cure before it is asked', () => {
    expect(momentProblem('day', '2021-02-30')).toMatch(/2022-01-31/)
    expect(momentProblem('position', '-1')).toMatch(/whole number/)
    expect(momentProblem('instant', '2021-06-30 10:00')).toMatch(/UTC/)
    expect(momentProblem('day', '2021-06-30')).toBeNull()
    expect(momentProblem('position', '0')).toBeNull()
    expect(momentProblem('instant', '2021-06-30T10:00:00Z')).toBeNull()
  })
})

describe('keys', () => {
  it('are named alike on every keyboard', () => {
    const press = (key: string, more: Partial<KeyboardEvent> = {}) => keyName({ key, ctrlKey: false, metaKey: false, altKey: false, ...more })
    expect(press('K', { ctrlKey: true })).toBe('ctrl+k')
    expect(press('k', { metaKey: true })).toBe('ctrl+k')
    expect(press('?')).toBe('?')
    expect(press('Escape')).toBe('Escape')
  })
})
