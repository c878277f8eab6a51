// Questions: one hook a question. Each is asked as of the moment in the address, and waits for this browser's own writes.
import { type InfiniteData, type UseQueryResult, infiniteQueryOptions, keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useAsOf } from '../shell/route'
import { client } from './client'
import { ownWrites } from './freshness'
import { type Problem, problemOf } from './problem'
import type { components } from './schema'

type Schemas = components['schemas']
export type Account = Schemas['answer.account']
export type Balance = Schemas['answer.balance']
export type OpenItems = Schemas['answer.open-items']
export type Arrangements = Schemas['answer.arrangements']
export type Autopay = Schemas['answer.autopay']
export type Unclaimed = Schemas['answer.unclaimed']
export type Budgets = Schemas['answer.budgets']
export type Collections = Schemas['answer.collections']
export type Corrections = Schemas['answer.corrections']
export type Correction = Schemas['answer.correction']
export type Deposits = Schemas['answer.deposits']
export type Communications = Schemas['answer.communications']
export type Letter = Schemas['answer.letter']
export type Disputes = Schemas['answer.disputes']
export type ArHistory = Schemas['answer.ar-history']
export type Documents = Schemas['answer.documents']
export type Invoice = Schemas['answer.invoice']
export type Statement = Schemas['answer.statement']
export type Payment = Schemas['answer.payment']
export type Person = Schemas['answer.person']
export type Premise = Schemas['answer.premise']
export type Usage = Schemas['answer.usage']
export type Intervals = Schemas['answer.intervals']
export type Activity = Schemas['answer.activity']
export type Settings = Schemas['answer.settings']
export type BalanceExplanation = Schemas['answer.explain-balance']
export type InvoiceExplanation = Schemas['answer.explain-invoice']
export type LineExplanation = Schemas['answer.explain-line']
export type PaymentExplanation = Schemas['answer.explain-payment']
export type Calendar = Schemas['answer.calendar']
export type SearchHit = Schemas['answer.SearchHit']
export type Duplicates = Schemas['answer.duplicates']
export type Heading = Schemas['answer.AccountHeading']

/** A question's answer, with its refusal as a problem. */
export type Asked<Answer> = UseQueryResult<Answer, Problem>

type Reply<Answer> = { data?: Answer; error?: unknown; response: Response }

/** The answer, or the refusal thrown. The same question can be answered as text; the console asks for JSON. */
export async function answered<Answer>(reply: Promise<Reply<Answer>>): Promise<Exclude<Answer, string>> {
  let got: Reply<Answer>
  try {
    got = await reply
  } catch (error) {
    throw problemOf(error)
  }
  if (got.data === undefined) throw problemOf(got.error, got.response.status)
  return got.data as Exclude<Answer, string>
}

/** An account's timeline, newest first, a page at a time. */
function activityOf(account: string, asOf: string | null, lines: number) {
  return infiniteQueryOptions<Activity, Problem, InfiniteData<Activity>, readonly unknown[], string>({
    queryKey: ['ledger', 'activity', account, asOf, lines],
    queryFn: ({ pageParam }) => answered(client.GET('/v1/accounts/{id}/activity', {
      params: { path: { id: account }, query: { ...moment(asOf), limit: lines, ...(pageParam ? { cursor: pageParam } : {}) } },
    })),
    initialPageParam: '',
    getNextPageParam: (page) => page.next || undefined,
  })
}

/** An account's communication log, newest first, a page at a time; '' is every channel. */
export function useCommunications(account: string, channel: string, lines: number) {
  const asOf = useAsOf()
  return useInfiniteQuery(infiniteQueryOptions<Communications, Problem, InfiniteData<Communications>, readonly unknown[], string>({
    queryKey: ['ledger', 'communications', account, asOf, channel, lines],
    queryFn: ({ pageParam }) => answered(client.GET('/v1/accounts/{id}/communications', {
      params: { path: { id: account }, query: { ...moment(asOf), limit: lines, ...(channel ? { channel } : {}), ...(pageParam ? { cursor: pageParam } : {}) } },
    })),
    initialPageParam: '',
    getNextPageParam: (page) => page.next || undefined,
  }))
}

export function useActivity(account: string, lines: number) {
  return useInfiniteQuery(activityOf(account, useAsOf(), lines))
}

/** Asks for the timeline where it is not shown yet, so that it need not wait for what is asked before. */
export function useActivityAhead(account: string, lines: number, wanted: boolean): void {
  useInfiniteQuery({ ...activityOf(account, useAsOf(), lines), enabled: wanted && account !== '', notifyOnChangeProps: [] })
}

/** The control tables as they are in force now. */
export function useSettings(enabled = true): Asked<Settings> {
  return useQuery<Settings, Problem>({
    queryKey: ['ledger', 'settings'],
    queryFn: () => answered(client.GET('/v1/settings', {})),
    enabled,
    staleTime: 300_000,
  })
}

type Moment = { as_of?: string; wait_for?: number }

function moment(asOf: string | null): Moment {
  if (asOf) return { as_of: asOf }
  const position = ownWrites()
  return position ? { wait_for: position } : {}
}

type PathOfOne =
  | '/v1/accounts/{id}' | '/v1/accounts/{id}/balance' | '/v1/accounts/{id}/open-items' | '/v1/accounts/{id}/ar-history'
  | '/v1/accounts/{id}/documents' | '/v1/accounts/{id}/arrangements' | '/v1/accounts/{id}/autopay' | '/v1/accounts/{id}/budgets' | '/v1/accounts/{id}/collections' | '/v1/accounts/{id}/corrections' | '/v1/corrections/{id}' | '/v1/accounts/{id}/deposits' | '/v1/accounts/{id}/disputes' | '/v1/accounts/{id}/unclaimed' | '/v1/letters/{id}' | '/v1/invoices/{id}' | '/v1/statements/{id}' | '/v1/payments/{id}' | '/v1/persons/{id}'
  | '/v1/premises/{id}' | '/v1/service-points/{id}/usage' | '/v1/accounts/{id}/balance/explanation' | '/v1/invoices/{id}/explanation'
  | '/v1/lines/{id}/explanation' | '/v1/payments/{id}/explanation'

/** What is asked of one id at a moment; `queryKey` begins with `ledger`, which each act makes stale. */
export function oneOf<Answer>(path: PathOfOne, id: string, asOf: string | null) {
  return {
    queryKey: ['ledger', path, id, asOf],
    queryFn: () => answered(client.GET(path as '/v1/accounts/{id}', { params: { path: { id }, query: moment(asOf) } })) as unknown as Promise<Answer>,
    enabled: id !== '',
  }
}

function useOne<Answer>(path: PathOfOne, id: string): Asked<Answer> {
  return useQuery<Answer, Problem>(oneOf<Answer>(path, id, useAsOf()))
}

export const useAccount = (id: string) => useOne<Account>('/v1/accounts/{id}', id)
export const useBalance = (id: string) => useOne<Balance>('/v1/accounts/{id}/balance', id)
export const useOpenItems = (id: string) => useOne<OpenItems>('/v1/accounts/{id}/open-items', id)
export const useArrangements = (id: string) => useOne<Arrangements>('/v1/accounts/{id}/arrangements', id)
export const useAutopay = (id: string) => useOne<Autopay>('/v1/accounts/{id}/autopay', id)
export const useUnclaimed = (id: string) => useOne<Unclaimed>('/v1/accounts/{id}/unclaimed', id)
export const useBudgets = (id: string) => useOne<Budgets>('/v1/accounts/{id}/budgets', id)
export const useCollections = (id: string) => useOne<Collections>('/v1/accounts/{id}/collections', id)
export const useCorrections = (id: string) => useOne<Corrections>('/v1/accounts/{id}/corrections', id)
export const useCorrection = (id: string) => useOne<Correction>('/v1/corrections/{id}', id)
export const useDeposits = (id: string) => useOne<Deposits>('/v1/accounts/{id}/deposits', id)
export const useDisputes = (id: string) => useOne<Disputes>('/v1/accounts/{id}/disputes', id)
export const useLetter = (id: string) => useOne<Letter>('/v1/letters/{id}', id)
export const useArHistory = (id: string) => useOne<ArHistory>('/v1/accounts/{id}/ar-history', id)
export const useDocuments = (id: string) => useOne<Documents>('/v1/accounts/{id}/documents', id)
export const useInvoice = (id: string) => useOne<Invoice>('/v1/invoices/{id}', id)
export const useStatement = (id: string) => useOne<Statement>('/v1/statements/{id}', id)
export const usePayment = (id: string) => useOne<Payment>('/v1/payments/{id}', id)
export const usePerson = (id: string) => useOne<Person>('/v1/persons/{id}', id)
export const usePremise = (id: string) => useOne<Premise>('/v1/premises/{id}', id)
export const useExplainBalance = (account: string) => useOne<BalanceExplanation>('/v1/accounts/{id}/balance/explanation', account)
export const useExplainInvoice = (id: string) => useOne<InvoiceExplanation>('/v1/invoices/{id}/explanation', id)
export const useExplainLine = (id: string) => useOne<LineExplanation>('/v1/lines/{id}/explanation', id)
export const useExplainPayment = (id: string) => useOne<PaymentExplanation>('/v1/payments/{id}/explanation', id)
export const useUsage = (servicePoint: string) => useOne<Usage>('/v1/service-points/{id}/usage', servicePoint)

export type BillWindow = NonNullable<Settings['bill_cycle_window']>[number]['row']

/**
 * Windows of bill cycles, from the control table: the calendar's answer has them too, but counts every account of every cycle. They
 * have no past here: what is shown with them is left out when one looks at the past.
 */
export function useBillWindows(cycle: string): Asked<BillWindow[]> {
  const asOf = useAsOf()
  return useQuery<BillWindow[], Problem>({
    queryKey: ['ledger', 'bill windows'],
    queryFn: async () => {
      const answer = await answered(client.GET('/v1/settings/{id}', { params: { path: { id: 'bill_cycle_window' } } }))
      return (answer.bill_cycle_window ?? []).filter((each) => each.in_force).map((each) => each.row)
    },
    enabled: cycle !== '' && asOf === null,
    staleTime: 300_000,
  })
}

/** What matches, as it is typed. The last answer stays until the next comes. Asked by POST, so that no address has the words. */
export function useSearch(text: string): UseQueryResult<Schemas['answer.search'], Problem> {
  const q = text.trim()
  return useQuery<Schemas['answer.search'], Problem>({
    queryKey: ['ledger', 'search', q],
    queryFn: ({ signal }) => answered(client.POST('/v1/search', { body: { q }, signal })),
    enabled: q.length > 0,
    placeholderData: keepPreviousData,
  })
}
