// Adjustments that wait for approval, over all accounts, the oldest first. Who requested one does not approve it.
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { openAction } from '../actions/open'
import { problemOf } from '../api/problem'
import { type Account, oneOf } from '../api/queries'
import { instant } from '../format/date'
import { plain } from '../format/words'
import { Amount, Day } from '../kit/amounts'
import { ReasonedButton } from '../kit/button'
import { Answer } from '../kit/states'
import { DataTable } from '../kit/table'
import { type Session, useSession, whyNot } from '../session/session'
import { usePastReason } from '../shell/as_of'
import { hashWith } from '../shell/filters'
import { announce } from '../shell/notices'
import { useHref } from '../shell/route'
import { type Waiting, useWaitingAdjustments } from './lists'
import { More } from './more'
import { OperationsTrail } from './operations_trail'

/** Why this one may not be approved by who looks at it; null where it may. */
export function whyNotApprove(session: Session, requestedBy: string): string | null {
  if (session.kind === 'signed-in' && session.user === requestedBy) return 'You requested it. Another person approves it.'
  return whyNot(session, 'adjustment.approve')
}

export default function ApprovalsScreen() {
  const asked = useWaitingAdjustments()
  const queries = useQueryClient()
  const session = useSession()
  const past = usePastReason()
  const href = useHref()
  const [opening, setOpening] = useState('')
  useEffect(() => {
    document.title = 'Approvals'
  }, [])

  /** The dialog compares the account with what it was when it opened, so the account is asked for first. */
  async function open(action: string, waiting: Waiting) {
    if (opening) return
    setOpening(waiting.adjustment)
    try {
      const account = await queries.fetchQuery({ ...oneOf<Account>('/v1/accounts/{id}', waiting.heading.account, null), staleTime: 0 })
      const pending = account.pending_adjustments.find((each) => each.request.adjustment === waiting.adjustment)
      if (pending) openAction(action, { account, pending })
      else {
        announce({ id: waiting.adjustment, tone: 'error', text: `Adjustment ${waiting.adjustment} was decided meanwhile.` })
        await queries.invalidateQueries({ queryKey: ['ledger'] })
      }
    } catch (error) {
      announce({ id: waiting.adjustment, tone: 'error', text: problemOf(error).message })
    } finally {
      setOpening('')
    }
  }

  return (
    <div className="screen">
      <OperationsTrail title="Approvals" />
      <div><h1>Adjustments that wait for approval</h1><p className="quiet">Over all accounts, the oldest first. Who requested one does not approve it: that is a rule of the ledger.</p></div>
      <Answer of={asked} what="what waits for approval">
        {({ pages }) => {
          const waiting = pages.flatMap((page) => page.adjustments)
          return (
            <>
              <DataTable<Waiting>
                label="Adjustments that wait for approval" items={waiting} idOf={(each) => `${each.heading.account} ${each.adjustment}`} empty="Nothing waits for approval."
                columns={[
                  { id: 'adjustment', title: 'Adjustment', head: true, cell: (each) => <a href={hashWith(['events', 'account', each.heading.account], { type: 'account.adjustment_requested', at: String(each.position) }, null)}>{each.adjustment}</a> },
                  { id: 'account', title: 'Account', cell: (each) => <a href={href('accounts', each.heading.account)}>{each.heading.account}</a> },
                  { id: 'name', title: 'Customer', cell: (each) => plain(each.heading.main_customer_name) },
                  { id: 'type', title: 'Type', cell: (each) => each.adjustment_type },
                  { id: 'memo', title: 'Why', cell: (each) => plain(each.memo) },
                  { id: 'target', title: 'Reduces', cell: (each) => each.target },
                  { id: 'day', title: 'Effective', cell: (each) => <Day of={each.effective_date} /> },
                  { id: 'by', title: 'Requested by', cell: (each) => <span title={`${instant(each.recorded_at)} UTC`}>{each.requested_by}, <Day of={each.day ?? each.recorded_at.slice(0, 10)} /></span> },
                  { id: 'amount', title: `Amount${pages[0]?.currency ? `, ${pages[0].currency}` : ''}`, number: true, cell: (each) => <Amount of={each.amount} tone="owed" /> },
                  { id: 'act', title: 'Act', cell: (each) => (
                    <span className="acts">
                      <ReasonedButton kind="quiet" whyOff={past ?? whyNotApprove(session, each.requested_by)} onPress={() => void open('adjustment.approve', each)}>Approve</ReasonedButton>
                      <ReasonedButton kind="quiet" whyOff={past ?? whyNot(session, 'adjustment.reject')} onPress={() => void open('adjustment.reject', each)}>Reject</ReasonedButton>
                    </span>
                  ) },
                ]}
              />
              <More of={asked} lines={waiting.length} singular="adjustment" />
            </>
          )
        }}
      </Answer>
    </div>
  )
}
