// Control tables and tariffs, for fields that take a code: what each table has in force, and how the ledger fills in what is left out.
import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { request } from '../api/client'
import { businessDayIs } from '../api/commands'
import { type Problem, problemOf } from '../api/problem'
import type { components } from '../api/schema'
import type { Option } from '../kit/fields'

type Schemas = components['schemas']
type Tables = Schemas['answer.settings']
/** What every table of codes has; each has more. */
export type Described = { code: string; description: string }
export type AddressFieldRow = Schemas['answer.CountryField']
export type CountryRow = Schemas['answer.Country']
export type SaTypeRow = Schemas['answer.ServiceAgreementType']
export type RouteTypeRow = Schemas['answer.BillRouteType']
export type PhoneTypeRow = Schemas['answer.PhoneType']
export type MarketPartnerRow = Schemas['answer.MarketPartner']
export type Options = Schemas['answer.InstallationOptions']
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
  marketPartners: MarketPartnerRow[]
  depositClasses: Described[]
}

/** Rows of a table that are in force; a table without rows is left out of the answer. */
export function inForce<Row>(entries: readonly { in_force: boolean; row: Row }[] | undefined): Row[] {
  return (entries ?? []).filter((entry) => entry.in_force).map((entry) => entry.row)
}

const noOptions: Options = {
  default_relationship_type: '', default_bill_route_type: '', default_bill_format: '', default_quote_route_type: '', default_country: '', quotation_module: false,
}

/** What `GET /v1/settings` answers, as forms need it. */
export function settingsOf(answer: Tables): Settings {
  return {
    on: answer.on ?? '',
    currency: answer.division?.currency ?? '',
    options: inForce(answer.installation_options)[0] ?? noOptions,
    customerClasses: inForce(answer.customer_class),
    customerTypes: inForce(answer.customer_type),
    relationshipTypes: inForce(answer.relationship_type),
    billFormats: inForce(answer.bill_format),
    billCycles: inForce(answer.bill_cycle),
    phoneTypes: inForce(answer.phone_type),
    identifierTypes: inForce(answer.identifier_type),
    services: inForce(answer.service),
    routeTypes: inForce(answer.bill_route_type),
    saTypes: inForce(answer.sa_type),
    countries: inForce(answer.country),
    marketPartners: inForce(answer.market_partner),
    depositClasses: inForce(answer.deposit_class),
  }
}

async function asked<Answer>(path: string): Promise<Answer> {
  try {
    const { status, body } = await request('GET', path)
    if (status >= 300) throw problemOf(body, status)
    return body as Answer
  } catch (error) {
    throw problemOf(error)
  }
}

/** The control tables of now. */
export function useSettings(enabled = true): UseQueryResult<Settings, Problem> {
  const query = useQuery<Tables, Problem, Settings>({ queryKey: ['ledger', 'settings'], queryFn: () => asked('/v1/settings'), select: settingsOf, enabled, staleTime: 60_000 })
  const day = query.data?.on
  useEffect(() => {
    if (day) businessDayIs(day)
  }, [day])
  return query
}

export type TariffRow = Schemas['answer.tariffs']['tariffs'][number]

/** Every tariff, with what it prices. */
export function useTariffs(enabled = true): TariffRow[] {
  const query = useQuery<Schemas['answer.tariffs'], Problem>({ queryKey: ['ledger', 'tariffs'], queryFn: () => asked('/v1/tariffs?limit=500'), enabled, staleTime: 60_000 })
  return query.data?.tariffs ?? []
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
