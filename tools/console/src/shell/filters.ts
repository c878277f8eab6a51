// Filters of a screen that stand in its address, beside the moment: a link shows a colleague the same lines.
import { parseHash, useRoute } from './route'

export type Filters = Record<string, string>

/** The hash of a place with filters; empty ones are left out, and the moment stays. */
export function hashWith(segments: readonly string[], filters: Filters, asOf: string | null): string {
  const query = new URLSearchParams()
  if (asOf) query.set('as_of', asOf)
  for (const [name, value] of Object.entries(filters)) if (value) query.set(name, value)
  const text = query.toString()
  return `#/${segments.map(encodeURIComponent).join('/')}${text ? `?${text}` : ''}`
}

/** The filters in the address, and a function that changes some of them. */
export function useFilters(names: readonly string[]): [Filters, (change: Filters) => void] {
  const { query } = useRoute()
  const now = Object.fromEntries(names.map((name) => [name, query.get(name) ?? '']))
  const change = (next: Filters) => {
    const here = parseHash(window.location.hash)
    const others = Object.fromEntries([...here.query].filter(([name]) => name !== 'as_of'))
    window.location.hash = hashWith(here.segments, { ...others, ...next }, here.query.get('as_of'))
  }
  return [now, change]
}
