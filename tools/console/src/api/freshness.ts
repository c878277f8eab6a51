// The newest position that an answer was true at, and the position that reads wait for after one's own write.
import { useSyncExternalStore } from 'react'

export type Freshness = { position: number; owned: number; division: string; checkedAt: number }

let now: Freshness = { position: 0, owned: 0, division: '', checkedAt: 0 }
const listeners = new Set<() => void>()

function publish(next: Freshness): void {
  now = next
  listeners.forEach((listener) => listener())
}

/** Takes note of an answer's headers. */
export function note(headers: Headers): void {
  const position = Number(headers.get('Tally-Position') ?? '')
  if (!position) return
  publish({ ...now, position: Math.max(now.position, position), division: headers.get('Tally-Division') ?? now.division, checkedAt: Date.now() })
}

/** From here on reads wait for what this browser wrote, or was told of. */
export function wrote(position: number): void {
  publish({ ...now, owned: Math.max(now.owned, position) })
}

/** The newest position that any answer was true at; 0: none was asked yet. */
export function newestPosition(): number {
  return now.position
}

export function ownWrites(): number {
  return now.owned
}

export function useFreshness(): Freshness {
  return useSyncExternalStore((listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, () => now)
}
