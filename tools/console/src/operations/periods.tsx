// Accounting periods: which days may still be posted on. Opened and closed here.
import { useEffect, useState } from 'react'
import { useQuestion } from '../api/lists'
import type { components } from '../api/schema'
import { lastDayBefore } from '../format/date'
import { ReasonedButton } from '../kit/button'
import { Answer } from '../kit/states'
import { DataTable } from '../kit/table'
import { useSession, whyNot } from '../session/session'
import { usePastReason } from '../shell/as_of'
import { useAsOf, useHref } from '../shell/route'
import { CommandForm, type CommandRequest } from './command_form'
import { OperationsTrail } from './operations_trail'
import { useToday } from './today'

type PeriodsAnswer = components['schemas']['answer.periods']
type Answered = PeriodsAnswer['periods'][number]
/** Each has its days. */
type Period = Answered & { first_day: string; until: string }

/** The month after the last period, else the month of today, as a proposal. */
export function nextPeriod(periods: readonly Period[], today: string): { first_day: string; until: string } {
  const last = periods.reduce((latest, period) => (period.until > latest ? period.until : latest), '')
  const first = last || (today ? `${today.slice(0, 7)}-01` : '')
  if (!first) return { first_day: '', until: '' }
  const [year = 0, month = 1] = first.split('-').map(Number)
  const until = month === 12 ? `${year + 1}-01-01` : `${year}-${String(month + 1).padStart(2, '0')}-01`
  return { first_day: first, until }
}

const hasDays = (period: Answered): period is Period => period.first_day !== null && period.until !== null

export function Periods() {
  const asOf = useAsOf()
  const href = useHref()
  const asked = useQuestion<PeriodsAnswer>('/v1/periods', { asOf })
  const today = useToday()
  const session = useSession()
  const past = usePastReason()
  const [open, setOpen] = useState<CommandRequest | null>(null)
  useEffect(() => {
    document.title = 'Accounting periods'
  }, [])
  const opening = (periods: readonly Period[]): CommandRequest => ({
    type: 'settings.open_period', title: 'Open an accounting period', submit: 'Open period',
    initial: nextPeriod(periods, today.data?.on ?? ''), labels: { first_day: 'First day', until: 'First day after it' },
    done: (values) => `The period from ${values.first_day} to ${values.until ? lastDayBefore(values.until) : ''} is open.`,
  })
  const closing = (period: Period): CommandRequest => ({
    type: 'settings.close_period', title: `Close the period from ${period.first_day}`, submit: 'Close period', danger: true, fixed: { first_day: period.first_day },
    intro: <p>Then nothing more is posted on a day from {period.first_day} to {lastDayBefore(period.until)}: corrections go into an open period.</p>,
    done: () => `The period from ${period.first_day} is closed.`,
  })
  return (
    <div className="screen">
      <OperationsTrail title="Periods" />
      <Answer of={asked} what="accounting periods">
        {(answer) => {
          const periods = answer.periods.filter(hasDays)
          return (
            <>
              <div className="heading"><div><h1>Accounting periods</h1><p className="quiet">{periods.length === 0 ? 'There is none: postings of every day are taken. Once one is open, only days of open periods are.' : 'Postings are taken on days of open periods.'}</p></div>
                <ReasonedButton kind="primary" whyOff={past ?? whyNot(session, 'settings.open_period')} onPress={() => setOpen(opening(periods))}>Open a period</ReasonedButton></div>
              <DataTable<Period>
                label="Accounting periods" items={periods} idOf={(period) => period.first_day} empty="No period is defined."
                columns={[
                  { id: 'first', title: 'First day', head: true, cell: (period) => period.first_day },
                  { id: 'last', title: 'Last day', cell: (period) => lastDayBefore(period.until) },
                  { id: 'state', title: 'State', cell: (period) => (period.closed ? 'Closed' : <strong>Open</strong>) },
                  { id: 'gl', title: 'Posted', cell: (period) => <a href={href('operations', 'periods', period.first_day)}>General ledger</a> },
                  { id: 'act', title: 'Act', cell: (period) => (period.closed ? '' : <ReasonedButton kind="quiet" whyOff={past ?? whyNot(session, 'settings.close_period')} onPress={() => setOpen(closing(period))}>Close</ReasonedButton>) },
                ]}
              />
            </>
          )
        }}
      </Answer>
      {open && <CommandForm request={open} close={() => setOpen(null)} />}
    </div>
  )
}
