// What the act would do, before it is done: what is owed before and after, which items change, which documents it would make.
import { useEffect, useState } from 'react'
import type { Body } from '../api/commands'
import { type Tried, type TriedAccount, refusalOf, useWhatIf } from '../api/what_if'
import { amount } from '../format/money'
import { plain } from '../format/words'
import { Amount, Day } from '../kit/amounts'

const pause_ms = 300

/** The same value, once it has not changed for a moment: what is tried is what one stopped typing at. */
function useSettled<Value>(value: Value, text: string): Value {
  const [settled, setSettled] = useState({ value, text })
  useEffect(() => {
    const timer = setTimeout(() => setSettled({ value, text }), pause_ms)
    return () => clearTimeout(timer)
    // The text says whether the value is another.
  }, [text])
  return settled.value
}

function Figure({ name, before, after, currency }: { name: string; before: string; after: string; currency?: string }) {
  return (
    <div><dt>{name}</dt><dd>{before === after ? <><Amount of={after} /> <span className="quiet">as now</span></>
      : <><span className="quiet">{amount(before)} →</span> <strong><Amount of={after} tone="owed" {...(currency ? { currency } : {})} /></strong></>}</dd></div>
  )
}

function AccountChange({ change, currency }: { change: TriedAccount; currency: string }) {
  return (
    <>
      <dl className="preview-figures">
        <Figure name={`Current balance, account ${change.heading.account}`} before={change.before.current} after={change.after.current} currency={currency} />
        <Figure name="Overdue" before={change.before.overdue} after={change.after.overdue} />
        <Figure name="Credit not used" before={change.before.unapplied} after={change.after.unapplied} />
      </dl>
      {change.items.length > 0 && (
        <table className="table lines">
          <thead><tr><th scope="col">Item</th><th scope="col">Due</th><th scope="col" className="number">Open now</th><th scope="col" className="number">Open then</th></tr></thead>
          <tbody>
            {change.items.map((item) => (
              <tr key={`${item.document} ${item.sa}`}>
                <th scope="row">{item.document} <span className="quiet">{item.sa}</span></th><td><Day of={item.due_date} /></td>
                <td className="number"><Amount of={item.current_before} /></td><td className="number"><Amount of={item.current_after} /></td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  )
}

function Would({ tried }: { tried: Tried }) {
  const refusal = refusalOf(tried)
  if (refusal) return <p className="overdue">It would be refused: {refusal.message}</p>
  const summaries = tried.commands.flatMap((command) => command.events.map((event) => plain(event.summary))).filter(Boolean)
  return (
    <>
      {tried.accounts.map((change) => <AccountChange key={change.heading.account} change={change} currency={tried.currency} />)}
      {summaries.length > 0 && <ul className="preview-events">{summaries.map((summary, index) => <li key={index}>{summary}</li>)}</ul>}
    </>
  )
}

export function Preview({ type, body, ready }: { type: string; body: Body; ready: boolean }) {
  const settled = useSettled(body, JSON.stringify(body))
  const tried = useWhatIf(type, settled, ready)
  if (!ready || tried.data === null || (tried.data === undefined && !tried.isError)) return null
  return (
    <section className="preview" aria-label="What it would do" aria-live="polite" aria-busy={tried.isFetching}>
      <h3>What it would do <span className="quiet">tried on a copy, nothing is written</span></h3>
      {tried.data ? <Would tried={tried.data} /> : tried.error && <p className="quiet">It cannot be tried now: {tried.error.message}</p>}
    </section>
  )
}
