import { describe, expect, it } from 'vitest'
import type { Calendar } from '../api/queries'
import { proposedDay, workNow } from './cycles'

const window = (start: string, due: number, errored = 0) => ({ window_start: start, window_end: `${start.slice(0, 8)}09`, accounting_date: null, estimate_date: null, billed: 3, errored, due })
const calendar = { position: 1, cycles: [
  { cycle: 'M01', description: 'First', accounts: 4, members: [], windows: [window('2021-12-05', 1), window('2022-01-05', 1, 1), window('2022-02-05', 4), window('2022-03-05', 4)] },
  { cycle: 'M02', description: 'Second', accounts: 4, members: [], windows: [window('2021-12-01', 2), window('2022-02-03', 4)] },
] } as unknown as Calendar

describe('bill cycles', () => {
  it('ask for the newest window that has begun and is due, and name the next one of each', () => {
    expect(workNow(calendar, '2022-01-30').map((work) => [work.cycle, work.start, work.due, work.errored, work.opens])).toEqual([
      ['M02', '2021-12-01', 2, 0, false], ['M01', '2022-01-05', 1, 1, false], ['M02', '2022-02-03', 4, 0, true], ['M01', '2022-02-05', 4, 0, true]])
  })
  it('propose today where the window has it, else the window’s first day', () => {
    expect(proposedDay('2022-01-05', '2022-01-09', '2022-01-07')).toBe('2022-01-07')
    expect(proposedDay('2022-01-05', '2022-01-09', '2022-01-10')).toBe('2022-01-05')
    expect(proposedDay('2022-01-05', '2022-01-09', '2022-01-01')).toBe('2022-01-05')
  })
})
