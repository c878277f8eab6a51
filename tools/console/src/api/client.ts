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

/** A POST that is answered by lines of JSON, each as soon as it is there. Where it did not begin: its status and body. */
export async function postForLines(path: string, onLine: (line: unknown) => void, signal: AbortSignal, body: unknown = {}): Promise<{ status: number; body: unknown }> {
  const isFile = body instanceof Blob
  const sent: Record<string, string> = { 'Content-Type': isFile ? 'application/octet-stream' : 'application/json' }
  if (csrf) sent['X-CSRF-Token'] = csrf
  const response = await fetch(`.${path}`, { method: 'POST', headers: sent, credentials: 'same-origin', body: isFile ? body : JSON.stringify(body), signal })
  if (response.status !== 200 || !response.body) return { status: response.status, body: JSON.parse(await response.text()) as unknown }
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let held = ''
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    const lines = (held + piece.value).split('\n')
    held = lines.pop() ?? ''
    lines.forEach((line) => onLine(JSON.parse(line)))
  }
  return { status: 200, body: null }
}
