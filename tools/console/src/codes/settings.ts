// Control tables and tariffs, for fields that take a code: what each table has in force, and how the ledger fills in what is left out.
import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { request } from '../api/client'
import { businessDayIs } from '../api/commands'
import { type Problem, problemOf } from '../api/problem'
import type { Option } from '../kit/fields'

export type Described = { code: string; description: string }
export type AddressFieldRow = { field: string; label: string; shown: boolean }
export type CountryRow = { code: string; name: string; address_fields: AddressFieldRow[]; states: string[] }
export type SaTypeRow = Described & { service: string; default_tariff: string }
export type RouteTypeRow = Described & { method: 'postal' | 'email' | 'fax' }
export type PhoneTypeRow = Described & { fax: boolean }
export type Options = {
  default_relationship_type: string
  default_bill_route_type: string
  default_bill_format: string
  default_quote_route_type: string
  default_country: string
  quotation_module: boolean
}
export type Settings = {
  /** Business day of the answer. */
  on: string
  currency: string
  options: Options
  customerClasses: Described[]
  customerTypes: Described[]
  relationshipTypes: Described[]
  billFormats: Described[]
  billCycles: Described[]
  phoneTypes: PhoneTypeRow[]
  identifierTypes: Described[]
  services: Described[]
  routeTypes: RouteTypeRow[]
  saTypes: SaTypeRow[]
  countries: CountryRow[]
}

type Entry = { in_force: boolean; row: unknown }

/** Rows of a table that are in force. */
export function inForce<Row>(answer: Record<string, unknown>, table: string): Row[] {
  const entries = answer[table]
  return Array.isArray(entries) ? (entries as Entry[]).filter((entry) => entry.in_force).map((entry) => entry.row as Row) : []
}

const noOptions: Options = {
  default_relationship_type: '', default_bill_route_type: '', default_bill_format: '', default_quote_route_type: '', default_country: '', quotation_module: false,
}

/** What `GET /v1/settings` answers, as forms need it. */
export function settingsOf(body: unknown): Settings {
  const answer = (body ?? {}) as Record<string, unknown>
  const division = (answer.division ?? {}) as { currency?: string }
  return {
    on: String(answer.on ?? ''),
    currency: division.currency ?? '',
    options: inForce<Options>(answer, 'installation_options')[0] ?? noOptions,
    customerClasses: inForce(answer, 'customer_class'),
    customerTypes: inForce(answer, 'customer_type'),
    relationshipTypes: inForce(answer, 'relationship_type'),
    billFormats: inForce(answer, 'bill_format'),
    billCycles: inForce(answer, 'bill_cycle'),
    phoneTypes: inForce(answer, 'phone_type'),
    identifierTypes: inForce(answer, 'identifier_type'),
    services: inForce(answer, 'service'),
    routeTypes: inForce(answer, 'bill_route_type'),
    saTypes: inForce(answer, 'sa_type'),
    countries: inForce(answer, 'country'),
  }
}

async function asked(path: string): Promise<unknown> {
  try {
    const { status, body } = await request('GET', path)
    if (status >= 300) throw problemOf(body, status)
    return body
  } catch (error) {
    throw problemOf(error)
  }
}

/** The control tables of now. */
export function useSettings(enabled = true): UseQueryResult<Settings, Problem> {
  const query = useQuery<unknown, Problem, Settings>({ queryKey: ['ledger', 'settings'], queryFn: () => asked('/v1/settings'), select: settingsOf, enabled, staleTime: 60_000 })
  const day = query.data?.on
  useEffect(() => {
    if (day) businessDayIs(day)
  }, [day])
  return query
}

export type TariffRow = { tariff: string; description: string; service: string; effective_from: string | null }

/** Every tariff, with what it prices. */
export function useTariffs(enabled = true): TariffRow[] {
  const query = useQuery<unknown, Problem>({ queryKey: ['ledger', 'tariffs'], queryFn: () => asked('/v1/tariffs?limit=500'), enabled, staleTime: 60_000 })
  return ((query.data ?? {}) as { tariffs?: TariffRow[] }).tariffs ?? []
}

/** Codes of a table as the options of a field. */
export function codeOptions(rows: readonly Described[]): Option[] {
  return rows.map((row) => ({ id: row.code, label: row.code, detail: row.description }))
}

/** Tariffs that price a service. */
export function tariffOptions(tariffs: readonly TariffRow[], service: string): Option[] {
  return tariffs.filter((row) => service === '' || row.service === service).map((row) => ({ id: row.tariff, label: row.tariff, detail: row.description }))
}

/** The code that a table offers where it has only one. */
export function onlyCode(rows: readonly Described[]): string {
  return rows.length === 1 ? rows[0]!.code : ''
}
