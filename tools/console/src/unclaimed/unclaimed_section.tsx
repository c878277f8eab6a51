// An account's unclaimed property: since when it lies, what is to be done with it, and what became of it.
import { openAction } from '../actions/open'
import { type Account, type Unclaimed, useUnclaimed } from '../api/queries'
import { kindInWords } from '../format/words'
import { Amount, Day } from '../kit/amounts'
import { ReasonedButton } from '../kit/button'
import { Answer } from '../kit/states'
import { DataTable } from '../kit/table'
import { useSession, whyNot } from '../session/session'
import { usePastReason } from '../shell/as_of'

type Property = Unclaimed['property']
type Notice = Unclaimed['notices'][number]
type Escheat = Unclaimed['escheats'][number]

/** What may be done with an escheat as it stands. */
export function actsOn(escheat: Pick<Escheat, 'state'>): readonly string[] {
  switch (escheat.state) {
    case 'escheated': return ['credit.remit_escheated', 'credit.reclaim_escheated']
    case 'remitted': return ['credit.reclaim_escheated', 'credit.return_remittance']
    case 'claimed_back': return ['credit.return_remittance']
    default: return []
  }
}
const acts: Record<string, string> = { 'credit.remit_escheated': 'Pay to the state', 'credit.reclaim_escheated': 'Owner reclaims', 'credit.return_remittance': 'Came back' }

/** "2022-05-10, payment 1-P3". */
export function countedFrom({ since, start, document }: Property['dormancy']): string {
  return since ? `${since}, ${kindInWords(start).toLowerCase()}${document ? ` ${document}` : ''}` : ''
}

function Held({ account, property }: { account: Account; property: Property }) {
  const session = useSession()
  const past = usePastReason()
  const off = (type: string, when: boolean, why: string) => past ?? whyNot(session, type) ?? (when ? null : property.explanation || why)
  return (
    <>
      <dl className="facts">
        <dt>Credit</dt><dd><Amount of={property.credit} currency={account.currency} /></dd>
        <dt>Deposits</dt><dd><Amount of={property.deposits} currency={account.currency} /></dd>
        <dt>State</dt><dd>{kindInWords(property.state)} <span className="quiet">{property.explanation}</span></dd>
        {property.dormancy.since && <><dt>Counted from</dt><dd>{countedFrom(property.dormancy)}</dd></>}
        {property.dormancy.dormant_on && <><dt>Dormant on</dt><dd><Day of={property.dormancy.dormant_on} /> <span className="quiet">by policy {property.dormancy.policy}</span></dd></>}
        {property.notice && <><dt>Owner written to</dt><dd><Day of={property.noticed_on} />: the state gets it on <Day of={property.escheats_on} /></dd></>}
      </dl>
      <div className="row">
        <ReasonedButton kind="plain" whyOff={off('credit.send_unclaimed_notice', property.state === 'dormant', 'Nothing is to be announced.')} onPress={() => openAction('credit.send_unclaimed_notice', { account, unclaimed: property })}>Write to the owner</ReasonedButton>
        <ReasonedButton kind="plain" whyOff={off('credit.escheat', property.state === 'due', 'Nothing escheats today.')} onPress={() => openAction('credit.escheat', { account, unclaimed: property })}>Escheat</ReasonedButton>
        <ReasonedButton kind="quiet" whyOff={off('credit.cancel_unclaimed_notice', property.notice !== '', 'No notice stands.')} onPress={() => openAction('credit.cancel_unclaimed_notice', { account, unclaimed: property })}>Cancel the notice</ReasonedButton>
      </div>
    </>
  )
}

function Escheats({ account, escheats }: { account: Account; escheats: readonly Escheat[] }) {
  const session = useSession()
  const past = usePastReason()
  return (
    <DataTable<Escheat>
      label="Escheats" items={[...escheats]} idOf={(one) => one.escheat} empty="Nothing of the account escheated."
      columns={[
        { id: 'escheat', title: 'Escheat', head: true, cell: (one) => one.escheat },
        { id: 'on', title: 'On', className: 'day', cell: (one) => <Day of={one.escheated_on} /> },
        { id: 'kind', title: 'Of', cell: (one) => kindInWords(one.kind) },
        { id: 'report', title: 'Report', cell: (one) => <>{one.report} <span className="quiet">due {one.report_due_on}</span></> },
        { id: 'amount', title: `Amount, ${account.currency}`, number: true, cell: (one) => <Amount of={one.amount} /> },
        { id: 'state', title: 'State', cell: (one) => kindInWords(one.state) },
        { id: 'remitted', title: 'Paid to the state', className: 'day', cell: (one) => <Day of={one.remitted_on} /> },
        { id: 'reclaimed', title: 'Reclaimed', className: 'day', cell: (one) => <Day of={one.reclaimed_on} /> },
        {
          id: 'act', title: 'Act',
          cell: (one) => actsOn(one).map((type) => (
            <ReasonedButton key={type} kind="quiet" whyOff={past ?? whyNot(session, type)} onPress={() => openAction(type, { account, escheat: one })}>{acts[type]}</ReasonedButton>
          )),
        },
      ]}
    />
  )
}

export function UnclaimedSection({ account }: { account: Account }) {
  const asked = useUnclaimed(account.heading.account)
  return (
    <section aria-label="Unclaimed property" className="stack">
      <Answer of={asked} what="unclaimed property">
        {(answer) => (
          <>
            <Held account={account} property={answer.property} />
            <Escheats account={account} escheats={answer.escheats} />
            <DataTable<Notice>
              label="Notices" items={[...answer.notices]} idOf={(one) => one.notice} empty="Its owner was never written to about it."
              columns={[
                { id: 'notice', title: 'Notice', head: true, cell: (one) => one.notice },
                { id: 'on', title: 'Sent', className: 'day', cell: (one) => <Day of={one.noticed_on} /> },
                { id: 'escheats', title: 'Escheats on', className: 'day', cell: (one) => <Day of={one.escheats_on} /> },
                { id: 'amount', title: `Amount, ${account.currency}`, number: true, cell: (one) => <Amount of={one.amount} /> },
                { id: 'letter', title: 'Letter', cell: (one) => one.letter },
                { id: 'cancelled', title: 'Cancelled', cell: (one) => (one.cancelled_on ? `${one.cancelled_on}: ${one.cancel_reason}` : '') },
              ]}
            />
          </>
        )}
      </Answer>
    </section>
  )
}
