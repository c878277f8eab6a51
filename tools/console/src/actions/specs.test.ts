import { describe, expect, it } from 'vitest'
import commands from '../api/commands.json'
import type { Account } from '../api/queries'
import { filled } from '../api/commands'
import { placeOfDocument, placeOfKind } from '../documents/places'
import type { Subject } from './open'
import { actions, openByDocument, payableByName, remainderOf, specLines } from './specs'

const account = { heading: { account: '7' }, current: '120.00', currency: 'USD', persons: [{ link: { person: '7', main_customer: true }, name: 'Ann Miller' }], agreements: [{ agreement: { sa: '7-SA1', service: 'gas', status: 'active' } }] } as unknown as Account
const subject: Subject = {
  account, invoice: '7-I3', adjustment: '7-A1', charge: { charge: '7-C1', sa: '7-SA1', charge_type: 'RECONNECT', amount: '30.00', description: 'Reconnection', position: 1 },
  arrangement: { arrangement: '7-PA1', amount: '60.00', instalments: [], requested_by: 'ada', memo: '' } as unknown as Subject['arrangement'] & object,
  market: { market_transaction: 'L-7-MT1', premise: 'L-7', original: 'E-1', reference: 'A-1', party: 'REP1' } as unknown as Subject['market'] & object,
  marketKind: 'enrolment_request',
  draft: { draft: '7-DR1', bill: '7-I3', amount: '60.00' } as unknown as Subject['draft'] & object,
  communication: { entry: '7-LET1', subject: 'Account 7', follow_up: '' } as Subject['communication'] & object,
  collection: { collection: '7-COL1', steps: [{ number: 1, step: 'CALL', cancelled_on: null }] } as unknown as Subject['collection'] & object,
  severance: { severance: '7-SEV1', sa: '7-SA1', ordered_on: '2022-04-19', debt: '100.00' } as Subject['severance'] & object,
  protection: { protection: '7-PRO1', protection_type: 'LIFE' } as Subject['protection'] & object,
  nextStep: { step: 'CALL', kind: 'call', state: 'due' } as Subject['nextStep'] & object,
  budget: { sa: '7-SA1', difference: '36.00' } as Subject['budget'] & object,
  computedBudget: { sa: '7-SA1', amount: '79.00', billed: '74.84', computed_from: '2022-01-05', computed_until: '2022-02-03' } as Subject['computedBudget'] & object,
  deposit: { deposit: '7-D1', asked: '40.00', held: '60.00', interest_to_come: '0.10' } as Subject['deposit'] & object,
  item: { document: '7-I3', sa: '7-SA1', current_open: '30.00' } as Subject['item'] & object,
  dispute: { dispute: '7-DIS1', document: '7-I3', amount: '30.00', memo: '' } as Subject['dispute'] & object,
  lateCharge: { charge: '7-L1', overdue: '7-I3', amount: '1.50' } as Subject['lateCharge'] & object,
  suspended: { suspense: 'SUS1', held: '60.00', received_on: '2022-05-09', payor: '', payor_account: '', account_named: '', account: '', payment: '' } as unknown as Subject['suspended'] & object,
  settled: { document: '7-REF1', kind: 'credit_refunded', amount: '20.00' } as Subject['settled'] & object,
  escheat: { escheat: '7-ESC1', amount: '20.00', remitted_on: null } as Subject['escheat'] & object,
  unclaimed: { notice: '7-UNN1', credit: '20.00', deposits: '0.00' } as Subject['unclaimed'] & object,
  doubted: { kind: 'read', service_point: 'SP-7', channel: '1', day: '2022-03-04', until: '2022-03-05', value: '500', unit: 'therm', owner: '', doubts: [] } as unknown as Subject['doubted'] & object,
  payment: { payment: '7-P2' } as Subject['payment'] & object, paymentEvent: '7-PE2', tender: 'T1',
  pending: { request: { adjustment: '7-A1', amount: '-60.00', adjustment_type: 'GOODWILL', requested_by: 'ada', memo: 'late' } } as Subject['pending'] & object,
}

const point = {
  service_point: 'SP-7', service: 'gas', occupancies: [{ account: '7', sa: '7-SA1', from: '2021-01-01', until: null }], last_reads: [],
  meters: [{ meter: 'M-7', installed_on: '2021-01-01', removed_on: null, registers: [{ channel: '1', kind: 'subtractive', unit: 'therm', dials: 5, decimals: 0, multiplier: '1', rollover_threshold: '0.5' }] }],
}
Object.assign(subject, {
  agreement: { sa: '7-SA1', service: 'gas' }, point, premise: { premise: 'L-7', landlords: [], service_points: [{ service_point: point }] }, address: { address_id: 'home' },
})

/** Paths of a body as problems name them. */
function pathsOf(body: unknown, path = ''): string[] {
  // A list of texts is named as a whole.
  if (Array.isArray(body)) return body.flatMap((each) => (typeof each === 'object' ? pathsOf(each, `${path}[0]`) : [path]))
  if (typeof body === 'object' && body !== null) return Object.entries(body).flatMap(([name, value]) => pathsOf(value, path ? `${path}.${name}` : name))
  return [path]
}

describe('actions', () => {
  it.each(Object.keys(actions))('%s is a command of the API, and its body has only fields of it', (type) => {
    const spec = actions[type]!
    const described = commands[type as keyof typeof commands]
    expect(described).toBeDefined()
    const values = Object.fromEntries([...spec.fields, ...(spec.moreFields?.(subject) ?? [])].map((field) => [field.path, field.initial?.(subject) || (field.kind === 'money' ? '10' : 'yes')]))
    const body = filled(spec.body(values, subject, undefined))
    for (const path of pathsOf(body)) expect(Object.keys(described.fields)).toContain(path)
    for (const [path, field] of Object.entries(described.fields)) {
      if ('required' in field && !path.includes('.') && !path.startsWith('person')) expect(Object.keys(body)).toContain(path)
    }
  })
  it('posts a payment oldest first with what was typed', () => {
    const body = filled(actions['payment.post']!.body({ 'tenders[0].amount': '1,200.5', 'tenders[0].kind': 'cheque', 'tenders[0].reference': '17', 'shares[0].policy': 'fifo', received_on: '', reason: '' }, subject, undefined))
    expect(body).toEqual({ tenders: [{ kind: 'cheque', amount: '1200.5', reference: '17' }], shares: [{ account: '7', policy: 'fifo' }] })
  })
  it('names documents and what is left for SPEC, and leaves an overspent payment for the ledger to refuse', () => {
    const values = { 'tenders[0].amount': '100', 'tenders[0].kind': 'cash', 'shares[0].policy': 'spec', 'spec 7-I1': '60', 'spec 7-I2': '', 'spec 7-I3': '15.5' }
    expect(specLines(values)).toEqual([{ document: '7-I1', amount: '60' }, { document: '7-I3', amount: '15.5' }])
    expect(remainderOf(values)).toBe('24.50')
    expect(actions['payment.post']!.body(values, subject, undefined).shares).toEqual([{ account: '7', policy: 'spec', spec: [{ document: '7-I1', amount: '60' }, { document: '7-I3', amount: '15.5' }], remainder: '24.50' }])
    expect(remainderOf({ ...values, 'spec 7-I1': '90' })).toBe('-5.50')
    expect(remainderOf({ ...values, 'spec 7-I1': 'all' })).toBe('')
  })
  it('asks for a credit below zero and a charge above', () => {
    const ask = (side: string) => actions['adjustment.request']!.body({ side, amount: '25', adjustment_type: 'GOODWILL', memo: 'm' }, subject, undefined).amount
    expect([ask('credit'), ask('charge')]).toEqual(['-25', '25'])
  })
  it('withdraws an adjustment that waits, and cancels one that was posted at once', () => {
    const undo = (count: number) => actions['adjustment.request']!.undo!({ status: 'accepted', count, ids: [{ adjustment: '7-A1' }] }, subject, {})?.type
    expect([undo(1), undo(2)]).toEqual(['adjustment.reject', 'adjustment.cancel'])
  })
  it('adds up open items of one document', () => {
    const item = (document: string, current_open: string, days_overdue: number) => ({ document, sa: '', ages_from: '2022-01-01', days_overdue, bucket: '', payoff_open: current_open, current_open, position: 1, disputed: '0.00', dispute: '' })
    expect(openByDocument({ items: [item('7-I1', '1.00', 5), item('7-I1', '2.50', 5), item('7-I2', '4.00', -3)] })).toEqual([
      { document: '7-I1', open: '3.50', due: '2022-01-01', overdue: 5 }, { document: '7-I2', open: '4.00', due: '2022-01-01', overdue: -3 },
    ])
  })
  it('names deposits that are asked for beside open items, and no others', () => {
    const deposit = (id: string, asked: string) => ({ deposit: id, asked, due_on: '2022-02-01' })
    const deposits = [deposit('7-D1', '0.00'), deposit('7-D2', '40.00')] as Parameters<typeof payableByName>[1]['deposits']
    expect(payableByName({ items: [] }, { deposits })).toEqual([{ document: '7-D2', open: '40.00', due: '2022-02-01', overdue: 0 }])
  })
})

describe('places of documents', () => {
  it('follow from the ids that the ledger makes', () => {
    expect(placeOfDocument('7-I3')).toEqual(['invoices', '7-I3'])
    expect(placeOfDocument('A-1-P12')).toEqual(['payments', 'A-1-P12'])
    expect(placeOfDocument('7-A1')).toBeNull()
    expect(placeOfKind('credit_note', 'any')).toEqual(['invoices', 'any'])
    expect(placeOfKind('adjustment', '7-A1')).toBeNull()
  })
})
