// How events are asked for: the one place that knows the API's names of the filters.
import { type Params, ask, momentOf, usePages } from '../api/lists'
import { useAsOf } from '../shell/route'
import { type EventsPage, type LedgerEvent, eventOf } from './events'

export type EventFilters = { kind: string; id: string; type: string; actor: string; reason: string; since: string; until: string }

/** A day as typed is its first instant; an instant stays. */
function instantOf(text: string): string {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text
}

export function eventParams(filters: EventFilters): Params {
  const { kind, id, type, actor, reason, since, until } = filters
  const of: Params = ['account', 'person', 'premise'].includes(kind) && id ? { [kind]: id } : {}
  // Of what is no customer's: every event of that kind, of one where it is named.
  const group = Object.keys(of).length === 0 && kind && kind !== 'all' && !type ? kind : type
  return { ...of, type: group, actor, reason, since: instantOf(since), until: instantOf(until) }
}

const lines = 100

export function useEvents(filters: EventFilters) {
  const asOf = useAsOf()
  return usePages<EventsPage>('/v1/events', { ...eventParams(filters), ...(asOf ? { as_of: asOf } : {}), limit: lines })
}

/** Events in pages, until there are no more or the caller has enough. */
export async function eachPage(params: Params, asOf: string | null, take: (events: LedgerEvent[]) => boolean): Promise<void> {
  let cursor: string | null | undefined = ''
  do {
    const page: EventsPage = await ask<EventsPage>('/v1/events', { ...params, ...momentOf(asOf), limit: 500, cursor })
    if (!take(page.events.map(eventOf))) return
    cursor = page.next
  } while (cursor)
}
