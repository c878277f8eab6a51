import { describe, expect, it } from 'vitest'
import { accessibilityFaults, goTo, openDesk, patience, settled, useWorld } from './browser'

useWorld()

describe('rate studies', () => {
  it('H13: leads from a tariff to its proposed version, studies all accounts, and tries it on one', async () => {
    const { page, complaints, close } = await openDesk()
    await goTo(page, 'tariffs/G-RES')
    await page.getByRole('link', { name: /^Try a proposed version/ }).click()
    await page.getByRole('heading', { name: /^Rate study/ }).waitFor()
    await settled(page)
    const proposed = page.getByRole('textbox', { name: /^Proposed version/ })
    const held = JSON.parse(await proposed.inputValue()) as { components: { kind: string; price: string }[] }
    const customer = held.components.find((each) => each.kind === 'fixed')!
    customer.price = String(Number(customer.price) + 5)
    await proposed.fill(JSON.stringify(held, null, 2))
    await page.getByRole('button', { name: 'Study all accounts' }).click()
    await page.getByText(/accounts would pay more, 0 less/).waitFor({ timeout: patience })
    expect(await page.getByRole('grid', { name: 'Revenue by class' }).getByRole('row').count()).toBeGreaterThan(2)
    await page.getByRole('grid', { name: 'Change in percent' }).waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await page.getByRole('grid', { name: 'Pay most more' }).getByRole('row').nth(1).click()
    await page.getByRole('heading', { name: /^Trial bill of account/ }).waitFor({ timeout: patience })
    await page.getByRole('grid', { name: 'Lines at the proposed version' }).waitFor({ timeout: patience })
    expect(await accessibilityFaults(page)).toEqual([])
    // The same account again, by its number.
    expect(await page.getByRole('textbox', { name: /^Account/ }).inputValue()).toMatch(/^\d+$/)
    await page.getByRole('button', { name: 'Trial bill' }).click()
    await page.getByRole('grid', { name: 'Lines at the proposed version' }).waitFor({ timeout: patience })
    expect(complaints).toEqual([])
    await close()
  })
  it('H13: says why a proposed version cannot be studied', async () => {
    const { page, complaints, close } = await openDesk({ dark: true })
    await goTo(page, 'operations/rate-studies/G-RES')
    const proposed = page.getByRole('textbox', { name: /^Proposed version/ })
    await proposed.fill('{')
    await page.getByText('This is not JSON.').waitFor()
    await proposed.fill('{"type":"tariff.publish","tariff":"G-RES","effective_from":"2022-06-01","service":"gas"}')
    await page.getByRole('button', { name: 'Study all accounts' }).click()
    await page.getByText(/Not studied\. It could not be published, components: /).waitFor({ timeout: patience })
    expect(await accessibilityFaults(page)).toEqual([])
    expect(complaints).toEqual([])
    await close()
  })
})
