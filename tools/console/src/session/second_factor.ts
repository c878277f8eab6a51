// What the server is asked about the second factor of who is signed in.
import { request } from '../api/client'
import { problemOf } from '../api/problem'
import type { components } from '../api/schema'

type Schemas = components['schemas']
export type SecondFactor = Schemas['access.second_factor']
export type Begun = Schemas['access.begun_second_factor']

async function sent<Answer>(method: string, path: string, body: unknown): Promise<Answer> {
  let answer: { status: number; body: unknown }
  try {
    answer = await request(method, path, body)
  } catch (error) {
    throw problemOf(error)
  }
  if (answer.status >= 300) throw problemOf(answer.body, answer.status)
  return answer.body as Answer
}

const path = '/v1/session/second-factor'
export const beginSecondFactor = (password: string) => sent<Begun>('POST', path, { password })
export const confirmSecondFactor = (code: string) => sent<Schemas['access.confirmed_second_factor']>('POST', `${path}/confirmation`, { code })
export const endSecondFactor = (password: string) => sent<null>('DELETE', path, { password })

/** A key as one types it: "ABCD EFGH". */
export const inGroups = (secret: string): string => secret.replace(/(.{4})(?=.)/g, '$1 ')
