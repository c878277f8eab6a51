// Payment arrangements of an account: what is owed and what is asked for, each instalment, and what can be done.
import { openAction } from '../actions/open'
import { type Account, type Arrangements, useArrangements } from '../api/queries'
import { kindInWords } from '../format/words'
import { Amount, Day } from '../kit/amounts'
import { ReasonedButton } from '../kit/button'
import { Answer } from '../kit/states'
import { DataTable } from '../kit/table'
import { useSession, whyNot } from '../session/session'
import { usePastReason } from '../shell/as_of'

type Arrangement = Arrangements['arrangements'][number]
type Instalment = Arrangement['instalments'][number]
type Part = Arrangement['covered'][number]

/** How one ended: "Instalment overdue, 7-IN2 (MOVED)"; nothing while it stands or where it was kept. */
export function whyEnded(one: Pick<Arrangement, 'cause' | 'caused_by' | 'break_reason'>): string {
  if (!one.cause) return ''
  return `${kindInWords(one.cause)}${one.caused_by ? `, ${one.caused_by}` : ''}${one.break_reason ? ` (${one.break_reason})` : ''}`
}

function OneArrangement({ account, arrangement }: { account: Account; arrangement: Arrangement }) {
  const session = useSession()
  const past = usePastReason()
  const button = (type: string, label: string) => (
    <ReasonedButton kind="quiet" whyOff={past ?? whyNot(session, type)} onPress={() => openAction(type, { account, arrangement })}>{label}</ReasonedButton>
  )
  return (
    <section className="stack" aria-label={`Arrangement ${arrangement.arrangement}`}>
      <h3>{arrangement.arrangement}: {kindInWords(arrangement.state)}</h3>
      <dl className="facts">
        <dt>Covers</dt><dd><Amount of={arrangement.amount} currency={account.currency} /></dd>
        {arrangement.granted_on && (
          <>
            <dt>Granted</dt><dd><Day of={arrangement.granted_on} />{arrangement.approved_by && <span className="quiet"> approved by {arrangement.approved_by}</span>}</dd>
            <dt>Paid</dt><dd><Amount of={arrangement.paid} /></dd>
            <dt>Asked for</dt><dd><Amount of={arrangement.asked} /></dd>
            <dt>To come</dt><dd><Amount of={arrangement.to_come} /></dd>
          </>
        )}
        <dt>Requested</dt><dd><Day of={arrangement.requested_on} /> <span className="quiet">by {arrangement.requested_by}</span></dd>
        {arrangement.ended_on && <><dt>Ended</dt><dd><Day of={arrangement.ended_on} /> {whyEnded(arrangement)}</dd></>}
      </dl>
      <div className="row">
        {arrangement.state === 'waiting' && <>{button('arrangement.approve', 'Approve')}{button('arrangement.reject', 'Reject')}</>}
        {arrangement.state === 'standing' && button('arrangement.break', 'End')}
      </div>
      <DataTable<Instalment>
        label={`Instalments of ${arrangement.arrangement}`}
        items={arrangement.instalments}
        idOf={(each) => String(each.number)}
        rowClass={(each) => (each.state === 'overdue' ? 'late' : each.state === 'ended' ? 'gone' : '')}
        empty="None."
        columns={[
          { id: 'number', title: 'Instalment', head: true, cell: (each) => `${each.number}${each.instalment ? `: ${each.instalment}` : ''}` },
          { id: 'due', title: 'Due', cell: (each) => <Day of={each.due_on} /> },
          { id: 'state', title: 'State', cell: (each) => kindInWords(each.state) },
          { id: 'amount', title: `Amount, ${account.currency}`, number: true, cell: (each) => <Amount of={each.amount} /> },
          { id: 'open', title: 'Open', number: true, cell: (each) => <Amount of={each.open} tone="owed" /> },
        ]}
      />
      <DataTable<Part>
        label={`Debt of ${arrangement.arrangement}`}
        items={arrangement.covered}
        idOf={(part) => `${part.document} ${part.sa}`}
        empty="None."
        columns={[
          { id: 'document', title: 'Debt of', head: true, cell: (part) => part.document },
          { id: 'sa', title: 'Agreement', cell: (part) => part.sa },
          { id: 'due', title: 'Was due', cell: (part) => <Day of={part.ages_from} /> },
          { id: 'amount', title: `Amount, ${account.currency}`, number: true, cell: (part) => <Amount of={part.amount} /> },
        ]}
      />
    </section>
  )
}

export function ArrangementsSection({ account }: { account: Account }) {
  const session = useSession()
  const past = usePastReason()
  const arrangements = useArrangements(account.heading.account)
  const off = (type: string) => past ?? whyNot(session, type)
  return (
    <section aria-label="Payment arrangements" className="stack">
      <Answer of={arrangements} what="payment arrangements">
        {(answer) => (
          <>
            {answer.pymtPlanType && <dl className="facts"><dt>Payment plan</dt><dd><Amount of={answer.pymtPlanAmt} currency={account.currency} /> <span className="quiet">on the next statement</span></dd></dl>}
            <div className="row">
              <ReasonedButton kind="plain" whyOff={off('arrangement.request') ?? (answer.may_be_granted ? null : 'The customer class has no arrangement policy.')} onPress={() => openAction('arrangement.request', { account })}>Arrange what is owed</ReasonedButton>
              {answer.pymtPlanType && <ReasonedButton kind="quiet" whyOff={off('account.advance_arrangements')} onPress={() => openAction('account.advance_arrangements', { account })}>Do what is due</ReasonedButton>}
            </div>
            {answer.arrangements.length === 0 && <p className="quiet">The account has no arrangement.</p>}
            {[...answer.arrangements].reverse().map((one) => <OneArrangement key={one.arrangement} account={account} arrangement={one} />)}
          </>
        )}
      </Answer>
    </section>
  )
}
