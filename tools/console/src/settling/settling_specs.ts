// Acts on credit that goes back or moves, and on debt that is given up or moves: each says what it posts before it is sent.
import { on, reason } from '../actions/common_fields'
import type { Subject } from '../actions/open'
import type { ActionSpec, FieldSpec } from '../actions/specs'
import { idIn } from '../api/commands'
import { amount, typed } from '../format/money'
import { sentence } from '../format/words'

const account = (subject: Subject) => subject.account.heading.account
const money = (text: string | undefined) => typed(text ?? '')
const document = (subject: Subject) => subject.settled?.document ?? ''
const agreements = (subject: Subject) => subject.account.agreements.map((each) => ({ id: each.agreement.sa, label: each.agreement.sa, detail: `${sentence(each.agreement.service)}, ${each.agreement.status}` }))
const source: FieldSpec = { path: 'source', kind: 'text', label: 'Credit of', description: 'Payment, adjustment or transfer. Left empty: the oldest credit.' }
const allCredit: FieldSpec = { path: 'amount', kind: 'money', label: 'Amount', description: 'Left empty: all credit that is not on hold.' }
const ofDocument: FieldSpec = { path: 'document', kind: 'text', label: 'Document', description: 'Left empty: each that is open, oldest first.' }

const refund: ActionSpec = {
  type: 'credit.refund',
  title: (subject) => `Refund credit of account ${account(subject)}`,
  intro: () => 'Unapplied credit leaves the account, and accounts payable pays it out. It is refused while debt is overdue or written off, unless a reason is stated.',
  submit: 'Refund',
  danger: true,
  fields: [
    allCredit, { path: 'refund_reason', kind: 'text', label: 'Refund reason', required: true, description: 'As a code, such as OVERPAID.' },
    { path: 'method', kind: 'pick', label: 'Paid out by', initial: () => 'cheque', options: () => ['cheque', 'direct_credit', 'card', 'cash', 'other'].map((id) => ({ id, label: sentence(id) })) },
    { path: 'reference', kind: 'text', label: 'Reference', description: 'Number of the cheque or order, never a bank account.' },
    source, { path: 'despite_debt', kind: 'text', label: 'Despite debt, because', description: 'As a code. Left empty: refused where debt is overdue or written off.' }, on, reason,
  ],
  body: (values, subject) => ({ account: account(subject), amount: money(values.amount), source: values.source, method: values.method, reference: values.reference, refund_reason: values.refund_reason, despite_debt: values.despite_debt, on: values.on, reason: values.reason }),
  done: (receipt) => `Refund ${idIn(receipt, 'refund')} is posted.`,
  undo: (receipt, subject) => ({ label: 'Cancel it', type: 'credit.cancel_refund', body: { account: account(subject), refund: idIn(receipt, 'refund'), cancel_reason: 'ENTERED_IN_ERROR', reason: 'Taken back right after it was entered' } }),
}

const cancelRefund: ActionSpec = {
  type: 'credit.cancel_refund',
  title: (subject) => `Cancel refund ${document(subject)}`,
  intro: (subject) => (subject.settled ? `The cheque came back or was stopped: ${amount(subject.settled.amount)} ${subject.account.currency} is credit of the account again.` : ''),
  submit: 'Cancel refund',
  danger: true,
  fields: [{ path: 'cancel_reason', kind: 'text', label: 'Cancel reason', required: true }, on, reason],
  body: (values, subject) => ({ account: account(subject), refund: document(subject), cancel_reason: values.cancel_reason, on: values.on, reason: values.reason }),
  done: (_, __, subject) => `Refund ${document(subject)} is cancelled.`,
}

const transferCredit: ActionSpec = {
  type: 'credit.transfer',
  title: (subject) => `Transfer credit of account ${account(subject)}`,
  intro: () => 'Unapplied credit goes to another account and pays what is oldest there at once.',
  submit: 'Transfer credit',
  danger: true,
  fields: [
    { path: 'to_account', kind: 'text', label: 'To account', required: true }, allCredit, source,
    { path: 'transfer_reason', kind: 'text', label: 'Transfer reason', required: true, description: 'As a code, such as WRONGACCT.' }, on, reason,
  ],
  body: (values, subject) => ({ account: account(subject), to_account: values.to_account, amount: money(values.amount), source: values.source, transfer_reason: values.transfer_reason, on: values.on, reason: values.reason }),
  done: (_, values) => `Credit is transferred to account ${values.to_account}.`,
}

const transferDebt: ActionSpec = {
  type: 'debt.transfer',
  title: (subject) => `Transfer debt of account ${account(subject)}`,
  intro: () => 'Open items of a stopped agreement become items of a live one, of this account or of another of the same person. They keep their age.',
  submit: 'Transfer debt',
  danger: true,
  fields: [
    { path: 'sa', kind: 'choice', label: 'Stopped agreement', options: agreements, description: 'Left empty where there is one.' }, ofDocument,
    { path: 'amount', kind: 'money', label: 'Amount', description: 'Left empty: all that is open.' },
    { path: 'to_account', kind: 'text', label: 'To account', description: 'Left empty: this account.' },
    { path: 'to_sa', kind: 'text', label: 'To agreement', description: 'A live one. Left empty where there is one.' },
    { path: 'transfer_reason', kind: 'text', label: 'Transfer reason', required: true, description: 'As a code, such as MOVED.' }, on, reason,
  ],
  body: (values, subject) => ({ account: account(subject), sa: values.sa, document: values.document, amount: money(values.amount), to_account: values.to_account, to_sa: values.to_sa, transfer_reason: values.transfer_reason, on: values.on, reason: values.reason }),
  done: (_, values, subject) => `Debt is transferred to account ${values.to_account || account(subject)}.`,
}

const writeOff: ActionSpec = {
  type: 'debt.write_off',
  title: (subject) => `Write off debt of account ${account(subject)}`,
  intro: () => 'What is open on stopped agreements is given up: the allowance bears it, or bad debt where none is kept. A later payment opens again as much as it pays. Credit that is there is used first.',
  submit: 'Write off',
  danger: true,
  fields: [
    { path: 'sa', kind: 'choice', label: 'Stopped agreement', options: agreements, description: 'Left empty: each one.' }, ofDocument,
    { path: 'amount', kind: 'money', label: 'Amount', description: 'Left empty: all that is open.' },
    { path: 'write_off_reason', kind: 'text', label: 'Write-off reason', required: true, description: 'As a code, such as SKIPPED.' }, on, reason,
  ],
  body: (values, subject) => ({ account: account(subject), sa: values.sa, document: values.document, amount: money(values.amount), write_off_reason: values.write_off_reason, on: values.on, reason: values.reason }),
  done: (receipt) => `Write-off ${idIn(receipt, 'write_off')} is posted.`,
  undo: (receipt, subject) => ({ label: 'Open it again', type: 'debt.reverse_write_off', body: { account: account(subject), write_off: idIn(receipt, 'write_off'), cancel_reason: 'ENTERED_IN_ERROR', reason: 'Taken back right after it was entered' } }),
}

const reverseWriteOff: ActionSpec = {
  type: 'debt.reverse_write_off',
  title: (subject) => `Open write-off ${document(subject)} again`,
  intro: () => 'What is written off is asked for again, with its age. Unapplied credit pays it at once.',
  submit: 'Open again',
  danger: true,
  fields: [{ path: 'amount', kind: 'money', label: 'Amount', description: 'Left empty: all that is left of it.' }, { path: 'cancel_reason', kind: 'text', label: 'Cancel reason', required: true }, on, reason],
  body: (values, subject) => ({ account: account(subject), write_off: document(subject), amount: money(values.amount), cancel_reason: values.cancel_reason, on: values.on, reason: values.reason }),
  done: (_, __, subject) => `Write-off ${document(subject)} is open again.`,
}

export const settlingActions: readonly ActionSpec[] = [refund, cancelRefund, transferCredit, transferDebt, writeOff, reverseWriteOff]
/** Those of a whole account, which the common tasks offer. */
export const settlingTasks = [
  { id: refund.type, label: 'Refund', key: 'r' },
  { id: transferCredit.type, label: 'Transfer credit', key: 't' },
  { id: transferDebt.type, label: 'Transfer debt', key: 'd' },
  { id: writeOff.type, label: 'Write off', key: 'w' },
] as const
