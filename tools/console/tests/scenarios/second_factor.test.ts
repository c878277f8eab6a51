import { createHmac } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accessibilityFaults, done, goTo, openDesk, opened, patience, settled, stopBrowser } from './browser'
import { tabTo } from './keyboard'
import { type Server, run, startServer } from './server'

const directory = mkdtempSync(join(tmpdir(), 'tally-second-factor-'))
const password = 'seven quiet meters'
let server: Server

beforeAll(async () => {
  const store = join(directory, 'store')
  run(directory, ['init', '--store', store, '--origin', 'ledger.example/gas', '--currency', 'USD', '--time-zone', 'America/New_York'])
  server = await startServer(['--store', store, '--sign-in', '--second-factor-for', 'admin'], /#\/link\/\S+\s/)
})

afterAll(async () => {
  await stopBrowser()
  await server?.stop()
  rmSync(directory, { recursive: true, force: true })
})

/** An authenticator app: codes of a key by RFC 6238, each once. */
class Device {
  readonly recovery: string[] = []
  private used = 0
  private readonly key: Buffer

  constructor(secret: string) {
    const bits = [...secret.replaceAll(' ', '')].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('')
    this.key = Buffer.from(bits.match(/.{8}/g)!.map((byte) => parseInt(byte, 2)))
  }

  at(step: number): string {
    const counter = Buffer.alloc(8)
    counter.writeBigUInt64BE(BigInt(step))
    const digest = createHmac('sha1', this.key).update(counter).digest()
    return String((digest.readUInt32BE(digest[19]! & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0')
  }

  static now = () => Math.floor(Date.now() / 30_000)

  /** One that was not used: of now, or of the next half minute, which the server takes too; else it is waited for. */
  async next(): Promise<string> {
    const step = Math.max(Device.now(), this.used + 1)
    while (step > Device.now() + 1) await new Promise((later) => setTimeout(later, 500))
    this.used = step
    return this.at(step)
  }
}

/** From the password on, by keyboard alone. */
async function setUp(page: Page): Promise<Device> {
  await tabTo(page, /^Your password/)
  await page.keyboard.type(password)
  await page.keyboard.press('Enter')
  await page.getByRole('img', { name: 'QR code of the key' }).waitFor()
  expect(await accessibilityFaults(page)).toEqual([])
  const device = new Device(await page.getByLabel('Key', { exact: true }).inputValue())
  await tabTo(page, /^Code/)
  await page.keyboard.type(device.at(Device.now() + 10))
  await page.keyboard.press('Enter')
  await page.getByText('it is not the one that the device shows now').waitFor()
  await page.keyboard.press('Control+a')
  await page.keyboard.type(await device.next())
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Your recovery codes' }).waitFor()
  expect(await accessibilityFaults(page)).toEqual([])
  device.recovery.push(...(await page.locator('.recovery-codes li').allInnerTexts()))
  expect(device.recovery.length).toBe(10)
  await tabTo(page, /^I have kept them/, 'button')
  await page.keyboard.press('Enter')
  return device
}

async function choosePassword(page: Page, link: string): Promise<void> {
  await page.goto(link)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByLabel('Password again').fill(password)
  await page.getByRole('button', { name: 'Save and sign in' }).click()
}

async function typePassword(page: Page, user: string): Promise<void> {
  await page.getByLabel('User').fill(user)
  await page.getByLabel('Password').fill(password)
  await page.keyboard.press('Enter')
}

async function signOut(page: Page): Promise<void> {
  await settled(page)
  await page.getByRole('button', { name: /^Sign out/ }).click()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
}

let ofAnn: Device

describe('a second factor', () => {
  it('is set up by an admin before anything else, asked for at the sign-in, taken once, and replaced by a recovery code', async () => {
    const { page, complaints, close } = await openDesk()
    await page.goto(`${server.base}${/#\/link\/\S+/.exec(server.text)![0]}`)
    await page.getByLabel('User').fill('ann')
    await page.getByLabel('Name').fill('Ann Admin')
    await page.getByLabel('Password', { exact: true }).fill(password)
    await page.getByLabel('Password again').fill(password)
    await page.getByRole('button', { name: 'Save and sign in' }).click()
    await page.getByRole('heading', { name: 'Set up a second factor' }).waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await page.goto('about:blank')
    await page.goto(`${server.base}#/users`)
    await page.getByRole('heading', { name: 'Set up a second factor' }).waitFor()
    ofAnn = await setUp(page)
    await page.getByText('Ann Admin (supervisor, admin)').waitFor()
    await page.getByRole('heading', { name: 'Users' }).waitFor()

    await signOut(page)
    await typePassword(page, 'ann')
    const code = page.getByLabel('Code')
    await code.waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await expect.poll(() => code.evaluate((field) => field === document.activeElement), { timeout: patience }).toBe(true)
    await page.keyboard.type(ofAnn.at(Device.now() + 10))
    await page.keyboard.press('Enter')
    await page.getByText('code: it is wrong').waitFor()
    await expect.poll(() => code.getAttribute('aria-invalid'), { timeout: patience }).toBe('true')
    const used = await ofAnn.next()
    await code.fill(used)
    await page.keyboard.press('Enter')
    await page.getByText('Ann Admin (supervisor, admin)').waitFor()

    await signOut(page)
    await typePassword(page, 'ann')
    await code.fill(used)
    await page.keyboard.press('Enter')
    await page.getByText('code: it was used already').waitFor()
    await code.fill(ofAnn.recovery[2]!.toLowerCase().replaceAll('-', ' '))
    await page.keyboard.press('Enter')
    await page.getByText('Ann Admin (supervisor, admin)').waitFor()
    const band = page.getByRole('region', { name: 'Made in your name' })
    await band.getByText('One of your recovery codes was used by who knows your password at').waitFor()
    await band.getByText('A code of your second factor was given a second time, and refused, by who knows your password at').waitFor()
    expect(complaints).toEqual([])
    await close()
  }, 240_000)
  it('is seen and removed by its user, found by the command palette; a role that takes one leads back to setting it up', async () => {
    const { page, complaints, close } = await openDesk({ dark: true })
    await page.goto(`${server.base}#/integrity`)
    await typePassword(page, 'ann')
    await page.getByLabel('Code').fill(ofAnn.recovery[0]!)
    await page.keyboard.press('Enter')
    await page.getByText('Ann Admin (supervisor, admin)').waitFor()
    await settled(page)
    await page.keyboard.press('Control+k')
    await opened(page)
    await page.keyboard.type('second factor')
    await page.getByRole('menuitem', { name: /^Second factor/ }).waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Second factor', exact: true }).waitFor()
    await page.getByText('Of your recovery codes 8 are left.').waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    const remove = async (typed: string) => {
      await page.getByLabel('Your password', { exact: true }).fill(typed)
      await page.getByRole('button', { name: 'Remove second factor' }).click()
    }
    await remove('not the password')
    await page.getByText('this is not your password').waitFor()
    await expect.poll(() => page.getByLabel('Your password', { exact: true }).getAttribute('aria-invalid'), { timeout: patience }).toBe('true')
    await remove(password)
    await page.getByRole('heading', { name: 'Set up a second factor' }).waitFor()
    ofAnn = await setUp(page)
    await page.getByText('Ann Admin (supervisor, admin)').waitFor()
    await page.getByText('Of your recovery codes 10 are left.').waitFor()
    expect(complaints).toEqual([])
    await close()
  }, 240_000)
  it('stays when a link sets another password, until an admin removes it from the users’ screen', async () => {
    const { page: admin, complaints, close: closeAdmin } = await openDesk()
    await admin.goto(`${server.base}#/users`)
    await typePassword(admin, 'ann')
    await admin.getByLabel('Code').fill(ofAnn.recovery[0]!)
    await admin.keyboard.press('Enter')
    await admin.getByRole('button', { name: 'Add a user' }).click()
    let dialog = await opened(admin)
    await dialog.getByRole('textbox', { name: 'User id' }).fill('cleo')
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Cleo Clerk')
    await dialog.getByText('clerk', { exact: true }).click()
    await dialog.getByRole('button', { name: 'Add user' }).click()
    await done(admin, 'User cleo is added. Make a one-time link for them now.')
    const row = admin.getByRole('row', { name: 'cleo' })
    const linkOfCleo = async () => {
      await row.getByRole('button', { name: 'One-time link' }).click()
      dialog = await opened(admin)
      const link = await dialog.getByRole('textbox', { name: 'Link' }).inputValue()
      await dialog.getByRole('button', { name: /^Close/ }).click()
      return link
    }
    expect(await row.innerText()).toMatch(/None/)
    // Her own is removed elsewhere.
    await expect.poll(() => admin.getByRole('row', { name: 'ann' }).getByRole('button', { name: 'Remove second factor' }).getAttribute('aria-disabled'), { timeout: patience }).toBe('true')

    const { page: clerk, complaints: ofClerk, close: closeClerk } = await openDesk()
    await choosePassword(clerk, await linkOfCleo())
    await clerk.getByText('Cleo Clerk (clerk)').waitFor()
    await goTo(clerk, 'my-second-factor', server.base)
    await clerk.getByText('You have none.').waitFor()
    expect(await accessibilityFaults(clerk)).toEqual([])
    await tabTo(clerk, /^Set up a second factor/, 'button')
    await clerk.keyboard.press('Enter')
    const ofCleo = await setUp(clerk)
    await clerk.getByText('Of your recovery codes 10 are left.').waitFor()
    await signOut(clerk)

    await choosePassword(clerk, await linkOfCleo())
    await clerk.getByLabel('Code').fill(ofCleo.recovery[9]!)
    await clerk.keyboard.press('Enter')
    await clerk.getByText('Cleo Clerk (clerk)').waitFor()

    await goTo(admin, 'users', server.base)
    expect(await row.innerText()).toMatch(/Set up/)
    await row.getByRole('button', { name: 'Remove second factor' }).click()
    dialog = admin.getByRole('alertdialog')
    await dialog.waitFor()
    expect(await accessibilityFaults(admin)).toEqual([])
    await dialog.getByRole('button', { name: 'Remove', exact: true }).click()
    await done(admin, 'The second factor of cleo is removed; sessions have ended.')
    expect(await row.innerText()).toMatch(/None/)
    await goTo(clerk, 'my-password', server.base)
    await clerk.getByRole('heading', { name: 'Sign in' }).waitFor()
    await typePassword(clerk, 'cleo')
    await clerk.getByText('Cleo Clerk (clerk)').waitFor()
    await clerk.getByRole('region', { name: 'Made in your name' }).getByText('Your second factor was removed by ann at').waitFor()
    expect([...complaints, ...ofClerk]).toEqual([])
    await closeClerk()
    await closeAdmin()
  }, 240_000)
})
