// The hierarchy trail: from the customer down to the line, each step a link. Steps below the one that is shown stand behind it.
import type { ReactNode } from 'react'
import type { Account, Heading, Invoice, Premise } from '../api/queries'
import { sentence, plain } from '../format/words'
import { useHref } from './route'

export type Step = { label: string; place: string[]; here?: boolean }

const customers: Step = { label: 'Customers', place: [] }

/** Whose it is: the main customer, then the account. */
export function stepsOf(heading: Heading): Step[] {
  return [
    customers,
    ...(heading.main_customer ? [{ label: plain(heading.main_customer_name) || `Person ${heading.main_customer}`, place: ['persons', heading.main_customer] }] : []),
    ...(heading.account ? [{ label: `Account ${heading.account}`, place: ['accounts', heading.account] }] : []),
  ]
}

export const agreementStep = (account: string, sa: string): Step => ({ label: `Agreement ${sa}`, place: ['accounts', account, 'services', sa] })
const premiseStep = (premise: string): Step => ({ label: `Premise ${premise}`, place: ['premises', premise] })
const pointStep = (premise: string, point: string): Step => ({ label: `Service point ${point}`, place: ['premises', premise, point] })
const meterStep = (premise: string, point: string, meter: string): Step => ({ label: `Meter ${meter}`, place: ['premises', premise, point, meter] })

/** The account, and behind it what it is supplied by: of the agreement shown, else of the only one. */
export function stepsOfAccount(account: Account, shown = ''): Step[] {
  const id = account.heading.account
  const [first, ...whose] = stepsOf(account.heading)
  // From the top down to the master that it is directly under.
  const masters = [...(account.masters ?? [])].reverse().map((step) => ({ label: step.name, place: ['masters', step.master] }))
  const own = [first!, ...masters, ...whose]
  const last = own.pop()!
  const entry = shown ? account.agreements.find((each) => each.agreement.sa === shown) : account.agreements.length === 1 ? account.agreements[0] : undefined
  if (!entry) {
    const many = account.agreements.length > 1 ? [{ label: `${account.agreements.length} agreements`, place: ['accounts', id, 'services'] }] : []
    return [...own, { ...last, here: true }, ...many]
  }
  const { sa, premise, service_point: point } = entry.agreement
  return [
    ...own, { ...last, here: !shown }, { ...agreementStep(id, sa), here: !!shown },
    ...(premise ? [premiseStep(premise)] : []),
    ...(premise && point ? [pointStep(premise, point)] : []),
    ...(premise && point && entry.meter ? [meterStep(premise, point, entry.meter)] : []),
  ]
}

type Point = Premise['service_points'][number]

/** The agreement that a service point supplies now. */
function agreementAt({ service_point: state, occupant }: Point): string {
  return state.occupancies.filter((each) => each.account === occupant.account).at(-1)?.sa ?? ''
}

/** The premise, a service point of it, a meter there; before them who occupies it, where that is one account. */
export function stepsOfPremise(premise: Premise, point = '', meter = ''): Step[] {
  const at = premise.service_points.find((each) => each.service_point.service_point === point)
  const accounts = [...new Set(premise.service_points.map((each) => each.occupant.account).filter(Boolean))]
  const whose = at ?? (accounts.length === 1 ? premise.service_points.find((each) => each.occupant.account) : undefined)
  const only = whose && (at || premise.service_points.length === 1) ? agreementAt(whose) : ''
  const steps = [
    ...(whose?.occupant.account ? stepsOf(whose.occupant) : [customers]),
    ...(whose && only ? [agreementStep(whose.occupant.account, only)] : []),
    premiseStep(premise.premise),
    ...(at ? [pointStep(premise.premise, point)] : []),
    ...(at && meter ? [meterStep(premise.premise, point, meter)] : []),
  ]
  return steps.map((step, index) => ({ ...step, here: index === steps.length - 1 }))
}

/** A bill's agreement and where it was measured, where it is of one; then the bill, a segment of it, a line of that. */
export function stepsOfInvoice(invoice: Invoice, title: string, segment = '', line = ''): Step[] {
  const { account } = invoice.heading
  const id = invoice.referenceNumber
  const named = (each: Invoice['segments'][number]) => each.segment || each.charge
  const at = invoice.segments.find((each) => named(each) === segment)
  const agreements = [...new Set(invoice.segments.map((each) => each.sa).filter(Boolean))]
  const of = at ?? (agreements.length === 1 ? invoice.segments[0] : undefined)
  const point = of?.reads[0]?.service_point ?? ''
  const shownLine = at?.lines.find((each) => each.lineId === line)
  const steps = [
    ...stepsOf(invoice.heading),
    ...(of?.sa ? [agreementStep(account, of.sa)] : []),
    ...(of?.premise ? [premiseStep(of.premise)] : []),
    ...(of?.premise && point ? [pointStep(of.premise, point)] : []),
    { label: title, place: ['invoices', id] },
    ...(at ? [{ label: at.charge ? `Charge ${at.charge}` : `Segment ${at.segment}`, place: ['invoices', id, named(at)] }] : []),
    ...(at && shownLine ? [{ label: sentence(shownLine.description), place: ['invoices', id, named(at), line] }] : []),
  ]
  return steps.map((step, index) => ({ ...step, here: index === steps.length - 1 }))
}

/** The trail as a row, with what stands at its end. */
export function Trail({ steps, children }: { steps: readonly Step[]; children?: ReactNode }) {
  const href = useHref()
  return (
    <div className="trail-row">
      <nav aria-label="Where you are" className="trail">
        <ol>
          {steps.map((step) => (
            <li key={step.place.join('/')} {...(step.here ? { 'aria-current': 'page' as const } : {})}>
              {step.here ? step.label : <a href={href(...step.place)}>{step.label}</a>}
            </li>
          ))}
        </ol>
      </nav>
      {children}
    </div>
  )
}
