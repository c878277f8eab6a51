// What stands where on paper: the model that every bill's layout makes, and one sheet draws (paper_sheet.tsx).
import { daysBetween, lastDayBefore } from '../format/date'
import { amount } from '../format/money'

export type PaperLine = {
  /** How deep it is indented. */
  level: number
  text: string
  amount: string
  /** Sums stand in the last column, what they sum up in the one before. */
  column: 'none' | 'part' | 'sum'
  emphasis: 'plain' | 'heading' | 'strong'
}
export type PaperBlock = { before: 'space' | 'rule' | 'strong-rule'; lines: PaperLine[] }
export type Paper = { addressee: string[]; facts: [string, string][]; blocks: PaperBlock[] }

export const textLine = (of: string, level = 0): PaperLine => ({ level, text: of, amount: '', column: 'none', emphasis: 'plain' })
export const partLine = (of: string, value: string, level = 1): PaperLine => ({ level, text: of, amount: amount(value), column: 'part', emphasis: 'plain' })
export const sumLine = (of: string, value: string, emphasis: PaperLine['emphasis'] = 'plain'): PaperLine => ({ level: 0, text: of, amount: value, column: 'sum', emphasis })

export const linesOfText = (of: string) => of.split('\n').filter(Boolean)

/** `2022-01-05 to 2022-02-02 (29 days)` */
export function daysAndCount(from: string, until: string): string {
  const count = daysBetween(from, until)
  return `${from} to ${lastDayBefore(until)} (${count} ${count === 1 ? 'day' : 'days'})`
}
