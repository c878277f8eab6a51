// What a person without a mouse does.
import type { Page } from 'playwright-core'

type Focused = { name: string; role: string }

/** The name and role of what has the focus. A part of a day has the name of its field. */
export async function focused(page: Page): Promise<Focused> {
  return page.evaluate(() => {
    const active = document.activeElement
    const element = active?.getAttribute('role') === 'spinbutton' ? active.closest('[role=group]') : active
    const labelled = element?.getAttribute('aria-labelledby')?.split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join(' ')
    const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : ''
    return { name: (element?.getAttribute('aria-label') ?? (label || labelled || element?.textContent || '')).trim(), role: active?.getAttribute('role') ?? (active instanceof HTMLInputElement ? active.type : active?.tagName.toLowerCase()) ?? '' }
  })
}

/** Presses a key until the element that has focus is the wanted one, by its name and, where given, its role; answers whether it came to it. */
async function pressTo(page: Page, key: string, name: RegExp, role: string, most: number): Promise<boolean> {
  for (let presses = 0; presses < most; presses += 1) {
    const at = await focused(page)
    if (name.test(at.name) && (role === '' || at.role === role)) return true
    await page.keyboard.press(key)
  }
  return false
}

export async function tabTo(page: Page, name: RegExp, role = ''): Promise<void> {
  if (!(await pressTo(page, 'Tab', name, role, 120))) throw new Error(`Tab never came to ${name}`)
}

/** In a table, which Tab comes to as a whole: the first button of that name, by arrows through each row. */
export async function buttonInTable(page: Page, table: string, name: RegExp): Promise<void> {
  const inside = () => page.evaluate((label) => !!document.activeElement?.closest(`[role=grid][aria-label="${label}"]`), table)
  for (let presses = 0; !(await inside()); presses += 1) {
    if (presses === 120) throw new Error(`Tab never came to the table ${table}`)
    await page.keyboard.press('Tab')
  }
  for (let row = 0; row < 10; row += 1) {
    if (await pressTo(page, 'ArrowRight', name, 'button', 12)) return
    await page.keyboard.press('ArrowDown')
  }
  throw new Error(`Arrows never came to ${name} in ${table}`)
}

/** The names that Tab goes through in a dialog, from what has the focus until it comes round. */
export async function tabOrder(page: Page): Promise<string[]> {
  const names: string[] = []
  for (let presses = 0; presses < 60; presses += 1) {
    const { name } = await focused(page)
    if (names.length > 1 && name === names[0]) return names
    if (name !== names.at(-1)) names.push(name)
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab never came round: ${names.join(', ')}`)
}

/** Types into the field of that label. */
export async function typeAt(page: Page, label: RegExp, text: string, role = ''): Promise<void> {
  await tabTo(page, label, role)
  await page.keyboard.press('Control+a')
  await page.keyboard.type(text)
}

/** Chooses by typing in the field of that label: the first of what is offered then. */
export async function chooseAt(page: Page, label: RegExp, text: string): Promise<void> {
  await typeAt(page, label, text, 'combobox')
  const wanted = page.getByRole('option', { name: text }).first()
  await wanted.waitFor()
  await page.keyboard.press('ArrowDown')
  await page.locator('[role=option][data-focused]').filter({ hasText: text }).waitFor()
  await page.keyboard.press('Enter')
  await wanted.waitFor({ state: 'detached' })
}
