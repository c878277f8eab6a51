import { describe, expect, it } from 'vitest'
import { accessibilityFaults, asked, done, goTo, openDesk, sendElsewhere, settled, useWorld } from './browser'

useWorld()

type Usage = { lines: { from: string; value: string; is_read: boolean }[] }
type Corrections = { due: { sa: string }[]; corrections: { correction: string; invoices: number; delta: string }[] }
const correctionsOf = () => asked<Corrections>('accounts/15/corrections')

describe('corrections', () => {
  it('H6_correction: a corrected read of a billed period is listed, its bills are made again, and both stand side by side', async () => {
    const { page, complaints, close } = await openDesk()
    const account = await asked<{ agreements: { agreement: { sa: string; service_point: string; charged_until: string | null } }[] }>('accounts/15')
    const point = account.agreements.find((one) => one.agreement.service_point)!.agreement
    const usage = await asked<Usage>(`service-points/${point.service_point}/usage`)
    const last = usage.lines.filter((line) => line.is_read && line.from < (point.charged_until ?? '')).at(-1)!
    const before = await correctionsOf()
    expect(before.due).toEqual([])
    await sendElsewhere('premise.record_read', { service_point: point.service_point, read_on: last.from, value: String(Number(last.value) - 1), reason: 'misread' })
    await goTo(page, 'operations/corrections')
    const line = page.getByRole('row').filter({ hasText: point.sa })
    await line.waitFor()
    await settled(page)
    expect(await accessibilityFaults(page)).toEqual([])
    await line.click()
    await page.getByRole('button', { name: 'Correct bills' }).click()
    const dialog = page.getByRole('dialog', { name: 'Correct the bills of account 15' })
    await dialog.getByRole('textbox', { name: 'Correction reason' }).fill('misread')
    await settled(page)
    expect(await accessibilityFaults(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Correct bills' }).click()
    await done(page, 'Bills are corrected: 15-COR1.')
    await page.getByRole('heading', { name: /15-COR1/ }).waitFor()
    await page.getByRole('columnheader', { name: 'As known then' }).first().waitFor()
    await settled(page)
    expect(await accessibilityFaults(page)).toEqual([])
    const after = await correctionsOf()
    expect(after.due).toEqual([])
    expect(after.corrections[0]!.correction).toBe('15-COR1')
    expect(complaints).toEqual([])
    await close()
  })
})
