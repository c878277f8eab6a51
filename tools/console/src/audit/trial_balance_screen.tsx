// From the trial balance to the event in three clicks: an account of the general ledger, one of its months, a journal line.
import { useEffect, useState } from 'react'
import { useQuestion } from '../api/lists'
import { type Problem, problemOf } from '../api/problem'
import { addDays, instant } from '../format/date'
import { sign, sum, magnitude } from '../format/money'
import { count, position, sentence } from '../format/words'
import { Amount, Day } from '../kit/amounts'
import { ActButton } from '../kit/button'
import { Answer, Nothing, ProblemNote } from '../kit/states'
import { DataTable } from '../kit/table'
import { hashWith } from '../shell/filters'
import { useAsOf, useHref } from '../shell/route'
import type { ScreenProps } from '../shell/screens'
import type { components } from '../api/schema'
import { AuditTrail } from './audit_trail'
import { eachPage } from './event_questions'
import { type JournalLine, type LedgerEvent, typeInWords } from './events'
import { type Found, nothingFound, withEvents } from './journal'

type TrialBalance = components['schemas']['answer.trial-balance']
type Row = TrialBalance['rows'][number]
type GlRow = { row?: { gl_account?: string; role?: string; qualifier?: string; description?: string } }

/** Descriptions of accounts of the general ledger, from the chart of accounts. */
function useGlNames(): Record<string, string> {
  const chart = useQuestion<{ gl_account?: GlRow[] }>('/v1/settings/gl_account')
  const found: Record<string, string> = {}
  for (const { row } of chart.data?.gl_account ?? []) if (row?.gl_account && row.description) found[row.gl_account] ??= row.description
  return found
}

export function monthOf(period: string | null): string {
  return period?.slice(0, 7) ?? ''
}

function addedUp(rows: readonly Row[], side: 'debit' | 'credit' | 'balance'): string {
  return sum(['0.00', ...rows.map((row) => row[side])])
}

const amounts = [
  { id: 'debit', title: 'Debit', number: true, cell: (row: Row) => <Amount of={row.debit} /> },
  { id: 'credit', title: 'Credit', number: true, cell: (row: Row) => <Amount of={row.credit} /> },
  { id: 'balance', title: 'Debit less credit', number: true, cell: (row: Row) => <Amount of={row.balance} /> },
]

function Sums({ rows, currency }: { rows: readonly Row[]; currency: string }) {
  return (
    <section className="overview three" aria-label="Sums">
      <div className="cell"><h2>Debits</h2><p className="figure"><Amount of={addedUp(rows, 'debit')} currency={currency} /></p></div>
      <div className="cell"><h2>Credits</h2><p className="figure"><Amount of={addedUp(rows, 'credit')} currency={currency} /></p></div>
      <div className="cell"><h2>Debit less credit</h2><p className="figure"><Amount of={addedUp(rows, 'balance')} currency={currency} /></p></div>
    </section>
  )
}

function All({ balance, names }: { balance: TrialBalance; names: Record<string, string> }) {
  const href = useHref()
  const balanced = balance.debit === balance.credit
  return (
    <>
      <p className="quiet">True at position {position(balance.position)}. {balanced ? <>Debits and credits are the same: <Amount of={balance.debit} currency={balance.currency} />.</>
        : <span className="error">Debits are <Amount of={balance.debit} />, credits <Amount of={balance.credit} />: they should be the same.</span>}</p>
      <DataTable<Row>
        label="Trial balance by account" items={balance.totals} idOf={(row) => `${row.gl_account} ${row.role}`} empty="Nothing is posted yet." hrefOf={(row) => href('trial-balance', row.gl_account)}
        columns={[
          { id: 'gl', title: 'GL account', head: true, cell: (row) => row.gl_account },
          { id: 'name', title: 'Name', cell: (row) => names[row.gl_account] ?? '' },
          { id: 'role', title: 'Role', cell: (row) => sentence(row.role) },
          ...amounts,
        ]}
      />
    </>
  )
}

function Months({ gl, balance }: { gl: string; balance: TrialBalance }) {
  const href = useHref()
  const rows = balance.rows.filter((row) => row.gl_account === gl)
  return (
    <>
      <Sums rows={rows} currency={balance.currency} />
      <DataTable<Row>
        label={`Months of account ${gl}`} items={rows} idOf={(row) => `${row.period} ${row.role}`} empty={`Nothing is posted on account ${gl}.`} hrefOf={(row) => href('trial-balance', gl, monthOf(row.period))}
        columns={[
          { id: 'month', title: 'Month', head: true, cell: (row) => monthOf(row.period) },
          { id: 'role', title: 'Role', cell: (row) => sentence(row.role) },
          ...amounts,
        ]}
      />
    </>
  )
}

type Search = { found: Found; problem: Problem | null; ended: boolean }

/** Reads events from the month's start on until the lines are whole, or there are no more, or the reader leaves. */
function useJournal(gl: string, month: string, rows: readonly Row[], end: number): Search & { stop: () => void } {
  const [search, setSearch] = useState<Search>({ found: nothingFound, problem: null, ended: false })
  const [stopped, setStopped] = useState(false)
  const debit = addedUp(rows, 'debit')
  const credit = addedUp(rows, 'credit')
  useEffect(() => {
    let left = stopped
    let found = nothingFound
    const wanted = { gl_account: gl, period: `${month}-01`, debit, credit }
    const read = async () => {
      const take = (events: readonly LedgerEvent[]) => {
        if (left) return false
        // The trial balance knows nothing of later events.
        found = withEvents(found, events.filter((event) => event.position < end), wanted)
        setSearch({ found, problem: null, ended: found.whole })
        return !found.whole
      }
      // What is entered late stands after the month; what is entered early, some days before it, and in doubt anywhere before.
      const since = addDays(`${month}-01`, -7)
      await eachPage({ type: 'account', since }, take)
      if (!left && !found.whole) await eachPage({ type: 'account', until: addDays(since, -1) }, take)
      if (!left) setSearch({ found, problem: null, ended: true })
    }
    if (!stopped) read().catch((error: unknown) => !left && setSearch({ found, problem: problemOf(error), ended: true }))
    return () => { left = true }
  }, [gl, month, debit, credit, end, stopped])
  return { ...search, ended: search.ended || stopped, stop: () => setStopped(true) }
}

function Journal({ gl, month, balance }: { gl: string; month: string; balance: TrialBalance }) {
  const asOf = useAsOf()
  const rows = balance.rows.filter((row) => row.gl_account === gl && monthOf(row.period) === month)
  const { found, problem, ended, stop } = useJournal(gl, month, rows, Number(balance.position))
  const lines = [...found.lines].sort((a, b) => a.position - b.position)
  return (
    <>
      <Sums rows={rows} currency={balance.currency} />
      <p role="status" className="row">
        {found.whole ? `${count(lines.length, 'journal line')}: they add up to the trial balance.`
          : ended ? <span className="error">{count(lines.length, 'journal line')} found in {count(found.read, 'event')}: debits <Amount of={found.debit} />, credits <Amount of={found.credit} />. That is not all.</span>
            : `Reading events: ${count(found.read, 'event')} read, ${count(lines.length, 'line')} found …`}
        {!ended && <ActButton kind="quiet" onPress={stop}>Stop</ActButton>}
      </p>
      {problem && <ProblemNote problem={problem} />}
      <DataTable<JournalLine>
        label={`Journal lines of account ${gl} in ${month}`} items={lines} idOf={(line) => `${line.position} ${line.role} ${lines.indexOf(line)}`} empty={ended ? 'No line.' : 'None yet.'}
        hrefOf={(line) => hashWith(['events', ...eventPlace(line)], { at: String(line.position) }, asOf)}
        columns={[
          { id: 'position', title: 'Position', head: true, cell: (line) => position(line.position) },
          { id: 'day', title: 'Accounting date', cell: (line) => <Day of={line.day} /> },
          { id: 'what', title: 'What', cell: (line) => typeInWords(line.type) },
          { id: 'of', title: 'Of', cell: (line) => line.stream },
          { id: 'document', title: 'Document', cell: (line) => line.document },
          { id: 'role', title: 'Role', cell: (line) => sentence(line.role) },
          { id: 'recorded', title: 'Recorded, UTC', cell: (line) => instant(line.recorded_at) },
          { id: 'debit', title: 'Debit', number: true, cell: (line) => (sign(line.amount) > 0 ? <Amount of={line.amount} /> : null) },
          { id: 'credit', title: 'Credit', number: true, cell: (line) => (sign(line.amount) < 0 ? <Amount of={magnitude(line.amount)} /> : null) },
        ]}
      />
    </>
  )
}

function eventPlace(line: JournalLine): string[] {
  const [kind = '', id = ''] = line.stream.split(/\/(.*)/s)
  return id ? [kind, id] : [kind]
}

export default function TrialBalanceScreen({ rest }: ScreenProps) {
  const [gl = '', month = ''] = rest
  const asOf = useAsOf()
  const href = useHref()
  const balance = useQuestion<TrialBalance>('/v1/trial-balance', { asOf })
  const names = useGlNames()
  const name = names[gl] ? ` ${names[gl]}` : ''
  useEffect(() => {
    document.title = gl ? `GL ${gl}${month && `, ${month}`}` : 'Trial balance'
  }, [gl, month])
  return (
    <div className="screen">
      <AuditTrail title={gl ? '' : 'Trial balance'} />
      {gl && (
        <nav aria-label="Where you are" className="trail"><ol>
          <li><a href={href('trial-balance')}>Trial balance</a></li>
          <li>{month ? <a href={href('trial-balance', gl)}>{gl}</a> : <span aria-current="page">{gl}</span>}</li>
          {month && <li aria-current="page">{month}</li>}
        </ol></nav>
      )}
      <h1>{gl ? <>GL account {gl}<span className="id">{name}{month && `, ${month}`}</span></> : 'Trial balance'}</h1>
      <Answer of={balance} what="the trial balance">
        {(found) => !gl ? <All balance={found} names={names} /> : !month ? <Months gl={gl} balance={found} />
          : found.rows.some((row) => row.gl_account === gl && monthOf(row.period) === month) ? <Journal key={`${gl} ${month}`} gl={gl} month={month} balance={found} />
            : <Nothing>Nothing is posted on account {gl} in {month}.</Nothing>}
      </Answer>
    </div>
  )
}
