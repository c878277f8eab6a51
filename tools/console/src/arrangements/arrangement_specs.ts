// Acts on payment arrangements: ask for one, approve or reject it, end it, and do what is due of them today.
import { reason } from '../actions/common_fields'
import type { Subject } from '../actions/open'
import type { ActionSpec } from '../actions/specs'
import { idIn, idsIn } from '../api/commands'
import { amount, typed } from '../format/money'
import { plain } from '../format/words'

const account = (subject: Subject) => subject.account.heading.account
const arrangement = (subject: Subject) => subject.arrangement?.arrangement ?? ''
const sumOf = (subject: Subject) => (subject.arrangement ? `${amount(subject.arrangement.amount)} ${subject.account.currency} in ${subject.arrangement.instalments.length} instalments.` : '')
/** Ids apart by commas or blanks, as typed. */
export const documentsOf = (text: string | undefined) => (text ?? '').split(/[\s,]+/).filter((id) => id !== '')
const whole = (text: string | undefined) => (/^\d+$/.test((text ?? '').trim()) ? Number(text) : text)

const request: ActionSpec = {
  type: 'arrangement.request',
  title: (subject) => `Arrange what account ${account(subject)} owes`,
  intro: () => 'What is owed stays as it is; it is asked for in instalments. Money that names no document passes the debt behind them by, and it is not charged for being late. An instalment that stays overdue ends the arrangement.',
  submit: 'Request arrangement',
  fields: [
    { path: 'number_of_instalments', kind: 'text', label: 'Instalments', required: true, description: 'How many; the last one takes what does not divide.' },
    { path: 'first_due_on', kind: 'day', label: 'First due on', required: true, description: 'Today: a down payment.' },
    { path: 'interval', kind: 'pick', label: 'Then each', initial: () => 'month', options: () => [{ id: 'month', label: 'Month' }, { id: 'fortnight', label: 'Two weeks' }, { id: 'week', label: 'Week' }] },
    { path: 'amount', kind: 'money', label: 'Amount', description: 'Left empty: all that is open.' },
    { path: 'documents', kind: 'text', label: 'Documents', wide: true, description: 'Left empty: all that are open. Several apart by commas.' },
    { path: 'memo', kind: 'long', label: 'Memo' }, reason,
  ],
  body: (values, subject) => ({ account: account(subject), documents: documentsOf(values.documents), amount: typed(values.amount ?? ''), number_of_instalments: whole(values.number_of_instalments), first_due_on: values.first_due_on, interval: values.interval, memo: values.memo, reason: values.reason }),
  done: (receipt) => `Arrangement ${idIn(receipt, 'arrangement')} is ${Number(receipt.count ?? 0) > 1 ? 'granted' : 'requested: another person approves it'}.`,
  undo: (receipt, subject) => (Number(receipt.count ?? 0) > 1
    ? { label: 'End it', type: 'arrangement.break', body: { account: account(subject), arrangement: idIn(receipt, 'arrangement'), break_reason: 'ENTERED_IN_ERROR', by_agreement: true, reason: 'Taken back right after it was entered' } }
    : { label: 'Take it back', type: 'arrangement.reject', body: { account: account(subject), arrangement: idIn(receipt, 'arrangement'), reason: 'Taken back right after it was entered' } }),
}

const approve: ActionSpec = {
  type: 'arrangement.approve',
  title: (subject) => `Approve arrangement ${arrangement(subject)}`,
  intro: (subject) => `${sumOf(subject)} Requested by ${subject.arrangement?.requested_by ?? ''}. ${plain(subject.arrangement?.memo)}`,
  submit: 'Approve',
  fields: [reason],
  body: (values, subject) => ({ account: account(subject), arrangement: arrangement(subject), reason: values.reason }),
  done: (_, __, subject) => `Arrangement ${arrangement(subject)} is granted.`,
}

const reject: ActionSpec = {
  type: 'arrangement.reject',
  title: (subject) => `Reject arrangement ${arrangement(subject)}`,
  intro: (subject) => `${sumOf(subject)} All of it stays asked for.`,
  submit: 'Reject',
  danger: true,
  fields: [reason],
  body: (values, subject) => ({ account: account(subject), arrangement: arrangement(subject), reason: values.reason }),
  done: (_, __, subject) => `Arrangement ${arrangement(subject)} is rejected.`,
}

const end: ActionSpec = {
  type: 'arrangement.break',
  title: (subject) => `End arrangement ${arrangement(subject)}`,
  intro: () => 'What is not paid is asked for at once, under its documents and with their age.',
  submit: 'End arrangement',
  danger: true,
  fields: [
    { path: 'break_reason', kind: 'text', label: 'Break reason', description: 'As a code, such as MOVED.' },
    { path: 'by_agreement', kind: 'check', label: 'With the customer’s agreement', description: 'Such as to pay all at once: it does not count as broken.' }, reason,
  ],
  body: (values, subject) => ({ account: account(subject), arrangement: arrangement(subject), break_reason: values.break_reason, by_agreement: values.by_agreement === 'yes', reason: values.reason }),
  done: (_, __, subject) => `Arrangement ${arrangement(subject)} is ended.`,
}

const advance: ActionSpec = {
  type: 'account.advance_arrangements',
  title: (subject) => `Do what is due of the arrangements of account ${account(subject)}`,
  intro: () => 'Instalments that are near are asked for; an arrangement with one overdue beyond the days of grace is broken; one that is paid is kept. The run of each day does the same.',
  submit: 'Do what is due',
  fields: [{ path: 'on', kind: 'day', label: 'On', description: 'Left empty: today.' }, reason],
  body: (values, subject) => ({ account: account(subject), on: values.on, reason: values.reason }),
  done: (receipt) => {
    const billed = idsIn(receipt, 'instalment')
    return billed.length === 0 ? 'Done.' : `Instalment${billed.length === 1 ? '' : 's'} ${billed.join(', ')} ${billed.length === 1 ? 'is' : 'are'} asked for.`
  },
}

export const arrangementActions: readonly ActionSpec[] = [request, approve, reject, end, advance]
