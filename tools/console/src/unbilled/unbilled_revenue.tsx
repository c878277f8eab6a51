// Unbilled revenue over all accounts: what was supplied and not billed by the last day of each month, as the books have it.
import { useEffect } from 'react'
import { useQuestion } from '../api/lists'
import { position } from '../format/words'
import { Amount, Day } from '../kit/amounts'
import { Answer } from '../kit/states'
import { DataTable } from '../kit/table'
import { OperationsTrail } from '../operations/operations_trail'
import { useAsOf, useHref } from '../shell/route'
import { type TrialBalance, type UnbilledMonth, unbilledMonths } from './unbilled'

function Months({ balance }: { balance: TrialBalance }) {
  const href = useHref()
  const months = unbilledMonths(balance)
  return (
    <>
      <DataTable<UnbilledMonth>
        label="Unbilled revenue" items={[...months].reverse()} idOf={(month) => `${month.month} ${month.gl}`} hrefOf={(month) => href('trial-balance', month.gl, month.month)}
        empty="Nothing was accrued yet: the process Unbilled revenue does it at the end of an accounting period."
        columns={[
          { id: 'on', title: 'Last day', head: true, className: 'day', cell: (month) => <Day of={month.on} /> },
          { id: 'gl', title: 'GL account', cell: (month) => month.gl },
          { id: 'accrued', title: `Accrued, ${balance.currency}`, number: true, cell: (month) => <Amount of={month.accrued} /> },
          { id: 'reversed', title: 'Taken back from the month before', number: true, cell: (month) => <Amount of={month.reversed} /> },
          { id: 'closing', title: 'In the books then', number: true, cell: (month) => <Amount of={month.closing} /> },
        ]}
      />
      {months.length > 0 && <p className="quiet">A month leads to its postings, each with its account, whose page says what it rests on. True at position {position(balance.position)}.</p>}
    </>
  )
}

export function UnbilledRevenue() {
  const href = useHref()
  const asked = useQuestion<TrialBalance>('/v1/trial-balance', { asOf: useAsOf() })
  useEffect(() => {
    document.title = 'Unbilled revenue'
  }, [])
  return (
    <div className="screen">
      <OperationsTrail title="Unbilled revenue" />
      <h1>Unbilled revenue</h1>
      <p className="quiet">What was supplied and not billed by the last day of an accounting period, without tax. It is posted on that day and taken back on the next; no customer owes it. <a href={href('operations', 'processes', 'unbilled')}>The process Unbilled revenue</a> accrues it.</p>
      <Answer of={asked} what="the trial balance">{(balance) => <Months balance={balance} />}</Answer>
    </div>
  )
}
