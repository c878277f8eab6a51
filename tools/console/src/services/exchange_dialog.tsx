// Exchanging a meter: removal and installation from one form, sent one after the other.
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useRef, useState } from 'react'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { type OpenAction, type Subject, closeAction } from '../actions/open'
import { newCommandId, send } from '../api/commands'
import { type Problem, fieldOf, problemOf } from '../api/problem'
import { ActButton } from '../kit/button'
import { DayInput, TextInput } from '../kit/fields'
import { ProblemNote } from '../kit/states'
import { announce } from '../shell/notices'
import { type ExchangeDraft, installationOf, newExchange, removalOf } from './exchange'
import { readRegisters } from './reads'

type Point = NonNullable<Subject['point']>

function ExchangeForm({ point }: { point: Point }) {
  const queries = useQueryClient()
  const old = point.meters.find((meter) => !meter.removed_on)
  const [draft, setDraft] = useState(() => newExchange(point))
  const [problem, setProblem] = useState<Problem | null>(null)
  const [removed, setRemoved] = useState(false)
  const [busy, setBusy] = useState(false)
  const ids = useRef({ body: '', remove: '', install: '' })
  const set = (next: Partial<ExchangeDraft>) => setDraft((before) => ({ ...before, ...next }))
  const paths = ['removed_on', 'installed_on', 'meter', 'registers', 'reads', 'reason']
  const wrong = problem ? fieldOf(problem.field, paths) : ''
  const errorAt = (...fields: string[]) => (problem && fields.includes(wrong) ? problem.cure || problem.message : undefined)

  async function submit(event: FormEvent) {
    event.preventDefault()
    if (busy) return
    setBusy(true)
    setProblem(null)
    try {
      const text = JSON.stringify(draft)
      if (ids.current.body !== text) ids.current = { body: text, remove: newCommandId(), install: newCommandId() }
      const removal = removed ? null : removalOf(draft, point)
      if (removal) {
        await send('premise.remove_meter', ids.current.remove, removal)
        setRemoved(true)
      }
      await send('premise.install_meter', ids.current.install, installationOf(draft, point, old !== undefined))
      announce({ id: ids.current.install, tone: 'done', text: old ? `Meter ${old.meter} is exchanged for ${draft.meter.trim()} at ${point.service_point}.` : `Meter ${draft.meter.trim()} is installed at ${point.service_point}.` })
      closeAction()
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      setBusy(false)
      await queries.invalidateQueries({ queryKey: ['ledger'] })
    }
  }

  const registers = readRegisters(old ? point : { ...point, meters: point.meters.slice(-1).map((meter) => ({ ...meter, removed_on: null })) })
  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="stack">
      {removed && <p className="problem" role="alert">Meter {old?.meter} is removed. The new one is not installed yet.</p>}
      {problem && !wrong && <ProblemNote problem={problem} />}
      <div className="form-grid dense">
        {old && <DayInput label={`Last day of ${old.meter}`} isRequired value={draft.on} onChange={(on) => set({ on })} errorMessage={errorAt('removed_on', 'installed_on')} autoFocus />}
        {old && registers.map((register) => (
          <TextInput key={register.channel} label={`${old.meter} ends at${registers.length > 1 ? `, ${register.channel}` : ''}`} isRequired autoComplete="off" value={draft.lastReads[register.channel] ?? ''} isDisabled={removed}
            description={(() => { const last = point.last_reads.find((read) => read.channel === register.channel); return last ? `Last read ${last.value} ${register.unit} on ${last.read_on}` : '' })()}
            onChange={(value) => set({ lastReads: { ...draft.lastReads, [register.channel]: value } })} errorMessage={removed ? undefined : errorAt('reads')} />
        ))}
        {!old && <DayInput label="First day" isRequired value={draft.on} onChange={(on) => set({ on })} errorMessage={errorAt('installed_on')} autoFocus />}
        <TextInput label="New meter" isRequired description="Badge number." value={draft.meter} onChange={(meter) => set({ meter })} errorMessage={errorAt('meter')} autoComplete="off" />
        {registers.map((register) => (
          <TextInput key={register.channel} label={`New meter begins at${registers.length > 1 ? `, ${register.channel}` : ''}`} description="Left empty: 0." autoComplete="off" value={draft.firstReads[register.channel] ?? ''}
            onChange={(value) => set({ firstReads: { ...draft.firstReads, [register.channel]: value } })} errorMessage={removed ? errorAt('reads') : undefined} />
        ))}
        <TextInput label="Dials" value={draft.dials} inputMode="numeric" onChange={(dials) => set({ dials: dials.replace(/\D/g, '') })} errorMessage={errorAt('registers')} autoComplete="off" />
        <TextInput label="Decimals" value={draft.decimals} inputMode="numeric" onChange={(decimals) => set({ decimals: decimals.replace(/\D/g, '') })} autoComplete="off" />
        <TextInput label="Multiplier" value={draft.multiplier} onChange={(multiplier) => set({ multiplier })} autoComplete="off" />
        <TextInput label="Reason" value={draft.reason} onChange={(reason) => set({ reason })} errorMessage={errorAt('reason')} autoComplete="off" />
      </div>
      <div className="row end"><ActButton onPress={closeAction}>Close</ActButton><ActButton type="submit" kind="primary" isPending={busy}>{old && !removed ? 'Exchange meter' : 'Install meter'}</ActButton></div>
    </form>
  )
}

export function ExchangeDialog({ open }: { open: OpenAction }) {
  const point = open.subject.point
  return (
    <ModalOverlay className="overlay" isOpen onOpenChange={(isOpen) => !isOpen && closeAction()}>
      <Modal className="modal">
        <Dialog className="dialog">
          <Heading slot="title">Exchange the meter at {point?.service_point}</Heading>
          <p className="quiet">Two commands: the old meter is removed, then the new one measures from the next day on. If the second is refused the first stays.</p>
          {point && <ExchangeForm point={point} />}
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
