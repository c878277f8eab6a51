// A statement as the customer sees it. It prints on its own: the frame is left out on paper.
import { useEffect } from 'react'
import { type Statement, useStatement } from '../api/queries'
import { street } from '../format/address'
import { sign } from '../format/money'
import { kindInWords, plain } from '../format/words'
import { Amount, Day } from '../kit/amounts'
import { ScreenAnswer } from '../kit/states'
import { useHref } from '../shell/route'
import type { ScreenProps } from '../shell/screens'
import { DocumentTrail } from './document_trail'
import { SegmentLines } from './invoice_lines'

function Recipient({ statement }: { statement: Statement }) {
  const delivery = statement.deliveries[0]
  const lines = delivery ? plain(delivery.destination).split('\n') : []
  const { service_address: address } = statement.heading
  const shown = lines.length > 1 ? lines : [street(address), [plain(address.city), plain(address.state), plain(address.postal)].filter(Boolean).join(' ')]
  return (
    <address>
      <strong>{delivery ? plain(delivery.printed_name) : plain(statement.heading.main_customer_name)}</strong>
      {shown.map((line, index) => <span key={index}>{line}</span>)}
    </address>
  )
}

function StatementPage({ statement }: { statement: Statement }) {
  const href = useHref()
  const { currency } = statement
  useEffect(() => {
    document.title = `Statement ${statement.statement}`
  }, [statement.statement])
  const summary: [string, string][] = [
    ['Previous balance', statement.previousCurrent], ['Payments', statement.paymentsCurrent], ['Adjustments', statement.adjustmentsCurrent],
    ['Corrections', statement.correctionsCurrent], ['New charges', statement.chargesCurrent],
  ]
  return (
    <div className="screen">
      <DocumentTrail heading={statement.heading} title={`Statement ${statement.statement}`} />
      <div className="heading no-print">
        <h1>Statement <span className="id">{statement.statement}</span></h1>
        <div className="tasks">
          {statement.invoice && <a className="act plain" href={href('invoices', statement.invoice)}>Invoice {statement.invoice}</a>}
          <button type="button" className="act primary" onClick={() => window.print()}>Print</button>
        </div>
      </div>
      <article className="paper" aria-label="Statement as the customer sees it">
        {statement.cancelled_on && <p className="stamp">Cancelled on {statement.cancelled_on}</p>}
        <header>
          <Recipient statement={statement} />
          <dl>
            <div><dt>Account</dt><dd>{statement.heading.account}</dd></div>
            <div><dt>Statement</dt><dd>{statement.statement}</dd></div>
            <div><dt>Date</dt><dd><Day of={statement.billingDate} /></dd></div>
            <div><dt>Pay by</dt><dd><Day of={statement.dueDate} /></dd></div>
          </dl>
          <div className="due"><span>{sign(statement.amountDue) < 0 ? 'In your favour' : 'Amount due'}</span><strong><Amount of={statement.amountDue} currency={currency} /></strong></div>
        </header>
        <table className="table lines summary">
          <caption>Your account</caption>
          <tbody>
            {summary.filter(([, value], index) => index === 0 || sign(value) !== 0).map(([name, value]) => <tr key={name}><th scope="row">{name}</th><td className="number"><Amount of={value} /></td></tr>)}
          </tbody>
          <tfoot><tr><th scope="row">Amount due</th><td className="number"><Amount of={statement.amountDue} currency={currency} /></td></tr></tfoot>
        </table>
        {statement.activity.length > 0 && (
          <table className="table lines">
            <caption>Since your last statement</caption>
            <thead><tr><th scope="col">Date</th><th scope="col">What</th><th scope="col">Document</th><th scope="col" className="number">Amount</th></tr></thead>
            <tbody>
              {statement.activity.map((line) => (
                <tr key={line.position}><td><Day of={line.effectiveDate} /></td><th scope="row">{kindInWords(line.kind)}</th><td>{line.document}</td><td className="number"><Amount of={line.current} /></td></tr>
              ))}
            </tbody>
          </table>
        )}
        {statement.segments.map((segment) => <SegmentLines key={segment.segment || segment.charge} segment={segment} internal={false} />)}
        {statement.lastPaymentDate && <p>Last payment: <Amount of={statement.lastPaymentAmt} currency={currency} /> on <Day of={statement.lastPaymentDate} />.</p>}
        {statement.messages.map((message) => <p key={message} className="message">{message}</p>)}
      </article>
    </div>
  )
}

export default function StatementScreen({ rest }: ScreenProps) {
  const [id = ''] = rest
  return <ScreenAnswer of={useStatement(id)} what={`statement ${id}`}>{(statement) => <StatementPage statement={statement} />}</ScreenAnswer>
}
