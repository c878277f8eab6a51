// Corrections of an account's bills: what is due, what was corrected, and each invoice as known then beside as corrected.
import { useState } from 'react'
import { openAction } from '../actions/open'
import { type Account, type Correction, type Corrections, useCorrection, useCorrections } from '../api/queries'
import { lastDayBefore } from '../format/date'
import { count } from '../format/words'
import { Amount, Day } from '../kit/amounts'
import { ActButton, ReasonedButton } from '../kit/button'
import { Answer } from '../kit/states'
import { DataTable } from '../kit/table'
import { useSession, whyNot } from '../session/session'
import { usePastReason } from '../shell/as_of'
import { useHref } from '../shell/route'
import { type CorrectedLine, type CorrectedRead, readInWords, sideInWords } from './in_words'

type Due = Corrections['due'][number]
type Invoice = Correction['invoices'][number]
type Segment = Invoice['segments'][number]

function OneSegment({ segment, currency }: { segment: Segment; currency: string }) {
  return (
    <section className="stack" aria-label={`${segment.old_id} became ${segment.new_id}`}>
      <h4>{segment.sa}{segment.from && segment.until && `, ${segment.from} to ${lastDayBefore(segment.until)}`}: {segment.old_id} became {segment.new_id}</h4>
      {segment.reads.length > 0 && (
        <DataTable<CorrectedRead>
          label={`Measured for ${segment.new_id}`} items={segment.reads} idOf={(read) => `${read.channel} ${read.from} ${read.until}`} empty=""
          columns={[
            { id: 'channel', title: 'Channel', head: true, cell: (read) => read.channel },
            { id: 'days', title: 'Days', className: 'day', cell: (read) => `${read.from ?? ''} to ${read.until ? lastDayBefore(read.until) : ''}` },
            { id: 'old', title: 'As known then', cell: (read) => readInWords(read, 'old') },
            { id: 'new', title: 'As corrected', cell: (read) => readInWords(read, 'new') },
          ]}
        />
      )}
      <DataTable<CorrectedLine>
        label={`Lines of ${segment.new_id}`} items={segment.lines} idOf={(line) => `${line.old_line} ${line.new_line}`} empty=""
        columns={[
          { id: 'line', title: 'Line', head: true, cell: (line) => line.description || line.component },
          { id: 'old', title: 'As known then', cell: (line) => sideInWords(line, 'old') },
          { id: 'old-amount', title: `Then, ${currency}`, number: true, cell: (line) => (line.old_line ? <Amount of={line.old_amount} /> : '') },
          { id: 'new', title: 'As corrected', cell: (line) => sideInWords(line, 'new') },
          { id: 'new-amount', title: `Corrected, ${currency}`, number: true, cell: (line) => (line.new_line ? <Amount of={line.new_amount} /> : '') },
          { id: 'delta', title: 'Delta', number: true, cell: (line) => <Amount of={line.delta} tone="owed" /> },
        ]}
      />
    </section>
  )
}

function OneInvoice({ invoice, currency }: { invoice: Invoice; currency: string }) {
  const href = useHref()
  return (
    <section className="stack" aria-label={`Invoice ${invoice.invoice}`}>
      <h3>{invoice.invoice} of {invoice.bill_date} became {invoice.rebill}</h3>
      <p>
        <a href={href('invoices', invoice.invoice)}>{invoice.invoice}</a> <Amount of={invoice.old_total} />, taken back by <a href={href('invoices', invoice.credit_note)}>{invoice.credit_note}</a>;{' '}
        <a href={href('invoices', invoice.rebill)}>{invoice.rebill}</a> <Amount of={invoice.new_total} currency={currency} />: <Amount of={invoice.delta} tone="owed" />.
      </p>
      {invoice.segments.map((segment) => <OneSegment key={segment.old_id} segment={segment} currency={currency} />)}
    </section>
  )
}

function OneCorrection({ id }: { id: string }) {
  const asked = useCorrection(id)
  return (
    <Answer of={asked} what="correction">
      {(one) => (
        <section className="stack" aria-label={`Correction ${id}`}>
          <h2>{id}: <Amount of={one.delta} currency={one.currency} tone="owed" /></h2>
          <p className="quiet"><Day of={one.corrected_on} />, by {one.by}{one.reason && `: ${one.reason}`}. {one.invoices.length === 0 ? 'No bill differed from what was measured.' : `${count(one.invoices.length, 'invoice')} differed.`}</p>
          {one.invoices.map((invoice) => <OneInvoice key={invoice.invoice} invoice={invoice} currency={one.currency} />)}
        </section>
      )}
    </Answer>
  )
}

export function CorrectionsSection({ account }: { account: Account }) {
  const session = useSession()
  const past = usePastReason()
  const asked = useCorrections(account.heading.account)
  const [chosen, choose] = useState('')
  return (
    <section aria-label="Corrections" className="stack">
      <Answer of={asked} what="corrections">
        {(answer) => {
          const shown = chosen || answer.corrections[0]?.correction || ''
          return (
            <>
              {answer.due.length === 0 && <p className="quiet">Its bills say what was measured.</p>}
              {answer.due.length > 0 && (
                <>
                  <DataTable<Due>
                    label="To be corrected" items={answer.due} idOf={(one) => one.sa} empty=""
                    columns={[
                      { id: 'sa', title: 'Bills of', head: true, cell: (one) => one.sa },
                      { id: 'point', title: 'Measured at', cell: (one) => one.service_point },
                      { id: 'from', title: 'Days after', cell: (one) => <Day of={one.from} /> },
                      { id: 'since', title: 'Due since', cell: (one) => <Day of={one.noted_on} /> },
                    ]}
                  />
                  <div className="row"><ReasonedButton kind="plain" whyOff={past ?? whyNot(session, 'bill.correct')} onPress={() => openAction('bill.correct', { account })}>Correct bills</ReasonedButton></div>
                </>
              )}
              <DataTable<Corrections['corrections'][number]>
                label="Corrections made" items={answer.corrections} idOf={(one) => one.correction} empty="Its bills were never corrected."
                columns={[
                  { id: 'id', title: 'Correction', head: true, cell: (one) => one.correction },
                  { id: 'on', title: 'On', cell: (one) => <Day of={one.corrected_on} /> },
                  { id: 'invoices', title: 'Invoices', number: true, cell: (one) => String(one.invoices) },
                  { id: 'delta', title: `Delta, ${answer.currency}`, number: true, cell: (one) => <Amount of={one.delta} tone="owed" /> },
                  { id: 'by', title: 'By', cell: (one) => one.by },
                  { id: 'reason', title: 'Reason', cell: (one) => one.reason },
                  { id: 'show', title: 'Lines', cell: (one) => (one.correction === shown ? 'shown below' : <ActButton kind="quiet" onPress={() => choose(one.correction)}>Show {one.correction}</ActButton>) },
                ]}
              />
              {shown && <OneCorrection id={shown} />}
            </>
          )
        }}
      </Answer>
    </section>
  )
}
