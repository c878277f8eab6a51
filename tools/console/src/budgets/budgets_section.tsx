// Budget plans of an account: what is owed and what is asked for, bill by bill, and what can be done.
import { openAction } from '../actions/open'
import { type Account, type Budgets, useBudgets } from '../api/queries'
import { lastDayBefore } from '../format/date'
import { sign } from '../format/money'
import { kindInWords } from '../format/words'
import { Amount, Day } from '../kit/amounts'
import { ReasonedButton } from '../kit/button'
import { Answer } from '../kit/states'
import { DataTable } from '../kit/table'
import { useSession, whyNot } from '../session/session'
import { usePastReason } from '../shell/as_of'
import { useHref } from '../shell/route'
import { computedInWords } from './budget_specs'

type Plan = Budgets['budgets'][number]
type Bill = Plan['bills'][number]
type Computed = Budgets['computed'][number]

function OnePlan({ account, budget, computedBudget }: { account: Account; budget: Plan; computedBudget?: Computed | undefined }) {
  const session = useSession()
  const past = usePastReason()
  const href = useHref()
  const button = (type: string, label: string) => (
    <ReasonedButton kind="quiet" whyOff={past ?? whyNot(session, type)} onPress={() => openAction(type, { account, budget, ...(computedBudget ? { computedBudget } : {}) })}>{label}</ReasonedButton>
  )
  return (
    <section className="stack" aria-label={`Budget plan of ${budget.sa}`}>
      <h3>{budget.sa}: {kindInWords(budget.state)}</h3>
      <dl className="facts">
        <dt>Each bill asks for</dt><dd><Amount of={budget.terms.amount} currency={account.currency} /> {budget.terms.reason && <span className="quiet">given: {budget.terms.reason}</span>}</dd>
        <dt>Enrolled</dt><dd><Day of={budget.enrolled_on} /></dd>
        {budget.settled_on !== budget.enrolled_on && <><dt>Trued up</dt><dd><Day of={budget.settled_on} /></dd></>}
        {budget.review_on && <><dt>Next review</dt><dd><Day of={budget.review_on} /></dd></>}
        {budget.ended_on && <><dt>Ended</dt><dd><Day of={budget.ended_on} /> {kindInWords(budget.cause)}{budget.reason && ` (${budget.reason})`}</dd></>}
        {budget.state === 'standing' && (
          <>
            <dt>Charged</dt><dd><Amount of={budget.charged} /></dd>
            <dt>Asked for</dt><dd><Amount of={budget.asked} /></dd>
            <dt>Difference to date</dt><dd><Amount of={budget.difference} tone="owed" /></dd>
          </>
        )}
      </dl>
      {budget.state === 'standing' && <div className="row">{button('budget.true_up', 'True up')}{button('budget.leave', 'End plan')}</div>}
      {budget.state === 'standing' && (
        <DataTable<Bill>
          label={`Bills of the plan of ${budget.sa}`}
          items={budget.bills}
          idOf={(bill) => bill.invoice}
          hrefOf={(bill) => href('invoices', bill.invoice)}
          empty="No bill yet that is not settled."
          columns={[
            { id: 'invoice', title: 'Invoice', head: true, cell: (bill) => bill.invoice },
            { id: 'billed', title: 'Billed', cell: (bill) => <Day of={bill.billed_on} /> },
            { id: 'days', title: 'For', cell: (bill) => `${bill.from ?? ''} to ${bill.until ? lastDayBefore(bill.until) : ''}` },
            { id: 'charged', title: `Charged, ${account.currency}`, number: true, cell: (bill) => <Amount of={bill.charged} /> },
            { id: 'asked', title: 'Asked for', number: true, cell: (bill) => <Amount of={bill.asked} /> },
            { id: 'difference', title: 'Difference to date', number: true, cell: (bill) => <Amount of={bill.difference} /> },
          ]}
        />
      )}
      {budget.settlements.map((one) => (
        <p key={one.sync} className="quiet">{one.sync}, <Day of={one.on} />: {kindInWords(one.cause)}, <Amount of={one.amount} /> more asked for</p>
      ))}
    </section>
  )
}

export function BudgetsSection({ account }: { account: Account }) {
  const session = useSession()
  const past = usePastReason()
  const budgets = useBudgets(account.heading.account)
  return (
    <section aria-label="Budget plans" className="stack">
      <Answer of={budgets} what="budget plans">
        {(answer) => (
          <>
            <dl className="facts">
              <dt>Owed</dt><dd><Amount of={answer.payoff} currency={account.currency} tone="owed" /></dd>
              <dt>Asked for now</dt><dd><Amount of={answer.current} tone="owed" /></dd>
              {sign(answer.pymtPlanAmt) !== 0 && <><dt>Payment plan</dt><dd><Amount of={answer.pymtPlanAmt} /> <span className="quiet">on each bill</span></dd></>}
            </dl>
            {answer.computed.filter((one) => !one.in_plan).map((one) => (
              <div key={one.sa} className="row">
                <ReasonedButton kind="plain" whyOff={past ?? whyNot(session, 'budget.enrol')} onPress={() => openAction('budget.enrol', { account, computedBudget: one })}>Enrol {one.sa}</ReasonedButton>
                <span className="quiet">{computedInWords(one, account.currency)}</span>
              </div>
            ))}
            {answer.budgets.length === 0 && <p className="quiet">The account has no budget plan.</p>}
            {[...answer.budgets].reverse().map((one) => (
              <OnePlan key={`${one.sa} ${one.position}`} account={account} budget={one} computedBudget={answer.computed.find((each) => each.sa === one.sa)} />
            ))}
          </>
        )}
      </Answer>
    </section>
  )
}
