// Descriptions of accounts of the general ledger, from the chart of accounts.
import { useQuestion } from './lists'
import type { components } from './schema'

export function useGlNames(): Record<string, string> {
  const chart = useQuestion<components['schemas']['answer.settings']>('/v1/settings/gl_account')
  const found: Record<string, string> = {}
  for (const { row } of chart.data?.gl_account ?? []) if (row.gl_account && row.description) found[row.gl_account] ??= row.description
  return found
}
