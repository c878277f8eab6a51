// Matching money in suspense to an account: a payment of the day on which it was received.
import { on, reason } from '../actions/common_fields'
import type { Subject } from '../actions/open'
import { type ActionSpec, remainderOf, specLines } from '../actions/specs'
import { idIn } from '../api/commands'
import { amount, sign, typed } from '../format/money'
import { plain } from '../format/words'
import type { Suspended } from './lists'

const sum = (subject: Subject) => subject.suspended?.suspense ?? ''

/** What is known of who paid, else the account that was meant. */
export function originOf(line: Suspended): string {
  if (line.payment) return `cancelled payment ${line.payment} of account ${line.account}`
  return [plain(line.payor), line.payor_account && `from account ${line.payor_account}`, line.account_named && `for account ${line.account_named}`].filter(Boolean).join(', ')
}

const match: ActionSpec = {
  type: 'suspense.match',
  title: (subject) => `Match ${sum(subject)} to account ${subject.account.heading.account}`,
  intro: (subject) => (subject.suspended ? `${amount(subject.suspended.held)} ${subject.account.currency} is held, received on ${subject.suspended.received_on ?? ''}${originOf(subject.suspended) ? `: ${originOf(subject.suspended)}` : ''}. It pays as of that day.` : ''),
  submit: 'Match',
  spec: true,
  fields: [
    { path: 'shares[0].amount', kind: 'money', label: 'Amount', required: true, description: 'At most what is held.', initial: (subject) => subject.suspended?.held ?? '' },
    { path: 'shares[0].policy', kind: 'pick', label: 'Goes to', wide: true, initial: () => 'fifo', options: () => [{ id: 'fifo', label: 'Oldest first (FIFO)' }, { id: 'spec', label: 'Documents named (SPEC)' }] },
    on, reason,
  ],
  body: (values, subject) => {
    const spec = values['shares[0].policy'] === 'spec'
    const rest = remainderOf(values)
    return {
      suspense: sum(subject),
      shares: [{ account: subject.account.heading.account, amount: typed(values['shares[0].amount'] ?? ''), policy: spec ? 'spec' : 'fifo', ...(spec ? { spec: specLines(values), ...(rest !== '' && sign(rest) > 0 ? { remainder: rest } : {}) } : {}) }],
      on: values.on, reason: values.reason,
    }
  },
  done: (receipt, _, subject) => `Payment ${idIn(receipt, 'payment')} is made of ${sum(subject)}.`,
  link: (receipt) => ['payments', idIn(receipt, 'payment')],
  undo: (receipt, subject) => ({
    label: 'Take it back', type: 'payment.cancel',
    body: { account: subject.account.heading.account, payment: idIn(receipt, 'payment'), cancel_reason: 'MATCHED_IN_ERROR', reason: 'Taken back right after the match' },
  }),
}

export const suspenseActions: readonly ActionSpec[] = [match]
