// What stands where on a statement, as the text of `tally show statement` has it: what the desk sees is what was sent.
import type { Statement } from '../api/queries'
import { oneLine } from '../format/address'
import { lastDayBefore } from '../format/date'
import { amount, sign } from '../format/money'
import { plain, sentence } from '../format/words'
import { type Paper, type PaperBlock, type PaperLine, daysAndCount, linesOfText, partLine, sumLine, textLine } from './paper'

type Segment = Statement['segments'][number]
type Line = Segment['lines'][number]
type Activity = Statement['activity'][number]

const text = textLine
const part = partLine
const sum = sumLine

type Section = 'payments' | 'adjustments' | 'charges' | 'none'

/** Where a statement lists the change of a kind: charges stand by themselves, what moves no money nowhere. A kind that the API adds does not compile before it has its place here. */
const sections: Record<Activity['kind'], Section> = {
  payment: 'payments',
  payment_cancelled: 'payments',
  tender_cancelled: 'payments',
  adjustment: 'adjustments',
  adjustment_cancelled: 'adjustments',
  nsf_fee: 'adjustments',
  late_charge: 'adjustments',
  late_charge_cancelled: 'adjustments',
  deposit_billed: 'adjustments',
  deposit_bill_cancelled: 'adjustments',
  deposit_received: 'adjustments',
  deposit_receipt_reversed: 'adjustments',
  deposit_interest: 'adjustments',
  deposit_applied: 'adjustments',
  deposit_refunded: 'adjustments',
  arrangement_granted: 'adjustments',
  arrangement_instalment: 'adjustments',
  arrangement_broken: 'adjustments',
  credit_refunded: 'adjustments',
  credit_refund_cancelled: 'adjustments',
  written_off: 'adjustments',
  write_off_reversed: 'adjustments',
  credit_transferred_out: 'adjustments',
  credit_transferred_in: 'adjustments',
  balance_transferred_out: 'adjustments',
  balance_transferred_in: 'adjustments',
  current_synced: 'adjustments',
  bill_segment: 'charges',
  special_charge: 'charges',
  // As corrections, which the answer marks.
  bill_segment_cancelled: 'charges',
  special_charge_cancelled: 'charges',
  credit_allocated: 'none',
  credit_deallocated: 'none',
  credit_released: 'none',
  invoice: 'none',
  credit_note: 'none',
  statement: 'none',
  statement_cancelled: 'none',
  suspense_matched: 'none',
  suspense_match_cancelled: 'none',
  credit_escheated: 'adjustments',
  deposit_escheated: 'adjustments',
  escheat_reclaimed: 'adjustments',
  escheat_remitted: 'none',
  escheat_remittance_returned: 'none',
}

/** `unknown`: a server newer than this page sent it, so that the statement lists it without a section. */
export function sectionOf(kind: string): Section | 'unknown' {
  return Object.hasOwn(sections, kind) ? sections[kind as Activity['kind']] : 'unknown'
}

/** At least so many decimals, and no zero behind more. */
function decimals(value: string, least: number): string {
  const [whole = '0', fraction = ''] = value.split('.')
  const kept = fraction.replace(/0+$/, '').padEnd(least, '0')
  return kept ? `${whole}.${kept}` : whole
}

/** A rate in percent: `0.0375` is 3.75. */
export function percentOf(rate: string): string {
  const negative = rate.startsWith('-')
  const [whole = '0', fraction = ''] = rate.replace('-', '').split('.')
  const shifted = `${whole}${fraction.slice(0, 2).padEnd(2, '0')}`.replace(/^0+(?=\d)/, '')
  return (negative ? '-' : '') + decimals(`${shifted}.${fraction.slice(2)}`, 0)
}

const currencyDecimals = (statement: Statement) => statement.amountDue.split('.')[1]?.length ?? 0

function arithmetic(line: Line, places: number): string {
  const fraction = line.fraction === '1/1' || line.fraction === '' ? '' : ` × ${line.fraction.replace(/\/1$/, '')}`
  switch (line.componentKind) {
    case 'percentage':
    case 'tax': return `${percentOf(line.price)}% of ${decimals(line.quantity, places)}${fraction}`
    case 'minimum':
    case 'special_charge': return ''
    case 'fixed':
    case 'per_day':
    case 'usage':
    case 'demand': return `${decimals(line.quantity, 0)}${line.unit ? ` ${line.unit}` : ''} × ${decimals(line.price, places)}${fraction}`
  }
}

const days = (from: string, until: string) => `${from} to ${lastDayBefore(until)}`

function titleOf(segment: Segment): string {
  const { start, end } = segment.billPeriod
  return [segment.service, segment.sa, segment.charge && `charge ${segment.charge}`, start && end && daysAndCount(start, end)].filter(Boolean).join(', ')
}

function readOf(read: Segment['reads'][number]): string {
  const measured = sign(read.start_value) === 0 && sign(read.stop_value) === 0
    ? `${read.from && read.until ? days(read.from, read.until) : ''}, `
    : `${decimals(read.start_value, 0)} to ${decimals(read.stop_value, 0)}${decimals(read.multiplier, 0) === '1' ? '' : ` × ${decimals(read.multiplier, 0)}`} = `
  return `meter register ${read.channel}: ${measured}${decimals(read.quantity, 0)} ${read.unit}${read.quality === 'actual' ? '' : ` (${read.quality})`}`
}

function demandOf(demand: Segment['demands'][number]): string {
  const { unit } = demand
  const earlier = demand.highest_of ? `; at least ${percentOf(demand.share)}% of ${decimals(demand.highest, 0)} ${unit} (${days(demand.highest_from ?? '', demand.highest_until ?? '')})` : ''
  return `billing demand ${demand.component.replaceAll('_', ' ')}: ${decimals(demand.measured, 0)} ${unit} measured, ${decimals(demand.billed, 0)} ${unit} charged${earlier}`
}

function bankOf(bank: Segment['year']['banks'][number]): string {
  const of = (quantity: string) => `${decimals(quantity, 0)} ${bank.unit}`
  const settled = bank.settled_by === 'not_settled' ? '' : `${of(bank.settled)} taken out as the ${bank.settled_by === 'true_up' ? "bank's year" : 'agreement'} ended, `
  return `bank ${bank.component.replaceAll('_', ' ')}: ${of(bank.opening)} before, ${of(bank.added)} added, ${of(bank.used)} used, ${settled}${of(bank.closing)} after`
}

function linesOf(segment: Segment, places: number): PaperLine[] {
  const address = oneLine(segment.serviceAddress)
  return [
    { ...text(titleOf(segment), 1), emphasis: 'heading' },
    ...(address ? [text(`at ${segment.premise}, ${address}`, 1)] : []),
    ...segment.reads.map((read) => text(readOf(read), 2)),
    ...segment.demands.map((demand) => text(demandOf(demand), 2)),
    ...segment.year.banks.map((bank) => text(bankOf(bank), 2)),
    ...segment.lines.map((line) => {
      const how = arithmetic(line, places)
      return part(`${line.description || sentence(line.component)}${how ? `: ${how}` : ''}`, line.lineAmount, 2)
    }),
    part(`Total ${segment.sa}`, segment.total),
    ...(segment.cancelledBy ? [text(`cancelled by ${segment.cancelledBy}`, 2)] : []),
  ]
}

function changesOf(statement: Statement): PaperLine[] {
  const listed = (belongs: (activity: Activity) => boolean): PaperLine[] => statement.activity.filter(belongs).map((activity) => part(
    `${sentence(activity.kind)} ${activity.document}${activity.code ? ` (${activity.code})` : ''}, ${activity.effectiveDate ?? ''}`, activity.current))
  const section = (title: string, total: string, belongs: (activity: Activity) => boolean): PaperLine[] => {
    const lines = listed(belongs)
    return lines.length > 0 || sign(total) !== 0 ? [...lines, sum(title, amount(total))] : []
  }
  return [
    sum('Previous balance', amount(statement.previousCurrent)),
    ...section('Payments', statement.paymentsCurrent, (activity) => sectionOf(activity.kind) === 'payments'),
    ...section('Adjustments', statement.adjustmentsCurrent, (activity) => sectionOf(activity.kind) === 'adjustments'),
    ...section('Corrections', statement.correctionsCurrent, (activity) => activity.correction),
    ...listed((activity) => sectionOf(activity.kind) === 'unknown' && !activity.correction),
  ]
}

/** Charges stand as they are owed; what is asked for in their place follows. */
function budgetsOf(statement: Statement): PaperLine[] {
  return statement.budgets.flatMap((budget) => [sum(`Charged for ${budget.sa}`, amount(budget.charged)), sum('Asked for under its budget plan', amount(budget.asked))])
}

function dueOf(statement: Statement): PaperLine[] {
  const money = (value: string) => `${statement.currency} ${amount(value)}`
  const due = statement.cancelled_on ? 'CANCELLED, do not pay'
    : sign(statement.amountDue) > 0 ? `AMOUNT DUE by ${statement.dueDate ?? ''}`
      : sign(statement.amountDue) < 0 ? 'CREDIT BALANCE, do not pay' : 'AMOUNT DUE: nothing'
  return [
    sum(due, money(statement.amountDue), 'strong'),
    ...(statement.outBalance !== statement.amountDue ? [sum('Payoff balance, what is truly owed', money(statement.outBalance))] : []),
    ...(sign(statement.depositsAsked) !== 0 ? [text(`Of it deposit: ${money(statement.depositsAsked)}`)] : []),
    ...(sign(statement.depositsHeld) !== 0 ? [text(`Deposit held for you, with interest: ${money(statement.depositsHeld)}`)] : []),
    ...(sign(statement.lastPaymentAmt) !== 0 ? [text(`Last payment: ${money(statement.lastPaymentAmt)} on ${statement.lastPaymentDate ?? ''}`)] : []),
    ...(sign(statement.pymtPlanAmt) !== 0 ? [text(`Payment plan ${statement.pymtPlanType.replaceAll('_', ' ')}: ${money(statement.pymtPlanAmt)}`)] : []),
    ...statement.budgets.map((budget) => text(`Budget plan of ${budget.sa}: ${money(budget.difference.replace(/^-/, ''))} ${sign(budget.difference) < 0 ? 'more' : 'less'} asked for than charged to date`)),
    ...statement.messages.map((message) => text(message)),
  ]
}

export function layoutOf(statement: Statement): Paper {
  const [first] = statement.deliveries
  const places = currencyDecimals(statement)
  const charges = statement.segments.length > 0 || sign(statement.chargesCurrent) !== 0
  const blocks: PaperBlock[] = [
    { before: 'strong-rule', lines: changesOf(statement) },
    ...statement.segments.map((segment): PaperBlock => ({ before: 'space', lines: linesOf(segment, places) })),
    ...(charges ? [{ before: 'space' as const, lines: [...budgetsOf(statement), sum(statement.budgets.length === 0 ? 'New charges' : 'New charges, as asked for', amount(statement.chargesCurrent))] }] : []),
    { before: 'rule', lines: dueOf(statement) },
    ...(statement.deliveries.length > 0 ? [{
      before: 'space' as const,
      lines: statement.deliveries.map((sent) => text(`Sent by ${sent.route_type} to ${plain(sent.printed_name)}: ${linesOfText(plain(sent.destination)).join(', ')}${sent.copies > 1 ? `, ${sent.copies} copies` : ''}`)),
    }] : []),
  ]
  return {
    addressee: first ? [plain(first.printed_name), ...linesOfText(plain(first.destination))] : [plain(statement.heading.main_customer_name)],
    facts: [
      ['Statement', statement.statement], ['Account', statement.heading.account], ['Billing date', statement.billingDate ?? ''], ['Due date', statement.dueDate ?? ''],
      ...(statement.cancelled_on ? [['Cancelled on', statement.cancelled_on] as [string, string]] : []),
      ...(statement.invoice ? [['Invoice', statement.invoice] as [string, string]] : []),
      ...(statement.heading.premise ? [['Location', statement.heading.premise] as [string, string]] : []),
      ['Amounts in', statement.currency],
    ],
    blocks,
  }
}
