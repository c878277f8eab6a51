import { describe, expect, it } from 'vitest'
import { type LedgerEvent, eventOf, journalOf, placeOfStream, streamOf, typeInWords } from './events'
import { nothingFound, withEvents } from './journal'

const paid = (position: number, day: string, amount: string): LedgerEvent => eventOf({
  position, stream: 'account/1', type: 'account.payment_posted', recorded_at: `${day}T17:00:00Z`,
  data: { account: '1', payment: `1-P${position}`, financial: { accounting_date: day, postings: [
    { role: 'cash', gl_account: '1000', amount }, { role: 'unapplied', gl_account: '2100', amount: `-${amount}` }] } },
})
const wanted = { gl_account: '2100', period: '2021-05-01', debit: '0.00', credit: '30.00' }

describe('journal lines', () => {
  it('are the postings of an event, wherever they stand in it', () => {
    expect(journalOf(paid(7, '2021-05-23', '10.00')).map((line) => [line.gl_account, line.role, line.amount, line.day, line.document])).toEqual([
      ['1000', 'cash', '10.00', '2021-05-23', '1-P7'], ['2100', 'unapplied', '-10.00', '2021-05-23', '1-P7']])
    const nested = eventOf({ position: 1, type: 'x.y', data: { shares: [{ financial: { accounting_date: '2021-05-01', postings: [{ role: 'ar', gl_account: '1100', amount: '1.00' }] } }] } })
    expect(journalOf(nested)).toHaveLength(1)
  })
  it('of one account and month are whole once they add up to the trial balance', () => {
    const first = withEvents(nothingFound, [paid(1, '2021-05-01', '10.00'), paid(2, '2021-06-01', '99.00')], wanted)
    expect([first.lines.length, first.credit, first.debit, first.read, first.whole]).toEqual([1, '10.00', '0.00', 2, false])
    const second = withEvents(first, [paid(3, '2021-05-31', '20.00')], wanted)
    expect([second.lines.length, second.credit, second.read, second.whole]).toEqual([2, '30.00', 3, true])
  })
  it('are not whole where they are more than the trial balance has', () => {
    expect(withEvents(nothingFound, [paid(1, '2021-05-01', '30.01')], wanted).whole).toBe(false)
  })
})

describe('events', () => {
  it('have one stream in both forms', () => {
    expect(streamOf({ kind: 'premise', id: 'L-1' })).toBe('premise/L-1')
    expect(streamOf('premise/L-1')).toBe('premise/L-1')
  })
  it('lead to the screen of what they are about, also where an id has a slash', () => {
    expect(placeOfStream('account/7')).toEqual(['accounts', '7'])
    expect(placeOfStream('premise/L/1')).toEqual(['premises', 'L/1'])
    expect(placeOfStream('settings')).toBeNull()
    expect(typeInWords('account.payment_posted')).toBe('Payment posted')
  })
})
