// One event, opened: who, when and why it was recorded, and every field of it.
import { useState } from 'react'
import { CheckInput } from '../kit/fields'
import { position, sentence } from '../format/words'
import { useAsOf, useHref } from '../shell/route'
import { hashWith } from '../shell/filters'
import { type LedgerEvent, placeOfStream, streamOf, typeInWords } from './events'
import { Readable } from './readable'

export function EventDetail({ event }: { event: LedgerEvent }) {
  const [all, setAll] = useState(false)
  const href = useHref()
  const asOf = useAsOf()
  const place = placeOfStream(event.stream)
  const before = String(event.position)
  const envelope: [string, React.ReactNode][] = [
    ['Position', position(event.position)],
    ['Recorded', `${event.recorded_at.replace('T', ' ').replace('Z', '')} UTC`],
    ['Actor', <a key="actor" href={hashWith(['events'], { actor: event.actor }, asOf)}>{event.actor}</a>],
    ['Reason', event.reason || <span className="quiet">none given</span>],
    ['Stream', place ? <a key="stream" href={href(...place)}>{streamOf(event.stream)}</a> : streamOf(event.stream)],
    ['Version in the stream', event.version],
    ['Command', <span key="command" className="code">{event.command_id || '—'}</span>],
    ['Correlation', event.correlation_id ? <span key="correlation" className="code">{event.correlation_id}</span> : <span className="quiet">none</span>],
    ['Causation', event.causation_id ? <span key="causation" className="code">{event.causation_id}</span> : <span className="quiet">none</span>],
    ['Event id', <span key="event" className="code">{event.event_id}</span>],
    ['Digest of the command', <span key="digest" className="code">{event.command_digest}</span>],
    ...(event.hash ? [['Hash', <span key="hash" className="code">{event.hash}</span>] as [string, React.ReactNode]] : []),
    ['Schema', `version ${event.schema_version}`],
  ]
  return (
    <article className="card event-card" aria-labelledby="event-title">
      <header>
        <h2 id="event-title">{typeInWords(event.type)} <span className="quiet code">{event.type}</span></h2>
        {place && (
          <p className="row">
            <a href={hashWith(place, {}, before)}>{sentence(place[0].slice(0, -1))} just before</a>
            <a href={hashWith(place, {}, String(event.position + 1))}>just after</a>
            {place[0] === 'accounts' && <a href={hashWith(['compare', 'account', place[1]], { left: before, right: String(event.position + 1) }, null)}>Compare both</a>}
          </p>
        )}
      </header>
      <dl className="fields">{envelope.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
      <div className="row spread"><h3>What it says</h3><CheckInput label="Empty fields, too" isSelected={all} onChange={setAll} /></div>
      <Readable of={event.data} all={all} />
      <details><summary>As JSON</summary><pre className="json" tabIndex={0} aria-label="The event's fields as JSON">{JSON.stringify(event.data, null, 2)}</pre></details>
    </article>
  )
}
