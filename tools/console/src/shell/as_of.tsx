// The moment that one looks at: now, or a day, an instant or a position of the past. In the past nothing can be changed.
import { Suspense, lazy } from 'react'
import { Button, Dialog, DialogTrigger, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { isDay } from '../format/date'
import { position } from '../format/words'
import { ActButton } from '../kit/button'
import { goToMoment, useAsOf } from './route'

// Date fields are large: they are loaded when first needed.
const MomentForm = lazy(() => import('./moment_form').then((module) => ({ default: module.MomentForm })))

export type MomentKind = 'day' | 'instant' | 'position'

export function kindOfMoment(asOf: string): MomentKind {
  return /^\d+$/.test(asOf) ? 'position' : isDay(asOf) ? 'day' : 'instant'
}

/** What is wrong with a moment as typed; null where it can be asked. */
export function momentProblem(kind: MomentKind, text: string): string | null {
  if (kind === 'day') return isDay(text) ? null : 'Give a day that exists, such as 2022-01-31.'
  if (kind === 'position') return /^\d{1,18}$/.test(text) ? null : 'Give a position: a whole number such as 5364.'
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?Z$/.test(text) && !Number.isNaN(Date.parse(text)) ? null : 'Give an instant in UTC, such as 2022-01-31T17:00:00Z.'
}

export function momentInWords(asOf: string): string {
  const kind = kindOfMoment(asOf)
  return kind === 'position' ? `position ${position(asOf)}` : kind === 'day' ? `the end of ${asOf}` : asOf.replace('T', ' ').replace('Z', ' UTC')
}

/** Why an act is off in the past; null now. */
export function usePastReason(): string | null {
  const asOf = useAsOf()
  return asOf === null ? null : `You look at ${momentInWords(asOf)}. Return to now to act.`
}

export function AsOfControl({ isOpen, onOpenChange }: { isOpen: boolean; onOpenChange: (open: boolean) => void }) {
  const asOf = useAsOf()
  return (
    <DialogTrigger isOpen={isOpen} onOpenChange={onOpenChange}>
      <Button className={`act quiet as-of${asOf ? ' past' : ''}`}>
        <span className="quiet">As of</span> {asOf ? (kindOfMoment(asOf) === 'position' ? `#${position(asOf)}` : asOf) : 'now'}
      </Button>
      <ModalOverlay className="overlay top" isDismissable>
        <Modal className="modal small">
          <Dialog className="dialog">
            {({ close }) => (
              <>
                <Heading slot="title">The moment to look at</Heading>
                <Suspense><MomentForm close={close} /></Suspense>
              </>
            )}
          </Dialog>
        </Modal>
      </ModalOverlay>
    </DialogTrigger>
  )
}

/** The mark that one looks at the past, over the whole width of every screen. */
export function PastBand() {
  const asOf = useAsOf()
  if (asOf === null) return null
  return (
    <div className="past-band" role="status">
      <strong>The past.</strong> Everything is as the ledger knew it at {momentInWords(asOf)}. Actions are off.
      <ActButton onPress={() => goToMoment(null)}>Return to now</ActButton>
    </div>
  )
}
