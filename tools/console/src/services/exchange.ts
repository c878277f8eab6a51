// A meter is exchanged by two commands: the old one is removed with what it shows, the new one installed with what it begins at.
import type { Body } from '../api/commands'
import type { Subject } from '../actions/open'
import { readRegisters } from './reads'

export type ExchangeDraft = { on: string; meter: string; lastReads: Record<string, string>; firstReads: Record<string, string>; dials: string; decimals: string; multiplier: string; reason: string }
type Point = NonNullable<Subject['point']>

/** What the exchange begins with: registers of the new meter as those of the old one. */
export function newExchange(point: Point): ExchangeDraft {
  const register = readRegisters(point)[0]
  return { on: '', meter: '', lastReads: {}, firstReads: {}, dials: String(register?.dials ?? 5), decimals: String(register?.decimals ?? 0), multiplier: register?.multiplier ?? '1', reason: '' }
}

function installed(point: Point): boolean {
  return point.meters.some((meter) => !meter.removed_on)
}

function nextDay(day: string): string {
  return day === '' ? '' : new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
}

/** The removal, where a meter is there; `on` is its last day. */
export function removalOf(draft: ExchangeDraft, point: Point): Body | null {
  if (!installed(point)) return null
  const reads = readRegisters(point).map((register) => ({ channel: register.channel, value: draft.lastReads[register.channel]?.trim() ?? '' })).filter((read) => read.value !== '')
  return { service_point: point.service_point, ...(draft.on ? { removed_on: draft.on } : {}), reads, ...(draft.reason.trim() ? { reason: draft.reason.trim() } : {}) }
}

/** The installation, on the day after the old meter's last; on the day itself where none was there. */
export function installationOf(draft: ExchangeDraft, point: Point, wasThere: boolean): Body {
  const before = [...point.meters].reverse()[0]
  const registers = (before?.registers ?? []).map((register) => ({
    channel: register.channel, kind: register.kind, unit: register.unit, dials: Number(draft.dials), decimals: Number(draft.decimals), multiplier: draft.multiplier.trim() || '1',
  }))
  const reads = registers.filter((register) => register.kind === 'subtractive').map((register) => ({ channel: register.channel, value: draft.firstReads[register.channel]?.trim() || '0' }))
  const day = wasThere ? nextDay(draft.on) : draft.on
  return {
    service_point: point.service_point, meter: draft.meter.trim(), ...(day ? { installed_on: day } : {}), registers, ...(reads.length ? { reads } : {}),
    ...(draft.reason.trim() ? { reason: draft.reason.trim() } : {}),
  }
}
