// Takes the pictures of README.md from a server that runs: scripts/screenshots.mjs URL. Look at them before they are committed.
import { chromium } from 'playwright-core'

const [base] = process.argv.slice(2)
if (!base) throw new Error('Name the server: scripts/screenshots.mjs http://127.0.0.1:8090/')
const into = new URL('../screenshots/', import.meta.url).pathname
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell', args: ['--no-sandbox'] })

async function picture(name, scheme, place, act, width = 1280) {
  const context = await browser.newContext({ colorScheme: scheme, viewport: { width, height: 800 }, reducedMotion: 'reduce' })
  const page = await context.newPage()
  await page.goto(`${base}#/${place}`)
  // The stream of events keeps the network busy.
  await page.waitForTimeout(500)
  await page.waitForFunction(() => document.querySelector('.waiting') === null)
  await act?.(page)
  await page.waitForTimeout(400)
  await page.screenshot({ path: `${into}${name}.png` })
  await context.close()
}

const press = (...keys) => async (page) => {
  for (const key of keys) {
    if (key.startsWith('type ')) await page.keyboard.type(key.slice(5), { delay: 30 })
    else await page.keyboard.press(key)
    await page.waitForTimeout(500)
  }
}

for (const scheme of ['light', 'dark']) {
  await picture(`account_${scheme}`, scheme, 'accounts/13')
  await picture(`payment_${scheme}`, scheme, 'accounts/128', async (page) => {
    await press('p')(page)
    await page.getByText('Documents named (SPEC)').click()
    await page.getByRole('textbox', { name: /^Paid on/ }).first().fill('248.78')
  })
}
await picture('search', 'light', 'accounts/5', press('/', 'type turn', 'ArrowDown'))
await picture('services', 'light', 'accounts/7/services', (page) => page.mouse.wheel(0, 560))
await picture('invoice', 'dark', 'invoices/7-I3')
await picture('statement', 'light', 'statements/7-S3')
await picture('past', 'light', 'accounts/7?as_of=2021-06-30')
await picture('tablet', 'light', 'accounts/7/customer', undefined, 820)
await browser.close()
