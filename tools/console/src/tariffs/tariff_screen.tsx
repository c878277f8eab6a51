// Tariffs: which there are, and of one each version with its hours, prices, demand and fees.
import { useEffect, useState } from 'react'
import { momentOf, usePages, useQuestion } from '../api/lists'
import type { components } from '../api/schema'
import { amount } from '../format/money'
import { sentence } from '../format/words'
import { Day } from '../kit/amounts'
import { PickInput } from '../kit/fields'
import { Answer, ScreenAnswer } from '../kit/states'
import { DataTable } from '../kit/table'
import { More } from '../operations/more'
import { OperationsTrail } from '../operations/operations_trail'
import { useAsOf, useHref } from '../shell/route'
import type { ScreenProps } from '../shell/screens'
import { type Ratchet, type Terms, type Times, type Version, type YearTerms, clock, columnsOf, columnsOfDay, demandOfBounds, minutesAColumn, netRule, priceIn, priceText, ratchetMonths, rowsOfHours, shadesOf } from './hours'

type Tariffs = components['schemas']['answer.tariffs']
type Tariff = components['schemas']['answer.tariff']
type Component = Version['components'][number]

function List() {
  const asOf = useAsOf()
  const href = useHref()
  const pages = usePages<Tariffs>('/v1/tariffs', { as_of: asOf }, () => (asOf ? {} : momentOf(null)))
  useEffect(() => {
    document.title = 'Tariffs'
  }, [])
  return (
    <div className="screen">
      <OperationsTrail title="Tariffs" />
      <h1>Tariffs</h1>
      <Answer of={pages} what="tariffs">
        {({ pages: shown }) => (
          <>
            <DataTable<Tariffs['tariffs'][number]>
              label="Tariffs" items={shown.flatMap((page) => page.tariffs)} idOf={(row) => row.tariff} hrefOf={(row) => href('tariffs', row.tariff)} empty="No tariff is published yet."
              columns={[
                { id: 'tariff', title: 'Tariff', head: true, cell: (row) => row.tariff },
                { id: 'what', title: 'What it is', cell: (row) => row.description },
                { id: 'service', title: 'Service', cell: (row) => row.service },
                { id: 'version', title: 'Version in force', number: true, cell: (row) => (row.version > 0 ? row.version : 'none yet') },
                { id: 'from', title: 'From', cell: (row) => <Day of={row.effective_from} /> },
              ]}
            />
            <More of={pages} lines={shown.reduce((lines, page) => lines + page.tariffs.length, 0)} singular="tariff" />
          </>
        )}
      </Answer>
    </div>
  )
}

function HeatMap({ version, times, currency }: { version: Version; times: Times; currency: string }) {
  const rows = rowsOfHours(times)
  if (rows.length === 0) return null
  const size = minutesAColumn(rows)
  const shades = shadesOf(version, times)
  const marks = [0, 6, 12, 18]
  return (
    <section aria-labelledby="tariff-hours">
      <h2 id="tariff-hours">Hours</h2>
      <div className="table-frame">
        <table className="heat" aria-label="Hours of each period of use">
          <thead><tr><th scope="col">Season</th><th scope="col">Days</th>{marks.map((hour) => <th key={hour} scope="col" className="hour" colSpan={columnsOfDay(size) / marks.length}>{clock(hour * 60)}</th>)}</tr></thead>
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.season} ${row.days}`}>
                <th scope="row">{row.season}</th><td className="days">{row.days}</td>
                {row.stretches.map((each) => (
                  <td key={each.from} colSpan={columnsOf(each, size)} className={`use shade-${shades.get(each.period) ?? 0}`} title={`${clock(each.from)} to ${clock(each.until)}: ${each.period}`}>
                    {each.period}<span className="heard"> from {clock(each.from)} to {clock(each.until)}</span>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <ul className="row legend" aria-label="Periods of use">
        {[...shades].map(([period, shade]) => <li key={period}><span className={`swatch shade-${shade}`} aria-hidden="true" />{period}: {priceText(priceIn(version, times, period))} {currency} a unit{version.components.some((each) => each.kind === 'usage' && each.tiers.length > 0) ? ', first tier' : ''}</li>)}
      </ul>
    </section>
  )
}

function counted(component: Component, times: Times | undefined): string {
  const timed = times?.components.find((each) => each.component === component.code)
  if (!timed) return ''
  const where = timed.periods.length > 0 ? timed.periods.join(', ') : 'all hours'
  if (component.kind !== 'demand') return where
  return `${where}; highest average of ${timed.window_minutes > 0 ? `${timed.window_minutes} minutes` : 'an interval'}${Number(timed.minimum) > 0 ? `, at least ${amount(timed.minimum)} ${component.unit}` : ''}`
}

function priceOf(component: Component, currency: string): string {
  if (component.kind === 'percentage') return `${amount(component.rate)} × ${component.of_components.length > 0 ? component.of_components.join(', ') : 'all before it'}`
  if (component.tiers.length > 0) return `${component.tiers.length} tiers`
  const unit = component.kind === 'usage' || component.kind === 'demand' ? component.unit : component.kind === 'per_day' ? 'day' : 'period'
  return `${priceText(component.price)} ${currency} a ${unit}`
}

function Ratchets({ version, terms }: { version: Version; terms: Terms | undefined }) {
  if (!terms || terms.ratchets.length === 0) return null
  const named = (code: string) => version.components.find((each) => each.code === code)?.description || code
  return (
    <section aria-labelledby="tariff-ratchets">
      <h2 id="tariff-ratchets">Demand of earlier bills</h2>
      <DataTable<{ ratchet: Ratchet; index: number }>
        label="Demand of earlier bills" items={terms.ratchets.map((ratchet, index) => ({ ratchet, index }))} idOf={(each) => String(each.index)} empty="No earlier demand counts."
        columns={[
          { id: 'what', title: 'Charged at least', head: true, cell: (each) => named(each.ratchet.component) },
          { id: 'share', title: 'Share', number: true, cell: (each) => amount(each.ratchet.share) },
          { id: 'of', title: 'Of the highest', cell: (each) => `${sentence(each.ratchet.basis).toLowerCase()} demand${each.ratchet.of_components.length > 0 ? ` of ${each.ratchet.of_components.map(named).join(', ')}` : ''}` },
          { id: 'months', title: 'Months', cell: (each) => ratchetMonths(each.ratchet) },
        ]}
      />
    </section>
  )
}

/** Energy that is sent back, and least charges of a year. */
function Year({ version, year, currency }: { version: Version; year: YearTerms | undefined; currency: string }) {
  if (!year) return null
  const net = year.net_metering
  const of = (code: string) => version.components.find((each) => each.code === code)
  return (
    <section aria-labelledby="tariff-year">
      <h2 id="tariff-year">{net.rule === 'none' ? 'Least charge of a year' : 'Energy sent back'}</h2>
      {net.rule !== 'none' && <p>{netRule(net)}</p>}
      {net.credits.length > 0 && (
        <DataTable<(typeof net.credits)[number]>
          label="What is paid" items={net.credits} idOf={(each) => each.component} empty="Nothing is paid."
          columns={[
            { id: 'what', title: 'Paid by', head: true, cell: (each) => of(each.component)?.description || each.component },
            { id: 'price', title: 'Price', number: true, cell: (each) => `${priceText(of(each.component)?.price ?? '0')} ${currency} a ${net.unit}` },
            { id: 'banks', title: 'Bank', cell: (each) => (net.rule === 'banked' ? each.banks_of.map((code) => of(code)?.description || code).join(', ') || 'all' : '') },
          ]}
        />
      )}
      {year.annual_minimums.map((each) => <p key={each.component}>{of(each.component)?.description || each.component} is of a year: {priceText(of(each.component)?.price ?? '0')} {currency}, compared on the bill of {each.year_ends}.</p>)}
    </section>
  )
}

function Prices({ version, times, terms, currency }: { version: Version; times: Times | undefined; terms: Terms | undefined; currency: string }) {
  const unitOf = (component: Component) => {
    const demand = version.components.find((each) => each.code === demandOfBounds(terms, component.code))
    return demand ? `${component.unit} per ${demand.unit} of ${demand.description || demand.code}` : component.unit
  }
  const tiers = version.components.flatMap((component) => component.tiers.map((tier, index) => ({ component, tier, index, before: component.tiers[index - 1]?.up_to ?? '0' })))
  return (
    <>
      <section aria-labelledby="tariff-prices">
        <h2 id="tariff-prices">Prices and fees</h2>
        <DataTable<Component>
          label="Prices and fees" items={version.components} idOf={(each) => each.code} empty="No component."
          columns={[
            { id: 'what', title: 'What the bill says', head: true, cell: (each) => each.description || each.code },
            { id: 'kind', title: 'Kind', cell: (each) => sentence(each.kind) },
            { id: 'price', title: 'Price', number: true, cell: (each) => priceOf(each, currency) },
            { id: 'hours', title: 'Hours', cell: (each) => counted(each, times) },
            { id: 'tax', title: 'Taxed', cell: (each) => (each.taxable ? 'yes' : 'no') },
          ]}
        />
      </section>
      {tiers.length > 0 && (
        <section aria-labelledby="tariff-tiers">
          <h2 id="tariff-tiers">Tiers{times && ` (${sentence(times.tier_use).toLowerCase()})`}</h2>
          <DataTable<(typeof tiers)[number]>
            label="Tiers" items={tiers} idOf={(each) => `${each.component.code} ${each.index}`} empty="No tier."
            columns={[
              { id: 'what', title: 'Component', head: true, cell: (each) => each.component.description || each.component.code },
              { id: 'from', title: 'Above', number: true, cell: (each) => `${amount(each.before)} ${unitOf(each.component)}` },
              { id: 'to', title: 'Up to', number: true, cell: (each) => (each.index + 1 === each.component.tiers.length ? 'no bound' : `${amount(each.tier.up_to)} ${unitOf(each.component)}`) },
              { id: 'price', title: 'Price', number: true, cell: (each) => `${priceText(each.tier.price)} ${currency} a ${each.component.unit}` },
            ]}
          />
        </section>
      )}
    </>
  )
}

function One({ id }: { id: string }) {
  const asOf = useAsOf()
  const href = useHref()
  const [chosen, choose] = useState('')
  const asked = useQuestion<Tariff>(`/v1/tariffs/${encodeURIComponent(id)}`, { asOf })
  useEffect(() => {
    document.title = `Tariff ${id}`
  }, [id])
  return (
    <ScreenAnswer of={asked} what={`tariff ${id}`}>
      {(answer) => {
        const inForce = answer.versions.find((each) => each.version === answer.version) ?? answer.versions[answer.versions.length - 1]
        const version = answer.versions.find((each) => String(each.version) === chosen) ?? inForce
        if (!version) return null
        const times = answer.times.find((each) => each.version === version.version)?.times
        const terms = answer.demand_terms.find((each) => each.version === version.version)?.terms
        return (
          <div className="screen">
            <OperationsTrail title="Tariffs" />
            <h1>{version.description} <span className="id">{answer.tariff}</span></h1>
            {answer.versions.length > 1 && <PickInput label="Version" value={String(version.version)} onChange={choose} options={answer.versions.map((each) => ({ id: String(each.version), label: `${each.version}, from ${each.effective_from ?? ''}` }))} />}
            <p className="row"><a href={href('operations', 'rate-studies', answer.tariff)}>Try a proposed version: a trial bill of one account, or a study of all</a></p>
            <p>Version {version.version} prices {version.service} from <Day of={version.effective_from} />{version.version === answer.version ? ', in force' : ', not in force on this day'}. A full period has {version.normal_days} days
              {version.usage_factors.length > 0 && <>; what is measured is multiplied by {version.usage_factors.map((each) => `${each.factor} (${each.name})`).join(', ')}</>}.</p>
            {times && <HeatMap version={version} times={times} currency={answer.currency} />}
            <Prices version={version} times={times} terms={terms} currency={answer.currency} />
            <Ratchets version={version} terms={terms} />
            <Year version={version} year={answer.year_terms.find((each) => each.version === version.version)} currency={answer.currency} />
          </div>
        )
      }}
    </ScreenAnswer>
  )
}

export default function TariffScreen({ rest }: ScreenProps) {
  const [id] = rest
  return id ? <One key={id} id={id} /> : <List />
}
