// The world of the scenarios: a demo utility with some codes and customers of its own. Each file of scenarios has a copy of it and a server
// of its own, so that none depends on what another did, nor on the order in which they run. TALLY names the program.
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { type Server, dist, run, startServer, tally } from './server'

declare module 'vitest' {
  export interface ProvidedContext {
    store: string
    dist: string
  }
}

const clock = '2022-03-31T18:00:00Z'

/** A text that runs as a script wherever it is taken for HTML. */
export const hostile = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>'

type Line = Record<string, unknown>

function prepared(): Line[] {
  return [
    { type: 'settings.define_adjustment_type', row: { code: 'GOODWILL', description: 'Goodwill credit', credit: true, approval_above: '50.00' } },
    { type: 'settings.define_special_charge_type', row: { code: 'RECONNECT', description: 'Reconnection' } },
    // Waits for approval by someone else than who asked.
    { type: 'adjustment.request', account: '10', adjustment_type: 'GOODWILL', sa: '10-SA1', amount: '-60.00', memo: 'Wrong read in January' },
    { type: 'adjustment.request', account: '12', adjustment_type: 'GOODWILL', sa: '12-SA1', amount: '-70.00', memo: 'No outage' },
    { type: 'adjustment.request', account: '16', adjustment_type: 'GOODWILL', sa: '16-SA1', amount: '-70.00', memo: 'Late crew' },
    {
      type: 'customer.set_up',
      new_person: {
        name: { full: hostile, first: hostile, last: hostile, prefix: hostile, middle: hostile, suffix: hostile },
        addresses: [{ address_id: 'home', kind: 'mailing', address: { country: 'US', address1: hostile, address2: hostile, city: hostile, state: 'NY', postal: '12207' } }],
      },
      account: { customer_class: 'RES', bill_cycle: 'M01', opened_on: '2022-03-01' },
      new_location: { premise: 'L-X', address: { country: 'US', address1: hostile, address2: hostile, city: hostile, state: 'NY', postal: '12207' } },
      new_service_points: [{ service_point: 'SP-X', service: 'gas' }],
      new_meters: [{ service_point: 'SP-X', meter: 'M-X', installed_on: '2022-03-01', registers: [{ channel: '1', unit: 'therm', dials: 5 }], reads: [{ channel: '1', value: '10' }] }],
      services: [{ sa_type: 'G-RES', service_point: 'SP-X', start_on: '2022-03-01' }],
    },
  ]
}

function lines(commands: Line[]): string {
  return commands.map((command, index) => JSON.stringify({ command_id: `world-${index}`, received_at: clock, ...command })).join('\n')
}

export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  for (const needed of [tally, join(dist, 'index.html')]) if (!existsSync(needed)) throw new Error(`${needed} is not there: build it first (tools/console/build makes the console)`)
  const directory = mkdtempSync(join(tmpdir(), 'tally-console-'))
  const store = join(directory, 'store')
  run(directory, ['demo', '--store', store, '--accounts', '60', '--months', '14', '--plain'])
  writeFileSync(join(directory, 'prepared.jsonl'), lines(prepared()))
  run(directory, ['apply', '--store', store, '--actor', 'ada', 'prepared.jsonl'])
  project.provide('store', store)
  project.provide('dist', dist)
  return async () => rmSync(directory, { recursive: true, force: true })
}

/** A server on a copy of the store that was prepared. */
export async function startWorld(store: string): Promise<Server> {
  const directory = mkdtempSync(join(tmpdir(), 'tally-world-'))
  cpSync(store, join(directory, 'store'), { recursive: true })
  const server = await startServer(['--store', join(directory, 'store'), '--commands', '--actor', 'desk'])
  return {
    ...server,
    stop: async () => {
      await server.stop()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
