// Who is signed in, and what they may send. A server without sign-in (no such path) acts as its own actor and takes every command.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, createContext, useContext, useEffect } from 'react'
import { request, setCsrfToken } from '../api/client'
import { Problem, problemOf } from '../api/problem'
import type { components } from '../api/schema'

export type SignedIn = components['schemas']['access.session'] & { kind: 'signed-in' }
export type Session = SignedIn | { kind: 'open' } | { kind: 'signed-out' }

/** What GET /v1/session answered, as a session; throws a Problem where it is none of the three. */
export function sessionOf(status: number, body: unknown): Session {
  if (status === 404) return { kind: 'open' }
  if (status === 401) return { kind: 'signed-out' }
  if (status === 200 && typeof body === 'object' && body !== null) {
    const given = body as components['schemas']['access.session']
    return { ...given, kind: 'signed-in', name: given.name || given.user }
  }
  throw problemOf(body, status)
}

/** Why a command may not be sent by this session; null where it may. */
export function whyNot(session: Session, type: string): string | null {
  if (session.kind === 'signed-out') return 'Sign in first.'
  if (session.kind === 'open' || session.commands.includes(type)) return null
  return `Your role (${session.roles.join(', ') || 'none'}) may not send ${type}. Ask a colleague who may, or an administrator.`
}

/** Whether this session may see answers of that kind, such as `books`: sums over the division. */
export function sees(session: Session, sight: SignedIn['sees'][number]): boolean {
  return session.kind === 'open' || (session.kind === 'signed-in' && session.sees.includes(sight))
}

const SessionContext = createContext<Session>({ kind: 'open' })

export function useSession(): Session {
  return useContext(SessionContext)
}

export function useAskedSession() {
  return useQuery<Session, Problem>({
    queryKey: ['session'],
    queryFn: async () => {
      try {
        const { status, body } = await request('GET', '/v1/session')
        return sessionOf(status, body)
      } catch (error) {
        throw problemOf(error)
      }
    },
    staleTime: 60_000,
  })
}

export function SessionProvider({ session, children }: { session: Session; children: ReactNode }) {
  const csrf = session.kind === 'signed-in' ? session.csrf : ''
  // Before any child sends a write: effects of children run first, so the token is set while rendering.
  setCsrfToken(csrf)
  return <SessionContext.Provider value={session}>{children}</SessionContext.Provider>
}

/** Asks again who is signed in when an answer says that the session has ended. */
export function useSessionEnds(): void {
  const queries = useQueryClient()
  useEffect(() => {
    const ended = (error: unknown) => {
      if (error instanceof Problem && error.status === 401) void queries.invalidateQueries({ queryKey: ['session'] })
    }
    const unsubscribe = queries.getQueryCache().subscribe((event) => {
      if (event.type === 'updated' && event.action.type === 'error' && event.query.queryKey[0] !== 'session') ended(event.action.error)
    })
    return unsubscribe
  }, [queries])
}

/** `code`: of a second factor; empty: none. */
export async function signIn(user: string, password: string, code: string): Promise<void> {
  const { status, body } = await request('POST', '/v1/session', { user, password, ...(code ? { code } : {}) })
  if (status >= 300) throw problemOf(body, status)
}

/** Ends every session of before; the answer's cookie is that of a new one. */
export async function changePassword(current: string, password: string): Promise<void> {
  const { status, body } = await request('POST', '/v1/session/password', { current, password })
  if (status >= 300) throw problemOf(body, status)
}

/** Where GET /v1/session/oidc leads: the OpenID provider's name; nothing where people sign in by password only. */
export async function readProvider(): Promise<string> {
  const { status, body } = await request('GET', '/v1/session/ways')
  if (status >= 300) throw problemOf(body, status)
  return (body as components['schemas']['access.sign_in_ways']).oidc ?? ''
}

export async function signOut(): Promise<void> {
  const { status, body } = await request('DELETE', '/v1/session')
  if (status >= 300 && status !== 401) throw problemOf(body, status)
}

/** What a one-time link is for: the first user of a store chooses an id, others have one. */
export type SignInLink = components['schemas']['access.link']

export async function readLink(token: string): Promise<SignInLink> {
  const { status, body } = await request('GET', `/v1/sign-in-links/${encodeURIComponent(token)}`)
  if (status >= 300) throw problemOf(body, status)
  return body as SignInLink
}

export async function redeemLink(token: string, chosen: { user?: string; name?: string; password: string; code?: string }): Promise<void> {
  const { status, body } = await request('POST', `/v1/sign-in-links/${encodeURIComponent(token)}`, chosen)
  if (status >= 300) throw problemOf(body, status)
}
