import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, inject, it } from 'vitest'
import { accessibilityFaults, goTo, openDesk, opened, paperIsText, patience, searchFor, settled, useWorld } from './browser'
import { hostile } from './world'

useWorld()

const places = [
  '', 'accounts/5', 'accounts/10', 'accounts/7/customer', 'accounts/1/services', 'accounts/7/billing', 'accounts/7/billing/history', 'accounts/7/billing/invoices',
  'accounts/7/billing/statements', 'accounts/7/billing/payments', 'accounts/10/billing/adjustments', 'accounts/7/billing/charges', 'accounts/7/billing/budgets', 'accounts/7/billing/autopay', 'accounts/7/communications', 'persons/7', 'premises/L-7',
  'invoices/7-I3', 'statements/7-S3', 'payments/7-P2', 'accounts/7?as_of=2021-06-30', 'accounts/999999', 'nowhere',
]

describe('each screen', () => {
  it.each(places)('#/%s has no accessibility fault in light and dark, and breaks no policy', async (place) => {
    for (const dark of [false, true]) {
      const { page, complaints, close } = await openDesk({ dark })
      await goTo(page, place)
      expect(await accessibilityFaults(page)).toEqual([])
      expect(complaints).toEqual([])
      await close()
    }
  })
  it.each(['p', 'c', 'a', '?', 't', 'Control+k'])('what %s opens over it has no accessibility fault', async (key) => {
    const { page, complaints, close } = await openDesk()
    await goTo(page, 'accounts/5')
    await page.keyboard.press(key)
    await opened(page)
    expect(await accessibilityFaults(page)).toEqual([])
    expect(complaints).toEqual([])
    await close()
  })
  it('says that the time is simulated, and which day it is there', async () => {
    const { page, close } = await openDesk()
    await goTo(page, '')
    await page.getByRole('contentinfo').getByText('Simulated time: today is 2022-03-31').waitFor()
    await close()
  })
  it('fits a tablet without scrolling sideways', async () => {
    const { page, close } = await openDesk({ width: 820 })
    for (const place of ['accounts/5', 'accounts/7/customer', 'invoices/7-I3', 'statements/7-S3']) {
      await goTo(page, place)
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(820)
    }
    await close()
  })
  it('takes less than 200 kB to show an account for the first time', async () => {
    const { page, close } = await openDesk()
    const asked = new Set<string>()
    page.on('response', (response) => asked.add(new URL(response.url()).pathname))
    await goTo(page, 'accounts/5')
    const files = [...asked].filter((path) => !path.startsWith('/v1/')).map((path) => join(inject('dist'), path === '/' ? 'index.html' : path)).filter(existsSync)
    const bytes = files.reduce((total, file) => total + gzipSync(readFileSync(file), { level: 9 }).length, 0)
    expect(files.length).toBeGreaterThan(4)
    expect(bytes).toBeLessThan(200_000)
    await close()
  })
  it('shows hostile texts as texts', async () => {
    const { page, complaints, close } = await openDesk()
    await goTo(page, '')
    await searchFor(page, 'M-X', 'M-X')
    await page.waitForURL(/#\/(accounts|premises)\//)
    await settled(page)
    const account = /accounts\/([^/?]+)/.exec(page.url())?.[1]
    expect(account).toBeDefined()
    const person = await page.getByRole('navigation', { name: 'Where you are' }).getByRole('link').nth(1).getAttribute('href')
    for (const place of [`accounts/${account}`, `accounts/${account}/customer`, `accounts/${account}/services`, person!.replace('#/', ''), 'premises/L-X']) {
      await goTo(page, place)
      expect(await page.evaluate(() => document.body.innerText)).toContain(hostile)
      expect(await page.evaluate(() => (window as unknown as { hacked?: number }).hacked)).toBeUndefined()
      expect(await page.locator('img').count()).toBe(0)
    }
    expect(complaints).toEqual([])
    await close()
  })
})

describe('finding a customer', () => {
  it('searches as one types from anywhere with /, by keyboard', async () => {
    const { page, close } = await openDesk()
    await goTo(page, 'invoices/7-I3')
    await searchFor(page, 'wim tur', 'Wim Turner')
    await page.getByRole('heading', { level: 1, name: /Wim Turner/ }).waitFor()
    await close()
  })
  it('says that nothing was found, and what to try', async () => {
    const { page, close } = await openDesk()
    await goTo(page, '')
    await page.keyboard.press('/')
    await page.waitForFunction(() => document.activeElement?.id === 'search')
    await page.keyboard.type('zzzzqqq')
    await page.getByText('Nothing found. Try a part of the name').waitFor()
    await close()
  })
  it('leads from an invoice number to the invoice', async () => {
    const { page, close } = await openDesk()
    await goTo(page, '')
    await searchFor(page, '7-I3', '7-I3')
    await page.waitForURL(/invoices\/7-I3/)
    await close()
  })
})

describe('the account', () => {
  it('C1 C2 C5 C6: trail, overview, tasks and tabs say what they owe and why', async () => {
    const { page, close } = await openDesk()
    await goTo(page, 'accounts/5')
    const trail = page.getByRole('navigation', { name: 'Where you are' })
    expect(await trail.innerText()).toMatch(/Customers[\s\S]*Kofi Tanaka[\s\S]*Account 5/)
    const overview = page.getByRole('region', { name: 'Overview', exact: true })
    expect(await overview.innerText()).toMatch(/Current balance\s+278\.45 USD[\s\S]*Overdue\s+278\.45[\s\S]*2021-03-12[\s\S]*303\.29[\s\S]*2022-04-12/)
    expect(await overview.innerText()).toContain('Owes 278.45 USD: 1 document open (5-I2), 363 days overdue.')
    await page.keyboard.press('Escape')
    await page.keyboard.press('3')
    await page.waitForURL(/accounts\/5\/services/)
    await page.getByRole('tab', { selected: true, name: 'Services & premise' }).waitFor()
    await close()
  })
  it('C1: the trail leads from the customer to the meter and the line of a bill, each step a link', async () => {
    const { page, complaints, close } = await openDesk()
    await goTo(page, 'accounts/7')
    const trail = page.getByRole('navigation', { name: 'Where you are' })
    const steps = async (wanted: RegExp) => expect((await trail.getByRole('listitem').allInnerTexts()).join(' > ')).toMatch(wanted)
    await steps(/^Customers > Ada Berg > Account 7 > Agreement 7-SA1 > Premise L-7 > Service point SP-7 > Meter M-7$/)
    await trail.getByRole('link', { name: 'Meter M-7' }).click()
    await page.waitForURL(/#\/premises\/L-7\/SP-7\/M-7$/)
    await page.locator('tr.chosen').filter({ hasText: 'M-7' }).waitFor()
    await settled(page)
    await steps(/Account 7 > Agreement 7-SA1 > Premise L-7 > Service point SP-7 > Meter M-7$/)
    expect(await accessibilityFaults(page)).toEqual([])
    await trail.getByRole('link', { name: 'Agreement 7-SA1' }).click()
    await page.waitForURL(/#\/accounts\/7\/services\/7-SA1$/)
    await page.locator('tr.chosen').filter({ hasText: '7-SA1' }).waitFor()
    await goTo(page, 'invoices/7-I3')
    await page.getByRole('link', { name: 'Gas supply', exact: true }).click()
    await page.waitForURL(/#\/invoices\/7-I3\/[^/]+\/[^/]+$/)
    await page.locator('tr.chosen').filter({ hasText: 'Gas supply' }).waitFor()
    await settled(page)
    await steps(/Agreement 7-SA1 > Premise L-7 > Service point SP-7 > Invoice 7-I3 > Segment \S+ > Gas supply$/)
    expect(await accessibilityFaults(page)).toEqual([])
    await trail.getByRole('link', { name: /^Segment / }).click()
    await page.waitForURL(/#\/invoices\/7-I3\/[^/]+$/)
    await page.locator('.segment-lines.chosen').waitFor()
    expect(complaints).toEqual([])
    await close()
  })
  it('C3: what asks for attention stands in the overview', async () => {
    const { page, close } = await openDesk()
    await goTo(page, 'accounts/10')
    // Alerts come from two questions, of which one may be answered later.
    const waits = /Adjustment 10-ADJ1 of \u221260\.00 waits for approval/
    await page.locator('.alerts').filter({ hasText: waits }).waitFor()
    expect(await page.locator('.alerts').innerText()).toMatch(waits)
    await close()
  })
  it('C4: what happened lately is a timeline that leads to each document', async () => {
    const { page, close } = await openDesk()
    await goTo(page, 'accounts/5')
    await page.locator('.activity a').filter({ hasText: 'Statement 5-S14' }).click()
    await page.getByRole('heading', { level: 1, name: 'Statement 5-S14' }).waitFor()
    await close()
  })
  it('C11: every field of a person on the account is there', async () => {
    const { page, close } = await openDesk()
    await goTo(page, 'accounts/7/customer')
    const text = await page.locator('main').innerText()
    for (const label of ['Person ID', 'Main customer', 'Financially responsible', 'Third-party guarantor', 'Relationship type', 'Web access', 'Prefix/suffix', 'Pfx/sfx name',
      'Receives copy of bill', 'Bill route type', 'Bill format', 'Copies', 'Customer PO ID', 'Receives notification', 'Address source', 'Address ID']) expect(text).toContain(label)
    expect(text).toContain('locked for the main customer')
    await close()
  })
  it('C12 C15: meters, reads and consumption are a table and a chart', async () => {
    const { page, close } = await openDesk()
    await goTo(page, 'accounts/7/services')
    await page.locator('canvas').first().waitFor()
    const table = page.getByRole('grid', { name: 'Consumption at SP-7' })
    expect(await table.getByRole('row').nth(1).innerText()).toMatch(/2022-02-05\s+2022-03-04\s+28\s+104 therm\s+65975\s+M-7/)
    await close()
  })
  it('C20 C22: an invoice has every line, and a statement is what the customer sees', async () => {
    const { page, close } = await openDesk()
    await goTo(page, 'invoices/7-I3')
    expect(await page.locator('main').innerText()).toMatch(/Gas supply\s+62 therm × 0\.62415[\s\S]*38\.70/)
    await page.getByRole('link', { name: 'Account 7' }).click()
    await goTo(page, 'statements/7-S3')
    const paper = page.getByRole('article', { name: 'Statement as the customer sees it' })
    expect(await paper.innerText()).toMatch(/AMOUNT DUE by 2021-04-26\s*USD 105\.92/)
    await page.emulateMedia({ media: 'print' })
    await page.locator('.top-bar').waitFor({ state: 'hidden' })
    await expect.poll(() => paper.isVisible(), { timeout: patience }).toBe(true)
    await close()
  })
  it('C22: a statement has the layout of its text, line by line, and is one sheet of A4 and of Letter', async () => {
    const { page, close } = await openDesk()
    for (const statement of ['7-S3', '5-S14', '10-S14']) {
      await goTo(page, `statements/${statement}`)
      await paperIsText(page, `statements/${statement}`)
      for (const format of ['A4', 'Letter']) {
        const pdf = (await page.pdf({ format })).toString('latin1')
        expect(pdf.match(/\/Type\s*\/Page\b(?!s)/g), format).toHaveLength(1)
      }
      // What is left of A4 within its margins.
      await page.emulateMedia({ media: 'print' })
      await page.setViewportSize({ width: 672, height: 980 })
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(672)
      await page.emulateMedia({ media: 'screen' })
      await page.setViewportSize({ width: 1280, height: 800 })
    }
    await close()
  })
  it('C19 C27 C30: AR history and payments lead to their documents', async () => {
    const { page, close } = await openDesk()
    await goTo(page, 'accounts/7/billing/history')
    const history = page.getByRole('grid', { name: 'AR history' })
    expect(await history.getByRole('row').last().innerText()).toMatch(/2021-02-05[\s\S]*Charge billed\s+7-I1\s+181\.37\s+181\.37/)
    await goTo(page, 'payments/7-P2')
    expect(await page.getByRole('grid', { name: 'What it paid' }).innerText()).toMatch(/7-I2\s+7-SA1\s+T1\s+155\.79/)
    await close()
  })
})

describe('the past', () => {
  it('is marked, shows what was known then, and has every act off with its reason', async () => {
    const { page, close } = await openDesk()
    await goTo(page, 'accounts/7')
    await page.keyboard.press('t')
    await (await opened(page)).getByRole('spinbutton').first().click()
    await page.keyboard.type('20210630')
    await page.keyboard.press('Enter')
    await page.waitForURL(/as_of=2021-06-30/)
    await page.getByText('Everything is as the ledger knew it at the end of 2021-06-30. Actions are off.').waitFor()
    await settled(page)
    expect(await page.getByRole('region', { name: 'Overview', exact: true }).innerText()).toMatch(/Current balance\s+38\.13 USD/)
    await page.keyboard.press('p')
    await settled(page)
    expect(await page.getByRole('dialog').count()).toBe(0)
    const post = page.getByRole('button', { name: 'Post payment' })
    await expect.poll(() => post.getAttribute('aria-disabled'), { timeout: patience }).toBe('true')
    await post.focus()
    await page.keyboard.press('Enter')
    await settled(page)
    expect(await page.getByRole('dialog').count()).toBe(0)
    await page.getByRole('button', { name: 'Return to now' }).click()
    await page.waitForURL((url) => !url.hash.includes('as_of'))
    await settled(page)
    await expect.poll(() => page.getByRole('button', { name: 'Post payment' }).getAttribute('aria-disabled'), { timeout: patience }).toBeNull()
    await close()
  })
})

describe('explaining', () => {
  it('H9: says why a balance is what it is, from the amount to the invoice, its arithmetic and who entered it, by keyboard', async () => {
    const { page, complaints, close } = await openDesk()
    await goTo(page, 'accounts/5')
    await page.keyboard.press('e')
    const panel = await opened(page, /Why the balance of account 5/)
    await panel.getByText(/All changes that were ever entered add up to 278\.45, the same\./).waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await panel.getByRole('button', { name: 'Explain invoice 5-I2' }).focus()
    await page.keyboard.press('Enter')
    const bill = await opened(page, /Why the amount of 5-I2/)
    await bill.getByText(/every amount is the same/).waitFor()
    expect(await bill.innerText()).toMatch(/184\.666667 therm × 0\.5518 = 101\.89906685, rounded half away from zero: 101\.90[\s\S]*Published .* UTC by demo, event/)
    expect(await accessibilityFaults(page)).toEqual([])
    expect(complaints).toEqual([])
    await close()
  })
  it('H9: explains one line of an invoice, and what a payment paid', async () => {
    const { page, close } = await openDesk()
    await goTo(page, 'invoices/7-I3')
    await page.getByRole('button', { name: 'Why? Gas supply 38.70' }).click()
    expect(await page.getByRole('dialog').getByText(/62 therm × 0\.62415/).first().innerText()).toContain('38.70')
    await goTo(page, 'payments/7-P2')
    await page.getByRole('button', { name: 'Why? What 7-P2 paid' }).click()
    await page.getByRole('dialog').getByText(/add up to its amount/).waitFor()
    await settled(page)
    expect(await page.getByRole('dialog').innerText()).toContain('7-I2')
    await close()
  })
})
