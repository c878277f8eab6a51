// The day that the ledger is on: the utility's, or the simulated one.
import { useQuery } from '@tanstack/react-query'
import { ask } from '../api/lists'
import type { Problem } from '../api/problem'
import type { components } from '../api/schema'

export type Today = { on: string }

/** As of now: an operator's work is never in the past. */
export function useToday() {
  return useQuery<Today, Problem>({
    queryKey: ['ledger', 'today'],
    queryFn: async () => {
      const answer = await ask<components['schemas']['answer.settings']>('/v1/settings/installation_options')
      return { on: answer.on ?? '' }
    },
  })
}
