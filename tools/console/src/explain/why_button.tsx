// Stands beside an amount and explains it.
import { ActButton } from '../kit/button'
import { type Explained, explain } from './open'

export function WhyButton({ of, label }: { of: Explained; label: string }) {
  return <ActButton kind="quiet" className="why-button" aria-label={`Why? ${label}`} onPress={() => explain(of)}>Why?</ActButton>
}
