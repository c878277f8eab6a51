// What waits on an account: special charges for the next bill, adjustments for approval, each with what can be done about it.
import { openAction } from '../actions/open'
import type { Account } from '../api/queries'
import { plain } from '../format/words'
import { Amount, Day } from '../kit/amounts'
import { ReasonedButton } from '../kit/button'
import { DataTable } from '../kit/table'
import { type Session, useSession, whyNot } from '../session/session'
import { usePastReason } from '../shell/as_of'

type Charge = Account['pending_charges'][number]
type Pending = Account['pending_adjustments'][number]

export function PendingCharges({ account }: { account: Account }) {
  const session = useSession()
  const past = usePastReason()
  return (
    <DataTable<Charge>
      label="Special charges for the next bill"
      items={account.pending_charges}
      idOf={(charge) => charge.charge}
      empty="None waits."
      columns={[
        { id: 'charge', title: 'Charge', head: true, cell: (charge) => charge.charge },
        { id: 'type', title: 'Type', cell: (charge) => charge.charge_type },
        { id: 'description', title: 'On the bill', cell: (charge) => charge.description },
        { id: 'sa', title: 'Agreement', cell: (charge) => charge.sa },
        { id: 'amount', title: 'Before tax', number: true, cell: (charge) => <Amount of={charge.amount} /> },
        { id: 'act', title: 'Act', cell: (charge) => (
          <ReasonedButton kind="quiet" whyOff={past ?? whyNot(session, 'special_charge.remove')} onPress={() => openAction('special_charge.remove', { account, charge })}>Remove</ReasonedButton>
        ) },
      ]}
    />
  )
}

/** Why the approval is off: the author of a request may not approve it. */
export function whyNotApprove(session: Session, pending: Pending): string | null {
  if (session.kind === 'signed-in' && session.user === pending.request.requested_by) return 'You requested it. Another person approves it.'
  return whyNot(session, 'adjustment.approve')
}

export function PendingAdjustments({ account }: { account: Account }) {
  const session = useSession()
  const past = usePastReason()
  return (
    <DataTable<Pending>
      label="Adjustments that wait for approval"
      items={account.pending_adjustments}
      idOf={(pending) => pending.request.adjustment}
      empty="None waits."
      columns={[
        { id: 'adjustment', title: 'Adjustment', head: true, cell: (pending) => pending.request.adjustment },
        { id: 'type', title: 'Type', cell: (pending) => pending.request.adjustment_type },
        { id: 'day', title: 'Effective', cell: (pending) => <Day of={pending.request.effective_date} /> },
        { id: 'by', title: 'Requested by', cell: (pending) => pending.request.requested_by },
        { id: 'memo', title: 'Why', cell: (pending) => plain(pending.request.memo) },
        { id: 'amount', title: 'Amount', number: true, cell: (pending) => <Amount of={pending.request.amount} tone="owed" /> },
        { id: 'act', title: 'Act', cell: (pending) => (
          <span className="row">
            <ReasonedButton kind="quiet" whyOff={past ?? whyNotApprove(session, pending)} onPress={() => openAction('adjustment.approve', { account, pending })}>Approve</ReasonedButton>
            <ReasonedButton kind="quiet" whyOff={past ?? whyNot(session, 'adjustment.reject')} onPress={() => openAction('adjustment.reject', { account, pending })}>Reject</ReasonedButton>
          </span>
        ) },
      ]}
    />
  )
}
