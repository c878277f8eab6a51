// Reads in doubt, and reads that bills of today lack: work lists. Ways out are on the account's services.
import { useEffect } from 'react'
import { plain } from '../format/words'
import { Day } from '../kit/amounts'
import { Answer } from '../kit/states'
import { DataTable } from '../kit/table'
import { type Doubted, type Missing, doubtsInWords, useExceptions, useMissingReads, whatInWords } from '../reads/exceptions'
import { useHref } from '../shell/route'
import { More } from './more'
import { OperationsTrail } from './operations_trail'

function InDoubt() {
  const asked = useExceptions()
  const href = useHref()
  return (
    <Answer of={asked} what="reads in doubt">
      {({ pages }) => {
        const lines = pages.flatMap((page) => page.exceptions)
        return (
          <>
            <DataTable<Doubted>
              label="In doubt" items={lines} idOf={(one) => String(one.position)} empty="Nothing is in doubt."
              hrefOf={(one) => (one.payer.account ? href('accounts', one.payer.account, 'services', one.sa) : href('premises', one.premise, one.service_point))}
              columns={[
                { id: 'point', title: 'Service point', head: true, cell: (one) => one.service_point },
                { id: 'what', title: 'What', cell: whatInWords },
                { id: 'why', title: 'Why', cell: (one) => <span className="error">{doubtsInWords(one.doubts)}</span> },
                { id: 'age', title: 'Age, days', number: true, cell: (one) => one.age_days },
                { id: 'owner', title: 'Owner', cell: (one) => one.owner },
                { id: 'account', title: 'Account', cell: (one) => one.payer.account },
                { id: 'name', title: 'Customer', cell: (one) => plain(one.payer.main_customer_name) },
                { id: 'source', title: 'From', cell: (one) => one.source },
              ]}
            />
            <More of={asked} lines={lines.length} singular="exception" />
          </>
        )
      }}
    </Answer>
  )
}

function MissingReads() {
  const asked = useMissingReads()
  const href = useHref()
  return (
    <Answer of={asked} what="missing reads">
      {({ pages }) => {
        const lines = pages.flatMap((page) => page.missing)
        return (
          <>
            <DataTable<Missing>
              label="Missing" items={lines} idOf={(one) => `${one.sa} ${one.channel}`} empty="No bill that is due lacks a read." hrefOf={(one) => href('accounts', one.heading.account, 'services', one.sa)}
              columns={[
                { id: 'account', title: 'Account', head: true, cell: (one) => one.heading.account },
                { id: 'name', title: 'Customer', cell: (one) => plain(one.heading.main_customer_name) },
                { id: 'cycle', title: 'Cycle', cell: (one) => one.cycle },
                { id: 'point', title: 'Service point', cell: (one) => one.service_point },
                { id: 'channel', title: 'Channel', cell: (one) => one.channel },
                { id: 'from', title: 'From', cell: (one) => <Day of={one.from} /> },
                { id: 'end', title: 'Window ends', cell: (one) => <Day of={one.window_end} /> },
                { id: 'doubt', title: 'In doubt', cell: (one) => <Day of={one.doubted_on} /> },
                { id: 'estimate', title: 'Estimate', cell: (one) => (one.may_be_estimated ? 'allowed' : one.estimate_date ? `from ${one.estimate_date}` : 'not allowed') },
              ]}
            />
            <More of={asked} lines={lines.length} singular="line" />
          </>
        )
      }}
    </Answer>
  )
}

export function ReadsWorklist() {
  useEffect(() => {
    document.title = 'Reads to see to'
  }, [])
  return (
    <div className="screen">
      <OperationsTrail title="Reads to see to" />
      <h1>Reads to see to</h1>
      <section aria-labelledby="in-doubt" className="stack"><h2 id="in-doubt">In doubt</h2><InDoubt /></section>
      <section aria-labelledby="missing" className="stack"><h2 id="missing">Missing for bills that are due</h2><MissingReads /></section>
    </div>
  )
}
