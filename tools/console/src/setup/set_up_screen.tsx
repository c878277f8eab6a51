// Setting up a customer in one step: person, location, services, meters, mail and account on one page, one command, all or nothing.
import { reasonHint } from '../actions/common_fields'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { type Receipt, newCommandId, send } from '../api/commands'
import { type Problem, problemOf } from '../api/problem'
import { type Settings, useSettings, useTariffs } from '../codes/settings'
import { Answer } from '../kit/states'
import { TextInput } from '../kit/fields'
import { useSession, whyNot } from '../session/session'
import { usePastReason } from '../shell/as_of'
import { type KeyTable, useKeys } from '../shell/keys'
import { announce } from '../shell/notices'
import { goTo, useHref } from '../shell/route'
import type { ScreenProps } from '../shell/screens'
import { LikelyPersons, WillBeMade } from './beside'
import { compose, placeOfProblem } from './compose'
import { type Draft, newDraft, printedName } from './draft'
import { soughtOf, useLikelyDuplicates } from './duplicates'
import type { FormProps } from './form'
import { LandlordSection, LocationSection } from './location_section'
import { OthersSection } from './others_section'
import { AccountSection, MailingSection, PersonSection } from './person_section'
import { receiptInWords } from './receipt'
import { ServicesSection } from './services_section'
import { missingIn, summaryOf } from './summary'
import { useLocation } from './use_location'

/** The draft that an address asks for: `#/set-up/copy/7` as customer 7 had it, `#/set-up/at/L-7` at a location. */
function draftFor(settings: Settings, rest: readonly string[]): Draft {
  const draft = newDraft(settings)
  const [how, id = ''] = rest
  if (how === 'copy') return { ...draft, location: { ...draft.location, mode: 'copy', copyFrom: id } }
  if (how === 'at') return { ...draft, location: { ...draft.location, mode: 'existing', premise: id } }
  return draft
}

/** Shows the first field that is wrong, opening what hides it. */
function showFault(form: HTMLElement | null): void {
  const fault = form?.querySelector<HTMLElement>('[data-invalid] input, [data-invalid] [role=spinbutton], [aria-invalid=true], .field-error')
  for (let within = fault?.closest('details'); within; within = within.parentElement?.closest('details')) within.open = true
  fault?.focus()
  fault?.scrollIntoView({ block: 'center' })
}

function SetUpForm({ settings, rest }: { settings: Settings; rest: readonly string[] }) {
  const queries = useQueryClient()
  const session = useSession()
  const past = usePastReason()
  const href = useHref()
  const tariffs = useTariffs()
  const [draft, setDraft] = useState(() => draftFor(settings, rest))
  const [problem, setProblem] = useState<Problem | null>(null)
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const sent = useRef({ body: '', id: '' })
  const form = useRef<HTMLFormElement>(null)
  const change = useCallback((next: (draft: Draft) => Draft) => setDraft(next), [])
  const location = useLocation(draft, settings, change)
  // The address that is typed for this customer, wherever it is.
  const typedAddress = draft.mailing.at === 'other' ? draft.mailing.address : draft.location.mode === 'new' ? draft.location.address : undefined
  const likely = useLikelyDuplicates(draft.person, typedAddress)
  const composed = useMemo(() => compose(draft, location.address), [draft, location.address])
  const missing = missingIn(draft)
  const place = problem ? placeOfProblem(problem.field, composed.places) : { field: '', inside: '' }
  const whyOff = past ?? whyNot(session, 'customer.set_up')

  const errorAt: FormProps['errorAt'] = (field, inside = '') => {
    if (problem && place.field === field && (inside === '' || place.inside === inside || place.inside.startsWith(`${inside}.`))) {
      if (inside !== '' || place.inside === '' || !field.endsWith('ddress')) return problem.cure || problem.message
    }
    const needed = tried && inside === '' ? missing.find((each) => each.field === field) : undefined
    return needed ? `Needed: ${needed.what}.` : undefined
  }

  useEffect(() => {
    document.title = 'Set up a customer'
  }, [])
  useEffect(() => {
    if (problem) showFault(form.current)
  }, [problem])

  async function finish(receipt: Receipt, name: string) {
    const said = receiptInWords(receipt, name)
    let landlordProblem = ''
    if (draft.landlord.on && said.account) {
      try {
        const premise = draft.location.mode === 'new' ? draft.location.number.trim() : draft.location.premise
        await send('premise.set_landlord_agreement', newCommandId(), { premise, agreement: { account: said.account, sa_type: draft.landlord.saType, ...(draft.startOn ? { from: draft.startOn } : {}) } })
      } catch (error) {
        landlordProblem = `The landlord agreement was refused: ${problemOf(error).message} The customer is set up; enter the agreement at the location.`
      }
    }
    await queries.invalidateQueries({ queryKey: ['ledger'] })
    announce({ id: receipt.command_id ?? newCommandId(), tone: 'done', text: receipt.status === 'unchanged' ? 'It was so already; nothing was written.' : said.text })
    if (landlordProblem) announce({ id: newCommandId(), tone: 'error', text: landlordProblem })
    goTo(said.account ? ['accounts', said.account, 'services'] : [])
  }

  async function submit() {
    if (busy || whyOff !== null) return
    setTried(true)
    setProblem(null)
    if (missing.length > 0) {
      setTimeout(() => showFault(form.current))
      return
    }
    setBusy(true)
    try {
      const text = JSON.stringify(composed.body)
      // The same command sent again keeps its id, so that it acts once.
      if (sent.current.body !== text) sent.current = { body: text, id: newCommandId() }
      await finish(await send('customer.set_up', sent.current.id, composed.body), printedName(draft.person))
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      setBusy(false)
    }
  }

  const latest = useRef(submit)
  latest.current = submit
  useKeys(useMemo<KeyTable>(() => ({ 'ctrl+Enter': () => void latest.current() }), []))
  const props: FormProps = { draft, settings, tariffs, change, errorAt }
  return (
    <div className="screen">
      <nav aria-label="Where you are" className="trail"><ol><li><a href={href()}>Customers</a></li><li aria-current="page">Set up a customer</li></ol></nav>
      <h1>Set up a customer</h1>
      <div className="set-up">
        <form ref={form} className="stack" noValidate onSubmit={(event) => event.preventDefault()} aria-label="Set up a customer">
          <PersonSection {...props} />
          <LocationSection {...props} location={location} />
          <ServicesSection {...props} />
          <AccountSection {...props} />
          <MailingSection {...props} />
          <OthersSection {...props} />
          <LandlordSection {...props} />
          <section aria-label="Reason" className="card">
            <TextInput label="Reason" description={reasonHint} value={draft.reason} onChange={(reason) => change((before) => ({ ...before, reason }))} errorMessage={errorAt('reason')} autoComplete="off" />
          </section>
        </form>
        <aside className="beside" aria-label="Summary">
          {draft.person.mode === 'new' && <LikelyPersons likely={likely} sought={soughtOf(draft.person, typedAddress) !== null} onTake={(person) => change((before) => ({ ...before, person: { ...before.person, mode: 'existing', existing: person.person, existingName: person.name } }))} />}
          <WillBeMade lines={summaryOf(draft, settings)} missing={missing} problem={place.field === '' ? problem : null} whyOff={whyOff} busy={busy} onSend={() => void submit()} />
        </aside>
      </div>
    </div>
  )
}

export default function SetUpScreen({ rest }: ScreenProps) {
  return <Answer of={useSettings()} what="the control tables">{(settings) => <SetUpForm key={rest.join('/')} settings={settings} rest={rest} />}</Answer>
}
