import { describe, expect, it } from 'vitest'
import { RateStudy, type Study, type Tariff, after, commandsIn, pathOf, proposedVersion, ready, wrongWith } from './rate_study'

const year = { commands: [{ type: 'tariff.publish' }], from: '2022-01-01', to: '2022-12-31' }
const study = { accounts: 3, proposal: { accepted: true, commands: [], field: '', wrong: '', replaced: [] } } as unknown as Study

describe('a rate study', () => {
  it('H13 asks for its days, and for more only where that is said', () => {
    expect(pathOf(year)).toBe('/v1/rate-studies?from=2022-01-01&to=2022-12-31')
    expect(pathOf({ ...year, replace: 'A=B', presentOn: '2022-07-01', account: '7' })).toBe('/v1/rate-studies?from=2022-01-01&to=2022-12-31&replace=A%3DB&present_on=2022-07-01&account=7')
  })
  it('H13 follows its lines to what was found', () => {
    const going = after({ ...ready, state: 'running' }, { progress: { accounts: 2, of: 5 } })
    expect(going).toMatchObject({ state: 'running', accounts: 2, of: 5 })
    expect(after(going, { study })).toMatchObject({ state: 'done', study })
    expect(after(going, { account_study: study })).toMatchObject({ state: 'done', account: study })
    expect(after(going, { error: 'disk full' })).toMatchObject({ state: 'failed', trouble: 'disk full' })
  })
  it('H13 says why a proposal is not studied', () => {
    const refused = { ...study.proposal, accepted: false }
    expect(wrongWith(study.proposal)).toBe('')
    expect(wrongWith({ ...refused, wrong: 'Give the first day.' })).toBe('Give the first day.')
    expect(wrongWith({ ...refused, commands: [{ status: 'refused', field: 'components', cure: 'Give at least one.' }] } as Study['proposal'])).toBe('It could not be published, components: Give at least one.')
    expect(wrongWith({ ...refused, commands: [{ status: 'unreadable', error: 'it is not JSON' }] } as Study['proposal'])).toBe('it is not JSON')
  })
  it('H13 begins with a version that is there, as a command', () => {
    const tariff = { tariff: 'T', versions: [{ tariff: 'T', version: 2, effective_from: '2022-01-01', service: 'gas', components: [] }], times: [{ version: 2, times: { hours: [] } }], demand_terms: [] } as unknown as Tariff
    expect(JSON.parse(proposedVersion(tariff, 2, '2023-01-01'))).toEqual({ type: 'tariff.publish', tariff: 'T', effective_from: '2023-01-01', service: 'gas', components: [], times: { hours: [] } })
    expect(proposedVersion(tariff, 3, '2023-01-01')).toBe('')
  })
  it('H13 reads one command, a list, or one a line', () => {
    expect(commandsIn('{"a":\n1}')).toEqual([{ a: 1 }])
    expect(commandsIn('[{"a":1}]')).toEqual([{ a: 1 }])
    expect(commandsIn('{"a":1}\n\n{"b":2}\n')).toEqual([{ a: 1 }, { b: 2 }])
    expect(commandsIn(' ')).toEqual([])
    expect(commandsIn('7')).toBeNull()
    expect(commandsIn('{"a"')).toBeNull()
  })
  it('H13 says why it did not begin, and when the server broke off', async () => {
    const refused = new RateStudy(year, async () => ({ status: 403, body: { type: 'urn:tallystick:problem:not_permitted', title: 'Forbidden', status: 403, detail: 'your roles may not see this', instance: '' } }))
    expect(await refused.run()).toMatchObject({ state: 'failed', trouble: 'your roles may not see this' })
    const cut = new RateStudy(year, async (_path, onLine) => {
      onLine({ progress: { accounts: 2, of: 5 } })
      return { status: 200, body: null }
    })
    expect(await cut.run()).toMatchObject({ state: 'failed', accounts: 2 })
  })
})
