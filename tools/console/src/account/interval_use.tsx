// Interval values of a service point, from a year down to a day: a chart, and beside it a table of the same figures, which leads down as well.
import { useEffect, useMemo, useRef, useState } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { useQuestion } from '../api/lists'
import type { Intervals } from '../api/queries'
import { lastDayBefore } from '../format/date'
import { amount } from '../format/money'
import { sentence } from '../format/words'
import { Day } from '../kit/amounts'
import { ActButton } from '../kit/button'
import { PickInput } from '../kit/fields'
import { Answer, Nothing } from '../kit/states'
import { DataTable } from '../kit/table'
import { useAsOf } from '../shell/route'
import { type Bar, type Stretch, barsOf, nameOf, neighbours, wayTo } from './intervals'

const chartHeight = 260

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim()
}

function BarChart({ bars, unit, what, onChosen }: { bars: readonly Bar[]; unit: string; what: string; onChosen: (bar: Bar) => void }) {
  const place = useRef<HTMLDivElement>(null)
  const chosen = useRef(onChosen)
  chosen.current = onChosen
  useEffect(() => {
    const element = place.current
    if (!element) return
    const axis = { stroke: () => colour('--muted'), grid: { stroke: () => colour('--line'), width: 1 }, ticks: { stroke: () => colour('--line'), width: 1 }, font: '12px system-ui' }
    const paths = uPlot.paths.bars?.({ size: [0.8, 48], align: 0 })
    const chart = new uPlot(
      {
        width: element.clientWidth,
        height: chartHeight,
        legend: { show: false },
        cursor: { drag: { x: false, y: false } },
        scales: { x: { time: false, range: () => [-0.6, bars.length - 0.4] }, y: { range: (_, __, most) => [0, most > 0 ? most * 1.1 : 1] } },
        axes: [
          { ...axis, space: 64, incrs: [1, 2, 4, 6, 8, 12, 24, 48], values: (_, ticks) => ticks.map((tick) => bars[tick]?.label ?? '') },
          { ...axis, label: unit, labelSize: 16, labelFont: '12px system-ui', size: 56 },
        ],
        series: [{}, { stroke: () => colour('--chart'), fill: () => colour('--chart'), ...(paths ? { paths } : {}), points: { show: false } }],
      },
      [bars.map((_, index) => index), bars.map((bar) => bar.value)],
      element,
    )
    const clicked = () => {
      const bar = bars[chart.cursor.idx ?? -1]
      if (bar) chosen.current(bar)
    }
    chart.over.addEventListener('click', clicked)
    const resized = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: chartHeight }))
    resized.observe(element)
    return () => {
      resized.disconnect()
      chart.destroy()
    }
  }, [bars, unit])
  return <div ref={place} className="chart tall" role="img" aria-label={`${what} in ${unit}; the table beside it has the figures`} />
}

function Lines({ answer, onChosen }: { answer: Intervals; onChosen: (stretch: Stretch) => void }) {
  const months = answer.step === 'month'
  return (
    <DataTable<Intervals['lines'][number]>
      label={months ? 'Months' : 'Days'} items={answer.lines} idOf={(line) => line.from ?? ''} empty="No values on these days."
      onAction={(line) => { if (line.from && line.until) onChosen({ from: line.from, to: lastDayBefore(line.until) }) }}
      columns={[
        { id: 'from', title: months ? 'Month' : 'Day', head: true, cell: (line) => (months ? line.from?.slice(0, 7) : <Day of={line.from} />) },
        { id: 'quantity', title: 'Consumption', number: true, cell: (line) => `${amount(line.quantity)} ${answer.unit}` },
        { id: 'peak', title: `Peak, ${answer.unit}/h`, number: true, cell: (line) => amount(line.peak) },
        { id: 'when', title: 'When', cell: (line) => (months ? `${line.peak_on ?? ''} ${line.peak_at}` : line.peak_at) },
        { id: 'missing', title: 'Missing days', number: true, cell: (line) => (line.days_missing > 0 ? line.days_missing : '') },
        { id: 'estimated', title: 'Estimated', number: true, cell: (line) => (line.estimated > 0 ? line.estimated : '') },
      ]}
    />
  )
}

function Values({ answer }: { answer: Intervals }) {
  const values = answer.values.map((each, index) => ({ ...each, index }))
  return (
    <DataTable<(typeof values)[number]>
      label="Values" items={values} idOf={(each) => String(each.index)} empty="No values on this day."
      columns={[
        { id: 'at', title: 'From', head: true, cell: (each) => each.at },
        { id: 'value', title: 'Consumption', number: true, cell: (each) => `${amount(each.value)} ${answer.unit}` },
        { id: 'quality', title: 'Quality', cell: (each) => sentence(each.quality) },
      ]}
    />
  )
}

/** Hours of an average day; where more than one day is shown. */
function Shape({ answer }: { answer: Intervals }) {
  return (
    <details>
      <summary>An average day, hour by hour</summary>
      <DataTable<Intervals['shape'][number]>
        label="Average day" items={answer.shape} idOf={(each) => String(each.hour)} empty="No values."
        columns={[
          { id: 'hour', title: 'Hour', head: true, cell: (each) => `${String(each.hour).padStart(2, '0')}:00` },
          { id: 'workday', title: 'Monday to Friday', number: true, cell: (each) => `${amount(each.workday)} ${answer.unit}` },
          { id: 'weekend', title: 'Saturday, Sunday', number: true, cell: (each) => `${amount(each.weekend)} ${answer.unit}` },
        ]}
      />
    </details>
  )
}

function Shown({ answer, stretch, show }: { answer: Intervals; stretch: Stretch; show: (stretch: Stretch) => void }) {
  const bars = useMemo(() => barsOf(answer), [answer])
  const beside = neighbours(answer, stretch)
  const { total } = answer
  return (
    <>
      <nav className="row" aria-label="Interval values shown">
        {wayTo(stretch).map((step, at, way) => (at === way.length - 1
          ? <strong key={nameOf(step)} aria-current="step">{nameOf(step)}</strong>
          : <ActButton key={nameOf(step)} kind="quiet" onPress={() => show(step)}>{nameOf(step)}</ActButton>))}
        {stretch && <span className="push">
          <ActButton kind="quiet" isDisabled={!beside.before} onPress={() => show(beside.before)}>Before</ActButton>
          <ActButton kind="quiet" isDisabled={!beside.after} onPress={() => show(beside.after)}>After</ActButton>
        </span>}
      </nav>
      <p>
        {amount(total.quantity)} {answer.unit} on {total.days} {total.days === 1 ? 'day' : 'days'}
        {total.peak_on && <>; peak {amount(total.peak)} {answer.unit}/h on {total.peak_on} at {total.peak_at}</>}
        {total.days_missing > 0 && <>; {total.days_missing} {total.days_missing === 1 ? 'day' : 'days'} missing</>}
        {total.estimated > 0 && <>; {total.estimated} values estimated</>}.
      </p>
      <div className="chart-beside">
        <BarChart bars={bars} unit={answer.unit} what={`Consumption, ${nameOf(stretch)}`} onChosen={(bar) => { if (bar.inside) show(bar.inside) }} />
        <div className="beside">{answer.step === 'interval' ? <Values answer={answer} /> : <Lines answer={answer} onChosen={show} />}</div>
      </div>
      {answer.step !== 'interval' && answer.shape.length > 0 && <Shape answer={answer} />}
    </>
  )
}

export function IntervalUse({ servicePoint }: { servicePoint: string }) {
  const asOf = useAsOf()
  const [stretch, show] = useState<Stretch>(null)
  const [channel, setChannel] = useState('')
  const asked = useQuestion<Intervals>(`/v1/service-points/${encodeURIComponent(servicePoint)}/intervals`, { asOf, params: { channel, ...stretch } })
  return (
    <Answer of={asked} what={`interval values of ${servicePoint}`}>
      {(answer) => {
        if (answer.channel === '') return <Nothing>No interval values yet.</Nothing>
        return (
          <section className="stack" aria-label={`Interval values at ${servicePoint}`}>
            {answer.channels.length > 1 && <PickInput label="Channel" value={answer.channel} options={answer.channels.map((each) => ({ id: each, label: each }))} onChange={(next) => { setChannel(next); show(null) }} />}
            <Shown answer={answer} stretch={stretch} show={show} />
          </section>
        )
      }}
    </Answer>
  )
}
