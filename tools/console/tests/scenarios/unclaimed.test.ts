import { describe, expect, it } from 'vitest'
import { accessibilityFaults, asked, done, goTo, openDesk, patience, sendElsewhere, settled, useWorld } from './browser'

useWorld()

type Unclaimed = { property: { state: string }; escheats: { escheat: string; state: string; amount: string }[] }
const unclaimedOf = (account: string) => asked<Unclaimed>(`accounts/${account}/unclaimed`)

describe('unclaimed property', () => {
  it('G24_unclaimed: lists what is dormant, writes to its owner, escheats by the process, pays the state and gives it back', async () => {
    const { page, complaints, close } = await openDesk()
    await sendElsewhere('settings.define_gl_account', { row: { role: 'escheat', gl_account: '2500', description: 'Unclaimed property' } })
    await sendElsewhere('settings.define_letter_template', { row: { code: 'UNC', description: 'Unclaimed property', subject: 'Unclaimed', lines: ['We hold {unclaimed} of yours.'] } })
    await sendElsewhere('settings.define_unclaimed_policy', { row: { code: 'NY', dormancy_months: 1, notice_days: 0, letter_template: 'UNC', report_on: '03-31' } })
    // A customer whose service never began, and who paid in advance.
    await sendElsewhere('customer.set_up', {
      new_person: { person: 'P-U', name: { full: 'Una Gone' }, addresses: [{ address_id: 'home', kind: 'mailing', address: { country: 'US', address1: '1 Quay Street', city: 'Albany', state: 'NY', postal: '12207' } }] },
      account: { account: '900', customer_class: 'RES', bill_cycle: 'M01', opened_on: '2022-01-10' },
      new_location: { premise: 'L-U', address: { country: 'US', address1: '1 Quay Street', city: 'Albany', state: 'NY', postal: '12207' } },
      new_service_points: [{ service_point: 'SP-U', service: 'gas' }],
      services: [{ sa: '900-GAS', sa_type: 'G-RES', service_point: 'SP-U', start_on: '2022-03-30' }],
    })
    await sendElsewhere('service.withdraw_start', { sa: '900-GAS' })
    await sendElsewhere('payment.post', { received_on: '2022-01-20', tenders: [{ kind: 'cheque', amount: '80.00' }], shares: [{ account: '900' }] })

    await goTo(page, 'operations/unclaimed')
    const list = page.getByRole('grid', { name: 'Unclaimed property' })
    await list.getByRole('row').filter({ hasText: '900' }).getByText('Dormant', { exact: true }).waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await goTo(page, 'accounts/900/billing/unclaimed')
    await page.getByText('2022-01-20, payment 900-P1').waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await page.getByRole('button', { name: 'Write to the owner' }).click()
    const dialog = page.getByRole('dialog', { name: 'Write to the owner of account 900' })
    await settled(page)
    expect(await accessibilityFaults(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Send notice' }).click()
    await done(page, 'Notice 900-UNN1 is sent.')
    expect((await unclaimedOf('900')).property.state).toBe('due')

    await goTo(page, 'operations/processes/unclaimed')
    await page.getByRole('button', { name: 'Run' }).click()
    await page.getByText(/^Done\. Unclaimed property of .* 1 escheated \(USD 80\.00\).* 0 in error\.$/).waitFor({ timeout: patience })
    await goTo(page, 'operations/escheats')
    await page.getByRole('grid', { name: 'Reports' }).getByText('NY-2022').waitFor()
    await page.getByText('agrees').waitFor()
    expect(await accessibilityFaults(page)).toEqual([])

    await goTo(page, 'accounts/900/billing/unclaimed')
    await page.getByRole('grid', { name: 'Escheats' }).getByRole('button', { name: 'Pay to the state' }).click()
    const paying = page.getByRole('dialog', { name: 'Pay 900-ESC1 to the state' })
    await paying.getByRole('button', { name: 'Pay to the state' }).click()
    await done(page, 'Escheat 900-ESC1 is paid to the state.')
    await page.getByRole('grid', { name: 'Escheats' }).getByRole('button', { name: 'Owner reclaims' }).click()
    const reclaiming = page.getByRole('dialog', { name: 'The owner reclaims 900-ESC1' })
    await reclaiming.getByRole('textbox', { name: 'Reclaim reason' }).fill('OWNER-CAME')
    await reclaiming.getByRole('button', { name: 'Reclaim' }).click()
    await done(page, 'Escheat 900-ESC1 is reclaimed.')
    expect((await unclaimedOf('900')).escheats[0]).toMatchObject({ state: 'claimed_back', amount: '80.00' })
    expect(complaints).toEqual([])
    await close()
  })
})
