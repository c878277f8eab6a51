import { beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { accessibilityFaults, asked, done, goTo, openDesk, opened, patience, quiet, sendElsewhere, settled, useWorld } from './browser'
import { chooseAt, tabTo, typeAt } from './keyboard'

useWorld()
beforeAll(async () => {
  await sendElsewhere('settings.define_relationship_type', { row: { code: 'ACCOUNTANT', description: 'Accountant' } })
  await sendElsewhere('settings.define_bill_route_type', { row: { code: 'FAX', description: 'Fax', method: 'fax' } })
  await sendElsewhere('settings.define_installation_options', {
    row: { default_relationship_type: 'MAIN', default_bill_route_type: 'POST', default_bill_format: 'DETAILED', default_quote_route_type: 'POST', default_country: 'US', quotation_module: true },
  })
})

type Link = Record<string, unknown> & { bill_routings: object[]; override_addresses: object[] }
async function linksOf(account: string): Promise<Link[]> {
  return (await asked<{ persons: { link: Link }[] }>(`accounts/${account}`)).persons.map((entry) => entry.link)
}
/** Takes what a search in a field found by that name, once it has found it for all that was typed. */
async function takeFound(page: Page, name: string): Promise<void> {
  await page.getByRole('option', { name }).first().waitFor()
  await quiet(page)
  await page.getByRole('option', { name }).first().click()
  await settled(page)
}
const cardOf = (page: Page, name: RegExp) => page.getByRole('article', { name })

describe('persons on an account', () => {
  it('D1 D5 D6 D8 D9 D11 D12: links a person with routings and an override address', async () => {
    const { page, complaints, close } = await openDesk()
    await goTo(page, 'accounts/25/customer')
    await page.getByRole('button', { name: 'Link a person' }).click()
    const dialog = await opened(page, 'Link a person to account 25')
    await dialog.getByRole('combobox', { name: /^Person/ }).pressSequentially('sam ulrich')
    await takeFound(page, 'Sam Ulrich')
    await chooseAt(page, /^Relationship type/, 'ACCOUNTANT')
    await dialog.getByText('Not allowed').click()
    await dialog.getByRole('button', { name: 'Add a bill routing' }).click()
    const routing = dialog.getByRole('group', { name: 'Bill routing 1' })
    await routing.getByText('Receives notification').click()
    await routing.getByText('Account Override').click()
    await routing.getByText('Enter an override address below').waitFor()
    await routing.getByRole('textbox', { name: 'Number of copies' }).fill('3')
    await routing.getByRole('textbox', { name: 'Customer PO ID' }).fill('PO-77')
    await dialog.getByRole('button', { name: 'Add an override address' }).click()
    const override = dialog.getByRole('group', { name: 'Override address override-1', exact: true }).last()
    await override.getByRole('textbox', { name: 'Address 1' }).fill('77 Ledger Lane')
    await override.getByRole('textbox', { name: 'City' }).fill('Troy')
    await override.getByText('More address fields').click()
    await override.getByText('Yes', { exact: true }).click()
    await override.getByRole('textbox', { name: 'Geographic code' }).fill('G-12')
    await routing.getByText('The override address effective at billing, now 77 Ledger Lane, Troy').waitFor()
    await dialog.getByRole('button', { name: 'Link person' }).click()
    await done(page, 'is on account 25 now.')
    const [, linked] = await linksOf('25')
    expect(linked).toMatchObject({
      person: '12', relationship_type: 'ACCOUNTANT', web_access: false, main_customer: false, financially_responsible: false,
      bill_routings: [{ receives_copy: true, receives_notification: true, route_type: 'POST', bill_format: 'DETAILED', copies: 3, customer_po_id: 'PO-77', address_source: 'account_override' }],
      override_addresses: [{ address_id: 'override-1', address: { country: 'US', address1: '77 Ledger Lane', city: 'Troy', in_city_limit: 'yes', geographic_code: 'G-12' } }],
    })
    expect(complaints).toEqual([])
    await close()
  })

  it('D3 D4 D7 D9 D10: changes one field of the main customer, whose locks are on and grey with their reason', async () => {
    const { page, close } = await openDesk()
    const [before] = await linksOf('26')
    await goTo(page, 'accounts/26/customer')
    await page.getByRole('button', { name: 'Edit', exact: true }).click()
    const dialog = await opened(page)
    for (const [name, on] of [['Financially responsible', true], ['Third-party guarantor', false], ['Receives copy of bill', true], ['Receives notification', true]] as const) {
      const lock = dialog.getByRole('checkbox', { name })
      await lock.waitFor({ state: 'attached' })
      await expect.poll(() => lock.isDisabled(), { timeout: patience }).toBe(true)
      expect(await lock.isChecked()).toBe(on)
    }
    await dialog.getByText('On: the main customer always owes the debt.').waitFor()
    await dialog.getByRole('heading', { name: 'Quote routing' }).waitFor()
    const sent = page.waitForRequest((request) => request.url().endsWith('/v1/commands') && request.method() === 'POST')
    await dialog.getByText('Prefix', { exact: true }).click()
    await dialog.getByRole('textbox', { name: 'Pfx/sfx name' }).fill('Estate of')
    await dialog.getByRole('button', { name: 'Save' }).click()
    expect(((await sent).postDataJSON() as { link: object }).link).toEqual({ person: '26', name_affix: 'prefix', affix_name: 'Estate of' })
    await done(page, 'place on account 26 is changed.')
    expect((await linksOf('26'))[0]).toEqual({ ...before, name_affix: 'prefix', affix_name: 'Estate of' })
    await close()
  })

  it('D2: makes another person the main customer in one step, and takes the old one off', async () => {
    const { page, close } = await openDesk()
    await sendElsewhere('account.link_person', { account: '27', link: { person: '28', relationship_type: 'COSIGNER', bill_routings: [{ route_type: 'POST', address_source: 'person' }] } })
    await goTo(page, 'accounts/27/customer')
    await page.getByRole('button', { name: 'Make main' }).click()
    await (await opened(page)).getByRole('button', { name: 'Make main customer' }).click()
    await done(page, 'is the main customer of account 27.')
    expect((await linksOf('27')).map((link) => [link.person, link.main_customer, link.financially_responsible])).toEqual([['28', true, true], ['27', false, true]])
    await page.getByRole('button', { name: 'Take off' }).click()
    await (await opened(page)).getByRole('button', { name: 'Take off' }).click()
    await done(page, 'is no longer on account 27.')
    expect((await linksOf('27')).map((link) => link.person)).toEqual(['28'])
    await close()
  })

  it('D1 B9: registers a new person on the way, and shows a refusal at the routing that it is about', async () => {
    const { page, close } = await openDesk()
    await goTo(page, 'accounts/29/customer')
    await page.getByRole('button', { name: 'Link a person' }).click()
    await page.getByRole('button', { name: 'Register a new person' }).click()
    const register = await opened(page, 'Register a person')
    await register.getByRole('textbox', { name: /^Name/ }).fill('Otto Ledger')
    await register.getByRole('button', { name: 'Register' }).click()
    const dialog = await opened(page, /^Link a person/)
    await dialog.getByText('Add a bill routing').click()
    await dialog.getByRole('group', { name: 'Bill routing 1' }).getByText('The person has no mailing address').waitFor()
    await chooseAt(page, /^Relationship type/, 'ACCOUNTANT')
    await dialog.getByRole('button', { name: 'Link person' }).click()
    await dialog.getByText(/person\.set_address first/).waitFor()
    await dialog.getByRole('combobox', { name: /^Bill route type/ }).fill('EMAIL')
    await page.getByRole('option', { name: 'EMAIL' }).click()
    await dialog.getByText('The person has no e-mail address').waitFor()
    await close()
  })

  it('C11 B6 B7 B15: edits terms, phones, identifiers and addresses by keyboard', async () => {
    const { page, close } = await openDesk()
    await goTo(page, 'accounts/30/customer')
    await tabTo(page, /^Change terms$/)
    await page.keyboard.press('Enter')
    await opened(page)
    await chooseAt(page, /^Customer type/, 'SENIOR')
    await typeAt(page, /^Requested due day/, '15')
    await page.keyboard.press('Enter')
    await done(page, 'The terms of account 30 are changed.')
    expect(await asked('accounts/30')).toMatchObject({ customer_type: 'SENIOR', requested_due_day: 15 })
    await tabTo(page, /^Add address$/)
    await page.keyboard.press('Enter')
    await opened(page)
    await tabTo(page, /Mailing/)
    await page.keyboard.press('ArrowRight')
    await typeAt(page, /^Address ID/, 'winter')
    await typeAt(page, /^Each year from/, '11-01')
    await typeAt(page, /^To/, '03-31')
    await typeAt(page, /^Address 1/, '9 Palm Way')
    await page.keyboard.press('Enter')
    await done(page, /Address winter of .* is set\./)
    expect(await asked('persons/30')).toMatchObject({ addresses: [{ address_id: 'home' }, { address_id: 'winter', kind: 'seasonal', season_first: '11-01', season_last: '03-31', address: { address1: '9 Palm Way' } }] })
    await close()
  })

  it('clears what is emptied', async () => {
    const { page, close } = await openDesk()
    await sendElsewhere('account.change_terms', { account: '31', customer_type: 'SENIOR' })
    await goTo(page, 'accounts/31/customer')
    await page.getByRole('button', { name: 'Change terms' }).click()
    const dialog = await opened(page)
    await typeAt(page, /^Customer type/, ' ')
    await page.keyboard.press('Backspace')
    await tabTo(page, /^Requested due day/)
    await dialog.getByRole('button', { name: 'Save' }).click()
    await done(page, 'The terms of account 31 are changed.')
    expect(await asked('accounts/31')).toMatchObject({ customer_type: '', bill_cycle: expect.any(String) as string })
    await close()
  })

  it.each(['Edit', 'Link a person', 'Change terms', 'Add address', 'Set identifier'])('“%s” opens without accessibility faults in light and dark', async (button) => {
    for (const dark of [false, true]) {
      const { page, complaints, close } = await openDesk({ dark })
      await goTo(page, 'accounts/32/customer')
      expect(await accessibilityFaults(page)).toEqual([])
      await cardOf(page, /32/).or(page.locator('main')).getByRole('button', { name: button, exact: true }).first().click()
      await opened(page)
      for (const more of ['Add a bill routing', 'Add an override address']) if (await page.getByRole('button', { name: more }).count()) await page.getByRole('button', { name: more }).click()
      expect(await accessibilityFaults(page)).toEqual([])
      expect(complaints).toEqual([])
      await close()
    }
  })
})
