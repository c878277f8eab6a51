// Drafts of a day over all accounts: those that are due, those that were made, and those that people must look at.
import { useEffect } from 'react'
import { bankAccountOf } from '../autopay/autopay_section'
import { kindInWords, plain, sentence } from '../format/words'
import { Amount, Day } from '../kit/amounts'
import { DayInput } from '../kit/fields'
import { Answer } from '../kit/states'
import { DataTable } from '../kit/table'
import { goTo, useHref } from '../shell/route'
import { type DraftOfDay, useDrafts } from './lists'
import { More } from './more'
import { OperationsTrail } from './operations_trail'

export function DraftsWorklist({ day }: { day: string }) {
  useEffect(() => {
    document.title = 'Drafts'
  }, [])
  const asked = useDrafts(day)
  const href = useHref()
  return (
    <div className="screen">
      <OperationsTrail title="Drafts" />
      <h1>Drafts</h1>
      <Answer of={asked} what="drafts">
        {({ pages }) => {
          const lines = pages.flatMap((page) => page.drafts)
          const on = pages[0]?.on ?? ''
          return (
            <>
              <div className="row"><DayInput label="Day" value={day || on} onChange={(next) => goTo(['operations', 'drafts', next])} /></div>
              <p className="quiet">Made on the day, and due on it and not made. The process Drafts makes what is due.</p>
              <DataTable<DraftOfDay>
                label="Drafts" items={lines} idOf={(one) => `${one.heading.account} ${one.bill} ${one.attempt}`} empty="No draft is due or was made on that day."
                hrefOf={(one) => href('accounts', one.heading.account, 'billing', 'autopay')}
                columns={[
                  { id: 'account', title: 'Account', head: true, cell: (one) => one.heading.account },
                  { id: 'name', title: 'Customer', cell: (one) => plain(one.heading.main_customer_name) },
                  { id: 'bill', title: 'Bill', cell: (one) => one.bill },
                  { id: 'due', title: 'Due', className: 'day', cell: (one) => <Day of={one.due_on} /> },
                  { id: 'state', title: 'State', cell: (one) => (one.state === 'blocked' ? <span className="overdue">{kindInWords(one.state)}</span> : kindInWords(one.state)) },
                  { id: 'amount', title: `Amount, ${pages[0]?.currency ?? ''}`, number: true, cell: (one) => <Amount of={one.amount} /> },
                  { id: 'draft', title: 'Draft', cell: (one) => one.draft },
                  { id: 'bank', title: 'Bank account', cell: (one) => (one.routing_number ? bankAccountOf(one) : '') },
                  { id: 'remark', title: 'Remark', cell: (one) => (one.return_code || (one.why ? <span title={one.explanation}>{sentence(one.why)}</span> : '')) },
                ]}
              />
              <More of={asked} lines={lines.length} singular="draft" />
            </>
          )
        }}
      </Answer>
    </div>
  )
}
