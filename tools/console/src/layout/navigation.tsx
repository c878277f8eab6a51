// The top-level navigation, as each user has it; the palette offers all places.
import { useEffect, useMemo } from 'react'
import { useSession } from '../session/session'
import { type Choice, useOffered } from '../shell/choices'
import { goTo, parseHash, useHref, useRoute } from '../shell/route'
import { type PlaceId, navigationOf, places, startOf } from './choices'
import { usePreference } from './preferences'

/** Screens that a place of the navigation stands for beside its own. */
const alsoAt: Partial<Record<PlaceId, readonly string[]>> = {
  customers: ['accounts', 'persons', 'premises', 'invoices', 'statements', 'collective-statements', 'payments'],
  events: ['compare', 'integrity', 'trial-balance'],
  operations: ['settings', 'approvals'],
}

const morePlaces: readonly { id: string; label: string; segments: readonly string[] }[] = [
  { id: 'errors', label: 'Billing errors', segments: ['operations', 'errors'] },
  { id: 'periods', label: 'Accounting periods', segments: ['operations', 'periods'] },
  { id: 'control-totals', label: 'Control totals', segments: ['operations', 'control-totals'] },
  { id: 'divisions', label: 'Divisions and feeds', segments: ['operations', 'divisions'] },
  { id: 'rate-studies', label: 'Rate studies', segments: ['operations', 'rate-studies'] },
  { id: 'tokens', label: 'API tokens', segments: ['users', 'tokens'] },
  { id: 'my-layout', label: 'My layout', segments: ['my-layout'] },
]

let started = false

export function Navigation() {
  const session = useSession()
  const href = useHref()
  const { segments } = useRoute()
  const shown = navigationOf(usePreference('layout.navigation'), session.kind === 'signed-in' ? session.roles : null)
  const start = startOf(usePreference('layout.start'))
  useEffect(() => {
    // Once, where the address names no place.
    if (!started && parseHash(window.location.hash).segments.length === 0 && start !== 'customers') goTo(places.find((place) => place.id === start)?.segments ?? [])
    started = true
  }, [start])
  useOffered('places', useMemo<Choice[]>(() => [...places.filter((place) => place.id !== 'customers'), ...morePlaces].map((place) => ({
    id: `place ${place.id}`, label: place.id === 'events' ? 'Audit: events' : place.label, group: 'Go to', run: () => goTo(place.segments),
  })), []))
  const first = segments[0] ?? ''
  const own = places.find((place) => ((place.segments as readonly string[])[0] ?? '') === first)?.id
  const current = own && shown.includes(own) ? own : shown.find((id) => alsoAt[id]?.includes(first))
  return (
    <nav aria-label="Places" className="places-bar">
      <ul>
        {shown.map((id) => {
          const place = places.find((each) => each.id === id)!
          return <li key={id}><a href={href(...place.segments)} {...(id === current ? { 'aria-current': 'page' as const } : {})}>{place.label}</a></li>
        })}
      </ul>
    </nav>
  )
}
