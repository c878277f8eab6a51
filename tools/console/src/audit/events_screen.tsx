// The event stream of anything: what was recorded, by whom, when and why. `#/events/account/7?type=account.payment_posted`.
import { useEffect, useState } from 'react'
import { instant } from '../format/date'
import { count, position } from '../format/words'
import { ActButton } from '../kit/button'
import { TextInput } from '../kit/fields'
import { Answer, Nothing } from '../kit/states'
import { DataTable } from '../kit/table'
import { type Filters, hashWith, useFilters } from '../shell/filters'
import { useAsOf } from '../shell/route'
import type { ScreenProps } from '../shell/screens'
import { AuditTrail } from './audit_trail'
import { EventDetail } from './event_detail'
import { eventsIn, useEventAt, useEvents } from './event_questions'
import { type LedgerEvent, streamKinds, typeInWords } from './events'

const filterNames = ['type', 'actor', 'reason', 'since', 'until', 'at'] as const

/** What is wrong with a time of a filter; undefined where it can be asked. */
export function timeProblem(text: string): string | undefined {
  const right = text === '' || (/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?Z)?$/.test(text) && !Number.isNaN(Date.parse(text)))
  return right ? undefined : 'A day such as 2022-01-31, or an instant such as 2022-01-31T17:00:00Z.'
}

/** Kinds of which there are many, with what an id looks like. */
const idHints: Record<string, string> = { account: '7', person: '7', premise: 'L-7', tariff: 'G-RES', user: 'ada' }

function FilterForm({ kind, id, filters, apply }: { kind: string; id: string; filters: Filters; apply: (kind: string, id: string, filters: Filters) => void }) {
  const [of, setOf] = useState({ kind, id })
  const [values, setValues] = useState(filters)
  const set = (name: string) => (value: string) => setValues((before) => ({ ...before, [name]: value }))
  const wrong = timeProblem(values.since ?? '') ?? timeProblem(values.until ?? '')
  const isCustomer = of.kind in idHints
  return (
    <form className="filter-bar" aria-label="Filters" onSubmit={(event) => {
      event.preventDefault()
      if (!wrong) apply(of.kind, isCustomer ? of.id.trim() : '', { ...values, at: '' })
    }}>
      <label className="field select"><span>Of</span>
        <select value={of.kind} onChange={(event) => setOf({ kind: event.target.value, id: '' })}>
          {streamKinds.map((each) => <option key={each} value={each}>{each === 'all' ? 'everything' : each}</option>)}
        </select>
      </label>
      {isCustomer && <TextInput label="Id" value={of.id} onChange={(next) => setOf({ ...of, id: next })} placeholder={idHints[of.kind]} className="short" autoComplete="off" />}
      <TextInput label="Type or group" value={values.type ?? ''} onChange={set('type')} placeholder="account.payment_posted" autoComplete="off" />
      <TextInput label="Actor" value={values.actor ?? ''} onChange={set('actor')} className="short" autoComplete="off" />
      <TextInput label="Words of the reason" value={values.reason ?? ''} onChange={set('reason')} autoComplete="off" />
      <TextInput label="Since" value={values.since ?? ''} onChange={set('since')} className="short" placeholder="2022-01-01" errorMessage={timeProblem(values.since ?? '')} autoComplete="off" />
      <TextInput label="Until" value={values.until ?? ''} onChange={set('until')} className="short" placeholder="2022-01-31" errorMessage={timeProblem(values.until ?? '')} autoComplete="off" />
      <span className="row">
        <ActButton type="submit" kind="primary">Filter</ActButton>
        <ActButton kind="quiet" onPress={() => apply('all', '', {})}>Clear</ActButton>
      </span>
    </form>
  )
}

function EventTable({ events, at, searching, open }: { events: readonly LedgerEvent[]; at: string; searching: boolean; open: (position: string) => void }) {
  return (
    <DataTable<LedgerEvent>
      label="Events" items={events} idOf={(event) => String(event.position)} empty={searching ? 'None yet.' : 'No event passes these filters.'} onAction={(event) => open(String(event.position))}
      rowClass={(event) => (String(event.position) === at ? 'opened' : '')}
      columns={[
        { id: 'position', title: 'Position', number: true, cell: (event) => position(event.position) },
        { id: 'recorded', title: 'Recorded, UTC', className: 'day', cell: (event) => instant(event.recorded_at) },
        { id: 'type', title: 'What', head: true, cell: (event) => <span title={event.type}>{typeInWords(event.type)}</span> },
        { id: 'stream', title: 'Of', className: 'day', cell: (event) => event.stream },
        { id: 'actor', title: 'Actor', cell: (event) => event.actor },
        { id: 'reason', title: 'Reason', cell: (event) => event.reason },
      ]}
    />
  )
}

/** The opened event: one of those shown, or any that an address names. */
function Opened({ at, shown }: { at: string; shown: LedgerEvent | undefined }) {
  const asked = useEventAt(shown ? '' : at)
  if (shown) return <EventDetail key={shown.position} event={shown} />
  return <Answer of={asked} what={`event ${position(at)}`}>{(event) => (event ? <EventDetail key={event.position} event={event} /> : <Nothing>The log has no event at position {position(at)}.</Nothing>)}</Answer>
}

export default function EventsScreen({ rest }: ScreenProps) {
  const [kind = 'all', id = ''] = rest
  const [filters, change] = useFilters(filterNames)
  const asOf = useAsOf()
  const { type = '', actor = '', reason = '', since = '', until = '', at = '' } = filters
  const asked = useEvents({ kind, id, type, actor, reason, since, until })
  useEffect(() => {
    document.title = id ? `Events of ${kind} ${id}` : 'Events'
  }, [kind, id])
  const title = id ? `Events of ${kind} ${id}` : kind === 'all' ? 'Events' : `Events of ${kind}`
  return (
    <div className="screen">
      <AuditTrail title={title} />
      <h1>{title}</h1>
      <FilterForm key={`${kind}/${id}?${type}&${actor}&${reason}&${since}&${until}`} kind={kind} id={id} filters={filters}
        apply={(nextKind, nextId, next) => { window.location.hash = hashWith(nextKind === 'all' ? ['events'] : ['events', nextKind, ...(nextId ? [nextId] : [])], next, asOf) }} />
      <Answer of={asked} what="events">
        {({ pages }) => {
          const events = eventsIn(pages, asOf)
          return (
            <div className="list-and-detail">
              <div>
                <EventTable events={events} at={at} searching={asked.isFetchingNextPage} open={(position) => change({ at: position === at ? '' : position })} />
                {(events.length > 0 || asked.hasNextPage) && (
                  <p className="row more">
                    <span className="quiet" role="status">{asked.isFetchingNextPage ? 'Searching the log …' : `${count(events.length, 'event')}${asked.hasNextPage ? ' so far' : ', and no more'}, newest first`}</span>
                    {asked.hasNextPage && <ActButton isPending={asked.isFetchingNextPage} onPress={() => void asked.fetchNextPage()}>More</ActButton>}
                  </p>
                )}
              </div>
              <div className="detail-pane">
                {at ? <Opened at={at} shown={events.find((event) => String(event.position) === at)} /> : <Nothing>Open an event to see who recorded it, why, and every field of it.</Nothing>}
              </div>
            </div>
          )
        }}
      </Answer>
    </div>
  )
}
