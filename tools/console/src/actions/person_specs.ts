// Actions on persons: their place on an account, their name, phones, e-mail.
import { plain, sentence } from '../format/words'
import type { Subject } from './open'
import type { ActionSpec, FieldSpec } from './specs'

const reason: FieldSpec = { path: 'reason', kind: 'text', label: 'Reason', description: 'Why, for whoever asks later. No personal data.' }
const link = (subject: Subject) => subject.entry?.link
const yes = (on: boolean | undefined) => (on ? 'yes' : '')
const notMain = (_: unknown, subject: Subject) => !subject.entry?.link.main_customer
const nameOf = (subject: Subject) => plain(subject.entry?.name ?? subject.person?.name.full)

const changePerson: ActionSpec = {
  type: 'account.change_person',
  title: (subject) => `${nameOf(subject)} on account ${subject.account.heading.account}`,
  submit: 'Save',
  fields: [
    { path: 'link.financially_responsible', kind: 'check', label: 'Financially responsible', initial: (subject) => yes(link(subject)?.financially_responsible), shown: notMain },
    { path: 'link.third_party_guarantor', kind: 'check', label: 'Third-party guarantor', initial: (subject) => yes(link(subject)?.third_party_guarantor), shown: notMain },
    { path: 'link.relationship_type', kind: 'choice', label: 'Relationship type', anyText: true, initial: (subject) => link(subject)?.relationship_type ?? '' },
    { path: 'link.web_access', kind: 'check', label: 'Web access allowed', initial: (subject) => yes(link(subject)?.web_access) },
    { path: 'link.name_affix', kind: 'pick', label: 'Prefix/suffix', initial: (subject) => link(subject)?.name_affix || 'none', options: () => [{ id: 'none', label: 'None' }, { id: 'prefix', label: 'Prefix' }, { id: 'suffix', label: 'Suffix' }] },
    { path: 'link.affix_name', kind: 'text', label: 'Pfx/sfx name', initial: (subject) => plain(link(subject)?.affix_name), shown: (values) => values['link.name_affix'] !== 'none' },
    reason,
  ],
  body: (values, subject) => {
    const affixed = values['link.name_affix'] !== 'none'
    const main = link(subject)?.main_customer
    return {
      account: subject.account.heading.account,
      link: {
        person: link(subject)?.person,
        ...(main ? {} : { financially_responsible: values['link.financially_responsible'] === 'yes', third_party_guarantor: values['link.third_party_guarantor'] === 'yes' }),
        relationship_type: values['link.relationship_type'],
        web_access: values['link.web_access'] === 'yes',
        name_affix: affixed ? values['link.name_affix'] : '',
        affix_name: affixed ? values['link.affix_name'] : '',
      },
      reason: values.reason,
    }
  },
  done: (_, __, subject) => `${nameOf(subject)}’s place on account ${subject.account.heading.account} is changed.`,
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
    { path: 'phone_type', kind: 'choice', label: 'Which number', anyText: true, required: true, initial: (subject) => subject.person?.phones[0]?.phone_type ?? '', options: (subject) => (subject.person?.phones ?? []).map((phone) => ({ id: phone.phone_type, label: phone.phone_type, detail: plain(phone.number) })) },
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

export const personActions: readonly ActionSpec[] = [changePerson, changeMain, changeName, setPhone, setEmail]
