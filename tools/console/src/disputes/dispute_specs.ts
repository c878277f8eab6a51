// Acts on what is overdue: dispute an open item, resolve the dispute, charge what is late, give a late charge up.
import { on, reason } from '../actions/common_fields'
import type { Subject } from '../actions/open'
import type { ActionSpec } from '../actions/specs'
import { idIn, idsIn } from '../api/commands'
import { amount, typed } from '../format/money'
import { plain } from '../format/words'

const account = (subject: Subject) => subject.account.heading.account
const money = (text: string | undefined) => typed(text ?? '')

const openDispute: ActionSpec = {
  type: 'dispute.open',
  title: (subject) => `Dispute ${subject.item?.document ?? ''}`,
  intro: (subject) => (subject.item ? `${amount(subject.item.current_open)} ${subject.account.currency} is open. What is disputed stays owed and ages; it costs no late charge, and money that names no document passes it by.` : ''),
  submit: 'Open dispute',
  fields: [
    { path: 'amount', kind: 'money', label: 'Amount', initial: (subject) => subject.item?.current_open ?? '', description: 'Left empty: all that is open.' },
    { path: 'dispute_reason', kind: 'text', label: 'Dispute reason', description: 'As a code, such as READING.' },
    { path: 'memo', kind: 'long', label: 'Memo' }, on, reason,
  ],
  body: (values, subject) => ({ account: account(subject), document: subject.item?.document, sa: subject.item?.sa, amount: money(values.amount), dispute_reason: values.dispute_reason, memo: values.memo, on: values.on, reason: values.reason }),
  done: (receipt) => `Dispute ${idIn(receipt, 'dispute')} is open.`,
  undo: (receipt, subject) => ({ label: 'Take it back', type: 'dispute.resolve', body: { account: account(subject), dispute: idIn(receipt, 'dispute'), outcome: 'rejected', reason: 'Taken back right after it was entered' } }),
}

const resolveDispute: ActionSpec = {
  type: 'dispute.resolve',
  title: (subject) => `Resolve dispute ${subject.dispute?.dispute ?? ''}`,
  intro: (subject) => (subject.dispute ? `${amount(subject.dispute.amount)} ${subject.account.currency} of ${subject.dispute.document}. ${plain(subject.dispute.memo)}` : ''),
  submit: 'Resolve',
  fields: [
    { path: 'outcome', kind: 'pick', label: 'Outcome', initial: () => 'rejected', options: () => [{ id: 'rejected', label: 'Rejected: it is owed' }, { id: 'upheld', label: 'Upheld: it was credited' }] },
    { path: 'settled_by', kind: 'text', label: 'Adjustment or credit note', description: 'What credited the document since. Late charges that it disproves are cancelled.', shown: (values) => values.outcome === 'upheld' }, on, reason,
  ],
  body: (values, subject) => ({ account: account(subject), dispute: subject.dispute?.dispute, outcome: values.outcome, ...(values.outcome === 'upheld' ? { settled_by: values.settled_by } : {}), on: values.on, reason: values.reason }),
  done: (_, values, subject) => `Dispute ${subject.dispute?.dispute ?? ''} is ${values.outcome}.`,
}

const assess: ActionSpec = {
  type: 'account.assess_late_charges',
  title: (subject) => `Charge account ${account(subject)} for being late`,
  intro: () => 'Every overdue item, by the policy of the customer class. No day of an item is charged for twice.',
  submit: 'Assess late charges',
  fields: [on, reason],
  body: (values, subject) => ({ account: account(subject), on: values.on, reason: values.reason }),
  done: (receipt) => {
    const charges = idsIn(receipt, 'charge')
    return charges.length === 0 ? 'Nothing was to be charged.' : `Late charge${charges.length === 1 ? '' : 's'} ${charges.join(', ')} ${charges.length === 1 ? 'is' : 'are'} made.`
  },
}

const waive: ActionSpec = {
  type: 'late_charge.cancel',
  title: (subject) => `Cancel late charge ${subject.lateCharge?.charge ?? ''}`,
  intro: (subject) => (subject.lateCharge ? `${amount(subject.lateCharge.amount)} ${subject.account.currency} on ${subject.lateCharge.overdue} is given up; its days are not charged for again. What paid it goes to what is oldest.` : ''),
  submit: 'Cancel late charge',
  danger: true,
  fields: [{ path: 'cancel_reason', kind: 'text', label: 'Cancel reason', required: true }, on, reason],
  body: (values, subject) => ({ account: account(subject), charge: subject.lateCharge?.charge, cancel_reason: values.cancel_reason, on: values.on, reason: values.reason }),
  done: (_, __, subject) => `Late charge ${subject.lateCharge?.charge ?? ''} is cancelled.`,
}

export const disputeActions: readonly ActionSpec[] = [openDispute, resolveDispute, assess, waive]
