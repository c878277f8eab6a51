// What asks for an operator's work now: cycles to bill, errors, approvals, drifts, lag.
import { useEffect } from 'react'
import { useQuestion } from '../api/lists'
import type { Calendar } from '../api/queries'
import type { components } from '../api/schema'
import { distance } from '../format/date'
import { count, position } from '../format/words'
import { Answer } from '../kit/states'
import { DataTable } from '../kit/table'
import { useHref } from '../shell/route'
import { type Work, workNow } from './cycles'
import { useHealth } from './health'
import { useExceptions } from '../reads/exceptions'
import { useBillingErrors, useCorrectionsDue, useDrafts, useInCollection, useWaitingAdjustments } from './lists'
import { OperationsTrail } from './operations_trail'
import { useToday } from './today'

type ControlTotals = components['schemas']['answer.control-totals']

function Figure({ title, href, value, words, bad }: { title: string; href: string; value: string; words: string; bad?: boolean }) {
  return (
    <div className="cell">
      <h2>{title}</h2>
      <p className={`figure${bad ? ' overdue' : ''}`}><a href={href}>{value}</a></p>
      <p className="quiet">{words}</p>
    </div>
  )
}

/** How many a list has, as far as it was read. */
function upTo(lines: number, more: boolean): string {
  return more ? `${lines.toLocaleString('en-US')}+` : lines.toLocaleString('en-US')
}

function Figures() {
  const href = useHref()
  const errors = useBillingErrors()
  const waiting = useWaitingAdjustments()
  const doubted = useExceptions()
  const collected = useInCollection()
  const corrected = useCorrectionsDue()
  const drafts = useDrafts('')
  const totals = useQuestion<ControlTotals>('/v1/control-totals', { asOf: null })
  const health = useHealth()
  const inError = errors.data?.pages.reduce((sum, page) => sum + page.accounts.length, 0)
  const toApprove = waiting.data?.pages.reduce((sum, page) => sum + page.adjustments.length, 0)
  const inDoubt = doubted.data?.pages.reduce((sum, page) => sum + page.exceptions.length, 0)
  const toCorrect = corrected.data?.pages.reduce((sum, page) => sum + page.accounts.length, 0)
  const toDraft = drafts.data?.pages.reduce((sum, page) => sum + page.drafts.filter((one) => one.state === 'due' || one.state === 'blocked').length, 0)
  const blocked = drafts.data?.pages.some((page) => page.drafts.some((one) => one.state === 'blocked')) ?? false
  const inCollection = collected.data?.pages.reduce((sum, page) => sum + page.accounts.length, 0)
  const drifted = totals.data?.days.filter((day) => day.reports.some((report) => report.standing === 'drifted')).length
  const lag = health.data?.divisions.reduce((sum, division) => sum + Number(division.view_lag) + division.feeds.reduce((most, feed) => Math.max(most, Number(feed.lag)), 0), 0)
  const troubles = health.data?.divisions.filter((division) => !division.ready || division.trouble !== '').length ?? 0
  return (
    <section className="overview eight" aria-label="What asks for work">
      <Figure title="Accounts in billing error" href={href('operations', 'errors')} value={inError === undefined ? '–' : upTo(inError, errors.hasNextPage)} words={errors.isError ? errors.error.message : inError === 0 ? 'none' : 'could not be billed by the last run'} bad={!!inError} />
      <Figure title="Reads in doubt" href={href('operations', 'reads')} value={inDoubt === undefined ? '–' : upTo(inDoubt, doubted.hasNextPage)} words={doubted.isError ? doubted.error.message : inDoubt === 0 ? 'none' : 'nothing bills on them'} bad={!!inDoubt} />
      <Figure title="Bills to correct" href={href('operations', 'corrections')} value={toCorrect === undefined ? '–' : upTo(toCorrect, corrected.hasNextPage)} words={corrected.isError ? corrected.error.message : toCorrect === 0 ? 'none' : 'accounts whose bills may differ from what was measured'} bad={!!toCorrect} />
      <Figure title="In collection" href={href('operations', 'collections')} value={inCollection === undefined ? '–' : upTo(inCollection, collected.hasNextPage)} words={collected.isError ? collected.error.message : inCollection === 0 ? 'none' : 'accounts that are collected from'} />
      <Figure title="Drafts due" href={href('operations', 'drafts')} value={toDraft === undefined ? '–' : upTo(toDraft, drafts.hasNextPage)} words={drafts.isError ? drafts.error.message : toDraft === 0 ? 'none' : blocked ? 'some may not be drafted' : 'bills to draft today'} bad={blocked} />
      <Figure title="Wait for approval" href={href('approvals')} value={toApprove === undefined ? '–' : upTo(toApprove, waiting.hasNextPage)} words={waiting.isError ? waiting.error.message : toApprove === 0 ? 'none' : 'adjustments, over all accounts'} />
      <Figure title="Control totals that drifted" href={href('operations', 'control-totals')} value={drifted === undefined ? '–' : String(drifted)} words={totals.data ? (totals.data.days.length === 0 ? 'no system has reported' : `of ${count(totals.data.days.length, 'day')} reported`) : ''} bad={!!drifted} />
      <Figure title="Entries behind" href={href('operations', 'divisions')} value={lag === undefined ? '–' : position(lag)} words={troubles ? `${count(troubles, 'division')} with trouble` : health.data ? 'answers and feeds; no trouble' : ''} bad={troubles > 0} />
    </section>
  )
}

function Cycles() {
  const href = useHref()
  const calendar = useQuestion<Calendar>('/v1/calendar', { asOf: null })
  const today = useToday()
  return (
    <Answer of={calendar} what="bill cycles">
      {(found) => {
        if (!today.data) return <Answer of={today} what="the business day">{() => null}</Answer>
        const on = today.data.on
        const work = workNow(found, on)
        const table = (label: string, items: Work[], empty: string) => (
          <DataTable<Work>
            label={label} items={items} idOf={(each) => `${each.cycle} ${each.start}`} empty={empty} hrefOf={(each) => href('operations', 'cycles', each.cycle, each.start)}
            columns={[
              { id: 'cycle', title: 'Cycle', head: true, cell: (each) => each.cycle },
              { id: 'description', title: 'Name', cell: (each) => each.description },
              { id: 'window', title: 'Window', className: 'day', cell: (each) => `${each.start} to ${each.end}` },
              { id: 'when', title: 'When', cell: (each) => (each.opens ? `opens ${distance(each.start, on)}` : on <= each.end ? 'open now' : `ended ${distance(each.end, on)}`) },
              { id: 'accounts', title: 'Accounts', number: true, cell: (each) => each.accounts.toLocaleString('en-US') },
              { id: 'billed', title: 'Billed', number: true, cell: (each) => each.billed.toLocaleString('en-US') },
              { id: 'errored', title: 'In error', number: true, cell: (each) => (each.errored ? <span className="overdue">{each.errored}</span> : '0') },
              { id: 'due', title: 'Due', number: true, cell: (each) => each.due.toLocaleString('en-US') },
            ]}
          />
        )
        return (
          <>
            <p className="quiet">The ledger is on {on}.</p>
            <section aria-labelledby="to-bill"><h2 id="to-bill">To bill now</h2>
              {table('To bill now', work.filter((each) => !each.opens), 'Nothing is due: every window that has begun is billed.')}
            </section>
            <section aria-labelledby="coming"><h2 id="coming">Next windows</h2>
              {table('Next windows', work.filter((each) => each.opens), 'No cycle has a window after today: define one in the control tables.')}
            </section>
          </>
        )
      }}
    </Answer>
  )
}

export function StartPage() {
  useEffect(() => {
    document.title = 'Operations'
  }, [])
  return (
    <div className="screen">
      <OperationsTrail title="Operations" />
      <h1>Operations</h1>
      <Figures />
      <div className="stack"><Cycles /></div>
    </div>
  )
}
