import { describe, expect, it } from 'vitest'
import { depositOf } from './batches_screen'
import { countsOf, kindsToCount } from './count_dialog'
import type { Batch, BatchAnswer } from './lists'

const batch = (id: string, status: string, deposit: string) => ({ batch: id, status, to_deposit: deposit, kind: 'till' }) as Batch

describe('a batch', () => {
  it('goes to the bank with all others that are closed', () => {
    expect(depositOf([batch('A-BAT2', 'open', '5.00'), batch('A-BAT1', 'closed', '40.00'), batch('B-BAT1', 'closed', '25.50'), batch('B-BAT0', 'deposited', '9.00')])).toEqual({ batches: 'A-BAT1, B-BAT1', amount: '65.50' })
    expect(depositOf([])).toEqual({ batches: '', amount: '' })
  })
  it('is counted by what is in it, a till by its cash in any case', () => {
    const answer = (kind: string, kinds: string[]) => ({ batch: { kind }, totals: kinds.map((each) => ({ kind: each })) }) as unknown as BatchAnswer
    expect(kindsToCount(answer('till', ['cheque']))).toEqual(['cash', 'cheque'])
    expect(kindsToCount(answer('till', ['cash']))).toEqual(['cash'])
    expect(kindsToCount(answer('lockbox', ['cheque']))).toEqual(['cheque'])
    expect(countsOf({ cash: '1,098.5', cheque: '0', card: '' })).toEqual([{ kind: 'cash', amount: '1098.5' }])
  })
})
