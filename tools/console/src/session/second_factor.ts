// What the server is asked about the second factor of who is signed in.
import { sent } from '../api/sent'
import type { components } from '../api/schema'

type Schemas = components['schemas']
export type SecondFactor = Schemas['access.second_factor']
export type Begun = Schemas['access.begun_second_factor']

const path = '/v1/session/second-factor'
export const beginSecondFactor = (password: string) => sent<Begun>('POST', path, { password })
export const confirmSecondFactor = (code: string) => sent<Schemas['access.confirmed_second_factor']>('POST', `${path}/confirmation`, { code })
export const endSecondFactor = (password: string) => sent<null>('DELETE', path, { password })

/** A key as one types it: "ABCD EFGH". */
export const inGroups = (secret: string): string => secret.replace(/(.{4})(?=.)/g, '$1 ')
