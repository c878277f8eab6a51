import { describe, expect, it } from 'vitest'
import { periodsOf } from './usage'
import { ageShares, nextBill, overdueOf, whyOwed } from './why'

const item = (document: string, current_open: string, days_overdue: number, sa = '7-SA1') => ({
  document, sa, ages_from: '2022-01-01', days_overdue, bucket: '', payoff_open: current_open, current_open, position: 1, disputed: '0.00', dispute: '',
})
const credit = (document: string, amount: string) => ({ source: { kind: 'tender' as const, document, tender: 'T1' }, amount, on_hold: false })
const usd = { currency: 'USD' }

describe('what they owe and why', () => {
  it('is overdue only past the due date', () => {
    expect(overdueOf([item('7-I1', '10.00', 1), item('7-I2', '5.00', 0), item('7-I3', '2.50', -3)])).toBe('10.00')
    expect(overdueOf([])).toBe('0.00')
  })
  it('names the documents and the oldest', () => {
    expect(whyOwed({ ...usd, items: [item('5-I2', '278.45', 363)], unapplied: [], current: '278.45', payoff: '278.45' })).toBe('Owes 278.45 USD: 1 document open (5-I2), 363 days overdue.')
    expect(whyOwed({ ...usd, items: [item('7-I1', '1.00', 40), item('7-I1', '1.00', 40, '7-SA2'), item('7-I2', '2.00', -5)], unapplied: [], current: '4.00', payoff: '4.00' }))
      .toBe('Owes 4.00 USD: 2 documents open (7-I1, 7-I2), the oldest 40 days overdue.')
    expect(whyOwed({ ...usd, items: ['1', '2', '3', '4'].map((each) => item(`7-I${each}`, '1.00', -1)), unapplied: [], current: '4.00', payoff: '4.00' }))
      .toBe('Owes 4.00 USD: 4 documents open (7-I1, 7-I2 and 2 more), none overdue.')
  })
  it('says where credit came from, and what is owed beyond what is asked for', () => {
    expect(whyOwed({ ...usd, items: [], unapplied: [credit('1-P13', '25.00')], current: '-25.00', payoff: '-25.00' })).toBe('In credit by 25.00 USD. 25.00 USD of credit from 1-P13 is not used yet.')
    expect(whyOwed({ ...usd, items: [], unapplied: [], current: '0.00', payoff: '0.00' })).toBe('Owes nothing.')
    expect(whyOwed({ ...usd, items: [], unapplied: [], current: '0.00', payoff: '90.00' })).toBe('Owes nothing. Payoff balance, what is truly owed: 90.00 USD.')
  })
  it('shares ages by what is owed, and calls the first of them not late', () => {
    const shares = ageShares([{ name: 'not yet due', current: '30.00' }, { name: '1-30', current: '0.00' }, { name: '31-60', current: '10.00' }])
    expect(shares.map((each) => [each.name, each.share, each.overdue])).toEqual([['not yet due', 0.75, false], ['31-60', 0.25, true]])
  })
  it('finds the next window of the cycle after the last bill', () => {
    const window = (from: string, until: string) => ({ cycle: 'M01', window_start: from, window_end: until, accounting_date: null, estimate_date: null })
    const windows = [window('2022-02-05', '2022-02-09'), window('2022-03-05', '2022-03-09'), window('2022-04-05', '2022-04-09')]
    expect(nextBill(windows, 'M01', '2022-03-05', '2022-03-31')).toEqual({ from: '2022-04-05', until: '2022-04-09' })
    expect(nextBill(windows, 'M01', '2022-02-05', '2022-03-07')).toEqual({ from: '2022-03-05', until: '2022-03-09' })
    expect(nextBill(windows, 'M01', '2022-04-05', '2022-04-06')).toBeNull()
    expect(nextBill(windows, 'M02', null, '2022-03-31')).toBeNull()
  })
})

describe('consumption', () => {
  const line = (until: string, value: string, meter = 'M-7', is_read = true, from = until) => ({
    channel: '1', from, until, is_read, value, unit: 'therm', quality: 'actual' as const, meter, position: 1, start: '', interval_seconds: 0, intervals: [],
  })
  it('is the difference of two reads of one meter', () => {
    expect(periodsOf({ lines: [line('2021-01-01', '64974'), line('2021-02-05', '65095'), line('2021-03-05', '65195.5')] }).map((each) => [each.from, each.until, each.quantity]))
      .toEqual([['2021-01-01', '2021-02-05', '121'], ['2021-02-05', '2021-03-05', '100.5']])
  })
  it('never spans an exchange of meters, and gives none where a register ran over', () => {
    expect(periodsOf({ lines: [line('2021-01-01', '99990'), line('2021-02-05', '10'), line('2021-02-05', '0', 'M-8'), line('2021-03-05', '30', 'M-8')] }).map((each) => each.quantity)).toEqual(['30'])
  })
  it('is what was measured where a period was', () => {
    expect(periodsOf({ lines: [line('2021-02-01', '31.5', 'M-7', false, '2021-01-01')] })).toMatchObject([{ from: '2021-01-01', until: '2021-02-01', quantity: '31.5', read: '' }])
  })
})
