// Codes that a field takes, from the control tables where the server lists them; none where it does not, and then any text is taken.
import { useQuery } from '@tanstack/react-query'
import { request } from '../api/client'
import { plain } from '../format/words'
import type { Option } from '../kit/fields'

const tables: Record<string, readonly string[]> = {
  charge_type: ['special_charge_types', 'special_charge_type'],
  adjustment_type: ['adjustment_types', 'adjustment_type'],
  'link.relationship_type': ['relationship_types', 'relationship_type'],
}

type Row = { code?: string; description?: string }

/** A control table's rows as options. */
export function optionsOf(settings: unknown, names: readonly string[]): Option[] {
  const holder = (settings ?? {}) as Record<string, unknown>
  const rows = names.map((name) => holder[name]).find(Array.isArray) as (Row & { row?: Row })[] | undefined
  return (rows ?? []).map((each) => each.row ?? each).filter((row) => row.code).map((row) => ({ id: row.code!, label: row.code!, detail: plain(row.description) }))
}

export function useCodes(path: string): Option[] {
  const names = tables[path]
  const settings = useQuery({
    queryKey: ['settings'],
    queryFn: async () => {
      const { status, body } = await request('GET', '/v1/settings')
      return status === 200 ? body : {}
    },
    enabled: names !== undefined,
    staleTime: 300_000,
  })
  return names ? optionsOf(settings.data, names) : []
}
