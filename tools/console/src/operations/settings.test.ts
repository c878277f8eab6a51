import { describe, expect, it } from 'vitest'
import { type Entry, cellOf, columnsOf, isNumeric, matching, nameOf, tablesOf } from './settings_tables'

const entry = (row: Record<string, unknown>): Entry => ({ effective_from: null, in_force: true, position: 1, row })
const classes = [entry({ code: 'RES', description: 'Residential', due_days: 21, nsf_fee: '20.00', fax: false, tax_codes: [] }), entry({ code: 'COM', description: 'Commercial', due_days: 0, nsf_fee: '35.00', fax: false, tax_codes: ['STATE'] })]

describe('control tables', () => {
  it('are those of the answer that hold rows; periods are elsewhere', () => {
    expect(tablesOf({ position: 1, on: '2022-01-01', division: { origin: 'x' }, customer_class: classes, holiday: [], period: [] }).map(([name]) => name)).toEqual(['customer_class', 'holiday'])
  })
  it('are searched by every word, in any field', () => {
    expect(matching(classes, 'res 20.00').map((each) => each.row.code)).toEqual(['RES'])
    expect(matching(classes, 'state').map((each) => each.row.code)).toEqual(['COM'])
    expect(matching(classes, '')).toHaveLength(2)
    expect(matching(classes, 'nowhere')).toEqual([])
  })
  it('leave out columns that say nothing', () => {
    expect(columnsOf(classes)).toEqual(['code', 'description', 'due_days', 'nsf_fee', 'tax_codes'])
    expect(isNumeric(classes, 'due_days')).toBe(true)
    expect(isNumeric(classes, 'code')).toBe(false)
  })
  it('show what a field holds', () => {
    expect(cellOf(true)).toBe('Yes')
    expect(cellOf(['A', 'B'])).toBe('A, B')
    expect(cellOf([{ field: 'city', label: 'City', shown: true }])).toBe('city City yes')
    expect(nameOf({ cycle: 'M01', window_start: '2022-01-01' })).toBe('M01')
  })
})
