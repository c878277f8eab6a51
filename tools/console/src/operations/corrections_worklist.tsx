// Accounts whose bills may differ from what was measured: a work list. What can be done is on the account's own page.
import { useEffect } from 'react'
import { plain } from '../format/words'
import { Day } from '../kit/amounts'
import { Answer } from '../kit/states'
import { DataTable } from '../kit/table'
import { useHref } from '../shell/route'
import { type ToCorrect, useCorrectionsDue } from './lists'
import { More } from './more'
import { OperationsTrail } from './operations_trail'

export function CorrectionsWorklist() {
  useEffect(() => {
    document.title = 'Bills to correct'
  }, [])
  const asked = useCorrectionsDue()
  const href = useHref()
  return (
    <div className="screen">
      <OperationsTrail title="Bills to correct" />
      <h1>Bills to correct</h1>
      <Answer of={asked} what="bills to correct">
        {({ pages }) => {
          const lines = pages.flatMap((page) => page.accounts)
          return (
            <>
              <p className="quiet">The process Corrections makes these bills again; so does the next bill of the account.</p>
              <DataTable<ToCorrect>
                label="Bills to correct" items={lines} idOf={(one) => one.heading.account} empty="No correction is due."
                hrefOf={(one) => href('accounts', one.heading.account, 'billing', 'corrections')}
                columns={[
                  { id: 'account', title: 'Account', head: true, cell: (one) => one.heading.account },
                  { id: 'name', title: 'Customer', cell: (one) => plain(one.heading.main_customer_name) },
                  { id: 'sa', title: 'Bills of', cell: (one) => one.due.map((due) => due.sa).join(', ') },
                  { id: 'from', title: 'Days after', cell: (one) => <Day of={one.due[0]?.from} /> },
                  { id: 'since', title: 'Due since', cell: (one) => <Day of={one.due[0]?.noted_on} /> },
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
