import { beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { accessibilityFaults, asked, done, goTo, openDesk, opened, patience, quiet, sendElsewhere, settled, useWorld } from './browser'
import { chooseAt, tabTo, typeAt } from './keyboard'

useWorld()
beforeAll(async () => {
  await sendElsewhere('settings.define_identifier_type', { row: { code: 'TAXID', description: 'Tax number' } })
  await sendElsewhere('settings.define_country', {
    row: { code: 'DE', name: 'Germany', states: ['BY', 'HH'], address_fields: [{ field: 'address2', label: 'Straße' }, { field: 'number1', label: 'Hausnummer' }, { field: 'postal', label: 'Postleitzahl' }, { field: 'city', label: 'Ort' }, { field: 'state', label: 'Land' }] },
  })
})

const beside = (page: Page) => page.getByRole('complementary', { name: 'Summary' })

type Asked = Record<string, unknown> & { heading: { main_customer: string }; agreements: { agreement: Record<string, unknown> }[] }

async function shownAccount(page: Page): Promise<string> {
  await page.waitForURL(/#\/accounts\/[^/]+\/services/)
  return /accounts\/([^/]+)/.exec(page.url())![1]!
}

async function fillAccount(page: Page): Promise<void> {
  await chooseAt(page, /^Customer class/, 'RES')
  await chooseAt(page, /^Bill cycle/, 'M01')
}

describe('setting up a customer', () => {
  it('B1 B2 B4 B14: makes customer, location, service and meter in one step by keyboard alone', async () => {
    const { page, complaints, close } = await openDesk()
    await goTo(page, '')
    await page.keyboard.press('Control+k')
    await opened(page)
    await page.keyboard.type('set up')
    await page.getByRole('menuitem', { name: /Set up a customer/ }).waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Set up a customer' }).waitFor()
    await settled(page)
    await typeAt(page, /^Name/, 'Grace Hopper-Quill')
    await typeAt(page, /^Home phone/, '518-555-0142')
    await typeAt(page, /^E-mail/, 'grace@example.org')
    await tabTo(page, /^There already$/)
    await page.keyboard.press('ArrowLeft')
    await typeAt(page, /^Location number/, 'L-900')
    await typeAt(page, /^Address 1/, '9 Harbor Row')
    await typeAt(page, /^City/, 'Albany')
    await typeAt(page, /^State/, 'NY')
    await typeAt(page, /^Postal/, '12207')
    await tabTo(page, /^Natural gas/, 'checkbox')
    await page.keyboard.press('Space')
    await chooseAt(page, /^Agreement/, 'G-RES')
    await typeAt(page, /^Meter/, 'B-900')
    await typeAt(page, /^Counts/, 'therm')
    await typeAt(page, /^Begins at/, '4210')
    await typeAt(page, /^Customer number/, '4711')
    await fillAccount(page)
    await beside(page).getByText('B-900 begins at 4210 therm').waitFor()
    await page.keyboard.press('Control+Enter')
    await done(page, /Grace Hopper-Quill is set up as customer 4711: agreement 4711-SA1; .*new location L-900/)
    expect(await shownAccount(page)).toBe('4711')
    const account = await asked<Asked>('accounts/4711')
    expect(account).toMatchObject({ customer_class: 'RES', bill_cycle: 'M01', heading: { main_customer_name: 'Grace Hopper-Quill', premise: 'L-900' } })
    expect(account.agreements[0]!.agreement).toMatchObject({ sa_type: 'G-RES', tariff: 'G-RES', service_point: 'L-900-1', status: 'active', start_reads: [{ value: '4210' }] })
    expect(await asked('premises/L-900')).toMatchObject({ default_services: [{ service: 'gas', sa_type: 'G-RES' }] })
    expect(await asked(`persons/${account.heading.main_customer}`)).toMatchObject({ phones: [{ phone_type: 'HOME', number: '518-555-0142' }], addresses: [{ kind: 'mailing', address: { address1: '9 Harbor Row' } }] })
    expect(complaints).toEqual([])
    await close()
  })

  it('B5 B12 B14: copies a previous customer’s location, services and last reads, never the balance', async () => {
    const { page, close } = await openDesk()
    await sendElsewhere('customer.move_out', { account: '21', premise: 'L-21', stop_on: '2022-03-30', reads: [{ service_point: 'SP-21', channel: '1', value: '99999' }] })
    const before = await asked<{ service_points: { service_point: { last_reads: { value: string }[] } }[] }>('premises/L-21')
    await goTo(page, 'set-up/copy/21')
    await page.getByRole('checkbox', { name: /SP-21/ }).waitFor()
    await page.getByRole('textbox', { name: /^Name/ }).fill('Next Tenant')
    await fillAccount(page)
    await page.getByRole('button', { name: /^Set up customer/ }).click()
    await done(page, /Next Tenant is set up as customer/)
    const id = await shownAccount(page)
    const account = await asked<Asked>(`accounts/${id}`)
    expect(account.current).toBe('0.00')
    expect(account.agreements[0]!.agreement).toMatchObject({ service_point: 'SP-21', start_reads: [{ value: before.service_points[0]!.service_point.last_reads[0]!.value }] })
    await close()
  })

  it('B3 B7 B8 B15: takes a name in parts, a customer type, a cosigner, and an address for part of the year in its country’s fields', async () => {
    const { page, close } = await openDesk()
    await goTo(page, 'set-up')
    await page.getByRole('textbox', { name: /^Name/ }).fill('Dr. Ida Rhodes')
    await page.getByText('Name in parts').click()
    await expect.poll(() => page.getByRole('textbox', { name: 'Last' }).inputValue(), { timeout: patience }).toBe('Rhodes')
    await page.getByRole('textbox', { name: 'Tax number' }).fill('12-345')
    await fillAccount(page)
    await chooseAt(page, /^Customer type/, 'SENIOR')
    await page.getByText('Another', { exact: true }).click()
    await page.getByRole('group', { name: 'Mailing address' }).getByRole('textbox', { name: 'Address 1' }).fill('1 Main Street')
    await page.getByText('Another address for part of the year').click()
    await page.getByRole('textbox', { name: 'Each year from' }).fill('11-01')
    await page.getByRole('textbox', { name: 'To', exact: true }).fill('03-31')
    const alternate = page.getByRole('group', { name: 'Alternate mailing address' })
    await alternate.getByRole('combobox', { name: 'Country' }).fill('DE')
    await page.keyboard.press('Tab')
    await alternate.getByRole('textbox', { name: 'Straße' }).fill('Hafenweg')
    expect(await alternate.getByRole('textbox', { name: 'Address 1' }).count()).toBe(0)
    await alternate.getByRole('textbox', { name: 'Ort' }).fill('Hamburg')
    await page.getByRole('button', { name: 'Add a person' }).click()
    await page.getByRole('combobox', { name: 'Person' }).pressSequentially('sam ulrich')
    const wanted = page.getByRole('option', { name: 'Sam Ulrich' }).first()
    await wanted.waitFor()
    await quiet(page)
    await wanted.click()
    await settled(page)
    await page.getByRole('button', { name: /^Set up customer/ }).click()
    await done(page, /Dr\. Ida Rhodes is set up as customer/)
    const account = await asked<Asked & { persons: { link: Record<string, unknown> }[] }>(`accounts/${await shownAccount(page)}`)
    expect(account.customer_type).toBe('SENIOR')
    expect(account.persons[1]!.link).toMatchObject({ person: '12', relationship_type: 'COSIGNER', financially_responsible: true, main_customer: false })
    expect(await asked(`persons/${account.heading.main_customer}`)).toMatchObject({
      name: { prefix: 'Dr.', first: 'Ida', last: 'Rhodes', full: 'Dr. Ida Rhodes' }, identifiers: [{ identifier_type: 'TAXID', identifier: '12-345' }],
      addresses: [{ kind: 'mailing' }, { kind: 'seasonal', season_first: '11-01', season_last: '03-31', address: { country: 'DE', address2: 'Hafenweg', city: 'Hamburg' } }],
    })
    await close()
  })

  it('B9: shows who is likely the same person while one types, and takes them', async () => {
    const { page, close } = await openDesk()
    await goTo(page, 'set-up')
    const person = await asked<{ phones: { number: string }[]; name: { full: string } }>('persons/12')
    await page.getByRole('textbox', { name: 'Home phone' }).fill(person.phones[0]!.number)
    const likely = page.getByRole('region', { name: 'Likely the same person' })
    await likely.getByText('Same phone').waitFor()
    await page.getByRole('textbox', { name: /^Name/ }).fill(person.name.full)
    await likely.getByText(/Same name, phone|Same phone, name/).waitFor()
    await expect.poll(() => likely.getByRole('link').first().getAttribute('href'), { timeout: patience }).toBe('#/persons/12')
    await likely.getByRole('button', { name: /^Take .* 12$/ }).click()
    await settled(page)
    await expect.poll(() => page.getByRole('combobox', { name: /^Registered person/ }).inputValue(), { timeout: patience }).toContain(person.name.full)
    await close()
  })

  it('B10: makes a landlord of the customer who is set up', async () => {
    const { page, close } = await openDesk()
    await goTo(page, 'set-up/at/L-22')
    await page.getByRole('checkbox', { name: /SP-22/ }).waitFor()
    await page.getByRole('checkbox', { name: /SP-22/ }).focus()
    await page.keyboard.press('Space')
    await page.getByRole('textbox', { name: /^Name/ }).fill('Lara Lord')
    await fillAccount(page)
    await page.getByText('This customer is the landlord here').click()
    await chooseAt(page, /^Kind of agreement/, 'G-RES')
    await page.getByRole('button', { name: /^Set up customer/ }).click()
    await done(page, /Lara Lord is set up as customer/)
    const id = await shownAccount(page)
    expect(await asked('premises/L-22')).toMatchObject({ landlords: [{ account: id }] })
    await close()
  })

  it('shows what is needed and what is refused at their fields, and writes nothing', async () => {
    const { page, close } = await openDesk()
    await goTo(page, 'set-up/at/L-23')
    await page.getByRole('checkbox', { name: /SP-23/ }).waitFor()
    await page.getByRole('button', { name: /^Set up customer/ }).click()
    const name = page.getByRole('textbox', { name: /^Name/ })
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-invalid') === 'true')
    await expect.poll(() => name.getAttribute('aria-invalid'), { timeout: patience }).toBe('true')
    await name.fill('Too Early')
    await chooseAt(page, /^Agreement/, 'G-RES')
    await fillAccount(page)
    await page.getByRole('textbox', { name: 'Customer number' }).fill('5')
    const { position } = await asked<{ position: number }>('accounts/5')
    await page.getByRole('button', { name: /^Set up customer/ }).click()
    await page.waitForFunction(() => (document.activeElement as HTMLInputElement | null)?.labels?.[0]?.textContent === 'Customer number')
    expect((await asked<{ position: number }>('accounts/5')).position).toBe(position)
    await close()
  })

  it.each(['set-up', 'set-up/copy/24', 'set-up/at/L-24', 'set-up?as_of=2021-06-30'])('#/%s has no accessibility fault in light and dark, and breaks no policy', async (place) => {
    for (const dark of [false, true]) {
      const { page, complaints, close } = await openDesk({ dark })
      await goTo(page, place)
      await page.getByRole('button', { name: 'Add a person' }).click()
      await page.getByText('Another address for part of the year').click()
      await settled(page)
      expect(await accessibilityFaults(page)).toEqual([])
      expect(complaints).toEqual([])
      await close()
    }
  })
})
