// Lists over the whole division that operators work through.
import { momentOf, usePages } from '../api/lists'
import type { components } from '../api/schema'

export type AdjustmentsPage = components['schemas']['answer.adjustments']
export type Waiting = AdjustmentsPage['adjustments'][number]
export type BillingErrorsPage = components['schemas']['answer.billing-errors']
export type InError = BillingErrorsPage['accounts'][number]
export type BillingError = InError['errors'][number]
export type InCollectionPage = components['schemas']['answer.in-collection']
export type InCollection = InCollectionPage['accounts'][number]
export type CorrectionsDuePage = components['schemas']['answer.corrections-due']
export type ToCorrect = CorrectionsDuePage['accounts'][number]
export type DraftsPage = components['schemas']['answer.drafts']
export type DraftOfDay = DraftsPage['drafts'][number]
export type UnclaimedPage = components['schemas']['answer.unclaimed-property']
export type DormantAccount = UnclaimedPage['accounts'][number]
export type EscheatsPage = components['schemas']['answer.escheats']
export type EscheatLine = EscheatsPage['escheats'][number]
export type EscheatReport = EscheatsPage['reports'][number]

const lines = 100

export const useWaitingAdjustments = () => usePages<AdjustmentsPage>('/v1/adjustments', { state: 'requested', limit: lines }, () => momentOf(null))
export const useBillingErrors = () => usePages<BillingErrorsPage>('/v1/billing-errors', { limit: lines }, () => momentOf(null))
export const useInCollection = () => usePages<InCollectionPage>('/v1/collections', { limit: lines }, () => momentOf(null))
/** Of a day; an empty one is today. */
export const useDrafts = (day: string) => usePages<DraftsPage>(day ? `/v1/drafts/${encodeURIComponent(day)}` : '/v1/drafts', { limit: lines }, () => momentOf(null))
export const useCorrectionsDue = () => usePages<CorrectionsDuePage>('/v1/corrections', { limit: lines }, () => momentOf(null))
/** Of a day; an empty one is today. */
export const useUnclaimedProperty = (day: string) => usePages<UnclaimedPage>(day ? `/v1/unclaimed-property/${encodeURIComponent(day)}` : '/v1/unclaimed-property', { limit: lines }, () => momentOf(null))
/** Of a report to a state; an empty one: of all. */
export const useEscheats = (report: string) => usePages<EscheatsPage>(report ? `/v1/escheats/${encodeURIComponent(report)}` : '/v1/escheats', { limit: lines }, () => momentOf(null))
