// One payment event: its shares, tenders, and what each paid.
import { useEffect } from 'react'
import { openAction } from '../actions/open'
import { type Payment, useAccount, usePayment } from '../api/queries'
import { WhyButton } from '../explain/why_button'
import { instant } from '../format/date'
import { sign } from '../format/money'
import { plain, sentence } from '../format/words'
import { Amount, Day } from '../kit/amounts'
import { ReasonedButton } from '../kit/button'
import { ScreenAnswer } from '../kit/states'
import { DataTable } from '../kit/table'
import { useSession, whyNot } from '../session/session'
import { usePastReason } from '../shell/as_of'
import { useHref } from '../shell/route'
import type { ScreenProps } from '../shell/screens'
import { DocumentTrail } from './document_trail'
import { placeOfDocument } from './places'

type Share = Payment['payments'][number]
type Tender = Share['tenders'][number]
type Allocation = Share['allocations'][number]

function ShareOf({ payment, share }: { payment: Payment; share: Share }) {
  const href = useHref()
  const session = useSession()
  const past = usePastReason()
  const account = useAccount(share.heading.account)
  const gone = sign(share.cancelled) !== 0
  const off = (type: string) => past ?? whyNot(session, type) ?? (gone ? 'It was cancelled or returned already.' : null)
  const act = (id: string, tender?: string) => account.data && openAction(id, { account: account.data, payment: share, paymentEvent: payment.payment_event, ...(tender ? { tender } : {}) })
  return (
    <article className="card" aria-labelledby={`share-${share.payment}`}>
      <header className="row">
        <h2 id={`share-${share.payment}`}>{share.payment} <span className="quiet">account <a href={href('accounts', share.heading.account)}>{share.heading.account}</a>, {plain(share.heading.main_customer_name)}</span></h2>
        {gone && <span className="tag error">Cancelled {share.cancel_reason}</span>}
        <span className="push"><ReasonedButton whyOff={off('payment.cancel')} onPress={() => act('payment.cancel')}>Cancel payment</ReasonedButton></span>
      </header>
      <section className="overview four" aria-label="Totals">
        <div className="cell"><h3>Amount</h3><p className="figure"><Amount of={share.amount} currency={payment.currency} /> <WhyButton of={{ kind: 'payment', id: share.payment }} label={`What ${share.payment} paid`} /></p></div>
        <div className="cell"><h3>Applied</h3><p className="figure"><Amount of={share.applied} /></p></div>
        <div className="cell"><h3>Not used yet</h3><p className="figure"><Amount of={share.unapplied} /></p></div>
        <div className="cell"><h3>Cancelled</h3><p className="figure"><Amount of={share.cancelled} /></p></div>
      </section>
      <p className="quiet">Received <Day of={share.received_on} />, {share.policy === 'fifo' ? 'oldest first (FIFO)' : 'documents named (SPEC)'}, recorded {instant(share.recorded_at)} UTC at position {share.event_position}.{share.batch ? <> In batch <a href={href('operations', 'batches', share.batch)}>{share.batch}</a>.</> : null}{share.suspense ? <> Matched from <a href={href('operations', 'suspense', share.suspense)}>{share.suspense}</a> in suspense.</> : null}</p>
      <div className="columns">
        <section aria-label="Tenders"><h3>Tenders</h3>
          <DataTable<Tender>
            label="Tenders" items={share.tenders} idOf={(tender) => tender.tender} empty="None."
            columns={[
              { id: 'tender', title: 'Tender', head: true, cell: (tender) => tender.tender },
              { id: 'kind', title: 'Kind', cell: (tender) => sentence(tender.kind) },
              { id: 'reference', title: 'Reference', cell: (tender) => plain(tender.reference) },
              { id: 'amount', title: 'Amount', number: true, cell: (tender) => <Amount of={tender.amount} /> },
              { id: 'act', title: 'Act', cell: (tender) => (share.cancelled_tenders.includes(tender.tender) ? <span className="error">returned</span>
                : <ReasonedButton kind="quiet" whyOff={off('tender.cancel')} onPress={() => act('tender.cancel', tender.tender)}>Return (NSF)</ReasonedButton>) },
            ]}
          />
        </section>
        <section aria-label="What it paid"><h3>What it paid</h3>
          <DataTable<Allocation>
            label="What it paid" items={share.allocations} idOf={(each) => `${each.position} ${each.document} ${each.sa} ${each.amount}`} empty="Nothing: it waits as credit."
            hrefOf={(each) => {
              const place = placeOfDocument(each.document)
              return place ? href(...place) : undefined
            }}
            columns={[
              { id: 'document', title: 'Document', head: true, cell: (each) => each.document },
              { id: 'sa', title: 'Agreement', cell: (each) => each.sa },
              { id: 'tender', title: 'Tender', cell: (each) => each.tender },
              { id: 'amount', title: 'Amount', number: true, cell: (each) => <Amount of={each.amount} tone="owed" /> },
            ]}
          />
        </section>
      </div>
    </article>
  )
}

function PaymentPage({ payment, id }: { payment: Payment; id: string }) {
  useEffect(() => {
    document.title = `Payment ${id}`
  }, [id])
  const own = payment.payments.find((share) => share.payment === id) ?? payment.payments[0]
  return (
    <div className="screen">
      {own && <DocumentTrail heading={own.heading} kind="payment" id={id} />}
      <div className="heading"><div><h1>Payment <span className="id">{id}</span></h1>
        <p className="quiet">Event {payment.payment_event}, handed over for account {payment.payor}: <Amount of={payment.amount} currency={payment.currency} /></p></div></div>
      {payment.payments.map((share) => <ShareOf key={share.payment} payment={payment} share={share} />)}
    </div>
  )
}

export default function PaymentScreen({ rest }: ScreenProps) {
  const [id = ''] = rest
  return <ScreenAnswer of={usePayment(id)} what={`payment ${id}`}>{(payment) => <PaymentPage payment={payment} id={id} />}</ScreenAnswer>
}
