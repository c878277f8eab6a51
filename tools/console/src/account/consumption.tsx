// Consumption as a chart and a table of the same figures.
import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { useUsage } from '../api/queries'
import { daysBetween, lastDayBefore } from '../format/date'
import { amount } from '../format/money'
import { Day } from '../kit/amounts'
import { Answer, Nothing } from '../kit/states'
import { DataTable } from '../kit/table'
import { type Period, periodsOf } from './usage'

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim()
}

function Chart({ periods, unit }: { periods: readonly Period[]; unit: string }) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = place.current
    if (!element) return
    const axis = { stroke: () => colour('--muted'), grid: { stroke: () => colour('--line'), width: 1 }, ticks: { stroke: () => colour('--line'), width: 1 }, font: '12px system-ui' }
    const bars = uPlot.paths.bars?.({ size: [0.72, 40], align: 1 })
    const chart = new uPlot(
      {
        width: element.clientWidth,
        height: 180,
        legend: { show: false },
        cursor: { drag: { x: false, y: false } },
        scales: { x: { time: true }, y: { range: (_, __, most) => [0, most > 0 ? most * 1.1 : 1] } },
        axes: [
          { ...axis, values: (_, ticks) => ticks.map((tick) => new Date(tick * 1000).toISOString().slice(0, 7)), space: 70 },
          { ...axis, label: unit, labelSize: 16, labelFont: '12px system-ui', size: 56 },
        ],
        series: [{}, { stroke: () => colour('--chart'), fill: () => colour('--chart'), ...(bars ? { paths: bars } : {}), points: { show: false } }],
      },
      [periods.map((period) => Date.parse(`${period.from}T00:00:00Z`) / 1000), periods.map((period) => Number(period.quantity))],
      element,
    )
    const resized = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: 180 }))
    resized.observe(element)
    return () => {
      resized.disconnect()
      chart.destroy()
    }
  }, [periods, unit])
  const first = periods[0]
  const last = periods[periods.length - 1]
  return <div ref={place} className="chart" role="img" aria-label={`Consumption in ${unit} from ${first?.from ?? ''} to ${last?.until ?? ''}; the table below has the figures`} />
}

export function Consumption({ servicePoint }: { servicePoint: string }) {
  const usage = useUsage(servicePoint)
  return (
    <Answer of={usage} what={`usage of ${servicePoint}`}>
      {(answer) => {
        const periods = periodsOf(answer)
        const channels = [...new Set(periods.map((period) => `${period.channel}\u0000${period.unit}`))].map((each) => each.split('\u0000') as [string, string])
        if (periods.length === 0) return <Nothing>Nothing measured yet. Consumption appears after a second read.</Nothing>
        return (
          <div className="stack">
            {channels.map(([channel, unit]) => <Chart key={channel + unit} unit={unit} periods={periods.filter((period) => period.channel === channel && period.unit === unit)} />)}
            <DataTable<Period>
              label={`Consumption at ${servicePoint}`}
              items={[...periods].reverse()}
              idOf={(period) => `${period.channel} ${period.from} ${period.position}`}
              empty="Nothing measured yet."
              columns={[
                { id: 'from', title: 'First day', head: true, cell: (period) => <Day of={period.from} /> },
                { id: 'until', title: 'Last day', cell: (period) => <Day of={lastDayBefore(period.until)} /> },
                { id: 'days', title: 'Days', number: true, cell: (period) => daysBetween(period.from, period.until) },
                { id: 'quantity', title: 'Consumption', number: true, cell: (period) => `${amount(period.quantity)} ${period.unit}` },
                { id: 'read', title: 'Read', number: true, cell: (period) => period.read },
                { id: 'meter', title: 'Meter', cell: (period) => period.meter },
                { id: 'channel', title: 'Channel', cell: (period) => period.channel },
                { id: 'quality', title: 'Quality', cell: (period) => period.quality },
              ]}
            />
          </div>
        )
      }}
    </Answer>
  )
}
