import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { done, goTo, openDesk, opened, patience, sendElsewhere, useWorld } from './browser'
import { buttonInTable, chooseAt, focused, tabOrder, tabTo, typeAt } from './keyboard'

useWorld()

beforeAll(async () => {
  await sendElsewhere('settings.define_late_charge_policy', { row: { code: 'RES', description: 'Late', method: 'flat', amount: '5.00' } })
  await sendElsewhere('settings.define_deposit_class', {
    row: { code: 'HOME', description: 'Home deposit', interest_rate: '0.0365', days_in_year: 'days_365', refund_months: 12, delinquencies_allowed: 0, recommended_bills: 0, recommended_months: 12, tolerance: '0' },
  })
  await sendElsewhere('deposit.bill', { account: '13', deposit_class: 'HOME', amount: '100.00', on: '2022-01-01' })
  await sendElsewhere('payment.post', { received_on: '2022-01-10', tenders: [{ kind: 'cash', amount: '60.00' }], shares: [{ account: '13', policy: 'spec', spec: [{ document: '13-D1', amount: '60.00' }] }] })
  await sendElsewhere('account.assess_late_charges', { account: '13' })
  await sendElsewhere('dispute.open', { account: '13', document: '13-I6', amount: '5.00', dispute_reason: 'READING' })
})

/** Goes by keys to the button of an act: by Tab, or in its table by arrows. */
async function reach(page: Page, section: string, button: string, table: string): Promise<void> {
  await goTo(page, `accounts/13/billing/${section}`)
  await (table === '' ? tabTo(page, new RegExp(`^${button}$`)) : buttonInTable(page, table, new RegExp(`^${button}$`)))
}

/** Escape closes the list of a field first, where one is open, and then the dialog. */
async function escape(page: Page): Promise<void> {
  if (await page.getByRole('listbox').count()) {
    await page.keyboard.press('Escape')
    await page.getByRole('listbox').waitFor({ state: 'detached' })
  }
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
}

/** The field that has the focus is marked as wrong, and what is read with it says how it is put right. */
async function saidAtFocus(page: Page, field: string, cure: RegExp): Promise<void> {
  await page.locator('[aria-invalid=true]').first().waitFor()
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-invalid')), { timeout: patience }).toBe('true')
  expect((await focused(page)).name).toBe(field)
  const read = await page.evaluate(() => (document.activeElement?.getAttribute('aria-describedby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join(' '))
  expect(read).toMatch(cure)
}

const dialogs: [section: string, button: string, table: string, order: string[]][] = [
  ['deposits', 'Ask for a deposit', '', ['Deposit class', 'Amount', 'Secures', 'Due on', 'On', 'Reason', 'Close', 'Ask for the deposit']],
  ['deposits', 'Hold credit', '', ['Amount', 'From payment or adjustment', 'On', 'Reason', 'Close', 'Hold as deposit']],
  ['deposits', 'Ask no more', '', ['Cancel reason', 'On', 'Reason', 'Close', 'Ask no more']],
  ['deposits', 'Count interest', '', ['Through', 'Reason', 'Close', 'Count interest']],
  ['deposits', 'Apply', '', ['Amount', 'Document', 'On', 'Reason', 'Close', 'Apply deposit']],
  ['deposits', 'Refund', '', ['Amount', 'On', 'Reason', 'Close', 'Refund deposit']],
  ['open', 'Dispute', 'Open items', ['Amount', 'Dispute reason', 'Memo', 'On', 'Reason', 'Close', 'Open dispute']],
  ['disputes', 'Resolve', 'Disputes', ['Rejected: it is owed', 'On', 'Reason', 'Close', 'Resolve']],
  ['disputes', 'Assess late charges', '', ['On', 'Reason', 'Close', 'Assess late charges']],
  ['disputes', 'Cancel', 'Late charges', ['Cancel reason', 'On', 'Reason', 'Close', 'Cancel late charge']],
]

describe('dialogs of deposits, disputes and late charges', () => {
  it.each(['deposits', 'open', 'disputes'])('of #/accounts/13/billing/%s: the focus begins in the first field, goes through all in order and comes round, and Escape gives it back to the button', async (of) => {
    const { page, complaints, close } = await openDesk()
    for (const [section, button, table, order] of dialogs.filter((each) => each[0] === of)) {
      await reach(page, section, button, table)
      await page.keyboard.press('Enter')
      await opened(page)
      expect(await tabOrder(page), button).toEqual(order)
      await escape(page)
      await expect.poll(async () => (await focused(page)).name, { timeout: patience, message: button }).toBe(button)
    }
    expect(complaints).toEqual([])
    await close()
  })
  it('G10_deposits: say what is wrong with a deposit at its field, which has the focus, and ask for it by Enter', async () => {
    const { page, complaints, close } = await openDesk()
    await reach(page, 'deposits', 'Ask for a deposit', '')
    await page.keyboard.press('Enter')
    await opened(page)
    await typeAt(page, /^Amount/, '-5')
    await page.keyboard.press('Enter')
    await saidAtFocus(page, 'Deposit class', /Deposit class may not be empty\./)
    await chooseAt(page, /^Deposit class/, 'HOME')
    await tabTo(page, /^Amount/)
    await page.keyboard.press('Enter')
    await saidAtFocus(page, 'Amount', /above zero/)
    await typeAt(page, /^Amount/, '30')
    await page.keyboard.press('Enter')
    await done(page, 'Deposit 13-D2 is asked for.')
    expect(complaints).toEqual([])
    await close()
  })
  it('G13_disputes: say what is wrong with a dispute and its end at the field, and resolve it by Enter', async () => {
    const { page, complaints, close } = await openDesk()
    await reach(page, 'open', 'Dispute', 'Open items')
    await page.keyboard.press('Enter')
    await opened(page)
    await typeAt(page, /^Amount/, '99999')
    await page.keyboard.press('Enter')
    await saidAtFocus(page, 'Amount', /is open/)
    await escape(page)
    await reach(page, 'disputes', 'Resolve', 'Disputes')
    await page.keyboard.press('Enter')
    await opened(page)
    await page.keyboard.press('ArrowRight')
    await tabTo(page, /^Adjustment or credit note/)
    await page.keyboard.type('13-A99')
    await page.keyboard.press('Enter')
    await saidAtFocus(page, 'Adjustment or credit note', /\w/)
    await tabTo(page, /^Upheld/)
    await page.keyboard.press('ArrowLeft')
    await tabTo(page, /^Reason/)
    await page.keyboard.press('Enter')
    await done(page, 'Dispute 13-DIS1 is rejected.')
    expect(complaints).toEqual([])
    await close()
  })
  it('G13_late_charges: say that the reason is missing, and take a late charge back by Enter; keys go on from the screen', async () => {
    const { page, complaints, close } = await openDesk()
    await reach(page, 'disputes', 'Cancel', 'Late charges')
    await page.keyboard.press('Enter')
    await opened(page)
    await page.keyboard.press('Enter')
    await saidAtFocus(page, 'Cancel reason', /Cancel reason may not be empty\./)
    await page.keyboard.type('GOODWILL')
    await page.keyboard.press('Enter')
    await done(page, 'Late charge 13-L1 is cancelled.')
    // Its button is gone with it.
    await expect.poll(() => page.evaluate(() => document.activeElement?.id), { timeout: patience }).toBe('main')
    expect(complaints).toEqual([])
    await close()
  })
})
