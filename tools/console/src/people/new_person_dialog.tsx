// Registers a person who is to be on an account: a command of its own, before the one that links them.
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useRef, useState } from 'react'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { type Body, filled, idIn, newCommandId, send } from '../api/commands'
import { type Problem, fieldOf, problemOf } from '../api/problem'
import type { Settings } from '../codes/settings'
import { ActButton } from '../kit/button'
import { PickInput, TextInput } from '../kit/fields'
import { ProblemNote } from '../kit/states'
import { useLikelyDuplicates } from '../setup/duplicates'
import { type PersonDraft, newDraft } from '../setup/draft'
import { type AddressDraft, emptyAddress, filledAddress, hasAddress } from './address_draft'
import { AddressFields } from './address_fields'

/** The command that registers a person with the address that mail goes to. */
export function registrationOf(person: PersonDraft, address: AddressDraft): Body {
  const phones = Object.entries(person.phones).filter(([, number]) => number.trim() !== '')
  return filled({
    ...(person.kind === 'business' ? { kind: 'business' } : {}),
    name: { full: person.name.full.trim() },
    email: person.email.trim(),
    ...(phones.length ? { phones: phones.map(([phone_type, number]) => ({ phone_type, number: number.trim() })) } : {}),
    ...(hasAddress(address) ? { addresses: [{ address_id: 'mailing', kind: 'mailing', address: filledAddress(address) }] } : {}),
  })
}

export function NewPersonDialog({ settings, onClose, onDone }: { settings: Settings; onClose: () => void; onDone: (person: string, name: string) => void }) {
  const queries = useQueryClient()
  const [person, setPerson] = useState(() => newDraft(settings).person)
  const [address, setAddress] = useState(() => emptyAddress(settings.options.default_country))
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  const sent = useRef({ body: '', id: '' })
  const likely = useLikelyDuplicates(person, address)
  const set = (next: Partial<PersonDraft>) => setPerson((before) => ({ ...before, ...next }))
  const phones = Object.entries(person.phones).filter(([, number]) => number.trim() !== '')
  const paths = ['name', 'email', 'addresses[0].address', ...phones.map((_, index) => `phones[${index}]`)]
  const wrong = problem ? fieldOf(problem.field, paths) : ''
  const said = problem ? problem.cure || problem.message : ''

  async function submit(event: FormEvent) {
    event.preventDefault()
    event.stopPropagation()
    if (busy) return
    setBusy(true)
    setProblem(null)
    try {
      const body = registrationOf(person, address)
      const text = JSON.stringify(body)
      if (sent.current.body !== text) sent.current = { body: text, id: newCommandId() }
      const receipt = await send('person.register', sent.current.id, body)
      await queries.invalidateQueries({ queryKey: ['ledger'] })
      onDone(idIn(receipt, 'person'), person.name.full.trim())
      onClose()
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      setBusy(false)
    }
  }

  return (
    <ModalOverlay className="overlay" isOpen onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Modal className="modal">
        <Dialog className="dialog">
          <Heading slot="title">Register a person</Heading>
          <p className="quiet">The person is registered at once, whatever becomes of the account.</p>
          <form onSubmit={(event) => void submit(event)} noValidate className="stack">
            {problem && !wrong && <ProblemNote problem={problem} />}
            <div className="form-grid dense">
              <TextInput label="Name" isRequired autoFocus autoComplete="off" value={person.name.full} onChange={(full) => set({ name: { ...person.name, full } })} errorMessage={wrong === 'name' ? said : undefined} />
              <PickInput label="Is" value={person.kind} onChange={(kind) => set({ kind: kind as PersonDraft['kind'] })} options={[{ id: 'individual', label: 'An individual' }, { id: 'business', label: 'A business' }]} />
              <TextInput label="E-mail" autoComplete="off" value={person.email} onChange={(email) => set({ email })} errorMessage={wrong === 'email' ? said : undefined} />
              {settings.phoneTypes.map((type) => (
                <TextInput key={type.code} label={type.description || type.code} autoComplete="off" value={person.phones[type.code] ?? ''} onChange={(text) => set({ phones: { ...person.phones, [type.code]: text } })}
                  errorMessage={wrong === `phones[${phones.findIndex(([code]) => code === type.code)}]` ? said : undefined} />
              ))}
            </div>
            <AddressFields named="Mailing address" value={address} onChange={setAddress} settings={settings}
              errorAt={(field) => (wrong === 'addresses[0].address' && problem?.field === `addresses[0].address${field && `.${field}`}` ? said : undefined)} />
            {likely.length > 0 && (
              <section aria-label="Likely the same person" className="likely">
                <h3>Likely the same person</h3>
                <ul className="links">{likely.map((each) => (
                  <li key={each.person}><span>{each.name} · {each.person}</span><span className="quiet">{each.lives || 'no address'} · {each.agrees}</span>
                    <ActButton kind="quiet" onPress={() => { onDone(each.person, each.name); onClose() }} aria-label={`Take ${each.name} ${each.person}`}>Take this one</ActButton></li>
                ))}</ul>
              </section>
            )}
            <div className="row end"><ActButton onPress={onClose}>Close</ActButton><ActButton type="submit" kind="primary" isPending={busy}>Register</ActButton></div>
          </form>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
