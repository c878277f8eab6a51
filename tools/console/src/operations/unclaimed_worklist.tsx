// Unclaimed property, over all accounts: whom to write to, who still has time, what escheats, and what comes first.
import { useEffect } from 'react'
import { kindInWords, plain, sentence } from '../format/words'
import { Amount, Day } from '../kit/amounts'
import { DayInput } from '../kit/fields'
import { Answer } from '../kit/states'
import { DataTable } from '../kit/table'
import { goTo, useHref } from '../shell/route'
import { countedFrom } from '../unclaimed/unclaimed_section'
import { type DormantAccount, useUnclaimedProperty } from './lists'
import { More } from './more'
import { OperationsTrail } from './operations_trail'

export function UnclaimedWorklist({ day }: { day: string }) {
  useEffect(() => {
    document.title = 'Unclaimed property'
  }, [])
  const asked = useUnclaimedProperty(day)
  const href = useHref()
  return (
    <div className="screen">
      <OperationsTrail title="Unclaimed property" />
      <h1>Unclaimed property</h1>
      <Answer of={asked} what="unclaimed property">
        {({ pages }) => {
          const lines = pages.flatMap((page) => page.accounts)
          const on = pages[0]?.on ?? ''
          return (
            <>
              <div className="row">
                <DayInput label="Day" value={day || on} onChange={(next) => goTo(['operations', 'unclaimed', next])} />
                <a href={href('operations', 'escheats')}>What escheated</a>
              </div>
              <p className="quiet">Credit and deposits of accounts that ended, whose owners were not heard of for as long as the law says. The process Unclaimed writes to owners and escheats what is due.</p>
              <DataTable<DormantAccount>
                label="Unclaimed property" items={lines} idOf={(one) => one.heading.account} empty="Nothing is dormant on that day."
                hrefOf={(one) => href('accounts', one.heading.account, 'billing', 'unclaimed')}
                columns={[
                  { id: 'account', title: 'Account', head: true, cell: (one) => one.heading.account },
                  { id: 'name', title: 'Customer', cell: (one) => plain(one.heading.main_customer_name) },
                  { id: 'state', title: 'State', cell: (one) => (one.property.state === 'blocked' ? <span className="overdue">{kindInWords(one.property.state)}</span> : kindInWords(one.property.state)) },
                  { id: 'credit', title: `Credit, ${pages[0]?.currency ?? ''}`, number: true, cell: (one) => <Amount of={one.property.credit} /> },
                  { id: 'deposits', title: 'Deposits', number: true, cell: (one) => <Amount of={one.property.deposits} /> },
                  { id: 'since', title: 'Counted from', cell: (one) => countedFrom(one.property.dormancy) },
                  { id: 'dormant', title: 'Dormant on', className: 'day', cell: (one) => <Day of={one.property.dormancy.dormant_on} /> },
                  { id: 'escheats', title: 'Escheats on', className: 'day', cell: (one) => <Day of={one.property.escheats_on} /> },
                  { id: 'remark', title: 'Remark', cell: (one) => (one.property.why ? <span title={one.property.explanation}>{sentence(one.property.why)}</span> : '') },
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
