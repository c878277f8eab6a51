// Two moments side by side: the same question asked as of each, with what differs marked. `#/compare/account/7?left=2021-06-30`.
import { useEffect, useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { ask, momentOf } from '../api/lists'
import type { Problem } from '../api/problem'
import { amount, isAmount } from '../format/money'
import { count, sentence } from '../format/words'
import { ActButton } from '../kit/button'
import { CheckInput, TextInput } from '../kit/fields'
import { Nothing, ProblemNote, Waiting } from '../kit/states'
import { kindOfMoment, momentInWords, momentProblem } from '../shell/as_of'
import { hashWith, useFilters } from '../shell/filters'
import type { ScreenProps } from '../shell/screens'
import { AuditTrail } from './audit_trail'
import { type Difference, type Mark, countOf, differences } from './diff'

/** What can be asked at two moments. Those without an id are about the whole division. */
const subjects: readonly { id: string; label: string; path: (id: string) => string; whole?: boolean }[] = [
  { id: 'account', label: 'account', path: (id) => `/v1/accounts/${id}` },
  { id: 'balance', label: 'balance of account', path: (id) => `/v1/accounts/${id}/balance` },
  { id: 'open-items', label: 'open items of account', path: (id) => `/v1/accounts/${id}/open-items` },
  { id: 'documents', label: 'documents of account', path: (id) => `/v1/accounts/${id}/documents` },
  { id: 'invoice', label: 'invoice', path: (id) => `/v1/invoices/${id}` },
  { id: 'statement', label: 'statement', path: (id) => `/v1/statements/${id}` },
  { id: 'payment', label: 'payment', path: (id) => `/v1/payments/${id}` },
  { id: 'person', label: 'person', path: (id) => `/v1/persons/${id}` },
  { id: 'premise', label: 'premise', path: (id) => `/v1/premises/${id}` },
  { id: 'totals', label: 'totals', path: () => '/v1/totals', whole: true },
  { id: 'trial-balance', label: 'trial balance', path: () => '/v1/trial-balance', whole: true },
]

function useAt(path: string | null, moment: string) {
  return useQuery<unknown, Problem>({
    queryKey: ['ledger', 'compare', path, moment],
    queryFn: () => ask<unknown>(path ?? '', momentOf(moment || null)),
    enabled: path !== null,
  })
}

/** What is wrong with a moment as typed; undefined where it can be asked. Empty is now. */
export function sideProblem(moment: string): string | undefined {
  return moment === '' ? undefined : (momentProblem(kindOfMoment(moment), moment) ?? undefined)
}

const inWords = (moment: string) => (moment === '' ? 'now' : momentInWords(moment))

function Choose({ subject, id, left, right, apply }: { subject: string; id: string; left: string; right: string; apply: (subject: string, id: string, left: string, right: string) => void }) {
  const [values, setValues] = useState({ subject, id, left, right })
  const [tried, setTried] = useState(false)
  const set = (name: keyof typeof values) => (value: string) => setValues((before) => ({ ...before, [name]: value }))
  const whole = subjects.find((each) => each.id === values.subject)?.whole
  const idProblem = !whole && values.id.trim() === '' ? 'Give its id.' : undefined
  const [leftProblem, rightProblem] = [sideProblem(values.left.trim()), sideProblem(values.right.trim())]
  return (
    <form className="filter-bar" aria-label="What to compare" onSubmit={(event) => {
      event.preventDefault()
      setTried(true)
      if (!idProblem && !leftProblem && !rightProblem) apply(values.subject, whole ? '' : values.id.trim(), values.left.trim(), values.right.trim())
    }}>
      <label className="field select"><span>Compare</span>
        <select value={values.subject} onChange={(event) => set('subject')(event.target.value)}>
          {subjects.map((each) => <option key={each.id} value={each.id}>{each.label}</option>)}
        </select>
      </label>
      {!whole && <TextInput label="Id" value={values.id} onChange={set('id')} className="short" placeholder={['invoice', 'statement', 'payment'].includes(values.subject) ? '7-I3' : '7'} errorMessage={tried ? idProblem : undefined} autoComplete="off" />}
      <TextInput label="At" value={values.left} onChange={set('left')} placeholder="2021-06-30" description="Day, instant or position; empty: now." errorMessage={tried ? leftProblem : undefined} autoComplete="off" />
      <TextInput label="With" value={values.right} onChange={set('right')} placeholder="now" description="The same." errorMessage={tried ? rightProblem : undefined} autoComplete="off" />
      <ActButton type="submit" kind="primary">Compare</ActButton>
    </form>
  )
}

const marks: Record<Mark, string> = { same: '', changed: 'changed', added: 'new', gone: 'gone' }

function Value({ of }: { of: string }) {
  if (of === '') return <span className="quiet">—</span>
  return isAmount(of) && of.includes('.') ? <span className="amount">{amount(of)}</span> : of
}

/** Rows of one line or record: the path up to its last part is said once, as a heading row. */
export function grouped(found: readonly Difference[]): { heading: string; rows: Difference[] }[] {
  const groups = new Map<string, Difference[]>()
  for (const each of found) {
    const heading = each.path.slice(0, -1).map((part) => (/^[a-z_]+$/.test(part) ? sentence(part) : part)).join(' › ')
    groups.set(heading, [...(groups.get(heading) ?? []), each])
  }
  // What the whole is comes before its parts.
  return [...groups].map(([heading, rows]) => ({ heading, rows })).sort((a, b) => Number(a.heading !== '') - Number(b.heading !== ''))
}

function Sides({ found, left, right }: { found: readonly Difference[]; left: string; right: string }) {
  return (
    <div className="table-frame" role="region" aria-label="Differences" tabIndex={0}>
      <table className="table compare">
        <caption className="unseen">At {inWords(left)} and at {inWords(right)}</caption>
        <thead><tr><th scope="col">What</th><th scope="col">At {inWords(left)}</th><th scope="col">At {inWords(right)}</th><th scope="col" className="number">By</th><th scope="col">Difference</th></tr></thead>
        {grouped(found).map(({ heading, rows }) => (
          <tbody key={heading || 'whole'}>
            {heading && <tr className="group"><th scope="rowgroup" colSpan={5}>{heading}</th></tr>}
            {rows.map((row) => (
              <tr key={row.path.join('/')} className={row.mark}>
                <th scope="row">{sentence(row.path[row.path.length - 1] ?? '')}</th>
                <td className="left"><Value of={row.left} /></td>
                <td className="right"><Value of={row.right} /></td>
                <td className="number">{row.by && <span className="amount">{row.by.startsWith('+') ? `+${amount(row.by.slice(1))}` : amount(row.by)}</span>}</td>
                <td>{marks[row.mark]}</td>
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </div>
  )
}

function Compared({ path, left, right }: { path: string; left: string; right: string }) {
  const [onlyDifferent, setOnlyDifferent] = useState(true)
  const [before, after] = [useAt(path, left), useAt(path, right)]
  // What did not exist at one of the moments is shown against nothing.
  const gone = (side: typeof before) => side.isError && side.error.status === 404
  const refused = [before, after].find((side) => side.isError && !gone(side)) ?? (gone(before) && gone(after) ? before : undefined)
  if (refused?.error) return <ProblemNote problem={refused.error} />
  if ((before.data === undefined && !gone(before)) || (after.data === undefined && !gone(after))) return <Waiting what="both moments" />
  const found = differences(before.data, after.data)
  const counts = countOf(found)
  const shown = onlyDifferent ? found.filter((each) => each.mark !== 'same') : found
  const said = [counts.changed && `${counts.changed} changed`, counts.added && `${counts.added} new`, counts.gone && `${counts.gone} gone`].filter(Boolean).join(', ')
  return (
    <>
      {gone(before) && <p className="quiet">At {inWords(left)} it did not exist.</p>}
      {gone(after) && <p className="quiet">At {inWords(right)} it did not exist.</p>}
      <div className="row spread">
        <p role="status">{said ? `Differences: ${said}. ${count(counts.same, 'value is', 'values are')} the same.` : `Nothing differs: ${count(counts.same, 'value is', 'values are')} the same.`}</p>
        <CheckInput label="Only what differs" isSelected={onlyDifferent} onChange={setOnlyDifferent} />
      </div>
      {shown.length > 0 && <Sides found={shown} left={left} right={right} />}
    </>
  )
}

export default function CompareScreen({ rest }: ScreenProps) {
  const [subject = 'account', id = ''] = rest
  const [{ left = '', right = '' }] = useFilters(['left', 'right'])
  const asked = subjects.find((each) => each.id === subject)
  useEffect(() => {
    document.title = 'Two moments'
  }, [])
  const whatIs = asked && (asked.whole || id) ? asked.path(encodeURIComponent(id)) : null
  const wrong = sideProblem(left) ?? sideProblem(right)
  return (
    <div className="screen">
      <AuditTrail title="Two moments" />
      <h1>Two moments side by side</h1>
      <Choose key={`${subject}/${id}/${left}/${right}`} subject={subject} id={id} left={left} right={right}
        apply={(nextSubject, nextId, from, until) => { window.location.hash = hashWith(['compare', nextSubject, ...(nextId ? [nextId] : [])], { left: from, right: until }, null) }} />
      {!whatIs ? <Nothing>Choose what to look at and the two moments: an account before and after a bill, an invoice when it was issued and now.</Nothing>
        : wrong ? <Nothing>{wrong}</Nothing>
          : left === right ? <Nothing>Both moments are {inWords(left)}. Give two that differ.</Nothing>
            : <Compared key={whatIs} path={whatIs} left={left} right={right} />}
    </div>
  )
}
