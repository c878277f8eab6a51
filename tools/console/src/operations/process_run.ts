// A process that the server runs for a day: how far it is, and what it did. The server goes on only while someone listens.
import { postForLines } from '../api/client'
import { Problem, problemOf } from '../api/problem'

/** An account of which something was not done, and why. */
export type Left = { account: string; reason: string; explanation: string }
export type Outcome = { text: string; errors_count: number; errors: Left[]; notes_count: number; notes: Left[]; interrupted: boolean }
export type Asked = { process: string; date: string; days?: string; preview: boolean }
export type RunState = {
  state: 'ready' | 'running' | 'stopped' | 'done' | 'failed'
  preview: boolean
  due: number
  answered: number
  outcome: Outcome | null
  trouble: string
}

export const ready: RunState = { state: 'ready', preview: false, due: 0, answered: 0, outcome: null, trouble: '' }

export function pathOf(asked: Asked): string {
  const parameters = new URLSearchParams({ date: asked.date, ...(asked.days ? { days: asked.days } : {}), ...(asked.preview ? { preview: 'true' } : {}) })
  return `/v1/runs/${encodeURIComponent(asked.process)}?${parameters.toString()}`
}

/** What a line changes. */
export function after(state: RunState, line: unknown): RunState {
  const said = line as { due?: number; answered?: number; outcome?: Outcome; error?: string }
  if (said.error !== undefined) return { ...state, state: 'failed', trouble: said.error }
  if (said.outcome) return { ...state, state: said.outcome.interrupted ? 'stopped' : 'done', outcome: said.outcome }
  return { ...state, due: said.due ?? state.due, answered: said.answered ?? state.answered }
}

type Post = typeof postForLines

export class ProcessRun {
  private readonly listeners = new Set<() => void>()
  private readonly left = new AbortController()
  private now: RunState

  constructor(private readonly asked: Asked, private readonly post: Post = postForLines) {
    this.now = { ...ready, preview: asked.preview }
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  readonly current = (): RunState => this.now

  private become(next: RunState): void {
    this.now = next
    this.listeners.forEach((listener) => listener())
  }

  /** The server finishes what is under way and sends no more. */
  stop(): void {
    this.left.abort()
  }

  async run(): Promise<RunState> {
    this.become({ ...this.now, state: 'running' })
    try {
      const { status, body } = await this.post(pathOf(this.asked), (line) => this.become(after(this.now, line)), this.left.signal)
      if (status !== 200) throw problemOf(body, status)
      if (this.now.state === 'running') this.become({ ...this.now, state: 'failed', trouble: 'The server ended the run without its outcome: run it again, it goes on where it was.' })
    } catch (error) {
      if (this.left.signal.aborted) this.become({ ...this.now, state: 'stopped' })
      else this.become({ ...this.now, state: 'failed', trouble: (error instanceof Problem ? error : problemOf(error)).message })
    }
    return this.now
  }
}
