// An event's fields in readable form: names as words, records within records, lists of records as tables, ids as links.
import type { ReactNode } from 'react'
import { placeOfDocument } from '../documents/places'
import { isDay } from '../format/date'
import { amount, isAmount } from '../format/money'
import { sentence } from '../format/words'
import { useHref } from '../shell/route'

const placesByField: Record<string, string> = {
  account: 'accounts', payor: 'accounts', invoice: 'invoices', credit_note: 'invoices', rebills: 'invoices', statement: 'statements', payment: 'payments',
  person: 'persons', premise: 'premises',
}

function placeOf(field: string, id: string): [string, string] | null {
  const place = placesByField[field]
  return place ? [place, id] : field === 'document' || field === 'target' ? placeOfDocument(id) : null
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether a value takes no lines of its own. */
function isShort(value: unknown): boolean {
  return Array.isArray(value) ? value.every((each) => typeof each !== 'object' || each === null) : !isRecord(value) || 'sealed' in value
}

function isEmpty(value: unknown): boolean {
  return value === '' || value === null || value === undefined || (Array.isArray(value) && value.length === 0)
}

function Short({ field, value }: { field: string; value: unknown }): ReactNode {
  const href = useHref()
  if (isEmpty(value)) return <span className="quiet">—</span>
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  if (Array.isArray(value)) return value.join(', ')
  if (isRecord(value)) return <span className="quiet" title="Its key was destroyed">(erased)</span>
  const text = String(value)
  const place = placeOf(field, text)
  if (place) return <a href={href(...place)}>{text}</a>
  if (isAmount(text) && text.includes('.')) return <span className="amount">{amount(text)}</span>
  return text.includes('\n') ? <span className="lines-of-text">{text}</span> : text
}

const isNumber = (value: unknown) => typeof value === 'number' || (typeof value === 'string' && isAmount(value) && value.includes('.'))

/** A list of records. A record within a line is told below its line. */
function Lines({ field, lines }: { field: string; lines: readonly Record<string, unknown>[] }) {
  const all = [...new Set(lines.flatMap((line) => Object.keys(line)))]
  const columns = all.filter((name) => lines.every((line) => isShort(line[name])) && lines.some((line) => !isEmpty(line[name])))
  const below = all.filter((name) => !lines.every((line) => isShort(line[name])))
  return (
    <div className="table-frame" role="region" tabIndex={0} aria-label={sentence(field)}>
      <table className="table">
        <thead><tr>{columns.map((name) => <th key={name} scope="col" className={lines.every((line) => isEmpty(line[name]) || isNumber(line[name])) ? 'number' : ''}>{sentence(name)}</th>)}</tr></thead>
        <tbody>
          {lines.map((line, index) => (
            <LineRows key={index} line={line} columns={columns} below={below} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function LineRows({ line, columns, below }: { line: Record<string, unknown>; columns: readonly string[]; below: readonly string[] }) {
  const inner = Object.fromEntries(below.filter((name) => !isEmpty(line[name])).map((name) => [name, line[name]]))
  return (
    <>
      <tr>{columns.map((name) => <td key={name} className={isNumber(line[name]) ? 'number' : isDay(String(line[name] ?? '')) ? 'day' : ''}><Short field={name} value={line[name]} /></td>)}</tr>
      {Object.keys(inner).length > 0 && <tr><td colSpan={Math.max(1, columns.length)} className="inner"><Readable of={inner} /></td></tr>}
    </>
  )
}

/** Fields that are empty are left out; `all` shows them, too. */
export function Readable({ of, all = false }: { of: Record<string, unknown>; all?: boolean }) {
  const entries = Object.entries(of).filter(([, value]) => all || !isEmpty(value))
  const short = entries.filter(([, value]) => isShort(value))
  const long = entries.filter(([, value]) => !isShort(value))
  return (
    <div className="readable">
      {short.length > 0 && (
        <dl className="fields">
          {short.map(([name, value]) => <div key={name}><dt>{sentence(name)}</dt><dd><Short field={name} value={value} /></dd></div>)}
        </dl>
      )}
      {long.map(([name, value]) => (
        <section key={name} aria-label={sentence(name)}>
          <h4>{sentence(name)}</h4>
          {Array.isArray(value) ? <Lines field={name} lines={(value as unknown[]).map((each) => (isRecord(each) ? each : { value: each }))} /> : <Readable of={value as Record<string, unknown>} all={all} />}
        </section>
      ))}
    </div>
  )
}
