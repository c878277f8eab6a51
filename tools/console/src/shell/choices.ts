// What the command palette offers: what each part of the screen registers while it is shown.
import { useEffect, useSyncExternalStore } from 'react'

export type Choice = {
  id: string
  label: string
  group: string
  /** Key shown beside it. */
  keys?: string
  /** Why it cannot be done now; null where it can. */
  whyOff?: string | null
  run: () => void
}

const offered = new Map<string, readonly Choice[]>()
const listeners = new Set<() => void>()
let all: readonly Choice[] = []

function publish(): void {
  all = [...offered.values()].flat()
  listeners.forEach((listener) => listener())
}

/** Offers choices while the caller is shown. */
export function useOffered(scope: string, choices: readonly Choice[]): void {
  useEffect(() => {
    offered.set(scope, choices)
    publish()
    return () => {
      offered.delete(scope)
      publish()
    }
  }, [scope, choices])
}

export function useChoices(): readonly Choice[] {
  return useSyncExternalStore((listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, () => all)
}
