import { describe, expect, it } from 'vitest'
import { filled } from '../api/commands'
import type { Subject } from '../actions/open'
import { actions } from '../actions/specs'
import type { Suspended } from './lists'
import { originOf } from './suspense_specs'

const line = { suspense: 'SUS1', held: '60.00', amount: '60.00', received_on: '2022-05-09', payor: 'Ada Turner', payor_account: '', account_named: '1700', account: '', payment: '' } as Suspended
const subject = { account: { heading: { account: '7' }, currency: 'USD' }, suspended: line } as unknown as Subject

describe('a sum in suspense', () => {
  it('says what is known of who paid', () => {
    expect(originOf(line)).toBe('Ada Turner, for account 1700')
    expect(originOf({ ...line, payor: '', account_named: '' } as Suspended)).toBe('')
    expect(originOf({ ...line, payor: '', payor_account: '7' } as Suspended)).toBe('from account 7, for account 1700')
    expect(originOf({ ...line, account: '8', payment: '8-P1' } as Suspended)).toBe('cancelled payment 8-P1 of account 8')
  })
  it('is matched oldest first, or to the documents named with the rest left as credit', () => {
    const match = actions['suspense.match']!
    expect(match.intro!(subject)).toContain('60.00 USD is held, received on 2022-05-09: Ada Turner, for account 1700.')
    expect(filled(match.body({ 'shares[0].amount': '20', 'shares[0].policy': 'fifo', on: '', reason: '' }, subject, undefined))).toEqual({ suspense: 'SUS1', shares: [{ account: '7', amount: '20', policy: 'fifo' }] })
    expect(filled(match.body({ 'shares[0].amount': '60.00', 'shares[0].policy': 'spec', 'spec 7-I1': '45.00', on: '', reason: '' }, subject, undefined)))
      .toEqual({ suspense: 'SUS1', shares: [{ account: '7', amount: '60.00', policy: 'spec', spec: [{ document: '7-I1', amount: '45.00' }], remainder: '15.00' }] })
  })
})
