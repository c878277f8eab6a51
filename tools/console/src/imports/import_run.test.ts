import { File as NodeFile } from 'node:buffer'
import { describe, expect, it } from 'vitest'
import { ImportRun, type Outcome, after, encoded, inFields, pathOf, ready } from './import_run'

const outcome: Outcome = { text: 'march.csv: 2 days of 1 meter.', findings: [], interrupted: false }
// Debian's Node 18 has no global File.
const fileOf = (parts: string[], name: string) => new NodeFile(parts, name) as unknown as File
const file = fileOf(['100,NEM12'], 'märz 1.csv')

describe('an import of a meter file', () => {
  it('names the file and says what was typed, the mapping encoded', () => {
    expect(pathOf({ format: 'nem12', file, said: { registers: 'E1=kwh', ignore: '' } })).toBe('/v1/imports/nem12?file=m%C3%A4rz+1.csv&registers=E1%3Dkwh')
    expect(pathOf({ format: 'csv', file: fileOf([], 'a.csv'), said: { mapping: 'content = "reads"\n' } })).toBe('/v1/imports/csv?file=a.csv&mapping=Y29udGVudCA9ICJyZWFkcyIK')
    expect(encoded('ÿ>?')).toBe('w78-Pw')
  })
  it('names the fields of the screen in findings, not the options of the command line', () => {
    expect(inFields('suffix Q1: it has B1 and E1; name one with --register Q1=CHANNEL, or leave it out with --ignore Q1')).toBe(
      'suffix Q1: it has B1 and E1; name one with Registers: Q1=CHANNEL, or leave it out with Ignore: Q1')
    expect(inFields('import with --clock local where the file counts the utility\'s own days')).toBe('import with Days of the file: The utility’s own where the file counts the utility\'s own days')
    expect(inFields('or import with --any-serial where they differ')).toBe('or import with “Serial numbers are not the badge numbers of the meters” where they differ')
  })
  it('follows its lines to the outcome', () => {
    const going = after({ ...ready, state: 'sending' }, { commands: 5, answered: 2 })
    expect(going).toMatchObject({ state: 'importing', commands: 5, answered: 2 })
    expect(after(going, { outcome, report: {} })).toMatchObject({ state: 'done', outcome })
    expect(after(going, { outcome: { ...outcome, interrupted: true }, report: {} }).state).toBe('stopped')
    expect(after(going, { error: 'march.csv: no header' })).toMatchObject({ state: 'failed', trouble: 'march.csv: no header' })
  })
  it('sends the file itself, and says why it was not taken or broke off', async () => {
    let sent: unknown
    const refused = new ImportRun({ format: 'nem12', file, said: {} }, async (_path, _onLine, _signal, body) => {
      sent = body
      return { status: 503, body: { type: 'urn:tallystick:problem:unavailable', title: 'Service Unavailable', status: 503, detail: 'another file is being imported', instance: '' } }
    })
    expect(await refused.run()).toMatchObject({ state: 'failed', trouble: 'another file is being imported' })
    expect(sent).toBe(file)
    const cut = new ImportRun({ format: 'nem12', file, said: {} }, async (_path, onLine) => {
      onLine({ commands: 5, answered: 2 })
      return { status: 200, body: null }
    })
    expect(await cut.run()).toMatchObject({ state: 'failed', answered: 2 })
  })
})
