// Who entered a fact, when and why; and whether an amount agrees with its computation.
import type { components } from '../api/schema'
import { instant } from '../format/date'
import { position } from '../format/words'

export type EventCause = components['schemas']['answer.EventCause']

export function Cause({ of, verb = 'Entered' }: { of: EventCause | undefined; verb?: string }) {
  if (!of) return <span className="quiet">Given with the start or stop of the service.</span>
  return (
    <span className="quiet cause" title={`${of.type}, command ${of.command_id}`}>
      {verb} {instant(of.recorded_at)} UTC by {of.actor}{of.reason && ` (${of.reason})`}, event {position(of.position)}
    </span>
  )
}

export function Agreement({ agrees, differences, what }: { agrees: boolean; differences: readonly string[]; what: string }) {
  if (agrees) return <p className="agrees">✓ {what}</p>
  return (
    <div className="problem" role="alert">
      <p>The computation does not come to the amount. Report this before you act on it.</p>
      {differences.map((difference) => <p key={difference}>{difference}</p>)}
    </div>
  )
}
