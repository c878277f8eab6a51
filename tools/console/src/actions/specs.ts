// What each action is: its command, its fields, what is said when it is done, and its way back. To add an action: one entry here and
// a button that opens it. Texts of fields come from the command's description unless one is given.
import * as common from './common_fields'
import type { Body, Receipt } from '../api/commands'
import { idIn } from '../api/commands'
import type { Deposits, OpenItems } from '../api/queries'
import { amount, difference, isAmount, negated, sign, sum, typed } from '../format/money'
import { plain, sentence } from '../format/words'
import type { CodeTable } from '../codes/table_options'
import type { Option } from '../kit/fields'
import { arrangementActions } from '../arrangements/arrangement_specs'
import { autopayActions } from '../autopay/autopay_specs'
import { communicationActions } from '../communications/communication_specs'
import { budgetActions } from '../budgets/budget_specs'
import { suspenseActions } from '../cash/suspense_specs'
import { unclaimedActions } from '../unclaimed/unclaimed_specs'
import { collectionActions } from '../collections/collection_specs'
import { correctionActions } from '../corrections/correction_specs'
import { depositActions } from '../deposits/deposit_specs'
import { disputeActions } from '../disputes/dispute_specs'
import { exceptionActions } from '../reads/exception_specs'
import { marketActions } from '../market/market_specs'
import { premiseActions } from '../services/premise_specs'
import { serviceActions } from '../services/service_specs'
import { settlingActions } from '../settling/settling_specs'
import type { Subject } from './open'
import { personActions } from './person_specs'

export type Values = Record<string, string>

export type FieldSpec = {
  /** Path in the command, as problems name it. */
  path: string
  kind: 'money' | 'day' | 'text' | 'long' | 'choice' | 'check' | 'pick'
  label: string
  description?: string
  initial?: (subject: Subject) => string
  options?: (subject: Subject) => readonly Option[]
  /** Table that the options come from. */
  codes?: CodeTable
  /** The list of options need not be complete. */
  anyText?: boolean
  required?: boolean
  /** Over the whole width of the form. */
  wide?: boolean
  shown?: (values: Values, subject: Subject) => boolean
}

export type Undo = { label: string; type: string; body: Body }

export type ActionSpec = {
  type: string
  title: (subject: Subject) => string
  /** What it does, before one does it. */
  intro?: (subject: Subject) => string
  submit: string
  danger?: boolean
  fields: readonly FieldSpec[]
  /** Fields that depend on what is acted on, such as one a register. */
  moreFields?: (subject: Subject) => readonly FieldSpec[]
  /** Shows open items to name what a payment goes to. */
  spec?: boolean
  body: (values: Values, subject: Subject, open: OpenItems | undefined) => Body
  /** The body is sent as it is, since null clears a field; otherwise what is empty is left out. */
  asGiven?: boolean
  done: (receipt: Receipt, values: Values, subject: Subject) => string
  link?: (receipt: Receipt) => string[] | null
  undo?: (receipt: Receipt, subject: Subject, values: Values) => Undo | null
}

const reason = (required: boolean): FieldSpec => ({ ...common.reason, required })

const on = (label: string, path = 'on'): FieldSpec => ({ ...common.on, path, label })

const agreements = (subject: Subject): Option[] => subject.account.agreements.map((each) => ({
  id: each.agreement.sa, label: each.agreement.sa, detail: `${sentence(each.agreement.service)}, ${each.agreement.status}`,
}))

const agreement: FieldSpec = {
  path: 'sa', kind: 'choice', label: 'Agreement', options: agreements,
  initial: (subject) => (subject.account.agreements.length === 1 ? subject.account.agreements[0]!.agreement.sa : ''),
}

const money = (text: string | undefined) => typed(text ?? '')
const shownMoney = (text: string) => (isAmount(text) ? amount(text) : text)
const accountOf = (subject: Subject) => subject.account.heading.account
const currency = (subject: Subject) => subject.account.currency

type Payable = { document: string; open: string; due: string | null; overdue: number }

/** What is open by document, in the order of the list: SPEC names documents, not agreements. */
export function openByDocument(open: Pick<OpenItems, 'items'>): Payable[] {
  const documents = [...new Set(open.items.map((item) => item.document))]
  return documents.map((document) => {
    const items = open.items.filter((item) => item.document === document)
    return {
      document,
      open: sum(items.map((item) => item.current_open)),
      due: items[0]?.ages_from ?? null,
      overdue: Math.max(...items.map((item) => item.days_overdue)),
    }
  })
}

/** What SPEC can name: open documents, and after them deposits that are asked for, which no payment goes to by itself. */
export function payableByName(open: Pick<OpenItems, 'items'>, deposits: Pick<Deposits, 'deposits'>): Payable[] {
  const asked = deposits.deposits.filter((each) => sign(each.asked) > 0)
  return [...openByDocument(open), ...asked.map((each) => ({ document: each.deposit, open: each.asked, due: each.due_on, overdue: 0 }))]
}

/** What SPEC lines leave of a payment's amount: '' where an amount is none. */
export function remainderOf(values: Values): string {
  const whole = money(values['tenders[0].amount'] ?? values['shares[0].amount'])
  const parts = specLines(values).map((line) => line.amount)
  return [whole, ...parts].every(isAmount) ? difference(whole, sum(['0.00', ...parts])) : ''
}

export function specLines(values: Values): { document: string; amount: string }[] {
  return Object.entries(values).filter(([name, value]) => name.startsWith('spec ') && value.trim() !== '')
    .map(([name, value]) => ({ document: name.slice('spec '.length), amount: money(value) }))
}

const payment: ActionSpec = {
  type: 'payment.post',
  title: (subject) => `Post payment on account ${accountOf(subject)}`,
  submit: 'Post payment',
  spec: true,
  fields: [
    { path: 'tenders[0].amount', kind: 'money', label: 'Amount', required: true, initial: (subject) => (sign(subject.account.current) > 0 ? subject.account.current : '') },
    { path: 'tenders[0].kind', kind: 'pick', label: 'Paid by', initial: () => 'cash', options: () => ['cash', 'cheque', 'card', 'transfer', 'other'].map((id) => ({ id, label: sentence(id) })) },
    { path: 'tenders[0].reference', kind: 'text', label: 'Reference' },
    on('Received on', 'received_on'),
    { path: 'batch', kind: 'text', label: 'Batch', description: 'Open batch that the tender is in. Left empty: none.' },
    { path: 'shares[0].policy', kind: 'pick', label: 'Goes to', wide: true, initial: () => 'fifo', options: () => [{ id: 'fifo', label: 'Oldest first (FIFO)' }, { id: 'spec', label: 'Documents named (SPEC)' }] },
    reason(false),
  ],
  body: (values, subject) => {
    const spec = values['shares[0].policy'] === 'spec'
    const rest = remainderOf(values)
    return {
      tenders: [{ kind: values['tenders[0].kind'], amount: money(values['tenders[0].amount']), ...(values['tenders[0].reference'] ? { reference: values['tenders[0].reference'] } : {}) }],
      shares: [{ account: accountOf(subject), policy: spec ? 'spec' : 'fifo', ...(spec ? { spec: specLines(values), ...(rest !== '' && sign(rest) > 0 ? { remainder: rest } : {}) } : {}) }],
      received_on: values.received_on,
      batch: values.batch,
      reason: values.reason,
    }
  },
  done: (receipt, values, subject) => `Payment ${idIn(receipt, 'payment')} of ${shownMoney(money(values['tenders[0].amount']))} ${currency(subject)} is posted.`,
  link: (receipt) => ['payments', idIn(receipt, 'payment')],
  undo: (receipt, subject) => ({
    label: 'Cancel it', type: 'payment.cancel',
    body: { account: accountOf(subject), payment: idIn(receipt, 'payment'), cancel_reason: 'ENTERED_IN_ERROR', reason: 'Taken back right after posting' },
  }),
}

const cancelPayment: ActionSpec = {
  type: 'payment.cancel',
  title: (subject) => `Cancel payment ${subject.payment?.payment ?? ''}`,
  intro: () => 'What it paid is open again from its due date. The payment stays in the history, with its cancellation.',
  submit: 'Cancel payment',
  danger: true,
  fields: [{ path: 'cancel_reason', kind: 'text', label: 'Cancel reason', required: true }, on('On'), reason(false)],
  body: (values, subject) => ({ account: accountOf(subject), payment: subject.payment?.payment, cancel_reason: values.cancel_reason, on: values.on, reason: values.reason }),
  done: (_, __, subject) => `Payment ${subject.payment?.payment ?? ''} is cancelled.`,
}

const returnTender: ActionSpec = {
  type: 'tender.cancel',
  title: (subject) => `Return tender ${subject.tender ?? ''} of ${subject.paymentEvent ?? ''}`,
  intro: () => 'What it paid is open again. Returned for insufficient funds, the fee of the customer class is charged.',
  submit: 'Return tender',
  danger: true,
  fields: [
    { path: 'nsf', kind: 'check', label: 'Insufficient funds (NSF)', initial: () => 'yes' },
    { path: 'cancel_reason', kind: 'text', label: 'Cancel reason', required: true, initial: () => 'NSF' }, on('On'), reason(false),
  ],
  body: (values, subject) => ({ payment_event: subject.paymentEvent, tender: subject.tender, nsf: values.nsf === 'yes', cancel_reason: values.cancel_reason, on: values.on, reason: values.reason }),
  done: (receipt, _, subject) => `Tender ${subject.tender ?? ''} is returned${idIn(receipt, 'charge') ? `, and the fee ${idIn(receipt, 'charge')} is charged` : ''}.`,
}

const reverseInvoice: ActionSpec = {
  type: 'invoice.reverse',
  title: (subject) => `Reverse the charges of invoice ${subject.invoice ?? ''}`,
  intro: () => 'A credit note takes back every charge of it. What was paid on it becomes credit of the account. A credit note is not taken back: to charge again, rebill.',
  submit: 'Reverse charges',
  danger: true,
  fields: [
    { path: 'correction_reason', kind: 'text', label: 'Correction reason', required: true },
    { path: 'rebill', kind: 'check', label: 'Rebill at once' },
    { path: 'deliver', kind: 'check', label: 'Send the credit note by itself' },
    { path: 'customer_caused', kind: 'check', label: 'The customer caused the error', shown: (values) => values.rebill === 'yes' },
    on('On'), reason(false),
  ],
  body: (values, subject) => ({
    account: accountOf(subject), invoice: subject.invoice, correction_reason: values.correction_reason, rebill: values.rebill === 'yes',
    deliver: values.deliver === 'yes', ...(values.customer_caused === 'yes' ? { customer_caused: true } : {}), on: values.on, reason: values.reason || values.correction_reason,
  }),
  done: (receipt, _, subject) => `Invoice ${subject.invoice ?? ''} is taken back by credit note ${idIn(receipt, 'credit_note')}${idIn(receipt, 'invoice') ? ` and rebilled as ${idIn(receipt, 'invoice')}` : ''}.`,
  link: (receipt) => (idIn(receipt, 'credit_note') ? ['invoices', idIn(receipt, 'credit_note')] : null),
}

const createCharge: ActionSpec = {
  type: 'special_charge.create',
  title: (subject) => `Special charge for the next bill of account ${accountOf(subject)}`,
  submit: 'Create charge',
  fields: [
    { path: 'charge_type', kind: 'choice', label: 'Charge type', required: true, anyText: true, description: 'Decides its text and taxes.' },
    { path: 'amount', kind: 'money', label: 'Amount before tax', required: true },
    agreement,
    { path: 'description', kind: 'text', label: 'On the bill' }, on('On'), reason(false),
  ],
  body: (values, subject) => ({ account: accountOf(subject), charge_type: values.charge_type, amount: money(values.amount), sa: values.sa, description: values.description, on: values.on, reason: values.reason }),
  done: (receipt, values, subject) => `Special charge ${idIn(receipt, 'charge')} of ${shownMoney(money(values.amount))} ${currency(subject)} waits for the next bill.`,
  undo: (receipt, subject) => ({ label: 'Remove it', type: 'special_charge.remove', body: { account: accountOf(subject), charge: idIn(receipt, 'charge'), reason: 'Taken back right after creation' } }),
}

const removeCharge: ActionSpec = {
  type: 'special_charge.remove',
  title: (subject) => `Remove special charge ${subject.charge?.charge ?? ''}`,
  intro: (subject) => `${subject.charge?.description || subject.charge?.charge_type || ''}: ${subject.charge ? amount(subject.charge.amount) : ''} ${currency(subject)} will not be on the next bill.`,
  submit: 'Remove charge',
  danger: true,
  fields: [reason(false)],
  body: (values, subject) => ({ account: accountOf(subject), charge: subject.charge?.charge, reason: values.reason }),
  done: (_, __, subject) => `Special charge ${subject.charge?.charge ?? ''} is removed.`,
  undo: (_, subject) => subject.charge ? {
    label: 'Create it again', type: 'special_charge.create',
    body: { account: accountOf(subject), sa: subject.charge.sa, charge_type: subject.charge.charge_type, amount: subject.charge.amount, description: subject.charge.description, reason: 'Removed by mistake' },
  } : null,
}

const requestAdjustment: ActionSpec = {
  type: 'adjustment.request',
  title: (subject) => `Adjustment on account ${accountOf(subject)}`,
  intro: () => 'Above the limit of its type it waits until another person approves it.',
  submit: 'Request adjustment',
  fields: [
    { path: 'adjustment_type', kind: 'choice', label: 'Adjustment type', required: true, anyText: true, description: 'Decides from which amount on it needs approval.' },
    { path: 'side', kind: 'pick', label: 'It is a', initial: () => 'credit', options: () => [{ id: 'credit', label: 'Credit' }, { id: 'charge', label: 'Charge' }] },
    { path: 'amount', kind: 'money', label: 'Amount', required: true, description: 'Above zero: credit or charge is chosen beside.' },
    agreement,
    { path: 'target', kind: 'text', label: 'Document it reduces', shown: (values) => values.side === 'credit' },
    on('Effective', 'effective_date'),
    { path: 'ages_from', kind: 'day', label: 'Due on', shown: (values) => values.side === 'charge' },
    { path: 'memo', kind: 'long', label: 'Memo', required: true },
    reason(false),
  ],
  body: (values, subject) => ({
    account: accountOf(subject), adjustment_type: values.adjustment_type, sa: values.sa, amount: values.side === 'credit' ? negated(money(values.amount)) : money(values.amount),
    ...(values.side === 'credit' ? { target: values.target } : { ages_from: values.ages_from }), effective_date: values.effective_date, memo: values.memo, reason: values.reason,
  }),
  done: (receipt) => `Adjustment ${idIn(receipt, 'adjustment')} is requested.`,
  undo: (receipt, subject) => (Number(receipt.count ?? 0) > 1
    ? { label: 'Cancel it', type: 'adjustment.cancel', body: { account: accountOf(subject), adjustment: idIn(receipt, 'adjustment'), cancel_reason: 'ENTERED_IN_ERROR', reason: 'Taken back right after the request' } }
    : { label: 'Withdraw it', type: 'adjustment.reject', body: { account: accountOf(subject), adjustment: idIn(receipt, 'adjustment'), reason: 'Withdrawn right after the request' } }),
}

const approveAdjustment: ActionSpec = {
  type: 'adjustment.approve',
  title: (subject) => `Approve adjustment ${subject.pending?.request.adjustment ?? ''}`,
  intro: (subject) => subject.pending ? `${subject.pending.request.adjustment_type} of ${amount(subject.pending.request.amount)} ${currency(subject)}, requested by ${subject.pending.request.requested_by}: ${plain(subject.pending.request.memo) || 'no memo'}` : '',
  submit: 'Approve',
  fields: [reason(false)],
  body: (values, subject) => ({ account: accountOf(subject), adjustment: subject.pending?.request.adjustment, reason: values.reason }),
  done: (_, __, subject) => `Adjustment ${subject.pending?.request.adjustment ?? ''} is approved and posted.`,
  undo: (_, subject) => subject.pending ? { label: 'Cancel it', type: 'adjustment.cancel', body: { account: accountOf(subject), adjustment: subject.pending.request.adjustment, cancel_reason: 'APPROVED_IN_ERROR', reason: 'Taken back right after approval' } } : null,
}

const rejectAdjustment: ActionSpec = {
  ...approveAdjustment,
  type: 'adjustment.reject',
  title: (subject) => `Reject adjustment ${subject.pending?.request.adjustment ?? ''}`,
  submit: 'Reject',
  danger: true,
  fields: [reason(true)],
  done: (_, __, subject) => `Adjustment ${subject.pending?.request.adjustment ?? ''} is rejected.`,
  undo: () => null,
}

const cancelAdjustment: ActionSpec = {
  type: 'adjustment.cancel',
  title: (subject) => `Cancel adjustment ${subject.adjustment ?? ''}`,
  intro: () => 'Its effect is taken back. Both stay in the history.',
  submit: 'Cancel adjustment',
  danger: true,
  fields: [{ path: 'cancel_reason', kind: 'text', label: 'Cancel reason', required: true }, on('On'), reason(false)],
  body: (values, subject) => ({ account: accountOf(subject), adjustment: subject.adjustment, cancel_reason: values.cancel_reason, on: values.on, reason: values.reason }),
  done: (_, __, subject) => `Adjustment ${subject.adjustment ?? ''} is cancelled.`,
}


export const actions: Record<string, ActionSpec> = Object.fromEntries(
  [payment, cancelPayment, returnTender, reverseInvoice, createCharge, removeCharge, requestAdjustment, approveAdjustment, rejectAdjustment, cancelAdjustment, ...personActions, ...communicationActions, ...serviceActions, ...premiseActions, ...marketActions, ...exceptionActions, ...arrangementActions, ...autopayActions, ...budgetActions, ...collectionActions, ...correctionActions, ...depositActions, ...disputeActions, ...settlingActions, ...suspenseActions, ...unclaimedActions]
    .map((spec) => [spec.type, spec]),
)
