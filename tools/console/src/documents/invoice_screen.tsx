// One invoice or credit note: every line, its taxes, what was applied to it and taken back.
import { useEffect } from 'react'
import { openAction } from '../actions/open'
import { type Invoice, useAccount, useInvoice } from '../api/queries'
import { WhyButton } from '../explain/why_button'
import { sign } from '../format/money'
import { kindInWords, plain, sentence } from '../format/words'
import { Amount, Day } from '../kit/amounts'
import { ReasonedButton } from '../kit/button'
import { Facts } from '../kit/facts'
import { ScreenAnswer } from '../kit/states'
import { DataTable } from '../kit/table'
import { useSession, whyNot } from '../session/session'
import { usePastReason } from '../shell/as_of'
import { stepsOfInvoice } from '../shell/hierarchy'
import { useHref } from '../shell/route'
import type { ScreenProps } from '../shell/screens'
import { DocumentTrail } from './document_trail'
import { SegmentLines } from './invoice_lines'
import { placeOfDocument } from './places'

type Credit = Invoice['credits'][number]

function InvoicePage({ invoice, segment, line }: { invoice: Invoice; segment: string; line: string }) {
  const href = useHref()
  const session = useSession()
  const past = usePastReason()
  const account = useAccount(invoice.heading.account)
  const id = invoice.referenceNumber
  const isNote = invoice.creditsInvoice !== ''
  const taken = sign(invoice.credited) !== 0
  useEffect(() => {
    document.title = `${id} · ${plain(invoice.heading.main_customer_name)}`
  }, [id, invoice.heading.main_customer_name])
  const whyOff = past ?? whyNot(session, 'invoice.reverse') ?? (isNote ? 'A credit note takes an invoice back; it is not reversed itself.' : taken ? 'Its charges were taken back already.' : null)
  const link = (document: string) => {
    const place = placeOfDocument(document)
    return place ? <a href={href(...place)}>{document}</a> : document
  }
  return (
    <div className="screen">
      <DocumentTrail heading={invoice.heading} kind="invoice" id={id} steps={stepsOfInvoice(invoice, `${isNote ? 'Credit note' : 'Invoice'} ${id}`, segment, line)} />
      <div className="heading">
        <div><h1>{isNote ? 'Credit note' : 'Invoice'} <span className="id">{id}</span></h1>
          <p className="quiet">{plain(invoice.heading.main_customer_name)} · billed <Day of={invoice.billingDate} />{invoice.dueDate && <> · due <Day of={invoice.dueDate} /></>}{invoice.finalBill && ' · final bill'}</p></div>
        <div className="tasks">
          <ReasonedButton whyOff={whyOff} onPress={() => account.data && openAction('invoice.reverse', { account: account.data, invoice: id })}>Reverse charges</ReasonedButton>
          <button type="button" className="act plain" onClick={() => window.print()}>Print</button>
        </div>
      </div>
      <section className="overview four" aria-label="Totals">
        <div className="cell"><h2>Amount</h2><p className="figure large"><Amount of={invoice.amount} currency={invoice.currency} /> <WhyButton of={{ kind: 'invoice', id }} label={`Amount of ${id}`} /></p></div>
        <div className="cell"><h2>Still open</h2><p className="figure"><Amount of={invoice.open} tone="owed" /></p></div>
        <div className="cell"><h2>Paid</h2><p className="figure"><Amount of={invoice.paid} /></p></div>
        <div className="cell"><h2>Taken back</h2><p className="figure"><Amount of={invoice.credited} tone="owed" /></p></div>
      </section>
      <div className="columns wide-left">
        <div className="stack">
          {invoice.segments.map((each) => <SegmentLines key={each.segment || each.charge} segment={each} invoice={id} chosen={(each.segment || each.charge) === segment ? { line } : null} />)}
          {invoice.taxes.length > 0 && (
            <section aria-label="Taxes">
              <h2>Taxes</h2>
              <DataTable<Invoice['taxes'][number]>
                label="Taxes" items={invoice.taxes} idOf={(tax) => `${tax.tax_code} ${tax.jurisdiction}`} empty="None."
                columns={[
                  { id: 'code', title: 'Tax', head: true, cell: (tax) => tax.tax_code },
                  { id: 'who', title: 'Jurisdiction', cell: (tax) => tax.jurisdiction },
                  { id: 'basis', title: 'Basis', number: true, cell: (tax) => <Amount of={tax.basis} /> },
                  { id: 'rate', title: 'Rate', number: true, cell: (tax) => tax.rate },
                  { id: 'amount', title: 'Tax', number: true, cell: (tax) => <Amount of={tax.amount} /> },
                ]}
              />
            </section>
          )}
        </div>
        <div className="stack">
          <section aria-label="Applied and taken back">
            <h2>Applied and taken back</h2>
            <DataTable<Credit>
              label="Applied and taken back" items={invoice.credits} idOf={(credit) => `${credit.position} ${credit.sa} ${credit.amount}`} empty="Nothing yet."
              columns={[
                { id: 'source', title: 'From', head: true, cell: (credit) => link(credit.source.document) },
                { id: 'kind', title: 'Kind', cell: (credit) => sentence(credit.source.kind) },
                { id: 'day', title: 'Effective', cell: (credit) => <Day of={credit.effectiveDate} /> },
                { id: 'amount', title: 'Amount', number: true, cell: (credit) => <Amount of={credit.amount} tone="owed" /> },
              ]}
            />
          </section>
          {invoice.creditNotes.length > 0 && (
            <section aria-label="Credit notes"><h2>Credit notes</h2>
              <ul className="links">{invoice.creditNotes.map((note) => <li key={note.creditNote}><a href={href('invoices', note.creditNote)}>{note.creditNote}</a> <Day of={note.billingDate} /> {note.reason} <Amount of={note.total} /></li>)}</ul>
            </section>
          )}
          <section aria-label="About this document"><h2>About</h2>
            <Facts of={[
              ['Kind', kindInWords(invoice.kind)], ['Sequence', String(invoice.sequence)], ['Legal number', invoice.legalNumber], ['Bill cycle', invoice.billingCycle || 'off cycle'],
              ['Due date by', sentence(invoice.dueDateRule)], ['Printed', invoice.printed ? 'Yes' : 'No, below the minimum'],
              ['Rebills', invoice.rebills && link(invoice.rebills)], ['Rebilled by', invoice.rebilledBy && link(invoice.rebilledBy)], ['Takes back', invoice.creditsInvoice && link(invoice.creditsInvoice)],
            ]} />
          </section>
        </div>
      </div>
    </div>
  )
}

export default function InvoiceScreen({ rest }: ScreenProps) {
  const [id = '', segment = '', line = ''] = rest
  return <ScreenAnswer of={useInvoice(id)} what={`invoice ${id}`}>{(invoice) => <InvoicePage invoice={invoice} segment={segment} line={line} />}</ScreenAnswer>
}
