// What an accounting period posted to the general ledger, account by account: what another system books of it.
import { useEffect } from 'react'
import { useGlNames } from '../api/gl_names'
import { useQuestion } from '../api/lists'
import type { components } from '../api/schema'
import { position, sentence } from '../format/words'
import { Amount } from '../kit/amounts'
import { Answer } from '../kit/states'
import { DataTable } from '../kit/table'
import { useAsOf, useHref } from '../shell/route'
import { OperationsTrail } from './operations_trail'

type Extract = components['schemas']['answer.gl-extract']
type Line = Extract['lines'][number]

function Sums({ extract }: { extract: Extract }) {
  const href = useHref()
  const names = useGlNames()
  return (
    <>
      <p className="quiet">
        {extract.closed ? 'The period is closed: these sums stay.' : 'The period is open: these sums may still change.'} True at position {position(extract.position)}.
        {extract.debit === extract.credit ? <> Debits and credits are the same: <Amount of={extract.debit} currency={extract.currency} />.</>
          : <span className="error"> Debits are <Amount of={extract.debit} />, credits <Amount of={extract.credit} />: they should be the same.</span>}
      </p>
      <DataTable<Line>
        label={`General ledger from ${extract.first_day}`} items={extract.lines} idOf={(line) => `${line.gl_account} ${line.role}`} empty="Nothing was posted by the end of this period." hrefOf={(line) => href('trial-balance', line.gl_account)}
        columns={[
          { id: 'gl', title: 'GL account', head: true, cell: (line) => line.gl_account },
          { id: 'name', title: 'Name', cell: (line) => names[line.gl_account] ?? '' },
          { id: 'role', title: 'Role', cell: (line) => sentence(line.role) },
          { id: 'opening', title: 'Opening', number: true, cell: (line) => <Amount of={line.opening} /> },
          { id: 'debit', title: 'Debit', number: true, cell: (line) => <Amount of={line.debit} /> },
          { id: 'credit', title: 'Credit', number: true, cell: (line) => <Amount of={line.credit} /> },
          { id: 'closing', title: 'Closing', number: true, cell: (line) => <Amount of={line.closing} /> },
        ]}
      />
    </>
  )
}

export function GlExtract({ firstDay }: { firstDay: string }) {
  const asOf = useAsOf()
  const href = useHref()
  const asked = useQuestion<Extract>(`/v1/periods/${encodeURIComponent(firstDay)}/gl-extract`, { asOf })
  useEffect(() => {
    document.title = `General ledger from ${firstDay}`
  }, [firstDay])
  return (
    <div className="screen">
      <OperationsTrail title="" />
      <nav aria-label="Where you are" className="trail"><ol><li><a href={href('operations', 'periods')}>Accounting periods</a></li><li aria-current="page">{firstDay}</li></ol></nav>
      <Answer of={asked} what="the general ledger of the period">
        {(extract) => (
          <>
            <h1>General ledger<span className="id"> from {extract.first_day} to {extract.last_day}</span></h1>
            <Sums extract={extract} />
          </>
        )}
      </Answer>
    </div>
  )
}
