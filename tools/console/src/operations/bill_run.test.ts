import { describe, expect, it } from 'vitest'
import type { Receipt } from '../api/commands'
import { Problem } from '../api/problem'
import { BillRun, type Member, countKinds, dueIn } from './bill_run'

const member = (account: string, lastBill: string | null = null, error = ''): Member => ({ account, name: `N${account}`, lastBill, errorOn: error ? '2022-01-05' : null, error, attempts: error ? 1 : 0 })
const made = (account: string): Receipt => ({ status: 'accepted', first_position: 7, count: 3, ids: [{ invoice: `${account}-I1` }] } as unknown as Receipt)
const members = ['1', '2', '3', '4', '5', '6'].map((id) => member(id))

/** Answers in the order that the test decides. */
function byHand() {
  const waiting = new Map<string, { answer: (receipt: Receipt) => void; refuse: (problem: Problem) => void }>()
  const send = (account: string) => new Promise<Receipt>((answer, refuse) => waiting.set(account, { answer, refuse }))
  const settle = async (account: string, how: Receipt | Problem) => {
    const one = waiting.get(account)!
    waiting.delete(account)
    if (how instanceof Problem) one.refuse(how)
    else one.answer(how)
    await new Promise((done) => setTimeout(done))
  }
  return { waiting, send, settle }
}

describe('a bill run', () => {
  it('has no more under way than its limit, and sends the next as one is answered', async () => {
    const { waiting, send, settle } = byHand()
    const run = new BillRun(members, send, 2)
    const ended = run.run()
    expect([...waiting.keys()]).toEqual(['1', '2'])
    await settle('2', made('2'))
    expect([...waiting.keys()]).toEqual(['1', '3'])
    expect(run.current()).toMatchObject({ state: 'running', underWay: 2, due: 6 })
    for (const id of ['1', '3', '4', '5', '6']) await settle(id, made(id))
    expect((await ended).state).toBe('done')
    expect(run.current().outcomes.map((each) => each.document)).toEqual(['2-I1', '1-I1', '3-I1', '4-I1', '5-I1', '6-I1'])
  })
  it('stopped, waits for what is under way and sends nothing more', async () => {
    const { waiting, send, settle } = byHand()
    const run = new BillRun(members, send, 2)
    const ended = run.run()
    run.stop()
    expect(run.current().state).toBe('stopping')
    await settle('1', made('1'))
    expect([...waiting.keys()]).toEqual(['2'])
    await settle('2', made('2'))
    expect(await ended).toMatchObject({ state: 'stopped', underWay: 0 })
    expect(run.current().outcomes).toHaveLength(2)
  })
  it('goes on after a refusal that is about one account, and lists it with its cause', async () => {
    const run = new BillRun(members, async (account) => {
      if (account !== '3') return made(account)
      throw new Problem({ status: 422, type: 'urn:tallystick:problem:nothing_to_bill', detail: 'nothing to bill', cure: 'wait for a read' })
    })
    expect((await run.run()).state).toBe('done')
    expect(countKinds(run.current().outcomes)).toEqual({ made: 5, already: 0, error: 0, refused: 1, unclear: 0 })
    expect(run.current().outcomes.find((each) => each.kind === 'refused')).toMatchObject({ account: '3', cause: 'nothing_to_bill', cure: 'wait for a read' })
  })
  it.each([[0, 'unreachable'], [403, 'not_permitted'], [503, 'failed']])('stops by itself where every account would meet the same: %i %s', async (status, code) => {
    let sent = 0
    const run = new BillRun(members, async () => {
      sent += 1
      throw new Problem({ status, type: `urn:tallystick:problem:${code}`, detail: 'No.' })
    }, 2)
    expect(await run.run()).toMatchObject({ state: 'stopped', trouble: 'It stopped because every further account would meet the same: No.', outcomes: [] })
    expect(sent).toBe(2)
  })
  it('with nothing due is done at once', async () => {
    expect(await new BillRun([], () => Promise.reject(new Error('must not be sent'))).run()).toMatchObject({ state: 'done', due: 0, outcomes: [] })
  })
  it('ends, and says so, where what the cycle says cannot be read', async () => {
    const run = new BillRun([member('1')], async () => made('1'))
    const ended = await run.run(() => Promise.reject(new Problem({ status: 503, type: 'urn:tallystick:problem:failed', detail: 'No.' })))
    expect(ended).toMatchObject({ state: 'done', trouble: 'What is not billed could not be read: No.' })
    expect(ended.outcomes).toHaveLength(1)
  })
  it('learns from the cycle what a receipt alone does not say', async () => {
    const run = new BillRun([member('1'), member('2'), member('3')], async () => ({ status: 'unchanged', position: 4 } as unknown as Receipt))
    await run.run(async () => {
      expect(run.current().state).toBe('running')
      expect(countKinds(run.current().outcomes).unclear).toBe(3)
      run.clear([member('1', '2021-12-05', 'no_billable_read'), member('2', '2022-01-06'), member('3')], '2022-01-05', '2022-01-05', new Map([['1', 'Record a read.'], ['2', 'Not asked.']]))
    })
    expect(run.current().state).toBe('done')
    expect(run.current().outcomes.map((each) => [each.kind, each.cause, each.cure])).toEqual([['error', 'no_billable_read', 'Record a read.'], ['already', '', ''], ['unclear', '', '']])
  })
})

describe('who is due', () => {
  it('is every member that the window has not billed, those in error included', () => {
    const found = dueIn([member('1', '2022-01-05'), member('2', '2021-12-09'), member('3', null), member('4', '2022-02-05'), member('5', '2021-12-05', 'x')], '2022-01-05')
    expect(found.map((each) => each.account)).toEqual(['2', '3', '5'])
  })
})
