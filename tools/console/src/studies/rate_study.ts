// A rate study that the server makes: what is asked, how far it is, and what it found. The server goes on only while someone listens.
import { postForLines } from '../api/client'
import { Problem, problemOf } from '../api/problem'
import type { components } from '../api/schema'

export type Study = components['schemas']['answer.rate-study']
export type AccountStudy = components['schemas']['answer.account-study']
export type Proposal = Study['proposal']
export type Tariff = components['schemas']['answer.tariff']

export type Asked = { commands: unknown[]; from: string; to: string; replace?: string; presentOn?: string; account?: string }
export type StudyState = {
  state: 'ready' | 'running' | 'stopped' | 'done' | 'failed'
  accounts: number
  of: number
  study: Study | null
  account: AccountStudy | null
  trouble: string
}

export const ready: StudyState = { state: 'ready', accounts: 0, of: 0, study: null, account: null, trouble: '' }

export function pathOf(asked: Asked): string {
  const parameters = new URLSearchParams({
    from: asked.from, to: asked.to,
    ...(asked.replace ? { replace: asked.replace } : {}), ...(asked.presentOn ? { present_on: asked.presentOn } : {}), ...(asked.account ? { account: asked.account } : {}),
  })
  return `/v1/rate-studies?${parameters.toString()}`
}

/** What a line changes. */
export function after(state: StudyState, line: unknown): StudyState {
  const said = line as { progress?: { accounts: number; of: number }; study?: Study; account_study?: AccountStudy; error?: string }
  if (said.error !== undefined) return { ...state, state: 'failed', trouble: said.error }
  if (said.study) return { ...state, state: 'done', study: said.study }
  if (said.account_study) return { ...state, state: 'done', account: said.account_study }
  return said.progress ? { ...state, ...said.progress } : state
}

/** Why a proposal is not studied; empty: it is. */
export function wrongWith(proposal: Proposal): string {
  if (proposal.accepted) return ''
  if (proposal.wrong) return proposal.wrong
  const refused = proposal.commands.find((each) => each.cure !== undefined || each.error !== undefined)
  if (!refused) return 'It could not be published.'
  return refused.error ?? `It could not be published${refused.field ? `, ${refused.field}` : ''}: ${refused.cure ?? ''}`
}

/** A version as the command that would publish it, to be changed by hand. */
export function proposedVersion(tariff: Tariff, version: number, effectiveFrom: string): string {
  const held = tariff.versions.find((each) => each.version === version)
  if (!held) return ''
  const { version: _, effective_from: __, tariff: ___, ...rest } = held
  const times = tariff.times.find((each) => each.version === version)?.times
  const terms = tariff.demand_terms.find((each) => each.version === version)?.terms
  const command = { type: 'tariff.publish', tariff: tariff.tariff, effective_from: effectiveFrom, ...rest, ...(times ? { times } : {}), ...(terms ? { demand_terms: terms } : {}) }
  return JSON.stringify(command, null, 2)
}

/** The commands of a text: one object, a list of them, or one a line. Null: it is none of these. */
export function commandsIn(text: string): unknown[] | null {
  const trimmed = text.trim()
  if (trimmed === '') return []
  try {
    const all: unknown = JSON.parse(trimmed)
    return Array.isArray(all) ? (all as unknown[]) : typeof all === 'object' && all !== null ? [all] : null
  } catch {
    try {
      return trimmed.split('\n').filter((line) => line.trim() !== '').map((line) => JSON.parse(line) as unknown)
    } catch {
      return null
    }
  }
}

type Post = typeof postForLines

export class RateStudy {
  private readonly listeners = new Set<() => void>()
  private readonly left = new AbortController()
  private now: StudyState = ready

  constructor(private readonly asked: Asked, private readonly post: Post = postForLines) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  readonly current = (): StudyState => this.now

  private become(next: StudyState): void {
    this.now = next
    this.listeners.forEach((listener) => listener())
  }

  stop(): void {
    this.left.abort()
  }

  async run(): Promise<StudyState> {
    this.become({ ...ready, state: 'running' })
    try {
      const { status, body } = await this.post(pathOf(this.asked), (line) => this.become(after(this.now, line)), this.left.signal, { commands: this.asked.commands })
      if (status !== 200) throw problemOf(body, status)
      if (this.now.state === 'running') this.become({ ...this.now, state: 'failed', trouble: 'The server ended the study without its result: ask again.' })
    } catch (error) {
      if (this.left.signal.aborted) this.become({ ...this.now, state: 'stopped' })
      else this.become({ ...this.now, state: 'failed', trouble: (error instanceof Problem ? error : problemOf(error)).message })
    }
    return this.now
  }
}
