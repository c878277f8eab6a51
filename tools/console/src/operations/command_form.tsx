// A dialog for any command that has no screen of its own: its fields, with their meanings, from the command's description.
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useMemo, useRef, useState } from 'react'
import { Checkbox, CheckboxGroup, Dialog, FieldError, Heading, Label, Modal, ModalOverlay, Text } from 'react-aria-components'
import { newCommandId, send } from '../api/commands'
import { type Problem, fieldOf, problemOf } from '../api/problem'
import { ActButton } from '../kit/button'
import { CheckInput, ChoiceInput, DayInput, MoneyInput, TextInput } from '../kit/fields'
import { ProblemNote } from '../kit/states'
import { announce } from '../shell/notices'
import { type DescribedField, type Values, bodyOf, fieldsOf, labelOf } from './described'

export type CommandRequest = {
  type: string
  title: string
  submit: string
  danger?: boolean
  intro?: ReactNode
  /** What fields hold at first, by path. */
  initial?: Values
  /** Sent as they are, and not shown. */
  fixed?: Values
  /** Labels that say more than the path. */
  labels?: Record<string, string>
  needed?: readonly string[]
  done: (values: Values) => string
  currency?: string
  /** What becomes stale beside the ledger's answers. */
  stale?: readonly string[]
}

function FormField({ field, label, value, onChange, error, autoFocus, currency, needed }: {
  field: DescribedField
  label: string
  value: string
  onChange: (value: string) => void
  error: string | undefined
  autoFocus: boolean
  currency: string
  needed: boolean
}) {
  const common = { label, description: field.description, errorMessage: error, value, onChange, isRequired: needed, autoFocus }
  switch (field.kind) {
    case 'day': return <DayInput {...common} />
    case 'money': return <MoneyInput {...common} currency={currency} />
    case 'check': return <CheckInput label={label} description={field.description} isSelected={value === 'true'} onChange={(on) => onChange(String(on))} />
    case 'choice': return <ChoiceInput {...common} options={(field.choices ?? []).map((id) => ({ id, label: id.replace(/_/g, ' ') }))} />
    case 'lines': return <TextInput {...common} multiline className="wide" />
    case 'list': if (field.choices) return <ChoiceList field={field} label={label} value={value} onChange={onChange} error={error} choices={field.choices} />
      return <TextInput {...common} description={`${field.description} Apart by commas.`} autoComplete="off" />
    default: return <TextInput {...common} autoComplete="off" {...(field.kind === 'integer' ? { inputMode: 'numeric' as const } : {})} />
  }
}

/** Several of a closed list, such as roles. */
function ChoiceList({ field, label, value, onChange, error, choices }: { field: DescribedField; label: string; value: string; onChange: (value: string) => void; error: string | undefined; choices: readonly string[] }) {
  const chosen = value.split(',').map((each) => each.trim())
  return (
    <CheckboxGroup className="field checks" value={chosen} onChange={(next) => onChange(choices.filter((each) => next.includes(each)).join(', '))} isInvalid={!!error} validationBehavior="aria">
      <Label>{label}</Label>
      {choices.map((each) => <Checkbox key={each} value={each} className="checkbox"><span className="box" aria-hidden="true" />{each}</Checkbox>)}
      {error ? <FieldError className="field-error">{error}</FieldError> : <Text slot="description" className="hint">{field.description}</Text>}
    </CheckboxGroup>
  )
}

export function CommandForm({ request, close }: { request: CommandRequest; close: () => void }) {
  const queries = useQueryClient()
  const fields = useMemo(() => fieldsOf(request.type).filter((field) => !(request.fixed && field.path in request.fixed)), [request])
  const [values, setValues] = useState<Values>(() => ({ ...Object.fromEntries(fields.map((field) => [field.path, ''])), ...request.initial }))
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  const sent = useRef({ body: '', id: '' })
  const wrong = problem ? fieldOf(problem.field, fields.map((field) => field.path)) : ''

  async function submit(event: FormEvent) {
    event.preventDefault()
    if (busy) return
    setBusy(true)
    setProblem(null)
    try {
      const body = bodyOf(request.type, { ...values, ...request.fixed })
      const text = JSON.stringify(body)
      // The same command sent again keeps its id, so that it acts once.
      if (sent.current.body !== text) sent.current = { body: text, id: newCommandId() }
      const receipt = await send(request.type, sent.current.id, body)
      close()
      announce({ id: sent.current.id, tone: 'done', text: receipt.status === 'unchanged' ? 'It was so already; nothing was written.' : request.done(values) })
      await Promise.all(['ledger', ...(request.stale ?? [])].map((key) => queries.invalidateQueries({ queryKey: [key] })))
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
          <Heading slot="title">{request.title}</Heading>
          {request.intro && <div className="quiet">{request.intro}</div>}
          <form onSubmit={submit} noValidate className="stack">
            {problem && !wrong && <ProblemNote problem={problem} />}
            <div className="form-grid">
              {fields.map((field, index) => (
                <FormField key={field.path} field={field} label={request.labels?.[field.path] ?? labelOf(field.path)} value={values[field.path] ?? ''} autoFocus={index === 0} currency={request.currency ?? ''}
                  needed={!!field.required || !!request.needed?.includes(field.path)} error={wrong === field.path ? problem?.cure || problem?.message : undefined}
                  onChange={(value) => setValues((before) => ({ ...before, [field.path]: value }))} />
              ))}
            </div>
            <div className="row end">
              <ActButton onPress={close}>Close</ActButton>
              <ActButton type="submit" kind={request.danger ? 'danger' : 'primary'} isPending={busy}>{request.submit}</ActButton>
            </div>
          </form>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
