// Users and tokens, as a server with sign-in answers them.
import { useQueryClient } from '@tanstack/react-query'
import { useQuestion, usePages } from '../api/lists'
import { sent } from '../api/sent'
import type { components } from '../api/schema'

type Schemas = components['schemas']
export type UsersPage = Schemas['access.users']
export type User = UsersPage['users'][number]
export type Token = Schemas['access.tokens']['tokens'][number]

export const useUsers = () => usePages<UsersPage>('/v1/users', { limit: 100 })
export const useTokens = () => useQuestion<Schemas['access.tokens']>('/v1/tokens')

export const makeLink = (user: string) => sent<Schemas['access.made_link']>('POST', `/v1/users/${encodeURIComponent(user)}/sign-in-link`)
export const removeSecondFactor = (user: string) => sent<null>('DELETE', `/v1/users/${encodeURIComponent(user)}/second-factor`)
export const makeToken = (token: { name: string; user?: string; roles?: string[]; read_only: boolean; days?: number }) => sent<Schemas['access.made_token']>('POST', '/v1/tokens', token)
export const endToken = (id: string) => sent<null>('DELETE', `/v1/tokens/${encodeURIComponent(id)}`)

export function useReread(): () => Promise<void> {
  const queries = useQueryClient()
  return () => queries.invalidateQueries({ queryKey: ['ledger'] })
}
