import { describe, expect, it } from 'vitest'
import { accessibilityFaults, asked, goTo, openDesk, settled, useWorld } from './browser'

useWorld()

type Place = { service_points: { service_point: { last_reads: { value: string; read_on: string }[] } }[] }
const lastRead = async () => (await asked<Place>('premises/L-36')).service_points[0]!.service_point.last_reads[0]!

const mapping = 'content = "reads"\ntime_form = "YYYY-MM-DD"\n[columns]\nservice_point = "Point"\nread_on = "Day"\nvalue = "Reading"\n'

describe('meter files', () => {
  it('sends a file of reads, shows what was recorded and what was left out, and records it once', async () => {
    const { page, complaints, close } = await openDesk()
    const value = String(Number((await lastRead()).value) + 10)
    const file = { name: 'march.csv', mimeType: 'text/csv', buffer: Buffer.from(`Point,Day,Reading\nSP-36,2022-03-30,${value}\nSP-none,2022-03-30,5\n`) }
    await goTo(page, 'operations')
    await page.getByRole('link', { name: 'Meter files' }).click()
    await page.getByRole('heading', { name: 'Meter files' }).waitFor()
    await page.getByRole('row', { name: /NEM12/ }).waitFor()
    await settled(page)
    expect(await accessibilityFaults(page)).toEqual([])
    await goTo(page, 'operations/imports/csv')
    const act = page.getByRole('button', { name: 'Import', exact: true })
    await act.waitFor()
    await page.getByLabel('File', { exact: true }).setInputFiles(file)
    await page.getByRole('textbox', { name: /^Mapping/ }).fill(mapping)
    await act.click()
    await page.getByText('1 recorded, 0 recorded before').waitFor()
    await page.getByText(/^march\.csv, line 3, Point: SP-none/).waitFor()
    await settled(page)
    expect(await accessibilityFaults(page)).toEqual([])
    expect(await lastRead()).toMatchObject({ value, read_on: '2022-03-30' })
    await act.click()
    await page.getByText('0 recorded, 0 recorded before, 1 unchanged').waitFor()
    expect(complaints).toEqual([])
    await close()
  })
  it('says what is wrong with a file that is refused whole', async () => {
    const { page, complaints, close } = await openDesk()
    await goTo(page, 'operations/imports/nem12')
    await page.getByLabel('File', { exact: true }).setInputFiles({ name: 'cut.csv', mimeType: 'text/csv', buffer: Buffer.from('100,NEM12,202202241702,,RET\n200,NMI1') })
    await page.getByRole('button', { name: 'Import', exact: true }).click()
    await page.getByText('cut.csv is not imported.').waitFor()
    await page.getByText(/^cut\.csv/).last().waitFor()
    expect(complaints).toEqual([])
    await close()
  })
})
