// Acts on a premise: reads, registers, service points, meters, the landlord agreement.
import { reason } from '../actions/common_fields'
import type { ActionSpec } from '../actions/specs'
import type { Subject } from '../actions/open'
import { sentence } from '../format/words'
import type { Option } from '../kit/fields'
import { readRegisters } from './reads'

const point = (subject: Subject) => subject.point?.service_point ?? ''
const registers = (subject: Subject): Option[] => (subject.point?.meters.find((meter) => !meter.removed_on)?.registers ?? []).map((register) => ({ id: register.channel, label: register.channel, detail: register.unit }))
const onlyRegister = (subject: Subject) => (registers(subject).length === 1 ? registers(subject)[0]!.id : '')
const codes = (list: readonly string[]) => (): Option[] => list.map((id) => ({ id, label: sentence(id) }))

const read: ActionSpec = {
  type: 'premise.record_read',
  title: (subject) => `Read of ${point(subject)}`,
  intro: (subject) => subject.point?.last_reads.map((each) => `${each.channel}: ${each.value} on ${each.read_on}`).join(', ') ?? '',
  submit: 'Enter read',
  fields: [
    { path: 'channel', kind: 'choice', label: 'Register', options: registers, initial: onlyRegister, shown: (_, subject) => registers(subject).length > 1 },
    { path: 'value', kind: 'text', label: 'Shows', required: true },
    { path: 'read_on', kind: 'day', label: 'Read on', required: true, description: 'The day that it closes.', initial: (subject) => subject.doubted?.day ?? '' },
    { path: 'quality', kind: 'pick', label: 'Quality', initial: () => 'actual', options: codes(['actual', 'estimated', 'validated', 'customer']) },
    { path: 'reading_reason', kind: 'choice', label: 'Read for', initial: () => 'billing', options: codes(['billing', 'installation', 'removal', 'inquiry', 'move_in', 'move_out', 'demand_reset', 'service_disconnect', 'service_connect', 'load_management', 'load_research', 'other']) },
    reason,
  ],
  body: (values, subject) => ({ service_point: point(subject), channel: values.channel, read_on: values.read_on, value: values.value, quality: values.quality, reading_reason: values.reading_reason, reason: values.reason }),
  done: (_, values, subject) => `Read ${values.value} of ${values.read_on} is entered at ${point(subject)}.`,
  undo: (_, subject, values) => ({ label: 'Withdraw it', type: 'premise.withdraw_read', body: { service_point: point(subject), channel: values.channel, read_on: values.read_on, reason: 'Withdrawn right after entry' } }),
}

const changeRegister: ActionSpec = {
  type: 'premise.change_register',
  title: (subject) => `Register of ${point(subject)}`,
  submit: 'Change register',
  fields: [
    { path: 'channel', kind: 'choice', label: 'Register', options: registers, initial: onlyRegister, shown: (_, subject) => registers(subject).length > 1 },
    { path: 'rollover_threshold', kind: 'text', label: 'Rollover threshold', required: true, initial: (subject) => readRegisters(subject.point)[0]?.rollover_threshold ?? '' },
    reason,
  ],
  body: (values, subject) => ({ service_point: point(subject), channel: values.channel, rollover_threshold: values.rollover_threshold, reason: values.reason }),
  done: (_, values, subject) => `The rollover threshold at ${point(subject)} is ${values.rollover_threshold}.`,
}

const addServicePoint: ActionSpec = {
  type: 'premise.add_service_point',
  title: (subject) => `New service point at ${subject.premise?.premise ?? ''}`,
  submit: 'Add service point',
  fields: [
    { path: 'service_point', kind: 'text', label: 'Service point', required: true },
    { path: 'service', kind: 'choice', label: 'Service', codes: 'service', required: true },
    { path: 'market_id', kind: 'text', label: 'ESI ID / LDC account' },
    reason,
  ],
  body: (values, subject) => ({ premise: subject.premise?.premise, service_point: values.service_point, service: values.service, market_id: values.market_id, reason: values.reason }),
  done: (_, values, subject) => `Service point ${values.service_point} is at ${subject.premise?.premise ?? ''}.`,
}

const landlord: ActionSpec = {
  type: 'premise.set_landlord_agreement',
  title: (subject) => `Landlord agreement of ${subject.premise?.premise ?? ''}`,
  intro: () => 'When a tenant leaves, service reverts to the landlord’s account. Who is no customer yet is set up first.',
  submit: 'Save agreement',
  fields: [
    { path: 'agreement.account', kind: 'text', label: 'Landlord’s account', required: true, initial: (subject) => subject.premise?.landlords.find((each) => !each.until)?.account ?? '' },
    { path: 'agreement.sa_type', kind: 'choice', label: 'Agreement', codes: 'sa_type', required: true, initial: (subject) => subject.premise?.landlords.find((each) => !each.until)?.sa_type ?? '' },
    { path: 'agreement.tariff', kind: 'choice', label: 'Rate', codes: 'tariff', description: 'Left empty: the kind’s own.' },
    { path: 'agreement.from', kind: 'day', label: 'From', initial: (subject) => subject.premise?.landlords.find((each) => !each.until)?.from ?? '' },
    { path: 'agreement.until', kind: 'day', label: 'Until', description: 'First day after it. Left empty: open.' },
    { path: 'agreement.minimum_gap_days', kind: 'text', label: 'Shortest gap, in days', description: 'Shorter gaps before a known start stay unserved.' },
    reason,
  ],
  body: (values, subject) => {
    const days = values['agreement.minimum_gap_days']?.trim() ?? ''
    const given = { account: values['agreement.account'], sa_type: values['agreement.sa_type'], tariff: values['agreement.tariff'], from: values['agreement.from'], until: values['agreement.until'] }
    return {
      premise: subject.premise?.premise,
      agreement: { ...Object.fromEntries(Object.entries(given).filter(([, value]) => value)), ...(days ? { minimum_gap_days: /^\d+$/.test(days) ? Number(days) : days } : {}) },
      reason: values.reason,
    }
  },
  done: (_, values, subject) => `Account ${values['agreement.account']} is the landlord of ${subject.premise?.premise ?? ''}.`,
}

export const premiseActions: readonly ActionSpec[] = [read, changeRegister, addServicePoint, landlord]
