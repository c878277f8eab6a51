// Making an account's bills say again what was measured.
import { on, reason } from '../actions/common_fields'
import type { ActionSpec } from '../actions/specs'
import { idIn } from '../api/commands'

const correct: ActionSpec = {
  type: 'bill.correct',
  title: (subject) => `Correct the bills of account ${subject.account.heading.account}`,
  intro: () => 'Every invoice that differs from what was measured is taken back by a credit note and made again, at the prices and taxes of its period. What was paid goes to the new invoices first. The next bill of the account would do the same.',
  submit: 'Correct bills',
  danger: true,
  fields: [
    { path: 'correction_reason', kind: 'text', label: 'Correction reason', description: 'Stands on the credit notes. No personal data.' },
    { path: 'deliver', kind: 'check', label: 'Send the credit notes by themselves' },
    { path: 'customer_caused', kind: 'check', label: 'The customer caused the error' },
    on, reason,
  ],
  body: (values, subject) => ({
    account: subject.account.heading.account, correction_reason: values.correction_reason, deliver: values.deliver === 'yes',
    ...(values.customer_caused === 'yes' ? { customer_caused: true } : {}), on: values.on, reason: values.reason || values.correction_reason,
  }),
  done: (receipt) => `Bills are corrected: ${idIn(receipt, 'correction')}.`,
}

export const correctionActions: readonly ActionSpec[] = [correct]
