// One of a person's addresses: mailing, or for part of each year, in its country's fields.
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useRef, useState } from 'react'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { type OpenAction, type Subject, closeAction } from '../actions/open'
import { type Body, newCommandId, send } from '../api/commands'
import { type Problem, fieldOf, problemOf } from '../api/problem'
import type { Person } from '../api/queries'
import { type Settings, useSettings } from '../codes/settings'
import { plain } from '../format/words'
import { ActButton } from '../kit/button'
import { DayInput, PickInput, TextInput } from '../kit/fields'
import { Answer, ProblemNote } from '../kit/states'
import { announce } from '../shell/notices'
import { type AddressDraft, addressFields, draftOfAddress, emptyAddress, filledAddress } from './address_draft'
import { AddressFields } from './address_fields'

export type PersonAddressDraft = { id: string; kind: 'mailing' | 'seasonal'; from: string; until: string; first: string; last: string; address: AddressDraft }

export function draftOfPersonAddress(held: Person['addresses'][number] | undefined, country: string): PersonAddressDraft {
  if (!held) return { id: '', kind: 'mailing', from: '', until: '', first: '', last: '', address: emptyAddress(country) }
  return { id: held.address_id, kind: held.kind, from: held.from ?? '', until: held.until ?? '', first: held.season_first ?? '', last: held.season_last ?? '', address: draftOfAddress(held.address) }
}

/** The command's address: new, or in the place of the one with its id. */
export function personAddressOf(draft: PersonAddressDraft): Body {
  const given = { address_id: draft.id.trim(), kind: draft.kind, from: draft.from, until: draft.until, ...(draft.kind === 'seasonal' ? { season_first: draft.first.trim(), season_last: draft.last.trim() } : {}) }
  return { ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== '')), address: filledAddress(draft.address) }
}

const paths = ['address.address_id', 'address.from', 'address.until', 'address.season_first', 'address.season_last', 'address.address', ...addressFields.map((field) => `address.address.${field}`), 'reason']

function AddressForm({ subject, settings }: { subject: Subject; settings: Settings }) {
  const queries = useQueryClient()
  const [draft, setDraft] = useState(() => draftOfPersonAddress(subject.address, settings.options.default_country))
  const [reason, setReason] = useState('')
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  const sent = useRef({ body: '', id: '' })
  const set = (next: Partial<PersonAddressDraft>) => setDraft((before) => ({ ...before, ...next }))
  const wrong = problem ? fieldOf(problem.field, paths) : ''
  const errorAt = (path: string) => (problem && wrong === path ? problem.cure || problem.message : undefined)

  async function submit(event: FormEvent) {
    event.preventDefault()
    if (busy) return
    setBusy(true)
    setProblem(null)
    try {
      const body: Body = { person: subject.person?.person, address: personAddressOf(draft), ...(reason.trim() ? { reason: reason.trim() } : {}) }
      const text = JSON.stringify(body)
      if (sent.current.body !== text) sent.current = { body: text, id: newCommandId() }
      const receipt = await send('person.set_address', sent.current.id, body)
      closeAction()
      announce({ id: sent.current.id, tone: 'done', text: receipt.status === 'unchanged' ? 'It was so already; nothing was written.' : `Address ${draft.id.trim()} of ${plain(subject.person?.name.full)} is set.` })
      await queries.invalidateQueries({ queryKey: ['ledger'] })
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      setBusy(false)
    }
  }

  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="stack">
      {problem && !wrong && <ProblemNote problem={problem} />}
      <div className="form-grid dense">
        <PickInput label="Kind" value={draft.kind} onChange={(kind) => set({ kind: kind as PersonAddressDraft['kind'] })} options={[{ id: 'mailing', label: 'Mailing' }, { id: 'seasonal', label: 'For part of the year' }]} />
        <TextInput label="Address ID" isRequired description="A name for it, such as home." value={draft.id} onChange={(id) => set({ id })} errorMessage={errorAt('address.address_id')} autoComplete="off" isDisabled={subject.address !== undefined} />
        {draft.kind === 'seasonal' && <TextInput label="Each year from" description="Month and day, such as 11-01." value={draft.first} onChange={(first) => set({ first })} errorMessage={errorAt('address.season_first')} autoComplete="off" />}
        {draft.kind === 'seasonal' && <TextInput label="To" description="The last day, such as 03-31." value={draft.last} onChange={(last) => set({ last })} errorMessage={errorAt('address.season_last')} autoComplete="off" />}
      </div>
      <AddressFields named="Address" value={draft.address} onChange={(address) => set({ address })} settings={settings} errorAt={(field) => errorAt(field ? `address.address.${field}` : 'address.address')} />
      <div className="form-grid dense">
        <DayInput label="Effective from" description="Left empty: always was." value={draft.from} onChange={(from) => set({ from })} errorMessage={errorAt('address.from')} />
        <DayInput label="Until" description="First day it no longer is." value={draft.until} onChange={(until) => set({ until })} errorMessage={errorAt('address.until')} />
        <TextInput label="Reason" value={reason} onChange={setReason} errorMessage={errorAt('reason')} autoComplete="off" />
      </div>
      <div className="row end"><ActButton onPress={closeAction}>Close</ActButton><ActButton type="submit" kind="primary" isPending={busy}>Save</ActButton></div>
    </form>
  )
}

export function AddressDialog({ open }: { open: OpenAction }) {
  const { subject } = open
  const settings = useSettings()
  return (
    <ModalOverlay className="overlay" isOpen onOpenChange={(isOpen) => !isOpen && closeAction()}>
      <Modal className="modal">
        <Dialog className="dialog">
          <Heading slot="title">{subject.address ? `Address ${subject.address.address_id} of ${plain(subject.person?.name.full)}` : `New address of ${plain(subject.person?.name.full)}`}</Heading>
          <Answer of={settings} what="the control tables">{(tables) => <AddressForm subject={subject} settings={tables} />}</Answer>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
