// Acts on collections, severances and protections: take the next step, take back, report what was done, protect.
import { on, reason } from '../actions/common_fields'
import type { Subject } from '../actions/open'
import type { ActionSpec, FieldSpec } from '../actions/specs'
import type { Collections } from '../api/queries'
import { idIn } from '../api/commands'
import { amount } from '../format/money'
import { kindInWords } from '../format/words'

type Next = Collections['next'][number]

const account = (subject: Subject) => subject.account.heading.account
const collection = (subject: Subject) => subject.collection?.collection ?? ''
const severance = (subject: Subject) => subject.severance?.severance ?? ''
const protection = (subject: Subject) => subject.protection?.protection ?? ''
const latestStep = (subject: Subject) => [...(subject.collection?.steps ?? [])].reverse().find((step) => !step.cancelled_on)

/** What is next: "CUTOFF (disconnect order), due", "NOTICE (field notice), protected by MEDICAL (7-PRO1) until 2022-05-01". */
export function nextInWords(next: Next | undefined): string {
  if (!next) return 'No step is next.'
  const what = `${next.step} (${kindInWords(next.kind).toLowerCase()})`
  if (next.state === 'waits') return `${what}, from ${next.not_before ?? ''} on`
  if (next.state !== 'protected') return `${what}, due`
  return `${what}, protected by ${next.blocked_by}${next.protection ? ` (${next.protection})` : ''}${next.blocked_until ? ` until ${next.blocked_until}` : ''}`
}

const cancelReason: FieldSpec = { path: 'cancel_reason', kind: 'text', label: 'Cancel reason', required: true, description: 'As a code, such as PROMISE.' }

const advance: ActionSpec = {
  type: 'collection.advance',
  title: (subject) => `Take the next step of collecting from account ${account(subject)}`,
  intro: (subject) => `${nextInWords(subject.nextStep)}. The run of the day does the same for all accounts.`,
  submit: 'Take the step',
  danger: true,
  fields: [on, reason],
  body: (values, subject) => ({ account: account(subject), on: values.on, reason: values.reason }),
  done: () => 'What was due of the collection is done.',
}

const cancelStep: ActionSpec = {
  type: 'collection.cancel_step',
  title: (subject) => `Take back step ${latestStep(subject)?.step ?? ''} of ${collection(subject)}`,
  intro: () => 'It counts as not taken and is to be taken again. Letters that went out stay sent.',
  submit: 'Take back',
  danger: true,
  fields: [cancelReason, on, reason],
  body: (values, subject) => ({ account: account(subject), collection: collection(subject), number: latestStep(subject)?.number ?? 0, cancel_reason: values.cancel_reason, on: values.on, reason: values.reason }),
  done: (_, __, subject) => `The latest step of ${collection(subject)} is taken back.`,
}

const cancel: ActionSpec = {
  type: 'collection.cancel',
  title: (subject) => `End collection ${collection(subject)}`,
  intro: () => 'Notices and orders of it end, too. What is owed stays as it is.',
  submit: 'End collection',
  danger: true,
  fields: [cancelReason, { path: 'not_before', kind: 'day', label: 'No other before', description: 'Left empty: the next run may start another.' }, on, reason],
  body: (values, subject) => ({ account: account(subject), collection: collection(subject), cancel_reason: values.cancel_reason, not_before: values.not_before, on: values.on, reason: values.reason }),
  done: (_, __, subject) => `Collection ${collection(subject)} has ended.`,
}

const cancelSeverance: ActionSpec = {
  type: 'severance.cancel',
  title: (subject) => `Withdraw severance ${severance(subject)} of ${subject.severance?.sa ?? ''}`,
  intro: () => 'Its notice and order no longer hold. The collection goes on.',
  submit: 'Withdraw',
  danger: true,
  fields: [cancelReason, on, reason],
  body: (values, subject) => ({ account: account(subject), severance: severance(subject), cancel_reason: values.cancel_reason, on: values.on, reason: values.reason }),
  done: (_, __, subject) => `Severance ${severance(subject)} is withdrawn.`,
}

const disconnect: ActionSpec = {
  type: 'severance.disconnect',
  title: (subject) => `Report that ${subject.severance?.sa ?? ''} is disconnected`,
  intro: (subject) => (subject.severance ? `Ordered on ${subject.severance.ordered_on ?? ''} for ${amount(subject.severance.debt)} ${subject.account.currency}. The agreement goes on until it is stopped.` : ''),
  submit: 'Report',
  danger: true,
  fields: [{ ...on, label: 'Done on' }, reason],
  body: (values, subject) => ({ account: account(subject), severance: severance(subject), on: values.on, reason: values.reason }),
  done: (_, __, subject) => `${subject.severance?.sa ?? ''} is disconnected.`,
}

const reconnect: ActionSpec = {
  type: 'severance.reconnect',
  title: (subject) => `Report that ${subject.severance?.sa ?? ''} is connected again`,
  intro: () => 'The class’s charge for it waits for the next bill.',
  submit: 'Report',
  fields: [
    { ...on, label: 'Done on' },
    { path: 'waive_reason', kind: 'text', label: 'Why it is not charged for', description: 'Left empty: it is charged for.' },
    { path: 'despite_debt', kind: 'text', label: 'Why before the debt is paid', description: 'Left empty: the debt must be paid.' }, reason,
  ],
  body: (values, subject) => ({ account: account(subject), severance: severance(subject), waive_reason: values.waive_reason, despite_debt: values.despite_debt, on: values.on, reason: values.reason }),
  done: (_, __, subject) => `${subject.severance?.sa ?? ''} is connected again.`,
}

const protect: ActionSpec = {
  type: 'protection.record',
  title: (subject) => `Protect account ${account(subject)} from collection`,
  intro: () => 'Steps that its type names are not taken while it holds. An order to disconnect falls at once.',
  submit: 'Protect',
  fields: [
    { path: 'protection_type', kind: 'choice', label: 'Protection type', required: true, anyText: true },
    { path: 'from', kind: 'day', label: 'From', description: 'Left empty: today.' },
    { path: 'until', kind: 'day', label: 'Until', description: 'First day on which it no longer holds. Left empty: until it is ended.' },
    { path: 'sa', kind: 'choice', label: 'Agreement', description: 'Left empty: the whole account.', options: (subject) => subject.account.agreements.map((each) => ({ id: each.agreement.sa, label: each.agreement.sa, detail: each.agreement.service })) },
    { path: 'evidence', kind: 'long', label: 'Evidence', required: true, description: 'What bears it out, such as a doctor’s certificate.', wide: true }, reason,
  ],
  body: (values, subject) => ({ account: account(subject), protection_type: values.protection_type, from: values.from, until: values.until, sa: values.sa, evidence: values.evidence, reason: values.reason }),
  done: (receipt) => `Protection ${idIn(receipt, 'protection')} is recorded.`,
}

const endProtection: ActionSpec = {
  type: 'protection.end',
  title: (subject) => `End protection ${protection(subject)}`,
  intro: () => 'Steps that it forbids may be taken from that day on.',
  submit: 'End protection',
  danger: true,
  fields: [
    { path: 'until', kind: 'day', label: 'First day without it', description: 'Left empty: today.' },
    { path: 'end_reason', kind: 'text', label: 'Why it ends', required: true, description: 'As a code, such as MOVED.' }, reason,
  ],
  body: (values, subject) => ({ account: account(subject), protection: protection(subject), until: values.until, end_reason: values.end_reason, reason: values.reason }),
  done: (_, __, subject) => `Protection ${protection(subject)} has ended.`,
}

export const collectionActions: readonly ActionSpec[] = [advance, cancelStep, cancel, cancelSeverance, disconnect, reconnect, protect, endProtection]
