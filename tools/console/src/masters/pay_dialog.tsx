// One payment for all accounts of a collective: what each would get is tried before it is posted.
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useRef, useState } from 'react'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { Preview } from '../actions/preview'
import { filled, newCommandId, send } from '../api/commands'
import { type Problem, problemOf } from '../api/problem'
import { isAmount, sign, typed } from '../format/money'
import { ActButton } from '../kit/button'
import { ChoiceInput, DayInput, MoneyInput, TextInput } from '../kit/fields'
import { ProblemNote } from '../kit/states'
import { announce } from '../shell/notices'
import type { Collective } from './lists'

const kinds = ['cheque', 'cash', 'card', 'direct_debit', 'other'].map((id) => ({ id, label: id.replace('_', ' ') }))

export function PayDialog({ collective, close }: { collective: Collective; close: () => void }) {
  const queries = useQueryClient()
  const [values, setValues] = useState({ amount: '', kind: 'cheque', reference: '', received_on: '' })
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  const sent = useRef({ body: '', id: '' })
  const set = (name: keyof typeof values) => (text: string) => setValues((before) => ({ ...before, [name]: text }))
  const money = typed(values.amount)
  const ready = isAmount(money) && sign(money) > 0
  const body = filled({ master: collective.master, received_on: values.received_on, tenders: [filled({ kind: values.kind, amount: money, reference: values.reference })] })

  async function submit(event: FormEvent) {
    event.preventDefault()
    if (busy || !ready) return
    setBusy(true)
    setProblem(null)
    try {
      const text = JSON.stringify(body)
      if (sent.current.body !== text) sent.current = { body: text, id: newCommandId() }
      await send('collective.pay', sent.current.id, body)
      close()
      announce({ id: sent.current.id, tone: 'done', text: `The payment for ${collective.name} is posted.` })
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
          <Heading slot="title">Payment for {collective.name}</Heading>
          <p className="quiet">It pays open items of all accounts under it, the oldest due first. What no item takes is credit of account {collective.payer}.</p>
          <form onSubmit={submit} noValidate className="stack">
            {problem && <ProblemNote problem={problem} />}
            <div className="form-grid">
              <MoneyInput label="Amount" currency={collective.currency} value={values.amount} onChange={set('amount')} isRequired autoFocus />
              <ChoiceInput label="How it was paid" options={kinds} value={values.kind} onChange={set('kind')} />
              <TextInput label="Reference" description="Number that reconciles it with the bank." value={values.reference} onChange={set('reference')} />
              <DayInput label="Received on" description="Left empty: today." value={values.received_on} onChange={set('received_on')} />
            </div>
            <Preview type="collective.pay" body={body} ready={ready} />
            <div className="row end">
              <ActButton onPress={close}>Close</ActButton>
              <ActButton type="submit" kind="primary" isDisabled={!ready} isPending={busy}>Post payment</ActButton>
            </div>
          </form>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
