import { describe, expect, it } from 'vitest'
import { oneLine } from './address'
import { addDays, daysBetween, distance, isDay, lastDayBefore } from './date'
import { amount, difference, isAmount, negated, sign, sum, typed } from './money'
import { count, kindInWords, plain, sentence } from './words'

describe('money', () => {
  it('shows digits as sent, with thousands apart and a true minus sign', () => {
    expect(amount('1234567.80')).toBe('1,234,567.80')
    expect(amount('-0.05')).toBe('\u22120.05')
    expect(amount('1000')).toBe('1,000')
    expect(amount('no amount')).toBe('no amount')
  })
  it('knows the sign of an amount, and that nothing has none', () => {
    expect(['-0.01', '0.01', '0.00', '-0.00', '0', '10'].map(sign)).toEqual([-1, 1, 0, 0, 0, 1])
  })
  it('adds without floating point', () => {
    expect(sum(['0.10', '0.20'])).toBe('0.30')
    expect(sum(['90071992547409.93', '0.01'])).toBe('90071992547409.94')
    expect(sum(['1', '-1.005'])).toBe('-0.005')
    expect(sum(['-5.00', '5.00'])).toBe('0.00')
    expect(sum([])).toBe('0')
    expect(difference('10.00', '12.5')).toBe('-2.50')
  })
  it('turns the sign around, and not that of nothing', () => {
    expect(negated('5.00')).toBe('-5.00')
    expect(negated('-5.00')).toBe('5.00')
    expect(negated('0.00')).toBe('0.00')
  })
  it('takes what people type, and leaves what is no amount for the server to refuse', () => {
    expect(typed(' 1,234.50 ')).toBe('1234.50')
    expect(typed('1,234,567')).toBe('1234567')
    expect(typed('.5')).toBe('0.5')
    expect(typed('\u22123')).toBe('-3')
    expect(typed('12,5')).toBe('12,5')
    expect(isAmount('12,5')).toBe(false)
    expect(isAmount('1e3')).toBe(false)
    expect(isAmount('')).toBe(false)
  })
})

describe('days', () => {
  it('counts across months, leap days and years', () => {
    expect(daysBetween('2024-02-28', '2024-03-01')).toBe(2)
    expect(daysBetween('2022-01-01', '2021-12-31')).toBe(-1)
    expect(addDays('2023-02-28', 1)).toBe('2023-03-01')
    expect(lastDayBefore('2022-01-01')).toBe('2021-12-31')
  })
  it('says how far a day lies away', () => {
    const from = '2022-03-31'
    expect(['2022-03-31', '2022-04-01', '2022-03-30', '2022-04-12', '2021-04-02'].map((day) => distance(day, from)))
      .toEqual(['today', 'tomorrow', 'yesterday', 'in 12 days', '363 days ago'])
  })
  it('knows which days exist', () => {
    expect(isDay('2024-02-29')).toBe(true)
    expect(isDay('2023-02-29')).toBe(false)
    expect(isDay('2023-2-9')).toBe(false)
  })
})

describe('words', () => {
  it('says codes as people do', () => {
    expect(kindInWords('nsf_fee')).toBe('Fee for returned payment')
    expect(kindInWords('a_new_kind')).toBe('A new kind')
    expect(sentence('not_yet_due')).toBe('Not yet due')
    expect(count(1, 'day')).toBe('1 day')
    expect(count(1200, 'day')).toBe('1,200 days')
  })
  it('shows that a text whose key was destroyed is gone', () => {
    expect(plain({ sealed: 'AAAA', under: '7' })).toBe('(erased)')
    expect(plain(null)).toBe('')
  })
  it('writes an address in one line without the parts that it has not', () => {
    const none = { address2: '', address3: '', address4: '', house_type: '', number2: '', in_city_limit: '' as const, geographic_code: '', county: '' }
    expect(oneLine({ ...none, country: 'US', number1: '', address1: '1 Elm Street', city: 'Albany', state: 'NY', postal: '12207' })).toBe('1 Elm Street, Albany NY 12207')
    expect(oneLine({ ...none, country: 'DE', number1: '5', address1: 'Hauptstr.', city: 'Ulm', state: '', postal: '89073' })).toBe('5, Hauptstr., Ulm 89073, DE')
  })
})
