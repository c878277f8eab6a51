// A segment of a bill: what was measured and who read it, how each line was computed and under which version of a tariff.
import type { InvoiceExplanation } from '../api/queries'
import { lastDayBefore } from '../format/date'
import { amount } from '../format/money'
import { plain, sentence } from '../format/words'
import { Amount } from '../kit/amounts'
import { Cause } from './cause'
import { Postings } from './postings'

type Segment = InvoiceExplanation['segments'][number]
type Read = Segment['reads'][number]
type Line = Segment['lines'][number]

function ReadFacts({ read }: { read: Read }) {
  const facts = [...(read.start ? [read.start] : []), ...(read.stop ? [read.stop] : []), ...read.usage]
  return (
    <li>
      <strong>{read.service_point}: {amount(read.quantity)} {read.unit}</strong> <span className="quiet">({read.quality})</span>
      <p className="arithmetic">{read.arithmetic}{!read.agrees && <span className="error"> This does not give the quantity of the bill.</span>}</p>
      <ul>
        {facts.map((fact, index) => <li key={index}>{fact.read_on ?? ''}: {fact.value} {fact.meter && `on meter ${fact.meter}`} <Cause of={fact.entered} verb="entered" /></li>)}
        {read.changes.map((change, index) => (
          <li key={`change ${index}`}>{change.read_on ?? ''}: {change.withdrawn ? `${change.previous} was withdrawn` : `${change.previous} became ${change.value}`}{change.after_bill && ', after this bill'} <Cause of={change.entered} verb="entered" /></li>
        ))}
      </ul>
    </li>
  )
}

function LineSteps({ line }: { line: Line }) {
  return (
    <li>
      <div className="row"><strong>{plain(line.description)}</strong><span className="push"><Amount of={line.amount} /></span></div>
      {line.arithmetic.map((step, index) => <p key={index} className="arithmetic">{plain(step)}</p>)}
      {!line.agrees && <p className="error">Computed again: {amount(line.computed)}</p>}
      {line.tariff && <p><span className="quiet">Tariff {line.tariff.tariff}, version {line.tariff.version}, in force from {line.tariff.effective_from ?? 'the start'}. </span><Cause of={line.tariff.published} verb="Published" /></p>}
    </li>
  )
}

export function SegmentSteps({ segment, currency }: { segment: Segment; currency: string }) {
  return (
    <section className="segment-steps">
      <h3>{segment.charge ? `Special charge ${segment.charge}` : `${sentence(segment.service)} ${segment.segment}`}: <Amount of={segment.total} currency={currency} /></h3>
      <p className="quiet">{segment.from && segment.until ? `${segment.from} to ${lastDayBefore(segment.until)}, ${segment.days} days. ` : ''}{segment.proration}{segment.cancelled_by && ` Taken back by ${segment.cancelled_by}.`}</p>
      {segment.reads.length > 0 && <ul className="facts-list">{segment.reads.map((read, index) => <ReadFacts key={index} read={read} />)}</ul>}
      <ul className="facts-list">{segment.lines.map((line) => <LineSteps key={line.line_id} line={line} />)}</ul>
      <p><Cause of={segment.charged} verb="Charged" /></p>
      <Postings of={segment.postings} />
    </section>
  )
}

export function Taxes({ taxes }: { taxes: InvoiceExplanation['taxes'] }) {
  if (taxes.length === 0) return null
  return (
    <section><h3>Taxes</h3>
      <ul className="facts-list">
        {taxes.map((tax) => (
          <li key={`${tax.tax_code} ${tax.jurisdiction}`}>
            <div className="row"><strong>{tax.tax_code}, {tax.jurisdiction}</strong><span className="push"><Amount of={tax.amount} /></span></div>
            <p className="arithmetic">{tax.arithmetic}{!tax.agrees && <span className="error"> This does not give the tax of the bill.</span>}</p>
          </li>
        ))}
      </ul>
    </section>
  )
}
