// Sends commands. A command has one id for one body: sent again after a lost answer, it gives the first receipt again.
import { request } from './client'
import { wrote } from './freshness'
import { Problem, problemOf } from './problem'
import type { components } from './schema'

export type Receipt = components['schemas']['receipt.receipt']
/** A command without its type. */
export type Body = Record<string, unknown>

let simulatedDay: string | null = null
let simulated = false

/** The business day that the ledger's last answer was true on. A division with simulated time takes it as the clock. */
export function businessDayIs(day: string): void {
  simulatedDay = day
}

/** Whether this division has simulated time, as far as is known. */
export function hasSimulatedTime(): boolean {
  return simulated
}

/** Leaves out what was not filled in, so that the ledger's own defaults hold. */
export function filled(body: Body): Body {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== '' && value !== null && value !== undefined))
}

/** A new command id. */
export function newCommandId(): string {
  return `desk-${crypto.randomUUID()}`
}

async function post(type: string, id: string, body: Body): Promise<Receipt> {
  const clock = simulated && simulatedDay ? { received_at: `${simulatedDay}T17:00:00Z` } : {}
  let answer: { status: number; body: unknown }
  try {
    answer = await request('POST', '/v1/commands', { ...body, ...clock, type, command_id: id })
  } catch (error) {
    throw problemOf(error)
  }
  if (answer.status >= 300) throw problemOf(answer.body, answer.status)
  return answer.body as Receipt
}

/** Sends one command and answers its receipt; throws a Problem. From here on reads wait for its events. */
export async function send(type: string, id: string, body: Body): Promise<Receipt> {
  let receipt: Receipt
  const knownBefore = simulated
  try {
    receipt = await post(type, id, body)
  } catch (error) {
    // Which division has simulated time is learnt from its first refusal: no answer says so. Several may be under way then.
    if (!(error instanceof Problem) || error.field !== 'received_at' || knownBefore || !simulatedDay) throw error
    simulated = true
    receipt = await post(type, id, body)
  }
  wrote(Number(receipt.first_position ?? 0) + Number(receipt.count ?? 0))
  return receipt
}

/** The first id of a kind that a receipt gives, such as its payment. */
export function idIn(receipt: Receipt, kind: string): string {
  for (const entry of receipt.ids ?? []) {
    const id = (entry as Record<string, string | undefined>)[kind]
    if (id) return id
  }
  return ''
}
