// From what one looks at to its history: its events, and itself at two moments.
import { hashWith } from '../shell/filters'
import { useAsOf } from '../shell/route'

/** `account`: whose events. `compared`: what the two moments are of, where it is not the same. */
export function HistoryLinks({ kind, id, compared }: { kind: 'account' | 'person' | 'premise'; id: string; compared?: readonly [string, string] }) {
  const asOf = useAsOf()
  return (
    <ul className="history-links" aria-label="History">
      <li><a href={hashWith(['events', kind, id], {}, asOf)}>Events</a></li>
      <li><a href={hashWith(['compare', ...(compared ?? [kind, id])], { left: asOf ?? '' }, null)}>Two moments</a></li>
    </ul>
  )
}
