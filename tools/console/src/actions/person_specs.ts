// Actions on persons: their place on an account, their name, phones, e-mail.
import { reason } from './common_fields'
import { plain, sentence } from '../format/words'
import type { Body } from '../api/commands'
import type { Account } from '../api/queries'
import type { Subject } from './open'
import type { ActionSpec, FieldSpec, Values } from './specs'

const link = (subject: Subject) => subject.entry?.link
const nameOf = (subject: Subject) => plain(subject.entry?.name ?? subject.person?.name.full)

/** What changed of an account's terms; what is emptied is cleared. */
export function changedTerms(values: Values, account: Account): Body {
  const day = values.requested_due_day?.trim() ?? ''
  return {
    account: account.heading.account,
    ...(values.customer_class !== account.customer_class ? { customer_class: values.customer_class } : {}),
    ...(values.customer_type !== account.customer_type ? { customer_type: values.customer_type === '' ? null : values.customer_type } : {}),
    ...(values.bill_cycle !== account.bill_cycle ? { bill_cycle: values.bill_cycle } : {}),
    ...(Number(day) !== account.requested_due_day ? { requested_due_day: day === '' ? null : /^\d+$/.test(day) ? Number(day) : day } : {}),
    ...(values.reason ? { reason: values.reason } : {}),
  }
}

const changeMain: ActionSpec = {
  type: 'account.change_main_customer',
  title: (subject) => `Make ${nameOf(subject)} the main customer of account ${subject.account.heading.account}`,
  intro: () => 'The name stands beside the account from now on. The new main customer is financially responsible and gets every bill.',
  submit: 'Make main customer',
  fields: [reason],
  body: (values, subject) => ({ account: subject.account.heading.account, person: link(subject)?.person, reason: values.reason }),
  done: (_, __, subject) => `${nameOf(subject)} is the main customer of account ${subject.account.heading.account}.`,
}

const changeName: ActionSpec = {
  type: 'person.change_name',
  title: (subject) => `Name of person ${subject.person?.person ?? ''}`,
  submit: 'Save',
  fields: [
    ...(['prefix', 'first', 'middle', 'last', 'suffix'] as const).map((part): FieldSpec => ({ path: `name.${part}`, kind: 'text', label: sentence(part), initial: (subject) => plain(subject.person?.name[part]) })),
    { path: 'name.full', kind: 'text', label: 'In full', description: 'Left empty: made of the parts.' }, reason,
  ],
  body: (values, subject) => ({
    person: subject.person?.person,
    name: Object.fromEntries(['full', 'prefix', 'first', 'middle', 'last', 'suffix'].map((part) => [part, values[`name.${part}`] ?? '']).filter(([, value]) => value !== '')),
    reason: values.reason,
  }),
  done: (_, __, subject) => `The name of person ${subject.person?.person ?? ''} is changed.`,
}

const setPhone: ActionSpec = {
  type: 'person.set_phone',
  title: (subject) => `Phone of ${nameOf(subject)}`,
  submit: 'Save',
  fields: [
    { path: 'phone_type', kind: 'choice', label: 'Which number', required: true, codes: 'phone_type', initial: (subject) => subject.person?.phones[0]?.phone_type ?? '' },
    { path: 'number', kind: 'text', label: 'Number', required: true }, reason,
  ],
  body: (values, subject) => ({ person: subject.person?.person, phone_type: values.phone_type, number: values.number, reason: values.reason }),
  done: (_, values, subject) => `${values.phone_type} of ${nameOf(subject)} is set.`,
}

const setEmail: ActionSpec = {
  type: 'person.set_email',
  title: (subject) => `E-mail of ${nameOf(subject)}`,
  submit: 'Save',
  fields: [{ path: 'email', kind: 'text', label: 'E-mail', required: true, initial: (subject) => plain(subject.person?.email) }, reason],
  body: (values, subject) => ({ person: subject.person?.person, email: values.email, reason: values.reason }),
  done: (_, __, subject) => `The e-mail of ${nameOf(subject)} is set.`,
}

const removePhone: ActionSpec = {
  type: 'person.remove_phone',
  title: (subject) => `Remove a phone of ${nameOf(subject)}`,
  submit: 'Remove phone',
  danger: true,
  fields: [
    { path: 'phone_type', kind: 'choice', label: 'Which number', required: true, initial: (subject) => subject.person?.phones[0]?.phone_type ?? '', options: (subject) => (subject.person?.phones ?? []).map((phone) => ({ id: phone.phone_type, label: phone.phone_type, detail: plain(phone.number) })) },
    reason,
  ],
  body: (values, subject) => ({ person: subject.person?.person, phone_type: values.phone_type, reason: values.reason }),
  done: (_, values, subject) => `${values.phone_type} of ${nameOf(subject)} is removed.`,
}

const setIdentifier: ActionSpec = {
  type: 'person.set_identifier',
  title: (subject) => `Identifier of ${nameOf(subject)}`,
  submit: 'Save',
  fields: [
    { path: 'identifier_type', kind: 'choice', label: 'Kind', required: true, codes: 'identifier_type', initial: (subject) => subject.person?.identifiers[0]?.identifier_type ?? '' },
    { path: 'identifier', kind: 'text', label: 'Identifier', description: 'Left empty: it is removed.' }, reason,
  ],
  body: (values, subject) => ({ person: subject.person?.person, identifier_type: values.identifier_type, identifier: values.identifier, reason: values.reason }),
  done: (_, values, subject) => `${values.identifier_type} of ${nameOf(subject)} is ${values.identifier ? 'set' : 'removed'}.`,
}

const removeAddress: ActionSpec = {
  type: 'person.remove_address',
  title: (subject) => `Remove address ${subject.address?.address_id ?? ''} of ${nameOf(subject)}`,
  submit: 'Remove address',
  danger: true,
  fields: [reason],
  body: (values, subject) => ({ person: subject.person?.person, address_id: subject.address?.address_id, reason: values.reason }),
  done: (_, __, subject) => `Address ${subject.address?.address_id ?? ''} of ${nameOf(subject)} is removed.`,
}

const unlink: ActionSpec = {
  type: 'account.unlink_person',
  title: (subject) => `Take ${nameOf(subject)} off account ${subject.account.heading.account}`,
  intro: () => 'The person stays registered; what they were on the account stays in its history.',
  submit: 'Take off',
  danger: true,
  fields: [reason],
  body: (values, subject) => ({ account: subject.account.heading.account, person: link(subject)?.person, reason: values.reason }),
  done: (_, __, subject) => `${nameOf(subject)} is no longer on account ${subject.account.heading.account}.`,
}

const changeTerms: ActionSpec = {
  type: 'account.change_terms',
  title: (subject) => `Terms of account ${subject.account.heading.account}`,
  intro: () => 'Only what is changed here is sent.',
  submit: 'Save',
  fields: [
    { path: 'customer_class', kind: 'choice', label: 'Customer class', codes: 'customer_class', required: true, initial: (subject) => subject.account.customer_class },
    { path: 'customer_type', kind: 'choice', label: 'Customer type', description: 'Left empty: none.', codes: 'customer_type', initial: (subject) => subject.account.customer_type },
    { path: 'bill_cycle', kind: 'choice', label: 'Bill cycle', codes: 'bill_cycle', required: true, initial: (subject) => subject.account.bill_cycle },
    { path: 'requested_due_day', kind: 'text', label: 'Requested due day', description: '1 to 28. Left empty: none.', initial: (subject) => (subject.account.requested_due_day ? String(subject.account.requested_due_day) : '') },
    reason,
  ],
  asGiven: true,
  body: (values, subject) => changedTerms(values, subject.account),
  done: (_, __, subject) => `The terms of account ${subject.account.heading.account} are changed.`,
}

export const personActions: readonly ActionSpec[] = [changeMain, changeName, setPhone, setEmail, removePhone, setIdentifier, removeAddress, unlink, changeTerms]
