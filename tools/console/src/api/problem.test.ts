import { describe, expect, it } from 'vitest'
import { sessionOf, whyNot } from '../session/session'
import { clockAfter, filled } from './commands'
import { Problem, fieldOf, problemOf } from './problem'

describe('problems', () => {
  it('keep field, value, cure and the name of the rejection', () => {
    const problem = problemOf({ type: 'urn:tallystick:problem:account_unknown', title: 'Unprocessable Content', status: 422, detail: 'shares[0].account \'999\': Name an account that exists.', field: 'shares[0].account', value: '999', cure: 'Name an account that exists.' })
    expect(problem).toMatchObject({ code: 'account_unknown', field: 'shares[0].account', value: '999', cure: 'Name an account that exists.', status: 422 })
  })
  it('are made of a lost connection and of an answer that is no problem', () => {
    expect(problemOf(new TypeError('Failed to fetch')).code).toBe('unreachable')
    expect(problemOf('<html>', 502).message).toBe('The server answered 502.')
  })
  it('stand at the field whose path is nearest', () => {
    const fields = ['tenders[0].amount', 'shares[0].spec[1]', 'received_on', 'reason']
    expect(fieldOf('tenders[0].amount', fields)).toBe('tenders[0].amount')
    expect(fieldOf('shares[0].spec[1].document', fields)).toBe('shares[0].spec[1]')
    expect(fieldOf('shares[0].spec[10].document', fields)).toBe('')
    expect(fieldOf('received', fields)).toBe('')
    expect(fieldOf('', fields)).toBe('')
  })
})

describe('commands', () => {
  it('leave out what was not filled in, and keep no and nothing apart', () => {
    expect(filled({ sa: '', on: null, rebill: false, copies: 0, reason: 'x', none: undefined })).toEqual({ rebill: false, copies: 0, reason: 'x' })
  })
})

describe('the clock of a division with simulated time', () => {
  const missing = new Problem({ status: 422, field: 'received_at', cure: 'This division has simulated time: each command carries its own received_at.' })
  const behind = new Problem({ status: 422, field: 'received_at', cure: 'The event before it was recorded at 2022-03-31T18:00:00Z: give that instant or a later one.' })
  it('begins on the business day, and never goes back', () => {
    expect(clockAfter(missing, null, '2022-03-31')).toBe('2022-03-31T17:00:00Z')
    expect(clockAfter(missing, null, null)).toBeNull()
    expect(clockAfter(behind, '2022-03-31T17:00:00Z', '2022-03-31')).toBe('2022-03-31T18:00:00Z')
    expect(clockAfter(behind, '2022-03-31T18:00:00Z', '2022-03-31')).toBeNull()
    expect(clockAfter(new Problem({ status: 422, field: 'account' }), null, '2022-03-31')).toBeNull()
  })
})

describe('sessions', () => {
  const signedIn = { user: 'ada', name: 'Ada', roles: ['clerk'], csrf: 't', commands: ['payment.post'], sees: ['customers'], preferences: {} }
  it('are open where the server has no sign-in', () => {
    expect(sessionOf(404, { type: 'urn:tallystick:problem:no_such_path' })).toEqual({ kind: 'open' })
    expect(whyNot({ kind: 'open' }, 'invoice.reverse')).toBeNull()
  })
  it('know who may send what, and say whom to ask', () => {
    const session = sessionOf(200, signedIn)
    expect(session).toMatchObject({ kind: 'signed-in', user: 'ada', csrf: 't' })
    expect(whyNot(session, 'payment.post')).toBeNull()
    expect(whyNot(session, 'invoice.reverse')).toMatch(/clerk.*invoice\.reverse/)
  })
  it('ask for a sign-in on 401, and show every other refusal', () => {
    expect(sessionOf(401, null)).toEqual({ kind: 'signed-out' })
    expect(() => sessionOf(503, { detail: 'busy' })).toThrow(Problem)
  })
})
