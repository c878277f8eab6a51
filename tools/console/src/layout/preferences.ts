// What each user has chosen for themselves: an event of the user's where one is signed in, else kept by this browser.
import { useQueryClient } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { newCommandId, send } from '../api/commands'
import { problemOf } from '../api/problem'
import { type Session, useSession } from '../session/session'
import { announce } from '../shell/notices'
import { readStored, store } from '../shell/theme'

export const preferenceNames = ['layout.navigation', 'layout.start', 'layout.tabs', 'layout.tab', 'layout.log'] as const
export type PreferenceName = (typeof preferenceNames)[number]

const keyOf = (name: PreferenceName) => `tallystick.${name}`

/** What was chosen just now and the session's answer does not have yet. */
const chosen = new Map<PreferenceName, string>()
const listeners = new Set<() => void>()
let version = 0

function publish(): void {
  version += 1
  listeners.forEach((listener) => listener())
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** A choice; empty where none was made. */
export function preferenceOf(session: Session, name: PreferenceName): string {
  const just = chosen.get(name)
  if (just !== undefined) return just
  return (session.kind === 'signed-in' ? session.preferences[name] : readStored(keyOf(name))) ?? ''
}

export function usePreference(name: PreferenceName): string {
  const session = useSession()
  useSyncExternalStore(subscribe, () => version)
  return preferenceOf(session, name)
}

/** Makes a choice; an empty value takes it back. Shown at once, and undone on the screen where the ledger refuses it. */
export function useSetPreference(): (name: PreferenceName, value: string) => void {
  const session = useSession()
  const queries = useQueryClient()
  return (name, value) => {
    if (session.kind !== 'signed-in') {
      store(keyOf(name), value)
      publish()
      return
    }
    chosen.set(name, value)
    publish()
    send('user.set_preference', newCommandId(), { name, value })
      .then(() => queries.invalidateQueries({ queryKey: ['session'] }))
      .catch((error: unknown) => announce({ id: `preference ${name}`, tone: 'error', text: `Your choice was not kept: ${problemOf(error).message}` }))
      // From here on the session's answer says what was chosen.
      .finally(() => {
        if (chosen.get(name) === value) chosen.delete(name)
        publish()
      })
  }
}
