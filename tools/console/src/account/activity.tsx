// What happened lately, newest first, in words: who did it, why, and what it made.
import { type Activity as Timeline, useActivity } from '../api/queries'
import { placeOfKind } from '../documents/places'
import { instant } from '../format/date'
import { plain, position } from '../format/words'
import { Day } from '../kit/amounts'
import { ActButton } from '../kit/button'
import { Nothing, ProblemNote, Waiting } from '../kit/states'
import { useHref } from '../shell/route'

type Entry = Timeline['entries'][number]

function EntryLine({ entry }: { entry: Entry }) {
  const href = useHref()
  const place = placeOfKind(entry.document_kind, entry.document)
  const summary = plain(entry.summary)
  return (
    <li>
      <Day of={entry.day ?? entry.recorded_at.slice(0, 10)} />
      <span className="what">
        {place ? <a href={href(...place)}>{summary}</a> : summary}
        <span className="quiet who" title={`Recorded ${instant(entry.recorded_at)} UTC at position ${position(entry.position)}, ${entry.type}`}>
          {[entry.actor, entry.reason].filter(Boolean).join(': ')}
        </span>
      </span>
    </li>
  )
}

export function Activity({ account }: { account: string }) {
  const activity = useActivity(account)
  if (activity.isError && !activity.data) return <ProblemNote problem={activity.error} retry={() => void activity.refetch()} />
  if (!activity.data) return <Waiting what="recent activity" />
  const entries = activity.data.pages.flatMap((page) => page.entries)
  if (entries.length === 0) return <Nothing>Nothing has happened on this account.</Nothing>
  return (
    <>
      <ol className="activity">{entries.map((entry, index) => <EntryLine key={`${entry.position} ${index}`} entry={entry} />)}</ol>
      {activity.hasNextPage && <ActButton kind="quiet" isPending={activity.isFetchingNextPage} onPress={() => void activity.fetchNextPage()}>Show what was before</ActButton>}
    </>
  )
}
