// One service point: its meters and registers, its last reads, who occupied it, and what was consumed.
import { type ReactNode, Suspense, lazy } from 'react'
import type { Premise } from '../api/queries'
import { plain, sentence } from '../format/words'
import { Day } from '../kit/amounts'
import { intoView } from '../kit/into_view'
import { Waiting } from '../kit/states'
import { DataTable } from '../kit/table'
import { useHref } from '../shell/route'

const IntervalUse = lazy(() => import('./interval_use').then((module) => ({ default: module.IntervalUse })))
const EnergySentBack = lazy(() => import('./energy_sent_back').then((module) => ({ default: module.EnergySentBack })))
const Consumption = lazy(() => import('./consumption').then((module) => ({ default: module.Consumption })))

type Point = Premise['service_points'][number]
type Meter = Point['service_point']['meters'][number]
type Register = { meter: Meter; register: Meter['registers'][number]; last?: Point['service_point']['last_reads'][number] }

/** `heading` is its level on the screen that shows it; `chosen`: it is the one in the address, with or without a meter. */
export function ServicePoint({ premise, point, heading: Name = 'h3', acts, chosen = null }: {
  premise: string
  point: Point
  heading?: 'h2' | 'h3'
  acts?: ReactNode
  chosen?: { meter: string } | null
}) {
  const { service_point: state } = point
  const href = useHref()
  const occupant = state.occupancies.find((place) => !place.until)
  const registers = state.meters.flatMap((meter) => meter.registers.map((register): Register => {
    const last = meter.removed_on ? undefined : state.last_reads.find((read) => read.channel === register.channel)
    return { meter, register, ...(last ? { last } : {}) }
  }))
  return (
    <article ref={chosen ? intoView : null} className={`card${chosen ? ' chosen' : ''}`} aria-labelledby={`sp-${state.service_point}`}>
      <header className="row"><Name id={`sp-${state.service_point}`}>{sentence(state.service)} <a className="id" href={href('premises', premise, state.service_point)}>{state.service_point}</a></Name>
        {state.market_id && <span className="tag">ESI ID / LDC account {state.market_id}</span>}{acts && <span className="push">{acts}</span>}</header>
      <DataTable<Register>
        label={`Meters at ${state.service_point}`}
        items={registers}
        idOf={(row) => `${row.meter.meter} ${row.register.channel}`}
        hrefOf={(row) => href('premises', premise, state.service_point, row.meter.meter)}
        rowClass={(row) => (chosen?.meter === row.meter.meter ? 'chosen' : '')}
        empty="No meter."
        columns={[
          { id: 'meter', title: 'Meter', head: true, cell: (row) => row.meter.meter },
          { id: 'installed', title: 'Installed', cell: (row) => <Day of={row.meter.installed_on} /> },
          { id: 'removed', title: 'Removed', cell: (row) => <Day of={row.meter.removed_on} /> },
          { id: 'channel', title: 'Channel', cell: (row) => row.register.channel },
          { id: 'kind', title: 'Kind', cell: (row) => row.register.kind },
          { id: 'dials', title: 'Dials', number: true, cell: (row) => `${row.register.dials}.${row.register.decimals}` },
          { id: 'multiplier', title: 'Multiplier', number: true, cell: (row) => row.register.multiplier },
          { id: 'read', title: 'Last read', number: true, cell: (row) => (row.last ? `${row.last.value} ${row.register.unit}` : '') },
          { id: 'on', title: 'Read on', cell: (row) => <Day of={row.last?.read_on} /> },
        ]}
      />
      <p className="part">Occupants</p>
      <DataTable<Point['service_point']['occupancies'][number]>
        label={`Occupants of ${state.service_point}`}
        items={state.occupancies}
        idOf={(place) => `${place.sa} ${place.from}`}
        hrefOf={(place) => href('accounts', place.account)}
        empty="Vacant."
        columns={[
          { id: 'account', title: 'Account', head: true, cell: (place) => place.account },
          { id: 'name', title: 'Name', cell: (place) => (point.occupant.account === place.account ? plain(point.occupant.main_customer_name) : '') },
          { id: 'sa', title: 'Agreement', cell: (place) => place.sa },
          { id: 'from', title: 'From', cell: (place) => <Day of={place.from} /> },
          { id: 'until', title: 'Until', cell: (place) => (place.until ? <Day of={place.until} /> : 'now') },
        ]}
      />
      {registers.some((row) => row.register.kind === 'consumptive') && <>
        <p className="part">By the hour</p>
        <Suspense fallback={<Waiting what="the chart" />}><IntervalUse servicePoint={state.service_point} /></Suspense>
      </>}
      {/* What is sent back has a register of its own. */}
      {occupant && registers.filter((row) => !row.meter.removed_on).length > 1 && <Suspense fallback={<Waiting what="energy sent back" />}><EnergySentBack account={occupant.account} agreement={occupant.sa} /></Suspense>}
      <p className="part">Consumption</p>
      <Suspense fallback={<Waiting what="the chart" />}><Consumption servicePoint={state.service_point} /></Suspense>
    </article>
  )
}
