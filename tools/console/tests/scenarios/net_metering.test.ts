// A customer with solar: what was drawn and sent back, and the bank that the tariff keeps, beside consumption.
import { describe, expect, it } from 'vitest'
import { accessibilityFaults, goTo, openDesk, sendElsewhere, settled, useWorld } from './browser'

useWorld()

const texts = (rows: readonly string[]) => rows.map((row) => row.replace(/\s+/g, ' ').trim())

// Two bills: the first sends back 90 kWh more than it draws, the second draws 60 kWh more.
const solar: readonly [string, Record<string, unknown>][] = [
  ['settings.define_service', { row: { code: 'power', description: 'Electricity' } }],
  ['settings.define_gl_account', { row: { role: 'revenue', qualifier: 'power', gl_account: '4030', description: 'Electricity revenue' } }],
  ['tariff.publish', { tariff: 'E-SOLAR', effective_from: '2021-01-01', description: 'Electricity with solar', service: 'power', normal_days: 30, min_offset_days: 15, max_offset_days: 15, components: [{ code: 'customer', kind: 'fixed', description: 'Customer charge', price: '10.00' }, { code: 'energy', kind: 'usage', description: 'Energy', unit: 'kWh', price: '0.20' }, { code: 'export', kind: 'usage', description: 'Energy left in the bank', unit: 'kWh', price: '0.05' }], net_metering: { rule: 'banked', unit: 'kWh', returned_channels: ['OUT'], credits: [{ component: 'export' }], true_up: '03-31' } }],
  ['settings.define_sa_type', { row: { code: 'E-SOLAR', description: 'Electricity with solar', service: 'power', default_tariff: 'E-SOLAR', pay_priority: 10, tax_codes: [] } }],
  ['customer.set_up', { new_person: { name: { full: 'Sunny Acres' }, addresses: [{ address_id: 'home', kind: 'mailing', address: { country: 'US', address1: '7 Meadow Lane', city: 'Albany', state: 'NY', postal: '12207' } }] }, account: { account: '7001', customer_class: 'RES', bill_cycle: 'M01', opened_on: '2022-01-05' }, new_location: { premise: 'L-SUN', address: { country: 'US', address1: '7 Meadow Lane', city: 'Albany', state: 'NY', postal: '12207' } }, new_service_points: [{ service_point: 'SP-SUN', service: 'power' }], new_meters: [{ service_point: 'SP-SUN', meter: 'M-SUN', installed_on: '2022-01-05', registers: [{ channel: 'IN', unit: 'kWh', dials: 6 }, { channel: 'OUT', unit: 'kWh', dials: 6 }], reads: [{ channel: 'IN', value: '0' }, { channel: 'OUT', value: '0' }] }], services: [{ sa: '7001-E', sa_type: 'E-SOLAR', service_point: 'SP-SUN', start_on: '2022-01-05' }] }],
  ['premise.record_read', { service_point: 'SP-SUN', channel: 'IN', read_on: '2022-02-04', value: '210' }],
  ['premise.record_read', { service_point: 'SP-SUN', channel: 'OUT', read_on: '2022-02-04', value: '300' }],
  ['bill.account', { account: '7001', bill_date: '2022-02-07' }],
  ['premise.record_read', { service_point: 'SP-SUN', channel: 'IN', read_on: '2022-03-04', value: '390' }],
  ['premise.record_read', { service_point: 'SP-SUN', channel: 'OUT', read_on: '2022-03-04', value: '420' }],
  ['bill.account', { account: '7001', bill_date: '2022-03-07' }],
]

describe('energy that is sent back', () => {
  it('G21: is told bill by bill with the bank and the day that settles it, as a chart and a table that leads to the bills', async () => {
    for (const [type, command] of solar) await sendElsewhere(type, command)
    const { page, complaints, close } = await openDesk()
    await goTo(page, 'accounts/7001/services')
    const section = page.getByRole('region', { name: 'Energy sent back by 7001-E' })
    await section.getByText('30 kWh in the bank after 2022-03-04; the bank is settled on 2022-03-31.').waitFor()
    await settled(page)
    await section.getByText('kWh that customers send back (OUT) are banked as far as they are above what was drawn on the bill, until 03-31 of each year.').waitFor()
    const bills = section.getByRole('grid', { name: 'Energy sent back, 7001-E' })
    expect(texts(await bills.getByRole('row').allInnerTexts())).toEqual([
      'First day Last day Drawn, kWh Sent back Bank before Added Used Settled In the bank Settled as',
      '2022-02-05 2022-03-04 180 120 90 0 60 0 30', '2022-01-05 2022-02-04 210 300 0 90 0 0 90',
    ])
    expect(await section.getByRole('img', { name: 'Energy drawn and sent back, and the bank, in kWh from 2022-01-05 to 2022-03-05; the table below has the figures' }).count()).toBe(1)
    expect(await section.getByText('The bank of each price').count()).toBe(0)
    expect(await accessibilityFaults(page)).toEqual([])
    await bills.getByRole('row', { name: '2022-01-05' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('table', { name: 'Bank of energy sent back' }).waitFor()
    expect(page.url()).toContain('#/invoices/7001-I1/7001-B1')
    expect(complaints).toEqual([])
    await close()
  })

  it('G21: where nothing can be sent back nothing is said of it', async () => {
    const { page, complaints, close } = await openDesk()
    await goTo(page, 'accounts/10/services')
    await page.getByRole('grid', { name: /^Consumption at/ }).first().waitFor()
    expect(await page.getByText('Energy sent back').count()).toBe(0)
    expect(complaints).toEqual([])
    await close()
  })
})
