import { describe, expect, it } from 'vitest'
import { accessibilityFaults, asked, balanceOf, done, goTo, openDesk, sendElsewhere, settled, useWorld } from './browser'

useWorld()

const payoffOf = async (account: string) => (await asked<{ payoff: string }>(`accounts/${account}/balance`)).payoff

describe('payment arrangements', () => {
  it('G12_arrangement: asks for what is owed in instalments, shows each, and ends it; what is owed stays', async () => {
    const { page, complaints, close } = await openDesk()
    await sendElsewhere('settings.define_arrangement_policy', { row: { code: 'RES', description: 'Instalments', instalments_max: 12, grace_days: 5, notice_days: 0 } })
    const owed = await payoffOf('13')
    const balance = await balanceOf('13')
    await goTo(page, 'accounts/13/billing/arrangements')
    await page.getByRole('button', { name: 'Arrange what is owed' }).click()
    const dialog = page.getByRole('dialog', { name: 'Arrange what account 13 owes' })
    await dialog.getByRole('textbox', { name: 'Instalments' }).fill('3')
    await dialog.getByRole('group', { name: /^First due on/ }).getByRole('spinbutton').first().click()
    await page.keyboard.type('20220630')
    await settled(page)
    expect(await accessibilityFaults(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Request arrangement' }).click()
    await done(page, 'Arrangement 13-PA1 is granted.')
    await settled(page)
    await page.getByRole('heading', { name: '13-PA1: Standing' }).waitFor()
    await page.getByRole('grid', { name: 'Instalments of 13-PA1' }).getByRole('row', { name: /^3/ }).getByText('To come').waitFor()
    await settled(page)
    expect(await accessibilityFaults(page)).toEqual([])
    expect(await payoffOf('13')).toBe(owed)
    expect(await balanceOf('13')).not.toBe(balance)
    await page.getByRole('button', { name: 'End', exact: true }).click()
    const ending = page.getByRole('dialog', { name: 'End arrangement 13-PA1' })
    await ending.getByRole('textbox', { name: 'Break reason' }).fill('MOVED')
    await ending.getByRole('button', { name: 'End arrangement' }).click()
    await done(page, 'Arrangement 13-PA1 is ended.')
    await page.getByRole('heading', { name: '13-PA1: Broken' }).waitFor()
    expect(await balanceOf('13')).toBe(balance)
    expect(complaints).toEqual([])
    await close()
  })
})
