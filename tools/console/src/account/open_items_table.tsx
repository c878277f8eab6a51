// What is open: each item with its age and what is disputed of it; and credit that is not used yet.
import { openAction } from '../actions/open'
import type { Account, OpenItems } from '../api/queries'
import { sign } from '../format/money'
import { Amount, Day } from '../kit/amounts'
import { ReasonedButton } from '../kit/button'
import { DataTable } from '../kit/table'
import { useSession, whyNot } from '../session/session'
import { usePastReason } from '../shell/as_of'
import { useHref } from '../shell/route'
import { placeOfDocument } from '../documents/places'

type Item = OpenItems['items'][number]

export function OpenItemsTable({ open, account }: { open: OpenItems; account: Account }) {
  const href = useHref()
  const session = useSession()
  const past = usePastReason()
  const whyOff = past ?? whyNot(session, 'dispute.open')
  return (
    <>
      <DataTable<Item>
        label="Open items"
        items={open.items}
        idOf={(item) => `${item.document} ${item.sa}`}
        hrefOf={(item) => {
          const place = placeOfDocument(item.document)
          return place ? href(...place) : undefined
        }}
        rowClass={(item) => (item.days_overdue > 0 ? 'late' : '')}
        empty="Nothing is open."
        columns={[
          { id: 'document', title: 'Document', head: true, cell: (item) => item.document },
          { id: 'sa', title: 'Agreement', cell: (item) => item.sa },
          { id: 'due', title: 'Due', cell: (item) => <Day of={item.ages_from} /> },
          { id: 'age', title: 'Age', cell: (item) => (item.days_overdue > 0 ? <span className="overdue">{item.days_overdue} d overdue</span> : item.bucket) },
          { id: 'disputed', title: 'Disputed', cell: (item) => (item.dispute ? <span className="disputed"><Amount of={item.disputed} /> disputed</span> : sign(item.current_open) > 0 && <ReasonedButton kind="quiet" whyOff={whyOff} onPress={() => openAction('dispute.open', { account, item })}>Dispute</ReasonedButton>) },
          { id: 'current', title: 'Current balance', number: true, cell: (item) => <Amount of={item.current_open} tone="owed" /> },
          { id: 'payoff', title: 'Payoff balance', number: true, cell: (item) => <Amount of={item.payoff_open} /> },
        ]}
      />
      {open.unapplied.length > 0 && (
        <p className="credit-line">
          Credit not used yet: {open.unapplied.map((credit, index) => (
            <span key={`${credit.source.document} ${credit.source.tender} ${index}`}>{index > 0 && ', '}<Amount of={credit.amount} /> from {credit.source.document || credit.source.kind}{credit.on_hold && ' (on hold)'}</span>
          ))}
        </p>
      )}
    </>
  )
}
