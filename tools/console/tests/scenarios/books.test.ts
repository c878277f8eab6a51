// The month's books: accounting periods are opened and closed, and another system's control totals are held against the ledger's.
import { describe, expect, it } from 'vitest'
import { accessibilityFaults, asked, done, goTo, openDesk, opened, quiet, sendElsewhere, settled, useWorld } from './browser'

useWorld()

type Days = { days: { day: string; ledger: { count: number; debit: string; digest: string }; reports: { standing: string }[] }[] }

const period = (page: Parameters<typeof goTo>[0], first: string) => page.getByRole('grid', { name: 'Accounting periods' }).getByRole('row', { name: new RegExp(`^${first}`) })

describe('accounting periods', () => {
  it('are opened and closed; what is received on a day of a closed one is booked in the open one', async () => {
    const { page, complaints, close } = await openDesk()
    const open = async (first: string, until: string) => {
      await goTo(page, 'operations/periods')
      await page.getByRole('button', { name: 'Open a period' }).click()
      const dialog = await opened(page, 'Open an accounting period')
      for (const [label, day] of [['First day', first], ['First day after it', until]] as const) {
        await dialog.getByRole('group', { name: new RegExp(`^${label}(?! after)`) }).getByRole('spinbutton').first().click()
        await page.keyboard.type(day.replaceAll('-', ''))
      }
      await dialog.getByRole('button', { name: 'Open period' }).click()
      await done(page, `The period from ${first} to`)
      await period(page, first).getByText('Open', { exact: true }).waitFor()
    }
    await open('2022-02-01', '2022-03-01')
    await open('2022-03-01', '2022-04-01')
    await period(page, '2022-02-01').getByRole('button', { name: 'Close' }).click()
    const closing = await opened(page, 'Close the period from 2022-02-01')
    await closing.getByText('Then nothing more is posted on a day from 2022-02-01 to 2022-02-28').waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await closing.getByRole('button', { name: 'Close period' }).click()
    await done(page, 'The period from 2022-02-01 is closed.')
    await period(page, '2022-02-01').getByText('Closed', { exact: true }).waitFor()
    expect(await period(page, '2022-02-01').getByRole('button', { name: 'Close' }).count()).toBe(0)
    expect(await asked('periods')).toMatchObject({ periods: [{ first_day: '2022-02-01', closed: true }, { first_day: '2022-03-01', closed: false }] })

    const month = async (of: string) => (await asked<{ rows: { period: string; gl_account: string; role: string; debit: string; credit: string }[] }>('trial-balance')).rows.filter((row) => row.period.startsWith(of))
    const [before, openMonth] = [await month('2022-02'), await month('2022-03')]
    await goTo(page, 'accounts/7')
    await page.keyboard.press('p')
    const dialog = await opened(page)
    await dialog.getByRole('textbox', { name: /^Amount/ }).fill('10')
    await dialog.getByRole('group', { name: /^Received on/ }).getByRole('spinbutton').first().click()
    await page.keyboard.type('20220215')
    await dialog.getByRole('button', { name: 'Post payment' }).click()
    await done(page, /of 10 USD is posted/)
    const after = await month('2022-02')
    expect(after.length).toBeGreaterThan(0)
    expect(after).toEqual(before)
    expect(await month('2022-03')).not.toEqual(openMonth)

    // What the closed period posted is what the trial balance says of its month.
    await goTo(page, 'operations/periods')
    await period(page, '2022-02-01').getByRole('link', { name: 'General ledger' }).click()
    await page.getByText('The period is closed: these sums stay.').waitFor()
    await settled(page)
    const ledger = page.getByRole('grid', { name: 'General ledger from 2022-02-01' })
    for (const row of after) {
      const line = await ledger.getByRole('row', { name: new RegExp(`^${row.gl_account}`) }).filter({ hasText: new RegExp(row.role.replaceAll('_', ' '), 'i') }).innerText()
      for (const amount of [row.debit, row.credit]) expect(line.replaceAll(/[,\s]/g, '')).toContain(amount)
    }
    expect(await accessibilityFaults(page)).toEqual([])
    expect(complaints).toEqual([])
    await close()
  })
})

describe('control totals', () => {
  it('that another system reports wrongly are an alert in operations, and are resolved by its next report', async () => {
    const { page, complaints, close } = await openDesk()
    const day = '2022-03-05'
    const { position } = await asked<{ position: number }>('trial-balance')
    const { days } = await asked<Days>(`control-totals/${day}`)
    const { ledger } = days[0]!
    const report = (count: number, debit: string) => sendElsewhere('settings.report_control_totals', { system: 'ERP', day, position, count, debit, digest: ledger.digest })
    await goTo(page, 'operations')
    const alerts = page.getByRole('region', { name: 'What asks for work' })
    await alerts.getByText('no system has reported').waitFor()

    const wrong = (Number(ledger.debit) - 0.01).toFixed(2)
    await report(Number(ledger.count), wrong)
    await goTo(page, 'operations')
    await alerts.getByText('of 1 day reported').waitFor()
    expect(await alerts.innerText()).toMatch(/Control totals that drifted\s+1\s+of 1 day reported/)
    await alerts.getByRole('link', { name: '1', exact: true }).last().click()
    await page.waitForURL(/control-totals$/)
    await page.getByText('1 report drifted: open the day.').waitFor()
    await page.getByRole('grid', { name: 'Control totals by day' }).getByRole('row', { name: new RegExp(day) }).click()
    const table = page.getByRole('grid', { name: 'ERP against the ledger' })
    const debits = table.getByRole('row', { name: /^Debits/ })
    await debits.waitFor()
    expect(await debits.innerText()).toMatch(/differs/)
    expect(await table.getByRole('row', { name: /^Postings/ }).innerText()).toMatch(/the same/)
    await settled(page)
    expect(await accessibilityFaults(page)).toEqual([])
    expect((await asked<Days>(`control-totals/${day}`)).days[0]!.reports).toMatchObject([{ standing: 'drifted' }])

    await report(Number(ledger.count), ledger.debit)
    await goTo(page, 'operations/control-totals')
    await page.getByText('No report drifted.').waitFor()
    await goTo(page, 'operations')
    await alerts.getByText('of 1 day reported').waitFor()
    await quiet(page)
    expect(await alerts.innerText()).toMatch(/Control totals that drifted\s+0\s+of 1 day reported/)
    expect(complaints).toEqual([])
    await close()
  })
})
