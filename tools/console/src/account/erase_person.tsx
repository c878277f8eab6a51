// Erases a person: says what is lost and what stays, and asks for the person's number, since there is no way back. No free text
// is taken: it would be a place to write down again what is erased.
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useRef, useState } from 'react'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { filled, newCommandId, send } from '../api/commands'
import { type Problem, problemOf } from '../api/problem'
import type { Person } from '../api/queries'
import { plain, sentence } from '../format/words'
import { ActButton } from '../kit/button'
import { ChoiceInput, TextInput } from '../kit/fields'
import { ProblemNote } from '../kit/states'
import { forgetVisits } from '../search/recent'
import { announce } from '../shell/notices'

export const grounds = ['request', 'no_longer_needed', 'consent_withdrawn', 'objection', 'unlawful_processing', 'legal_obligation'] as const
const groundOptions = grounds.map((id) => ({ id, label: sentence(id.replaceAll('_', ' ')) }))

export function ErasePersonDialog({ person, close }: { person: Person; close: () => void }) {
  const queries = useQueryClient()
  const [values, setValues] = useState({ ground: '', typed: '' })
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  const sent = useRef({ body: '', id: '' })
  const set = (name: keyof typeof values) => (text: string) => setValues((before) => ({ ...before, [name]: text }))
  const ready = values.ground !== '' && values.typed.trim() === person.person
  const name = plain(person.name.full)

  async function submit(event: FormEvent) {
    event.preventDefault()
    if (busy || !ready) return
    setBusy(true)
    setProblem(null)
    try {
      const body = filled({ person: person.person, ground: values.ground })
      const text = JSON.stringify(body)
      if (sent.current.body !== text) sent.current = { body: text, id: newCommandId() }
      const receipt = await send('person.erase', sent.current.id, body)
      forgetVisits()
      close()
      announce({ id: sent.current.id, tone: 'done', text: receipt.status === 'unchanged' ? `Person ${person.person} was erased before.` : `Person ${person.person} is erased.` })
      await queries.invalidateQueries({ queryKey: ['ledger'] })
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      setBusy(false)
    }
  }

  return (
    <ModalOverlay className="overlay" isOpen onOpenChange={(isOpen) => !isOpen && close()}>
      <Modal className="modal">
        <Dialog className="dialog">
          <Heading slot="title">Erase {name}, person {person.person}</Heading>
          <p><strong>This cannot be undone.</strong> The key of this person is destroyed. No one can read again, here or in any copy of the ledger:</p>
          <ul>
            <li>their name, phones, e-mail, identifiers and addresses, today’s and all earlier ones;</li>
            <li>where their bills and letters went, and what the letters said;</li>
            <li>notes, memos and bank details of accounts whose main customer they were.</li>
          </ul>
          <p className="quiet">Accounts, bills, payments and the books stay as they are, and show “(erased)” where the text was. All accounts of the person must be settled.</p>
          <form onSubmit={submit} noValidate className="stack">
            {problem && <ProblemNote problem={problem} />}
            <ChoiceInput label="Ground" description="It stays in the ledger." options={groundOptions} value={values.ground} onChange={set('ground')} isRequired autoFocus />
            <TextInput label={`Type ${person.person} to confirm`} description="The person’s number." value={values.typed} onChange={set('typed')} isRequired />
            <div className="row end">
              <ActButton onPress={close}>Keep the person</ActButton>
              <ActButton type="submit" kind="danger" isDisabled={!ready} isPending={busy}>Erase for good</ActButton>
            </div>
          </form>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
