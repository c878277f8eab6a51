// What happened lately, newest first, in words. A server with a timeline of its own is asked for it; an older one for the AR history.
import { useQuery } from '@tanstack/react-query'
import { type ArHistory, oneOf } from '../api/queries'
import { request } from '../api/client'
import { ownWrites } from '../api/freshness'
import { type Problem, problemOf } from '../api/problem'
import { instant } from '../format/date'
import { sign } from '../format/money'
import { kindInWords, sentence } from '../format/words'
import { placeOfDocument, placeOfKind } from '../documents/places'
import { Amount, Day } from '../kit/amounts'
import { Answer, Nothing } from '../kit/states'
import { logDisplayOf } from '../layout/choices'
import { usePreference } from '../layout/preferences'
import { hashWith } from '../shell/filters'
import { useAsOf, useHref } from '../shell/route'

export type Entry = {
  position: number
  recorded_at: string
  day: string | null
  actor: string
  reason: string
  summary: string
  amount: string
  document: string
  place: [string, string] | null
}

/** AR history's lines as entries, newest first, without a bill's second line of the same kind. */
export function entriesOf(history: Pick<ArHistory, 'lines'>): Entry[] {
  return history.lines.map((line) => ({
    position: Number(line.position),
    recorded_at: line.recorded_at,
    day: line.effective_date,
    actor: '',
    reason: '',
    summary: kindInWords(line.kind),
    amount: line.current,
    document: line.document,
    place: placeOfKind(line.kind, line.document),
  })).reverse()
}

type Told = Partial<Omit<Entry, 'place'>> & { type?: string }

function entriesTold(body: unknown): Entry[] {
  const told = (body as { entries?: Told[] }).entries ?? []
  return told.map((entry) => ({
    position: Number(entry.position ?? 0),
    recorded_at: entry.recorded_at ?? '',
    day: entry.day ?? null,
    actor: entry.actor ?? '',
    reason: entry.reason ?? '',
    summary: entry.summary ?? sentence(entry.type ?? ''),
    amount: entry.amount ?? '',
    document: entry.document ?? '',
    place: placeOfDocument(entry.document ?? ''),
  }))
}

export function useActivity(account: string, shown: number) {
  const asOf = useAsOf()
  return useQuery<Entry[], Problem>({
    queryKey: ['ledger', 'activity', account, asOf, shown],
    queryFn: async () => {
      const query = new URLSearchParams({ limit: String(shown) })
      if (asOf) query.set('as_of', asOf)
      else if (ownWrites()) query.set('wait_for', String(ownWrites()))
      try {
        const answer = await request('GET', `/v1/accounts/${encodeURIComponent(account)}/activity?${query}`)
        if (answer.status === 200) return entriesTold(answer.body)
        if ((answer.body as { type?: string } | null)?.type !== 'urn:tallystick:problem:no_such_path') throw problemOf(answer.body, answer.status)
      } catch (error) {
        throw problemOf(error)
      }
      return entriesOf(await oneOf<ArHistory>('/v1/accounts/{id}/ar-history', account, asOf).queryFn()).slice(0, shown)
    },
  })
}

export function Activity({ account }: { account: string }) {
  const display = logDisplayOf(usePreference('layout.log'))
  const activity = useActivity(account, Number(display.lines))
  const href = useHref()
  const asOf = useAsOf()
  return (
    <Answer of={activity} what="recent activity">
      {(entries) => entries.length === 0 ? <Nothing>Nothing has happened on this account.</Nothing> : (
        <ol className="activity">
          {entries.filter((entry) => display.kind === 'all' || (entry.amount && sign(entry.amount) !== 0)).map((entry, index) => (
            <li key={`${entry.position} ${index}`}>
              {display.when === 'time' ? <time className="day" dateTime={entry.recorded_at}>{instant(entry.recorded_at)}</time> : <Day of={entry.day ?? entry.recorded_at.slice(0, 10)} />}
              <span className="what">
                {entry.place ? <a href={href(...entry.place)}>{entry.summary}{entry.summary.includes(entry.document) ? '' : ` ${entry.document}`}</a>
                  : <>{entry.summary}{entry.document && !entry.summary.includes(entry.document) ? ` ${entry.document}` : ''}</>}
                {display.who && (
                  <a className="quiet who" href={hashWith(['events', 'account', account], { at: String(entry.position) }, asOf)} title={`Recorded ${instant(entry.recorded_at)} UTC at position ${entry.position}: open the event`}>
                    {[entry.actor, entry.reason].filter(Boolean).join(': ') || `event ${entry.position}`}
                  </a>
                )}
              </span>
              {entry.amount && sign(entry.amount) !== 0 ? <Amount of={entry.amount} tone="owed" /> : <span />}
            </li>
          ))}
        </ol>
      )}
    </Answer>
  )
}
