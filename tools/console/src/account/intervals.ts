// What is shown of a channel's interval values: a year by month, a month by day, a day by its values; and the way between them.
import type { Intervals } from '../api/queries'
import { addDays, lastDayBefore } from '../format/date'

/** Days from one to another, both shown; none: the last twelve months. */
export type Stretch = { from: string; to: string } | null

export type Bar = { label: string; value: number; inside: Stretch }

/** Bars of what is shown, and what each leads to. */
export function barsOf(answer: Intervals): Bar[] {
  if (answer.step === 'interval') return answer.values.map((each) => ({ label: each.at, value: Number(each.value), inside: null }))
  return answer.lines.map((line) => ({
    label: line.from === null ? '' : answer.step === 'month' ? line.from.slice(0, 7) : line.from,
    value: Number(line.quantity),
    inside: line.from === null || line.until === null ? null : { from: line.from, to: lastDayBefore(line.until) },
  }))
}

/** The stretch of the same kind before and after; null where nothing is held there. */
export function neighbours(answer: Intervals, stretch: Stretch): { before: Stretch; after: Stretch } {
  const { first_held: first, last_held: last } = answer
  if (stretch === null || !first || !last) return { before: null, after: null }
  const isDay = stretch.from === stretch.to
  const before = isDay ? dayAt(addDays(stretch.from, -1)) : monthOf(addDays(`${stretch.from.slice(0, 7)}-01`, -1))
  const after = isDay ? dayAt(addDays(stretch.to, 1)) : monthOf(addDays(`${stretch.from.slice(0, 7)}-28`, 4))
  return { before: before.to >= first ? before : null, after: after.from <= last ? after : null }
}

function dayAt(day: string): { from: string; to: string } {
  return { from: day, to: day }
}

/** The whole month that a day is in. */
export function monthOf(day: string): { from: string; to: string } {
  const from = `${day.slice(0, 7)}-01`
  const next = addDays(`${day.slice(0, 7)}-28`, 4)
  return { from, to: lastDayBefore(`${next.slice(0, 7)}-01`) }
}

/** What a stretch is called: `Last 12 months`, `2022-03`, `2022-03-05`. */
export function nameOf(stretch: Stretch): string {
  if (stretch === null) return 'Last 12 months'
  return stretch.from === stretch.to ? stretch.from : stretch.from.slice(0, 7)
}

/** The way down to a stretch, from the year; the last one is what is shown. */
export function wayTo(stretch: Stretch): Stretch[] {
  if (stretch === null) return [null]
  return stretch.from === stretch.to ? [null, monthOf(stretch.from), stretch] : [null, stretch]
}
