// What was done, in words, with its way back: shown until dismissed or until the next act's notice pushes it out.
import { useSyncExternalStore } from 'react'
import { ActButton } from '../kit/button'

export type Notice = {
  id: string
  text: string
  tone: 'done' | 'error'
  link?: { href: string; label: string }
  undo?: { label: string; run: () => void }
}

let notices: readonly Notice[] = []
const listeners = new Set<() => void>()
const most = 3

function publish(next: readonly Notice[]): void {
  notices = next
  listeners.forEach((listener) => listener())
}

export function announce(notice: Notice): void {
  publish([...notices.filter((other) => other.id !== notice.id), notice].slice(-most))
}

export function dismiss(id: string): void {
  publish(notices.filter((notice) => notice.id !== id))
}

export function Notices() {
  const shown = useSyncExternalStore((listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, () => notices)
  return (
    <section className="notices" aria-label="What was done" aria-live="polite">
      {shown.map((notice) => (
        <div key={notice.id} className={`notice ${notice.tone}`}>
          <p>{notice.text}</p>
          {notice.link && <a href={notice.link.href}>{notice.link.label}</a>}
          {notice.undo && <ActButton kind="plain" onPress={() => { dismiss(notice.id); notice.undo?.run() }}>{notice.undo.label}</ActButton>}
          <ActButton kind="quiet" aria-label="Dismiss" onPress={() => dismiss(notice.id)}>✕</ActButton>
        </div>
      ))}
    </section>
  )
}
