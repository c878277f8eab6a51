import type { InCollection } from './lists'

/** What is next for an account in collection: "CUTOFF, due", "CALL, from 2022-04-01", "CUTOFF, protected by LIFE". */
export function nextOfWorkInWords({ next_step, next_state, next_not_before, blocked_by }: Pick<InCollection, 'next_step' | 'next_state' | 'next_not_before' | 'blocked_by'>): string {
  if (!next_step) return ''
  if (next_state === 'due') return `${next_step}, due`
  if (next_state === 'protected') return `${next_step}, protected by ${blocked_by}`
  return next_not_before ? `${next_step}, from ${next_not_before}` : `${next_step}, waits`
}
