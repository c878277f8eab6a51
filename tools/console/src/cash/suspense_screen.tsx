// Money of which the account is not known, the oldest first: a work list.
import { useEffect, useState } from 'react'
import { amount } from '../format/money'
import { kindInWords, plain } from '../format/words'
import { Amount, Day } from '../kit/amounts'
import { ReasonedButton } from '../kit/button'
import { DayInput, TextInput } from '../kit/fields'
import { Answer } from '../kit/states'
import { DataTable } from '../kit/table'
import { CommandForm, type CommandRequest } from '../operations/command_form'
import { More } from '../operations/more'
import { OperationsTrail } from '../operations/operations_trail'
import { useSession, whyNot } from '../session/session'
import { usePastReason } from '../shell/as_of'
import { useHref } from '../shell/route'
import { type SuspenseExplanation, type SuspenseFilter, type Suspended, useSuspense, useSuspenseExplained } from './lists'
import { MatchDialog } from './match_dialog'
import { originOf } from './suspense_specs'

/** Money goes back to who paid, or its tender was not honoured. */
function returning(line: Suspended, currency: string): CommandRequest {
  return {
    type: 'suspense.return', title: `Return ${line.suspense}`, submit: 'Return', danger: true, fixed: { suspense: line.suspense }, currency,
    intro: <p>{amount(line.held)} {currency} is held. To the payor, accounts payable pays it out; to the bank, its tender was not honoured.</p>,
    initial: { to: 'payor', method: 'cheque' }, labels: { return_reason: 'Return reason' }, done: () => `${line.suspense} is returned.`,
  }
}

export function SuspenseScreen({ id }: { id: string }) {
  return id ? <OneSum id={id} /> : <AllSums />
}

function AllSums() {
  const [filter, setFilter] = useState<SuspenseFilter>({ source: '', from: '', to: '' })
  const asked = useSuspense(filter)
  const session = useSession()
  const past = usePastReason()
  const href = useHref()
  const [returned, setReturned] = useState<CommandRequest | null>(null)
  const [received, setReceived] = useState<CommandRequest | null>(null)
  const [matched, setMatched] = useState<Suspended | null>(null)
  const currency = asked.data?.pages[0]?.currency ?? ''
  useEffect(() => {
    document.title = 'Suspense'
  }, [])
  return (
    <div className="screen">
      <OperationsTrail title="Suspense" />
      <div className="heading"><div><h1>Money in suspense</h1><p className="quiet">Its account is not known, or its payment was cancelled. It is held until it is matched or returned, the oldest first.</p></div>
        <ReasonedButton kind="primary" whyOff={past ?? whyNot(session, 'suspense.receive')} onPress={() => setReceived({
          type: 'suspense.receive', title: 'Money of an unknown account', submit: 'Hold it', currency, labels: { kind: 'Paid by', account_named: 'Account named' }, needed: ['amount'], done: () => 'The money is held in suspense.',
        })}>Receive</ReasonedButton></div>
      <div className="form-grid filters">
        <DayInput label="Received from" value={filter.from} onChange={(from) => setFilter((before) => ({ ...before, from }))} />
        <DayInput label="Received to" value={filter.to} onChange={(to) => setFilter((before) => ({ ...before, to }))} />
        <TextInput label="Tender source" value={filter.source} onChange={(source) => setFilter((before) => ({ ...before, source }))} />
      </div>
      <Answer of={asked} what="money in suspense">
        {({ pages }) => {
          const sums = pages.flatMap((page) => page.sums)
          return (
            <>
              <p>In the ledger: <Amount of={pages[0]?.ledger ?? '0'} currency={currency} /></p>
              <DataTable<Suspended>
                label="Money in suspense" items={sums} idOf={(line) => line.suspense} empty="No such money is held."
                columns={[
                  { id: 'sum', title: 'Sum', head: true, cell: (line) => <a href={href('operations', 'suspense', line.suspense)}>{line.suspense}</a> },
                  { id: 'received', title: 'Received', cell: (line) => <Day of={line.received_on} /> },
                  { id: 'age', title: 'Days', number: true, cell: (line) => line.age_days },
                  { id: 'of', title: 'What is known', cell: (line) => originOf(line) },
                  { id: 'kind', title: 'Paid by', cell: (line) => kindInWords(line.kind) },
                  { id: 'reference', title: 'Reference', cell: (line) => line.reference },
                  { id: 'batch', title: 'Batch', cell: (line) => (line.batch ? <a href={href('operations', 'batches', line.batch)}>{line.batch}</a> : '') },
                  { id: 'held', title: `Held${currency ? `, ${currency}` : ''}`, number: true, cell: (line) => <Amount of={line.held} /> },
                  { id: 'act', title: 'Act', cell: (line) => (
                    <span className="acts">
                      <ReasonedButton kind="quiet" whyOff={past ?? whyNot(session, 'suspense.match')} onPress={() => setMatched(line)}>Match</ReasonedButton>
                      <ReasonedButton kind="quiet" whyOff={past ?? whyNot(session, 'suspense.return')} onPress={() => setReturned(returning(line, currency))}>Return</ReasonedButton>
                    </span>
                  ) },
                ]}
              />
              <More of={asked} lines={sums.length} singular="sum" />
            </>
          )
        }}
      </Answer>
      {matched && <MatchDialog suspended={matched} currency={currency} close={() => setMatched(null)} />}
      {returned && <CommandForm request={returned} close={() => setReturned(null)} />}
      {received && <CommandForm request={received} close={() => setReceived(null)} />}
    </div>
  )
}

/** Where a sum came from and went, step by step. */
function OneSum({ id }: { id: string }) {
  const asked = useSuspenseExplained(id)
  const href = useHref()
  useEffect(() => {
    document.title = id
  }, [id])
  return (
    <div className="screen">
      <OperationsTrail title="Suspense" />
      <Answer of={asked} what={`sum ${id}`}>
        {(answer) => (
          <>
            <h1>{answer.sum.suspense}: <Amount of={answer.sum.held} currency={answer.currency} /> held</h1>
            <p className="quiet">{[originOf(answer.sum), plain(answer.sum.reference)].filter(Boolean).join('; ')}</p>
            {!answer.agrees && <p className="problem" role="alert">The steps do not add up to what is held: run tally verify.</p>}
            <DataTable<SuspenseExplanation['steps'][number]>
              label="What happened to it" items={answer.steps} idOf={(step) => String(step.position)} empty="Nothing happened to it."
              columns={[
                { id: 'on', title: 'Day', head: true, cell: (step) => <Day of={step.on} /> },
                { id: 'what', title: 'What', cell: (step) => kindInWords(step.what) },
                { id: 'payment', title: 'Payment', cell: (step) => (step.payment ? <a href={href('payments', step.payment)}>{step.payment}</a> : '') },
                { id: 'reason', title: 'Reason', cell: (step) => step.reason },
                { id: 'by', title: 'By', cell: (step) => step.actor },
                { id: 'change', title: 'Change', number: true, cell: (step) => <Amount of={step.change} /> },
                { id: 'held', title: 'Held', number: true, cell: (step) => <Amount of={step.held} /> },
              ]}
            />
          </>
        )}
      </Answer>
    </div>
  )
}
