// The options of a field that takes a code of a control table.
import type { Option } from '../kit/fields'
import { codeOptions, tariffOptions, useSettings, useTariffs } from './settings'

export type CodeTable = 'customer_class' | 'customer_type' | 'bill_cycle' | 'phone_type' | 'identifier_type' | 'service' | 'sa_type' | 'tariff' | 'market_partner'

/** Options of a table; kinds of agreement and tariffs only those of `service` where one is given. */
export function useTableOptions(table: CodeTable | undefined, service: string): Option[] {
  const settings = useSettings(table !== undefined && table !== 'tariff').data
  const tariffs = useTariffs(table === 'tariff')
  switch (table) {
    case undefined:
      return []
    case 'tariff':
      return tariffOptions(tariffs, service)
    case 'sa_type':
      return codeOptions((settings?.saTypes ?? []).filter((row) => service === '' || row.service === service))
    case 'customer_class':
      return codeOptions(settings?.customerClasses ?? [])
    case 'customer_type':
      return codeOptions(settings?.customerTypes ?? [])
    case 'bill_cycle':
      return codeOptions(settings?.billCycles ?? [])
    case 'phone_type':
      return codeOptions(settings?.phoneTypes ?? [])
    case 'identifier_type':
      return codeOptions(settings?.identifierTypes ?? [])
    case 'market_partner':
      return codeOptions((settings?.marketPartners ?? []).filter((row) => !row.own))
    case 'service':
      return codeOptions(settings?.services ?? [])
  }
}
