// Ways out of a doubt: accept, correct (an entered read), withdraw, estimate instead; and who sees to it.
import { reason } from '../actions/common_fields'
import type { Subject } from '../actions/open'
import type { ActionSpec } from '../actions/specs'
import { kindInWords } from '../format/words'
import { doubtsInWords, whatInWords } from './exceptions'

const what = (subject: Subject) => (subject.doubted ? whatInWords(subject.doubted) : '')
const place = (subject: Subject) => ({ service_point: subject.doubted?.service_point, channel: subject.doubted?.channel })
const why = (subject: Subject) => (subject.doubted ? `${doubtsInWords(subject.doubted.doubts)}.` : '')
const dayBefore = (day: string) => new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10)

const accept: ActionSpec = {
  type: 'premise.accept_read',
  title: (subject) => `Accept ${what(subject)}`,
  intro: (subject) => `${why(subject)} It is taken as it was reported, and bills.`,
  submit: 'Accept',
  danger: true,
  fields: [{ path: 'why', kind: 'text', label: 'Why it is right', required: true, wide: true }, reason],
  body: (values, subject) => ({ ...place(subject), day: subject.doubted?.day, why: values.why, reason: values.reason }),
  done: (_, __, subject) => `The ${what(subject)} is taken.`,
}

const assign: ActionSpec = {
  type: 'premise.assign_read',
  title: (subject) => `Who sees to ${what(subject)}`,
  intro: why,
  submit: 'Assign',
  fields: [{ path: 'owner', kind: 'text', label: 'User', description: 'Left empty: no one.', initial: (subject) => subject.doubted?.owner ?? '' }, reason],
  body: (values, subject) => ({ ...place(subject), day: subject.doubted?.day, owner: values.owner, reason: values.reason }),
  done: (_, values) => (values.owner ? `${values.owner} sees to it.` : 'It is no one’s now.'),
}

const estimate: ActionSpec = {
  type: 'premise.estimate_read',
  title: (subject) => `Estimate instead of ${what(subject)}`,
  intro: (subject) => `${why(subject)} The agreement and the window of its cycle must allow estimates.`,
  submit: 'Estimate',
  danger: true,
  fields: [{ path: 'method', kind: 'pick', label: 'From', initial: () => 'automatic', options: () => ['automatic', 'same_days_last_year', 'recent_days', 'profile'].map((id) => ({ id, label: kindInWords(id) })) }, reason],
  body: (values, { doubted }) => ({
    service_point: doubted?.service_point, channel: doubted?.channel, method: values.method, reason: values.reason,
    ...(doubted?.kind === 'read' ? { day: doubted.day } : { from: doubted?.day, day: doubted?.until ? dayBefore(doubted.until) : '' }),
  }),
  done: (_, __, subject) => `An estimate stands in place of the ${what(subject)}.`,
}

const withdrawRead: ActionSpec = {
  type: 'premise.withdraw_read',
  title: (subject) => `Withdraw ${what(subject)}`,
  intro: () => 'As if it had not been entered. It stays in the history.',
  submit: 'Withdraw',
  danger: true,
  fields: [reason],
  body: (values, subject) => ({ ...place(subject), read_on: subject.doubted?.day, reason: values.reason }),
  done: (_, __, subject) => `The ${what(subject)} is withdrawn.`,
}

const withdrawUsage: ActionSpec = {
  ...withdrawRead,
  type: 'premise.withdraw_usage',
  body: (values, subject) => ({ ...place(subject), from: subject.doubted?.day, reason: values.reason }),
}

export const exceptionActions: readonly ActionSpec[] = [accept, assign, estimate, withdrawRead, withdrawUsage]
