// Another service address of a location that exists: it is so from now on, and documents that were issued keep theirs.
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useRef, useState } from 'react'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { reasonHint } from '../actions/common_fields'
import { type OpenAction, closeAction } from '../actions/open'
import { type Body, newCommandId, send } from '../api/commands'
import { type Problem, fieldOf, problemOf } from '../api/problem'
import type { Premise } from '../api/queries'
import { type Settings, useSettings } from '../codes/settings'
import { oneLine } from '../format/address'
import { ActButton } from '../kit/button'
import { TextInput } from '../kit/fields'
import { Answer, ProblemNote } from '../kit/states'
import { addressFields, addressLine, draftOfAddress, filledAddress } from '../people/address_draft'
import { AddressFields } from '../people/address_fields'
import { announce } from '../shell/notices'

const paths = ['address', ...addressFields.map((field) => `address.${field}`), 'reason']

function LocationAddressForm({ premise, settings, onClose }: { premise: Premise; settings: Settings; onClose: () => void }) {
  const queries = useQueryClient()
  const [address, setAddress] = useState(() => draftOfAddress(premise.address))
  const [reason, setReason] = useState('')
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  const sent = useRef({ body: '', id: '' })
  const wrong = problem ? fieldOf(problem.field, paths) : ''
  const errorAt = (path: string) => (problem && wrong === path ? problem.cure || problem.message : undefined)

  async function submit(event: FormEvent) {
    event.preventDefault()
    if (busy) return
    setBusy(true)
    setProblem(null)
    try {
      const body: Body = { premise: premise.premise, address: filledAddress(address), ...(reason.trim() ? { reason: reason.trim() } : {}) }
      const text = JSON.stringify(body)
      if (sent.current.body !== text) sent.current = { body: text, id: newCommandId() }
      const receipt = await send('premise.change_address', sent.current.id, body)
      onClose()
      announce({ id: sent.current.id, tone: 'done', text: receipt.status === 'unchanged' ? 'It was so already; nothing was written.' : `Location ${premise.premise} is at ${addressLine(address)}.` })
      await queries.invalidateQueries({ queryKey: ['ledger'] })
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      setBusy(false)
    }
  }

  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="stack">
      <p className="quiet">Now {oneLine(premise.address) || 'without an address'}. Bills and letters that were issued keep the address of their day.</p>
      {problem && !wrong && <ProblemNote problem={problem} />}
      <AddressFields named="Service address" value={address} onChange={setAddress} settings={settings} errorAt={(field) => errorAt(field ? `address.${field}` : 'address')} />
      <TextInput label="Reason" description={reasonHint} value={reason} onChange={setReason} errorMessage={errorAt('reason')} autoComplete="off" />
      <div className="row end"><ActButton onPress={onClose}>Close</ActButton><ActButton type="submit" kind="primary" isPending={busy}>Change address</ActButton></div>
    </form>
  )
}

export function AddressOfLocation({ premise, onClose }: { premise: Premise; onClose: () => void }) {
  const settings = useSettings()
  return (
    <ModalOverlay className="overlay" isOpen onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Modal className="modal">
        <Dialog className="dialog">
          <Heading slot="title">Address of location {premise.premise}</Heading>
          <Answer of={settings} what="the control tables">{(tables) => <LocationAddressForm premise={premise} settings={tables} onClose={onClose} />}</Answer>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

export function LocationAddressDialog({ open }: { open: OpenAction }) {
  const { premise } = open.subject
  return premise ? <AddressOfLocation premise={premise} onClose={closeAction} /> : null
}
