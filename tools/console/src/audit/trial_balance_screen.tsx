// From the trial balance to the event in three clicks: an account of the general ledger, one of its months, a journal line.
import { useEffect, useState } from 'react'
import { useGlNames } from '../api/gl_names'
import { ask, useQuestion } from '../api/lists'
import { type Problem, problemOf } from '../api/problem'
import { instant } from '../format/date'
import { sign, sum } from '../format/money'
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
import { typeInWords } from './events'
import { type Found, type JournalLine, type Postings, lastDayOf, nothingFound, withPage } from './journal'

type TrialBalance = components['schemas']['answer.trial-balance']
type Row = TrialBalance['rows'][number]

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

/** Reads pages of postings, as of the trial balance's position, until there are no more, or the reader leaves. */
function useJournal(gl: string, month: string, rows: readonly Row[], end: string): Search & { stop: () => void } {
  const [search, setSearch] = useState<Search>({ found: nothingFound, problem: null, ended: false })
  const [stopped, setStopped] = useState(false)
  const debit = addedUp(rows, 'debit')
  const credit = addedUp(rows, 'credit')
  useEffect(() => {
    let left = stopped
    let found = nothingFound
    const read = async () => {
      let cursor: string | null | undefined = ''
      do {
        const page: Postings = await ask<Postings>('/v1/postings', { as_of: end, gl_account: gl, from: `${month}-01`, to: lastDayOf(month), limit: 500, cursor })
        if (left) return
        found = withPage(found, page, { debit, credit })
        cursor = page.next
        setSearch({ found, problem: null, ended: !cursor })
      } while (cursor)
    }
    if (!stopped) read().catch((error: unknown) => !left && setSearch({ found, problem: problemOf(error), ended: true }))
    return () => { left = true }
  }, [gl, month, debit, credit, end, stopped])
  return { ...search, ended: search.ended || stopped, stop: () => setStopped(true) }
}

function Journal({ gl, month, balance }: { gl: string; month: string; balance: TrialBalance }) {
  const asOf = useAsOf()
  const rows = balance.rows.filter((row) => row.gl_account === gl && monthOf(row.period) === month)
  const { found, problem, ended, stop } = useJournal(gl, month, rows, String(balance.position))
  const lines = found.lines
  return (
    <>
      <Sums rows={rows} currency={balance.currency} />
      <p role="status" className="row">
        {found.whole && ended ? `${count(lines.length, 'journal line')}: they add up to the trial balance.`
          : ended ? <span className="error">{count(lines.length, 'journal line')} found: debits <Amount of={found.debit} />, credits <Amount of={found.credit} />. That is not all.</span>
            : `Reading: ${count(lines.length, 'line')} found …`}
        {!ended && <ActButton kind="quiet" onPress={stop}>Stop</ActButton>}
      </p>
      {problem && <ProblemNote problem={problem} />}
      <DataTable<JournalLine>
        label={`Journal lines of account ${gl} in ${month}`} items={lines} idOf={(line) => `${line.position} ${line.role} ${lines.indexOf(line)}`} empty={ended ? 'No line.' : 'None yet.'}
        hrefOf={(line) => hashWith(['events', 'account', line.account], { at: String(line.position) }, asOf)}
        columns={[
          { id: 'position', title: 'Position', head: true, cell: (line) => position(line.position) },
          { id: 'day', title: 'Accounting date', cell: (line) => <Day of={line.accounting_date} /> },
          { id: 'what', title: 'What', cell: (line) => typeInWords(line.type) },
          { id: 'of', title: 'Of', cell: (line) => `account ${line.account}` },
          { id: 'document', title: 'Document', cell: (line) => line.document },
          { id: 'role', title: 'Role', cell: (line) => sentence(line.role) },
          { id: 'recorded', title: 'Recorded, UTC', cell: (line) => instant(line.recorded_at) },
          { id: 'debit', title: 'Debit', number: true, cell: (line) => (sign(line.debit) !== 0 ? <Amount of={line.debit} /> : null) },
          { id: 'credit', title: 'Credit', number: true, cell: (line) => (sign(line.credit) !== 0 ? <Amount of={line.credit} /> : null) },
        ]}
      />
    </>
  )
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
