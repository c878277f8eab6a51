import type { Locator, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { accessibilityFaults, asked, done, goTo, openDesk, opened, sendElsewhere, settled, useWorld } from './browser'

useWorld()

type Log = { entries: { entry: string; channel: string; follow_up: string; memos: { memo: string }[] }[] }
const logOf = (account: string) => asked<Log>(`accounts/${account}/communications`)
const paper = (page: Page): Locator => page.getByRole('article', { name: 'Letter as it was sent' })

async function setDay(page: Page, within: Locator, label: RegExp, digits: string): Promise<void> {
  await within.getByRole('group', { name: label }).getByRole('spinbutton').first().click()
  await page.keyboard.type(digits)
}

beforeAll(() => sendElsewhere('settings.define_letter_template', {
  row: { code: 'REMIND', description: 'Reminder', subject: 'Account {account_id}', lines: ['Dear {customer_name},', '', 'you owe {balance}, please pay.'] },
}))

describe('communications', () => {
  it('C17: records a call with a follow-up, adds a memo that ends it, and filters by channel', async () => {
    const { page, complaints, close } = await openDesk()
    await goTo(page, 'accounts/12/communications')
    await page.getByText('Nothing is in the log yet.').waitFor()
    await page.getByRole('button', { name: 'Add entry' }).click()
    const add = await opened(page, 'Add to the log of account 12')
    await add.getByRole('textbox', { name: 'Subject' }).fill('High bill')
    await add.getByRole('textbox', { name: 'Text' }).fill('Says that the house stood empty.')
    await setDay(page, add, /^Follow up on/, '20220331')
    // What it would do is tried anew, and dimmed until that is answered.
    await settled(page)
    expect(await accessibilityFaults(page)).toEqual([])
    await add.getByRole('button', { name: 'Add entry' }).click()
    await done(page, 'Entry 12-LOG1 is in the log.')
    // It is due today: an alert of the account.
    await page.locator('.alerts').getByText(/Follow-up of 12-LOG1 is due since 2022-03-31: High bill/).waitFor()
    const entry = page.getByRole('article', { name: 'Entry 12-LOG1' })
    await entry.getByText('Phone from').waitFor()

    await entry.getByRole('button', { name: 'Add memo' }).click()
    const memo = await opened(page, 'Add a memo to 12-LOG1')
    await memo.getByRole('textbox', { name: 'Memo' }).fill('The read is true.')
    await memo.getByText('The follow-up is done').click()
    await memo.getByRole('button', { name: 'Add memo' }).click()
    await done(page, 'Memo 12-MEM1 is added to 12-LOG1.')
    await page.getByRole('list', { name: 'Memos of 12-LOG1' }).getByText('The read is true.').waitFor()
    await entry.getByText('Follow-up done').waitFor()
    expect((await logOf('12')).entries).toMatchObject([{ entry: '12-LOG1', channel: 'phone', follow_up: 'done', memos: [{ memo: '12-MEM1' }] }])

    await page.getByRole('radiogroup', { name: 'Channel' }).getByText('Visit').click()
    await page.getByText('The log has no entry by visit.').waitFor()
    await page.getByRole('radiogroup', { name: 'Channel' }).getByText('Phone').click()
    await entry.waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    expect(complaints).toEqual([])
    await close()
  })
  it('C18: sends a letter, reads it as it was sent although its template changed, and sends it again', async () => {
    const { page, complaints, close } = await openDesk()
    await goTo(page, 'accounts/14/communications')
    await page.getByRole('button', { name: 'Send a letter' }).click()
    const send = await opened(page, 'Send a letter to a person on account 14')
    await send.getByRole('combobox', { name: 'Letter' }).fill('REMIND')
    await page.getByRole('option', { name: 'REMIND' }).click()
    await send.getByRole('button', { name: 'Send letter' }).click()
    await done(page, 'Letter 14-LET1 is sent.')
    await sendElsewhere('settings.define_letter_template', { row: { code: 'REMIND', subject: 'Else', lines: ['Else.'] } })
    await page.getByRole('article', { name: 'Entry 14-LET1' }).getByRole('link', { name: 'Read' }).click()
    await paper(page).getByText(/you owe USD .*, please pay\./).waitFor()
    expect(await accessibilityFaults(page)).toEqual([])

    await page.getByRole('link', { name: 'Communication log' }).click()
    await page.getByRole('article', { name: 'Entry 14-LET1' }).getByRole('button', { name: 'Send again' }).click()
    const again = await opened(page, 'Send letter 14-LET1 again')
    await again.getByRole('button', { name: 'Send again' }).click()
    await done(page, 'Letter 14-LET1 is sent again as 14-LET2.')
    await goTo(page, 'letters/14-LET2')
    await page.getByText('first sent as').waitFor()
    await paper(page).getByText(/you owe USD .*, please pay\./).waitFor()
    await goTo(page, 'letters/14-LET1')
    await page.getByRole('link', { name: '14-LET2' }).waitFor()
    expect(complaints).toEqual([])
    await close()
  })
  it('E4: defines a letter line by line and a message of bills among the control tables', async () => {
    const { page, complaints, close } = await openDesk()
    await sendElsewhere('settings.define_bill_message', { row: { code: 'SAFETY', kind: 'civic', text: 'Call before you dig.' } })
    await goTo(page, 'settings/bill_message')
    await page.getByRole('row').filter({ hasText: 'Call before you dig.' }).waitFor()
    await goTo(page, 'settings/letter_template')
    await page.getByRole('row', { name: /REMIND/ }).getByRole('button', { name: 'Change' }).click()
    const dialog = await opened(page, 'Change: letter template REMIND')
    await dialog.getByRole('textbox', { name: 'Lines' }).fill('Dear {customer_name},\n\nyou owe {balance}, or less.')
    expect(await accessibilityFaults(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Change' }).click()
    await done(page, 'Letter template REMIND is changed.')
    const { letter_template: rows } = await asked<{ letter_template: { row: { code: string; lines: string[] } }[] }>('settings/letter_template')
    expect(rows.at(-1)?.row.lines).toEqual(['Dear {customer_name},', '', 'you owe {balance}, or less.'])
    expect(complaints).toEqual([])
    await close()
  })
})
