// A person's place on an account with every field of it: linked anew, or changed, where only what changed is sent.
import { reasonHint } from '../actions/common_fields'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { type OpenAction, type Subject, closeAction } from '../actions/open'
import { type Body, newCommandId, send } from '../api/commands'
import { type Problem, fieldOf, problemOf } from '../api/problem'
import { type Account, oneOf, usePerson } from '../api/queries'
import { type Settings, codeOptions, useSettings } from '../codes/settings'
import { plain } from '../format/words'
import { ActButton } from '../kit/button'
import { CheckInput, ChoiceInput, DayInput, PickInput, TextInput } from '../kit/fields'
import { Answer, ProblemNote } from '../kit/states'
import { announce } from '../shell/notices'
import { addressLine } from './address_draft'
import { AddressFields } from './address_fields'
import { FoundInput } from './found_input'
import { type LinkDraft, changeOf, changesAnything, draftOfLink, linkOf, newLink, newOverride, newQuote, newRouting, pathsOf } from './link_draft'
import { NewPersonDialog } from './new_person_dialog'
import { BillRoutingFields, QuoteRoutingFields } from './routing_fields'

type Change = (next: (draft: LinkDraft) => LinkDraft) => void
type SectionProps = { draft: LinkDraft; change: Change; settings: Settings; errorAt: (path: string) => string | undefined }

function without<Item>(list: readonly Item[], at: number): Item[] {
  return list.filter((_, index) => index !== at)
}

function withAt<Item>(list: readonly Item[], at: number, next: Partial<Item>): Item[] {
  return list.map((item, index) => (index === at ? { ...item, ...next } : item))
}

function PlaceSection({ draft, change, settings, errorAt }: SectionProps) {
  const set = (next: Partial<LinkDraft>) => change((before) => ({ ...before, ...next }))
  return (
    <section aria-label="Place on the account">
      <div className="form-grid dense">
        <ChoiceInput label="Relationship type" isRequired value={draft.relationship_type} onChange={(relationship_type) => set({ relationship_type })} errorMessage={errorAt('link.relationship_type')} options={codeOptions(settings.relationshipTypes)} />
        <PickInput label="Web access" value={draft.web_access ? 'yes' : 'no'} onChange={(web) => set({ web_access: web === 'yes' })} options={[{ id: 'yes', label: 'Allowed' }, { id: 'no', label: 'Not allowed' }]} />
        <CheckInput label="Financially responsible" isSelected={draft.financially_responsible} isDisabled={draft.main} onChange={(financially_responsible) => set({ financially_responsible })}
          description={draft.main ? 'On: the main customer always owes the debt.' : errorAt('link.financially_responsible') ?? ''} />
        <CheckInput label="Third-party guarantor" isSelected={draft.third_party_guarantor} isDisabled={draft.main} onChange={(third_party_guarantor) => set({ third_party_guarantor })}
          description={draft.main ? 'Off: the main customer guarantees nothing, but owes it.' : errorAt('link.third_party_guarantor') ?? ''} />
        <PickInput label="Prefix/suffix" value={draft.name_affix || 'none'} onChange={(affix) => set({ name_affix: affix === 'none' ? '' : (affix as LinkDraft['name_affix']) })}
          options={[{ id: 'none', label: 'None' }, { id: 'prefix', label: 'Prefix' }, { id: 'suffix', label: 'Suffix' }]} />
        {draft.name_affix !== '' && <TextInput label="Pfx/sfx name" description="On this account only." value={draft.affix_name} onChange={(affix_name) => set({ affix_name })} errorMessage={errorAt('link.affix_name')} autoComplete="off" />}
      </div>
    </section>
  )
}

function OverrideSection({ draft, change, settings, errorAt }: SectionProps) {
  return (
    <section aria-labelledby="overrides">
      <header className="row"><h3 id="overrides">Override addresses</h3>
        <span className="push"><ActButton kind="quiet" onPress={() => change((before) => ({ ...before, override_addresses: [...before.override_addresses, newOverride(settings, before.override_addresses)] }))}>Add an override address</ActButton></span></header>
      {draft.override_addresses.length === 0 && <p className="quiet">None: mail of this account goes to the person’s own addresses.</p>}
      {draft.override_addresses.map((override, at) => {
        const path = `link.override_addresses[${at}]`
        const set = (next: Partial<typeof override>) => change((before) => ({ ...before, override_addresses: withAt(before.override_addresses, at, next) }))
        return (
          <fieldset key={at} className="service-row">
            <legend className="unseen">Override address {override.address_id || at + 1}</legend>
            <div className="row">
              <strong>{addressLine(override.address) || `Override address ${at + 1}`}</strong>
              <span className="push"><ActButton kind="quiet" onPress={() => change((before) => ({ ...before, override_addresses: without(before.override_addresses, at) }))} aria-label={`Remove override address ${override.address_id || at + 1}`}>Remove</ActButton></span>
            </div>
            <AddressFields named={`Override address ${override.address_id}`} value={override.address} onChange={(address) => set({ address })} settings={settings}
              errorAt={(field) => errorAt(field ? `${path}.address.${field}` : `${path}.address`)} />
            <div className="form-grid dense">
              <TextInput label="Address ID" value={override.address_id} onChange={(address_id) => set({ address_id })} errorMessage={errorAt(`${path}.address_id`)} autoComplete="off" />
              <DayInput label="Effective from" description="Left empty: always was." value={override.from} onChange={(from) => set({ from })} errorMessage={errorAt(`${path}.from`)} />
              <DayInput label="Until" description="First day it no longer is." value={override.until} onChange={(until) => set({ until })} errorMessage={errorAt(`${path}.until`)} />
            </div>
          </fieldset>
        )
      })}
    </section>
  )
}

function RoutingSections({ draft, change, settings, errorAt }: SectionProps) {
  const person = usePerson(draft.person).data
  const shared = { draft, settings, person, errorAt }
  const lastOfMain = draft.main && draft.bill_routings.length === 1
  return (
    <>
      <section aria-labelledby="bill-routing">
        <header className="row"><h3 id="bill-routing">Bill routing</h3>
          <span className="push"><ActButton kind="quiet" onPress={() => change((before) => ({ ...before, bill_routings: [...before.bill_routings, { ...newRouting(), receives_notification: before.main }] }))}>Add a bill routing</ActButton></span></header>
        {draft.bill_routings.length === 0 && <p className="quiet">None: this person gets no copy of the bill and no letters.</p>}
        {draft.bill_routings.map((_, at) => (
          <BillRoutingFields key={at} {...shared} at={at} set={(next) => change((before) => ({ ...before, bill_routings: withAt(before.bill_routings, at, next) }))}
            onRemove={lastOfMain ? null : () => change((before) => ({ ...before, bill_routings: without(before.bill_routings, at) }))} />
        ))}
      </section>
      {settings.options.quotation_module && (
        <section aria-labelledby="quote-routing">
          <header className="row"><h3 id="quote-routing">Quote routing</h3>
            <span className="push"><ActButton kind="quiet" onPress={() => change((before) => ({ ...before, quote_routings: [...before.quote_routings, newQuote()] }))}>Add a quote routing</ActButton></span></header>
          {draft.quote_routings.length === 0 && <p className="quiet">None: this person gets no quotes.</p>}
          {draft.quote_routings.map((_, at) => (
            <QuoteRoutingFields key={at} {...shared} at={at} set={(next) => change((before) => ({ ...before, quote_routings: withAt(before.quote_routings, at, next) }))}
              onRemove={() => change((before) => ({ ...before, quote_routings: without(before.quote_routings, at) }))} />
          ))}
        </section>
      )}
    </>
  )
}

function PlaceForm({ subject, settings }: { subject: Subject; settings: Settings }) {
  const queries = useQueryClient()
  const account = subject.account.heading.account
  const entry = subject.entry
  const [before] = useState(() => (entry ? draftOfLink(entry.link) : newLink()))
  const [draft, setDraft] = useState(before)
  const [name, setName] = useState(entry ? plain(entry.name) : '')
  const [reason, setReason] = useState('')
  const [registering, setRegistering] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [note, setNote] = useState('')
  const [busy, setBusy] = useState(false)
  const [version, setVersion] = useState(String(subject.account.version))
  const sent = useRef({ body: '', id: '' })
  const form = useRef<HTMLFormElement>(null)
  const wrong = problem ? fieldOf(problem.field, pathsOf(draft)) : ''
  const errorAt = (path: string) => (problem && wrong === path ? problem.cure || problem.message : undefined)

  useEffect(() => {
    if (problem) form.current?.querySelector<HTMLElement>('[data-invalid] input, [aria-invalid=true], .field-error')?.focus()
  }, [problem])

  async function save(): Promise<void> {
    const link = entry ? changeOf(before, draft, settings) : linkOf(draft, settings)
    if (entry && !changesAnything(link)) return setNote('Nothing is changed yet.')
    const now = await queries.fetchQuery({ ...oneOf<Account>('/v1/accounts/{id}', account, null), staleTime: 0 })
    if (String(now.version) !== version) {
      setVersion(String(now.version))
      return setNote(`Account ${account} changed while this was open. Look again, then save: only what you changed is sent.`)
    }
    const type = entry ? 'account.change_person' : 'account.link_person'
    const body: Body = { account, link, ...(reason.trim() ? { reason: reason.trim() } : {}) }
    const text = JSON.stringify(body)
    if (sent.current.body !== text) sent.current = { body: text, id: newCommandId() }
    const receipt = await send(type, sent.current.id, body)
    closeAction()
    announce({
      id: sent.current.id, tone: 'done',
      text: receipt.status === 'unchanged' ? 'It was so already; nothing was written.' : entry ? `${name}’s place on account ${account} is changed.` : `${name} is on account ${account} now.`,
    })
    await queries.invalidateQueries({ queryKey: ['ledger'] })
  }

  async function submit(event: FormEvent) {
    event.preventDefault()
    if (busy) return
    setBusy(true)
    setProblem(null)
    setNote('')
    try {
      await save()
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      setBusy(false)
    }
  }

  const section: SectionProps = { draft, change: setDraft, settings, errorAt }
  return (
    <form ref={form} onSubmit={(event) => void submit(event)} noValidate className="stack place">
      {note && <p className="problem" role="alert">{note}</p>}
      {problem && !wrong && <ProblemNote problem={problem} />}
      {!entry && (
        <div className="row">
          <FoundInput label="Person" kind="person" value={draft.person} name={name} isRequired errorMessage={errorAt('link.person')}
            onChange={(person, hit) => { setDraft((was) => ({ ...was, person })); setName(hit ? plain(hit.name) : '') }} />
          <ActButton onPress={() => setRegistering(true)}>Register a new person</ActButton>
        </div>
      )}
      {draft.main && <p className="quiet">Main customer of account {account}: what is grey is so for every main customer. Make another person the main customer to change it.</p>}
      <PlaceSection {...section} />
      <RoutingSections {...section} />
      <OverrideSection {...section} />
      <TextInput label="Reason" description={reasonHint} value={reason} onChange={setReason} errorMessage={errorAt('reason')} autoComplete="off" />
      <div className="row end"><ActButton onPress={closeAction}>Close</ActButton><ActButton type="submit" kind="primary" isPending={busy}>{entry ? 'Save' : 'Link person'}</ActButton></div>
      {registering && <NewPersonDialog settings={settings} onClose={() => setRegistering(false)} onDone={(person, full) => { setDraft((was) => ({ ...was, person })); setName(full) }} />}
    </form>
  )
}

export function PlaceDialog({ open }: { open: OpenAction }) {
  const { subject } = open
  const settings = useSettings()
  const title = subject.entry ? `${plain(subject.entry.name)} on account ${subject.account.heading.account}` : `Link a person to account ${subject.account.heading.account}`
  return (
    <ModalOverlay className="overlay" isOpen onOpenChange={(isOpen) => !isOpen && closeAction()}>
      <Modal className="modal wide">
        <Dialog className="dialog">
          <Heading slot="title">{title}</Heading>
          <Answer of={settings} what="the control tables">{(tables) => <PlaceForm subject={subject} settings={tables} />}</Answer>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
