// The lines of an invoice or statement, segment by segment: what was measured, how each line was computed.
import type { Invoice } from '../api/queries'
import { oneLine } from '../format/address'
import { lastDayBefore } from '../format/date'
import { WhyButton } from '../explain/why_button'
import { amount } from '../format/money'
import { sentence } from '../format/words'
import { Amount } from '../kit/amounts'
import { intoView } from '../kit/into_view'
import { useHref } from '../shell/route'

type Segment = Invoice['segments'][number]
type Line = Segment['lines'][number]

/** How a line's amount came about, such as `47 therm × 0.7512`. */
export function computation(line: Pick<Line, 'quantity' | 'unit' | 'price' | 'fraction' | 'componentKind'>): string {
  const part = line.fraction === '1/1' || line.fraction === '' ? '' : ` × ${line.fraction.replace(/\/1$/, '')}`
  const rate = line.componentKind === 'percentage' || line.componentKind === 'tax'
  const basis = rate ? amount(line.quantity) : `${amount(line.quantity)}${line.unit ? ` ${line.unit}` : ''}`
  return `${basis} × ${line.price}${part}`
}

export function periodOf(segment: Segment): string {
  const { start, end } = segment.billPeriod
  return start && end ? `${start} to ${lastDayBefore(end)}` : ''
}

/** With `invoice` as the desk sees it: each line with its place and its why; else as the customer does. `chosen`: the segment in the address. */
export function SegmentLines({ segment, invoice, chosen = null }: { segment: Segment; invoice?: string; chosen?: { line: string } | null }) {
  const internal = invoice !== undefined
  const href = useHref()
  const id = segment.segment || segment.charge
  return (
    <section ref={chosen && !chosen.line ? intoView : null} className={`segment-lines${segment.cancelledBy ? ' gone' : ''}${chosen ? ' chosen' : ''}`} aria-label={`${sentence(segment.service || 'charge')} ${segment.segment || segment.charge}`}>
      <h2>{segment.charge ? 'Special charge' : sentence(segment.service)} <span className="quiet">{periodOf(segment)}{segment.finalSegment && ', final'}{segment.cancelledBy && `, taken back by ${segment.cancelledBy}`}</span></h2>
      <p className="quiet">{oneLine(segment.serviceAddress)}{internal && <> · {segment.sa} · <a href={href('invoices', invoice, id)}>{id}</a></>}</p>
      {segment.reads.length > 0 && (
        <ul className="reads">
          {segment.reads.map((read) => (
            <li key={`${read.service_point} ${read.channel} ${read.from} ${read.position}`}>
              {read.service_point}: {read.start_value} → {read.stop_value}{read.multiplier !== '1' && ` × ${read.multiplier}`} = <strong>{amount(read.quantity)} {read.unit}</strong> <span className="quiet">({read.quality})</span>
            </li>
          ))}
        </ul>
      )}
      {segment.demands.length > 0 && (
        <ul className="reads">
          {segment.demands.map((demand) => (
            <li key={`${demand.component} ${demand.from}`}>
              Demand {demand.component}: {amount(demand.measured)} {demand.unit} measured, <strong>{amount(demand.billed)} {demand.unit}</strong> charged
              {demand.highest_of && <span className="quiet"> (at least {amount(demand.share)} × {amount(demand.highest)} {demand.unit}, {demand.highest_from} to {lastDayBefore(demand.highest_until ?? '')})</span>}
            </li>
          ))}
        </ul>
      )}
      {segment.year.banks.length > 0 && (
        <table className="table" aria-label="Bank of energy sent back">
          <thead><tr><th scope="col">Bank</th><th scope="col" className="number">Drawn</th><th scope="col" className="number">Sent back</th><th scope="col" className="number">Before</th><th scope="col" className="number">Added</th><th scope="col" className="number">Used</th><th scope="col" className="number">Settled</th><th scope="col" className="number">After</th></tr></thead>
          <tbody>
            {segment.year.banks.map((bank) => (
              <tr key={`${bank.component} ${bank.from}`}>
                <th scope="row">{bank.component}, {bank.unit}{bank.settled_by !== 'not_settled' && <span className="tag">{bank.settled_by === 'true_up' ? 'year ended' : 'agreement ended'}</span>}</th>
                {[bank.delivered, bank.returned, bank.opening, bank.added, bank.used, bank.settled, bank.closing].map((each, index) => <td key={index} className="number">{amount(each)}</td>)}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {segment.year.minimums.map((year) => (
        <p key={year.component} className="quiet">Least charge of the year, {year.component}: <Amount of={year.charged_before} /> charged before this bill since {year.year_from}, <Amount of={year.charged} /> by it{year.year_ended && <>, <Amount of={year.minimum} /> at least</>}</p>
      ))}
      <table className="table lines">
        <thead><tr><th scope="col">Line</th><th scope="col">Computed</th>{internal && <><th scope="col">Tariff</th><th scope="col">GL account</th><th scope="col">Taxed by</th></>}<th scope="col" className="number">Amount</th>{internal && <th scope="col"><span className="unseen">Explain</span></th>}</tr></thead>
        <tbody>
          {segment.lines.map((line) => (
            <tr key={line.lineId || line.lineNumber} {...(chosen?.line && chosen.line === line.lineId ? { ref: intoView, className: 'chosen' } : {})}>
              <th scope="row">{internal ? <a className="name" href={href('invoices', invoice, id, line.lineId)}>{line.description}</a> : line.description}{line.kind !== 'initial' && <span className="tag">{line.kind}</span>}</th>
              <td className="quiet">{computation(line)}</td>
              {internal && <><td>{line.tariff && `${line.tariff} v${line.tariffVersion}`}</td><td>{line.glAccount}</td><td>{line.taxCodes.join(', ')}</td></>}
              <td className="number"><Amount of={line.lineAmount} /></td>
              {internal && <td className="number"><WhyButton of={{ kind: 'line', id: line.lineId }} label={`${line.description} ${line.lineAmount}`} /></td>}
            </tr>
          ))}
        </tbody>
        <tfoot><tr><th scope="row" colSpan={internal ? 5 : 2}>Total</th><td className="number"><Amount of={segment.total} /></td>{internal && <td />}</tr></tfoot>
      </table>
    </section>
  )
}
