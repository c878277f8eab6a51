// A meter file that the server imports: how far it is, and what it did. The server goes on only while someone listens.
import { postForLines } from '../api/client'
import { Problem, problemOf } from '../api/problem'

export type Outcome = { text: string; findings: string[]; interrupted: boolean }
/** The parameters of the format, as they are typed; empty ones are not sent. */
export type Asked = { format: string; file: File; said: Record<string, string> }
export type ImportState = {
  state: 'ready' | 'sending' | 'importing' | 'stopped' | 'done' | 'failed'
  commands: number
  answered: number
  outcome: Outcome | null
  trouble: string
}

export const ready: ImportState = { state: 'ready', commands: 0, answered: 0, outcome: null, trouble: '' }

/** UTF-8 in base64url without padding. */
export function encoded(text: string): string {
  const bytes = Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('')
  return btoa(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

export function pathOf(asked: Asked): string {
  const parameters = new URLSearchParams({ file: asked.file.name })
  for (const [name, value] of Object.entries(asked.said)) if (value !== '') parameters.set(name, name === 'mapping' ? encoded(value) : value)
  return `/v1/imports/${encodeURIComponent(asked.format)}?${parameters.toString()}`
}

const fieldsOfOptions: [RegExp, string][] = [
  [/--register (?=\S)/g, 'Registers: '],
  [/--ignore (?=\S)/g, 'Ignore: '],
  [/--clock local/g, 'Days of the file: The utility’s own'],
  [/--any-serial/g, '“Serial numbers are not the badge numbers of the meters”'],
]
/** A finding with the fields of this screen in place of the options of the command line. */
export function inFields(finding: string): string {
  return fieldsOfOptions.reduce((text, [option, field]) => text.replace(option, field), finding)
}

/** What a line changes. */
export function after(state: ImportState, line: unknown): ImportState {
  const said = line as { commands?: number; answered?: number; outcome?: Outcome; error?: string }
  if (said.error !== undefined) return { ...state, state: 'failed', trouble: said.error }
  if (said.outcome) return { ...state, state: said.outcome.interrupted ? 'stopped' : 'done', outcome: said.outcome }
  return { ...state, state: 'importing', commands: said.commands ?? state.commands, answered: said.answered ?? state.answered }
}

type Post = typeof postForLines

export class ImportRun {
  private readonly listeners = new Set<() => void>()
  private readonly left = new AbortController()
  private now: ImportState = ready

  constructor(readonly asked: Asked, private readonly post: Post = postForLines) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  readonly current = (): ImportState => this.now

  private become(next: ImportState): void {
    this.now = next
    this.listeners.forEach((listener) => listener())
  }

  /** The server finishes what is under way and sends no more. */
  stop(): void {
    this.left.abort()
  }

  async run(): Promise<ImportState> {
    this.become({ ...this.now, state: 'sending' })
    try {
      const { status, body } = await this.post(pathOf(this.asked), (line) => this.become(after(this.now, line)), this.left.signal, this.asked.file)
      if (status !== 200) throw problemOf(body, status)
      if (this.now.state === 'sending' || this.now.state === 'importing') this.become({ ...this.now, state: 'failed', trouble: 'The server ended the import without its outcome: import the same file again, it goes on where it was.' })
    } catch (error) {
      if (this.left.signal.aborted) this.become({ ...this.now, state: 'stopped' })
      else this.become({ ...this.now, state: 'failed', trouble: (error instanceof Problem ? error : problemOf(error)).message })
    }
    return this.now
  }
}
