// Unbilled revenue: what the books have of it at the end of each month, and what an account's accrual rests on.
import { describe, expect, it } from 'vitest'
import { accessibilityFaults, asked, goTo, openDesk, sendElsewhere, settled, useWorld } from './browser'

useWorld()

type Unbilled = { latest: { accrual: string; amount: string; agreements: { sa: string; uses: { quantity: string; unit: string }[]; lines: { description: string; amount: string }[] }[] }[] }

const texts = (rows: readonly string[]) => rows.map((row) => row.replace(/\s+/g, ' ').trim())

describe('unbilled revenue', () => {
  it('G22: stands in operations by month, leads to its postings, and is explained on the account', async () => {
    await sendElsewhere('settings.define_gl_account', { row: { role: 'unbilled', gl_account: '1180', description: 'Unbilled revenue' } })
    for (const [first_day, until] of [['2022-02-01', '2022-03-01'], ['2022-03-01', '2022-04-01'], ['2022-04-01', '2022-05-01']]) await sendElsewhere('settings.open_period', { first_day, until })
    const { page, complaints, close } = await openDesk()
    await goTo(page, 'operations/unbilled')
    await page.getByText('Nothing was accrued yet').waitFor()
    await sendElsewhere('unbilled.accrue', { account: '7', on: '2022-02-28' })
    const [february] = (await asked<Unbilled>('accounts/7/unbilled')).latest
    await sendElsewhere('unbilled.accrue', { account: '7', on: '2022-03-31' })
    const [march] = (await asked<Unbilled>('accounts/7/unbilled')).latest
    await goTo(page, 'operations/unbilled')
    const months = page.getByRole('grid', { name: 'Unbilled revenue' })
    await months.waitFor()
    await settled(page)
    expect(texts(await months.getByRole('row').allInnerTexts()).slice(1)).toEqual([
      `2022-04-30 1180 0.00 ${march!.amount} 0.00`, `2022-03-31 1180 ${march!.amount} ${february!.amount} ${march!.amount}`, `2022-02-28 1180 ${february!.amount} 0.00 ${february!.amount}`,
    ])
    expect(await accessibilityFaults(page)).toEqual([])
    await months.getByRole('row', { name: '2022-03-31' }).focus()
    await page.keyboard.press('Enter')
    await page.getByText(march!.accrual).first().waitFor()
    expect(page.url()).toContain('#/trial-balance/1180/2022-03')

    await goTo(page, 'accounts/7/billing/unbilled')
    const section = page.getByRole('region', { name: 'Unbilled revenue' })
    await section.getByText('2022-03-01 to 2022-03-31').waitFor()
    await section.getByText(march!.accrual).waitFor()
    const [agreement] = march!.agreements
    const earned = section.getByRole('grid', { name: `What ${agreement!.sa} earned` })
    expect(texts(await earned.getByRole('row').allInnerTexts()).length).toBe(agreement!.lines.length + 1)
    for (const line of agreement!.lines) await earned.getByRole('row', { name: line.description }).getByText(line.amount).waitFor()
    await section.getByRole('grid', { name: `What ${agreement!.sa} used` }).getByText(`${agreement!.uses[0]!.quantity} ${agreement!.uses[0]!.unit}`).first().waitFor()
    expect(await accessibilityFaults(page)).toEqual([])

    await goTo(page, 'accounts/10/billing/unbilled')
    await page.getByText('Nothing was accrued for this account yet.').waitFor()
    expect(complaints).toEqual([])
    await close()
  })
})
