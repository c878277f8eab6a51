// Disputes and late charges of an account: open ones and past ones, each charge with its arithmetic, and what can be done.
import { openAction } from '../actions/open'
import { type Account, type Disputes, useDisputes } from '../api/queries'
import { kindInWords } from '../format/words'
import { Amount, Day } from '../kit/amounts'
import { ReasonedButton } from '../kit/button'
import { Answer } from '../kit/states'
import { DataTable } from '../kit/table'
import { useSession, whyNot } from '../session/session'
import { usePastReason } from '../shell/as_of'

type Dispute = Disputes['disputes'][number]
type LateCharge = Disputes['late_charges'][number]

/** What ended a late charge: "Invoice reversed 7-I1 on …", or nothing while it stands. */
export function endOf(charge: Pick<LateCharge, 'cause' | 'caused_by'>): string {
  return charge.cause ? `${kindInWords(charge.cause)}${charge.caused_by ? ` ${charge.caused_by}` : ''}` : ''
}

export function DisputesSection({ account }: { account: Account }) {
  const session = useSession()
  const past = usePastReason()
  const disputes = useDisputes(account.heading.account)
  const off = (type: string) => past ?? whyNot(session, type)
  return (
    <section aria-label="Disputes and late charges" className="stack">
      <Answer of={disputes} what="disputes">
        {(answer) => (
          <>
            <h2>Disputes</h2>
            <DataTable<Dispute>
              label="Disputes"
              items={answer.disputes}
              idOf={(dispute) => dispute.dispute}
              rowClass={(dispute) => (dispute.state === 'open' ? '' : 'gone')}
              empty="Nothing is disputed. An open item is disputed from its row."
              columns={[
                { id: 'dispute', title: 'Dispute', head: true, cell: (dispute) => dispute.dispute },
                { id: 'document', title: 'Document', cell: (dispute) => dispute.document },
                { id: 'opened', title: 'Opened', cell: (dispute) => <Day of={dispute.opened_on} /> },
                { id: 'reason', title: 'Reason', cell: (dispute) => dispute.dispute_reason },
                { id: 'state', title: 'State', cell: (dispute) => `${kindInWords(dispute.state)}${dispute.settled_by ? ` by ${dispute.settled_by}` : ''}` },
                { id: 'amount', title: `Disputed, ${account.currency}`, number: true, cell: (dispute) => <Amount of={dispute.amount} /> },
                { id: 'held', title: 'Held back', number: true, cell: (dispute) => <Amount of={dispute.held_back} /> },
                { id: 'act', title: 'Act', cell: (dispute) => dispute.state === 'open' && <ReasonedButton kind="quiet" whyOff={off('dispute.resolve')} onPress={() => openAction('dispute.resolve', { account, dispute })}>Resolve</ReasonedButton> },
              ]}
            />
            <div className="row"><h2>Late charges</h2><ReasonedButton kind="plain" whyOff={off('account.assess_late_charges')} onPress={() => openAction('account.assess_late_charges', { account })}>Assess late charges</ReasonedButton></div>
            <DataTable<LateCharge>
              label="Late charges"
              items={answer.late_charges}
              idOf={(charge) => charge.charge}
              rowClass={(charge) => (charge.cause ? 'gone' : '')}
              empty="There is no late charge."
              columns={[
                { id: 'charge', title: 'Late charge', head: true, cell: (charge) => charge.charge },
                { id: 'overdue', title: 'On', cell: (charge) => charge.overdue },
                { id: 'due', title: 'Due', cell: (charge) => <Day of={charge.due_date} /> },
                { id: 'assessed', title: 'Charged', cell: (charge) => <Day of={charge.assessed_on} /> },
                { id: 'how', title: 'How', cell: (charge) => <>{charge.arithmetic}{charge.cause && <div className="quiet">Cancelled: {endOf(charge)}</div>}</> },
                { id: 'amount', title: `Amount, ${account.currency}`, number: true, cell: (charge) => <Amount of={charge.amount} /> },
                { id: 'open', title: 'Still open', number: true, cell: (charge) => <Amount of={charge.open} tone="owed" /> },
                { id: 'act', title: 'Act', cell: (charge) => !charge.cause && <ReasonedButton kind="quiet" whyOff={off('late_charge.cancel')} onPress={() => openAction('late_charge.cancel', { account, lateCharge: charge })}>Cancel</ReasonedButton> },
              ]}
            />
          </>
        )}
      </Answer>
    </section>
  )
}
