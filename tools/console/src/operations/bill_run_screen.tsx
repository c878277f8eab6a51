// A bill run of one window of a cycle: who is due, the run with its progress, and what could not be billed as a work list.
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { businessDayIs, newCommandId, send } from '../api/commands'
import { ask, momentOf, useQuestion } from '../api/lists'
import type { Calendar } from '../api/queries'
import { placeOfDocument } from '../documents/places'
import { count, sentence } from '../format/words'
import { Day } from '../kit/amounts'
import { ActButton, ReasonedButton } from '../kit/button'
import { DayInput } from '../kit/fields'
import { Answer, Nothing } from '../kit/states'
import { DataTable } from '../kit/table'
import { useSession, whyNot } from '../session/session'
import { usePastReason } from '../shell/as_of'
import { useHref } from '../shell/route'
import { BillRun, type Member, type Outcome, type RunState, countKinds, dueIn } from './bill_run'
import { type Cycle, type Window, membersOf, proposedDay, windowOf } from './cycles'
import type { BillingErrorsPage } from './lists'
import { OperationsTrail } from './operations_trail'
import { useToday } from './today'

/** Runs of this browser, so that one goes on while its operator looks at something else. */
const runs = new Map<string, BillRun>()

const idle: RunState = { state: 'ready', due: 0, underWay: 0, outcomes: [], trouble: '' }
const nothingToHear = () => () => undefined
const idleNow = () => idle

function useRun(run: BillRun | undefined): RunState {
  return useSyncExternalStore(run?.subscribe ?? nothingToHear, run?.current ?? idleNow)
}

/** By account, what the ledger says is missing for its bill. */
async function curesOf(): Promise<Map<string, string>> {
  const cures = new Map<string, string>()
  let cursor: string | null | undefined = ''
  do {
    const page: BillingErrorsPage = await ask<BillingErrorsPage>('/v1/billing-errors', { ...momentOf(null), limit: 500, cursor })
    for (const { heading, errors } of page.accounts) cures.set(heading.account, errors.map((error) => error.explanation).filter(Boolean).join(' '))
    cursor = page.next
  } while (cursor)
  return cures
}

export const isGoing = (state: RunState): boolean => state.state === 'running' || state.state === 'stopping'

function Progress({ state }: { state: RunState }) {
  const answered = state.outcomes.length
  const counts = countKinds(state.outcomes)
  const parts = [
    `${count(counts.made, 'bill')} made`,
    counts.already ? `${counts.already} already billed` : '',
    counts.error ? `${counts.error} in error` : '',
    counts.refused ? `${counts.refused} refused` : '',
    counts.unclear ? `${counts.unclear} not billed` : '',
  ].filter(Boolean).join(', ')
  const words = { ready: '', running: 'Running', stopping: 'Stopping: waiting for those under way', stopped: 'Stopped', done: 'Done' }[state.state]
  return (
    <section className="card run" aria-label="Progress">
      <p role="status"><strong>{words}.</strong> {answered.toLocaleString('en-US')} of {count(state.due, 'account')} answered{state.underWay ? `, ${state.underWay} under way` : ''}: {parts}.</p>
      <progress max={Math.max(1, state.due)} value={answered} aria-label="Accounts answered" />
      {state.trouble && <p className="error">{state.trouble}</p>}
    </section>
  )
}

function WorkList({ outcomes }: { outcomes: readonly Outcome[] }) {
  const href = useHref()
  const open = outcomes.filter((outcome) => outcome.kind === 'error' || outcome.kind === 'refused' || outcome.kind === 'unclear')
  return (
    <section aria-labelledby="work-list"><h2 id="work-list">What could not be billed</h2>
      <DataTable<Outcome>
        label="What could not be billed" items={open} idOf={(outcome) => outcome.account} empty="Every account that was answered has its bill." hrefOf={(outcome) => href('accounts', outcome.account, 'services')}
        columns={[
          { id: 'account', title: 'Account', head: true, cell: (outcome) => outcome.account },
          { id: 'name', title: 'Customer', cell: (outcome) => outcome.name },
          { id: 'how', title: 'Outcome', cell: (outcome) => <span className={outcome.kind === 'unclear' ? '' : 'error'}>{outcome.kind === 'error' ? 'In error' : outcome.kind === 'refused' ? 'Refused' : 'Not billed'}</span> },
          { id: 'cause', title: 'Cause', cell: (outcome) => (outcome.cause ? sentence(outcome.cause) : 'Nothing new was written') },
          { id: 'cure', title: 'What to do', cell: (outcome) => outcome.cure || 'Open the account’s services' },
        ]}
      />
    </section>
  )
}

function Made({ outcomes }: { outcomes: readonly Outcome[] }) {
  const href = useHref()
  const made = outcomes.filter((outcome) => outcome.document !== '')
  if (made.length === 0) return null
  return (
    <details><summary>{count(made.length, 'bill')} of this run</summary>
      <ul className="documents">{made.map((outcome) => <li key={outcome.account}><a href={href(...(placeOfDocument(outcome.document) ?? ['accounts', outcome.account]))}>{outcome.document}</a> <span className="quiet">{outcome.name}</span></li>)}</ul>
    </details>
  )
}

function Due({ members, words }: { members: readonly Member[]; words: string }) {
  const href = useHref()
  return (
    <section aria-labelledby="due"><h2 id="due">{words}</h2>
      <DataTable<Member>
        label="Due accounts" items={members.slice(0, 200)} idOf={(member) => member.account} empty="Nothing is due: every account of the cycle has its bill of this window or a later one." hrefOf={(member) => href('accounts', member.account)}
        columns={[
          { id: 'account', title: 'Account', head: true, cell: (member) => member.account },
          { id: 'name', title: 'Customer', cell: (member) => member.name },
          { id: 'last', title: 'Last bill', cell: (member) => <Day of={member.lastBill} /> },
          { id: 'error', title: 'Last error', cell: (member) => (member.error ? <span className="error">{sentence(member.error)}</span> : '') },
          { id: 'on', title: 'Of bill date', cell: (member) => (member.errorOn ? <Day of={member.errorOn} /> : '') },
          { id: 'attempts', title: 'Attempts', number: true, cell: (member) => member.attempts || '' },
        ]}
      />
      {members.length > 200 && <p className="quiet">The first 200 of {count(members.length, 'account')}. The run takes all.</p>}
    </section>
  )
}

function WindowPage({ cycle, window, today }: { cycle: Cycle; window: Window; today: string }) {
  const queries = useQueryClient()
  const session = useSession()
  const past = usePastReason()
  const start = window.window_start ?? ''
  const end = window.window_end ?? start
  const [day, setDay] = useState(() => proposedDay(start, end, today))
  const key = `${cycle.cycle} ${start}`
  const [run, setRun] = useState(() => runs.get(key))
  const state = useRun(run)
  const due = dueIn(membersOf(cycle), start)
  const going = isGoing(state)
  useEffect(() => {
    if (!going) return undefined
    const stay = (event: BeforeUnloadEvent) => event.preventDefault()
    globalThis.addEventListener('beforeunload', stay)
    return () => globalThis.removeEventListener('beforeunload', stay)
  }, [going])
  const outside = day < start || day > end ? `The bill date is a day of the window, ${start} to ${end}.` : undefined
  const off = past ?? whyNot(session, 'bill.account') ?? (due.length === 0 ? 'Nothing is due in this window.' : null) ?? outside ?? null

  async function begin() {
    businessDayIs(today)
    const next = new BillRun(due, (account) => send('bill.account', newCommandId(), { account, cycle: cycle.cycle, bill_date: day }))
    runs.set(key, next)
    setRun(next)
    await next.run(async () => {
      const after = await ask<Calendar>(`/v1/calendar/${encodeURIComponent(cycle.cycle)}`, momentOf(null))
      next.clear(membersOf(after.cycles[0]), day, start, await curesOf())
    })
    await queries.invalidateQueries({ queryKey: ['ledger'] })
  }

  return (
    <>
      <div className="heading">
        <h1>Bill run <span className="id">{cycle.cycle} {cycle.description}, {start} to {end}</span></h1>
        <div className="row">
          <DayInput label="Bill date" value={day} onChange={setDay} errorMessage={outside} />
          {going ? <ActButton kind="danger" onPress={() => run?.stop()}>Stop</ActButton>
            : <ReasonedButton kind="primary" whyOff={off} onPress={() => void begin()}>{due.length === 0 ? 'Nothing is due' : `Bill ${count(due.length, 'account')}`}</ReasonedButton>}
        </div>
      </div>
      <section className="overview four" aria-label="This window">
        <div className="cell"><h2>Accounts of the cycle</h2><p className="figure">{Number(cycle.accounts)}</p></div>
        <div className="cell"><h2>Billed</h2><p className="figure">{Number(window.billed)}</p></div>
        <div className="cell"><h2>In error</h2><p className={`figure${Number(window.errored) ? ' overdue' : ''}`}>{Number(window.errored)}</p></div>
        <div className="cell"><h2>Due, those in error included</h2><p className="figure">{Number(window.due)}</p></div>
      </section>
      {state.state !== 'ready' && <Progress state={state} />}
      {state.state !== 'ready' && <WorkList outcomes={state.outcomes} />}
      {state.state !== 'ready' && <Made outcomes={state.outcomes} />}
      {!going && <Due members={due} words={state.state === 'ready' ? 'Due now' : 'Still due'} />}
    </>
  )
}

export function BillRunScreen({ rest }: { rest: string[] }) {
  const [id = '', start = ''] = rest
  const cycle = useQuestion<Calendar>(`/v1/calendar/${encodeURIComponent(id)}`, { asOf: null })
  const today = useToday()
  useEffect(() => {
    document.title = `Bill run ${id} ${start}`
  }, [id, start])
  return (
    <div className="screen">
      <OperationsTrail title="" />
      <Answer of={cycle} what={`bill cycle ${id}`}>
        {(found) => {
          const one = found.cycles[0]
          const window = one && windowOf(one, start)
          if (!today.data) return <Answer of={today} what="the business day">{() => null}</Answer>
          return one && window ? <WindowPage key={`${id} ${start}`} cycle={one} window={window} today={today.data.on} /> : <Nothing>Cycle {id} has no window that begins on {start || 'no day'}.</Nothing>
        }}
      </Answer>
    </div>
  )
}
