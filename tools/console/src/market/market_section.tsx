// Market transactions of an account: their history, and one with what it belongs to and what can be done with it.
import { useState } from 'react'
import { openAction } from '../actions/open'
import { type Account, usePremise } from '../api/queries'
import { sign } from '../format/money'
import { kindInWords, sentence } from '../format/words'
import { Amount, Day } from '../kit/amounts'
import { ReasonedButton } from '../kit/button'
import { ChoiceInput, DayInput } from '../kit/fields'
import { Answer } from '../kit/states'
import { DataTable } from '../kit/table'
import { More } from '../operations/more'
import { useSession, whyNot } from '../session/session'
import { usePastReason } from '../shell/as_of'
import { useHref } from '../shell/route'
import { marketSets } from './market_kinds'
import { type MarketAnswer, type MarketFilter, type MarketLine, useMarket, useMarketTransaction } from './market_lists'

/** "Sent, 3 days late", "Received, unpaired". */
export function standingOf(line: Pick<MarketLine, 'status' | 'unpaired' | 'days_late'>): string {
  const late = line.days_late > 0 ? `, ${line.days_late} ${line.days_late === 1 ? 'day' : 'days'} late` : ''
  return `${sentence(line.status)}${line.unpaired ? ', unpaired' : ''}${late}`
}
/** "814_01 Enrolment request". */
export function nameOfKind(line: Pick<MarketLine, 'code' | 'kind'>): string {
  return `${line.code} ${sentence(line.kind)}`
}

function Standing({ line }: { line: MarketLine }) {
  return <span className={line.unpaired || line.days_late > 0 ? 'overdue' : ''}>{standingOf(line)}</span>
}

export function MarketTable({ label, lines, hrefOf, empty, currency, account }: {
  label: string
  lines: readonly MarketLine[]
  hrefOf: (line: MarketLine) => string
  empty: string
  currency: string
  account?: boolean
}) {
  return (
    <DataTable<MarketLine>
      label={label} items={[...lines]} idOf={(line) => line.market_transaction} hrefOf={hrefOf} empty={empty}
      columns={[
        { id: 'number', title: 'Number', head: true, cell: (line) => line.market_transaction },
        { id: 'day', title: 'Day', className: 'day', cell: (line) => <Day of={line.dated_on} /> },
        { id: 'kind', title: 'Transaction', cell: nameOfKind },
        { id: 'way', title: 'Way', cell: (line) => `${line.received ? 'from' : 'to'} ${line.party}` },
        { id: 'reference', title: 'Reference', cell: (line) => line.reference },
        { id: 'market', title: 'ESI ID / LDC', cell: (line) => line.market_id },
        { id: 'standing', title: 'Standing', cell: (line) => <Standing line={line} /> },
        { id: 'due', title: 'Answer due', className: 'day', cell: (line) => (line.awaited ? <Day of={line.due_on} /> : '') },
        { id: 'amount', title: `Amount, ${currency}`, number: true, cell: (line) => (sign(line.amount) === 0 ? '' : <Amount of={line.amount} />) },
        ...(account ? [{ id: 'account', title: 'Account', cell: (line: MarketLine) => line.account }] : []),
      ]}
    />
  )
}

function Acts({ account, answer }: { account: Account; answer: MarketAnswer }) {
  const session = useSession()
  const past = usePastReason()
  const { line } = answer
  const premise = usePremise(line.premise).data
  const point = premise?.service_points.find((each) => each.service_point.service_point === line.service_point)?.service_point
  const subject = { account, market: line, ...(point ? { point } : {}) }
  const act = (type: string, label: string, marketKind = '') => (
    <ReasonedButton kind="quiet" whyOff={past ?? whyNot(session, type)} onPress={() => openAction(type, { ...subject, marketKind })}>{label}</ReasonedButton>
  )
  const answered = answer.answered_by.filter((kind) => kind !== 'acknowledgement')
  return (
    <div className="row">
      {line.unpaired && act('market.pair', 'Pair')}
      {(line.awaited || line.unpaired) && act('market.close', 'Close')}
      {point && answered.length > 0 && act(line.received ? 'market.send' : 'market.receive', line.received ? 'Answer' : 'Record an answer', answered[0])}
    </div>
  )
}

function OneTransaction({ account, id }: { account: Account; id: string }) {
  const href = useHref()
  return (
    <Answer of={useMarketTransaction(id)} what={`market transaction ${id}`}>
      {(answer) => {
        const { line, transaction } = answer
        return (
          <article className="card stack" aria-label={`Market transaction ${id}`}>
            <header className="row"><h3>{id}: {nameOfKind(line)}</h3><span className="push"><Acts account={account} answer={answer} /></span></header>
            <dl className="facts">
              <dt>{line.received ? 'Received' : 'Sent'}</dt><dd><Day of={line.dated_on} /> from {transaction.sender} to {transaction.receiver}, reference {transaction.reference}</dd>
              <dt>Standing</dt><dd><Standing line={line} /></dd>
              {line.awaited && line.due_on && <><dt>Answer due</dt><dd><Day of={line.due_on} /></dd></>}
              <dt>About</dt><dd>{line.service_point}{line.market_id && ` (${line.market_id})`}{line.sa && <>, agreement <a href={href('accounts', line.account, 'services', line.sa)}>{line.sa}</a></>}</dd>
              {transaction.original && <><dt>Answers</dt><dd>{transaction.original}{line.answers && <> (<a href={href('accounts', account.heading.account, 'services', line.answers)}>{line.answers}</a>)</>}</dd></>}
              {transaction.outcome !== 'none' && <><dt>Says</dt><dd>{kindInWords(transaction.outcome)}</dd></>}
              {transaction.reasons.map((one) => <div key={one.code}><dt>Because</dt><dd>{one.code}{one.text && `: ${one.text}`}</dd></div>)}
              {transaction.purpose && <><dt>Purpose</dt><dd>{transaction.purpose}</dd></>}
              {transaction.effective_on && <><dt>Effective</dt><dd><Day of={transaction.effective_on} /></dd></>}
              {transaction.from && <><dt>Period</dt><dd><Day of={transaction.from} /> until <Day of={transaction.until} /></dd></>}
              {transaction.unit && <><dt>Quantity</dt><dd>{transaction.quantity} {transaction.unit}</dd></>}
              {sign(transaction.amount) !== 0 && <><dt>Amount</dt><dd><Amount of={transaction.amount} currency={answer.currency} /></dd></>}
              {transaction.documents.map((one) => <div key={one.document}><dt>Invoice</dt><dd>{one.document}, <Amount of={one.amount} currency={answer.currency} /></dd></div>)}
              {line.payment_event && <><dt>Payment</dt><dd><a href={href('payments', line.payment_event)}>{line.payment_event}</a></dd></>}
            </dl>
            {answer.chain.length > 1 && (
              <MarketTable label="What it belongs to" lines={answer.chain} currency={answer.currency} empty="Nothing." hrefOf={(one) => href('accounts', account.heading.account, 'services', one.market_transaction)} />
            )}
          </article>
        )
      }}
    </Answer>
  )
}

/** `chosen`: the transaction in the address. */
export function MarketSection({ account, chosen = '' }: { account: Account; chosen?: string }) {
  const [filter, setFilter] = useState<MarketFilter>({ only: '', from: '', to: '' })
  const id = account.heading.account
  const asked = useMarket(id, filter)
  const href = useHref()
  return (
    <section aria-labelledby="market" className="stack">
      <h2 id="market">Market transactions</h2>
      {chosen && <OneTransaction account={account} id={chosen} />}
      <div className="form-grid filters">
        <ChoiceInput label="Only" value={filter.only} onChange={(only) => setFilter((before) => ({ ...before, only }))} options={[...marketSets, 'rejected', 'accepted', 'sent', 'received'].map((one) => ({ id: one, label: sentence(one) }))} />
        <DayInput label="Dated from" value={filter.from} onChange={(from) => setFilter((before) => ({ ...before, from }))} />
        <DayInput label="Dated to" value={filter.to} onChange={(to) => setFilter((before) => ({ ...before, to }))} />
      </div>
      <Answer of={asked} what="market transactions">
        {({ pages }) => {
          const lines = pages.flatMap((page) => page.transactions)
          return (
            <>
              <MarketTable label="Market transactions" lines={lines} currency={account.currency} empty="No market transaction." hrefOf={(line) => href('accounts', id, 'services', line.market_transaction)} />
              <More of={asked} lines={lines.length} singular="transaction" />
            </>
          )
        }}
      </Answer>
    </section>
  )
}
