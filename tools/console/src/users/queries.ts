// Users and tokens, as a server with sign-in answers them.
import { useQueryClient } from '@tanstack/react-query'
import { useQuestion, usePages } from '../api/lists'
import { request } from '../api/client'
import { problemOf } from '../api/problem'

export type User = { user: string; name: string; roles: string[]; locked: boolean; locked_because: string; has_password: boolean }
export type UsersPage = { users: User[]; next?: string | null }
export type Token = { id: string; user: string; name: string; roles: string[]; read_only: boolean; made_at: string; expires_at: string; last_used_at?: string | null }
export type MadeLink = { user: string; token: string; path: string; expires_at: string }
export type MadeToken = { id: string; token: string; expires_at: string }

export const useUsers = () => usePages<UsersPage>('/v1/users', { limit: 100 })
export const useTokens = () => useQuestion<{ tokens: Token[] }>('/v1/tokens')

/** Answers the body, or throws the refusal. */
async function sent<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
  let answer: { status: number; body: unknown }
  try {
    answer = await request(method, path, body)
  } catch (error) {
    throw problemOf(error)
  }
  if (answer.status >= 300) throw problemOf(answer.body, answer.status)
  return answer.body as Answer
}

export const makeLink = (user: string) => sent<MadeLink>('POST', `/v1/users/${encodeURIComponent(user)}/sign-in-link`)
export const makeToken = (token: { name: string; user?: string; roles?: string[]; read_only: boolean; days?: number }) => sent<MadeToken>('POST', '/v1/tokens', token)
export const endToken = (id: string) => sent<null>('DELETE', `/v1/tokens/${encodeURIComponent(id)}`)

export function useReread(): () => Promise<void> {
  const queries = useQueryClient()
  return () => queries.invalidateQueries({ queryKey: ['ledger'] })
}
