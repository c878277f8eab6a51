// The dialog of an action: its fields with their meanings, what it would do, errors at the field, and afterwards the receipt in words.
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useEffect, useMemo, useRef, useState } from 'react'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import commands from '../api/commands.json'
import { type Body, filled, idIn, newCommandId, send } from '../api/commands'
import { type Account, type Payment, oneOf, useDeposits, useOpenItems } from '../api/queries'
import { Problem, fieldOf, problemOf } from '../api/problem'
import { amount } from '../format/money'
import { ActButton } from '../kit/button'
import { keepFocus } from '../kit/keep_focus'
import { ProblemNote } from '../kit/states'
import { useSession, whyNot } from '../session/session'
import { announce } from '../shell/notices'
import { hashOf } from '../shell/route'
import { ActionField } from './action_field'
import { type OpenAction, type Subject, closeAction } from './open'
import { Preview } from './preview'
import { SpecTable } from './spec_table'
import { type ActionSpec, type FieldSpec, type Undo, type Values, actions, payableByName, specLines } from './specs'

type Described = Record<string, { description: string; fields: Record<string, { description: string; required?: boolean }> }>
const described = commands as Described

function startingValues(fields: readonly FieldSpec[], subject: Subject): Values {
  return Object.fromEntries(fields.map((field) => [field.path, field.initial?.(subject) ?? '']))
}

/** Sends an act's way back, and says what became of it. */
async function takeBack(undo: Undo, reread: () => Promise<unknown>): Promise<void> {
  const id = newCommandId()
  try {
    await send(undo.type, id, filled(undo.body))
    await reread()
    announce({ id, tone: 'done', text: 'Taken back. Both stand in the history.' })
  } catch (error) {
    announce({ id, tone: 'error', text: problemOf(error).message })
  }
}

/** What a payment paid, in words, from the payment itself. */
function paidInWords(payment: Payment, id: string): string {
  const share = payment.payments.find((each) => each.payment === id)
  if (!share) return ''
  const paid = share.allocations.map((each) => `${each.document} ${amount(each.amount)}`).join(', ')
  const rest = /[1-9]/.test(share.unapplied) ? `${amount(share.unapplied)} waits as credit.` : ''
  return [paid && `It paid ${paid}.`, rest].filter(Boolean).join(' ')
}

export function ActionDialog({ open }: { open: OpenAction }) {
  const spec = actions[open.id]
  return spec ? <Form spec={spec} subject={open.subject} /> : null
}

function Form({ spec, subject }: { spec: ActionSpec; subject: Subject }) {
  const queries = useQueryClient()
  const session = useSession()
  const account = subject.account.heading.account
  const all = useMemo(() => [...spec.fields, ...(spec.moreFields?.(subject) ?? [])], [spec, subject])
  const [values, setValues] = useState(() => startingValues(all, subject))
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  const [version, setVersion] = useState(subject.account.version)
  const [changed, setChanged] = useState('')
  const form = useRef<HTMLFormElement>(null)
  const sent = useRef({ body: '', id: '' })
  const items = useOpenItems(spec.spec ? account : '')
  const named = !!spec.spec && values['shares[0].policy'] === 'spec'
  const deposits = useDeposits(named ? account : '')
  const fields = all.filter((field) => field.shown?.(values, subject) ?? true)
  const body = useMemo(() => (spec.asGiven ? spec.body(values, subject, items.data) : filled(spec.body(values, subject, items.data))), [spec, values, subject, items.data])
  const lines = specLines(values)
  const paths = [...fields.map((field) => field.path), ...lines.map((_, index) => `shares[0].spec[${index}]`)]
  const wrong = problem ? fieldOf(problem.field, paths) : ''
  const message = problem ? problem.cure || problem.message : ''

  useEffect(() => {
    if (problem) form.current?.querySelector<HTMLElement>('[aria-invalid=true], [data-invalid] input')?.focus()
  }, [problem])

  const reread = () => queries.invalidateQueries({ queryKey: ['ledger'] })

  /** Whether someone else wrote on the account since the dialog opened: then this one is told first. */
  async function changedMeanwhile(): Promise<boolean> {
    const now = await queries.fetchQuery({ ...oneOf<Account>('/v1/accounts/{id}', account, null), staleTime: 0 })
    if (String(now.version) === String(version)) return false
    setVersion(now.version)
    setChanged(`Account ${account} changed while this was open: ${amount(subject.account.current)} was owed then, ${amount(now.current)} now. Look again, then send.`)
    await reread()
    return true
  }

  async function finish(receipt: Awaited<ReturnType<typeof send>>) {
    const link = spec.link?.(receipt) ?? null
    const reversal = spec.undo?.(receipt, subject, values) ?? null
    // Who may act may not always take it back: a clerk posts payments, and a supervisor cancels them.
    const undo = reversal && whyNot(session, reversal.type) === null ? reversal : null
    const after = await queries.fetchQuery({ ...oneOf<Account>('/v1/accounts/{id}', account, null), staleTime: 0 })
    const payment = spec.type === 'payment.post' ? idIn(receipt, 'payment') : ''
    const paid = payment ? paidInWords(await queries.fetchQuery(oneOf<Payment>('/v1/payments/{id}', payment, null)), payment) : ''
    const balance = after.current === subject.account.current ? '' : `Current balance: ${amount(after.current)} ${after.currency}, before: ${amount(subject.account.current)}.`
    // The way back is offered where keys reach it: the dialog is gone by then.
    closeAction()
    announce({
      id: receipt.command_id ?? newCommandId(),
      tone: 'done',
      text: [receipt.status === 'unchanged' ? 'It was so already; nothing was written.' : spec.done(receipt, values, subject), paid, balance].filter(Boolean).join(' '),
      ...(link ? { link: { href: hashOf(link, null), label: `Open ${link[1] ?? ''}` } } : {}),
      ...(undo && receipt.status !== 'unchanged' ? { undo: { label: undo.label, run: () => void takeBack(undo, reread) } } : {}),
    })
    await reread()
    keepFocus()
  }

  async function submit(event: FormEvent) {
    event.preventDefault()
    if (busy) return
    setChanged('')
    const missing = fields.find((field) => field.required && (values[field.path] ?? '').trim() === '')
    if (missing) return setProblem(new Problem({ status: 0, field: missing.path, cure: `${missing.label} may not be empty.` }))
    setBusy(true)
    setProblem(null)
    try {
      if (await changedMeanwhile()) return
      const text = JSON.stringify(body)
      // The same command sent again keeps its id, so that it acts once.
      if (sent.current.body !== text) sent.current = { body: text, id: newCommandId() }
      await finish(await send(spec.type, sent.current.id, body as Body))
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      setBusy(false)
    }
  }

  const texts = described[spec.type]?.fields ?? {}
  return (
    <ModalOverlay className="overlay" isOpen onOpenChange={(isOpen) => !isOpen && closeAction()}>
      <Modal className="modal">
        <Dialog className="dialog">
          <Heading slot="title">{spec.title(subject)}</Heading>
          {spec.intro && <p className="quiet">{spec.intro(subject)}</p>}
          <form ref={form} onSubmit={submit} noValidate className="stack">
            {changed && <p className="problem" role="alert">{changed}</p>}
            {problem && !wrong && <ProblemNote problem={problem} />}
            <div className="form-grid">
              {fields.map((field, index) => (
                <ActionField key={field.path} field={field} subject={subject} value={values[field.path] ?? ''} autoFocus={index === 0}
                  description={field.description ?? texts[field.path]?.description ?? ''} error={wrong === field.path ? message : undefined}
                  onChange={(value) => setValues((before) => ({ ...before, [field.path]: value }))} />
              ))}
            </div>
            {named && items.data && deposits.data && (
              <SpecTable documents={payableByName(items.data, deposits.data)} values={values} currency={subject.account.currency} errorAt={(document) => (lines.findIndex((line) => line.document === document) >= 0 && wrong === `shares[0].spec[${lines.findIndex((line) => line.document === document)}]` ? message : undefined)}
                onChange={(document, value) => setValues((before) => ({ ...before, [`spec ${document}`]: value }))} />
            )}
            <Preview type={spec.type} body={body} ready={fields.every((field) => !field.required || (values[field.path] ?? '').trim() !== '')} />
            <div className="row end">
              <ActButton onPress={closeAction}>Close</ActButton>
              <ActButton type="submit" kind={spec.danger ? 'danger' : 'primary'} isPending={busy}>{spec.submit}</ActButton>
            </div>
          </form>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
