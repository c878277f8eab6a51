// A bill as the customer sees it, drawn from its layout. It prints on its own: the frame is left out on paper.
import type { Paper } from './paper'

export function PaperSheet({ paper, label, caption, stamp = '' }: { paper: Paper; label: string; caption: string; stamp?: string }) {
  return (
    <article className="paper" aria-label={label}>
      {stamp && <p className="stamp">{stamp}</p>}
      <header>
        <address>{paper.addressee.map((line, index) => (index === 0 ? <strong key={index}>{line}</strong> : <span key={index}>{line}</span>))}</address>
        <dl>{paper.facts.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
      </header>
      <table className="sheet">
        <caption className="unseen">{caption}</caption>
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
  )
}
