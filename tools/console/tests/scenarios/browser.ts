// A browser on the console, with what it complained about, and what a check of accessibility finds.
import axe from 'axe-core'
import { type Browser, type BrowserContext, type Page, chromium } from 'playwright-core'
import { inject } from 'vitest'

export type Desk = { page: Page; complaints: string[]; close: () => Promise<void> }

let browser: Promise<Browser> | null = null

function started(): Promise<Browser> {
  browser ??= chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-dev-shm-usage'] })
  return browser
}

export async function stopBrowser(): Promise<void> {
  const running = await browser
  browser = null
  await running?.close()
}

/** A page on its own, as of a new clerk. The server's content security policy holds in it. */
export async function openDesk(options: { dark?: boolean; width?: number } = {}): Promise<Desk> {
  const context: BrowserContext = await (await started()).newContext({
    colorScheme: options.dark ? 'dark' : 'light', viewport: { width: options.width ?? 1280, height: 800 }, reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  page.setDefaultTimeout(8_000)
  const complaints: string[] = []
  page.on('console', (message) => {
    // A refusal that the screen shows, and the question whether there is a sign-in, are no complaints.
    if (message.type() === 'error' && !/status of (404|422|401)/.test(message.text())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  return { page, complaints, close: () => context.close() }
}

/** Goes to a place and waits until nothing on it is still being read. */
export async function goTo(page: Page, place: string, base = inject('base')): Promise<void> {
  await page.goto('about:blank')
  await page.goto(`${base}#/${place}`)
  await settled(page)
}

export async function settled(page: Page): Promise<void> {
  await page.locator('main').waitFor()
  await page.waitForLoadState('networkidle')
  await page.waitForFunction(() => document.querySelector('.waiting') === null)
}

/** What axe-core finds wrong, by rule and place. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  return page.evaluate(async () => {
    const found = await (window as unknown as { axe: typeof axe }).axe.run(document, { resultTypes: ['violations'] })
    return found.violations.flatMap((violation) => violation.nodes.map((node) => `${violation.id}: ${node.target.join(' ')} ${node.any[0]?.message ?? node.all[0]?.message ?? ''}`))
  })
}

/** Sends a command past the browser, as another clerk would. */
export async function sendElsewhere(type: string, body: Record<string, unknown>): Promise<void> {
  const answer = await fetch(`${inject('base')}v1/commands`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ ...body, type, command_id: `elsewhere-${Math.random().toString(36).slice(2)}`, received_at: '2022-03-31T18:00:00Z' }),
  })
  if (!answer.ok) throw new Error(await answer.text())
}

export async function balanceOf(account: string): Promise<string> {
  const answer = await fetch(`${inject('base')}v1/accounts/${account}/balance`)
  return ((await answer.json()) as { current: string }).current
}
