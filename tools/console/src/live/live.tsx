// The one stream of this tab: what others record of the screen that one looks at is asked again, without a jump, and marked.
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { sentHere } from '../api/commands'
import { newestPosition, wrote } from '../api/freshness'
import { eventOf } from '../audit/events'
import { hashWith } from '../shell/filters'
import { useRoute } from '../shell/route'
import { type Change, ago, changeOf, followedBy } from './changes'
import { type LiveState, follow } from './follow'

type Live = { state: LiveState | 'off'; change: Change | null }

let live: Live = { state: 'off', change: null }
const listeners = new Set<() => void>()
/** Several events, such as those of a bill run, are one asking. */
const askingApart = 1_000

function publish(next: Partial<Live>): void {
  live = { ...live, ...next }
  listeners.forEach((listener) => listener())
}

function useLive(): Live {
  return useSyncExternalStore((listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, () => live)
}

/** Whether the user can see this tab. A hidden one holds no connection: a browser has six to a server. */
function useVisible(): boolean {
  return useSyncExternalStore((changed) => {
    document.addEventListener('visibilitychange', changed)
    return () => document.removeEventListener('visibilitychange', changed)
  }, () => document.visibilityState === 'visible')
}

/** Follows what the screen in the address shows. In the frame, once. */
export function useFollowing(): void {
  const queries = useQueryClient()
  const { segments, query } = useRoute()
  const visible = useVisible()
  const params = followedBy(segments, query)
  const key = params && JSON.stringify(params)
  useEffect(() => {
    publish({ change: null })
  }, [key])
  useEffect(() => {
    if (key === null || !visible) {
      publish({ state: 'off' })
      return
    }
    let timer: ReturnType<typeof setTimeout> | undefined
    let askedAt = 0
    const reread = () => {
      timer ??= setTimeout(() => {
        timer = undefined
        askedAt = Date.now()
        void queries.invalidateQueries({ queryKey: ['ledger'] })
      }, Math.max(0, askedAt + askingApart - Date.now()))
    }
    const stop = follow('./v1/events', JSON.parse(key) as Record<string, string>, newestPosition(), {
      state: (state) => publish({ state }),
      event: (sent, wasThere) => {
        const event = eventOf(sent)
        // Reads wait until the views have this event: the stream is ahead of them.
        wrote(event.position + 1)
        if (sentHere(event.command_id)) return
        if (!wasThere) publish({ change: changeOf(sent, Date.now(), live.change) })
        reread()
      },
      ended: () => void queries.invalidateQueries({ queryKey: ['session'] }),
      unknown: reread,
    })
    return () => {
      clearTimeout(timer)
      stop()
    }
  }, [key, visible, queries])
}

const states: Record<Live['state'], string> = { off: '', joining: '', live: 'Live', broken: 'Not live: joining again', polling: 'Asked every 15 s' }

/** Where the screen's figures come from: as they are recorded, or asked now and then. */
export function LiveMark() {
  const { state, change } = useLive()
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    setNow(Date.now())
    if (!change) return
    const timer = setInterval(() => setNow(Date.now()), 20_000)
    return () => clearInterval(timer)
  }, [change])
  const [kind = '', id = ''] = change?.stream.split(/\/(.*)/s) ?? []
  return (
    <>
      {states[state] && <span className={`live-state ${state}`}>{states[state]}</span>}
      <span role="status" className="live-change">
        {change && (
          <a href={hashWith(['events', kind, ...(id ? [id] : [])], { at: String(change.position) }, null)}>
            Changed by {change.by} {ago(change.at, Math.max(now, change.at))}: {change.what}{change.further > 0 && ` and ${change.further} more`}
          </a>
        )}
      </span>
    </>
  )
}
