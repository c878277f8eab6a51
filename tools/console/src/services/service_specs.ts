// Acts on services: start and stop, move and withdraw them, another tariff, moving out.
import { reason } from '../actions/common_fields'
import type { ActionSpec } from '../actions/specs'
import type { Subject } from '../actions/open'
import { idIn } from '../api/commands'
import { sentence } from '../format/words'
import { listed, readFields, readsOf } from './reads'

const sa = (subject: Subject) => subject.agreement?.sa ?? ''
const ofAgreement = (subject: Subject) => `${sentence(subject.agreement?.service ?? 'service')}, agreement ${sa(subject)}`

/** How often a service that nothing measures is billed. */
export const frequencies = [1, 2, 3, 4, 6, 12].map((periods) => ({ id: String(periods), label: periods === 1 ? 'With each bill' : `For ${periods} periods together` }))
const counted = 'How many of what the rate prices: lamps, dwellings behind one meter, shares of water.'

const start: ActionSpec = {
  type: 'service.start',
  title: (subject) => `Start service on account ${subject.account.heading.account}${subject.point ? ` at ${subject.point.service_point}` : ''}`,
  intro: (subject) => (subject.point?.occupancies.some((place) => !place.until) ? 'Someone has the service point now: the start waits until they stop.' : 'It begins at the last read unless another is given.'),
  submit: 'Start service',
  fields: [
    { path: 'sa_type', kind: 'choice', label: 'Agreement', required: true, codes: 'sa_type' },
    { path: 'tariff', kind: 'choice', label: 'Rate', codes: 'tariff', description: 'Left empty: the kind’s own.' },
    { path: 'service_point', kind: 'text', label: 'Service point', description: 'Left empty: none, for service without a meter.', initial: (subject) => subject.point?.service_point ?? '' },
    { path: 'start_on', kind: 'day', label: 'Start on', required: true },
    { path: 'quantity', kind: 'text', label: 'Quantity', description: `${counted} Left empty: 1.` },
    { path: 'periods', kind: 'pick', label: 'Billed', initial: () => '1', options: () => frequencies, shown: (values) => values.service_point === '' },
    reason,
  ],
  moreFields: readFields('start_reads', 'Begins at', 'Left empty: the last read.'),
  body: (values, subject) => ({
    account: subject.account.heading.account, sa_type: values.sa_type, tariff: values.tariff, service_point: values.service_point, start_on: values.start_on, quantity: values.quantity,
    ...(values.service_point === '' && values.periods !== '1' && values.periods ? { periods: Number(values.periods) } : {}),
    ...listed('start_reads', readsOf(values, 'start_reads', subject)), reason: values.reason,
  }),
  done: (receipt, values, subject) => `Service starts on ${values.start_on}: agreement ${idIn(receipt, 'sa')} of account ${subject.account.heading.account}.`,
}

const activate: ActionSpec = {
  type: 'service.activate',
  title: (subject) => `Activate ${ofAgreement(subject)}`,
  intro: () => 'It waits for what it begins at.',
  submit: 'Activate',
  fields: [reason],
  moreFields: readFields('start_reads', 'Begins at', 'At the start of the first day.'),
  body: (values, subject) => ({ sa: sa(subject), ...listed('start_reads', readsOf(values, 'start_reads', subject)), reason: values.reason }),
  done: (_, __, subject) => `Agreement ${sa(subject)} is active.`,
}

const stop: ActionSpec = {
  type: 'service.stop',
  title: (subject) => `Stop ${ofAgreement(subject)}`,
  intro: () => 'The final bill follows with the next run. Where a landlord agreement is in force, service reverts to the landlord.',
  submit: 'Stop service',
  danger: true,
  fields: [{ path: 'stop_on', kind: 'day', label: 'Last day charged', required: true }, reason],
  moreFields: readFields('stop_reads', 'Ends at', 'Left empty: a read recorded for that day.'),
  body: (values, subject) => ({ sa: sa(subject), stop_on: values.stop_on, ...listed('stop_reads', readsOf(values, 'stop_reads', subject)), reason: values.reason }),
  done: (_, values, subject) => `Agreement ${sa(subject)} stops on ${values.stop_on}.`,
}

const withdrawStart: ActionSpec = {
  type: 'service.withdraw_start', title: (subject) => `Withdraw the start of ${ofAgreement(subject)}`, submit: 'Withdraw start', danger: true, fields: [reason],
  body: (values, subject) => ({ sa: sa(subject), reason: values.reason }), done: (_, __, subject) => `The start of agreement ${sa(subject)} is withdrawn.`,
}

const withdrawStop: ActionSpec = {
  type: 'service.withdraw_stop', title: (subject) => `Withdraw the stop of ${ofAgreement(subject)}`, submit: 'Withdraw stop', fields: [reason],
  body: (values, subject) => ({ sa: sa(subject), reason: values.reason }), done: (_, __, subject) => `Agreement ${sa(subject)} goes on.`,
}

const moveStart: ActionSpec = {
  type: 'service.move_start',
  title: (subject) => `Move the start of ${ofAgreement(subject)}`,
  intro: (subject) => `It is to start on ${subject.agreement?.start_on ?? 'a day not set'}. The stop that it follows moves with it.`,
  submit: 'Move start',
  fields: [{ path: 'start_on', kind: 'day', label: 'Start on', required: true, initial: (subject) => subject.agreement?.start_on ?? '' }, reason],
  body: (values, subject) => ({ sa: sa(subject), start_on: values.start_on, reason: values.reason }),
  done: (_, values, subject) => `Agreement ${sa(subject)} starts on ${values.start_on}.`,
}

const changeTariff: ActionSpec = {
  type: 'service.change_tariff',
  title: (subject) => `Rate of ${ofAgreement(subject)}`,
  intro: (subject) => `Priced by ${subject.agreement?.tariff ?? ''} now. What is charged already stays.`,
  submit: 'Change rate',
  fields: [
    { path: 'tariff', kind: 'choice', label: 'Rate', codes: 'tariff', required: true },
    { path: 'from', kind: 'day', label: 'First day at it', required: true, initial: (subject) => subject.agreement?.charged_until ?? '' },
    reason,
  ],
  body: (values, subject) => ({ sa: sa(subject), tariff: values.tariff, from: values.from, reason: values.reason }),
  done: (_, values, subject) => `Agreement ${sa(subject)} is priced by ${values.tariff} from ${values.from} on.`,
}

const changeQuantity: ActionSpec = {
  type: 'service.change_quantity',
  title: (subject) => `Quantity of ${ofAgreement(subject)}`,
  intro: (subject) => `Charged for ${subject.agreement?.quantity ?? '1'} now. What is charged already stays; within a period the days decide.`,
  submit: 'Change quantity',
  fields: [
    { path: 'quantity', kind: 'text', label: 'Quantity', required: true, description: counted },
    {
      path: 'from', kind: 'day', label: 'First day of it', required: true, initial: (subject) => subject.agreement?.charged_until || subject.agreement?.start_on || '',
      shown: (_, subject) => subject.agreement?.status !== 'pending_start',
    },
    reason,
  ],
  body: (values, subject) => ({ sa: sa(subject), quantity: values.quantity, ...(subject.agreement?.status === 'pending_start' ? {} : { from: values.from }), reason: values.reason }),
  done: (_, values, subject) => `Agreement ${sa(subject)} is charged for ${values.quantity}${subject.agreement?.status === 'pending_start' ? ' from its start' : ` from ${values.from} on`}.`,
}

const changeFrequency: ActionSpec = {
  type: 'service.change_frequency',
  title: (subject) => `Frequency of ${ofAgreement(subject)}`,
  intro: () => 'From its next bill on. Fixed charges are multiplied by the periods that a bill charges; the final bill does not wait.',
  submit: 'Change frequency',
  fields: [{ path: 'periods', kind: 'pick', label: 'Billed', required: true, initial: (subject) => String(subject.agreement?.periods ?? 1), options: () => frequencies }, reason],
  body: (values, subject) => ({ sa: sa(subject), periods: Number(values.periods), reason: values.reason }),
  done: (_, values, subject) => `Agreement ${sa(subject)} is billed ${values.periods === '1' ? 'with each bill' : `for ${values.periods} periods together`}.`,
}

const pointsHere = (subject: Subject) => (subject.premise?.service_points ?? []).map((each) => each.service_point)
  .filter((point) => point.occupancies.some((place) => place.account === subject.account.heading.account && !place.until))

const moveOut: ActionSpec = {
  type: 'customer.move_out',
  title: (subject) => `Move out of ${subject.premise?.premise ?? ''}: account ${subject.account.heading.account}`,
  intro: () => 'Every service there stops on one day, the tenant is final-billed, and service reverts to the landlord where there is one.',
  submit: 'Move out',
  danger: true,
  fields: [{ path: 'stop_on', kind: 'day', label: 'Last day charged', required: true }, reason],
  moreFields: (subject) => pointsHere(subject).flatMap((point, at) => readFields(`reads.${at}`, `${point.service_point} ends at`, 'Left empty: a read recorded for that day.')({ ...subject, point })),
  body: (values, subject) => {
    const reads = pointsHere(subject).flatMap((point, at) => readsOf(values, `reads.${at}`, { ...subject, point }).map((read) => ({ service_point: point.service_point, ...read })))
    return { account: subject.account.heading.account, premise: subject.premise?.premise, stop_on: values.stop_on, ...(reads.length ? { reads } : {}), reason: values.reason }
  },
  done: (_, values, subject) => `Account ${subject.account.heading.account} moves out of ${subject.premise?.premise ?? ''} on ${values.stop_on}.`,
}

export const serviceActions: readonly ActionSpec[] = [start, activate, stop, withdrawStart, withdrawStop, moveStart, changeTariff, changeQuantity, changeFrequency, moveOut]
