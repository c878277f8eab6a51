// What a correction says, in words.
import type { Correction } from '../api/queries'
import { amount, sign } from '../format/money'

export type CorrectedLine = Correction['invoices'][number]['segments'][number]['lines'][number]
export type CorrectedRead = Correction['invoices'][number]['segments'][number]['reads'][number]

/** One side of a line: "40 therm × 0.75", "1 × 16.5"; nothing where that bill had none. */
export function sideInWords(line: CorrectedLine, side: 'old' | 'new'): string {
  const there = side === 'old' ? line.old_line : line.new_line
  if (!there) return ''
  const quantity = side === 'old' ? line.old_quantity : line.new_quantity
  const price = side === 'old' ? line.old_price : line.new_price
  return `${amount(quantity)}${line.unit ? ` ${line.unit}` : ''} × ${price}`
}

/** What was measured, on one side: "0 → 40 = 40 therm (estimated)"; of usage without the register. */
export function readInWords(read: CorrectedRead, side: 'old' | 'new'): string {
  const old = side === 'old'
  if (!(old ? read.was_used : read.is_used)) return ''
  const [start, stop, quantity, quality] = old ? [read.old_start, read.old_stop, read.old_quantity, read.old_quality] : [read.new_start, read.new_stop, read.new_quantity, read.new_quality]
  const register = sign(start) === 0 && sign(stop) === 0 ? '' : `${amount(start)} → ${amount(stop)} = `
  return `${register}${amount(quantity)} ${read.unit}${quality === 'actual' ? '' : ` (${quality})`}`
}
