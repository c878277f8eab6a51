import { describe, expect, it } from 'vitest'
import { accessibilityFaults, asked, balanceOf, done, goTo, openDesk, opened, searchFor, sendElsewhere, settled, useWorld } from './browser'

useWorld()

type One = { line: { status: string; payment_event: string }; chain: { market_transaction: string }[] }

describe('the market', () => {
  it('C12 C13 C14: orders service, records the answer, pairs one that cites nothing known, and takes a remittance as a payment', async () => {
    const { page, complaints, close } = await openDesk()
    for (const row of [{ code: 'TDU1', description: 'This utility', role: 'utility', own: true }, { code: 'REP1', description: 'Retail energy provider', role: 'retailer' }]) {
      await sendElsewhere('settings.define_market_partner', { row })
    }
    await goTo(page, 'accounts/23/services')
    await page.getByText('No market transaction.').waitFor()
    expect(await accessibilityFaults(page)).toEqual([])

    await page.getByRole('button', { name: 'Market for SP-23' }).click()
    await page.getByRole('menuitem', { name: 'Order service (650_01)' }).click()
    const order = await opened(page, 'Send a market transaction for SP-23')
    await order.getByRole('combobox', { name: 'To' }).fill('REP1')
    await page.getByRole('option', { name: 'REP1' }).click()
    await order.getByRole('textbox', { name: 'Reference' }).fill('SO-1')
    await order.getByRole('textbox', { name: 'Purpose' }).fill('METER_TEST')
    expect(await order.getByRole('textbox', { name: 'Amount' }).count()).toBe(0)
    await settled(page)
    expect(await accessibilityFaults(page)).toEqual([])
    await order.getByRole('button', { name: 'Send', exact: true }).click()
    await done(page, 'Market transaction L-23-MT1 is sent.')
    const history = page.getByRole('grid', { name: 'Market transactions' })
    await history.getByText('650_01 Service order request').waitFor()

    await sendElsewhere('market.receive', { service_point: 'SP-23', transaction: { kind: 'service_order_completion', sender: 'REP1', reference: 'AN-1', original: 'SO-9', outcome: 'completed' } })
    await goTo(page, 'accounts/23')
    await page.getByText('Service order completion L-23-MT2 answers SO-9, which is not known').waitFor()
    await goTo(page, 'operations/market')
    await page.getByRole('grid', { name: 'Unpaired answers' }).getByText('L-23-MT2').waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await goTo(page, 'accounts/23/services/L-23-MT2')
    await page.getByRole('button', { name: 'Pair', exact: true }).click()
    const pairing = await opened(page, 'What does L-23-MT2 answer?')
    await pairing.getByRole('textbox', { name: 'It answers' }).fill('L-23-MT1')
    await pairing.getByRole('button', { name: 'Pair', exact: true }).click()
    await done(page, 'L-23-MT2 answers L-23-MT1.')
    await page.getByRole('grid', { name: 'What it belongs to' }).getByText('Completed').waitFor()
    expect((await asked<One>('market-transactions/L-23-MT1')).line.status).toBe('completed')
    expect(await accessibilityFaults(page)).toEqual([])

    const before = await balanceOf('23')
    await sendElsewhere('market.receive', { service_point: 'SP-23', transaction: { kind: 'remittance', sender: 'REP1', reference: 'RM-1', amount: '12.00' } })
    expect(await balanceOf('23')).not.toBe(before)
    await goTo(page, 'accounts/23/services/L-23-MT3')
    await page.getByRole('article', { name: 'Market transaction L-23-MT3' }).getByRole('link', { name: 'L-23-MT3' }).first().waitFor()
    await goTo(page, '')
    await searchFor(page, 'SO-1', 'Market transaction L-23-MT1')
    expect(complaints).toEqual([])
    await close()
  })
})
