// Sends commands. A command has one id for one body: sent again after a lost answer, it gives the first receipt again.
import { request } from './client'
import { wrote } from './freshness'
import { Problem, problemOf } from './problem'
import type { components } from './schema'

export type Receipt = components['schemas']['receipt.receipt']
/** A command without its type. */
export type Body = Record<string, unknown>

let businessDay: string | null = null
// The clock of a division with simulated time; null: it has the real time, as far as is known.
let clock: string | null = null
const triesMax = 4

/** The business day that the ledger's last answer was true on. A division with simulated time takes it as the clock. */
export function businessDayIs(day: string): void {
  businessDay = day
}

/**
 * The instant to send after a refusal that is about `received_at`: the first time the business day's evening, afterwards the instant
 * of the event before, which the refusal names. Null where the refusal is about something else, or the day is not known.
 */
export function clockAfter(problem: Problem, before: string | null, day: string | null): string | null {
  if (problem.field !== 'received_at') return null
  if (before === null) return day === null ? null : `${day}T17:00:00Z`
  const named = /\d{4}-\d{2}-\d{2}T[\d:.]+Z/.exec(problem.cure)?.[0]
  return named !== undefined && named > before ? named : null
}

/** Leaves out what was not filled in, so that the ledger's own defaults hold. */
export function filled(body: Body): Body {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== '' && value !== null && value !== undefined))
}

/** A new command id. */
export function newCommandId(): string {
  return `desk-${crypto.randomUUID()}`
}

/** What a command carries in a division with simulated time; nothing in others. */
type Clock = { received_at?: string }

/** Ids of the commands that this tab sent: their events are no news to it. */
const sentIds = new Set<string>()

export function sentHere(commandId: string): boolean {
  return sentIds.has(commandId)
}

async function post(type: string, id: string, body: Body, at: Clock): Promise<Receipt> {
  let answer: { status: number; body: unknown }
  sentIds.add(id)
  try {
    answer = await request('POST', '/v1/commands', { ...body, ...at, type, command_id: id })
  } catch (error) {
    throw problemOf(error)
  }
  if (answer.status >= 300) throw problemOf(answer.body, answer.status)
  return answer.body as Receipt
}

async function dayOfTheLedger(): Promise<string | null> {
  const { status, body } = await request('GET', '/v1/settings/installation_options')
  return status === 200 ? ((body as { on?: string }).on ?? null) : null
}

/** Does what needs the clock, with the clock of the division; `act` throws a Problem about `received_at` where it is not the right one. */
export async function withClock<Result>(act: (at: Clock) => Promise<Result>): Promise<Result> {
  // Which division has simulated time, and how late it is there, is learnt from its refusals: no answer says so. The first is for the
  // missing clock, further ones for a clock that is behind. Of several commands under way one learns it, and the others try again.
  for (let tries = 0; ; tries += 1) {
    const sentWith = clock
    try {
      return await act(sentWith === null ? {} : { received_at: sentWith })
    } catch (error) {
      if (!(error instanceof Problem) || error.field !== 'received_at' || tries === triesMax) throw error
      if (clock !== sentWith) continue
      businessDay ??= await dayOfTheLedger()
      const later = clockAfter(error, sentWith, businessDay)
      if (later === null) throw error
      clock = later
    }
  }
}

/** Sends one command and answers its receipt; throws a Problem. From here on reads wait for its events. */
export async function send(type: string, id: string, body: Body): Promise<Receipt> {
  const receipt = await withClock((at) => post(type, id, body, at))
  wrote(Number(receipt.first_position ?? 0) + Number(receipt.count ?? 0))
  return receipt
}

/** The first id of a kind that a receipt gives, such as its payment. */
export function idIn(receipt: Receipt, kind: string): string {
  return idsIn(receipt, kind)[0] ?? ''
}

/** All ids of a kind that the command made, in order. */
export function idsIn(receipt: Receipt, kind: string): string[] {
  return (receipt.ids ?? []).flatMap((entry) => (entry as Record<string, string | undefined>)[kind] || [])
}
