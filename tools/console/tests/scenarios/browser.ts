// A browser on the console, with what it complained about, and what a check of accessibility finds.
import axe from 'axe-core'
import { type Browser, type BrowserContext, type Locator, type Page, type Request, chromium } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, onTestFinished } from 'vitest'
import type { Server } from './server'
import { startWorld } from './world'

export type Desk = { page: Page; complaints: string[]; close: () => Promise<void> }

/** How long a step may wait for its state. A machine that does other work too is slow; none of these waits is a pause. */
export const patience = 60_000

let browser: Promise<Browser> | null = null

function started(): Promise<Browser> {
  browser ??= chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell', args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'], timeout: 120_000 })
  return browser
}

export async function stopBrowser(): Promise<void> {
  const running = await browser
  browser = null
  await running?.close()
}

let world: Server | undefined

/** At the head of a file of scenarios: a server on a copy of the prepared store, as long as the file runs. */
export function useWorld(): void {
  beforeAll(async () => {
    world = await startWorld(inject('store'))
  })
  afterAll(async () => {
    await stopBrowser()
    await world?.stop()
  })
}

/** A page on its own, as of a new clerk. The server's content security policy holds in it. */
export async function openDesk(options: { dark?: boolean; width?: number } = {}): Promise<Desk> {
  const context: BrowserContext = await (await started()).newContext({
    colorScheme: options.dark ? 'dark' : 'light', viewport: { width: options.width ?? 1280, height: 800 }, reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  page.setDefaultTimeout(patience)
  watchRequests(page)
  const complaints: string[] = []
  page.on('console', (message) => {
    // A refusal that the screen shows, and the question whether there is a sign-in, are no complaints.
    if (message.type() === 'error' && !/status of (404|422|401)/.test(message.text())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  onTestFinished(async ({ task }) => {
    if (task.result?.state === 'fail') await tellWhatWasThere(task.name, page, complaints)
    await context.close()
  }, 60_000)
  return { page, complaints, close: () => context.close() }
}

/** What a page shows, for the log of a run that cannot be looked at: its address, its text, and what has the focus. */
async function tellWhatWasThere(scenario: string, page: Page, complaints: string[]): Promise<void> {
  if (page.isClosed()) return
  const late = new Promise<string>((done) => setTimeout(() => done('(the page did not answer within 20 s)'), 20_000))
  const shown = page.evaluate(() => `${document.body.innerText.slice(0, 3_000)}\nDialog: ${document.querySelector('[role=dialog]')?.outerHTML.slice(0, 20_000) ?? ''}\nFocus: ${document.activeElement?.outerHTML.slice(0, 200) ?? ''}`).catch(String)
  const asked = [...(traffic.get(page)?.underWay ?? [])].map((request) => `${request.method()} ${request.url()}`)
  console.error(`FAILED: ${scenario}\nAddress: ${page.url()}\nUnder way: ${asked.join(', ')}\nComplaints: ${complaints.join('; ')}\n${await Promise.race([shown, late])}\n`)
}

/** Goes to a place and waits until nothing on it is still being read. */
export async function goTo(page: Page, place: string, base = world!.base): Promise<void> {
  await page.goto('about:blank')
  // Of what the page before still asked no end is told.
  traffic.get(page)?.underWay.clear()
  await page.goto(`${base}#/${place}`)
  await settled(page)
}

/** Requests under way, by page, and how many ever began. A stream of events never ends, so that it is left out. */
const traffic = new WeakMap<Page, { underWay: Set<Request>; begun: number }>()

function watchRequests(page: Page): void {
  const seen = { underWay: new Set<Request>(), begun: 0 }
  traffic.set(page, seen)
  page.on('request', (request) => {
    if (request.headers().accept?.includes('text/event-stream')) return
    seen.underWay.add(request)
    seen.begun += 1
  })
  page.on('requestfinished', (request) => seen.underWay.delete(request))
  page.on('requestfailed', (request) => seen.underWay.delete(request))
}

/** Lets the page run: what an answer or a key sets off is done in turns of its own, however slow they come; more than the pauses after typing. */
async function turns(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (let turn = 0; turn < 12; turn += 1) await new Promise((done) => setTimeout(done, 40))
  })
}

/** Waits until the page has asked nothing for a while. */
export async function quiet(page: Page): Promise<void> {
  const seen = traffic.get(page)!
  const end = Date.now() + 3 * patience
  for (;;) {
    const begun = seen.begun
    await turns(page)
    if (seen.underWay.size === 0 && seen.begun === begun) return
    if (Date.now() > end) throw new Error(`Still asked after ${3 * patience} ms: ${[...seen.underWay].map((request) => request.url()).join(' ')}`)
  }
}

/** Waits until the screen is there, and nothing on it is still being read. */
export async function settled(page: Page): Promise<void> {
  await page.locator('main').waitFor()
  do {
    await page.waitForFunction(() => document.querySelector('.waiting') === null)
    await quiet(page)
  } while (await page.locator('.waiting').count())
}

/** Where the console says what was done. */
export const notice = (page: Page): Locator => page.getByRole('region', { name: 'What was done' })

/** Waits until the console says that it is done, no dialog is open any longer, and the screen shows it. */
export async function done(page: Page, words: string | RegExp): Promise<void> {
  await notice(page).getByText(words).last().waitFor()
  await expect.poll(() => page.getByRole('dialog').count(), { timeout: patience }).toBe(0)
  await settled(page)
}

/** The dialog that opens, once the focus is in it: keys go there from then on. */
export async function opened(page: Page, name?: string | RegExp): Promise<Locator> {
  const dialog = page.getByRole('dialog', name === undefined ? {} : { name })
  await dialog.waitFor()
  await page.waitForFunction(() => document.activeElement?.closest('[role=dialog], [role=alertdialog]') !== null)
  await settled(page)
  return dialog
}

/** Types into the search from anywhere, as `/` does, and takes what is found by that name. */
export async function searchFor(page: Page, text: string, found: string): Promise<void> {
  await page.keyboard.press('/')
  await page.waitForFunction(() => document.activeElement?.id === 'search')
  await page.keyboard.type(text)
  await page.getByRole('option', { name: found }).first().waitFor()
  // What was found for the first letters gives way to what is found for all.
  await quiet(page)
  await page.keyboard.press('ArrowDown')
  await page.locator('[role=option][data-focused]').filter({ hasText: found }).waitFor()
  await page.keyboard.press('Enter')
}

/** What axe-core finds wrong, by rule and place; what is announced is passed over: for some seconds it names a button of a dialog that has closed. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  // A screen that is still being loaded has no heading yet.
  await settled(page)
  await page.evaluate(axe.source)
  return page.evaluate(async () => {
    const found = await (window as unknown as { axe: typeof axe }).axe.run({ exclude: [['[data-live-announcer]']] }, { resultTypes: ['violations'] })
    return found.violations.flatMap((violation) => violation.nodes.map((node) => `${violation.id}: ${node.target.join(' ')} ${node.any[0]?.message ?? node.all[0]?.message ?? ''}`))
  })
}

/** Sends a command past the browser, as another clerk would; what is asked afterwards knows of it. */
export async function sendElsewhere(type: string, body: Record<string, unknown>): Promise<void> {
  const answer = await fetch(`${world!.base}v1/commands`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ ...body, type, command_id: `elsewhere-${Math.random().toString(36).slice(2)}`, received_at: '2022-03-31T18:00:00Z' }),
  })
  if (!answer.ok) throw new Error(await answer.text())
  const seen = await fetch(`${world!.base}v1/calendar?wait_for=${answer.headers.get('Tally-Position')}`)
  if (!seen.ok) throw new Error(await seen.text())
}

/** What the server answers once it has seen all that was written so far: a page that said "done" may be ahead of the views. */
export async function asked<Answer>(path: string): Promise<Answer> {
  const health = (await (await fetch(`${world!.base}health`)).json()) as { divisions: { durable_end: number }[] }
  const answer = await fetch(`${world!.base}v1/${path}${path.includes('?') ? '&' : '?'}wait_for=${health.divisions[0]!.durable_end}`)
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as Answer
}

export async function balanceOf(account: string): Promise<string> {
  return (await asked<{ current: string }>(`accounts/${account}/balance`)).current
}

/** The sheet that is shown has the layout of the document's text, line by line. */
export async function paperIsText(page: Page, path: string): Promise<void> {
  const shown = (await page.locator('.paper').innerText()).replaceAll('\u2212', '-').replaceAll(',', '').replace(/\s+/g, ' ')
  const answer = await fetch(new URL(`v1/${path}`, page.url()), { headers: { Accept: 'text/plain' } })
  // Below its head. Addresses have the form of the console, and what the answer was true at is in its frame.
  const text = (await answer.text()).split(/^=+$/m)[1]!.split('\n').filter((line) => !/^\s*(at |True at |-+$)/.test(line) && line.trim() !== '')
  expect(text.length).toBeGreaterThan(3)
  let from = 0
  for (const cell of text.flatMap((line) => line.trim().split(/ {2,}/)).map((each) => each.replaceAll(',', '').replace(/\s+/g, ' '))) {
    const at = shown.indexOf(cell, from)
    expect(at, `${cell} in ${shown.slice(from)}`).toBeGreaterThanOrEqual(0)
    from = at
  }
}
