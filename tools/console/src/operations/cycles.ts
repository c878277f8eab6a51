// Bill cycles as the calendar tells them: which window asks for work now, and what comes next.
import type { Calendar } from '../api/queries'
import { plain } from '../format/words'
import type { Member } from './bill_run'

export type Cycle = Calendar['cycles'][number]
export type Window = Cycle['windows'][number]
export type Work = { cycle: string; description: string; accounts: number; start: string; end: string; billed: number; errored: number; due: number; opens: boolean }

function workOf(cycle: Cycle, window: Window, opens: boolean): Work {
  return {
    cycle: cycle.cycle, description: cycle.description, accounts: Number(cycle.accounts), start: window.window_start ?? '', end: window.window_end ?? window.window_start ?? '',
    billed: Number(window.billed), errored: Number(window.errored), due: Number(window.due), opens,
  }
}

/**
 * Of each cycle the newest window that has begun, where it still has accounts to bill: who is due in an older one is due in it, too.
 * Then the next window of each. Both by their first day.
 */
export function workNow(calendar: Calendar, today: string): Work[] {
  const begun: Work[] = []
  const next: Work[] = []
  for (const cycle of calendar.cycles) {
    const newest = cycle.windows.filter((window) => window.window_start !== null && window.window_start <= today).pop()
    if (newest && Number(newest.due) > 0) begun.push(workOf(cycle, newest, false))
    const coming = cycle.windows.find((window) => window.window_start !== null && window.window_start > today)
    if (coming) next.push(workOf(cycle, coming, true))
  }
  const byStart = (a: Work, b: Work) => a.start.localeCompare(b.start)
  return [...begun.sort(byStart), ...next.sort(byStart)]
}

export function windowOf(cycle: Cycle, start: string): Window | undefined {
  return cycle.windows.find((window) => window.window_start === start)
}

export function membersOf(cycle: Cycle | undefined): Member[] {
  return (cycle?.members ?? []).map((member) => ({
    account: member.heading.account, name: plain(member.heading.main_customer_name), lastBill: member.last_bill_date, errorOn: member.error_bill_date,
    error: member.error, attempts: Number(member.error_attempts),
  }))
}

/** The day that a run is proposed for: today where the window has it, else its first day. */
export function proposedDay(start: string, end: string, today: string): string {
  return today >= start && today <= end ? today : start
}
