// Consumption from what a service point's usage answers: periods as measured, and differences of reads.
import type { Usage } from '../api/queries'
import { difference, sign } from '../format/money'

export type Period = { channel: string; from: string; until: string; quantity: string; unit: string; quality: string; meter: string; read: string; position: number }

/**
 * What was consumed, by channel, oldest first. A register's value less the one before, of the same meter, is a period; a register
 * that ran over its last digit gives none here, since only the ledger knows its dials and multiplier.
 */
export function periodsOf(usage: Pick<Usage, 'lines'>): Period[] {
  const before = new Map<string, Usage['lines'][number]>()
  const periods: Period[] = []
  for (const line of usage.lines) {
    const common = { channel: line.channel, unit: line.unit, quality: line.quality, meter: line.meter, position: Number(line.position) }
    if (!line.is_read) {
      if (line.from && line.until) periods.push({ ...common, from: line.from, until: line.until, quantity: line.value, read: '' })
      continue
    }
    const last = before.get(`${line.channel} ${line.meter}`)
    before.set(`${line.channel} ${line.meter}`, line)
    if (!last?.until || !line.until) continue
    const quantity = difference(line.value, last.value)
    if (sign(quantity) >= 0) periods.push({ ...common, from: last.until, until: line.until, quantity, read: line.value })
  }
  return periods
}

