// Acts on unclaimed property: write to its owner, give it to the state, pay the state, and give it back to its owner.
import { on, reason } from '../actions/common_fields'
import type { Subject } from '../actions/open'
import type { ActionSpec } from '../actions/specs'
import { idIn } from '../api/commands'
import { amount } from '../format/money'

const account = (subject: Subject) => subject.account.heading.account
const escheat = (subject: Subject) => subject.escheat?.escheat ?? ''
const sum = (subject: Subject) => (subject.escheat ? `${amount(subject.escheat.amount)} ${subject.account.currency}` : '')

const notice: ActionSpec = {
  type: 'credit.send_unclaimed_notice',
  title: (subject) => `Write to the owner of account ${account(subject)}`,
  intro: () => 'The letter of the policy goes to the main customer. When the days of the policy are over without an act of the owner, the state gets the property.',
  submit: 'Send notice',
  fields: [on, reason],
  body: (values, subject) => ({ account: account(subject), on: values.on, reason: values.reason }),
  done: (receipt) => `Notice ${idIn(receipt, 'notice')} is sent.`,
}

const cancelNotice: ActionSpec = {
  type: 'credit.cancel_unclaimed_notice',
  title: (subject) => `Cancel notice ${subject.unclaimed?.notice ?? ''}`,
  intro: () => 'Dormancy is counted anew from that day, as after any act of the owner.',
  submit: 'Cancel notice',
  danger: true,
  fields: [{ path: 'cancel_reason', kind: 'text', label: 'Cancel reason', required: true, description: 'As a code, such as ANSWERED.' }, on, reason],
  body: (values, subject) => ({ account: account(subject), notice: subject.unclaimed?.notice, cancel_reason: values.cancel_reason, on: values.on, reason: values.reason }),
  done: (_, __, subject) => `Notice ${subject.unclaimed?.notice ?? ''} is cancelled.`,
}

const giveToState: ActionSpec = {
  type: 'credit.escheat',
  title: (subject) => `Escheat the property of account ${account(subject)}`,
  intro: (subject) => `${subject.unclaimed ? `${amount(subject.unclaimed.credit)} ${subject.account.currency} of credit and ${amount(subject.unclaimed.deposits)} of deposits leave the account and are owed to the state. ` : ''}The owner may have it back at any time.`,
  submit: 'Escheat',
  danger: true,
  fields: [on, reason],
  body: (values, subject) => ({ account: account(subject), on: values.on, reason: values.reason }),
  done: (receipt) => `Escheat ${idIn(receipt, 'escheat')} is posted.`,
}

const remit: ActionSpec = {
  type: 'credit.remit_escheated',
  title: (subject) => `Pay ${escheat(subject)} to the state`,
  intro: (subject) => `${sum(subject)} that is owed to the state is paid. The process Remittances does the same for every escheat whose report is due.`,
  submit: 'Pay to the state',
  fields: [{ path: 'reference', kind: 'text', label: 'Reference', description: 'Number of the payment. Left empty: the name of the report.' }, on, reason],
  body: (values, subject) => ({ account: account(subject), escheat: escheat(subject), reference: values.reference, on: values.on, reason: values.reason }),
  done: (_, __, subject) => `Escheat ${escheat(subject)} is paid to the state.`,
}

const comeBack: ActionSpec = {
  type: 'credit.return_remittance',
  title: (subject) => `${escheat(subject)} came back from the state`,
  intro: (subject) => `The state pays ${sum(subject)} back, as for an owner who had it from the utility, or the payment did not arrive.`,
  submit: 'It came back',
  danger: true,
  fields: [{ path: 'return_reason', kind: 'text', label: 'Return reason', required: true, description: 'As a code, such as OWNER-CAME.' }, on, reason],
  body: (values, subject) => ({ account: account(subject), escheat: escheat(subject), return_reason: values.return_reason, on: values.on, reason: values.reason }),
  done: (_, __, subject) => `Escheat ${escheat(subject)} came back.`,
}

const reclaim: ActionSpec = {
  type: 'credit.reclaim_escheated',
  title: (subject) => `The owner reclaims ${escheat(subject)}`,
  intro: (subject) => `${sum(subject)} is credit of the account again, and can be refunded.${subject.escheat?.remitted_on ? ' The state has it already, and owes it to the utility from then on.' : ''}`,
  submit: 'Reclaim',
  danger: true,
  fields: [{ path: 'reclaim_reason', kind: 'text', label: 'Reclaim reason', required: true, description: 'As a code, such as OWNER-CAME.' }, on, reason],
  body: (values, subject) => ({ account: account(subject), escheat: escheat(subject), reclaim_reason: values.reclaim_reason, on: values.on, reason: values.reason }),
  done: (_, __, subject) => `Escheat ${escheat(subject)} is reclaimed.`,
}

export const unclaimedActions: readonly ActionSpec[] = [notice, cancelNotice, giveToState, remit, comeBack, reclaim]
