// What commands would make, tried by the server on a copy in memory: nothing is written.
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { request } from './client'
import { type Body, withClock } from './commands'
import { Problem, problemOf } from './problem'
import type { components } from './schema'

export type Tried = components['schemas']['answer.what-if']
export type TriedAccount = components['schemas']['answer.TriedAccount']

/** The refusal of a command that was tried, as the problem that sending it would give; null where none is. */
export function refusalOf(tried: Tried): Problem | null {
  const receipt = tried.commands.map((command) => command.receipt).find((each) => !['accepted', 'repeated', 'unchanged'].includes(each.status))
  if (!receipt) return null
  const cure = receipt.cure ?? receipt.error ?? ''
  return new Problem({ status: 422, type: `urn:tallystick:problem:${receipt.rejection ?? receipt.status}`, detail: cure, field: receipt.field ?? '', value: receipt.value ?? '', cure })
}

/** Null: this server tries nothing out. */
async function tryOut(type: string, body: Body): Promise<Tried | null> {
  return withClock(async (at) => {
    let answer: { status: number; body: unknown }
    try {
      answer = await request('POST', '/v1/what-if', { commands: [{ ...body, ...at, type, command_id: `what-if-${crypto.randomUUID()}` }] })
    } catch (error) {
      throw problemOf(error)
    }
    if (answer.status === 404) return null
    if (answer.status >= 300) throw problemOf(answer.body, answer.status)
    const tried = answer.body as Tried
    const refusal = refusalOf(tried)
    if (refusal?.field === 'received_at') throw refusal
    return tried
  })
}

/** What a command would make; asked only while `enabled`. The last answer stays until the next comes. */
export function useWhatIf(type: string, body: Body, enabled: boolean) {
  return useQuery<Tried | null, Problem>({
    queryKey: ['ledger', 'what-if', type, JSON.stringify(body)],
    queryFn: () => tryOut(type, body),
    enabled,
    staleTime: 5_000,
    placeholderData: keepPreviousData,
  })
}
