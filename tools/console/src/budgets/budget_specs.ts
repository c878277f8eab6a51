// Acts on budget plans: enrol an agreement, true its plan up, leave it.
import { on, reason } from '../actions/common_fields'
import type { Subject } from '../actions/open'
import type { ActionSpec, FieldSpec } from '../actions/specs'
import type { Budgets } from '../api/queries'
import { amount, sign, typed } from '../format/money'
import { lastDayBefore } from '../format/date'

const account = (subject: Subject) => subject.account.heading.account
const sa = (subject: Subject) => subject.budget?.sa ?? subject.computedBudget?.sa ?? ''

/** What the ledger would compute: "79.00 USD a bill: the mean month of 74.84 USD billed for 2022-01-05 to 2022-02-02". */
export function computedInWords(of: Budgets['computed'][number] | undefined, currency: string): string {
  if (!of || sign(of.amount) === 0) return 'Nothing was billed that an amount could be computed from: give one.'
  return `Computed: ${amount(of.amount)} ${currency} a bill, the mean month of ${amount(of.billed)} ${currency} billed for ${of.computed_from ?? ''} to ${of.computed_until ? lastDayBefore(of.computed_until) : ''}.`
}

/** What a settlement would do today. */
export function settlementInWords(of: Budgets['budgets'][number] | undefined, currency: string): string {
  if (!of) return ''
  if (sign(of.difference) === 0) return 'What was asked for is what was charged: nothing is settled.'
  const size = amount(of.difference.replace(/^-/, ''))
  return sign(of.difference) > 0
    ? `${size} ${currency} more was charged than asked for: it is asked for now, and due as a bill of today would be.`
    : `${size} ${currency} more was asked for than charged: it is asked for no more, and what of it was paid becomes unapplied credit.`
}

const amountFields: readonly FieldSpec[] = [
  { path: 'amount', kind: 'money', label: 'Amount of each bill', description: 'Left empty: the computed one.' },
  { path: 'amount_reason', kind: 'text', label: 'Why this amount', description: 'Only with an amount. No personal data.' },
]
const asked = (values: Record<string, string>) => ({ amount: typed(values.amount ?? ''), amount_reason: values.amount_reason, on: values.on, reason: values.reason })

const enrol: ActionSpec = {
  type: 'budget.enrol',
  title: (subject) => `Enrol ${sa(subject)} in a budget plan`,
  intro: (subject) => `${computedInWords(subject.computedBudget, subject.account.currency)} Each bill asks for that amount; what is owed stays what it charges. What was billed before is asked for as before.`,
  submit: 'Enrol',
  fields: [...amountFields, on, reason],
  body: (values, subject) => ({ account: account(subject), sa: sa(subject), ...asked(values) }),
  done: (_, __, subject) => `${sa(subject)} is in a budget plan.`,
  undo: (_, subject) => ({ label: 'Take it back', type: 'budget.leave', body: { account: account(subject), sa: sa(subject), leave_reason: 'Entered in error', reason: 'Taken back right after it was entered' } }),
}

const trueUp: ActionSpec = {
  type: 'budget.true_up',
  title: (subject) => `True up the budget plan of ${sa(subject)}`,
  intro: (subject) => `${settlementInWords(subject.budget, subject.account.currency)} ${computedInWords(subject.computedBudget, subject.account.currency)} The plan goes on with the new amount.`,
  submit: 'True up',
  fields: [...amountFields, on, reason],
  body: (values, subject) => ({ account: account(subject), sa: sa(subject), ...asked(values) }),
  done: (_, __, subject) => `The budget plan of ${sa(subject)} is trued up.`,
}

const leave: ActionSpec = {
  type: 'budget.leave',
  title: (subject) => `End the budget plan of ${sa(subject)}`,
  intro: (subject) => `${settlementInWords(subject.budget, subject.account.currency)} The next bills ask for what they charge.`,
  submit: 'End plan',
  danger: true,
  fields: [{ path: 'leave_reason', kind: 'text', label: 'Why it ends', description: 'No personal data.' }, on, reason],
  body: (values, subject) => ({ account: account(subject), sa: sa(subject), leave_reason: values.leave_reason, on: values.on, reason: values.reason }),
  done: (_, __, subject) => `The budget plan of ${sa(subject)} has ended.`,
}

export const budgetActions: readonly ActionSpec[] = [enrol, trueUp, leave]
