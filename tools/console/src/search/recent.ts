// Where this browser was last. Kept for the tab's session only: what is on the screen of a shared machine goes with the tab.
export type Visit = { place: string[]; title: string; detail: string }

const key = 'tallystick.recent'
const most = 12

export function recentVisits(): Visit[] {
  try {
    const stored: unknown = JSON.parse(window.sessionStorage.getItem(key) ?? '[]')
    return Array.isArray(stored) ? (stored as Visit[]) : []
  } catch {
    return []
  }
}

export function remember(visit: Visit): void {
  const others = recentVisits().filter((other) => other.place.join('/') !== visit.place.join('/'))
  try {
    window.sessionStorage.setItem(key, JSON.stringify([visit, ...others].slice(0, most)))
  } catch {
    // A browser that keeps nothing shows an empty list.
  }
}

/** After a person is erased: titles are names. */
export function forgetVisits(): void {
  try {
    window.sessionStorage.removeItem(key)
  } catch {
    // Nothing is kept then.
  }
}
