// Accounts that the last run could not bill, each error with what is missing: a work list.
import { useEffect } from 'react'
import { plain, sentence } from '../format/words'
import { Day } from '../kit/amounts'
import { Answer } from '../kit/states'
import { DataTable } from '../kit/table'
import { hashWith } from '../shell/filters'
import { useHref } from '../shell/route'
import { type BillingError, type InError, useBillingErrors } from './lists'
import { More } from './more'
import { OperationsTrail } from './operations_trail'

type Line = { account: InError; error: BillingError }

export function BillingErrors() {
  const asked = useBillingErrors()
  const href = useHref()
  useEffect(() => {
    document.title = 'Billing errors'
  }, [])
  return (
    <div className="screen">
      <OperationsTrail title="Billing errors" />
      <h1>Billing errors</h1>
      <Answer of={asked} what="billing errors">
        {({ pages }) => {
          const accounts = pages.flatMap((page) => page.accounts)
          const lines = accounts.flatMap((account) => account.errors.map((error): Line => ({ account, error })))
          return (
            <>
              <DataTable<Line>
                label="Billing errors" items={lines} idOf={(line) => String(line.error.position)} empty="No account is in billing error." hrefOf={(line) => href('accounts', line.account.heading.account, 'services')}
                columns={[
                  { id: 'account', title: 'Account', head: true, cell: (line) => line.account.heading.account },
                  { id: 'name', title: 'Customer', cell: (line) => plain(line.account.heading.main_customer_name) },
                  { id: 'cycle', title: 'Cycle', cell: (line) => line.account.bill_cycle },
                  { id: 'sa', title: 'Agreement', cell: (line) => line.error.sa || 'the account itself' },
                  { id: 'date', title: 'Bill date', cell: (line) => <Day of={line.error.bill_date} /> },
                  { id: 'attempt', title: 'Attempts', number: true, cell: (line) => line.error.attempt },
                  { id: 'cause', title: 'Cause', cell: (line) => <span className="error">{sentence(line.error.error)}</span> },
                  { id: 'cure', title: 'What to do', cell: (line) => line.error.explanation },
                  { id: 'event', title: 'Event', cell: (line) => <a href={hashWith(['events', 'account', line.account.heading.account], { type: 'account.bill_segment_errored', at: String(line.error.position) }, null)}>#{Number(line.error.position).toLocaleString('en-US')}</a> },
                ]}
              />
              <More of={asked} lines={accounts.length} singular="account" />
            </>
          )
        }}
      </Answer>
    </div>
  )
}
