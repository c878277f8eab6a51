import { describe, expect, it } from 'vitest'
import { placeOfStream, streamOf, typeInWords } from './events'
import { type JournalLine, lastDayOf, nothingFound, withPage } from './journal'

const line = (position: number, credit: string) => ({ position, accounting_date: '2021-05-23', account: '1', type: 'account.payment_posted', role: 'unapplied', debit: '0.00', credit }) as JournalLine
const wanted = { debit: '0.00', credit: '30.00' }

describe('journal lines', () => {
  it('are whole once their pages add up to the trial balance', () => {
    const first = withPage(nothingFound, { lines: [line(1, '10.00')], debit: '0.00', credit: '10.00' }, wanted)
    expect([first.lines.length, first.credit, first.debit, first.whole]).toEqual([1, '10.00', '0.00', false])
    const second = withPage(first, { lines: [line(3, '20.00')], debit: '0.00', credit: '20.00' }, wanted)
    expect([second.lines.map((each) => each.position), second.credit, second.whole]).toEqual([[1, 3], '30.00', true])
  })
  it('are not whole where they are more than the trial balance has', () => {
    expect(withPage(nothingFound, { lines: [line(1, '30.01')], debit: '0.00', credit: '30.01' }, wanted).whole).toBe(false)
  })
  it('end with the last day of their month', () => {
    expect(['2021-05', '2024-02', '2023-02', '2021-12'].map(lastDayOf)).toEqual(['2021-05-31', '2024-02-29', '2023-02-28', '2021-12-31'])
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
