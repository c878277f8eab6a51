// Which action's dialog is open, and on what. Any screen opens one; the host shows it.
import { useSyncExternalStore } from 'react'
import type { Suspended } from '../cash/lists'
import type { Account, Arrangements, Autopay, Budgets, Collections, Communications, Deposits, Disputes, Documents, Invoice, OpenItems, Payment, Person, Premise, Unclaimed } from '../api/queries'
import type { MarketLine } from '../market/market_lists'
import type { Doubted } from '../reads/exceptions'

/** What an action acts on. */
export type Subject = {
  account: Account
  charge?: Account['pending_charges'][number]
  pending?: Account['pending_adjustments'][number]
  /** A posted adjustment. */
  adjustment?: string
  arrangement?: Arrangements['arrangements'][number]
  /** Of an account's automatic payment. */
  draft?: Autopay['drafts'][number]
  collection?: Collections['collections'][number]
  severance?: Collections['severances'][number]
  protection?: Collections['protections'][number]
  /** Of the account's collection. */
  nextStep?: Collections['next'][number]
  /** An entry of the communication log, or a letter. */
  communication?: Communications['entries'][number]
  budget?: Budgets['budgets'][number]
  /** What an agreement's plan could ask for. */
  computedBudget?: Budgets['computed'][number]
  deposit?: Deposits['deposits'][number]
  /** An open item, to be disputed. */
  item?: OpenItems['items'][number]
  dispute?: Disputes['disputes'][number]
  lateCharge?: Disputes['late_charges'][number]
  /** A sum in suspense. */
  suspended?: Suspended
  /** Of property that no one claimed. */
  escheat?: Unclaimed['escheats'][number]
  unclaimed?: Unclaimed['property']
  /** A refund or a write-off. */
  settled?: Documents['documents'][number]
  invoice?: string
  payment?: Payment['payments'][number]
  paymentEvent?: string
  tender?: string
  entry?: Account['persons'][number]
  person?: Person
  phone?: Person['phones'][number]
  wholeInvoice?: Invoice
  /** One of the person's addresses. */
  address?: Person['addresses'][number]
  identifier?: Person['identifiers'][number]
  agreement?: Account['agreements'][number]['agreement']
  premise?: Premise
  /** Of what was measured at the point, in doubt. */
  doubted?: Doubted
  point?: Premise['service_points'][number]['service_point']
  /** A market transaction. */
  market?: MarketLine
  /** What a market transaction to come is. */
  marketKind?: string
}
export type OpenAction = { id: string; subject: Subject; serial: number }

let open: OpenAction | null = null
let serial = 0
const listeners = new Set<() => void>()

function publish(next: OpenAction | null): void {
  open = next
  listeners.forEach((listener) => listener())
}

export function openAction(id: string, subject: Subject): void {
  serial += 1
  publish({ id, subject, serial })
}

export function closeAction(): void {
  publish(null)
}

export function useOpenAction(): OpenAction | null {
  return useSyncExternalStore((listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, () => open)
}
