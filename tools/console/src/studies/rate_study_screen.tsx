// A rate study: a proposed version of a tariff, tried on one account as a trial bill, or on the bills of all.
import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { useQuestion } from '../api/lists'
import { addDays } from '../format/date'
import { count, sentence } from '../format/words'
import { Amount, Day } from '../kit/amounts'
import { ActButton, ReasonedButton } from '../kit/button'
import { DayInput, TextInput } from '../kit/fields'
import { Answer, Nothing } from '../kit/states'
import { DataTable } from '../kit/table'
import { OperationsTrail } from '../operations/operations_trail'
import { useToday } from '../operations/today'
import { useHref } from '../shell/route'
import { priceText } from '../tariffs/hours'
import { type AccountStudy, RateStudy, type Study, type StudyState, type Tariff, commandsIn, proposedVersion, ready, wrongWith } from './rate_study'

/** Studies of this browser by tariff, so that one goes on while who asked looks at something else; beside it the latest trial bill. */
const studies = new Map<string, RateStudy>()
const trials = new Map<string, RateStudy>()

const nothingToHear = () => () => undefined
const readyNow = () => ready

function useStudy(study: RateStudy | undefined): StudyState {
  return useSyncExternalStore(study?.subscribe ?? nothingToHear, study?.current ?? readyNow)
}

type Bar = Study['by_percent'][number]

function Bars({ label, bars }: { label: string; bars: Bar[] }) {
  const id = label.toLowerCase().replaceAll(' ', '-')
  const most = Math.max(1, ...bars.map((bar) => Number(bar.accounts)))
  if (bars.length === 0) return null
  return (
    <section aria-labelledby={id}><h2 id={id}>{label}</h2>
      <DataTable<Bar>
        label={label} items={bars} idOf={(bar) => bar.change} empty=""
        columns={[
          { id: 'change', title: 'Change', head: true, cell: (bar) => bar.change },
          { id: 'bar', title: 'Share', cell: (bar) => <span className="study-bar"><span style={{ width: `${(100 * Number(bar.accounts)) / most}%` }} /></span> },
          { id: 'accounts', title: 'Accounts', number: true, cell: (bar) => Number(bar.accounts).toLocaleString('en-US') },
          { id: 'difference', title: 'Together', number: true, cell: (bar) => <Amount of={bar.difference} /> },
        ]}
      />
    </section>
  )
}

type Studied = Study['losers'][number]

function Accounts({ label, items, pick }: { label: string; items: Studied[]; pick: (account: string) => void }) {
  const id = label.toLowerCase().replaceAll(' ', '-')
  if (items.length === 0) return null
  return (
    <section aria-labelledby={id}><h2 id={id}>{label}</h2>
      <DataTable<Studied>
        label={label} items={items} idOf={(each) => each.account} empty="" onAction={(each) => pick(each.account)}
        columns={[
          { id: 'account', title: 'Account', head: true, cell: (each) => each.account },
          { id: 'class', title: 'Class', cell: (each) => each.customer_class },
          { id: 'present', title: 'Present', number: true, cell: (each) => <Amount of={each.present} /> },
          { id: 'proposed', title: 'Proposed', number: true, cell: (each) => <Amount of={each.proposed} /> },
          { id: 'difference', title: 'Difference', number: true, cell: (each) => <Amount of={each.difference} /> },
          { id: 'percent', title: '%', number: true, cell: (each) => each.percent },
        ]}
      />
    </section>
  )
}

function Found({ study, pick }: { study: Study; pick: (account: string) => void }) {
  const rows = [...study.classes.map((each) => ({ name: each.customer_class, tariff: each.tariff === each.by ? each.tariff : `${each.by} for ${each.tariff}`, ...each.revenue })), { name: 'All', tariff: '', ...study.total }]
  return (
    <>
      <p>{count(Number(study.more), 'account')} would pay more, {Number(study.less).toLocaleString('en-US')} less, {Number(study.same).toLocaleString('en-US')} the same. Charges are without tax; nothing was written.</p>
      <section aria-labelledby="revenue"><h2 id="revenue">Revenue by class</h2>
        <DataTable<(typeof rows)[number]>
          label="Revenue by class" items={rows} idOf={(each) => `${each.name} ${each.tariff}`} empty="No bill of these days is at this tariff."
          columns={[
            { id: 'class', title: 'Class', head: true, cell: (each) => each.name },
            { id: 'tariff', title: 'Tariff', cell: (each) => each.tariff },
            { id: 'accounts', title: 'Accounts', number: true, cell: (each) => Number(each.accounts).toLocaleString('en-US') },
            { id: 'billed', title: 'Billed', number: true, cell: (each) => <Amount of={each.billed} /> },
            { id: 'present', title: 'Present', number: true, cell: (each) => <Amount of={each.present} /> },
            { id: 'proposed', title: 'Proposed', number: true, cell: (each) => <Amount of={each.proposed} /> },
            { id: 'difference', title: 'Difference', number: true, cell: (each) => <Amount of={each.difference} currency={study.currency} /> },
          ]}
        />
      </section>
      <Bars label="Change in percent" bars={study.by_percent} />
      <Bars label="Change in money" bars={study.by_money} />
      <Accounts label="Pay most more" items={study.losers} pick={pick} />
      <Accounts label="Pay most less" items={study.winners} pick={pick} />
      {study.not_rated.length > 0 && (
        <section aria-labelledby="not-rated"><h2 id="not-rated">Could not be charged again</h2>
          <DataTable<Study['not_rated'][number]>
            label="Could not be charged again" items={study.not_rated} idOf={(each) => `${each.reason} ${each.side}`} empty="" onAction={(each) => pick(each.example)}
            columns={[
              { id: 'reason', title: 'Why', head: true, cell: (each) => `${sentence(each.reason)}, at the ${each.side} tariff` },
              { id: 'segments', title: 'Bills', number: true, cell: (each) => Number(each.segments).toLocaleString('en-US') },
              { id: 'accounts', title: 'Accounts', number: true, cell: (each) => Number(each.accounts).toLocaleString('en-US') },
              { id: 'example', title: 'Such as', cell: (each) => each.example },
              { id: 'explanation', title: 'What is missing', cell: (each) => each.explanation },
            ]}
          />
        </section>
      )}
    </>
  )
}

function TrialBill({ study }: { study: AccountStudy }) {
  const href = useHref()
  const { sums } = study
  type Segment = AccountStudy['segments'][number]
  type Line = Segment['proposed_lines'][number] & { at: number }
  return (
    <section aria-labelledby="trial-bill"><h2 id="trial-bill">Trial bill of account {sums.account}</h2>
      <p className="row"><a href={href('accounts', sums.account)}>The account itself</a></p>
      <p>Present <Amount of={sums.present} />, proposed <Amount of={sums.proposed} />: <Amount of={sums.difference} currency={study.currency} />{sums.percent && ` (${sums.percent} %)`}. Charges are without tax; nothing was written.</p>
      <DataTable<Segment>
        label="Bills charged again" items={study.segments} idOf={(each) => each.segment} empty="No bill of these days is at this tariff." hrefOf={(each) => href('invoices', each.invoice)}
        columns={[
          { id: 'segment', title: 'Segment', head: true, cell: (each) => each.segment },
          { id: 'from', title: 'From', cell: (each) => <Day of={each.from} /> },
          { id: 'until', title: 'Until', cell: (each) => <Day of={each.until} /> },
          { id: 'billed', title: 'Billed', number: true, cell: (each) => <Amount of={each.billed} /> },
          { id: 'present', title: 'Present', number: true, cell: (each) => <Amount of={each.present} /> },
          { id: 'proposed', title: 'Proposed', number: true, cell: (each) => <Amount of={each.proposed} /> },
          { id: 'difference', title: 'Difference', number: true, cell: (each) => (each.not_rated ? `${sentence(each.not_rated)}: ${each.explanation}` : <Amount of={each.difference} />) },
        ]}
      />
      {study.segments.filter((each) => !each.not_rated).slice(-1).map((each) => (
        <section key={each.segment} aria-label="Lines of the latest bill"><h3>The latest bill at the proposed version</h3>
          <DataTable<Line>
            label="Lines at the proposed version" items={each.proposed_lines.map((line, at) => ({ ...line, at }))} idOf={(line) => String(line.at)} empty="It would have no line."
            columns={[
              { id: 'what', title: 'What the bill says', head: true, cell: (line) => line.description || line.component },
              { id: 'quantity', title: 'Quantity', number: true, cell: (line) => `${line.quantity} ${line.unit}` },
              { id: 'price', title: 'Price', number: true, cell: (line) => priceText(line.price) },
              { id: 'amount', title: 'Amount', number: true, cell: (line) => <Amount of={line.amount} /> },
            ]}
          />
        </section>
      ))}
    </section>
  )
}

function Outcome({ label, state, pick }: { label: string; state: StudyState; pick: (account: string) => void }) {
  const proposal = (state.study ?? state.account)?.proposal
  const wrong = proposal ? wrongWith(proposal) : ''
  const words = { ready: '', running: 'Studying', stopped: 'Stopped', done: wrong ? 'Not studied' : 'Done', failed: 'Failed' }[state.state]
  return (
    <>
      <section className="card run" aria-label={label}>
        <p role="status"><strong>{words}.</strong> {wrong || state.account || state.of === 0 ? wrong : `${state.accounts.toLocaleString('en-US')} of ${state.of.toLocaleString('en-US')} accounts looked at.`}</p>
        {state.state === 'running' && <progress max={Math.max(1, state.of)} value={state.accounts} aria-label="Accounts looked at" />}
        {state.trouble && <p className="error">{state.trouble}</p>}
      </section>
      {state.study && !wrong && <Found study={state.study} pick={pick} />}
      {state.account && !wrong && <TrialBill study={state.account} />}
    </>
  )
}

function Proposing({ tariff, today }: { tariff: Tariff; today: string }) {
  const latest = tariff.versions[tariff.versions.length - 1]!
  const first = addDays(latest.effective_from && latest.effective_from > today ? latest.effective_from : today, 1)
  const [text, setText] = useState(() => proposedVersion(tariff, tariff.version > 0 ? tariff.version : latest.version, first))
  const [from, setFrom] = useState(addDays(today, -365))
  const [to, setTo] = useState(today)
  const [account, setAccount] = useState('')
  const [study, setStudy] = useState(() => studies.get(tariff.tariff))
  const file = useRef<HTMLInputElement>(null)
  const [trial, setTrial] = useState(() => trials.get(tariff.tariff))
  const state = useStudy(study)
  const tried = useStudy(trial)
  const going = state.state === 'running'
  const commands = commandsIn(text)
  const off = commands === null ? 'The proposed version is not JSON.' : commands.length === 0 ? 'Give the proposed version.' : from === '' || to === '' ? 'Give the days.' : null

  function begin(of: string) {
    const next = new RateStudy({ commands: commands ?? [], from, to, ...(of ? { account: of } : {}) })
    ;(of ? trials : studies).set(tariff.tariff, next)
    ;(of ? setTrial : setStudy)(next)
    void next.run()
  }
  function pick(of: string) {
    setAccount(of)
    begin(of)
  }

  return (
    <>
      <h1>Rate study <span className="id">{tariff.tariff}</span></h1>
      <p className="quiet">Bills of the days are charged again at the tariff in force and at the proposed version. It is held against the rules of publication first, and nothing is written.</p>
      <TextInput className="wide code" label="Proposed version" description="The command tariff.publish, as JSON: it begins with the version in force" value={text} onChange={setText} multiline rows={14} errorMessage={commands === null ? 'This is not JSON.' : undefined} />
      <div className="row">
        <input ref={file} type="file" hidden accept=".json,.jsonl,application/json" aria-label="File with the proposed version" onChange={(event) => void event.target.files?.[0]?.text().then(setText)} />
        <ActButton onPress={() => file.current?.click()}>Take it from a file</ActButton>
      </div>
      <div className="row">
        <DayInput label="Bills from" value={from} onChange={setFrom} />
        <DayInput label="To" value={to} onChange={setTo} />
        <TextInput label="Account" description="For a trial bill" value={account} onChange={setAccount} />
        <ReasonedButton whyOff={off ?? (account === '' ? 'Give the account.' : null)} onPress={() => begin(account)}>Trial bill</ReasonedButton>
        {going ? <ActButton kind="danger" onPress={() => study?.stop()}>Stop</ActButton> : <ReasonedButton kind="primary" whyOff={off} onPress={() => begin('')}>Study all accounts</ReasonedButton>}
      </div>
      {tried.state !== 'ready' && <Outcome label="Trial bill" state={tried} pick={pick} />}
      {state.state !== 'ready' && <Outcome label="Progress" state={state} pick={pick} />}
    </>
  )
}

function OfTariff({ id }: { id: string }) {
  const tariff = useQuestion<Tariff>(`/v1/tariffs/${encodeURIComponent(id)}`)
  const today = useToday()
  return (
    <Answer of={tariff} what={`tariff ${id}`}>
      {(found) => (today.data ? <Proposing key={id} tariff={found} today={today.data.on} /> : <Answer of={today} what="the business day">{() => null}</Answer>)}
    </Answer>
  )
}

export function RateStudyScreen({ tariff }: { tariff: string }) {
  const href = useHref()
  useEffect(() => {
    document.title = tariff ? `Rate study of ${tariff}` : 'Rate studies'
  }, [tariff])
  return (
    <div className="screen">
      <OperationsTrail title={tariff ? '' : 'Rate studies'} />
      {tariff ? <OfTariff id={tariff} /> : (
        <>
          <h1>Rate studies</h1>
          <Nothing>Choose a tariff, and there “Try a proposed version”.</Nothing>
          <p className="row"><a href={href('tariffs')}>Tariffs</a></p>
        </>
      )}
    </div>
  )
}
