// Where a division has simulated time: which day it is there. Asked once, since a division has it from its creation or never.
import { useQuery } from '@tanstack/react-query'
import { request } from '../api/client'
import { useQuestion } from '../api/lists'
import type { Settings } from '../api/queries'

/** Whether a division that this server answers has simulated time, by its health. */
export function isSimulated(health: unknown): boolean {
  const divisions = (health as { divisions?: { simulated_time?: boolean }[] } | null)?.divisions ?? []
  return divisions.some((division) => division.simulated_time === true)
}

export function SimulatedTime() {
  const simulated = useQuery({ queryKey: ['simulated time'], queryFn: async () => isSimulated((await request('GET', '/health')).body), staleTime: Infinity })
  const today = useQuestion<Settings>('/v1/settings/installation_options', { asOf: null, enabled: simulated.data === true })
  if (!simulated.data || !today.data?.on) return null
  return <span className="simulated">Simulated time: today is {today.data.on}</span>
}
