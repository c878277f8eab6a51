// From a document back to whose it is, with its history.
import type { Heading } from '../api/queries'
import { HistoryLinks } from '../audit/history_links'
import { type Step, Trail, stepsOf } from '../shell/hierarchy'

export function DocumentTrail({ heading, kind, id, steps }: {
  heading: Heading
  /** What two moments of are compared. */
  kind: 'invoice' | 'statement' | 'payment'
  id: string
  /** Left out: the account, and the document. */
  steps?: readonly Step[]
}) {
  const title = `${kind.charAt(0).toUpperCase()}${kind.slice(1)} ${id}`
  return (
    <Trail steps={steps ?? [...stepsOf(heading), { label: title, place: [`${kind}s`, id], here: true }]}>
      <HistoryLinks kind="account" id={heading.account} compared={[kind, id]} />
    </Trail>
  )
}
