// A statement as the customer sees it, in the layout of its text. It prints on its own: the frame is left out on paper.
import { useEffect } from 'react'
import { type Statement, useStatement } from '../api/queries'
import { ScreenAnswer } from '../kit/states'
import { stepsOf } from '../shell/hierarchy'
import { useHref } from '../shell/route'
import type { ScreenProps } from '../shell/screens'
import { DocumentTrail } from './document_trail'
import { layoutOf } from './statement_layout'

function StatementPage({ statement }: { statement: Statement }) {
  const href = useHref()
  useEffect(() => {
    document.title = `Statement ${statement.statement}`
  }, [statement.statement])
  const paper = layoutOf(statement)
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
      <article className="paper" aria-label="Statement as the customer sees it">
        {statement.cancelled_on && <p className="stamp">Cancelled on {statement.cancelled_on}</p>}
        <header>
          <address>{paper.addressee.map((line, index) => (index === 0 ? <strong key={index}>{line}</strong> : <span key={index}>{line}</span>))}</address>
          <dl>{paper.facts.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
        </header>
        <table className="sheet">
          <caption className="unseen">What changed since the last statement, what was supplied, and what is due</caption>
          <thead className="unseen"><tr><th scope="col">What</th><th scope="col">Amount</th><th scope="col">Sum</th></tr></thead>
          {paper.blocks.map((block, index) => (
            <tbody key={index} className={block.before}>
              {block.lines.map((line, at) => (
                <tr key={at} className={`level-${line.level} ${line.emphasis}`}>
                  <th scope="row" {...(line.column === 'none' ? { colSpan: 3 } : {})}>{line.text}</th>
                  {line.column !== 'none' && <><td className="number">{line.column === 'part' && line.amount}</td><td className="number">{line.column === 'sum' && line.amount}</td></>}
                </tr>
              ))}
            </tbody>
          ))}
        </table>
      </article>
    </div>
  )
}

export default function StatementScreen({ rest }: ScreenProps) {
  const [id = ''] = rest
  return <ScreenAnswer of={useStatement(id)} what={`statement ${id}`}>{(statement) => <StatementPage statement={statement} />}</ScreenAnswer>
}
