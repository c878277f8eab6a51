import { beforeAll, describe, expect, it } from 'vitest'
import { accessibilityFaults, asked, done, goTo, openDesk, opened, sendElsewhere, settled, useWorld } from './browser'

useWorld()

type Place = { service_points: { service_point: { doubts_open: number; service: string; last_reads: { value: string; read_on: string }[] } }[] }
type Exceptions = { exceptions: { service_point: string; owner: string; payer: { account: string } }[] }
const point = async () => (await asked<Place>('premises/L-36')).service_points[0]!.service_point
let value = ''

beforeAll(async () => {
  const { service, last_reads } = await point()
  value = String(Number(last_reads[0]!.value) + 400)
  await sendElsewhere('settings.define_read_validation', { row: { service, daily_max: '0.01' } })
  await sendElsewhere('premise.record_read', { service_point: 'SP-36', read_on: '2022-03-30', value })
})

describe('reads in doubt', () => {
  it('G19_doubt: finds what is in doubt in the work list, and accepts it on the account with a reason', async () => {
    const { page, complaints, close } = await openDesk()
    expect((await asked<Exceptions>('exceptions')).exceptions).toMatchObject([{ service_point: 'SP-36', owner: '', payer: { account: '36' } }])
    await goTo(page, 'operations/reads')
    await page.getByRole('heading', { name: 'Reads to see to' }).waitFor()
    await page.getByRole('row', { name: /SP-36/ }).first().waitFor()
    await settled(page)
    expect(await accessibilityFaults(page)).toEqual([])
    await goTo(page, 'accounts/36/services')
    await page.getByRole('heading', { name: 'In doubt at SP-36' }).waitFor()
    await settled(page)
    expect(await accessibilityFaults(page)).toEqual([])
    const menu = page.getByRole('button', { name: /^Act on read .* of 2022-03-30/ })
    await menu.click()
    await page.getByRole('menuitem', { name: 'Accept' }).click()
    const dialog = await opened(page)
    await dialog.getByRole('textbox', { name: /^Why it is right/ }).fill('A new boiler')
    await settled(page)
    expect(await accessibilityFaults(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Accept', exact: true }).click()
    await done(page, /is taken\.$/)
    await expect.poll(async () => (await point()).doubts_open).toBe(0)
    expect((await point()).last_reads[0]).toMatchObject({ value, read_on: '2022-03-30' })
    expect((await asked<Exceptions>('exceptions')).exceptions).toEqual([])
    expect(complaints).toEqual([])
    await close()
  })
})
