// What a person without a mouse does.
import type { Page } from 'playwright-core'

/** Presses Tab until the element that has focus is the wanted one, by its name and, where given, its role. */
export async function tabTo(page: Page, name: RegExp, role = ''): Promise<void> {
  for (let presses = 0; presses < 120; presses += 1) {
    const focused = await page.evaluate(() => {
      const element = document.activeElement
      const labelled = element?.getAttribute('aria-labelledby')?.split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join(' ')
      const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : ''
      return { name: (element?.getAttribute('aria-label') ?? (label || labelled || element?.textContent || '')).trim(), role: element?.getAttribute('role') ?? (element instanceof HTMLInputElement ? element.type : element?.tagName.toLowerCase()) ?? '' }
    })
    if (name.test(focused.name) && (role === '' || focused.role === role)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab never came to ${name}`)
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
  await page.getByRole('option', { name: text }).first().waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
}
