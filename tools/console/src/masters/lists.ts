// Masters above accounts: the list, one with its totals, the explanation of these, and collective billing.
import { momentOf, usePages, useQuestion } from '../api/lists'
import type { components } from '../api/schema'
import { useAsOf } from '../shell/route'

type Schemas = components['schemas']
export type MastersPage = Schemas['answer.masters']
export type MasterLine = MastersPage['masters'][number]
export type MasterAnswer = Schemas['answer.master']
export type MasterExplanation = Schemas['answer.explain-master']
export type Collective = Schemas['answer.collective']

const lines = 500
const pathOf = (id: string, part = '') => `/v1/masters/${encodeURIComponent(id)}${part}`

export function useMasters() {
  const asOf = useAsOf()
  return usePages<MastersPage>('/v1/masters', { limit: lines, as_of: asOf }, () => (asOf ? {} : momentOf(null)))
}
export const useMaster = (id: string) => useQuestion<MasterAnswer>(pathOf(id), { asOf: useAsOf() })
export const useMasterExplained = (id: string, enabled: boolean) => useQuestion<MasterExplanation>(pathOf(id, '/explanation'), { asOf: useAsOf(), enabled })
export const useCollective = (id: string, enabled: boolean) => useQuestion<Collective>(pathOf(id, '/collective'), { asOf: useAsOf(), enabled })

export type TreeLine = MasterLine & { level: number }

/** Each master under the one that it is part of, by name; closed ones are left out. A line whose parent is not there stands at the top. */
export function asTree(masters: readonly MasterLine[]): TreeLine[] {
  const open = masters.filter((line) => line.status === 'open')
  const known = new Set(open.map((line) => line.master))
  const under = (parent: string, level: number): TreeLine[] => open
    .filter((line) => (known.has(line.parent) ? line.parent : '') === parent)
    .sort((a, b) => a.name.localeCompare(b.name))
    .flatMap((line) => [{ ...line, level }, ...under(line.master, level + 1)])
  return under('', 0)
}
