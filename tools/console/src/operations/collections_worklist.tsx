// Accounts with a collection or severance that is open: a work list. What can be done is on the account's own page.
import { useEffect } from 'react'
import { plain } from '../format/words'
import { Amount, Day } from '../kit/amounts'
import { Answer } from '../kit/states'
import { DataTable } from '../kit/table'
import { useHref } from '../shell/route'
import { type InCollection, useInCollection } from './lists'
import { More } from './more'
import { nextOfWorkInWords } from './next_step'
import { OperationsTrail } from './operations_trail'

export function CollectionsWorklist() {
  useEffect(() => {
    document.title = 'In collection'
  }, [])
  const asked = useInCollection()
  const href = useHref()
  return (
    <div className="screen">
      <OperationsTrail title="In collection" />
      <h1>In collection</h1>
      <Answer of={asked} what="accounts in collection">
        {({ pages }) => {
          const lines = pages.flatMap((page) => page.accounts)
          return (
            <>
              <p className="quiet">Debts and next steps are those of {pages[0]?.aged_on}. The process Collections takes what is due.</p>
              <DataTable<InCollection>
                label="In collection" items={lines} idOf={(one) => one.heading.account} empty="No account is in collection."
                hrefOf={(one) => href('accounts', one.heading.account, 'billing', 'collections')}
                columns={[
                  { id: 'account', title: 'Account', head: true, cell: (one) => one.heading.account },
                  { id: 'name', title: 'Customer', cell: (one) => plain(one.heading.main_customer_name) },
                  { id: 'debt', title: `Debt, ${pages[0]?.currency ?? ''}`, number: true, cell: (one) => <Amount of={one.debt} /> },
                  { id: 'since', title: 'Oldest due', className: 'day', cell: (one) => <Day of={one.oldest_due} /> },
                  { id: 'last', title: 'Last step', cell: (one) => one.last_step },
                  { id: 'taken', title: 'Taken', className: 'day', cell: (one) => <Day of={one.last_taken_on} /> },
                  { id: 'next', title: 'Next', cell: (one) => nextOfWorkInWords(one) },
                  { id: 'ordered', title: 'Orders', number: true, cell: (one) => (one.ordered ? String(one.ordered) : '') },
                  { id: 'off', title: 'Disconnected', number: true, cell: (one) => (one.disconnected ? <span className="overdue">{one.disconnected}</span> : '') },
                ]}
              />
              <More of={asked} lines={lines.length} singular="account" />
            </>
          )
        }}
      </Answer>
    </div>
  )
}
