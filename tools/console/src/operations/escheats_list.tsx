// What escheated, by report to a state: sums that equal the general ledger, and each escheat with its owner.
import { useEffect } from 'react'
import { kindInWords, plain } from '../format/words'
import { Amount, Day } from '../kit/amounts'
import { Answer } from '../kit/states'
import { DataTable } from '../kit/table'
import { useHref } from '../shell/route'
import { type EscheatLine, type EscheatReport, useEscheats } from './lists'
import { More } from './more'
import { OperationsTrail } from './operations_trail'

export function EscheatsList({ report }: { report: string }) {
  const title = report ? `Escheats of report ${report}` : 'Escheats'
  useEffect(() => {
    document.title = title
  }, [title])
  const asked = useEscheats(report)
  const href = useHref()
  return (
    <div className="screen">
      <OperationsTrail title="Unclaimed property" />
      <h1>{title}</h1>
      <Answer of={asked} what="escheats">
        {({ pages }) => {
          const first = pages[0]
          const currency = first?.currency ?? ''
          const lines = pages.flatMap((page) => page.escheats)
          return (
            <>
              {first && (
                <dl className="facts">
                  <dt>Owed to states</dt><dd><Amount of={first.owed_to_state} currency={currency} /></dd>
                  <dt>General ledger</dt><dd><Amount of={first.gl_escheat} currency={currency} />{first.gl_escheat === first.owed_to_state ? <span className="quiet"> agrees</span> : <span className="overdue"> differs</span>}</dd>
                </dl>
              )}
              <DataTable<EscheatReport>
                label="Reports" items={[...(first?.reports ?? [])]} idOf={(one) => one.report} empty="Nothing escheated yet."
                hrefOf={(one) => href('operations', 'escheats', one.report)}
                columns={[
                  { id: 'report', title: 'Report', head: true, cell: (one) => one.report },
                  { id: 'due', title: 'Due on', className: 'day', cell: (one) => <Day of={one.due_on} /> },
                  { id: 'count', title: 'Escheats', number: true, cell: (one) => Number(one.count).toLocaleString('en-US') },
                  { id: 'escheated', title: `Escheated, ${currency}`, number: true, cell: (one) => <Amount of={one.escheated} /> },
                  { id: 'remitted', title: 'Paid to the state', number: true, cell: (one) => <Amount of={one.remitted} /> },
                  { id: 'reclaimed', title: 'Reclaimed', number: true, cell: (one) => <Amount of={one.reclaimed} /> },
                  { id: 'owed', title: 'Owed', number: true, cell: (one) => <Amount of={one.owed_to_state} /> },
                ]}
              />
              <DataTable<EscheatLine>
                label="Escheats" items={lines} idOf={(one) => one.escheat.escheat} empty="Nothing escheated with it."
                hrefOf={(one) => href('accounts', one.heading.account, 'billing', 'unclaimed')}
                columns={[
                  { id: 'account', title: 'Account', head: true, cell: (one) => one.heading.account },
                  { id: 'name', title: 'Owner', cell: (one) => plain(one.heading.main_customer_name) },
                  { id: 'escheat', title: 'Escheat', cell: (one) => one.escheat.escheat },
                  { id: 'on', title: 'On', className: 'day', cell: (one) => <Day of={one.escheat.escheated_on} /> },
                  { id: 'kind', title: 'Of', cell: (one) => kindInWords(one.escheat.kind) },
                  { id: 'report', title: 'Report', cell: (one) => one.escheat.report },
                  { id: 'amount', title: `Amount, ${currency}`, number: true, cell: (one) => <Amount of={one.escheat.amount} /> },
                  { id: 'state', title: 'State', cell: (one) => kindInWords(one.escheat.state) },
                ]}
              />
              <More of={asked} lines={lines.length} singular="escheat" />
            </>
          )
        }}
      </Answer>
    </div>
  )
}
