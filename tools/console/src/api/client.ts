// The one client of the API, typed by the OpenAPI document.
import createClient, { type Middleware } from 'openapi-fetch'
import { note } from './freshness'
import type { paths } from './schema'

let csrf = ''

/** The token that writes carry once someone is signed in. */
export function setCsrfToken(token: string): void {
  csrf = token
}

const headers: Middleware = {
  onRequest({ request }) {
    if (csrf && request.method !== 'GET' && request.method !== 'HEAD') request.headers.set('X-CSRF-Token', csrf)
    return request
  },
  onResponse({ response }) {
    note(response.headers)
  },
}

export const client = createClient<paths>({ baseUrl: '.', credentials: 'same-origin' })
client.use(headers)

/** A request to a path that the OpenAPI document of this build need not have: what newer servers add. Answers JSON or null. */
export async function request(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
  const sent: Record<string, string> = {}
  if (body !== undefined) sent['Content-Type'] = 'application/json'
  if (csrf && method !== 'GET') sent['X-CSRF-Token'] = csrf
  const response = await fetch(`.${path}`, {
    method,
    headers: sent,
    credentials: 'same-origin',
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  note(response.headers)
  const text = await response.text()
  return { status: response.status, body: text ? (JSON.parse(text) as unknown) : null }
}
