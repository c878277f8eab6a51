// Follows the ledger's events: a stream, joined again with Last-Event-ID after it broke, and questions at intervals where streams are refused.
import { MessageReader } from './event_stream'

export type LiveState = 'joining' | 'live' | 'broken' | 'polling'

export type Follower = {
  state: (now: LiveState) => void
  /** An event, with whether it was there before the screen was followed. */
  event: (sent: unknown, wasThere: boolean) => void
  /** The server says that the session has ended, or ended the stream by itself: whether it has is to be asked. */
  ended: () => void
  /** What came meanwhile cannot be told: everything shown is to be asked again. */
  unknown: () => void
}

export type Pace = { firstWait: number; longestWait: number; poll: number; silence: number }
export const pace: Pace = { firstWait: 1_000, longestWait: 30_000, poll: 15_000, silence: 60_000 }

/** How long to wait after so many failures in a row: twice as long each time, and apart from other browsers. */
export function waitAfter(failures: number, of: Pace, random = Math.random()): number {
  return Math.min(of.longestWait, of.firstWait * 2 ** Math.max(0, failures - 1)) * (0.5 + random / 2)
}

/** Statuses with which a server says that it has no stream for this client; a stream is tried again, less often. */
const refusals = [403, 404, 405, 406, 429, 501, 503]

/** The status of an answer that is not read. Its connection is given back: a browser has few. */
async function unread(answer: Response): Promise<number> {
  await answer.body?.cancel()
  return answer.status
}

/** Follows events of `params` behind `from` (0: of what comes); answers what ends it. */
export function follow(target: string, params: Record<string, string>, from: number, told: Follower, at: Pace = pace): () => void {
  const stopped = new AbortController()
  let next = from
  let shownFrom = -1
  let failures = 0

  const wait = (time: number) => new Promise<void>((done) => {
    const timer = setTimeout(done, time)
    stopped.signal.addEventListener('abort', () => { clearTimeout(timer); done() }, { once: true })
  })
  const address = (more: Record<string, string>) => `${target}?${new URLSearchParams({ ...params, ...more }).toString()}`

  function take(sent: unknown, position: number): void {
    if (position < next) return
    next = position + 1
    told.event(sent, position < shownFrom)
  }

  /** Reads one stream to its end. A connection on which not even a heartbeat comes is cut. */
  async function read(body: ReadableStream<Uint8Array>, cut: AbortController): Promise<void> {
    const reader = body.getReader()
    const text = new TextDecoder()
    const messages = new MessageReader()
    for (;;) {
      const timer = setTimeout(() => cut.abort(), at.silence)
      const { done, value } = await reader.read().finally(() => clearTimeout(timer))
      if (done) return
      for (const message of messages.take(text.decode(value, { stream: true }))) take(JSON.parse(message.data), Number(message.id))
    }
  }

  /** The stream once; answers the status that refused it, 200 where it ended by itself, 0 where the connection broke. */
  async function stream(): Promise<number> {
    const cut = new AbortController()
    const end = () => cut.abort()
    stopped.signal.addEventListener('abort', end, { once: true })
    try {
      const answer = await fetch(address({}), {
        headers: { Accept: 'text/event-stream', ...(next > 0 ? { 'Last-Event-ID': String(next - 1) } : {}) },
        credentials: 'same-origin', cache: 'no-store', signal: cut.signal,
      })
      if (answer.status !== 200 || !answer.body) return await unread(answer)
      const logEnd = Number(answer.headers.get('Tally-Position') ?? '0')
      if (shownFrom < 0) shownFrom = logEnd
      if (next === 0) next = logEnd
      failures = 0
      told.state('live')
      await read(answer.body, cut)
      return 200
    } catch {
      return 0
    } finally {
      stopped.signal.removeEventListener('abort', end)
    }
  }

  /** What came since, asked as a page; where that is refused too, all that is shown is asked again. */
  async function poll(): Promise<void> {
    const known = next > 0
    const since: Record<string, string> = known ? { order: 'oldest', limit: '100', from: String(next) } : { limit: '1' }
    try {
      // A page may have few events, or none, and others behind it.
      for (let cursor = ''; ;) {
        const answer = await fetch(address({ ...since, ...(cursor ? { cursor } : {}) }), { credentials: 'same-origin', cache: 'no-store', signal: stopped.signal })
        if (answer.status !== 200) return (await unread(answer)) === 401 ? told.ended() : told.unknown()
        const page = (await answer.json()) as { position: number | string; events: { position: number | string }[]; next?: string | null }
        if (shownFrom < 0) shownFrom = Number(page.position)
        if (known) for (const event of page.events) take(event, Number(event.position))
        cursor = known ? (page.next ?? '') : ''
        if (cursor) continue
        next = Math.max(next, Number(page.position))
        // What was shown before the first question may be older than that.
        return known ? undefined : told.unknown()
      }
    } catch {
      if (!stopped.signal.aborted) told.state('broken')
    }
  }

  async function run(): Promise<void> {
    told.state('joining')
    while (!stopped.signal.aborted) {
      const status = await stream()
      if (stopped.signal.aborted) return
      failures += 1
      if (status === 200 || status === 401) told.ended()
      if (status === 400) {
        // Refused without a position, it is the question: the screen shows why. With one, the server has another log than the one followed.
        if (next === 0) return told.state('joining')
        next = 0
        shownFrom = -1
        told.unknown()
        continue
      }
      if (refusals.includes(status)) {
        told.state('polling')
        await poll()
        await wait(at.poll)
      } else {
        told.state('broken')
        await wait(waitAfter(failures, at))
      }
    }
  }
  void run()
  return () => stopped.abort()
}
