// Measures what a clerk waits for, on a server that runs without sign-in, and prints it: scripts/measure.mjs URL [ACCOUNTS]
// An account is useful once its name, what is owed and its alerts stand there, and whole once nothing of it is still being read.
// The figures to reach: useful within 200 ms, a first load of 200 kB. The accounts are spread over the first 100,000 of the list.
import { chromium } from 'playwright-core'

const [base = '', wanted = '30'] = process.argv.slice(2)
if (!base.endsWith('/') || !/^[1-9]\d*$/.test(wanted)) throw new Error('Name the server, with the slash at its end, and how many accounts: scripts/measure.mjs http://127.0.0.1:8090/ 30')

/** So many accounts, as far apart as the pages of the list allow, with one more for the first load. */
async function accountsOf(count) {
  const ids = []
  let cursor = ''
  for (let page = 0; page < 200; page += 1) {
    const answer = await fetch(`${base}v1/accounts?limit=500${cursor && `&cursor=${encodeURIComponent(cursor)}`}`)
    if (!answer.ok) throw new Error(`The server lists no accounts: ${answer.status} ${await answer.text()}`)
    const list = await answer.json()
    ids.push(...list.accounts.map((each) => each.heading?.account ?? each.account))
    cursor = list.next ?? ''
    if (!cursor) break
  }
  if (ids.length < count) throw new Error(`The server has ${ids.length} accounts: ask for fewer than ${count}`)
  return { of: ids.length, ids: Array.from({ length: count }, (_, index) => ids[Math.floor((index * ids.length) / count)]) }
}

const { of, ids: accounts } = await accountsOf(Number(wanted) + 2)
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell', args: ['--no-sandbox', '--disable-dev-shm-usage'] })

/** In the page: goes to an account; answers the milliseconds until it is useful and until it is whole, and what was asked meanwhile. */
const goToAccount = (account) => new Promise((done) => {
  performance.clearResourceTimings()
  const begun = performance.now()
  let useful = 0
  const isUseful = () => document.querySelector('h1 .id')?.textContent === account && document.querySelector('.overview .owed .figure') && document.querySelector('.overview .alerts h2') && !document.querySelector('.overview .waiting')
  const asked = () => performance.getEntriesByType('resource').filter((each) => each.startTime >= begun && each.name.includes('/v1/'))
    .map((each) => ({ path: new URL(each.name).pathname.replace(`/${account}`, '/{id}'), began: each.startTime - begun, server: each.responseStart - each.requestStart, took: each.duration }))
  const look = () => requestAnimationFrame(() => {
    if (!useful && isUseful()) useful = performance.now() - begun
    if (!useful || document.querySelector('main .waiting')) return
    observer.disconnect()
    const whole = performance.now() - begun
    // The last answers count among what was asked a moment after they came.
    setTimeout(() => done({ useful, whole, asked: asked() }), 100)
  })
  const observer = new MutationObserver(look)
  observer.observe(document.body, { childList: true, subtree: true, characterData: true })
  window.location.hash = `#/accounts/${account}`
})

async function firstLoad(account) {
  const context = await browser.newContext()
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  await session.send('Network.enable')
  const files = new Map()
  const answered = new Map()
  session.on('Network.responseReceived', ({ requestId, response }) => answered.set(requestId, new URL(response.url).pathname))
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => answered.has(requestId) && files.set(requestId, encodedDataLength))
  const begun = performance.now()
  await page.goto(`${base}#/accounts/${account}`)
  await page.locator('.overview .owed .figure').waitFor()
  const took = performance.now() - begun
  await page.waitForTimeout(500)
  const bytes = [...files].filter(([id]) => !answered.get(id).startsWith('/v1/')).map(([, length]) => length)
  await context.close()
  return { took, bytes: bytes.reduce((sum, length) => sum + length, 0), count: bytes.length }
}

const percentile = (values, part) => [...values].sort((one, other) => one - other)[Math.min(values.length - 1, Math.ceil(values.length * part) - 1)]
const spread = (values) => `p50 ${percentile(values, 0.5).toFixed(0)} ms, p95 ${percentile(values, 0.95).toFixed(0)} ms, most ${percentile(values, 1).toFixed(0)} ms`

const first = await firstLoad(accounts[0])
console.log(`First load of an account: ${first.took.toFixed(0)} ms until what is owed stands there, ${first.count} files of ${(first.bytes / 1000).toFixed(1)} kB over the network (figure: 200 kB)`)

const context = await browser.newContext()
const page = await context.newPage()
await page.goto(base)
await page.locator('main h1, main h2').first().waitFor()
// The first account of a tab loads the screen's own file.
await page.evaluate(goToAccount, accounts[1])
const cpu = await context.newCDPSession(page)
await cpu.send('Performance.enable', { timeDomain: 'threadTicks' })
const cpuOf = async () => Object.fromEntries((await cpu.send('Performance.getMetrics')).metrics.map(({ name, value }) => [name, value * 1000]))
const before = await cpuOf()
const visits = []
for (const account of accounts.slice(2)) visits.push(await page.evaluate(goToAccount, account))
const after = await cpuOf()
await browser.close()

console.log(`From one account to another, ${visits.length} of ${of} accounts, until useful: ${spread(visits.map((each) => each.useful))} (figure: 200 ms)`)
console.log(`Until whole: ${spread(visits.map((each) => each.whole))}`)
const each = (name) => ((after[name] - before[name]) / visits.length).toFixed(0)
console.log(`Processor time of the page for an account: ${each('TaskDuration')} ms, of it scripts ${each('ScriptDuration')} ms, layout and style ${(Number(each('LayoutDuration')) + Number(each('RecalcStyleDuration'))).toFixed(0)} ms`)
const byPath = new Map()
for (const one of visits.flatMap((visit) => visit.asked)) byPath.set(one.path, [...(byPath.get(one.path) ?? []), one])
for (const [path, questions] of byPath) {
  console.log(`  ${path}: ${(questions.length / visits.length).toFixed(1)} an account, begun after ${percentile(questions.map((one) => one.began), 0.5).toFixed(0)} ms, waited for the server ${spread(questions.map((one) => one.server))}`)
}
