// What a layout can be made of, and how a stored choice is read: what is unknown in it is passed over, so that an older console can
// read what a newer one kept.

type Place = { id: string; label: string; segments: readonly string[]; roles: readonly string[] }

/** Places of the top-level navigation, with the roles that have them there unless chosen otherwise. */
export const places = [
  { id: 'customers', label: 'Customers', segments: [], roles: ['clerk', 'supervisor', 'auditor', 'admin', 'erp'] },
  { id: 'operations', label: 'Operations', segments: ['operations'], roles: ['supervisor', 'admin'] },
  { id: 'approvals', label: 'Approvals', segments: ['approvals'], roles: ['supervisor'] },
  { id: 'events', label: 'Audit', segments: ['events'], roles: ['auditor', 'supervisor'] },
  { id: 'trial-balance', label: 'Trial balance', segments: ['trial-balance'], roles: ['auditor', 'erp'] },
  { id: 'compare', label: 'Two moments', segments: ['compare'], roles: [] },
  { id: 'integrity', label: 'Integrity', segments: ['integrity'], roles: [] },
  { id: 'settings', label: 'Control tables', segments: ['settings'], roles: [] },
  { id: 'users', label: 'Users', segments: ['users'], roles: ['admin'] },
] as const satisfies readonly Place[]
export type PlaceId = (typeof places)[number]['id']
const placeIds = places.map((place) => place.id)

function listed<Id extends string>(value: string, known: readonly Id[]): Id[] {
  return [...new Set(value.split(',').map((each) => each.trim()))].filter((each): each is Id => (known as readonly string[]).includes(each))
}

/** What the navigation shows: what was chosen, else what the roles are for; without sign-in (null) what most work needs. */
export function navigationOf(value: string, roles: readonly string[] | null): PlaceId[] {
  const chosen = listed<PlaceId>(value, placeIds)
  if (chosen.length > 0) return chosen
  if (roles === null) return ['customers', 'operations', 'events']
  const own = (place: Place) => place.roles.some((role) => roles.includes(role))
  return places.filter(own).map((place) => place.id)
}

export function startOf(value: string): PlaceId {
  return listed<PlaceId>(value, placeIds)[0] ?? 'customers'
}

/** Tabs that are shown, in the order of all; all where nothing was chosen. */
export function shownTabs<Tab extends { id: string }>(value: string, all: readonly Tab[]): Tab[] {
  const ids = listed(value, all.map((tab) => tab.id))
  return ids.length === 0 ? [...all] : all.filter((tab) => ids.includes(tab.id))
}

/** The tab that an address names, even where it is hidden: a colleague's link leads where it says. Else the default, else the first shown. */
export function openTab<Tab extends { id: string }>(segment: string | undefined, preferred: string, shown: readonly Tab[], all: readonly Tab[]): Tab {
  return all.find((tab) => tab.id === segment) ?? shown.find((tab) => tab.id === preferred) ?? shown[0] ?? all[0]!
}

export const logSizes = ['10', '25', '50', '100'] as const
export const logKinds = ['all', 'money'] as const
export type LogDisplay = { lines: (typeof logSizes)[number]; kind: (typeof logKinds)[number]; who: boolean; when: 'day' | 'time' }

/** `lines=25;kind=all;who=yes;when=day`. */
export function logDisplayOf(value: string): LogDisplay {
  const given = Object.fromEntries(value.split(';').map((each) => each.split('=', 2) as [string, string?]))
  return {
    lines: logSizes.find((each) => each === given.lines) ?? '25',
    kind: logKinds.find((each) => each === given.kind) ?? 'all',
    who: given.who !== 'no',
    when: given.when === 'time' ? 'time' : 'day',
  }
}

export function logDisplayText(display: LogDisplay): string {
  return `lines=${display.lines};kind=${display.kind};who=${display.who ? 'yes' : 'no'};when=${display.when}`
}

/** The list with one more or one less, in the order of all. */
export function toggled(list: readonly string[], all: readonly string[], id: string, on: boolean): string {
  return all.filter((each) => (each === id ? on : list.includes(each))).join(',')
}
