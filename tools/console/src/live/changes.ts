// What others changed on the screen that one looks at: the last of it, in words.
import { eventOf, typeInWords } from '../audit/events'
import { plain } from '../format/words'

export type Change = { by: string; what: string; stream: string; position: number; at: number; further: number }

export function changeOf(sent: unknown, at: number, before: Change | null): Change {
  const event = eventOf(sent)
  return { by: plain(event.actor) || 'someone', what: typeInWords(event.type), stream: event.stream, position: event.position, at, further: before ? before.further + 1 : 0 }
}

/** How long ago, in words that stay true for a while. */
export function ago(at: number, now: number): string {
  const minutes = Math.floor((now - at) / 60_000)
  if (minutes < 1) return 'just now'
  return minutes === 1 ? 'a minute ago' : `${minutes} minutes ago`
}

/** Which events a screen shows; null: it is not followed. */
export function followedBy(segments: readonly string[], query: URLSearchParams): Record<string, string> | null {
  const [first = '', second = '', third = ''] = segments
  if (query.get('as_of')) return null
  if (first === 'accounts' && second) return { stream: `account/${second}` }
  if (first === 'approvals') return { type: 'account' }
  if (first === 'operations' && (second === '' || second === 'cycles' || second === 'errors')) return { type: 'account' }
  if (first === 'operations' && (second === 'suspense' || second === 'batches')) return { type: 'organization' }
  if (first === 'masters') return { type: 'organization' }
  if (first !== 'events') return null
  const names = [['type', 'type'], ['actor', 'by'], ['reason', 'reason']] as const
  const filters = Object.fromEntries(names.map(([name, asked]) => [asked, query.get(name) ?? '']).filter(([, value]) => value))
  // Of a time that has ended nothing comes.
  if (query.get('until')) return null
  if (second && second !== 'all' && third) return { ...filters, stream: `${second}/${third}` }
  return second && second !== 'all' && !filters.type ? { ...filters, type: second } : filters
}
