// How events are asked for: the one place that knows the API's names of the filters.
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { type Pages, type Params, ask, momentOf, usePages } from '../api/lists'
import type { Problem } from '../api/problem'
import { kindOfMoment } from '../shell/as_of'
import { useAsOf } from '../shell/route'
import { type EventsPage, type LedgerEvent, eventOf } from './events'

export type EventFilters = { kind: string; id: string; type: string; actor: string; reason: string; since: string; until: string }

/** Of one stream, or of all of a kind; the log is never changed, so that its past is its beginning. */
export function eventParams(filters: EventFilters, asOf: string | null): Params {
  const { kind, id, type, actor, reason, since, until } = filters
  const stream = id ? `${kind}/${id}` : ''
  const group = !id && kind !== 'all' && !type ? kind : type
  return { stream, type: group, by: actor, reason, since, until: earlier(until, endOf(asOf)) }
}

/** A moment as the end of a time: a day counts to its end in both. A position is no time. */
function endOf(asOf: string | null): string {
  return asOf === null || kindOfMoment(asOf) === 'position' ? '' : asOf
}

function earlier(one: string, other: string): string {
  return one === '' || other === '' ? one || other : one < other ? one : other
}

/** Whether an event was there at a position. */
export function wasThere(event: LedgerEvent, asOf: string | null): boolean {
  return asOf === null || kindOfMoment(asOf) !== 'position' || event.position < Number(asOf)
}

const lines = 100
const pagesByThemselves = 40

export const eventsIn = (pages: readonly EventsPage[], asOf: string | null): LedgerEvent[] => pages.flatMap((page) => page.events).map(eventOf).filter((event) => wasThere(event, asOf))

/** The newest first. A page may have few events, or none, where a filter takes few: further ones are read until a screen is full. */
export function useEvents(filters: EventFilters): Pages<EventsPage> {
  const asOf = useAsOf()
  const asked = usePages<EventsPage>('/v1/events', { ...eventParams(filters, asOf), limit: lines }, () => momentOf(null))
  const pages = asked.data?.pages ?? []
  const few = eventsIn(pages, asOf).length < lines / 2 && pages.length < pagesByThemselves
  const { hasNextPage, isFetching, isError, fetchNextPage } = asked
  useEffect(() => {
    if (few && hasNextPage && !isFetching && !isError) void fetchNextPage()
  }, [few, hasNextPage, isFetching, isError, fetchNextPage])
  return asked
}

/** The event at a position, of whatever stream. */
export function useEventAt(position: string) {
  return useQuery<LedgerEvent | null, Problem>({
    queryKey: ['ledger', 'event', position],
    queryFn: async () => {
      const page = await ask<EventsPage>('/v1/events', { from: position, order: 'oldest', limit: 1 })
      const found = page.events.map(eventOf)[0]
      return found && String(found.position) === position ? found : null
    },
    enabled: /^\d+$/.test(position),
    staleTime: Infinity,
  })
}
