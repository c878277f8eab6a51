// What the server says of itself, its divisions and its feeds.
import { useQuery } from '@tanstack/react-query'
import { request } from '../api/client'
import { type Problem, problemOf } from '../api/problem'
import { type Sample, samplesOf } from '../audit/metrics'

export type Feed = { feed: string; topic: string; telling: boolean; position: number; lag: number; failures: number; trouble: string }
export type DivisionHealth = {
  division: number
  state: string
  ready: boolean
  answered_here: boolean
  owner: string
  owner_epoch: number
  position: number
  durable_end: number
  view_lag: number
  unfolded_bytes: number
  queued_works: number
  trouble: string
  feeds: Feed[]
}
export type Health = { ready: boolean; divisions: DivisionHealth[] }

/** Asked every few seconds: an operator looks at it while something runs. */
export function useHealth() {
  return useQuery<Health, Problem>({
    queryKey: ['health'],
    queryFn: async () => {
      try {
        const { status, body } = await request('GET', '/health')
        // A server that is not ready says so in the same form.
        if (typeof body === 'object' && body !== null && 'divisions' in body) return body as Health
        throw problemOf(body, status)
      } catch (error) {
        throw problemOf(error)
      }
    },
    refetchInterval: 5_000,
  })
}

export function useMetrics() {
  return useQuery<Sample[], Problem>({
    queryKey: ['metrics'],
    queryFn: async () => {
      try {
        const response = await fetch('./metrics', { credentials: 'same-origin' })
        const text = await response.text()
        if (!response.ok) throw problemOf(JSON.parse(text), response.status)
        return samplesOf(text)
      } catch (error) {
        throw problemOf(error)
      }
    },
    refetchInterval: 15_000,
  })
}
