import { describe, expect, it } from 'vitest'
import { accessibilityFaults, asked, goTo, openDesk, patience, sendElsewhere, settled, useWorld } from './browser'

useWorld()

describe('daily usage', () => {
  it('C4: a month of it is one entry of the timeline, which unfolds to its days', async () => {
    const { service_points: [point] } = await asked<{ service_points: { service_point: { last_reads: { value: string }[] } }[] }>('premises/L-7')
    await sendElsewhere('premise.remove_meter', { service_point: 'SP-7', removed_on: '2022-03-06', reads: [{ channel: '1', value: String(Number(point!.service_point.last_reads[0]!.value) + 2) }] })
    await sendElsewhere('premise.install_meter', { service_point: 'SP-7', meter: 'U-7', installed_on: '2022-03-07', registers: [{ channel: '2', unit: 'therm', dials: 5, decimals: 1, kind: 'consumptive' }] })
    for (const day of [7, 8]) {
      await sendElsewhere('premise.record_usage', { service_point: 'SP-7', channel: '2', from: `2022-03-0${day}`, until: `2022-03-0${day + 1}`, quantity: `${day}.5`, unit: 'therm' })
    }
    const { entries } = await asked<{ entries: { events: number; usage_of: string }[] }>('accounts/7/activity')
    expect(entries.find((entry) => entry.usage_of === 'SP-7')).toMatchObject({ events: 2 })
    const { page, complaints, close } = await openDesk()
    await goTo(page, 'accounts/7')
    const unfold = page.getByRole('button', { name: 'Show its 2 days' })
    await expect.poll(() => unfold.getAttribute('aria-expanded'), { timeout: patience }).toBe('false')
    await unfold.focus()
    await page.keyboard.press('Enter')
    const days = page.getByRole('grid', { name: 'Days at SP-7' })
    await days.getByRole('row').nth(2).waitFor()
    await settled(page)
    expect((await days.getByRole('row').allInnerTexts()).slice(1).map((row) => row.replace(/\s+/g, ' ').trim())).toEqual([
      '2022-03-07 7.5 therm 2 Actual', '2022-03-08 8.5 therm 2 Actual',
    ])
    expect(await accessibilityFaults(page)).toEqual([])
    await page.getByRole('button', { name: 'Fold up' }).click()
    await days.waitFor({ state: 'detached' })
    expect(complaints).toEqual([])
    await close()
  })
})
