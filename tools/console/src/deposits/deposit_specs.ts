// Acts on deposits: ask for one, hold credit as one, count its interest, apply it, give it back.
import { on, reason } from '../actions/common_fields'
import type { Subject } from '../actions/open'
import type { ActionSpec } from '../actions/specs'
import { idIn } from '../api/commands'
import { isAmount, amount, sign, typed } from '../format/money'

const account = (subject: Subject) => subject.account.heading.account
const deposit = (subject: Subject) => subject.deposit?.deposit ?? ''
const money = (text: string | undefined) => typed(text ?? '')
const shown = (text: string) => (isAmount(text) ? amount(text) : text)
const heldOf = (subject: Subject) => (subject.deposit ? `${amount(subject.deposit.held)} ${subject.account.currency} is held` : '')

const bill: ActionSpec = {
  type: 'deposit.bill',
  title: (subject) => `Ask account ${account(subject)} for a deposit`,
  intro: () => 'It is asked for and not owed. What is paid into it stays the customer’s, and earns interest from the day after its receipt.',
  submit: 'Ask for the deposit',
  fields: [
    { path: 'deposit_class', kind: 'choice', label: 'Deposit class', required: true, anyText: true, description: 'Decides interest and when it may be refunded.' },
    { path: 'amount', kind: 'money', label: 'Amount', description: 'Left empty: what the class recommends.' },
    { path: 'sa', kind: 'choice', label: 'Secures', description: 'Left empty: the whole account.', options: (subject) => subject.account.agreements.map((each) => ({ id: each.agreement.sa, label: each.agreement.sa, detail: each.agreement.service })) },
    { path: 'due_on', kind: 'day', label: 'Due on', description: 'Left empty: with the next bill.' }, on, reason,
  ],
  body: (values, subject) => ({ account: account(subject), deposit_class: values.deposit_class, amount: money(values.amount), sa: values.sa, due_on: values.due_on, on: values.on, reason: values.reason }),
  done: (receipt) => `Deposit ${idIn(receipt, 'deposit')} is asked for.`,
  undo: (receipt, subject) => ({ label: 'Ask no more', type: 'deposit.cancel_bill', body: { account: account(subject), deposit: idIn(receipt, 'deposit'), cancel_reason: 'ENTERED_IN_ERROR', reason: 'Taken back right after it was entered' } }),
}

const cancelBill: ActionSpec = {
  type: 'deposit.cancel_bill',
  title: (subject) => `Ask no more for deposit ${deposit(subject)}`,
  intro: (subject) => (subject.deposit ? `${amount(subject.deposit.asked)} ${subject.account.currency} is not paid and will not be asked for. What is held stays.` : ''),
  submit: 'Ask no more',
  danger: true,
  fields: [{ path: 'cancel_reason', kind: 'text', label: 'Cancel reason', required: true }, on, reason],
  body: (values, subject) => ({ account: account(subject), deposit: deposit(subject), cancel_reason: values.cancel_reason, on: values.on, reason: values.reason }),
  done: (_, __, subject) => `Deposit ${deposit(subject)} is no longer asked for.`,
}

const receive: ActionSpec = {
  type: 'deposit.receive',
  title: (subject) => `Hold unapplied credit as deposit ${deposit(subject)}`,
  intro: () => 'Credit of the account, oldest first, becomes the deposit. A payment goes there at once where it names the deposit.',
  submit: 'Hold as deposit',
  fields: [
    { path: 'amount', kind: 'money', label: 'Amount', initial: (subject) => (subject.deposit && sign(subject.deposit.asked) > 0 ? subject.deposit.asked : ''), description: 'Left empty: what is not paid, as far as there is credit.' },
    { path: 'source', kind: 'text', label: 'From payment or adjustment', description: 'Left empty: the oldest credit.' }, on, reason,
  ],
  body: (values, subject) => ({ account: account(subject), deposit: deposit(subject), amount: money(values.amount), source: values.source, on: values.on, reason: values.reason }),
  done: (_, __, subject) => `Credit is held as deposit ${deposit(subject)}.`,
}

const accrue: ActionSpec = {
  type: 'deposit.accrue_interest',
  title: (subject) => `Count the interest of deposit ${deposit(subject)}`,
  intro: (subject) => (subject.deposit ? `${amount(subject.deposit.interest_to_come)} ${subject.account.currency} of days that are not counted yet. No day is counted twice.` : ''),
  submit: 'Count interest',
  fields: [{ path: 'through', kind: 'day', label: 'Through', description: 'Last day counted. Left empty: today.' }, reason],
  body: (values, subject) => ({ account: account(subject), deposit: deposit(subject), through: values.through, reason: values.reason }),
  done: (_, __, subject) => `Interest is added to deposit ${deposit(subject)}.`,
}

const apply: ActionSpec = {
  type: 'deposit.apply',
  title: (subject) => `Pay what is owed from deposit ${deposit(subject)}`,
  intro: (subject) => `${heldOf(subject)}; interest up to that day is added first.`,
  submit: 'Apply deposit',
  danger: true,
  fields: [
    { path: 'amount', kind: 'money', label: 'Amount', description: 'Left empty: as much as is held and open.' },
    { path: 'document', kind: 'text', label: 'Document', description: 'Left empty: oldest items first.' }, on, reason,
  ],
  body: (values, subject) => ({ account: account(subject), deposit: deposit(subject), amount: money(values.amount), document: values.document, on: values.on, reason: values.reason }),
  done: (_, values, subject) => `${values.amount ? `${shown(money(values.amount))} of deposit` : 'Deposit'} ${deposit(subject)} is applied.`,
}

const refund: ActionSpec = {
  type: 'deposit.refund',
  title: (subject) => `Give back deposit ${deposit(subject)}`,
  intro: (subject) => `${heldOf(subject)}; interest up to that day is added first. Accounts payable pays it out.`,
  submit: 'Refund deposit',
  danger: true,
  fields: [{ path: 'amount', kind: 'money', label: 'Amount', description: 'Left empty: all that is held.' }, on, reason],
  body: (values, subject) => ({ account: account(subject), deposit: deposit(subject), amount: money(values.amount), on: values.on, reason: values.reason }),
  done: (_, values, subject) => `${values.amount ? `${shown(money(values.amount))} of deposit` : 'Deposit'} ${deposit(subject)} is refunded.`,
}

export const depositActions: readonly ActionSpec[] = [bill, cancelBill, receive, accrue, apply, refund]
