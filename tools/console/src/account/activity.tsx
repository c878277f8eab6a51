// What happened lately, newest first, in words: who did it, why, and what it made. How much of it is shown is each user's own choice.
import { useState } from 'react'
import { type Activity as Timeline, useActivity } from '../api/queries'
import { placeOfKind } from '../documents/places'
import { instant } from '../format/date'
import { sign } from '../format/money'
import { plain, position } from '../format/words'
import { Day } from '../kit/amounts'
import { ActButton } from '../kit/button'
import { Nothing, ProblemNote, Waiting } from '../kit/states'
import { logDisplayOf } from '../layout/choices'
import { usePreference } from '../layout/preferences'
import { hashWith } from '../shell/filters'
import { useAsOf, useHref } from '../shell/route'
import { UsageDays } from './usage_days'

type Entry = Timeline['entries'][number]

function EntryLine({ entry, account, display }: { entry: Entry; account: string; display: ReturnType<typeof logDisplayOf> }) {
  const href = useHref()
  const asOf = useAsOf()
  const place = placeOfKind(entry.document_kind, entry.document) ?? (Number(entry.events) > 1 ? ['accounts', account, 'services'] : null)
  const summary = plain(entry.summary)
  const [unfolded, setUnfolded] = useState(false)
  const several = Number(entry.events) > 1 && entry.usage_of !== ''
  return (
    <li>
      {display.when === 'time' ? <time className="day" dateTime={entry.recorded_at}>{instant(entry.recorded_at)}</time> : <Day of={entry.day ?? entry.recorded_at.slice(0, 10)} />}
      <span className="what">
        {place ? <a href={href(...place)}>{summary}</a> : summary}
        {display.who && (
          <a className="quiet who" href={hashWith(['events', 'account', account], { at: String(entry.position) }, asOf)} title={`Recorded ${instant(entry.recorded_at)} UTC at position ${position(entry.position)}: open the event`}>
            {[entry.actor, entry.reason].filter(Boolean).join(': ') || `event ${position(entry.position)}`}
          </a>
        )}
        {several && <ActButton kind="quiet" aria-expanded={unfolded} onPress={() => setUnfolded(!unfolded)}>{unfolded ? 'Fold up' : `Show its ${entry.events} days`}</ActButton>}
        {unfolded && <UsageDays entry={entry} />}
      </span>
    </li>
  )
}

export function Activity({ account }: { account: string }) {
  const display = logDisplayOf(usePreference('layout.log'))
  const activity = useActivity(account, Number(display.lines))
  if (activity.isError && !activity.data) return <ProblemNote problem={activity.error} retry={() => void activity.refetch()} />
  if (!activity.data) return <Waiting what="recent activity" />
  const entries = activity.data.pages.flatMap((page) => page.entries)
  if (entries.length === 0) return <Nothing>Nothing has happened on this account.</Nothing>
  const shown = entries.filter((entry) => display.kind === 'all' || (entry.amount && sign(entry.amount) !== 0))
  return (
    <>
      <ol className="activity">{shown.map((entry, index) => <EntryLine key={`${entry.position} ${index}`} entry={entry} account={account} display={display} />)}</ol>
      {activity.hasNextPage && <ActButton kind="quiet" isPending={activity.isFetchingNextPage} onPress={() => void activity.fetchNextPage()}>Show what was before</ActButton>}
    </>
  )
}
