// A payment: what each share paid and why that, what was taken back, what is left.
import type { PaymentExplanation } from '../api/queries'
import { amount } from '../format/money'
import { sentence } from '../format/words'
import { Amount } from '../kit/amounts'
import { Agreement, Cause } from './cause'
import { Postings } from './postings'

export function PaymentSteps({ why }: { why: PaymentExplanation }) {
  return (
    <>
      <Agreement agrees={why.agrees} differences={[]} what="What it paid, what was taken back and what is left add up to its amount." />
      {why.market_transaction && <p>It is the remittance {why.market_transaction} of the market.</p>}
      {why.payments.map((share) => (
        <section key={share.payment}>
          <h3>{share.payment} on account {share.heading.account}: <Amount of={share.amount} currency={why.currency} /></h3>
          <p>{share.policy_words}. <Cause of={share.entered} /></p>
          <p className="arithmetic">{share.arithmetic}</p>
          <ul className="facts-list">
            {share.used.map((item, index) => (
              <li key={index}>
                <div className="row"><strong>{item.document}</strong> <span className="quiet">{item.sa}, due {item.due_date ?? '—'}</span><span className="push"><Amount of={item.amount} /></span></div>
                <p className="arithmetic">Open {amount(item.open_before)} before, {amount(item.open_after)} after. {item.why}</p>
                <Cause of={item.entered} verb="Applied" />
              </li>
            ))}
            {share.reversals.map((reversal, index) => (
              <li key={`reversal ${index}`}>
                <div className="row"><strong>{sentence(reversal.what)} {reversal.tender}</strong> <span className="quiet">{reversal.cancel_reason}{reversal.fee && `, fee ${reversal.fee}`}</span><span className="push"><Amount of={reversal.amount} /></span></div>
                <Cause of={reversal.entered} verb="Taken back" />
              </li>
            ))}
          </ul>
          <Postings of={share.postings} />
        </section>
      ))}
    </>
  )
}
