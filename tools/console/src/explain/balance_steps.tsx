// A balance: each open item and credit, with every step that made it what it is.
import type { BalanceExplanation } from '../api/queries'
import { amount } from '../format/money'
import { sentence } from '../format/words'
import { Amount, Day } from '../kit/amounts'
import { Agreement, Cause } from './cause'
import { explain } from './open'
import { ActButton } from '../kit/button'

type Step = BalanceExplanation['items'][number]['steps'][number]

function Steps({ of }: { of: readonly Step[] }) {
  return (
    <table className="table lines steps">
      <thead><tr><th scope="col">Day</th><th scope="col">What</th><th scope="col" className="number">Change</th><th scope="col" className="number">Left</th></tr></thead>
      <tbody>
        {of.map((step, index) => (
          <tr key={index}>
            <td><Day of={step.effective_date} /></td>
            <th scope="row">{step.what}{step.by && !step.what.includes(step.by) && ` ${step.by}`}<br /><Cause of={step.entered} /></th>
            <td className="number"><Amount of={step.current} tone="owed" /></td><td className="number"><Amount of={step.payoff_open} /></td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

export function BalanceSteps({ why }: { why: BalanceExplanation }) {
  return (
    <>
      <p className="figure large"><Amount of={why.current} currency={why.currency} tone="owed" /></p>
      <p className="arithmetic">{why.current_arithmetic}</p>
      {why.asked_otherwise.map((one) => <p key={`${one.document} ${one.sa}`} className="quiet">{one.explanation}.</p>)}
      {why.payoff !== why.current && <p className="arithmetic">Payoff balance: {why.payoff_arithmetic}</p>}
      <Agreement agrees={why.agrees} differences={why.differences} what={`All changes that were ever entered add up to ${amount(why.history_current)}, the same.`} />
      {why.items.map((item) => (
        <section key={`${item.document} ${item.sa}`}>
          <h3>{sentence(item.kind)} {item.document}: <Amount of={item.current_open} /> <span className="quiet">{item.sa}, due {item.due_date ?? '—'}</span>
            {item.days_overdue > 0 && <span className="overdue"> {item.days_overdue} d overdue</span>}</h3>
          <Steps of={item.steps} />
          {item.kind === 'invoice' && <ActButton kind="quiet" onPress={() => explain({ kind: 'invoice', id: item.document })}>Explain invoice {item.document}</ActButton>}
        </section>
      ))}
      {why.credits.map((credit) => (
        <section key={`${credit.source.document} ${credit.source.tender}`}>
          <h3>Credit of {credit.source.document || sentence(credit.source.kind)}: <Amount of={credit.amount} /></h3>
          <Steps of={credit.steps} />
        </section>
      ))}
    </>
  )
}
