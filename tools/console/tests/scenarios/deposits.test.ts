import type { Locator, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { accessibilityFaults, asked, balanceOf, done, goTo, openDesk, opened, patience, sendElsewhere, settled, useWorld } from './browser'

useWorld()

type Deposits = { asked: string; held: string; interest_to_come: string; deposits: { deposit: string; held: string; asked: string }[] }
const depositsOf = (account: string) => asked<Deposits>(`accounts/${account}/deposits`)

async function setDay(page: Page, within: Locator, label: RegExp, digits: string): Promise<void> {
  await within.getByRole('group', { name: label }).getByRole('spinbutton').first().click()
  await page.keyboard.type(digits)
}

beforeAll(() => sendElsewhere('settings.define_deposit_class', {
  row: { code: 'HOME', description: 'Home deposit', interest_rate: '0.0365', days_in_year: 'days_365', refund_months: 12, delinquencies_allowed: 0, recommended_bills: 0, recommended_months: 12, tolerance: '0' },
}))

describe('deposits', () => {
  it('G10_deposits: asks for a deposit, takes a payment that names it, counts its interest, pays what is owed from it, and gives back the rest', async () => {
    const { page, complaints, close } = await openDesk()
    await goTo(page, 'accounts/12/billing/deposits')
    const owed = await balanceOf('12')
    expect(owed).toBe('182.66')
    await page.getByText('The account has no deposit.').waitFor()
    await page.getByRole('button', { name: 'Ask for a deposit' }).click()
    const ask = await opened(page, 'Ask account 12 for a deposit')
    await ask.getByRole('combobox', { name: 'Deposit class' }).fill('HOME')
    await page.keyboard.press('Tab')
    await ask.getByRole('textbox', { name: 'Amount' }).fill('200')
    await setDay(page, ask, /^On/, '20220105')
    await ask.getByRole('button', { name: 'Ask for the deposit' }).click()
    // It is asked for now, and not owed.
    await done(page, /Deposit 12-D1 is asked for\. Current balance: 382\.66 USD, before: 182\.66\./)
    const section = page.getByRole('region', { name: 'Deposit 12-D1' })
    await section.getByText('12-D1: Home deposit').waitFor()
    expect((await asked<{ payoff: string }>('accounts/12/balance')).payoff).toBe(owed)

    // A payment goes to a deposit only where it names it.
    await page.keyboard.press('p')
    const pay = await opened(page, 'Post payment on account 12')
    await pay.getByRole('textbox', { name: 'Amount' }).fill('200')
    await pay.getByText('Documents named (SPEC)').click()
    await pay.getByRole('textbox', { name: 'Paid on 12-D1' }).fill('200')
    await setDay(page, pay, /^Received on/, '20220110')
    await pay.getByRole('button', { name: 'Post payment' }).click()
    await done(page, /Payment 12-P\d+ of 200 USD is posted\./)
    expect(await balanceOf('12')).toBe(owed)
    expect(await depositsOf('12')).toMatchObject({ asked: '0.00', held: '200.00', interest_to_come: '1.60' })

    // January 11 to March 31 are 80 days: 200.00 × 3.65 percent × 80 ÷ 365 = 1.60.
    await section.getByRole('button', { name: 'Count interest' }).click()
    const count = await opened(page, 'Count the interest of deposit 12-D1')
    await count.getByText('1.60 USD of days that are not counted yet.').waitFor()
    await count.getByRole('button', { name: 'Count interest' }).click()
    await done(page, 'Interest is added to deposit 12-D1.')
    await section.getByText('2022-01-11 to 2022-03-31: 200.00 × 0.0365 × 80 ÷ 365 = 1.6').waitFor()
    expect((await depositsOf('12')).held).toBe('201.60')

    await section.getByRole('button', { name: 'Apply' }).click()
    const apply = await opened(page, 'Pay what is owed from deposit 12-D1')
    await apply.getByText('201.60 USD is held').waitFor()
    await apply.getByRole('button', { name: 'Apply deposit' }).click()
    await done(page, /Deposit 12-D1 is applied\. Current balance: 0\.00 USD, before: 182\.66\./)
    expect((await depositsOf('12')).held).toBe('18.94')

    await section.getByRole('button', { name: 'Refund' }).click()
    const refund = await opened(page, 'Give back deposit 12-D1')
    await refund.getByRole('button', { name: 'Refund deposit' }).click()
    await done(page, 'Deposit 12-D1 is refunded.')
    expect(await depositsOf('12')).toMatchObject({ asked: '0.00', held: '0.00' })
    // Nothing is held any longer: nothing can be applied or given back.
    expect(await section.getByRole('button').allInnerTexts()).toEqual([])
    expect(complaints).toEqual([])
    await close()
  })
  it('G10_deposits: holds credit as a deposit, asks no more for the rest, and refuses to give back more than is held', async () => {
    const { page, complaints, close } = await openDesk()
    await sendElsewhere('deposit.bill', { account: '18', deposit_class: 'HOME', amount: '100.00' })
    await sendElsewhere('payment.post', { tenders: [{ kind: 'cash', amount: '900.00' }], shares: [{ account: '18' }] })
    await goTo(page, 'accounts/18/billing/deposits')
    const section = page.getByRole('region', { name: 'Deposit 18-D1' })
    await section.getByRole('button', { name: 'Hold credit' }).click()
    const hold = await opened(page, 'Hold unapplied credit as deposit 18-D1')
    await hold.getByRole('textbox', { name: 'Amount' }).fill('40')
    await hold.getByRole('button', { name: 'Hold as deposit' }).click()
    await done(page, 'Credit is held as deposit 18-D1.')
    expect(await depositsOf('18')).toMatchObject({ asked: '60.00', held: '40.00' })
    await section.getByRole('button', { name: 'Ask no more' }).click()
    const cancel = await opened(page, 'Ask no more for deposit 18-D1')
    await cancel.getByRole('textbox', { name: 'Cancel reason' }).fill('AGREED')
    await cancel.getByRole('button', { name: 'Ask no more' }).click()
    await done(page, 'Deposit 18-D1 is no longer asked for.')
    await section.getByRole('button', { name: 'Refund' }).click()
    const refund = await opened(page, 'Give back deposit 18-D1')
    const amount = refund.getByRole('textbox', { name: 'Amount' })
    await amount.fill('50')
    await refund.getByRole('button', { name: 'Refund deposit' }).click()
    await refund.locator('.field-error').waitFor()
    await expect.poll(() => amount.getAttribute('aria-invalid'), { timeout: patience }).toBe('true')
    expect(await depositsOf('18')).toMatchObject({ asked: '0.00', held: '40.00' })
    expect(complaints).toEqual([])
    await close()
  })
})

describe('deposits, disputes and late charges', () => {
  beforeAll(async () => {
    await sendElsewhere('settings.define_late_charge_policy', { row: { code: 'RES', description: 'Late', method: 'flat', amount: '5.00' } })
    await sendElsewhere('deposit.bill', { account: '13', deposit_class: 'HOME', amount: '100.00', on: '2022-01-01' })
    await sendElsewhere('payment.post', { received_on: '2022-01-10', tenders: [{ kind: 'cash', amount: '60.00' }], shares: [{ account: '13', policy: 'spec', spec: [{ document: '13-D1', amount: '60.00' }] }] })
    await sendElsewhere('deposit.accrue_interest', { account: '13', deposit: '13-D1' })
    await sendElsewhere('account.assess_late_charges', { account: '13' })
    await sendElsewhere('dispute.open', { account: '13', document: '13-I6', amount: '5.00', dispute_reason: 'READING' })
  })
  it.each([[1280, false], [1280, true], [820, false], [820, true]])('have no accessibility fault at %i px, dark: %s, and fit without scrolling sideways', async (width, dark) => {
    const { page, complaints, close } = await openDesk({ dark, width })
    for (const [section, shown] of [['deposits', '13-D1'], ['disputes', '13-DIS1'], ['disputes', '13-L1'], ['open', '5.00 disputed']] as const) {
      await goTo(page, `accounts/13/billing/${section}`)
      await page.getByText(shown).first().waitFor()
      expect(await accessibilityFaults(page)).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
    }
    expect(complaints).toEqual([])
    await close()
  })
  it.each([[1280, false], [820, true]])('have dialogs without accessibility fault at %i px, dark: %s', async (width, dark) => {
    const { page, complaints, close } = await openDesk({ dark, width })
    for (const [section, button] of [
      ['deposits', 'Ask for a deposit'], ['deposits', 'Hold credit'], ['deposits', 'Ask no more'], ['deposits', 'Count interest'], ['deposits', 'Apply'], ['deposits', 'Refund'],
      ['open', 'Dispute'], ['disputes', 'Resolve'], ['disputes', 'Assess late charges'], ['disputes', 'Cancel'],
    ] as const) {
      await goTo(page, `accounts/13/billing/${section}`)
      await page.getByRole('button', { name: button, exact: true }).first().click()
      await opened(page)
      expect(await accessibilityFaults(page), `${section}: ${button}`).toEqual([])
      await page.keyboard.press('Escape')
      await settled(page)
    }
    expect(complaints).toEqual([])
    await close()
  })
})
