import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accessibilityFaults, done, goTo, notice, openDesk, opened, patience, settled, stopBrowser } from './browser'
import { type Server, root, run, startServer } from './server'

const directory = mkdtempSync(join(tmpdir(), 'tally-sign-in-'))
const password = 'seven quiet meters'
let server: Server
let first = ''

beforeAll(async () => {
  // A store in real time: the first user is made by the server's own clock.
  const store = join(directory, 'store')
  run(directory, ['init', '--store', store, '--origin', 'ledger.example/gas', '--currency', 'USD', '--time-zone', 'America/New_York'])
  for (const example of ['utility', 'customer']) run(directory, ['apply', '--store', store, join(root, 'tools/examples', `${example}.jsonl`)])
  run(directory, ['bill', '--store', store, '--cycle', 'M01', '--date', '2022-01-05'])
  server = await startServer(['--store', store, '--sign-in'], /#\/link\/\S+\s/)
  first = /#\/(link\/\S+)/.exec(server.text)![1]!
})

afterAll(async () => {
  await stopBrowser()
  await server?.stop()
  rmSync(directory, { recursive: true, force: true })
})

/** Sends as the user who is signed in on a page. */
async function sendAs(page: Page, path: string, body: unknown): Promise<unknown> {
  return page.evaluate(async ([to, json]) => {
    const { csrf } = (await (await fetch('./v1/session')).json()) as { csrf: string }
    const answer = await fetch(to!, { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf }, body: json! })
    const text = await answer.text()
    if (!answer.ok) throw new Error(text)
    return text ? (JSON.parse(text) as unknown) : null
  }, [path, JSON.stringify(body)])
}

async function linkFor(admin: Page, user: string, name: string, roles: string[]): Promise<string> {
  await sendAs(admin, './v1/commands', { type: 'user.add', command_id: `add-${user}`, user, name, roles })
  const answer = (await sendAs(admin, `./v1/users/${user}/sign-in-link`, {})) as Record<string, string>
  return /link\/([\w-]+)/.exec(JSON.stringify(answer))?.[1] ?? answer.token ?? ''
}

async function choosePassword(page: Page): Promise<void> {
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByLabel('Password again').fill(password)
  await page.getByRole('button', { name: 'Save and sign in' }).click()
}

describe('signing in', () => {
  it('sets up the first user by the link that the server printed, refuses a weak password at its field, and lets a clerk do a clerk’s work only', async () => {
    const { page: admin, complaints, close: closeAdmin } = await openDesk()
    await admin.goto(`${server.base}#/${first}`)
    await admin.getByRole('heading', { name: 'Set up the first user' }).waitFor()
    expect(await accessibilityFaults(admin)).toEqual([])
    await admin.getByLabel('User').fill('ann')
    await admin.getByLabel('Name').fill('Ann Admin')
    await admin.getByLabel('Password', { exact: true }).fill('short')
    await admin.getByLabel('Password again').fill('short')
    await admin.getByRole('button', { name: 'Save and sign in' }).click()
    await admin.getByText('it is too short: give at least 12 characters').waitFor()
    await expect.poll(() => admin.getByLabel('Password', { exact: true }).getAttribute('aria-invalid'), { timeout: patience }).toBe('true')
    await choosePassword(admin)
    await admin.getByText('Ann Admin (supervisor, admin)').waitFor()

    const link = await linkFor(admin, 'cleo', 'Cleo Clerk', ['clerk'])
    const { page: clerk, close: closeClerk } = await openDesk()
    await clerk.goto(`${server.base}#/link/${link}`)
    await clerk.getByRole('heading', { name: 'Choose a password, Cleo Clerk' }).waitFor()
    await choosePassword(clerk)
    await clerk.getByText('Cleo Clerk (clerk)').waitFor()

    await goTo(clerk, 'accounts/1', server.base)
    await clerk.keyboard.press('Escape')
    await clerk.keyboard.press('p')
    const dialog = await opened(clerk)
    await dialog.getByRole('textbox', { name: 'Amount' }).fill('5')
    await dialog.getByRole('button', { name: 'Post payment' }).click()
    await done(clerk, /Payment 1-P\d+ of 5 USD is posted/)
    expect(await notice(clerk).getByRole('button', { name: 'Cancel it' }).count()).toBe(0)
    await clerk.locator('.activity').getByText('cleo').first().waitFor()

    await goTo(clerk, 'invoices/1-I1', server.base)
    const reverse = clerk.getByRole('button', { name: 'Reverse charges' })
    await expect.poll(() => reverse.getAttribute('aria-disabled'), { timeout: patience }).toBe('true')
    await reverse.focus()
    await clerk.getByRole('tooltip').getByText(/Your role \(clerk\) may not send invoice\.reverse/).waitFor()
    expect(await accessibilityFaults(clerk)).toEqual([])

    await sendAs(admin, './v1/commands', { type: 'user.lock', command_id: 'lock-cleo', user: 'cleo', reason: 'Has left' })
    await clerk.evaluate(() => { window.location.hash = '#/premises/L-1' })
    await clerk.getByRole('heading', { name: 'Sign in' }).waitFor()
    expect(complaints).toEqual([])
    await closeClerk()
    await closeAdmin()
  })
  it('asks for user and password, refuses the wrong one, and signs out', async () => {
    const { page, complaints, close } = await openDesk()
    await page.goto(`${server.base}#/trial-balance`)
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await page.getByLabel('User').fill('ann')
    await page.getByLabel('Password').fill('not the password')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').waitFor()
    await page.getByLabel('Password').fill(password)
    await page.keyboard.press('Enter')
    await page.getByText('Ann Admin (supervisor, admin)').waitFor()
    await settled(page)
    await page.getByRole('button', { name: /Sign out/ }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    expect(complaints).toEqual([])
    await close()
  })
  it('lets a user change the own password: the one until now at its field, other browsers signed out, this one goes on', async () => {
    const { page, complaints, close } = await openDesk()
    const { page: other, close: closeOther } = await openDesk()
    for (const browser of [page, other]) {
      await browser.goto(`${server.base}#/integrity`)
      await browser.getByLabel('User').fill('ann')
      await browser.getByLabel('Password').fill(password)
      await browser.keyboard.press('Enter')
      await browser.getByText('Ann Admin (supervisor, admin)').waitFor()
    }
    await page.keyboard.press('Control+k')
    await opened(page)
    await page.keyboard.type('change your password')
    await page.getByRole('menuitem', { name: /^Change your password/ }).waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Change your password' }).waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    const wanted = 'eight quiet meters'
    const change = async (current: string, chosen: string, again = chosen) => {
      await page.getByLabel('Password until now').fill(current)
      await page.getByLabel('New password', { exact: true }).fill(chosen)
      await page.getByLabel('New password again').fill(again)
      await page.getByRole('button', { name: 'Change password' }).click()
    }
    await change(password, wanted, 'nine quiet meters')
    await page.getByText('The two passwords differ').waitFor()
    await change('not the password', wanted)
    await page.getByText('this is not your password until now').waitFor()
    await expect.poll(() => page.getByLabel('Password until now').getAttribute('aria-invalid'), { timeout: patience }).toBe('true')
    await change(password, wanted)
    await page.getByText('Your password is changed.').waitFor()
    // The page goes on: its next write carries the new session's token.
    await sendAs(page, './v1/commands', { type: 'user.set_preference', command_id: 'after-change', name: 'layout.log', value: '25' })
    await other.evaluate(() => { window.location.hash = '#/trial-balance' })
    await other.getByRole('heading', { name: 'Sign in' }).waitFor()
    await other.getByLabel('User').fill('ann')
    await other.getByLabel('Password').fill(wanted)
    await other.keyboard.press('Enter')
    await other.getByText('Ann Admin (supervisor, admin)').waitFor()
    // What was left open elsewhere is ended from here.
    await page.evaluate(() => { window.location.hash = '#/trial-balance' })
    await page.getByRole('heading', { name: 'Trial balance' }).waitFor()
    await page.evaluate(() => { window.location.hash = '#/my-password' })
    const sessions = page.getByRole('grid', { name: 'Where you are signed in' })
    await sessions.getByText('(here)').waitFor()
    await sessions.getByRole('button', { name: 'Sign out' }).first().click()
    await page.getByText(/^The session of .* has ended\.$/).waitFor()
    await other.evaluate(() => { window.location.hash = '#/operations/periods' })
    await other.getByRole('heading', { name: 'Sign in' }).waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    expect(complaints).toEqual([])
    await closeOther()
    await close()
  })
  it('tells a user what was made in their name until it is seen', async () => {
    const { page: admin, close: closeAdmin } = await openDesk()
    await admin.goto(`${server.base}#/integrity`)
    await admin.getByLabel('User').fill('ann')
    await admin.getByLabel('Password').fill('eight quiet meters')
    await admin.keyboard.press('Enter')
    await admin.getByText('Ann Admin (supervisor, admin)').waitFor()
    const link = await linkFor(admin, 'dee', 'Dee Desk', ['clerk'])
    const made = (await sendAs(admin, './v1/tokens', { user: 'dee', name: 'import at night' })) as { id: string }
    const { page, complaints, close } = await openDesk()
    await page.goto(`${server.base}#/link/${link}`)
    await page.getByRole('heading', { name: 'Choose a password, Dee Desk' }).waitFor()
    await choosePassword(page)
    await page.getByText('Dee Desk (clerk)').waitFor()
    const band = page.getByRole('region', { name: 'Made in your name' })
    await band.getByText(`An API token for you, ${made.id} “import at night”, was made by ann at`).waitFor()
    await band.getByText('A link by which your password is set was made by ann at').waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await band.getByRole('button', { name: /^Seen: An API token/ }).click()
    await band.getByText('import at night').waitFor({ state: 'detached' })
    // Until it is seen, at each sign-in.
    await page.reload()
    await page.getByText('Dee Desk (clerk)').waitFor()
    await band.getByRole('button', { name: /^Seen: A link/ }).click()
    await band.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: /Sign out/ }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await page.getByLabel('User').fill('dee')
    await page.getByLabel('Password').fill(password)
    await page.keyboard.press('Enter')
    await page.getByText('Dee Desk (clerk)').waitFor()
    // That session has not set the password itself.
    await band.getByText('Your password was set with a one-time link at').waitFor()
    expect(await band.getByRole('listitem').count()).toBe(1)
    expect(complaints).toEqual([])
    await close()
    await closeAdmin()
  })
  it('says of a link that was used what to do', async () => {
    const { page, close } = await openDesk()
    await page.goto(`${server.base}#/${first}`)
    await page.getByText('this link was used or has expired: ask an admin for another one').waitFor()
    await close()
  })
})
