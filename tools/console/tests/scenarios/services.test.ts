import { describe, expect, it } from 'vitest'
import type { Locator, Page } from 'playwright-core'
import { accessibilityFaults, asked, done, goTo, notice, openDesk, opened, patience, sendElsewhere, useWorld } from './browser'
import { chooseAt, tabTo, typeAt } from './keyboard'

useWorld()

type Point = { service_point: { service_point: string; meters: { meter: string; removed_on: string | null; registers: { rollover_threshold: string }[] }[]; last_reads: { value: string; read_on: string }[] } }
type Place = { service_points: Point[]; landlords: object[] }
type Agreement = Record<string, unknown> & { charged_until: string }

async function agreementsOf(account: string): Promise<Agreement[]> {
  return (await asked<{ agreements: { agreement: Agreement }[] }>(`accounts/${account}`)).agreements.map((each) => each.agreement)
}
/** What the first service point's register shows `more` after its last read. */
async function later(premise: string, more: number): Promise<string> {
  const place = await asked<Place>(`premises/${premise}`)
  return String(Number(place.service_points[0]!.service_point.last_reads[0]!.value) + more)
}
async function choose(page: Page, menu: string, act: string): Promise<Locator> {
  await page.getByRole('button', { name: menu }).click()
  await page.getByRole('menuitem', { name: act }).click()
  return opened(page)
}
async function setDay(page: Page, within: Locator, label: RegExp, day: string): Promise<void> {
  await within.getByRole('group', { name: label }).getByRole('spinbutton').first().click()
  await page.keyboard.type(day.replaceAll('-', ''))
}

describe('services and premise', () => {
  it('C12 C16: enters a read by keyboard alone, and withdraws it', async () => {
    const { page, complaints, close } = await openDesk()
    const value = await later('L-34', 9)
    await goTo(page, 'accounts/34/services')
    await page.getByRole('button', { name: 'Act at SP-34' }).waitFor()
    await tabTo(page, /^Act at SP-34/)
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Enter read' }).waitFor()
    await page.keyboard.press('Enter')
    await opened(page, 'Read of SP-34')
    await typeAt(page, /^Shows/, value)
    await page.keyboard.press('Tab')
    await page.keyboard.type('20220330')
    await page.keyboard.press('Enter')
    await done(page, `Read ${value} of 2022-03-30 is entered at SP-34.`)
    expect((await asked<Place>('premises/L-34')).service_points[0]!.service_point.last_reads[0]).toMatchObject({ value, read_on: '2022-03-30' })
    await notice(page).getByRole('button', { name: 'Withdraw it' }).click()
    await done(page, /Taken back/)
    expect((await asked<Place>('premises/L-34')).service_points[0]!.service_point.last_reads[0]!.read_on).not.toBe('2022-03-30')
    expect(complaints).toEqual([])
    await close()
  })

  it('shows a value that is no quantity at its field', async () => {
    const { page, close } = await openDesk()
    await goTo(page, 'accounts/34/services')
    const dialog = await choose(page, 'Act at SP-34', 'Enter read')
    await dialog.getByRole('textbox', { name: /^Shows/ }).fill('12x')
    await setDay(page, dialog, /^Read on/, '2022-03-30')
    await dialog.getByRole('button', { name: 'Enter read' }).click()
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-invalid') === 'true')
    await expect.poll(() => dialog.getByRole('textbox', { name: /^Shows/ }).getAttribute('aria-invalid'), { timeout: patience }).toBe('true')
    await close()
  })

  it('C16: exchanges a meter, each with its own reads, and changes a register', async () => {
    const { page, close } = await openDesk()
    const value = await later('L-35', 4)
    await goTo(page, 'accounts/35/services')
    const dialog = await choose(page, 'Act at SP-35', 'Exchange meter')
    await setDay(page, dialog, /^Last day of M-35/, '2022-03-30')
    await dialog.getByRole('textbox', { name: /^M-35 ends at/ }).fill(value)
    await dialog.getByRole('textbox', { name: /^New meter ·|^New meter$/ }).fill('N-35')
    await dialog.getByRole('textbox', { name: /^New meter begins at/ }).fill('7')
    await dialog.getByRole('button', { name: 'Exchange meter' }).click()
    await done(page, 'Meter M-35 is exchanged for N-35 at SP-35.')
    const point = (await asked<Place>('premises/L-35')).service_points[0]!.service_point
    expect(point.meters.map((meter) => [meter.meter, meter.removed_on])).toEqual([['M-35', '2022-03-30'], ['N-35', null]])
    expect(point.last_reads[0]!.value).toBe('7')
    const register = await choose(page, 'Act at SP-35', 'Change register')
    await register.getByRole('textbox', { name: /^Rollover threshold/ }).fill('0.8')
    await register.getByRole('button', { name: 'Change register' }).click()
    await done(page, 'The rollover threshold at SP-35 is 0.8.')
    expect((await asked<Place>('premises/L-35')).service_points[0]!.service_point.meters[1]!.registers[0]!.rollover_threshold).toBe('0.8')
    await close()
  })

  it('C16: changes the address of a location, and issued bills keep theirs', async () => {
    const { page, complaints, close } = await openDesk()
    await goTo(page, 'premises/L-33')
    await page.getByRole('button', { name: 'Change address' }).click()
    const dialog = await opened(page, 'Address of location L-33')
    expect(await accessibilityFaults(page)).toEqual([])
    await dialog.getByRole('textbox', { name: 'Address 1' }).fill('33 Weir Street')
    await dialog.getByRole('textbox', { name: /^Reason/ }).fill('The street was renamed')
    await dialog.getByRole('button', { name: 'Change address' }).click()
    await done(page, /Location L-33 is at 33 Weir Street/)
    await page.getByRole('heading', { level: 1, name: /33 Weir Street/ }).waitFor()
    const account = await asked<{ heading: { service_address: { address1: string } }; last_invoice: string }>('accounts/33')
    expect(account.heading.service_address.address1).toBe('33 Weir Street')
    const bill = await asked<{ heading?: { service_address: { address1: string } } }>(`invoices/${account.last_invoice}`)
    expect(JSON.stringify(bill)).not.toContain('33 Weir Street')
    expect((await asked<{ hits: { id: string }[] }>('search?q=33+weir+street')).hits.map((hit) => hit.id)).toContain('L-33')
    await goTo(page, 'accounts/33/services')
    await page.getByRole('button', { name: 'Change address' }).click()
    const again = await opened(page, 'Address of location L-33')
    await again.getByRole('button', { name: 'Change address' }).click()
    await done(page, 'It was so already; nothing was written.')
    expect(complaints).toEqual([])
    await close()
  })

  it('B12: prices an agreement by another rate from a day on', async () => {
    const { page, close } = await openDesk()
    const [agreement] = await agreementsOf('36')
    await goTo(page, 'accounts/36/services')
    const dialog = await choose(page, 'Act on agreement 36-SA1', 'Change rate')
    await dialog.getByRole('combobox', { name: /^Rate/ }).focus()
    await chooseAt(page, /^Rate/, agreement!.tariff === 'G-COM' ? 'G-RES' : 'G-COM')
    await dialog.getByRole('button', { name: 'Change rate' }).click()
    await done(page, /Agreement 36-SA1 is priced by G-\w+ from/)
    expect((await agreementsOf('36'))[0]).toMatchObject({ earlier_tariffs: [{ tariff: agreement!.tariff, until: agreement!.charged_until }] })
    await close()
  })

  it('B12: charges an agreement for another quantity from a day on', async () => {
    const { page, complaints, close } = await openDesk()
    const [agreement] = await agreementsOf('34')
    await goTo(page, 'accounts/34/services')
    const dialog = await choose(page, 'Act on agreement 34-SA1', 'Change quantity')
    expect(await accessibilityFaults(page)).toEqual([])
    await dialog.getByRole('textbox', { name: /^Quantity/ }).fill('0')
    await dialog.getByRole('button', { name: 'Change quantity' }).click()
    await expect.poll(() => dialog.getByRole('textbox', { name: /^Quantity/ }).getAttribute('aria-invalid'), { timeout: patience }).toBe('true')
    await dialog.getByRole('textbox', { name: /^Quantity/ }).fill('3')
    await dialog.getByRole('button', { name: 'Change quantity' }).click()
    await done(page, /Agreement 34-SA1 is charged for 3 from/)
    expect((await agreementsOf('34'))[0]).toMatchObject({ quantity: '3', earlier_quantities: [{ quantity: '1', until: agreement!.charged_until }] })
    await page.getByRole('row', { name: /34-SA1/ }).getByText(', for 3').waitFor()
    expect(complaints).toEqual([])
    await close()
  })

  it('B10: agrees with a landlord, and at move-out service reverts to them', async () => {
    const { page, close } = await openDesk()
    const value = await later('L-37', 3)
    await goTo(page, 'accounts/37/services')
    await page.getByRole('button', { name: 'Landlord agreement' }).click()
    const landlord = await opened(page, 'Landlord agreement of L-37')
    await landlord.getByRole('textbox', { name: /^Landlord’s account/ }).fill('38')
    await chooseAt(page, /^Agreement/, 'G-RES')
    await landlord.getByRole('button', { name: 'Save agreement' }).click()
    await done(page, 'Account 38 is the landlord of L-37.')
    await page.getByText(/^Landlord: account 38 as G-RES/).waitFor()
    await page.getByRole('button', { name: 'Move out' }).click()
    const dialog = await opened(page)
    await setDay(page, dialog, /^Last day charged/, '2022-03-30')
    await dialog.getByRole('textbox', { name: /^SP-37 ends at/ }).fill(value)
    await dialog.getByRole('button', { name: 'Move out' }).click()
    await done(page, 'Account 37 moves out of L-37 on 2022-03-30.')
    expect((await agreementsOf('37'))[0]).toMatchObject({ status: 'stopped', stop_on: '2022-03-30' })
    expect((await agreementsOf('38')).some((each) => each.premise === 'L-37' && each.status === 'active')).toBe(true)
    await close()
  })

  it('stops service and withdraws the stop, stops it with a read, and starts it again', async () => {
    const { page, close } = await openDesk()
    const value = await later('L-39', 3)
    await goTo(page, 'accounts/39/services')
    const stop = await choose(page, 'Act on agreement 39-SA1', 'Stop service')
    await setDay(page, stop, /^Last day charged/, '2022-03-29')
    await stop.getByRole('button', { name: 'Stop service' }).click()
    await done(page, 'Agreement 39-SA1 stops on 2022-03-29.')
    expect((await agreementsOf('39'))[0]).toMatchObject({ status: 'pending_stop' })
    const withdraw = await choose(page, 'Act on agreement 39-SA1', 'Withdraw stop')
    await withdraw.getByRole('button', { name: 'Withdraw stop' }).click()
    await done(page, 'Agreement 39-SA1 goes on.')
    const again = await choose(page, 'Act on agreement 39-SA1', 'Stop service')
    await setDay(page, again, /^Last day charged/, '2022-03-29')
    await again.getByRole('textbox', { name: /^Ends at/ }).fill(value)
    await again.getByRole('button', { name: 'Stop service' }).click()
    await done(page, 'Agreement 39-SA1 stops on 2022-03-29.')
    await page.getByText('Stopped', { exact: true }).waitFor()
    const start = await choose(page, 'Act at SP-39', 'Start service')
    await chooseAt(page, /^Agreement/, 'G-RES')
    await setDay(page, start, /^Start on/, '2022-03-30')
    await start.getByRole('button', { name: 'Start service' }).click()
    await done(page, 'Service starts on 2022-03-30: agreement 39-SA2 of account 39.')
    expect((await agreementsOf('39')).map((each) => each.status)).toEqual(['stopped', 'active'])
    await close()
  })

  it('moves and withdraws a start that waits', async () => {
    const { page, close } = await openDesk()
    await sendElsewhere('service.start', { account: '40', sa_type: 'G-RES', service_point: 'SP-41', start_on: '2022-04-01' })
    const pending = (await agreementsOf('40')).find((each) => each.status === 'pending_start')!
    await goTo(page, 'accounts/40/services')
    const move = await choose(page, `Act on agreement ${String(pending.sa)}`, 'Move start')
    await setDay(page, move, /^Start on/, '2022-04-05')
    await move.getByRole('button', { name: 'Move start' }).click()
    await done(page, `Agreement ${String(pending.sa)} starts on 2022-04-05.`)
    const withdraw = await choose(page, `Act on agreement ${String(pending.sa)}`, 'Withdraw start')
    await withdraw.getByRole('button', { name: 'Withdraw start' }).click()
    await done(page, `The start of agreement ${String(pending.sa)} is withdrawn.`)
    expect((await agreementsOf('40')).find((each) => each.sa === pending.sa)!.status).toBe('cancelled')
    await close()
  })

  it.each(['Enter read', 'Exchange meter', 'Change register', 'Stop service', 'Change rate'])('“%s” opens without accessibility faults in light and dark', async (act) => {
    for (const dark of [false, true]) {
      const { page, complaints, close } = await openDesk({ dark })
      await goTo(page, 'accounts/42/services')
      const menu = /service|rate/.test(act) ? 'Act on agreement 42-SA1' : 'Act at SP-42'
      await page.getByRole('button', { name: menu }).click()
      await page.getByRole('menuitem', { name: act }).waitFor()
      expect(await accessibilityFaults(page)).toEqual([])
      await page.getByRole('menuitem', { name: act }).click()
      await opened(page)
      expect(await accessibilityFaults(page)).toEqual([])
      expect(complaints).toEqual([])
      await close()
    }
  })
})
