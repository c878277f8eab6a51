// Processes of a day: what each does, its preview, its run with progress, and what people must look at afterwards.
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { useQuestion } from '../api/lists'
import type { components } from '../api/schema'
import { count, sentence } from '../format/words'
import { ActButton, ReasonedButton } from '../kit/button'
import { DayInput, TextInput } from '../kit/fields'
import { Answer, Nothing } from '../kit/states'
import { DataTable } from '../kit/table'
import { useSession, whyNot } from '../session/session'
import { usePastReason } from '../shell/as_of'
import { useHref } from '../shell/route'
import { OperationsTrail } from './operations_trail'
import { type Left, ProcessRun, type RunState, ready } from './process_run'
import { useToday } from './today'

type Processes = components['schemas']['answer.processes']
type Process = Processes['processes'][number]

/** Runs of this browser, so that one goes on while its operator looks at something else. */
const runs = new Map<string, ProcessRun>()

const nothingToHear = () => () => undefined
const readyNow = () => ready

function useRun(run: ProcessRun | undefined): RunState {
  return useSyncExternalStore(run?.subscribe ?? nothingToHear, run?.current ?? readyNow)
}

/** What a process is called on a screen, such as "Late charges". */
const titleOf = (process: string): string => sentence(process.replaceAll('-', '_'))

function Listed({ label, items, all, empty }: { label: string; items: Left[]; all: number; empty: string }) {
  const href = useHref()
  const id = label.toLowerCase().replaceAll(' ', '-')
  return (
    <section aria-labelledby={id}><h2 id={id}>{label}</h2>
      <DataTable<Left & { at: number }>
        label={label} items={items.map((each, at) => ({ ...each, at }))} idOf={(each) => String(each.at)} empty={empty} hrefOf={(each) => href('accounts', each.account)}
        columns={[
          { id: 'account', title: 'Account', head: true, cell: (each) => each.account },
          { id: 'reason', title: 'Why', cell: (each) => sentence(each.reason) },
          { id: 'explanation', title: 'What to do', cell: (each) => each.explanation },
        ]}
      />
      {all > items.length && <p className="quiet">The first {count(items.length, 'account')} of {all.toLocaleString('en-US')}.</p>}
    </section>
  )
}

function Progress({ state }: { state: RunState }) {
  const words = { ready: '', running: state.preview ? 'Counting' : 'Running', stopped: 'Stopped: run it again, it goes on', done: state.preview ? 'Preview' : 'Done', failed: 'Failed' }[state.state]
  return (
    <section className="card run" aria-label="Progress">
      <p role="status"><strong>{words}.</strong> {state.outcome ? state.outcome.text : `${state.answered.toLocaleString('en-US')} of ${state.due.toLocaleString('en-US')} answered.`}</p>
      {!state.preview && <progress max={Math.max(1, state.due)} value={state.answered} aria-label="Answered" />}
      {state.trouble && <p className="error">{state.trouble}</p>}
    </section>
  )
}

function ProcessPage({ process, today }: { process: Process; today: string }) {
  const queries = useQueryClient()
  const session = useSession()
  const past = usePastReason()
  const [day, setDay] = useState(today)
  const [days, setDays] = useState('180')
  const [run, setRun] = useState(() => runs.get(process.process))
  const state = useRun(run)
  const going = state.state === 'running'
  const takesDays = process.days !== ''
  const daysWrong = takesDays && !/^[1-9]\d{0,4}$/.test(days) ? 'Give a number of days.' : undefined
  const off = past ?? whyNot(session, process.command) ?? (day === '' ? 'Give the day.' : null) ?? daysWrong ?? null

  async function begin(preview: boolean) {
    const next = new ProcessRun({ process: process.process, date: day, preview, ...(takesDays ? { days } : {}) })
    runs.set(process.process, next)
    setRun(next)
    await next.run()
    if (!preview) await queries.invalidateQueries({ queryKey: ['ledger'] })
  }

  return (
    <>
      <div className="heading">
        <h1>{titleOf(process.process)} <span className="id">{process.about}</span></h1>
        <div className="row">
          <DayInput label="Day" value={day} onChange={setDay} />
          {takesDays && <TextInput label="Days overdue" description={process.days} value={days} onChange={setDays} errorMessage={daysWrong} inputMode="numeric" />}
          {going ? <ActButton kind="danger" onPress={() => run?.stop()}>Stop</ActButton> : (
            <>
              <ReasonedButton whyOff={off} onPress={() => void begin(true)}>Preview</ReasonedButton>
              <ReasonedButton kind="primary" whyOff={off} onPress={() => void begin(false)}>Run</ReasonedButton>
            </>
          )}
        </div>
      </div>
      {state.state === 'ready' && <p className="quiet">Run again for the same day it does nothing twice. A preview counts what is due and sends nothing.</p>}
      {state.state !== 'ready' && <Progress state={state} />}
      {state.outcome && <Listed label="In error" items={state.outcome.errors} all={state.outcome.errors_count} empty="Nothing was refused." />}
      {state.outcome && state.outcome.notes_count > 0 && <Listed label="Left alone" items={state.outcome.notes} all={state.outcome.notes_count} empty="" />}
    </>
  )
}

function List({ processes }: { processes: Process[] }) {
  const href = useHref()
  return (
    <>
      <h1>Processes</h1>
      <DataTable<Process>
        label="Processes" items={processes} idOf={(each) => each.process} empty="There are none." hrefOf={(each) => href('operations', 'processes', each.process)}
        columns={[
          { id: 'process', title: 'Process', head: true, cell: (each) => titleOf(each.process) },
          { id: 'about', title: 'What it does', cell: (each) => each.about },
          { id: 'command', title: 'Gives', cell: (each) => <code>{each.command}</code> },
        ]}
      />
    </>
  )
}

export function ProcessesScreen({ process }: { process: string }) {
  const processes = useQuestion<Processes>('/v1/runs')
  const today = useToday()
  useEffect(() => {
    document.title = process ? titleOf(process) : 'Processes'
  }, [process])
  return (
    <div className="screen">
      <OperationsTrail title={process ? '' : 'Processes'} />
      <Answer of={processes} what="the processes">
        {(found) => {
          if (!process) return <List processes={found.processes} />
          const one = found.processes.find((each) => each.process === process)
          if (!one) return <Nothing>There is no process {process}.</Nothing>
          if (!today.data) return <Answer of={today} what="the business day">{() => null}</Answer>
          return <ProcessPage key={process} process={one} today={today.data.on} />
        }}
      </Answer>
    </div>
  )
}
