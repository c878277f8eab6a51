// Events as the API sends them, in the form that the screens show.
import type { components } from '../api/schema'
import { plain, sentence } from '../format/words'

export type LedgerEvent = {
  position: number
  stream: string
  version: number
  type: string
  schema_version: number
  event_id: string
  command_id: string
  command_digest: string
  recorded_at: string
  actor: string
  reason: string
  causation_id: string
  correlation_id: string
  data: Record<string, unknown>
  /** Of servers that give it: the event's place in the tree of hashes. */
  hash: string
}
export type EventsPage = components['schemas']['event_page']

/** `{"kind":"account","id":"1"}` and `account/1` are the same stream. */
export function streamOf(stream: unknown): string {
  if (typeof stream === 'string') return stream
  const { kind = '', id = '' } = (stream ?? {}) as { kind?: string; id?: string }
  return id ? `${kind}/${id}` : kind
}

export function eventOf(sent: unknown): LedgerEvent {
  const event = (sent ?? {}) as Record<string, unknown>
  const string = (name: string) => (typeof event[name] === 'string' ? (event[name] as string) : plain(event[name] as object | undefined))
  return {
    position: Number(event.position ?? 0),
    stream: streamOf(event.stream),
    version: Number(event.version ?? 0),
    type: string('type'),
    schema_version: Number(event.schema_version ?? 1),
    event_id: string('event_id'),
    command_id: string('command_id'),
    command_digest: string('command_digest'),
    recorded_at: string('recorded_at'),
    actor: string('actor'),
    reason: string('reason'),
    causation_id: string('causation_id'),
    correlation_id: string('correlation_id'),
    data: (event.data ?? {}) as Record<string, unknown>,
    hash: string('hash') || string('leaf_hash'),
  }
}

/** `account.payment_posted` as `Payment posted`. */
export function typeInWords(type: string): string {
  return sentence(type.slice(type.indexOf('.') + 1))
}

/** The screen of what a stream is about. */
export function placeOfStream(stream: string): [string, string] | null {
  const [kind = '', id = ''] = stream.split(/\/(.*)/s)
  const place = { account: 'accounts', person: 'persons', premise: 'premises' }[kind]
  return place && id ? [place, id] : null
}

/** Streams whose kind an address may name; `all` is the whole log. */
export const streamKinds = ['all', 'account', 'person', 'premise', 'tariff', 'settings', 'user'] as const
