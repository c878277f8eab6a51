// What was posted to the general ledger.
import type { components } from '../api/schema'
import { sign } from '../format/money'
import { sentence } from '../format/words'
import { Amount } from '../kit/amounts'

export function Postings({ of }: { of: readonly components['schemas']['answer.ExplainedPosting'][] }) {
  return (
    <details>
      <summary>Postings</summary>
      <table className="table lines">
        <thead><tr><th scope="col">GL account</th><th scope="col">What</th><th scope="col" className="number">Debit</th><th scope="col" className="number">Credit</th></tr></thead>
        <tbody>
          {of.map((posting, index) => (
            <tr key={index}>
              <th scope="row">{posting.gl_account}</th><td>{sentence(posting.role)}</td>
              <td className="number">{sign(posting.debit) !== 0 && <Amount of={posting.debit} />}</td><td className="number">{sign(posting.credit) !== 0 && <Amount of={posting.credit} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}
