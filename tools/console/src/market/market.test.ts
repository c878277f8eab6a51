import { describe, expect, it } from 'vitest'
import commands from '../api/commands.json'
import { hasPart, marketKinds } from './market_kinds'
import { nameOfKind, standingOf } from './market_section'
import { transactionOf } from './market_specs'

describe('market transactions', () => {
  it('C13 says where one is', () => {
    expect(standingOf({ status: 'sent', unpaired: false, days_late: 0 })).toBe('Sent')
    expect(standingOf({ status: 'acknowledged', unpaired: false, days_late: 1 })).toBe('Acknowledged, 1 day late')
    expect(standingOf({ status: 'received', unpaired: true, days_late: 0 })).toBe('Received, unpaired')
    expect(nameOfKind({ code: '814_01', kind: 'enrolment_request' })).toBe('814_01 Enrolment request')
  })
  it('C14 has every kind of the API once', () => {
    const described = commands['market.send'].fields['transaction.kind'] as { values?: readonly string[] }
    if (described.values) expect(marketKinds.map((one) => one.kind)).toEqual(described.values)
    expect(new Set(marketKinds.map((one) => one.kind)).size).toBe(marketKinds.length)
  })
  it('C14 sends only the parts that the kind has', () => {
    const typed = {
      'transaction.kind': 'enrolment_request', 'transaction.receiver': 'REP1', 'transaction.reference': ' E-1 ', 'transaction.effective_on': '2022-02-01',
      'transaction.amount': '12.00', 'transaction.original': 'X', 'transaction.outcome': 'rejected', 'transaction.reasons': 'A76',
    }
    expect(transactionOf(typed, 'receiver')).toEqual({ kind: 'enrolment_request', receiver: 'REP1', reference: 'E-1', effective_on: '2022-02-01' })
    expect(transactionOf({ ...typed, 'transaction.kind': 'enrolment_response' }, 'receiver')).toEqual({
      kind: 'enrolment_response', receiver: 'REP1', reference: 'E-1', effective_on: '2022-02-01', original: 'X', outcome: 'rejected', reasons: [{ code: 'A76' }],
    })
    expect(transactionOf({ ...typed, 'transaction.kind': 'remittance', 'transaction.documents': '7-I1', 'transaction.sender': 'REP1' }, 'sender')).toEqual({
      kind: 'remittance', sender: 'REP1', reference: 'E-1', original: 'X', amount: '12.00', documents: [{ document: '7-I1', amount: '12.00' }],
    })
    expect(hasPart('telegram', 'amount')).toBe(false)
  })
})
