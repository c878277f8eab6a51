// The days behind an entry that tells several together: what was measured on each.
import { useQuery } from '@tanstack/react-query'
import { ask, momentOf } from '../api/lists'
import type { Problem } from '../api/problem'
import type { Activity, Usage } from '../api/queries'
import { lastDayBefore } from '../format/date'
import { amount } from '../format/money'
import { sentence } from '../format/words'
import { Day } from '../kit/amounts'
import { Answer } from '../kit/states'
import { DataTable } from '../kit/table'
import { useAsOf } from '../shell/route'

type Line = Usage['lines'][number]
type Told = Pick<Activity['entries'][number], 'usage_of' | 'first_position' | 'position' | 'events'>

const lines = 500
const pagesMost = 40

/** Periods that the entry tells of, oldest first: those whose events stand between its oldest and its newest. */
export function periodsTold(entry: Told, all: readonly Line[]): Line[] {
  return all.filter((line) => !line.is_read && Number(line.position) >= Number(entry.first_position) && Number(line.position) <= Number(entry.position))
}

/** Reads pages of the service point's usage until every period that is told of was met. */
async function periodsOf(entry: Told, asOf: string | null): Promise<Line[]> {
  const found: Line[] = []
  let cursor: string | undefined
  for (let page = 0; page < pagesMost; page += 1) {
    const usage: Usage = await ask<Usage>(`/v1/service-points/${encodeURIComponent(entry.usage_of)}/usage`, { ...momentOf(asOf), limit: lines, cursor })
    found.push(...periodsTold(entry, usage.lines))
    cursor = usage.next
    if (!cursor || found.length >= Number(entry.events)) break
  }
  return found
}

export function UsageDays({ entry }: { entry: Told }) {
  const asOf = useAsOf()
  const asked = useQuery<Line[], Problem>({
    queryKey: ['ledger', 'usage days', entry.usage_of, String(entry.first_position), String(entry.position), asOf],
    queryFn: () => periodsOf(entry, asOf),
  })
  return (
    <Answer of={asked} what="the days">
      {(days) => (
        <DataTable<Line>
          label={`Days at ${entry.usage_of}`} items={days} idOf={(line) => `${line.channel} ${line.from ?? ''} ${String(line.position)}`} empty="These were corrected since: the consumption of the service point has what holds now."
          columns={[
            { id: 'from', title: 'Day', head: true, cell: (line) => (line.from && line.until && lastDayBefore(line.until) !== line.from ? `${line.from} to ${lastDayBefore(line.until)}` : <Day of={line.from} />) },
            { id: 'value', title: 'Consumption', number: true, cell: (line) => `${amount(line.value)} ${line.unit}` },
            { id: 'channel', title: 'Channel', cell: (line) => line.channel },
            { id: 'quality', title: 'Quality', cell: (line) => sentence(line.quality) },
          ]}
        />
      )}
    </Answer>
  )
}
