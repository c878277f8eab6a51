import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accessibilityFaults, done, goTo, openDesk, opened, patience, settled, stopBrowser } from './browser'
import { type Server, root, run, startServer } from './server'

const directory = mkdtempSync(join(tmpdir(), 'tally-users-'))
const password = 'seven quiet meters'
let server: Server

beforeAll(async () => {
  const store = join(directory, 'store')
  run(directory, ['init', '--store', store, '--origin', 'ledger.example/gas', '--currency', 'USD', '--time-zone', 'America/New_York'])
  for (const example of ['utility', 'customer']) run(directory, ['apply', '--store', store, join(root, 'tools/examples', `${example}.jsonl`)])
  server = await startServer(['--store', store, '--sign-in'], /#\/link\/\S+\s/)
})

afterAll(async () => {
  await stopBrowser()
  await server?.stop()
  rmSync(directory, { recursive: true, force: true })
})

async function choosePassword(page: Page, link: string, name: string): Promise<void> {
  await page.goto(link)
  if (name) {
    await page.getByLabel('User').fill(name)
    await page.getByLabel('Name').fill(`${name} the first`)
  }
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByLabel('Password again').fill(password)
  await page.getByRole('button', { name: 'Save and sign in' }).click()
  await page.getByRole('button', { name: /^Sign out/ }).waitFor()
}

async function signIn(page: Page, user: string): Promise<void> {
  await page.goto(`${server.base}#/`)
  await page.getByLabel('User').fill(user)
  await page.getByLabel('Password').fill(password)
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: /^Sign out/ }).waitFor()
}

describe('users', () => {
  it('are added with roles, get a one-time link to hand over, and are locked with a reason', async () => {
    const { page, complaints, close } = await openDesk()
    await choosePassword(page, `${server.base}${/#\/link\/\S+/.exec(server.text)![0]}`, 'ann')
    await goTo(page, 'users', server.base)
    await page.getByRole('button', { name: 'Add a user' }).click()
    let dialog = await opened(page)
    await dialog.getByRole('textbox', { name: 'User id' }).fill('sam')
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Sam Clerk')
    await dialog.getByText('clerk', { exact: true }).click()
    await dialog.getByRole('button', { name: 'Add user' }).click()
    await done(page, 'User sam is added. Make a one-time link for them now.')
    const row = page.getByRole('row', { name: 'sam' })
    expect(await row.innerText()).toMatch(/Sam Clerk\s+clerk\s+Once a password is set/)
    await row.getByRole('button', { name: 'One-time link' }).click()
    dialog = await opened(page)
    const link = await dialog.getByRole('textbox', { name: 'Link' }).inputValue()
    await dialog.getByRole('button', { name: /^Close/ }).click()

    const { page: other, close: closeOther } = await openDesk()
    await choosePassword(other, link, '')
    await other.getByText('Sam Clerk (clerk)').waitFor()
    await goTo(other, 'users', server.base)
    await other.getByText(/may not|not_permitted/).first().waitFor()
    await expect.poll(() => other.getByRole('button', { name: 'Add a user' }).getAttribute('aria-disabled'), { timeout: patience }).toBe('true')

    await row.getByRole('button', { name: 'Lock' }).click()
    dialog = await opened(page)
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('Left the company')
    await dialog.getByRole('button', { name: 'Lock' }).click()
    await row.getByText('Locked: Left the company').waitFor()
    await goTo(other, 'accounts/1', server.base)
    await other.getByRole('heading', { name: 'Sign in' }).waitFor()
    expect(complaints).toEqual([])
    await closeOther()
    await close()
  })
  it('make tokens that are shown once, and end them', async () => {
    const { page, close } = await openDesk()
    await signIn(page, 'ann')
    await goTo(page, 'users/tokens', server.base)
    await page.getByRole('button', { name: 'Make a token' }).click()
    let dialog = await opened(page, 'Make a token')
    expect(await accessibilityFaults(page)).toEqual([])
    await dialog.getByRole('textbox', { name: 'What it is for' }).fill('Nightly export')
    await dialog.getByRole('button', { name: 'Make token' }).click()
    dialog = await opened(page, 'Token Nightly export')
    const token = await dialog.getByRole('textbox', { name: 'Token' }).inputValue()
    const ask = () => fetch(`${server.base}v1/trial-balance`, { headers: { Authorization: `Bearer ${token}` } })
    expect((await ask()).status).toBe(200)
    await dialog.getByRole('button', { name: /^Close/ }).click()
    const row = page.getByRole('row', { name: 'Nightly export' })
    await row.waitFor()
    await settled(page)
    expect(await row.innerText()).toMatch(/ann\s+all of the user\s+ask/)
    await row.getByRole('button', { name: 'End it' }).click()
    await done(page, 'Token Nightly export has ended.')
    expect((await ask()).status).toBe(401)
    await close()
  })
  it('keep their layout as events of theirs: it is the same in another browser', async () => {
    const { page, close } = await openDesk()
    await signIn(page, 'ann')
    await goTo(page, 'my-layout', server.base)
    // The choice is sent, and the session that says it is asked again.
    const saved = page.waitForResponse((response) => response.url().endsWith('/v1/session') && response.request().method() === 'GET')
    await page.getByRole('group', { name: 'Tabs of an account' }).getByText('Customer information').first().click()
    await saved
    await close()
    const { page: other, close: closeOther } = await openDesk()
    await signIn(other, 'ann')
    await goTo(other, 'accounts/1', server.base)
    await settled(other)
    expect(await other.getByRole('tab').allInnerTexts()).not.toContain('Customer information')
    expect((await other.getByRole('tab').allInnerTexts()).length).toBe(4)
    await closeOther()
  })
})
