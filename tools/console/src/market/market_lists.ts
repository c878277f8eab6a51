// What the market is asked for: transactions of an account, one with what it belongs to, and the work lists.
import { momentOf, usePages, useQuestion } from '../api/lists'
import type { components } from '../api/schema'

type Schemas = components['schemas']
export type MarketPage = Schemas['answer.market-transactions']
export type MarketLine = MarketPage['transactions'][number]
export type MarketAnswer = Schemas['answer.market-transaction']
export type MarketFilter = { only: string; from: string; to: string }

const lines = 50
export const useMarket = (account: string, filter: MarketFilter) =>
  usePages<MarketPage>(`/v1/accounts/${encodeURIComponent(account)}/market-transactions`, { channel: filter.only, from: filter.from, to: filter.to, limit: lines }, () => momentOf(null))
export const useMarketTransaction = (id: string) => useQuestion<MarketAnswer>(`/v1/market-transactions/${encodeURIComponent(id)}`, { enabled: id !== '' })
export const useMarketUnpaired = () => usePages<MarketPage>('/v1/market-unpaired', { limit: lines }, () => momentOf(null))
export const useMarketAwaited = () => usePages<MarketPage>('/v1/market-awaited', { limit: lines }, () => momentOf(null))
