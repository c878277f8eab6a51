// Lists over the whole division that operators work through.
import type { Heading } from '../api/queries'
import { type Paged, usePages } from '../api/lists'

export type Waiting = {
  heading: Heading
  adjustment: string
  adjustment_type: string
  sa: string
  amount: string
  effective_date: string | null
  target: string
  requested_by: string
  memo: string | object
  recorded_at: string
  day: string | null
  position: number | string
}
export type AdjustmentsPage = Paged & { position: number | string; currency: string; adjustments: Waiting[] }

export type BillingError = { sa: string; bill_date: string | null; attempt: number; error: string; explanation: string; position: number | string }
export type InError = { heading: Heading; bill_cycle: string; errors: BillingError[] }
export type BillingErrorsPage = Paged & { position: number | string; accounts: InError[] }

const lines = 100

export const useWaitingAdjustments = () => usePages<AdjustmentsPage>('/v1/adjustments', { state: 'requested', limit: lines })
export const useBillingErrors = () => usePages<BillingErrorsPage>('/v1/billing-errors', { limit: lines })
