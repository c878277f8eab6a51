// Dates are civil days in ISO form, as the API sends them; instants are shown to the minute in UTC.

/** Days from one civil day to another; below zero where `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000)
}

/** The civil day `days` after `day`. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

/** `2022-03-31T17:00:00Z` as `2022-03-31 17:00`. */
export function instant(text: string): string {
  return text.slice(0, 16).replace('T', ' ')
}

/** The day before, for an end that is given as the first day after. */
export function lastDayBefore(day: string): string {
  return addDays(day, -1)
}

/** How far a day lies from another, in words. */
export function distance(day: string, today: string): string {
  const days = daysBetween(today, day)
  if (days === 0) return 'today'
  if (days === 1) return 'tomorrow'
  if (days === -1) return 'yesterday'
  return days > 0 ? `in ${days} days` : `${-days} days ago`
}

/** Whether text is a civil day that exists. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const time = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}
