// Names, addresses and memos that would run as scripts, or change what stands beside them, wherever they were not shown as texts.
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { asked, goTo, openDesk, quiet, sendElsewhere, useWorld } from './browser'

useWorld()

const account = '22'
const names = {
  full: `<script>window.hacked=1</script>`,
  prefix: `"'><svg onload=window.hacked=1>`,
  suffix: `<img src=x onerror="window.hacked=1">`,
}
const address = { address1: 'javascript:window.hacked=1', address2: '<a href="javascript:window.hacked=1">here</a>', city: `{{constructor.constructor("window.hacked=1")()}}` }
const memo = `</p><iframe srcdoc="<script>parent.hacked=1</script>"></iframe> &lt;b&gt; zero\u200bwidth`

type Watched = { hacked?: number; violations?: string[] }

/** What ran, what the policy stopped, and what should not be on a page at all. */
async function harm(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found = [...((window as unknown as Watched).violations ?? [])]
    if ((window as unknown as Watched).hacked !== undefined) found.push('a script ran')
    for (const odd of document.querySelectorAll('iframe, object, embed, img, body script, [onerror], [onload], a[href^="javascript:" i]')) found.push(odd.outerHTML)
    return found
  })
}

describe('hostile texts', () => {
  it('stand as they are on the account, search, statement, approvals and events', async () => {
    const { persons } = await asked<{ persons: { link: { person: string } }[] }>(`accounts/${account}`)
    const { person } = persons[0]!.link
    await sendElsewhere('person.change_name', { person, name: names })
    await sendElsewhere('person.set_address', { person, address: { address_id: 'home', kind: 'mailing', address: { country: 'US', state: 'NY', postal: '12207', ...address } } })
    await sendElsewhere('adjustment.request', { account, adjustment_type: 'GOODWILL', sa: `${account}-SA1`, amount: '-90.00', memo, reason: memo })
    // A statement shows the name of its day.
    await sendElsewhere('bill.account', { account, bill_date: '2022-03-31' })
    const { documents } = await asked<{ documents: { kind: string; document: string }[] }>(`accounts/${account}/documents`)
    const statement = documents.filter((each) => each.kind === 'statement').at(-1)!.document
    const { page, complaints, close } = await openDesk()
    await page.addInitScript(() => {
      const seen: string[] = []
      ;(window as unknown as Watched).violations = seen
      document.addEventListener('securitypolicyviolation', (event) => seen.push(`${event.violatedDirective} ${event.blockedURI}`))
    })
    const places: [string, string[]][] = [
      [`accounts/${account}`, [names.full]],
      [`accounts/${account}/customer`, [names.full, address.address1, address.address2, address.city]],
      [`statements/${statement}`, [names.full]],
      ['approvals', [memo.slice(0, 40), '&lt;b&gt;', 'zero\u200bwidth']],
      [`events/account/${account}`, [memo.slice(0, 40)]],
    ]
    for (const [place, texts] of places) {
      await goTo(page, place)
      const shown = await page.evaluate(() => document.body.innerText)
      for (const text of texts) expect(shown, place).toContain(text)
      expect(await harm(page), place).toEqual([])
    }
    await goTo(page, '')
    await page.keyboard.press('/')
    await page.waitForFunction(() => document.activeElement?.id === 'search')
    await page.keyboard.type('script window')
    await page.getByRole('option', { name: names.full }).first().waitFor()
    await quiet(page)
    expect(await harm(page), 'search').toEqual([])
    expect(complaints).toEqual([])
    await close()
  })
  it('that turn the direction of reading, or cannot be seen, are refused by the name of their field', async () => {
    for (const text of ['Ada \u202eefac', 'Ada\u0007', 'Ada\u2066', '\u200b\u200b', 'Ada\u0000'])
      await expect(sendElsewhere('person.change_name', { person: '23', name: { full: text } })).rejects.toThrow(/"field":"name\.full"/)
  })
})
