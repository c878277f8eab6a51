// The first tab: what is open beside what happened lately.
import type { Account, Asked, OpenItems } from '../api/queries'
import { Answer } from '../kit/states'
import { Activity } from './activity'
import { OpenItemsTable } from './open_items_table'
import { PendingAdjustments, PendingCharges } from './pending'

export function OverviewTab({ account, items }: { account: Account; items: Asked<OpenItems> }) {
  return (
    <div className="columns">
      <div className="stack">
        <section aria-labelledby="open-items"><h2 id="open-items">Open items</h2>
          <Answer of={items} what="open items">{(open) => <OpenItemsTable open={open} account={account} />}</Answer>
        </section>
        {account.pending_charges.length > 0 && <section aria-labelledby="pending-charges"><h2 id="pending-charges">Special charges for the next bill</h2><PendingCharges account={account} /></section>}
        {account.pending_adjustments.length > 0 && <section aria-labelledby="pending-adjustments"><h2 id="pending-adjustments">Adjustments that wait for approval</h2><PendingAdjustments account={account} /></section>}
      </div>
      <section aria-labelledby="activity"><h2 id="activity">Recent activity</h2><Activity account={account.heading.account} /></section>
    </div>
  )
}
