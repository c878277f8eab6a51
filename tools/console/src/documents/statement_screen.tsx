// A statement as the customer sees it, in the layout of its text. It prints on its own: the frame is left out on paper.
import { useEffect } from 'react'
import { type Statement, useStatement } from '../api/queries'
import { ScreenAnswer } from '../kit/states'
import { stepsOf } from '../shell/hierarchy'
import { useHref } from '../shell/route'
import type { ScreenProps } from '../shell/screens'
import { DocumentTrail } from './document_trail'
import { PaperSheet } from './paper_sheet'
import { layoutOf } from './statement_layout'

function StatementPage({ statement }: { statement: Statement }) {
  const href = useHref()
  useEffect(() => {
    document.title = `Statement ${statement.statement}`
  }, [statement.statement])
  return (
    <div className="screen">
      <DocumentTrail heading={statement.heading} kind="statement" id={statement.statement} steps={[
        ...stepsOf(statement.heading), { label: `Statement ${statement.statement}`, place: ['statements', statement.statement], here: true },
        ...(statement.invoice ? [{ label: `Invoice ${statement.invoice}`, place: ['invoices', statement.invoice] }] : []),
      ]} />
      <div className="heading no-print">
        <h1>Statement <span className="id">{statement.statement}</span></h1>
        <div className="tasks">
          {statement.invoice && <a className="act plain" href={href('invoices', statement.invoice)}>Invoice {statement.invoice}</a>}
          <button type="button" className="act primary" onClick={() => window.print()}>Print</button>
        </div>
      </div>
      <PaperSheet paper={layoutOf(statement)} label="Statement as the customer sees it" caption="What changed since the last statement, what was supplied, and what is due" stamp={statement.cancelled_on ? `Cancelled on ${statement.cancelled_on}` : ''} />
    </div>
  )
}

export default function StatementScreen({ rest }: ScreenProps) {
  const [id = ''] = rest
  return <ScreenAnswer of={useStatement(id)} what={`statement ${id}`}>{(statement) => <StatementPage statement={statement} />}</ScreenAnswer>
}
