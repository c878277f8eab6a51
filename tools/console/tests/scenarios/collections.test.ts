import { beforeAll, describe, expect, it } from 'vitest'
import { accessibilityFaults, asked, balanceOf, done, goTo, openDesk, sendElsewhere, settled, useWorld } from './browser'

useWorld()

type Collections = { debt: string; collections: { cause: string }[]; severances: { state: string; cause: string }[]; protections: { state: string }[] }
const collectionsOf = () => asked<Collections>('accounts/15/collections')

beforeAll(async () => {
  await sendElsewhere('settings.define_collection_policy', { row: { code: 'RES', description: 'Residential', threshold: '5.00', steps: [{ step: 'CUTOFF', description: 'Cut off', kind: 'disconnect_order', days_overdue: 5 }] } })
  await sendElsewhere('settings.define_protection_type', { row: { code: 'LIFE', description: 'Life support', blocks: ['disconnect_order'] } })
  await sendElsewhere('adjustment.request', { account: '15', adjustment_type: 'FIELD-FEE', amount: '30.00', ages_from: '2022-03-01' })
})

describe('collections', () => {
  it('G14_collection, G23_protection: takes the step that is due, and an order falls with the protection that is recorded', async () => {
    const { page, complaints, close } = await openDesk()
    const balance = await balanceOf('15')
    await goTo(page, 'accounts/15/billing/collections')
    await page.getByText('CUTOFF (disconnect order), due').waitFor()
    await settled(page)
    expect(await accessibilityFaults(page)).toEqual([])
    await page.getByRole('button', { name: 'Take the step' }).click()
    const step = page.getByRole('dialog', { name: 'Take the next step of collecting from account 15' })
    await settled(page)
    await step.getByRole('button', { name: 'Take the step' }).click()
    await done(page, 'What was due of the collection is done.')
    await page.getByRole('heading', { name: '15-COL1: Open' }).waitFor()
    await page.getByRole('heading', { name: /^15-SEV1 of .*: Ordered$/ }).waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await goTo(page, 'operations')
    await page.getByRole('heading', { name: 'In collection' }).waitFor()
    await goTo(page, 'operations/collections')
    const line = page.getByRole('row', { name: /15.*CUTOFF/ })
    await line.waitFor()
    await settled(page)
    expect(await accessibilityFaults(page)).toEqual([])
    await line.getByRole('link', { name: '15', exact: true }).click()
    await page.getByRole('button', { name: 'Protect' }).click()
    const protecting = page.getByRole('dialog', { name: 'Protect account 15 from collection' })
    await protecting.getByRole('combobox', { name: 'Protection type' }).fill('LIFE')
    await protecting.getByRole('textbox', { name: 'Evidence' }).fill('Certificate of Dr Lee')
    await settled(page)
    expect(await accessibilityFaults(page)).toEqual([])
    await protecting.getByRole('button', { name: 'Protect', exact: true }).click()
    await done(page, 'Protection 15-PRO1 is recorded.')
    await page.getByRole('heading', { name: /^15-SEV1 of .*: Cancelled$/ }).waitFor()
    await page.locator('.alerts').getByText(/Protected: LIFE \(15-PRO1\)/).waitFor()
    expect(await collectionsOf()).toMatchObject({ severances: [{ state: 'cancelled', cause: 'customer_protected' }], protections: [{ state: 'holds' }] })
    expect(await balanceOf('15')).toBe(balance)
    expect(complaints).toEqual([])
    await close()
  })
})
