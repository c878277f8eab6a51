// A batch is counted, kind by kind, and closed. Who may closes it with a difference for a stated reason.
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useRef, useState } from 'react'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { filled, newCommandId, send } from '../api/commands'
import { type Problem, problemOf } from '../api/problem'
import { isAmount, sign, typed } from '../format/money'
import { sentence } from '../format/words'
import { ActButton } from '../kit/button'
import { MoneyInput, TextInput } from '../kit/fields'
import { ProblemNote } from '../kit/states'
import { useSession, whyNot } from '../session/session'
import { announce } from '../shell/notices'
import type { BatchAnswer } from './lists'

/** What a count of this batch asks for: of a till its cash in any case, of others what is in them. */
export function kindsToCount(batch: Pick<BatchAnswer, 'totals' | 'batch'>): string[] {
  const posted = batch.totals.map((total) => total.kind as string)
  return batch.batch.kind === 'till' && !posted.includes('cash') ? ['cash', ...posted] : posted
}

/** The counts of a form; what is empty or zero was not there. */
export function countsOf(values: Record<string, string>): { kind: string; amount: string }[] {
  return Object.entries(values).map(([kind, text]) => ({ kind, amount: typed(text) })).filter((each) => each.amount !== '' && !(isAmount(each.amount) && sign(each.amount) === 0))
}

export function CountDialog({ answer, close }: { answer: BatchAnswer; close: () => void }) {
  const queries = useQueryClient()
  const session = useSession()
  const batch = answer.batch
  const [values, setValues] = useState<Record<string, string>>({})
  const [why, setWhy] = useState('')
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  const sent = useRef({ body: '', id: '' })
  const mayDiffer = whyNot(session, 'batch.close_with_difference') === null

  async function submit(event: FormEvent) {
    event.preventDefault()
    if (busy) return
    setBusy(true)
    setProblem(null)
    try {
      const type = why.trim() && mayDiffer ? 'batch.close_with_difference' : 'batch.close'
      const body = filled({ batch: batch.batch, counted: countsOf(values), ...(type === 'batch.close' ? {} : { difference_reason: why.trim() }) })
      const text = type + JSON.stringify(body)
      if (sent.current.body !== text) sent.current = { body: text, id: newCommandId() }
      await send(type, sent.current.id, body)
      close()
      announce({ id: sent.current.id, tone: 'done', text: `Batch ${batch.batch} is closed.` })
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
          <Heading slot="title">Count and close {batch.batch}</Heading>
          <p className="quiet">{batch.kind === 'till' ? 'Count what is in the till, the float with the cash.' : 'Left empty, what its sender declared is held against what was posted.'}</p>
          <form onSubmit={submit} noValidate className="stack">
            {problem && <ProblemNote problem={problem} />}
            <div className="form-grid">
              {kindsToCount(answer).map((kind, index) => (
                <MoneyInput key={kind} label={sentence(kind)} currency={answer.currency} value={values[kind] ?? ''} autoFocus={index === 0} onChange={(text) => setValues((before) => ({ ...before, [kind]: text }))} />
              ))}
              {mayDiffer && <TextInput label="Difference reason" description="As a code, such as MISCOUNT. Left empty: a batch that differs is not closed." value={why} onChange={setWhy} />}
            </div>
            <div className="row end">
              <ActButton onPress={close}>Close dialog</ActButton>
              <ActButton type="submit" kind="primary" isPending={busy}>Close batch</ActButton>
            </div>
          </form>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
