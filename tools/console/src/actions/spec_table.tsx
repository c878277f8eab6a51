// What a SPEC payment goes to: an amount beside each open document and each deposit asked for, and what would be left.
import { amount, sign } from '../format/money'
import { Amount, Day } from '../kit/amounts'
import { ActButton } from '../kit/button'
import { MoneyInput } from '../kit/fields'
import { type Values, type payableByName, remainderOf } from './specs'

export function SpecTable({ documents, values, currency, errorAt, onChange }: {
  documents: ReturnType<typeof payableByName>
  values: Values
  currency: string
  errorAt: (document: string) => string | undefined
  onChange: (document: string, value: string) => void
}) {
  const rest = remainderOf(values)
  if (documents.length === 0) return <p className="nothing">Nothing is open: the whole payment waits as credit.</p>
  return (
    <table className="table lines">
      <caption>What it goes to</caption>
      <thead><tr><th scope="col">Document</th><th scope="col">Due</th><th scope="col" className="number">Open</th><th scope="col" className="number">Paid by this</th></tr></thead>
      <tbody>
        {documents.map((each) => (
          <tr key={each.document}>
            <th scope="row">{each.document}</th>
            <td><Day of={each.due} />{each.overdue > 0 && <span className="overdue"> {each.overdue} d overdue</span>}</td>
            <td className="number"><Amount of={each.open} /> <ActButton kind="quiet" aria-label={`All of ${each.document}`} onPress={() => onChange(each.document, each.open)}>All</ActButton></td>
            <td className="number"><MoneyInput label={`Paid on ${each.document}`} currency={currency} value={values[`spec ${each.document}`] ?? ''} errorMessage={errorAt(each.document)} onChange={(value) => onChange(each.document, value)} /></td>
          </tr>
        ))}
      </tbody>
      <tfoot><tr><th scope="row" colSpan={3}>{rest !== '' && sign(rest) < 0 ? 'More than the payment, by' : 'Left as credit'}</th>
        <td className={`number${rest !== '' && sign(rest) < 0 ? ' overdue' : ''}`}>{rest === '' ? '—' : amount(rest)}</td></tr></tfoot>
    </table>
  )
}
