// Questions asked by path, for what the console has no typed hook of; lists come page by page, by the cursor that the page before ends in.
import { type UseInfiniteQueryResult, type InfiniteData, type UseQueryResult, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { request } from './client'
import { ownWrites } from './freshness'
import { Problem, problemOf } from './problem'

export type Params = Record<string, string | number | null | undefined>

/** A path with its parameters; empty ones are left out. */
export function target(path: string, params: Params = {}): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(params)) {
    if (value !== '' && value !== null && value !== undefined) query.set(name, String(value))
  }
  const text = query.toString()
  return text ? `${path}?${text}` : path
}

/** The answer, or the refusal thrown. */
export async function ask<Answer>(path: string, params: Params = {}): Promise<Answer> {
  let answer: { status: number; body: unknown }
  try {
    answer = await request('GET', target(path, params))
  } catch (error) {
    throw problemOf(error)
  }
  if (answer.status === 200) return answer.body as Answer
  const problem = problemOf(answer.body, answer.status)
  // Its sentence names every path that there is.
  if (problem.code === 'no_such_path') throw new Problem({ status: 404, type: problem.code, detail: `This server does not answer ${path}: it is older than this console.` })
  throw problem
}

/** What a question about the ledger is asked at: a moment, or now with one's own writes. */
export function momentOf(asOf: string | null): Params {
  return asOf ? { as_of: asOf } : ownWrites() ? { wait_for: ownWrites() } : {}
}

/** A question about the ledger: each act makes its answer stale. `asOf` is left out for questions that have no past. */
export function useQuestion<Answer>(path: string, options: { asOf?: string | null; params?: Params; enabled?: boolean; every?: number } = {}): UseQueryResult<Answer, Problem> {
  const { asOf, params, enabled, every } = options
  return useQuery<Answer, Problem>({
    queryKey: ['ledger', path, params ?? null, asOf ?? null],
    queryFn: () => ask<Answer>(path, { ...params, ...(asOf === undefined ? {} : momentOf(asOf)) }),
    ...(enabled === undefined ? {} : { enabled }),
    ...(every === undefined ? {} : { refetchInterval: every }),
  })
}

export type Paged = { next?: string | null }
export type Pages<Page> = UseInfiniteQueryResult<InfiniteData<Page>, Problem>

/** A list, page by page: `fetchNextPage` asks for the lines after those shown. `at` is what it waits for, which is no part of the question. */
export function usePages<Page extends Paged>(path: string, params: Params, at: () => Params = () => ({})): Pages<Page> {
  return useInfiniteQuery<Page, Problem, InfiniteData<Page>, unknown[], string>({
    queryKey: ['ledger', path, 'pages', params],
    queryFn: ({ pageParam }) => ask<Page>(path, { ...params, ...at(), cursor: pageParam }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next || undefined,
  })
}
