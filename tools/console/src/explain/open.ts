// Which amount is being explained. Any screen asks; the host shows the answer beside the screen.
import { useSyncExternalStore } from 'react'

export type Explained = { kind: 'balance' | 'invoice' | 'line' | 'payment'; id: string }

let open: Explained | null = null
const listeners = new Set<() => void>()

export function explain(what: Explained | null): void {
  open = what
  listeners.forEach((listener) => listener())
}

export function useExplained(): Explained | null {
  return useSyncExternalStore((listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, () => open)
}
