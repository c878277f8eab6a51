// What the utility's own cash is asked for: sums in suspense, batches of tenders, deposits at the bank.
import { momentOf, usePages, useQuestion } from '../api/lists'
import type { components } from '../api/schema'

type Schemas = components['schemas']
export type SuspensePage = Schemas['answer.suspense']
export type Suspended = SuspensePage['sums'][number]
export type SuspenseExplanation = Schemas['answer.explain-suspense']
export type BatchesPage = Schemas['answer.batches']
export type Batch = BatchesPage['batches'][number]
export type BatchAnswer = Schemas['answer.batch']
export type BankDepositsPage = Schemas['answer.bank-deposits']
export type CashAnswer = Schemas['answer.cash']

const lines = 100
export type SuspenseFilter = { source: string; from: string; to: string }

export const useSuspense = (filter: SuspenseFilter) => usePages<SuspensePage>('/v1/suspense', { channel: filter.source, from: filter.from, to: filter.to, limit: lines }, () => momentOf(null))
export const useSuspenseExplained = (id: string) => useQuestion<SuspenseExplanation>(`/v1/suspense/${encodeURIComponent(id)}/explanation`, { enabled: id !== '' })
export const useBatches = () => usePages<BatchesPage>('/v1/batches', { limit: lines }, () => momentOf(null))
export const useBatch = (id: string) => usePages<BatchAnswer>(`/v1/batches/${encodeURIComponent(id)}`, { limit: lines }, () => momentOf(null))
export const useBankDeposits = () => usePages<BankDepositsPage>('/v1/bank-deposits', { limit: lines }, () => momentOf(null))
export const useCash = () => useQuestion<CashAnswer>('/v1/cash')
