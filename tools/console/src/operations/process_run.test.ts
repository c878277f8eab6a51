import { describe, expect, it } from 'vitest'
import { type Outcome, ProcessRun, after, pathOf, ready } from './process_run'

const outcome: Outcome = { text: 'Refunds of 2024-01-05: done.', errors_count: 0, errors: [], notes_count: 0, notes: [], interrupted: false }

describe('a run of a process', () => {
  it('asks by its day, with its days and as a preview only where that is said', () => {
    expect(pathOf({ process: 'refunds', date: '2024-01-05', preview: false })).toBe('/v1/runs/refunds?date=2024-01-05')
    expect(pathOf({ process: 'write-offs', date: '2024-01-05', days: '180', preview: true })).toBe('/v1/runs/write-offs?date=2024-01-05&days=180&preview=true')
  })
  it('follows its lines to the outcome', () => {
    const going = after({ ...ready, state: 'running' }, { due: 5, answered: 2 })
    expect(going).toMatchObject({ state: 'running', due: 5, answered: 2 })
    expect(after(going, { outcome, report: {} })).toMatchObject({ state: 'done', outcome })
    expect(after(going, { outcome: { ...outcome, interrupted: true }, report: {} }).state).toBe('stopped')
    expect(after(going, { error: 'disk full' })).toMatchObject({ state: 'failed', trouble: 'disk full' })
  })
  it('says why it did not begin, and when the server broke off', async () => {
    const refused = new ProcessRun({ process: 'refunds', date: '', preview: false }, async () => ({ status: 400, body: { type: 'urn:tallystick:problem:question_wrong', title: 'Bad Request', status: 400, detail: 'date: it is missing', instance: '' } }))
    expect(await refused.run()).toMatchObject({ state: 'failed', trouble: 'date: it is missing' })
    const cut = new ProcessRun({ process: 'refunds', date: '2024-01-05', preview: false }, async (_path, onLine) => {
      onLine({ due: 5, answered: 2 })
      return { status: 200, body: null }
    })
    expect(await cut.run()).toMatchObject({ state: 'failed', answered: 2 })
  })
  it('is stopped by who asked', async () => {
    const run = new ProcessRun({ process: 'refunds', date: '2024-01-05', preview: false }, async (_path, onLine, signal) => {
      onLine({ due: 5, answered: 2 })
      run.stop()
      signal.throwIfAborted()
      return { status: 200, body: null }
    })
    expect(await run.run()).toMatchObject({ state: 'stopped', due: 5, answered: 2 })
  })
})
