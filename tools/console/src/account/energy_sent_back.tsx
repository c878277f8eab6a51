// Energy that a net-metered agreement drew and sent back, and the bank that its tariff keeps: a chart and a table of the same figures, bill by bill.
import { useQueries } from '@tanstack/react-query'
import { useEffect, useMemo, useRef } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { useQuestion } from '../api/lists'
import { type Asked, type Invoice, oneOf, useAccount, useDocuments } from '../api/queries'
import { lastDayBefore } from '../format/date'
import { amount } from '../format/money'
import { Day } from '../kit/amounts'
import { Answer, Nothing, Waiting } from '../kit/states'
import { DataTable } from '../kit/table'
import { useAsOf, useHref } from '../shell/route'
import { type Net, type Tariff, netRule } from '../tariffs/hours'
import { type Bank, type NetPeriod, netPeriods, nextTrueUp } from './net_metering'

/** A year of monthly bills, and the one before. */
const billsShown = 13

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim()
}

function Chart({ periods, unit }: { periods: readonly NetPeriod[]; unit: string }) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = place.current
    if (!element) return
    const axis = { stroke: () => colour('--muted'), grid: { stroke: () => colour('--line'), width: 1 }, ticks: { stroke: () => colour('--line'), width: 1 }, font: '12px system-ui' }
    const bars = (align: -1 | 1) => {
      const paths = uPlot.paths.bars?.({ size: [0.38, 24], align })
      return paths ? { paths } : {}
    }
    const chart = new uPlot(
      {
        width: element.clientWidth,
        height: 180,
        legend: { show: false },
        cursor: { drag: { x: false, y: false } },
        scales: { x: { time: false, range: () => [-0.6, periods.length - 0.4] }, y: { range: (_, __, most) => [0, most > 0 ? most * 1.1 : 1] } },
        axes: [
          { ...axis, space: 70, incrs: [1, 2, 4, 6, 12], values: (_, ticks) => ticks.map((tick) => periods[tick]?.from.slice(0, 7) ?? '') },
          { ...axis, label: unit, labelSize: 16, labelFont: '12px system-ui', size: 56 },
        ],
        series: [
          {},
          { stroke: () => colour('--chart'), fill: () => colour('--chart'), ...bars(-1), points: { show: false } },
          { stroke: () => colour('--credit'), fill: () => colour('--credit'), ...bars(1), points: { show: false } },
          { stroke: () => colour('--past'), width: 2, points: { show: true, size: 6 } },
        ],
      },
      [
        periods.map((_, index) => index),
        periods.map((period) => Number(period.drawn)),
        periods.map((period) => Number(period.sentBack)),
        periods.map((period) => (period.bank ? Number(period.bank.after) : null)),
      ],
      element,
    )
    const resized = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: 180 }))
    resized.observe(element)
    return () => {
      resized.disconnect()
      chart.destroy()
    }
  }, [periods, unit])
  const banked = periods.some((period) => period.bank)
  const first = periods[0]
  const last = periods[periods.length - 1]
  return (
    <>
      <ul className="row legend" aria-hidden="true">
        <li><span className="swatch drawn" />Drawn</li><li><span className="swatch sent-back" />Sent back</li>{banked && <li><span className="swatch banked" />In the bank</li>}
      </ul>
      <div ref={place} className="chart" role="img" aria-label={`Energy drawn and sent back${banked ? ', and the bank,' : ''} in ${unit} from ${first?.from ?? ''} to ${last?.until ?? ''}; the table below has the figures`} />
    </>
  )
}

const settledBy = { not_settled: '', true_up: 'year ended', agreement_ended: 'agreement ended' } as const

function Bills({ periods, unit, agreement }: { periods: readonly NetPeriod[]; unit: string; agreement: string }) {
  const href = useHref()
  const of = (quantity: string | undefined) => (quantity === undefined ? '' : amount(quantity))
  const banked = periods.some((period) => period.bank)
  const energy = [
    { id: 'from', title: 'First day', head: true, cell: (period: NetPeriod) => <Day of={period.from} /> },
    { id: 'until', title: 'Last day', cell: (period: NetPeriod) => <Day of={lastDayBefore(period.until)} /> },
    { id: 'drawn', title: `Drawn, ${unit}`, number: true, cell: (period: NetPeriod) => amount(period.drawn) },
    { id: 'sent-back', title: 'Sent back', number: true, cell: (period: NetPeriod) => amount(period.sentBack) },
  ]
  const bank = [
    { id: 'before', title: 'Bank before', number: true, cell: (period: NetPeriod) => of(period.bank?.before) },
    { id: 'added', title: 'Added', number: true, cell: (period: NetPeriod) => of(period.bank?.added) },
    { id: 'used', title: 'Used', number: true, cell: (period: NetPeriod) => of(period.bank?.used) },
    { id: 'settled', title: 'Settled', number: true, cell: (period: NetPeriod) => of(period.bank?.settled) },
    { id: 'after', title: 'In the bank', number: true, cell: (period: NetPeriod) => of(period.bank?.after) },
    { id: 'why', title: 'Settled as', cell: (period: NetPeriod) => settledBy[period.bank?.settledBy ?? 'not_settled'] },
  ]
  return (
    <DataTable<NetPeriod>
      label={`Energy sent back, ${agreement}`} items={[...periods].reverse()} idOf={(period) => period.segment} empty="Nothing billed yet."
      hrefOf={(period) => href('invoices', period.invoice, period.segment)}
      columns={banked ? [...energy, ...bank] : energy}
    />
  )
}

/** Where a tariff has several prices each has a bank of its own. */
function BankOfEach({ periods }: { periods: readonly NetPeriod[] }) {
  const entries = [...periods].reverse().flatMap((period) => period.banks)
  if (new Set(entries.map((each) => each.component)).size < 2) return null
  return (
    <details>
      <summary>The bank of each price</summary>
      <DataTable<Bank>
        label="Bank of each price" items={entries} idOf={(each) => `${each.component} ${each.from ?? ''}`} empty="No bank."
        columns={[
          { id: 'component', title: 'Price', head: true, cell: (each) => each.component },
          { id: 'from', title: 'First day', cell: (each) => <Day of={each.from} /> },
          { id: 'delivered', title: `Drawn, ${entries[0]?.unit ?? ''}`, number: true, cell: (each) => amount(each.delivered) },
          { id: 'returned', title: 'Sent back', number: true, cell: (each) => amount(each.returned) },
          { id: 'opening', title: 'Before', number: true, cell: (each) => amount(each.opening) },
          { id: 'added', title: 'Added', number: true, cell: (each) => amount(each.added) },
          { id: 'used', title: 'Used', number: true, cell: (each) => amount(each.used) },
          { id: 'settled', title: 'Settled', number: true, cell: (each) => amount(each.settled) },
          { id: 'closing', title: 'In the bank', number: true, cell: (each) => amount(each.closing) },
        ]}
      />
    </details>
  )
}

function Periods({ periods, net, agreement }: { periods: NetPeriod[]; net: Net; agreement: string }) {
  const last = periods[periods.length - 1]
  if (!last) return <Nothing>Nothing billed yet: what is drawn and sent back stands here after the first bill.</Nothing>
  const trueUp = net.rule === 'banked' ? nextTrueUp(net.true_up, last.until) : ''
  return (
    <>
      {last.bank && <p><strong>{amount(last.bank.after)} {net.unit}</strong> in the bank after {lastDayBefore(last.until)}{trueUp && <>; the bank is settled on <Day of={trueUp} /></>}.</p>}
      <Chart periods={periods} unit={net.unit} />
      <Bills periods={periods} unit={net.unit} agreement={agreement} />
      <BankOfEach periods={periods} />
    </>
  )
}

function Billed({ account, agreement, net }: { account: string; agreement: string; net: Net }) {
  const asOf = useAsOf()
  const documents = useDocuments(account)
  const ids = useMemo(() => (documents.data?.documents ?? []).filter((each) => each.kind === 'invoice').map((each) => each.document).slice(-billsShown), [documents.data])
  const bills = useQueries({
    queries: ids.map((id) => oneOf<Invoice>('/v1/invoices/{id}', id, asOf)),
    combine: (asked) => ({ failed: asked.find((each) => each.isError) ?? null, whole: asked.every((each) => each.isSuccess), invoices: asked.flatMap((each) => (each.data ? [each.data] : [])) }),
  })
  const periods = useMemo(() => netPeriods(bills.invoices, agreement, net.unit, net.returned_channels), [bills.invoices, agreement, net])
  return (
    <Answer of={documents} what={`documents of account ${account}`}>
      {() => {
        if (bills.failed) return <Answer of={bills.failed as Asked<Invoice>} what="a bill">{() => null}</Answer>
        return bills.whole ? <Periods periods={periods} net={net} agreement={agreement} /> : <Waiting what="the bills" />
      }}
    </Answer>
  )
}

/** Nothing is shown where the agreement's tariff has no rule for energy that is sent back. */
export function EnergySentBack({ account, agreement }: { account: string; agreement: string }) {
  const tariff = useAccount(account).data?.agreements.find((each) => each.agreement.sa === agreement)?.agreement.tariff ?? ''
  const terms = useQuestion<Tariff>(`/v1/tariffs/${encodeURIComponent(tariff)}`, { asOf: useAsOf(), enabled: tariff !== '' })
  const net = terms.data?.year_terms.find((each) => each.version === terms.data.version)?.net_metering
  if (!net || net.rule === 'none') return null
  return (
    <section className="stack" aria-label={`Energy sent back by ${agreement}`}>
      <p className="part">Energy sent back</p>
      <p className="quiet">{netRule(net)}</p>
      <Billed account={account} agreement={agreement} net={net} />
    </section>
  )
}
