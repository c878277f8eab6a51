// Where one is: the part of the address after #. `#/accounts/7/billing?as_of=2021-06-30`. The past is part of the address, so
// that a link to a moment can be sent to a colleague.
import { useSyncExternalStore } from 'react'

export type Route = {
  /** Path segments, decoded. */
  segments: string[]
  query: URLSearchParams
}

/** Reads an address's hash. A segment that is not valid percent-encoding is kept as it stands. */
export function parseHash(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2)
  const segments = path.split('/').filter(Boolean).map((segment) => {
    try {
      return decodeURIComponent(segment)
    } catch {
      return segment
    }
  })
  return { segments, query: new URLSearchParams(query) }
}

/** The hash of a place; `asOf` is kept in it where one looks at the past. */
export function hashOf(segments: readonly string[], asOf: string | null): string {
  const path = segments.map(encodeURIComponent).join('/')
  return `#/${path}${asOf ? `?as_of=${encodeURIComponent(asOf)}` : ''}`
}

function subscribe(changed: () => void): () => void {
  window.addEventListener('hashchange', changed)
  return () => window.removeEventListener('hashchange', changed)
}

export function useRoute(): Route {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash)
  return parseHash(hash)
}

/** The moment that one looks at, as the API takes it; null: now. */
export function useAsOf(): string | null {
  return useRoute().query.get('as_of') || null
}

/** Makes hashes that stay in the moment one looks at. */
export function useHref(): (...segments: string[]) => string {
  const asOf = useAsOf()
  return (...segments) => hashOf(segments, asOf)
}

export function goTo(segments: readonly string[]): void {
  const { query } = parseHash(window.location.hash)
  window.location.hash = hashOf(segments, query.get('as_of'))
}

/** Moves to another moment, on the same screen, with the same filters. */
export function goToMoment(asOf: string | null): void {
  const { segments, query } = parseHash(window.location.hash)
  query.delete('as_of')
  const filters = query.toString()
  const place = hashOf(segments, asOf)
  window.location.hash = filters ? `${place}${asOf ? '&' : '?'}${filters}` : place
}
