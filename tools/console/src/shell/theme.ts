// Light or dark: the system's, until one is chosen. The choice stays in this browser.
export type Theme = 'system' | 'light' | 'dark'

const key = 'tallystick.theme'

export function chosenTheme(): Theme {
  const stored = readStored(key)
  return stored === 'light' || stored === 'dark' ? stored : 'system'
}

export function applyTheme(theme: Theme): void {
  if (theme === 'system') document.documentElement.removeAttribute('data-theme')
  else document.documentElement.setAttribute('data-theme', theme)
  store(key, theme)
}

/** The other of light and dark than what is shown now. */
export function otherTheme(): Theme {
  const shown = document.documentElement.getAttribute('data-theme')
  const dark = shown ? shown === 'dark' : window.matchMedia('(prefers-color-scheme: dark)').matches
  return dark ? 'light' : 'dark'
}

/** What this browser keeps; null where it keeps nothing, or may not. */
export function readStored(name: string): string | null {
  try {
    return window.localStorage.getItem(name)
  } catch {
    return null
  }
}

export function store(name: string, value: string): void {
  try {
    window.localStorage.setItem(name, value)
  } catch {
    // A browser that keeps nothing shows the default next time.
  }
}
