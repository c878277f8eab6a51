// What is open: each item with its age; and credit that is not used yet.
import type { OpenItems } from '../api/queries'
import { Amount, Day } from '../kit/amounts'
import { DataTable } from '../kit/table'
import { useHref } from '../shell/route'
import { placeOfDocument } from '../documents/places'

type Item = OpenItems['items'][number]

export function OpenItemsTable({ open }: { open: OpenItems }) {
  const href = useHref()
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
          { id: 'current', title: 'Owed now', number: true, cell: (item) => <Amount of={item.current_open} tone="owed" /> },
          { id: 'payoff', title: 'Payoff', number: true, cell: (item) => <Amount of={item.payoff_open} /> },
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
