// What a net-metered agreement drew and sent back, bill by bill, and what its bank held after each.
import type { Invoice } from '../api/queries'
import { sum } from '../format/money'

type Segment = Invoice['segments'][number]
export type Bank = Segment['year']['banks'][number]

/** One bill's days. The bank's figures are those of all its components together; none: the tariff keeps no bank. */
export type NetPeriod = {
  segment: string
  invoice: string
  from: string
  until: string
  drawn: string
  sentBack: string
  bank: { before: string; added: string; used: string; settled: string; after: string; settledBy: Bank['settled_by'] } | null
  banks: readonly Bank[]
}

function bankOf(banks: readonly Bank[]): NetPeriod['bank'] {
  if (banks.length === 0) return null
  // A component has several entries where its price changed within the bill: each goes on from the one before.
  const components = [...new Set(banks.map((each) => each.component))].map((code) => banks.filter((each) => each.component === code))
  return {
    before: sum(components.map((entries) => entries[0]?.opening ?? '0')),
    added: sum(banks.map((each) => each.added)),
    used: sum(banks.map((each) => each.used)),
    settled: sum(banks.map((each) => each.settled)),
    after: sum(components.map((entries) => entries[entries.length - 1]?.closing ?? '0')),
    settledBy: banks.find((each) => each.settled_by !== 'not_settled')?.settled_by ?? 'not_settled',
  }
}

/** The bills of an agreement that stand, oldest first. `unit` and `returned`: those of the tariff's rule. */
export function netPeriods(invoices: readonly Pick<Invoice, 'referenceNumber' | 'segments'>[], agreement: string, unit: string, returned: readonly string[]): NetPeriod[] {
  return invoices
    .flatMap((invoice) => invoice.segments.map((segment) => ({ invoice: invoice.referenceNumber, segment })))
    .filter(({ segment }) => segment.sa === agreement && !segment.cancelledBy && segment.billPeriod.start && segment.billPeriod.end)
    .map(({ invoice, segment }): NetPeriod => {
      const counted = segment.reads.filter((read) => read.unit === unit)
      return {
        segment: segment.segment,
        invoice,
        from: segment.billPeriod.start ?? '',
        until: segment.billPeriod.end ?? '',
        drawn: sum(counted.filter((read) => !returned.includes(read.channel)).map((read) => read.quantity)),
        sentBack: sum(counted.filter((read) => returned.includes(read.channel)).map((read) => read.quantity)),
        bank: bankOf(segment.year.banks),
        banks: segment.year.banks,
      }
    })
    .sort((one, other) => one.from.localeCompare(other.from))
}

/** The next last day of the bank's year, such as 2022-03-31, from that day on; `yearEnds` is 03-31. */
export function nextTrueUp(yearEnds: string | null | undefined, from: string): string {
  if (!yearEnds || !from) return ''
  const year = Number(from.slice(0, 4))
  const now = `${year}-${yearEnds}`
  return now >= from ? now : `${year + 1}-${yearEnds}`
}
