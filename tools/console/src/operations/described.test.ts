import { describe, expect, it } from 'vitest'
import { bodyOf, fieldsOf, labelOf, valuesOf, whyNoForm } from './described'

describe('forms from descriptions', () => {
  it('show every field of the row, and the reason last', () => {
    const paths = fieldsOf('settings.define_customer_class').map((field) => field.path)
    expect(paths[0]).toBe('effective_from')
    expect(paths).toContain('row.nsf_fee')
    expect(paths[paths.length - 1]).toBe('reason')
    expect(paths).not.toContain('row')
  })
  it('make the body that the command takes, with numbers, lists and yes or no', () => {
    expect(bodyOf('settings.define_sa_type', { 'row.code': 'X', 'row.tax_codes': 'STATE, COUNTY', 'row.pay_priority': '10', 'row.estimates_allowed': 'true', 'row.description': '', reason: 'new' })).toEqual({
      row: { code: 'X', tax_codes: ['STATE', 'COUNTY'], pay_priority: 10, estimates_allowed: true }, reason: 'new' })
    expect(bodyOf('settings.define_customer_class', { 'row.nsf_fee': '1,234.50', 'row.due_days': 'soon' })).toEqual({ row: { nsf_fee: '1234.50', due_days: 'soon' } })
  })
  it('take a row as it is, and give it back unchanged', () => {
    const row = { code: 'RES', description: 'Residential', due_days: 21, due_working_days: 0, regulatory_due_days: 20, backbill_limit_months: 24, minimum_printed_bill: '1.00', nsf_fee: '20.00' }
    expect(bodyOf('settings.define_customer_class', valuesOf(row, 'row'))).toEqual({ row })
  })
  it('are not offered where a row holds a list of records', () => {
    expect(whyNoForm('settings.define_country')).toMatch(/address fields/)
    expect(whyNoForm('settings.define_customer_class')).toBeNull()
    expect(whyNoForm('settings.define_nothing')).toMatch(/does not know/)
  })
  it('name a field by its last word', () => {
    expect(labelOf('row.due_days')).toBe('Due days')
  })
})
