import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { ago, changeOf, followedBy } from './changes'
import { MessageReader } from './event_stream'
import { type LiveState, type Pace, follow, waitAfter } from './follow'

describe('an event stream', () => {
  it('is cut into messages wherever its pieces end, and its comments say nothing', () => {
    const reader = new MessageReader()
    expect(reader.take('retry: 2000\n\nid: 7\nda')).toEqual([])
    expect(reader.take('ta: {"a":1}\n')).toEqual([])
    expect(reader.take('\n:\n\nid: 8\r\ndata: x\r\ndata: y\r\n\r\n')).toEqual([{ id: '7', data: '{"a":1}' }, { id: '8', data: 'x\ny' }])
  })
})

describe('what a screen follows', () => {
  const of = (hash: string) => {
    const [path = '', query = ''] = hash.split('?')
    return followedBy(path.split('/'), new URLSearchParams(query))
  }
  it('is the account, the approvals, the bill run or the events shown', () => {
    expect(of('accounts/7/billing')).toEqual({ stream: 'account/7' })
    expect(of('approvals')).toEqual({ type: 'account' })
    expect(of('operations/cycles/M01/2022-03-01')).toEqual({ type: 'account' })
    expect(of('events/account/7?actor=ada')).toEqual({ stream: 'account/7', by: 'ada' })
    expect(of('events/premise')).toEqual({ type: 'premise' })
    expect(of('events')).toEqual({})
  })
  it('is nothing in the past, of a time that ended, and elsewhere', () => {
    for (const place of ['accounts/7?as_of=2021-06-30', 'events?until=2021-06-30', 'settings', 'invoices/INV-1']) expect(of(place)).toBeNull()
  })
  it('is marked with who changed it, what and when', () => {
    const sent = { position: 9, stream: { kind: 'account', id: '7' }, type: 'account.payment_posted', actor: 'bob' }
    const first = changeOf(sent, 1_000, null)
    expect(first).toMatchObject({ by: 'bob', what: 'Payment posted', stream: 'account/7', position: 9, further: 0 })
    expect(changeOf(sent, 2_000, first).further).toBe(1)
    expect([0, 59_999, 60_000, 180_000].map((later) => ago(5, 5 + later))).toEqual(['just now', 'just now', 'a minute ago', '3 minutes ago'])
  })
})

describe('following', () => {
  const quick: Pace = { firstWait: 5, longestWait: 20, poll: 20, silence: 60_000 }
  const soon = (check: () => void) => vi.waitFor(check, 30_000)
  let server: Server | undefined
  let stop: (() => void) | undefined

  afterEach(async () => {
    stop?.()
    server?.closeAllConnections()
    await new Promise((done) => (server ? server.close(done) : done(null)))
    server = undefined
  })

  /** A server that answers each request by the next of the answers, and by the last from then on. */
  async function serve(...answers: ((request: IncomingMessage, response: ServerResponse) => void)[]) {
    const asked: { path: string; last: string | undefined }[] = []
    server = createServer((request, response) => {
      asked.push({ path: request.url ?? '', last: request.headers['last-event-id'] as string | undefined })
      answers[Math.min(asked.length, answers.length) - 1]!(request, response)
    })
    await new Promise<void>((done) => server!.listen(0, '127.0.0.1', done))
    return { asked, target: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/events` }
  }
  const streamOf = (end: number, positions: number[], keep: boolean) => (_: IncomingMessage, response: ServerResponse) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Tally-Position': String(end) })
    response.write('retry: 2000\n\n')
    for (const position of positions) response.write(`id: ${position}\ndata: {"position":${position}}\n\n`)
    if (!keep) response.end()
  }
  const status = (code: number) => (_: IncomingMessage, response: ServerResponse) => {
    response.writeHead(code).end('{}')
  }
  function listen(target: string, from: number, pace = quick) {
    const events: [number, boolean][] = []
    const states: LiveState[] = []
    const times = { ended: 0, unknown: 0 }
    stop = follow(target, { stream: 'account/7' }, from, {
      state: (state) => states.push(state),
      event: (sent, wasThere) => events.push([(sent as { position: number }).position, wasThere]),
      ended: () => (times.ended += 1),
      unknown: () => (times.unknown += 1),
    }, pace)
    return { events, states, times }
  }

  it('joins again behind the last event that it was told of, and tells each once', async () => {
    const { asked, target } = await serve(streamOf(10, [8, 10], false), streamOf(12, [10, 11], true))
    const heard = listen(target, 8)
    await soon(() => expect(heard.events).toEqual([[8, true], [10, false], [11, false]]))
    expect(asked.map((each) => each.last).slice(0, 2)).toEqual(['7', '10'])
    expect(asked[0]!.path).toBe('/v1/events?stream=account%2F7')
    expect(heard.times.ended).toBe(1)
    expect(heard.states).toEqual(['joining', 'live', 'broken', 'live'])
  })
  it('asks pages where streams are refused, and takes the stream once there is one', async () => {
    const page = (_: IncomingMessage, response: ServerResponse) => { response.writeHead(200).end('{"position":6,"events":[{"position":5}]}') }
    const { asked, target } = await serve(status(503), page, streamOf(7, [6], true))
    const heard = listen(target, 5)
    await soon(() => expect(heard.states.at(-1)).toBe('live'))
    expect(asked[1]!.path).toBe('/v1/events?stream=account%2F7&order=oldest&limit=100&from=5')
    await soon(() => expect(heard.events.map(([position]) => position)).toEqual([5, 6]))
    expect(heard.states).toEqual(['joining', 'polling', 'live'])
  })
  it('learns the end of the log first where it knows no position, and reads the pages behind a page', async () => {
    const page = (body: string) => (_: IncomingMessage, response: ServerResponse) => { response.writeHead(200).end(body) }
    const { asked, target } = await serve(status(503), page('{"position":40,"events":[{"position":3}],"next":"old"}'), status(503),
      page('{"position":90,"events":[],"next":"c1"}'), page('{"position":90,"events":[{"position":77}]}'), status(503), page('{"position":90,"events":[]}'))
    const heard = listen(target, 0)
    await soon(() => expect(asked.length).toBeGreaterThan(6))
    expect(asked.map((each) => new URL(each.path, target).search.replace('?stream=account%2F7', '')).filter((each) => each !== '').slice(0, 4)).toEqual(
      ['&limit=1', '&order=oldest&limit=100&from=40', '&order=oldest&limit=100&from=40&cursor=c1', '&order=oldest&limit=100&from=90'])
    expect(heard.events).toEqual([[77, false]])
    expect(heard.times.unknown).toBe(1)
  })
  it('says that the session is to be asked when the stream answers 401', async () => {
    const { target } = await serve(status(401))
    const heard = listen(target, 5)
    await soon(() => expect(heard.times.ended).toBeGreaterThan(0))
  })
  it('begins anew where the server has a shorter log, and gives up where the question is refused', async () => {
    const { asked, target } = await serve(status(400), status(400))
    const heard = listen(target, 5)
    await soon(() => expect(asked.length).toBe(2))
    expect(asked.map((each) => each.last)).toEqual(['4', undefined])
    expect(heard.times.unknown).toBe(1)
    await new Promise((done) => setTimeout(done, 100))
    expect(asked.length).toBe(2)
  })
  it('cuts a connection on which nothing comes any more', async () => {
    const { asked, target } = await serve(streamOf(6, [5], true))
    const heard = listen(target, 5, { ...quick, silence: 150 })
    await soon(() => expect(asked.slice(1).map((each) => each.last)).toContain('5'))
    expect(heard.states).toContain('broken')
  })
  it('waits twice as long after each failure, up to a longest, and never as long as others', () => {
    expect([1, 2, 3, 9].map((failures) => waitAfter(failures, quick, 1))).toEqual([5, 10, 20, 20])
    expect(waitAfter(3, quick, 0)).toBe(10)
  })
})
