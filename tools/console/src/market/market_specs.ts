// Acts in the market: send a transaction, record one that was received, pair an answer, close what waits.
import { reason } from '../actions/common_fields'
import type { Subject } from '../actions/open'
import type { ActionSpec, FieldSpec, Values } from '../actions/specs'
import { idIn } from '../api/commands'
import { typed } from '../format/money'
import { sentence } from '../format/words'
import { type MarketPart, hasPart, marketKinds } from './market_kinds'

const point = (subject: Subject) => subject.point?.service_point ?? ''
const told = (name: string) => `transaction.${name}`
const kindOf = (values: Values) => values[told('kind')]
const when = (part: MarketPart) => (values: Values) => hasPart(kindOf(values), part)
const rejects = (values: Values) => when('outcome')(values) && values[told('outcome')] === 'rejected'

const outcomes = () => ['accepted', 'rejected', 'completed'].map((id) => ({ id, label: sentence(id) }))
const kinds = () => marketKinds.map((one) => ({ id: one.kind, label: `${one.code} ${sentence(one.kind)}` }))

const parts: readonly FieldSpec[] = [
  { path: told('original'), kind: 'text', label: 'Answers', description: 'Reference of the transaction that it answers.', initial: (subject) => subject.market?.reference ?? '', shown: when('original') },
  { path: told('outcome'), kind: 'pick', label: 'Says', options: outcomes, initial: () => 'accepted', shown: when('outcome') },
  { path: told('reasons'), kind: 'text', label: 'Reason codes', description: 'Of the market, apart from each other by blanks.', shown: rejects },
  { path: told('effective_on'), kind: 'day', label: 'Effective on', shown: when('effective_on') },
  { path: told('from'), kind: 'day', label: 'First day', shown: when('period') },
  { path: told('until'), kind: 'day', label: 'Until', description: 'First day after the period.', shown: when('period') },
  { path: told('quantity'), kind: 'text', label: 'Quantity', shown: when('quantity') },
  { path: told('unit'), kind: 'text', label: 'Unit', shown: when('quantity') },
  { path: told('amount'), kind: 'money', label: 'Amount', shown: when('amount') },
  { path: told('documents'), kind: 'text', label: 'Invoice', description: 'Its number; all of the amount is of it.', shown: when('documents') },
  { path: told('purpose'), kind: 'text', label: 'Purpose', description: 'As a code of the market, such as DISCONNECT.', shown: when('purpose') },
  { path: told('dated_on'), kind: 'day', label: 'Dated', description: 'Left empty: today.' },
  reason,
]

/** Only what its kind has is sent, whatever was typed before another kind was chosen. */
export function transactionOf(values: Values, party: 'sender' | 'receiver'): Record<string, unknown> {
  const kind = kindOf(values) ?? ''
  const text = (name: string) => values[told(name)]?.trim() ?? ''
  const whole: Record<string, unknown> = { kind, [party]: text(party), reference: text('reference'), dated_on: text('dated_on') }
  if (hasPart(kind, 'original')) whole.original = text('original')
  if (hasPart(kind, 'outcome')) whole.outcome = text('outcome') || 'accepted'
  if (whole.outcome === 'rejected') whole.reasons = text('reasons').split(/\s+/).filter(Boolean).map((code) => ({ code }))
  if (hasPart(kind, 'effective_on')) whole.effective_on = text('effective_on')
  if (hasPart(kind, 'period')) Object.assign(whole, { from: text('from'), until: text('until') })
  if (hasPart(kind, 'quantity')) Object.assign(whole, { quantity: text('quantity'), unit: text('unit') })
  if (hasPart(kind, 'amount')) whole.amount = typed(text('amount'))
  if (hasPart(kind, 'documents') && text('documents')) whole.documents = [{ document: text('documents'), amount: typed(text('amount')) }]
  if (hasPart(kind, 'purpose')) whole.purpose = text('purpose')
  return Object.fromEntries(Object.entries(whole).filter(([, value]) => value !== '' && value !== undefined))
}

const fields = (party: 'sender' | 'receiver', label: string): readonly FieldSpec[] => [
  { path: told('kind'), kind: 'choice', label: 'Kind', required: true, wide: true, options: kinds, initial: (subject) => subject.marketKind ?? '' },
  { path: told(party), kind: 'choice', label, required: true, codes: 'market_partner', initial: (subject) => subject.market?.party ?? '' },
  { path: told('reference'), kind: 'text', label: 'Reference', required: true, description: 'The sender’s number for it, which no other of theirs has.' },
  ...parts,
]

const send: ActionSpec = {
  type: 'market.send',
  title: (subject) => `Send a market transaction for ${point(subject)}`,
  intro: (subject) => `${subject.point?.market_id ? `ESI ID / LDC account ${subject.point.market_id}. ` : ''}It is recorded as sent; the file itself goes out by the market’s own way.`,
  submit: 'Send',
  fields: fields('receiver', 'To'),
  body: (values, subject) => ({ service_point: point(subject), transaction: transactionOf(values, 'receiver'), reason: values.reason }),
  done: (receipt) => `Market transaction ${idIn(receipt, 'market_transaction')} is sent.`,
}

const receive: ActionSpec = {
  type: 'market.receive',
  title: (subject) => `Market transaction received for ${point(subject)}`,
  intro: () => 'A remittance is posted as a payment at once. An answer to what is not known is kept, and waits for its pair.',
  submit: 'Record',
  fields: fields('sender', 'From'),
  body: (values, subject) => ({ service_point: point(subject), transaction: transactionOf(values, 'sender'), reason: values.reason }),
  done: (receipt) => `Market transaction ${idIn(receipt, 'market_transaction')} is recorded.`,
}

const pair: ActionSpec = {
  type: 'market.pair',
  title: (subject) => `What does ${subject.market?.market_transaction ?? ''} answer?`,
  intro: (subject) => (subject.market ? `It cites ${subject.market.original}, which is not known at ${subject.market.premise}.` : ''),
  submit: 'Pair',
  fields: [{ path: 'answers', kind: 'text', label: 'It answers', required: true, description: 'The ledger’s number of a transaction of the same premise.' }, reason],
  body: (values, subject) => ({ market_transaction: subject.market?.market_transaction, answers: values.answers, reason: values.reason }),
  done: (_, values, subject) => `${subject.market?.market_transaction ?? ''} answers ${values.answers ?? ''}.`,
}

const close: ActionSpec = {
  type: 'market.close',
  title: (subject) => `Close ${subject.market?.market_transaction ?? ''}`,
  intro: () => 'No answer to it is awaited any more, and it leaves the work lists. It stays in the history.',
  submit: 'Close transaction',
  danger: true,
  fields: [{ path: 'close_reason', kind: 'text', label: 'Close reason', required: true, description: 'As a code, such as PHONED.' }, reason],
  body: (values, subject) => ({ market_transaction: subject.market?.market_transaction, close_reason: values.close_reason, reason: values.reason }),
  done: (_, __, subject) => `${subject.market?.market_transaction ?? ''} is closed.`,
}

export const marketActions: readonly ActionSpec[] = [send, receive, pair, close]
