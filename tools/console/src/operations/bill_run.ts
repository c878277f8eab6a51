// A bill run from the console: `bill.account` for each due account of a cycle, a few under way at once, until all are answered or it is
// stopped. An account that cannot be billed shows in its receipt (refused) or, where the error is an event, only in the cycle afterwards.
import { type Receipt, idIn } from '../api/commands'
import { type Problem, problemOf } from '../api/problem'

export type Member = { account: string; name: string; lastBill: string | null; errorOn: string | null; error: string; attempts: number }
/** What came of one account. `made`: a bill; `refused`: with its cause; `unclear`: the receipt alone does not say. */
export type Outcome = { account: string; name: string; kind: 'made' | 'already' | 'error' | 'refused' | 'unclear'; document: string; cause: string; cure: string }
export type RunState = {
  state: 'ready' | 'running' | 'stopping' | 'stopped' | 'done'
  due: number
  underWay: number
  outcomes: readonly Outcome[]
  /** Why it stopped by itself (the server is away, or who runs it may not), or why causes are missing. */
  trouble: string
}

export const atOnce = 4

/** Members of a cycle that a window has not billed, those in error included. */
export function dueIn(members: readonly Member[], windowStart: string): Member[] {
  return members.filter((member) => member.lastBill === null || member.lastBill < windowStart)
}

export function outcomeOf(member: Member, receipt: Receipt): Outcome {
  const { account, name } = member
  const document = idIn(receipt, 'invoice') || idIn(receipt, 'statement')
  if (document) return { account, name, kind: receipt.status === 'repeated' ? 'already' : 'made', document, cause: '', cure: '' }
  if (receipt.status === 'refused') return { account, name, kind: 'refused', document: '', cause: receipt.rejection ?? '', cure: receipt.cure ?? '' }
  return { account, name, kind: 'unclear', document: '', cause: '', cure: '' }
}

/** A refusal that is about the account goes to the work list; anything else ends the run, since every further account would meet it, too. */
export function refusalOf(member: Member, problem: Problem): Outcome | null {
  if (![409, 422].includes(problem.status)) return null
  return { account: member.account, name: member.name, kind: 'refused', document: '', cause: problem.code, cure: problem.cure || problem.message }
}

/** What the cycle says afterwards of an account whose receipt alone did not say. */
export function cleared(outcome: Outcome, after: Member | undefined, billDate: string, windowStart: string): Outcome {
  if (outcome.kind !== 'unclear' || !after) return outcome
  if (after.errorOn === billDate && after.error) return { ...outcome, kind: 'error', cause: after.error }
  if (after.lastBill !== null && after.lastBill >= windowStart) return { ...outcome, kind: 'already' }
  if (after.error) return { ...outcome, kind: 'error', cause: after.error }
  return outcome
}

type Send = (account: string) => Promise<Receipt>

export class BillRun {
  private next = 0
  private listeners = new Set<() => void>()
  private now: RunState

  constructor(private readonly due: readonly Member[], private readonly sendOne: Send, private readonly limit = atOnce) {
    this.now = { state: 'ready', due: due.length, underWay: 0, outcomes: [], trouble: '' }
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  readonly current = (): RunState => this.now

  private become(change: Partial<RunState>): void {
    this.now = { ...this.now, ...change }
    this.listeners.forEach((listener) => listener())
  }

  /** Those under way are waited for; no further one is sent. */
  stop(): void {
    if (this.now.state === 'running') this.become({ state: 'stopping' })
  }

  private async lane(): Promise<void> {
    while (this.now.state === 'running' && this.next < this.due.length) {
      const member = this.due[this.next]!
      this.next += 1
      this.become({ underWay: this.now.underWay + 1 })
      const outcome = await this.one(member)
      this.become({ underWay: this.now.underWay - 1, ...(outcome ? { outcomes: [...this.now.outcomes, outcome] } : {}) })
    }
  }

  private async one(member: Member): Promise<Outcome | null> {
    try {
      return outcomeOf(member, await this.sendOne(member.account))
    } catch (error) {
      const problem = problemOf(error)
      const refused = refusalOf(member, problem)
      if (!refused) this.become({ state: 'stopping', trouble: `It stopped because every further account would meet the same: ${problem.message}` })
      return refused
    }
  }

  /** Resolves when it is done or stopped, and `look` has read what receipts alone do not say: counts do not change after that. */
  async run(look?: () => Promise<void>): Promise<RunState> {
    this.become({ state: 'running' })
    await Promise.all(Array.from({ length: Math.min(this.limit, this.due.length) }, () => this.lane()))
    const end = this.now.state === 'stopping' ? 'stopped' : 'done'
    try {
      await look?.()
    } catch (error) {
      if (!this.now.trouble) this.become({ trouble: `What is not billed could not be read: ${problemOf(error).message}` })
    }
    this.become({ state: end })
    return this.now
  }

  /** Takes what the cycle says after the run, and by account what the ledger says is missing. */
  clear(members: readonly Member[], billDate: string, windowStart: string, cures: ReadonlyMap<string, string>): void {
    const by = new Map(members.map((member) => [member.account, member]))
    this.become({
      outcomes: this.now.outcomes.map((outcome) => {
        const clear = cleared(outcome, by.get(outcome.account), billDate, windowStart)
        return clear.kind === 'error' ? { ...clear, cure: cures.get(clear.account) ?? '' } : clear
      }),
    })
  }
}

export function countKinds(outcomes: readonly Outcome[]): Record<Outcome['kind'], number> {
  const counts: Record<Outcome['kind'], number> = { made: 0, already: 0, error: 0, refused: 0, unclear: 0 }
  for (const each of outcomes) counts[each.kind] += 1
  return counts
}
