import { describe, expect, it } from 'vitest'
import { accessibilityFaults, asked, done, goTo, openDesk, settled, useWorld } from './browser'

useWorld()

type Usage = { channels: { channel: string; entries: { from: string; value: string; is_read: boolean }[] }[] }
type Corrections = { due: { sa: string }[]; corrections: { correction: string; invoices: number; delta: string }[] }
const correctionsOf = () => asked<Corrections>('accounts/15/corrections')

describe('corrections', () => {
  it('H6_correction: a corrected read of a billed period is listed, its bills are made again, and both stand side by side', async () => {
    const { page, complaints, close } = await openDesk()
    const account = await asked<{ agreements: { agreement: { sa: string; service_point: string; charged_until: string | null } }[] }>('accounts/15')
    const point = account.agreements.find((one) => one.agreement.service_point)!.agreement
    const reads = await asked<{ months: { channel: string; entries: { from: string; value: string; is_read: boolean }[] }[] } & Usage>(`service-points/${point.service_point}/usage`)
    const entries = (reads.months ?? reads.channels).flatMap((month) => month.entries).filter((entry) => entry.is_read && entry.from < (point.charged_until ?? ''))
    const last = entries.at(-1)!
    const before = await correctionsOf()
    expect(before.due).toEqual([])
    const answer = await page.evaluate(async ([servicePoint, day, value]) => {
      const sent = await fetch('/v1/commands', {
        method: 'POST', headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ type: 'premise.record_read', command_id: 'corrects-15', service_point: servicePoint, read_on: day, value, reason: 'misread' }),
      })
      return sent.status
    }, [point.service_point, last.from, String(Number(last.value) - 1)] as const)
    expect(answer).toBeLessThan(300)
    await goTo(page, 'operations/corrections')
    await page.getByRole('link', { name: '15', exact: true }).first().waitFor()
    await settled(page)
    expect(await accessibilityFaults(page)).toEqual([])
    await goTo(page, 'accounts/15/billing/corrections')
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
