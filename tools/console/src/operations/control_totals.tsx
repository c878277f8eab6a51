// Control totals: what other systems say they booked on a day, against what the ledger has; drifts are marked.
import { useEffect } from 'react'
import { useQuestion } from '../api/lists'
import type { components } from '../api/schema'
import { instant } from '../format/date'
import { count, position, sentence } from '../format/words'
import { Amount, Day } from '../kit/amounts'
import { Facts } from '../kit/facts'
import { Answer, Nothing } from '../kit/states'
import { DataTable } from '../kit/table'
import { hashWith } from '../shell/filters'
import { useHref } from '../shell/route'
import { OperationsTrail } from './operations_trail'

type ControlTotals = components['schemas']['answer.control-totals']
type ControlDay = ControlTotals['days'][number]
type Report = ControlDay['reports'][number]
type Line = { day: ControlDay; report: Report | null }

export function Standing({ of, changed }: { of: Report['standing']; changed: boolean }) {
  const words = { agrees: 'Agrees', behind: 'Behind: did not have all events then', drifted: 'Drifted' }[of]
  return <span className={of === 'drifted' ? 'error' : ''}>{words}{changed && <span className="quiet"> · more was posted since</span>}</span>
}

function Days({ days }: { days: readonly ControlDay[] }) {
  const href = useHref()
  const lines = days.flatMap((day): Line[] => (day.reports.length === 0 ? [{ day, report: null }] : day.reports.map((report) => ({ day, report }))))
  const drifted = lines.filter((line) => line.report?.standing === 'drifted').length
  return (
    <>
      <p>{drifted === 0 ? 'No report drifted.' : <span className="error">{count(drifted, 'report')} drifted: open the day.</span>}</p>
      <DataTable<Line>
        label="Control totals by day" items={lines} idOf={(line) => `${line.day.day} ${line.report?.system ?? ''}`} empty="No system has reported control totals. It sends settings.report_control_totals." hrefOf={(line) => href('operations', 'control-totals', line.day.day ?? '')}
        rowClass={(line) => (line.report?.standing === 'drifted' ? 'drifted' : '')}
        columns={[
          { id: 'day', title: 'Accounting date', head: true, cell: (line) => line.day.day },
          { id: 'system', title: 'System', cell: (line) => line.report?.system ?? '—' },
          { id: 'standing', title: 'Standing', cell: (line) => (line.report ? <Standing of={line.report.standing} changed={line.report.day_changed_since} /> : 'no report') },
          { id: 'their-count', title: 'Their postings', number: true, cell: (line) => (line.report ? position(line.report.reported.count) : '') },
          { id: 'our-count', title: 'Ours then', number: true, cell: (line) => (line.report ? position(line.report.ledger.count) : '') },
          { id: 'their-debit', title: 'Their debits', number: true, cell: (line) => (line.report ? <Amount of={line.report.reported.debit} /> : '') },
          { id: 'our-debit', title: 'Ours then', number: true, cell: (line) => (line.report ? <Amount of={line.report.ledger.debit} /> : '') },
          { id: 'at', title: 'Reported, UTC', className: 'day', cell: (line) => (line.report ? instant(line.report.reported_at) : '') },
        ]}
      />
    </>
  )
}

function OneDay({ day }: { day: ControlDay }) {
  return (
    <div className="stack">
      <section className="card" aria-labelledby="ledger-now"><h2 id="ledger-now">The ledger, now</h2>
        <Facts of={[['Postings', position(day.ledger.count)], ['Debits', <Amount key="debit" of={day.ledger.debit} />], ['Newest posting at position', position(day.changed_at)], ['Digest', <span key="digest" className="code">{day.ledger.digest}</span>]]} />
      </section>
      {day.reports.map((report) => (
        <section key={report.system} className="card" aria-labelledby={`report-${report.system}`}>
          <h2 id={`report-${report.system}`}>{report.system}: <Standing of={report.standing} changed={report.day_changed_since} /></h2>
          <DataTable<{ what: string; theirs: string; ours: string }>
            label={`${report.system} against the ledger`} empty="" idOf={(line) => line.what} rowClass={(line) => (line.theirs === line.ours ? '' : 'drifted')}
            items={[
              { what: 'Postings', theirs: String(report.reported.count), ours: String(report.ledger.count) },
              { what: 'Debits', theirs: report.reported.debit, ours: report.ledger.debit },
              { what: 'Digest', theirs: report.reported.digest, ours: report.ledger.digest },
            ]}
            columns={[
              { id: 'what', title: 'What', head: true, cell: (line) => line.what },
              { id: 'theirs', title: 'They have', className: 'code', cell: (line) => line.theirs },
              { id: 'ours', title: 'The ledger had then', className: 'code', cell: (line) => line.ours },
              { id: 'same', title: 'Difference', cell: (line) => (line.theirs === line.ours ? 'the same' : <span className="error">differs</span>) },
            ]}
          />
          <p className="quiet">It had all events below position {position(report.position)}; reported {instant(report.reported_at)} UTC by <a href={hashWith(['events', 'settings'], { type: 'settings.control_totals_reported', at: String(report.reported_by) }, null)}>event {position(report.reported_by)}</a>.</p>
        </section>
      ))}
      {day.reports.length === 0 && <Nothing>No system has reported on this day.</Nothing>}
    </div>
  )
}

export function ControlTotalsPage({ day }: { day: string }) {
  const href = useHref()
  const asked = useQuestion<ControlTotals>(day ? `/v1/control-totals/${encodeURIComponent(day)}` : '/v1/control-totals', { asOf: null })
  useEffect(() => {
    document.title = day ? `Control totals of ${day}` : 'Control totals'
  }, [day])
  return (
    <div className="screen">
      <OperationsTrail title={day ? '' : 'Control totals'} />
      {day && <nav aria-label="Where you are" className="trail"><ol><li><a href={href('operations', 'control-totals')}>Control totals</a></li><li aria-current="page">{day}</li></ol></nav>}
      <h1>{day ? <>Control totals of <Day of={day} /></> : 'Control totals'}</h1>
      <Answer of={asked} what="control totals">
        {(found) => (day ? (found.days[0] ? <OneDay day={found.days[0]} /> : <Nothing>Nothing is posted or reported on {sentence(day)}.</Nothing>) : <Days days={found.days} />)}
      </Answer>
    </div>
  )
}
