// Acts on the communication log: record what was said, add a memo, send a letter, send it again.
import { reason } from '../actions/common_fields'
import type { Subject } from '../actions/open'
import type { ActionSpec, FieldSpec } from '../actions/specs'
import { idIn } from '../api/commands'
import { plain, sentence } from '../format/words'

export const channels = ['note', 'phone', 'email', 'letter', 'visit', 'web'] as const
const account = (subject: Subject) => subject.account.heading.account
const entry = (subject: Subject) => subject.communication?.entry ?? ''
const mainCustomer = (subject: Subject) => subject.account.persons.find((each) => each.link.main_customer)?.link.person ?? ''
const persons = (subject: Subject) => subject.account.persons.map((each) => ({ id: each.link.person, label: plain(each.name) || each.link.person, detail: each.link.main_customer ? 'main customer' : each.link.relationship_type }))
const person: FieldSpec = { path: 'person', kind: 'choice', label: 'Person', options: persons, initial: mainCustomer, description: 'Left empty: the main customer.' }
const on: FieldSpec = { path: 'on', kind: 'day', label: 'On', description: 'Left empty: today.' }
/** The ledger keeps texts on one line. */
const line = (text: string | undefined) => (text ?? '').replace(/\s*\n\s*/g, ' ').trim()
const waits = (subject: Subject) => subject.communication?.follow_up === 'waits' || subject.communication?.follow_up === 'due'

const record: ActionSpec = {
  type: 'communication.record',
  title: (subject) => `Add to the log of account ${account(subject)}`,
  intro: () => 'An entry is never changed afterwards: memos are added to it.',
  submit: 'Add entry',
  fields: [
    { path: 'channel', kind: 'pick', label: 'Channel', wide: true, initial: () => 'phone', options: () => channels.map((id) => ({ id, label: id === 'email' ? 'E-mail' : sentence(id) })) },
    { path: 'direction', kind: 'pick', label: 'Direction', wide: true, initial: () => 'in', options: () => [{ id: 'in', label: 'From the customer' }, { id: 'out', label: 'To the customer' }], shown: (values) => values.channel !== 'note' },
    { path: 'subject', kind: 'text', label: 'Subject', required: true },
    person,
    { path: 'text', kind: 'long', label: 'Text' }, on,
    { path: 'follow_up_on', kind: 'day', label: 'Follow up on', description: 'Day on which someone has to see to it. Left empty: none.' }, reason,
  ],
  body: (values, subject) => ({ account: account(subject), channel: values.channel, ...(values.channel === 'note' ? {} : { direction: values.direction }), person: values.person, subject: values.subject, text: line(values.text), on: values.on, follow_up_on: values.follow_up_on, reason: values.reason }),
  done: (receipt) => `Entry ${idIn(receipt, 'entry')} is in the log.`,
}

const memo: ActionSpec = {
  type: 'communication.add_memo',
  title: (subject) => `Add a memo to ${entry(subject)}`,
  intro: (subject) => plain(subject.communication?.subject),
  submit: 'Add memo',
  fields: [
    { path: 'text', kind: 'long', label: 'Memo', required: true },
    { path: 'follow_up_done', kind: 'check', label: 'The follow-up is done', shown: (_, subject) => waits(subject) },
    { path: 'follow_up_on', kind: 'day', label: 'Follow up on', description: 'Another day for it, or one where there was none.', shown: (values) => values.follow_up_done !== 'yes' }, on, reason,
  ],
  body: (values, subject) => ({ account: account(subject), entry: entry(subject), text: line(values.text), ...(values.follow_up_done === 'yes' ? { follow_up_done: true } : { follow_up_on: values.follow_up_on }), on: values.on, reason: values.reason }),
  done: (receipt, _, subject) => `Memo ${idIn(receipt, 'memo')} is added to ${entry(subject)}.`,
}

const letter = (receipt: Parameters<NonNullable<ActionSpec['link']>>[0]) => ['letters', idIn(receipt, 'letter')]

const send: ActionSpec = {
  type: 'letter.send',
  title: (subject) => `Send a letter to a person on account ${account(subject)}`,
  intro: () => 'The letter keeps its text for good, whatever becomes of its template.',
  submit: 'Send letter',
  fields: [{ path: 'letter_template', kind: 'choice', label: 'Letter', required: true }, person, on, reason],
  body: (values, subject) => ({ account: account(subject), letter_template: values.letter_template, person: values.person, on: values.on, reason: values.reason }),
  done: (receipt) => `Letter ${idIn(receipt, 'letter')} is sent.`,
  link: letter,
}

const resend: ActionSpec = {
  type: 'letter.resend',
  title: (subject) => `Send letter ${entry(subject)} again`,
  intro: (subject) => `${plain(subject.communication?.subject)}. The new letter has the same text, refers to the first one, and goes to where the person is reached now.`,
  submit: 'Send again',
  fields: [on, reason],
  body: (values, subject) => ({ account: account(subject), letter: entry(subject), on: values.on, reason: values.reason }),
  done: (receipt, _, subject) => `Letter ${entry(subject)} is sent again as ${idIn(receipt, 'letter')}.`,
  link: letter,
}

export const communicationActions: readonly ActionSpec[] = [record, memo, send, resend]
