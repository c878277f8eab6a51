import { describe, expect, it } from 'vitest'
import { accessibilityFaults, asked, goTo, openDesk, sendElsewhere, settled, useWorld } from './browser'

useWorld()

const hours = (value: string, at: number, peak: string) => Array.from({ length: 24 }, (_, hour) => (hour === at ? peak : value))
const texts = (rows: readonly string[]) => rows.map((row) => row.replace(/\s+/g, ' ').trim())

describe('use by the hour', () => {
  it('C15: from all that is held down to the values of a day, as a chart and a table, by keyboard', async () => {
    const { service_points: [point] } = await asked<{ service_points: { service_point: { last_reads: { value: string }[] } }[] }>('premises/L-7')
    await sendElsewhere('premise.remove_meter', { service_point: 'SP-7', removed_on: '2022-03-06', reads: [{ channel: '1', value: String(Number(point!.service_point.last_reads[0]!.value) + 2) }] })
    await sendElsewhere('premise.install_meter', { service_point: 'SP-7', meter: 'H-7', installed_on: '2022-03-07', registers: [{ channel: '2', unit: 'therm', dials: 5, decimals: 1, kind: 'consumptive' }] })
    for (const [day, peak] of [['2022-03-07', '2.5'], ['2022-03-08', '4']] as const) {
      await sendElsewhere('premise.record_interval_day', {
        service_point: 'SP-7', channel: '2', date: day, interval_minutes: 60, unit: 'therm', values: hours('0.5', 18, peak), qualities: [{ first: 19, last: 19, quality: 'estimated' }],
      })
    }
    const { page, complaints, close } = await openDesk()
    await goTo(page, 'premises/L-7')
    const use = page.getByRole('region', { name: 'Interval values at SP-7' })
    await use.getByText('29.5 therm on 2 days; peak 4 therm/h on 2022-03-08 at 18:00; 2 values estimated.').waitFor()
    const days = use.getByRole('grid', { name: 'Days' })
    await settled(page)
    expect(texts((await days.getByRole('row').allInnerTexts()).slice(1))).toEqual(['2022-03-07 14 therm 2.5 18:00 1', '2022-03-08 15.5 therm 4 18:00 1'])
    expect(await use.getByRole('img', { name: 'Consumption, Last 12 months in therm; the table beside it has the figures' }).count()).toBe(1)
    expect(await accessibilityFaults(page)).toEqual([])
    await days.getByRole('row', { name: '2022-03-08' }).focus()
    await page.keyboard.press('Enter')
    const values = use.getByRole('grid', { name: 'Values' })
    await values.getByRole('row').nth(24).waitFor()
    await settled(page)
    expect(texts([(await values.getByRole('row').allInnerTexts())[19]!])).toEqual(['18:00 4 therm Estimated'])
    expect(await accessibilityFaults(page)).toEqual([])
    await use.getByRole('button', { name: 'Before' }).click()
    await use.getByText('14 therm on 1 day;').waitFor()
    await use.getByRole('button', { name: 'Last 12 months' }).click()
    await days.waitFor()
    expect(complaints).toEqual([])
    await close()
  })
})

describe('a tariff', () => {
  it('its hours are a map of seasons and kinds of day; prices, demand and tiers stand below', async () => {
    await sendElsewhere('tariff.publish', {
      tariff: 'E-TOU', effective_from: '2022-01-01', description: 'Residential time of use', service: 'gas', normal_days: 30,
      components: [
        { code: 'customer', kind: 'fixed', description: 'Customer charge', price: '12.00' },
        { code: 'off', kind: 'usage', description: 'Energy off peak', unit: 'kWh', tiers: [{ up_to: '500', price: '0.10' }, { up_to: '0', price: '0.14' }] },
        { code: 'peak', kind: 'usage', description: 'Energy on peak', unit: 'kWh', price: '0.30' },
        { code: 'demand', kind: 'demand', description: 'Demand', unit: 'kW', price: '7.00' },
      ],
      times: {
        seasons: [{ season: 'summer', first: '06-01', last: '09-30' }, { season: 'winter', first: '10-01', last: '05-31' }],
        day_types: [{ day_type: 'working', days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'] }, { day_type: 'free', days: ['saturday', 'sunday', 'holiday'] }],
        hours: [
          { season: 'summer', day_type: 'working', from: '00:00', until: '14:30', period: 'off' }, { season: 'summer', day_type: 'working', from: '14:30', until: '20:00', period: 'peak' },
          { season: 'summer', day_type: 'working', from: '20:00', until: '24:00', period: 'off' }, { season: 'summer', day_type: 'free', from: '00:00', until: '24:00', period: 'off' },
          { season: 'winter', from: '00:00', until: '24:00', period: 'off' },
        ],
        components: [{ component: 'off', periods: ['off'] }, { component: 'peak', periods: ['peak'] }, { component: 'demand', periods: ['peak'], window_minutes: 30, minimum: '5' }],
      },
    })
    const { page, complaints, close } = await openDesk()
    await goTo(page, 'tariffs')
    await page.getByRole('grid', { name: 'Tariffs' }).getByRole('row', { name: 'E-TOU' }).click()
    const hoursOf = page.getByRole('table', { name: 'Hours of each period of use' })
    await hoursOf.waitFor()
    await settled(page)
    expect(texts(await hoursOf.getByRole('row').allInnerTexts()).slice(1)).toEqual([
      'summer, 06-01 to 09-30 working: Mon Tue Wed Thu Fri off from 00:00 to 14:30 peak from 14:30 to 20:00 off from 20:00 to 24:00',
      'summer, 06-01 to 09-30 free: Sat Sun Hol off from 00:00 to 24:00',
      'winter, 10-01 to 05-31 working: Mon Tue Wed Thu Fri off from 00:00 to 24:00',
      'winter, 10-01 to 05-31 free: Sat Sun Hol off from 00:00 to 24:00',
    ])
    const prices = page.getByRole('grid', { name: 'Prices and fees' })
    expect(texts(await prices.getByRole('row').allInnerTexts()).slice(1)).toEqual([
      'Customer charge Fixed 12 USD a period yes', 'Energy off peak Usage 2 tiers off yes', 'Energy on peak Usage 0.30 USD a kWh peak yes',
      'Demand Demand 7 USD a kW peak; highest average of 30 minutes, at least 5 kW yes',
    ])
    expect(texts(await page.getByRole('grid', { name: 'Tiers' }).getByRole('row').allInnerTexts()).slice(1)).toEqual([
      'Energy off peak 0 kWh 500 kWh 0.10 USD a kWh', 'Energy off peak 500 kWh no bound 0.14 USD a kWh',
    ])
    expect(await accessibilityFaults(page)).toEqual([])
    expect(complaints).toEqual([])
    await close()
  })

  it('says which tiers are per kW of demand, and which demand of earlier bills counts', async () => {
    await sendElsewhere('tariff.publish', {
      tariff: 'E-LGS', effective_from: '2022-01-01', description: 'Large general service', service: 'gas', normal_days: 30,
      components: [
        { code: 'energy', kind: 'usage', description: 'Energy', unit: 'kWh', tiers: [{ up_to: '200', price: '0.12' }, { up_to: '0', price: '0.09' }] },
        { code: 'demand', kind: 'demand', description: 'Billing demand', unit: 'kW', price: '8.00' },
      ],
      times: { components: [{ component: 'demand', window_minutes: 30, minimum: '5' }] },
      demand_terms: { hours_use: [{ component: 'energy', demand: 'demand' }], ratchets: [{ component: 'demand', share: '0.8', months_back: 11, peak_months: ['june', 'july'] }] },
    })
    const { page, complaints, close } = await openDesk()
    await goTo(page, 'tariffs/E-LGS')
    const tiers = page.getByRole('grid', { name: 'Tiers' })
    await tiers.waitFor()
    await settled(page)
    expect(texts(await tiers.getByRole('row').allInnerTexts()).slice(1)).toEqual([
      'Energy 0 kWh per kW of Billing demand 200 kWh per kW of Billing demand 0.12 USD a kWh', 'Energy 200 kWh per kW of Billing demand no bound 0.09 USD a kWh',
    ])
    expect(texts(await page.getByRole('grid', { name: 'Demand of earlier bills' }).getByRole('row').allInnerTexts()).slice(1)).toEqual(['Billing demand 0.8 measured demand 11 months before; June, July'])
    expect(await accessibilityFaults(page)).toEqual([])
    expect(complaints).toEqual([])
    await close()
  })
})
