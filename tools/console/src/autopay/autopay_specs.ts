// Acts on automatic payment: enrol a mandate, end it, draft a bill now, note that the bank returned a draft.
import { on, reason } from '../actions/common_fields'
import type { Subject } from '../actions/open'
import type { ActionSpec } from '../actions/specs'
import { idIn } from '../api/commands'
import { amount, typed } from '../format/money'

const account = (subject: Subject) => subject.account.heading.account
const draft = (subject: Subject) => subject.draft?.draft ?? ''
const bill = (subject: Subject) => subject.draft?.bill ?? ''

/** NACHA's reasons, as the bank's file gives them. */
export const returnCodes = [
  ['R01', 'Insufficient funds'], ['R02', 'Account closed'], ['R03', 'No such account'], ['R04', 'Account number invalid'],
  ['R05', 'Consumer’s account, business class'], ['R07', 'Authorisation revoked'], ['R08', 'Payment stopped'], ['R09', 'Funds not collected yet'],
  ['R10', 'Not authorised'], ['R11', 'Not as authorised'], ['R12', 'Account sold to another bank'], ['R13', 'Routing number takes no drafts'],
  ['R14', 'Representative has died'], ['R15', 'Account holder has died'], ['R16', 'Account frozen'], ['R17', 'Rejected by the bank’s checks'],
  ['R20', 'Account takes no drafts'], ['R24', 'Duplicate entry'], ['R29', 'Not authorised, business'],
] as const

const enrol: ActionSpec = {
  type: 'autopay.enrol',
  title: (subject) => `Enrol account ${account(subject)} in automatic payment`,
  intro: (subject) => `${subject.account.mandate ? `It replaces mandate ${subject.account.mandate}; drafts that were announced are made under it. ` : ''}Bills from now on say on which day they are drafted. Bills of before are paid as they said.`,
  submit: 'Enrol',
  fields: [
    { path: 'routing_number', kind: 'text', label: 'Routing number', required: true, description: 'Nine digits; the last one checks the others.' },
    { path: 'bank_account', kind: 'text', label: 'Bank account', required: true, description: 'Sealed under the customer’s key; only its last four characters are shown again.' },
    { path: 'account_type', kind: 'pick', label: 'Kind of account', initial: () => 'checking', options: () => [{ id: 'checking', label: 'Checking' }, { id: 'savings', label: 'Savings' }] },
    { path: 'authorised_by', kind: 'pick', label: 'Authorised', initial: () => 'written', options: () => [{ id: 'written', label: 'In writing' }, { id: 'oral', label: 'By telephone' }, { id: 'web', label: 'On the web' }] },
    { path: 'authorised_on', kind: 'day', label: 'Authorised on', description: 'Left empty: today.' },
    { path: 'of_business', kind: 'check', label: 'A business’s account' },
    { path: 'limit', kind: 'money', label: 'At most', description: 'A bill of more is not drafted. Left empty: any amount.' }, reason,
  ],
  body: (values, subject) => ({ account: account(subject), routing_number: values.routing_number, bank_account: values.bank_account, account_type: values.account_type, authorised_by: values.authorised_by, authorised_on: values.authorised_on, of_business: values.of_business === 'yes', limit: typed(values.limit ?? ''), reason: values.reason }),
  done: (receipt) => `Mandate ${idIn(receipt, 'mandate')} is enrolled.`,
  undo: (_, subject) => ({ label: 'Take it back', type: 'autopay.end', body: { account: account(subject), by_utility: true, end_reason: 'ENTERED_IN_ERROR', reason: 'Taken back right after it was entered' } }),
}

const end: ActionSpec = {
  type: 'autopay.end',
  title: (subject) => `End automatic payment of account ${account(subject)}`,
  intro: () => 'Nothing is drafted any more, not even a bill that said so: the customer pays it as any other.',
  submit: 'End automatic payment',
  danger: true,
  fields: [
    { path: 'by_utility', kind: 'check', label: 'The utility ends it', description: 'Otherwise the customer asked for it.' },
    { path: 'end_reason', kind: 'text', label: 'End reason', description: 'As a code, such as MOVED.' }, reason,
  ],
  body: (values, subject) => ({ account: account(subject), by_utility: values.by_utility === 'yes', end_reason: values.end_reason, reason: values.reason }),
  done: (_, __, subject) => `Automatic payment of account ${account(subject)} has ended.`,
}

const make: ActionSpec = {
  type: 'autopay.draft',
  title: (subject) => `Draft ${bill(subject)} now`,
  intro: (subject) => `${subject.draft ? `${amount(subject.draft.amount)} ${subject.account.currency} of it is drafted and posted as a payment.` : ''} The process Drafts does the same for every bill of the day.`,
  submit: 'Draft',
  fields: [on, reason],
  body: (values, subject) => ({ account: account(subject), bill: bill(subject), on: values.on, reason: values.reason }),
  done: (receipt) => `Draft ${idIn(receipt, 'draft')} is made.`,
}

const giveBack: ActionSpec = {
  type: 'autopay.return',
  title: (subject) => `The bank returned draft ${draft(subject)}`,
  intro: (subject) => `${subject.draft ? `${amount(subject.draft.amount)} ${subject.account.currency} of ${bill(subject)} is owed again.` : ''} What it means for the mandate, and whether it bears a fee or is drafted again, follows from the reason and the policy of the class.`,
  submit: 'Return draft',
  danger: true,
  fields: [
    { path: 'return_code', kind: 'pick', label: 'Reason of the bank', initial: () => 'R01', options: () => returnCodes.map(([id, label]) => ({ id, label: `${id} ${label}` })) },
    on, reason,
  ],
  body: (values, subject) => ({ account: account(subject), draft: draft(subject), return_code: values.return_code, on: values.on, reason: values.reason }),
  done: (_, __, subject) => `Draft ${draft(subject)} is returned.`,
}

export const autopayActions: readonly ActionSpec[] = [enrol, end, make, giveBack]
