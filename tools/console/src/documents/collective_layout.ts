// What stands where on a collective statement, as the text of `tally show collective-statement` has it: a section an account.
import type { components } from '../api/schema'
import { oneLine } from '../format/address'
import { amount, difference, sign, sum } from '../format/money'
import { plain } from '../format/words'
import { type Paper, type PaperBlock, type PaperLine, daysAndCount, linesOfText, partLine, sumLine, textLine } from './paper'

export type CollectiveSheet = components['schemas']['answer.collective-statement']
type Section = CollectiveSheet['sections'][number]
type Charge = Section['charged'][number]

function chargeTitle({ service, sa, charge, from, until }: Charge): string {
  return [service, sa, charge && `charge ${charge}`, from && until && daysAndCount(from, until)].filter(Boolean).join(', ')
}

/** What is zero is left out, but for what was asked for before. */
function changesOf(section: Section): PaperLine[] {
  const change = (what: string, value: string) => (sign(value) !== 0 ? [partLine(what, value)] : [])
  const charged = section.charged.map((each) => each.total)
  return [
    partLine('Previous balance', section.previous),
    ...change('Payments', section.payments),
    ...change('Adjustments', section.adjustments),
    ...change('Corrections', section.corrections),
    ...section.charged.map((each) => partLine(chargeTitle(each), each.total)),
    ...change('Difference under budget plans', charged.length > 0 ? difference(section.charges, sum(charged)) : section.charges),
    ...change('Since that statement', section.since),
  ]
}

function linesOf(section: Section): PaperLine[] {
  const { account, premise, main_customer_name } = section.heading
  const address = oneLine(section.heading.service_address)
  const due = section.due_date && sign(section.asked) > 0 ? `, due ${section.due_date}` : ''
  const overdue = sign(section.overdue) !== 0 ? `, of it overdue ${amount(section.overdue)}` : ''
  return [
    { ...textLine(`Account ${account}, ${plain(main_customer_name)}${section.statement ? `, statement ${section.statement} of ${section.billing_date ?? ''}` : ''}`), emphasis: 'heading' },
    ...(address ? [textLine(`at ${premise}, ${address}`, 1)] : []),
    ...(section.is_new ? changesOf(section) : [partLine('Balance, without a new statement', section.since)]),
    sumLine(`Account ${account}${due}${overdue}`, amount(section.asked)),
  ]
}

export function collectiveLayoutOf(sheet: CollectiveSheet): Paper {
  const [first] = sheet.deliveries
  const money = (value: string) => `${sheet.currency} ${amount(value)}`
  const due = sign(sheet.asked) > 0 ? `AMOUNT DUE by ${sheet.due_date ?? ''}` : sign(sheet.asked) < 0 ? 'CREDIT BALANCE, do not pay' : 'AMOUNT DUE: nothing'
  return {
    addressee: first ? [plain(first.printed_name), ...linesOfText(plain(first.destination))] : [plain(sheet.heading.main_customer_name)],
    facts: [
      ['Statement', sheet.collective_statement], ['Of', sheet.name], ['Accounts', String(sheet.sections.length)], ['Paid by', `account ${sheet.heading.account}`],
      ['Billing date', sheet.bill_date ?? ''], ['Due date', sheet.due_date ?? ''], ['Amounts in', sheet.currency],
    ],
    blocks: [
      ...sheet.sections.map((section, index): PaperBlock => ({ before: index === 0 ? 'strong-rule' : 'space', lines: linesOf(section) })),
      {
        before: 'rule',
        lines: [
          sumLine(due, money(sheet.asked), 'strong'),
          ...(sign(sheet.overdue) !== 0 ? [textLine(`Of it overdue: ${money(sheet.overdue)}`)] : []),
          ...(sheet.owed !== sheet.asked ? [sumLine('Payoff balance, what is truly owed', money(sheet.owed))] : []),
        ],
      },
    ],
  }
}
