import { describe, expect, it } from 'vitest'
import { accessibilityFaults, asked, balanceOf, done, goTo, openDesk, settled, useWorld } from './browser'

useWorld()

type Budgets = { payoff: string; current: string; pymtPlanAmt: string; computed: { sa: string; amount: string }[]; budgets: { state: string; terms: { amount: string; basis: string } }[] }
const plansOf = () => asked<Budgets>('accounts/15/budgets')

describe('budget plans', () => {
  it('G11_budget: shows the computed amount before one enrols, trues up with another, and ends the plan; what is owed stays', async () => {
    const { page, complaints, close } = await openDesk()
    const before = await plansOf()
    const balance = await balanceOf('15')
    const { sa, amount } = before.computed[0]!
    await goTo(page, 'accounts/15/billing/budgets')
    await page.getByText('The account has no budget plan.').waitFor()
    await page.getByRole('button', { name: `Enrol ${sa}` }).click()
    const dialog = page.getByRole('dialog', { name: `Enrol ${sa} in a budget plan` })
    await dialog.getByText(`Computed: ${amount} USD a bill`, { exact: false }).waitFor()
    await settled(page)
    expect(await accessibilityFaults(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Enrol', exact: true }).click()
    await done(page, `${sa} is in a budget plan.`)
    await page.getByRole('heading', { name: `${sa}: Standing` }).waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    expect((await plansOf()).pymtPlanAmt).toBe(amount)
    await page.getByRole('button', { name: 'True up' }).click()
    const truing = page.getByRole('dialog', { name: `True up the budget plan of ${sa}` })
    await truing.getByRole('textbox', { name: 'Amount of each bill' }).fill('55')
    await truing.getByRole('textbox', { name: 'Why this amount' }).fill('agreed by telephone')
    await settled(page)
    await truing.getByRole('button', { name: 'True up' }).click()
    await done(page, `The budget plan of ${sa} is trued up.`)
    expect((await plansOf()).budgets[0]!.terms).toMatchObject({ amount: '55.00', basis: 'given' })
    await page.getByRole('button', { name: 'End plan' }).click()
    const ending = page.getByRole('dialog', { name: `End the budget plan of ${sa}` })
    await ending.getByRole('textbox', { name: 'Why it ends' }).fill('asked to')
    await ending.getByRole('button', { name: 'End plan' }).click()
    await done(page, `The budget plan of ${sa} has ended.`)
    await page.getByRole('heading', { name: `${sa}: Ended` }).waitFor()
    expect((await plansOf()).payoff).toBe(before.payoff)
    expect(await balanceOf('15')).toBe(balance)
    expect(complaints).toEqual([])
    await close()
  })
})
