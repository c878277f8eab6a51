import { describe, expect, it } from 'vitest'
import type { Subject } from '../actions/open'
import { actions } from '../actions/specs'
import { actsOf } from './acts'
import { installationOf, newExchange, removalOf } from './exchange'
import { readFields, readRegisters, readsOf } from './reads'

const register = (channel: string, kind = 'subtractive') => ({ channel, kind, unit: 'kWh', dials: 6, decimals: 1, multiplier: '40', rollover_threshold: '0.5' })
const point = {
  service_point: 'SP-7', service: 'power', market_id: '', waiting: [], occupancies: [{ account: '7', sa: '7-SA1', from: '2021-01-01', until: null }],
  meters: [{ meter: 'M-OLD', installed_on: '2020-01-01', removed_on: '2020-12-31', registers: [register('9')] }, { meter: 'M-7', installed_on: '2021-01-01', removed_on: null, registers: [register('peak'), register('off'), register('net', 'consumptive')] }],
  last_reads: [{ channel: 'peak', read_on: '2022-03-04', value: '10', position: 1 }],
} as unknown as NonNullable<Subject['point']>
const subject = { account: { heading: { account: '7' } }, point, premise: { premise: 'L-7', landlords: [], service_points: [{ service_point: point }] }, agreement: { sa: '7-SA1', service: 'power' } } as unknown as Subject

describe('reads of a service point', () => {
  it('are asked for each register that is read, of the meter that is there', () => {
    expect(readRegisters(point).map((each) => each.channel)).toEqual(['peak', 'off'])
    expect(readFields('stop_reads', 'Ends at', '')(subject).map((field) => [field.path, field.label, field.description])).toEqual([
      ['stop_reads[0].value', 'Ends at, peak (kWh)', 'Last read 10 on 2022-03-04.'], ['stop_reads[1].value', 'Ends at, off (kWh)', ''],
    ])
  })
  it('are sent where they were typed, each with its register', () => {
    expect(readsOf({ 'stop_reads[0].value': '', 'stop_reads[1].value': ' 22 ' }, 'stop_reads', subject)).toEqual([{ channel: 'off', value: '22' }])
    expect(actions['service.stop']!.body({ stop_on: '2022-03-31', 'stop_reads[1].value': '22' }, subject, undefined)).toMatchObject({ sa: '7-SA1', stop_on: '2022-03-31', stop_reads: [{ channel: 'off', value: '22' }] })
    expect(actions['service.stop']!.body({ stop_on: '2022-03-31' }, subject, undefined)).not.toHaveProperty('stop_reads')
  })
  it('B10: of a move-out name their service point', () => {
    expect(actions['customer.move_out']!.body({ stop_on: '2022-03-31', 'reads.0[0].value': '12' }, subject, undefined)).toMatchObject({ account: '7', premise: 'L-7', reads: [{ service_point: 'SP-7', channel: 'peak', value: '12' }] })
  })
})

describe('an exchange of a meter', () => {
  const draft = { ...newExchange(point), on: '2022-03-31', meter: ' M-NEW ', lastReads: { peak: '11', off: '22' }, firstReads: { peak: '3' } }
  it('removes the old one with what it shows, and installs the new one from the next day on', () => {
    expect(removalOf(draft, point)).toEqual({ service_point: 'SP-7', removed_on: '2022-03-31', reads: [{ channel: 'peak', value: '11' }, { channel: 'off', value: '22' }] })
    expect(installationOf(draft, point, true)).toEqual({
      service_point: 'SP-7', meter: 'M-NEW', installed_on: '2022-04-01',
      registers: ['peak', 'off', 'net'].map((channel) => ({ channel, kind: channel === 'net' ? 'consumptive' : 'subtractive', unit: 'kWh', dials: 6, decimals: 1, multiplier: '40' })),
      reads: [{ channel: 'peak', value: '3' }, { channel: 'off', value: '0' }],
    })
  })
  it('only installs where no meter is there, from that day on', () => {
    const bare = { ...point, meters: point.meters.slice(0, 1) }
    expect(removalOf(draft, bare)).toBeNull()
    expect(installationOf(draft, bare, false)).toMatchObject({ installed_on: '2022-03-31', registers: [{ channel: '9' }] })
  })
})

describe('what an agreement can be asked', () => {
  const acts = (status: string, measured = true) => actsOf({ status } as unknown as Parameters<typeof actsOf>[0], measured).map((act) => act.id)
  it('follows its state', () => {
    expect(acts('active')).toEqual(['service.stop', 'service.change_tariff', 'service.change_quantity'])
    expect(acts('pending_start')).toEqual(['service.move_start', 'service.activate', 'service.withdraw_start', 'service.change_quantity'])
    expect(acts('pending_stop')).toEqual(['service.stop', 'service.withdraw_stop', 'service.change_tariff', 'service.change_quantity'])
    expect([acts('stopped'), acts('closed')]).toEqual([[], []])
  })
  it('B12: is billed more or less often where nothing measures it', () => {
    expect(acts('active', false)).toContain('service.change_frequency')
    expect(actions['service.change_frequency']!.body({ periods: '3' }, subject, undefined)).toMatchObject({ sa: '7-SA1', periods: 3 })
  })
  it('B12: is charged for another quantity from a day on, before the start from the start', () => {
    const change = actions['service.change_quantity']!
    expect(change.body({ quantity: '3', from: '2022-04-01' }, subject, undefined)).toMatchObject({ sa: '7-SA1', quantity: '3', from: '2022-04-01' })
    const pending = { ...subject, agreement: { ...subject.agreement!, status: 'pending_start' as const } }
    expect(change.body({ quantity: '3', from: '2022-04-01' }, pending, undefined)).not.toHaveProperty('from')
  })
  it('is a command that has its dialog', () => {
    for (const status of ['active', 'pending_start', 'pending_stop', 'reactivated']) for (const id of acts(status, false)) expect(actions[id]).toBeDefined()
  })
})
