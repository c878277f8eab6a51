// How far the ledger can be trusted now, by what it answers: each check asks for two figures that were made apart and must be the same.
import { useEffect } from 'react'
import { useFreshness } from '../api/freshness'
import { useQuestion } from '../api/lists'
import type { components } from '../api/schema'
import { amount } from '../format/money'
import { count, position } from '../format/words'
import { Answer } from '../kit/states'
import { ActButton } from '../kit/button'
import { DataTable } from '../kit/table'
import { useHealth, useMetrics } from '../operations/health'
import { useAsOf, useHref } from '../shell/route'
import { AuditTrail } from './audit_trail'
import { type Check, checksOfBooks, checksOfMetrics } from './checks'

type TrialBalance = components['schemas']['answer.trial-balance']
type Totals = components['schemas']['answer.totals']

function Checks({ label, checks }: { label: string; checks: readonly Check[] }) {
  const href = useHref()
  return (
    <DataTable<Check>
      label={label} items={checks} idOf={(check) => check.what} empty="This server answers nothing to check." rowClass={(check) => (check.right ? '' : 'drifted')} hrefOf={(check) => (check.place ? href(...check.place) : undefined)}
      columns={[
        { id: 'what', title: 'What must hold', head: true, cell: (check) => check.what },
        { id: 'left', title: 'Is', number: true, cell: (check) => amount(check.left) },
        { id: 'right', title: 'Must be', number: true, cell: (check) => amount(check.right_side) },
        { id: 'holds', title: 'Holds', cell: (check) => (check.right ? 'Yes' : <strong className="error">No</strong>) },
      ]}
    />
  )
}

export default function IntegrityScreen() {
  const asOf = useAsOf()
  const fresh = useFreshness()
  const balance = useQuestion<TrialBalance>('/v1/trial-balance', { asOf })
  const totals = useQuestion<Totals>('/v1/totals', { asOf })
  const health = useHealth()
  const metrics = useMetrics()
  useEffect(() => {
    document.title = 'Integrity'
  }, [])
  return (
    <div className="screen">
      <AuditTrail title="Integrity" />
      <div className="heading">
        <div><h1>Integrity</h1><p className="quiet">What the server’s answers say of themselves{fresh.position ? `, newest at position ${position(fresh.position)}` : ''}.</p></div>
        <ActButton onPress={() => [balance, totals, health, metrics].forEach((each) => void each.refetch())} isPending={balance.isFetching || totals.isFetching}>Check again</ActButton>
      </div>
      <div className="stack">
        <section aria-labelledby="books"><h2 id="books">The books</h2>
          <Answer of={balance} what="the trial balance">{(rows) => <Answer of={totals} what="totals">{(sums) => <Checks label="Checks of the books" checks={checksOfBooks(rows, sums)} />}</Answer>}</Answer>
        </section>
        <section aria-labelledby="answers"><h2 id="answers">The log and its answers</h2>
          <Answer of={health} what="the server’s health">
            {(found) => (
              <ul className="plain-list">
                {found.divisions.map((division) => (
                  <li key={division.division}>Division {division.division}: the log ends at position {position(division.durable_end)}, answers have {division.view_lag === 0 ? 'all of it' : `all but ${count(Number(division.view_lag), 'entry', 'entries')}`}. {division.trouble ? <span className="error">Last failure: {division.trouble}</span> : 'No failure.'}</li>
                ))}
              </ul>
            )}
          </Answer>
          <Answer of={metrics} what="the server’s metrics">{(samples) => <Checks label="Checks of the running server" checks={checksOfMetrics(samples)} />}</Answer>
        </section>
        <section aria-labelledby="whole"><h2 id="whole">The whole log</h2>
          <p>Hashes, signatures and every view are verified event by event by <code className="code">tally verify --store STORE</code>, which says up to which position all agree. The server has no answer yet that says it, so nothing is claimed here.</p>
        </section>
      </div>
    </div>
  )
}
