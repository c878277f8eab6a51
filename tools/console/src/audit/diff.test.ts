import { describe, expect, it } from 'vitest'
import { countOf, differences } from './diff'

const differing = (left: unknown, right: unknown) => differences(left, right).filter((each) => each.mark !== 'same')

describe('differences', () => {
  it('says by how much an amount changed, exactly', () => {
    expect(differing({ current: '0.10' }, { current: '1000000000000000.30' })).toEqual([
      { path: ['current'], left: '0.10', right: '1000000000000000.30', mark: 'changed', by: '+1000000000000000.20' }])
    expect(differing({ current: '5.00' }, { current: '-5.00' })[0]?.by).toBe('-10.00')
  })
  it('knows a line by its document and agreement, wherever it stands', () => {
    const a = { document: '1-I1', sa: '1-SA1', current_open: '10.00' }
    const b = { document: '1-I2', sa: '1-SA1', current_open: '20.00' }
    const c = { document: '1-I3', sa: '1-SA1', current_open: '30.00' }
    const found = differing({ items: [a, b] }, { items: [c, { ...b, current_open: '15.00' }] })
    expect(found.map((each) => [each.path.join('/'), each.mark])).toEqual([
      ['items/1-I1 1-SA1/document', 'gone'], ['items/1-I1 1-SA1/sa', 'gone'], ['items/1-I1 1-SA1/current_open', 'gone'],
      ['items/1-I2 1-SA1/current_open', 'changed'],
      ['items/1-I3 1-SA1/document', 'added'], ['items/1-I3 1-SA1/sa', 'added'], ['items/1-I3 1-SA1/current_open', 'added']])
  })
  it('goes by the number of the line where nothing names it', () => {
    expect(differing({ lines: [{ x: '1' }, { x: '1' }] }, { lines: [{ x: '1' }, { x: '2' }] })).toEqual([
      { path: ['lines', '2', 'x'], left: '1', right: '2', mark: 'changed', by: '' }])
  })
  it('compares lists of codes as one value, and numbers that are strings as the same', () => {
    expect(differing({ tax_codes: ['A', 'B'], version: 7 }, { tax_codes: ['A'], version: '7' })).toEqual([
      { path: ['tax_codes'], left: 'A, B', right: 'A', mark: 'changed', by: '' }])
  })
  it('leaves out the position of the whole answer only', () => {
    expect(differing({ position: 1, invoice: { position: 2 } }, { position: 3, invoice: { position: 4 } }).map((each) => each.path)).toEqual([['invoice', 'position']])
  })
  it('tells what was not there yet from what was empty', () => {
    expect(differing({ due: null }, { due: '2022-01-01' })[0]?.mark).toBe('changed')
    expect(differing({}, { due: '2022-01-01' })[0]?.mark).toBe('added')
    expect(differing({ name: { full: { sealed: 'x', under: '1' } } }, { name: { full: 'Ada' } })[0]).toMatchObject({ left: '(erased)', right: 'Ada' })
  })
  it('counts by mark', () => {
    expect(countOf(differences({ a: '1', b: '1', c: '1' }, { a: '1', b: '2', d: '1' }))).toEqual({ same: 1, changed: 1, added: 1, gone: 1 })
  })
})
