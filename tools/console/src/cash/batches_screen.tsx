// Batches of tenders: opened, counted, brought to the bank; and whether cash of the general ledger agrees with them.
import { useEffect, useState } from 'react'
import { sum } from '../format/money'
import { kindInWords } from '../format/words'
import { Amount, Day } from '../kit/amounts'
import { ReasonedButton } from '../kit/button'
import { Answer } from '../kit/states'
import { DataTable } from '../kit/table'
import { CommandForm, type CommandRequest } from '../operations/command_form'
import { More } from '../operations/more'
import { OperationsTrail } from '../operations/operations_trail'
import { useSession, whyNot } from '../session/session'
import { usePastReason } from '../shell/as_of'
import { useHref } from '../shell/route'
import { CountDialog } from './count_dialog'
import { type BankDepositsPage, type Batch, type BatchAnswer, type CashAnswer, useBankDeposits, useBatch, useBatches, useCash } from './lists'

/** A deposit of all that is closed, as a proposal. */
export function depositOf(batches: readonly Batch[]): { batches: string; amount: string } {
  const closed = batches.filter((batch) => batch.status === 'closed')
  return { batches: closed.map((batch) => batch.batch).join(', '), amount: closed.length ? sum(closed.map((batch) => batch.to_deposit)) : '' }
}

const opening: CommandRequest = {
  type: 'batch.open', title: 'Open a batch', submit: 'Open', labels: { source: 'Tender source', opening_float: 'Opening float', declared_count: 'Tenders declared', declared_total: 'Total declared' },
  done: (values) => `A batch of ${values.source} is open.`,
}

export function BatchesScreen({ id }: { id: string }) {
  return id ? <OneBatch id={id} /> : <AllBatches />
}

function AllBatches() {
  const asked = useBatches()
  const session = useSession()
  const past = usePastReason()
  const href = useHref()
  const [open, setOpen] = useState<CommandRequest | null>(null)
  useEffect(() => {
    document.title = 'Batches'
  }, [])
  return (
    <div className="screen">
      <OperationsTrail title="Batches" />
      <Answer of={asked} what="batches">
        {({ pages }) => {
          const batches = pages.flatMap((page) => page.batches)
          const currency = pages[0]?.currency ?? ''
          const proposed = depositOf(batches)
          const nothing = proposed.batches ? null : 'No batch is closed and not at the bank yet.'
          return (
            <>
              <div className="heading"><div><h1>Batches of tenders</h1><p className="quiet">What a till, a lockbox, a file or a web site took, counted together. A closed batch takes nothing more.</p></div>
                <span className="acts">
                  <ReasonedButton kind="primary" whyOff={past ?? whyNot(session, 'batch.open')} onPress={() => setOpen({ ...opening, currency })}>Open a batch</ReasonedButton>
                  <ReasonedButton whyOff={past ?? whyNot(session, 'bank.deposit') ?? nothing} onPress={() => setOpen({
                    type: 'bank.deposit', title: 'Deposit at the bank', submit: 'Deposit', currency, initial: proposed, needed: ['reference'], labels: { amount: 'Amount of the slip', reference: 'Number of the slip' }, done: () => 'The deposit is posted.',
                  })}>Deposit at the bank</ReasonedButton>
                </span></div>
              <DataTable<Batch>
                label="Batches" items={batches} idOf={(batch) => batch.batch} empty="There is no batch." hrefOf={(batch) => href('operations', 'batches', batch.batch)}
                columns={[
                  { id: 'batch', title: 'Batch', head: true, cell: (batch) => batch.batch },
                  { id: 'status', title: 'Status', cell: (batch) => kindInWords(batch.status) },
                  { id: 'opened', title: 'Opened', cell: (batch) => <Day of={batch.opened_on} /> },
                  { id: 'clerk', title: 'Clerk', cell: (batch) => batch.clerk },
                  { id: 'count', title: 'Tenders', number: true, cell: (batch) => batch.count },
                  { id: 'expected', title: `Expected${currency ? `, ${currency}` : ''}`, number: true, cell: (batch) => <Amount of={batch.expected} /> },
                  { id: 'off', title: 'Over or short', number: true, cell: (batch) => <Amount of={batch.over_short} /> },
                  { id: 'deposit', title: 'To deposit', number: true, cell: (batch) => <Amount of={batch.to_deposit} /> },
                  { id: 'bank', title: 'Deposit', cell: (batch) => batch.bank_deposit },
                ]}
              />
              <More of={asked} lines={batches.length} singular="batch" plural="batches" />
            </>
          )
        }}
      </Answer>
      <Agreement />
      <BankDeposits />
      {open && <CommandForm request={open} close={() => setOpen(null)} />}
    </div>
  )
}

/** Cash of the general ledger beside the batches that are not at the bank. */
function Agreement() {
  const asked = useCash()
  if (asked.isError && asked.error.status === 403) return null  // A clerk does not see the books.
  return (
    <section aria-labelledby="cash-agrees">
      <h2 id="cash-agrees">Cash and the bank</h2>
      <Answer of={asked} what="cash">
        {(answer) => (
          <DataTable<CashAnswer['accounts'][number]>
            label="Cash and the bank" items={answer.accounts} idOf={(line) => line.gl_account} empty="No cash was posted."
            columns={[
              { id: 'gl', title: 'GL account', head: true, cell: (line) => line.gl_account },
              { id: 'of', title: 'Of', cell: (line) => [...(line.bank ? ['the bank'] : []), ...line.sources].join(', ') },
              { id: 'ledger', title: 'Ledger', number: true, cell: (line) => <Amount of={line.ledger} /> },
              { id: 'open', title: 'In open batches', number: true, cell: (line) => <Amount of={line.open} /> },
              { id: 'closed', title: 'Closed', number: true, cell: (line) => <Amount of={line.closed} /> },
              { id: 'rest', title: 'Rest', number: true, cell: (line) => <Amount of={line.rest} /> },
              { id: 'agrees', title: 'Agrees', cell: (line) => (line.agrees ? 'yes' : <strong className="overdue">no</strong>) },
            ]}
          />
        )}
      </Answer>
    </section>
  )
}

function BankDeposits() {
  const asked = useBankDeposits()
  if (asked.isError && asked.error.status === 403) return null
  return (
    <section aria-labelledby="deposits-made">
      <h2 id="deposits-made">Deposits at the bank</h2>
      <Answer of={asked} what="deposits at the bank">
        {({ pages }) => {
          const deposits = pages.flatMap((page) => page.bank_deposits)
          return (
            <>
              <DataTable<BankDepositsPage['bank_deposits'][number]>
                label="Deposits at the bank" items={deposits} idOf={(line) => line.bank_deposit} empty="Nothing was deposited yet."
                columns={[
                  { id: 'deposit', title: 'Deposit', head: true, cell: (line) => line.bank_deposit },
                  { id: 'on', title: 'Day', cell: (line) => <Day of={line.on} /> },
                  { id: 'slip', title: 'Slip', cell: (line) => line.reference },
                  { id: 'batches', title: 'Batches', cell: (line) => line.batches.map((batch) => batch.batch).join(', ') },
                  { id: 'amount', title: 'Amount', number: true, cell: (line) => <Amount of={line.amount} /> },
                ]}
              />
              <More of={asked} lines={deposits.length} singular="deposit" />
            </>
          )
        }}
      </Answer>
    </section>
  )
}

function OneBatch({ id }: { id: string }) {
  const asked = useBatch(id)
  const session = useSession()
  const past = usePastReason()
  const href = useHref()
  const [counting, setCounting] = useState(false)
  const [open, setOpen] = useState<CommandRequest | null>(null)
  useEffect(() => {
    document.title = id
  }, [id])
  return (
    <div className="screen">
      <OperationsTrail title="Batches" />
      <Answer of={asked} what={`batch ${id}`}>
        {({ pages }) => {
          const answer = pages[0]
          if (!answer) return null
          const batch = answer.batch
          const entries = pages.flatMap((page) => page.entries)
          return (
            <>
              <div className="heading"><div><h1>{batch.batch}</h1>
                <p className="quiet">{kindInWords(batch.status)}, opened <Day of={batch.opened_on} />{batch.clerk ? ` by ${batch.clerk}` : ''}{batch.bank_deposit ? `, at the bank with ${batch.bank_deposit}` : ''}. Expected <Amount of={batch.expected} currency={answer.currency} />.</p></div>
                <span className="acts">
                  {batch.status === 'open' && <ReasonedButton kind="primary" whyOff={past ?? whyNot(session, 'batch.close')} onPress={() => setCounting(true)}>Count and close</ReasonedButton>}
                  {batch.status === 'open' && batch.kind === 'till' && <ReasonedButton whyOff={past ?? whyNot(session, 'batch.transfer_cash')} onPress={() => setOpen({ type: 'batch.transfer_cash', title: `Cash from ${batch.batch} to another till`, submit: 'Transfer', currency: answer.currency, fixed: { batch: batch.batch }, labels: { to_batch: 'To batch' }, done: (values) => `Cash went to ${values.to_batch}.` })}>Transfer cash</ReasonedButton>}
                  {batch.status === 'closed' && <ReasonedButton whyOff={past ?? whyNot(session, 'batch.reopen')} onPress={() => setOpen({ type: 'batch.reopen', title: `Open ${batch.batch} again`, submit: 'Open again', danger: true, fixed: { batch: batch.batch }, labels: { reopen_reason: 'Reason' }, intro: <p>What it was over or short is taken back.</p>, done: () => `Batch ${batch.batch} is open again.` })}>Open again</ReasonedButton>}
                </span></div>
              <DataTable<BatchAnswer['entries'][number]>
                label="What happened to it" items={entries} idOf={(entry) => `${entry.position} ${entry.tender}`} empty="Nothing happened to it."
                columns={[
                  { id: 'on', title: 'Day', head: true, cell: (entry) => <Day of={entry.on} /> },
                  { id: 'what', title: 'What', cell: (entry) => kindInWords(entry.what) },
                  { id: 'kind', title: 'Paid by', cell: (entry) => (entry.kind === 'unspecified' ? '' : kindInWords(entry.kind)) },
                  { id: 'of', title: 'Of', cell: (entry) => (entry.payment ? <a href={href('payments', entry.payment)}>{entry.payment}</a> : entry.suspense ? <a href={href('operations', 'suspense', entry.suspense)}>{entry.suspense}</a> : entry.other_batch) },
                  { id: 'reason', title: 'Reason', cell: (entry) => entry.reason },
                  { id: 'by', title: 'By', cell: (entry) => entry.actor },
                  { id: 'amount', title: 'Amount', number: true, cell: (entry) => <Amount of={entry.amount} /> },
                ]}
              />
              <More of={asked} lines={entries.length} singular="entry" plural="entries" />
              {counting && <CountDialog answer={answer} close={() => setCounting(false)} />}
            </>
          )
        }}
      </Answer>
      {open && <CommandForm request={open} close={() => setOpen(null)} />}
    </div>
  )
}
