// What they owe and why, at a glance: one strip over every tab of the account.
import type { Account, Asked, Balance, OpenItems } from '../api/queries'
import { useBillWindows } from '../api/queries'
import { meaningOfBalances } from '../format/balances'
import { distance } from '../format/date'
import { amount, sign } from '../format/money'
import { count, kindInWords, plain, sentence } from '../format/words'
import { Amount, Day } from '../kit/amounts'
import { WhyButton } from '../explain/why_button'
import { Answer } from '../kit/states'
import { useAsOf, useHref } from '../shell/route'
import { ageShares, nextBill, overdueOf, whyOwed } from './why'

function AgeBar({ balance }: { balance: Balance }) {
  const shares = ageShares(balance.aged)
  if (shares.length === 0) return null
  const words = shares.map((share) => `${share.name}: ${amount(share.amount)}`).join(', ')
  return (
    <svg className="age-bar" viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label={`By age. ${words}`}>
      <title>{words}</title>
      {shares.map((share, index) => (
        <rect key={share.name} className={share.overdue ? 'late' : 'not-late'} y="0" height="6" width={Math.max(share.share * 100 - 0.6, 0.4)}
          x={shares.slice(0, index).reduce((x, before) => x + before.share * 100, 0)} />
      ))}
    </svg>
  )
}

function NextBill({ account, today }: { account: Account; today: string }) {
  const asOf = useAsOf()
  const windows = useBillWindows(account.bill_cycle)
  if (!account.bill_cycle) return <p>No bill cycle</p>
  if (asOf !== null) return <p className="quiet">Cycle {account.bill_cycle}</p>
  // Which bill is the next depends on the business day, which the balance says.
  if (windows.data === undefined || today === '') return <p className="quiet">{windows.isError ? windows.error.message : '…'}</p>
  const next = nextBill(windows.data, account.bill_cycle, account.last_bill_date, today)
  return (
    <>
      <p className="figure">{next ? <Day of={next.from} /> : 'None planned'}</p>
      <p className="quiet">{next ? `${distance(next.from, today)}, ` : ''}cycle {account.bill_cycle}
        {account.pending_charges.length > 0 && `, with ${count(account.pending_charges.length, 'special charge')}`}</p>
    </>
  )
}

/** Everything that asks for attention, most urgent first. */
export function alertsOf(account: Account): { text: string; tone: 'error' | 'notice' }[] {
  return [
    ...account.alerts.map((alert) => ({ text: `Bill of ${alert.bill_date ?? 'an unknown day'} is held${alert.sa ? ` by ${alert.sa}` : ''}: ${sentence(alert.error).toLowerCase()} (attempt ${alert.attempt})`, tone: 'error' as const })),
    ...account.undeliverable_copies.map((copy) => ({ text: `Copy of the bill of ${copy.bill_date ?? 'an unknown day'} to person ${copy.person} could not be sent by ${copy.route_type}. ${copy.cure}`, tone: 'error' as const })),
    ...account.reads_in_doubt.map(({ service_point, doubt }) => ({ text: `In doubt at ${service_point}: ${kindInWords(doubt.kind).toLowerCase()} of ${doubt.day ?? ''} (${doubt.doubts.map((one) => kindInWords(one.kind).toLowerCase()).join(', ')})`, tone: 'error' as const })),
    ...account.protections.map((one) => ({ text: `Protected: ${one.protection_type} (${one.protection}) from ${one.from ?? ''}${one.until ? ` until ${one.until}` : ''}${one.sa ? `, of ${one.sa}` : ''}`, tone: 'notice' as const })),
    ...account.corrections_due.map((one) => ({ text: `Bills of ${one.sa} are to be corrected: what was measured after ${one.from ?? ''} changed on ${one.noted_on ?? ''}`, tone: 'error' as const })),
    ...account.market_overdue.map((one) => ({ text: `Answer to ${sentence(one.kind).toLowerCase()} ${one.market_transaction} ${one.received ? 'of' : 'by'} ${one.party} was due on ${one.due_on ?? ''}`, tone: 'error' as const })),
    ...account.market_unpaired.map((one) => ({ text: `${sentence(one.kind)} ${one.market_transaction} answers ${one.original}, which is not known`, tone: 'error' as const })),
    ...(account.collection ? [{ text: `In collection: ${account.collection}`, tone: 'notice' as const }] : []),
    ...account.severances.map((one) => ({ text: `${one.sa} ${one.disconnected_on ? `disconnected since ${one.disconnected_on}` : one.ordered_on ? `ordered to be disconnected on ${one.ordered_on}` : `notified of severance on ${one.started_on ?? ''}`} (${one.severance})`, tone: 'notice' as const })),
    ...(account.unclaimed_notice ? [{ text: `Unclaimed property: the owner was written to (${account.unclaimed_notice}), and the state gets it on ${account.escheats_on ?? ''}. Any contact from the customer belongs in the communication log`, tone: 'notice' as const }] : []),
    ...(sign(account.escheated) > 0 ? [{ text: `${amount(account.escheated)} escheated to the state: its owner may have it back`, tone: 'notice' as const }] : []),
    ...account.follow_ups.map((one) => ({ text: `Follow-up of ${one.entry} is due since ${one.on ?? 'an unknown day'}${plain(one.subject) ? `: ${plain(one.subject)}` : ''}`, tone: 'notice' as const })),
    ...account.pending_adjustments.map((pending) => ({ text: `Adjustment ${pending.request.adjustment} of ${amount(pending.request.amount)} waits for approval`, tone: 'notice' as const })),
    ...(account.agreements.length === 0 ? [{ text: 'No service agreement: this account bills nothing', tone: 'notice' as const }] : []),
  ]
}

export function OverviewPanel({ account, balance, items }: { account: Account; balance: Asked<Balance>; items: Asked<OpenItems> }) {
  const href = useHref()
  const alerts = alertsOf(account)
  const today = balance.data?.aged_on ?? ''
  return (
    <section className="overview" aria-label="Overview">
      <div className="cell owed">
        <h2>{sign(account.current) < 0 ? 'In credit' : 'Current balance'}</h2>
        <p className="figure large"><Amount of={account.current} currency={account.currency} tone="owed" /> <WhyButton of={{ kind: 'balance', id: account.heading.account }} label={`Balance of account ${account.heading.account}`} /></p>
        {account.payoff !== account.current && <p className="quiet">Payoff balance <Amount of={account.payoff} />: {meaningOfBalances.payoff}</p>}
      </div>
      <div className="cell">
        <h2>Overdue</h2>
        <Answer of={items} what="open items">
          {(open) => <p className="figure"><Amount of={overdueOf(open.items)} tone="overdue" /></p>}
        </Answer>
        {balance.data && <AgeBar balance={balance.data} />}
      </div>
      <div className="cell">
        <h2>Last bill</h2>
        {account.last_invoice ? (
          <>
            <p className="figure"><a href={href('invoices', account.last_invoice)}><Day of={account.last_bill_date} /></a></p>
            <p className="quiet">{account.last_invoice}, due {account.last_due_date ?? '—'}</p>
          </>
        ) : <p className="quiet">None yet</p>}
      </div>
      <div className="cell">
        <h2>Last payment</h2>
        {account.last_payment ? (
          <>
            <p className="figure"><a href={href('payments', account.last_payment)}><Amount of={account.last_payment_amount} /></a></p>
            <p className="quiet">{account.last_payment_date}{today && account.last_payment_date ? `, ${distance(account.last_payment_date, today)}` : ''}</p>
          </>
        ) : <p className="quiet">None yet</p>}
      </div>
      <div className="cell">
        <h2>Next bill</h2>
        <NextBill account={account} today={today} />
        {account.mandate && (
          <p className="quiet"><a href={href('accounts', account.heading.account, 'billing', 'autopay')}>Automatic payment</a>{account.next_draft_on ? <>: next draft <Day of={account.next_draft_on} /> of <Amount of={account.next_draft_amount} /></> : ', no draft to come'}</p>
        )}
      </div>
      <div className="cell alerts">
        <h2>Alerts</h2>
        {alerts.length === 0 ? <p className="quiet">None</p> : (
          <ul>{alerts.map((alert) => <li key={alert.text} className={alert.tone}>{alert.text}</li>)}</ul>
        )}
      </div>
      <p className="why"><Answer of={items} what="open items">{(open) => whyOwed(open)}</Answer></p>
    </section>
  )
}
