// Codes that a field takes, from the control tables.
import { useSettings } from '../api/queries'
import type { Settings } from '../api/queries'
import { plain } from '../format/words'
import type { Option } from '../kit/fields'

type Table = 'adjustment_type' | 'deposit_class' | 'letter_template' | 'special_charge_type' | 'relationship_type' | 'phone_type'

const tables: Record<string, Table> = {
  charge_type: 'special_charge_type',
  adjustment_type: 'adjustment_type',
  deposit_class: 'deposit_class',
  letter_template: 'letter_template',
  phone_type: 'phone_type',
  'link.relationship_type': 'relationship_type',
}

/** A control table's rows as options. */
export function optionsOf(settings: Pick<Settings, Table> | undefined, table: Table): Option[] {
  return (settings?.[table] ?? []).map(({ row }) => ({ id: row.code, label: row.code, detail: 'description' in row ? plain(row.description) : '' }))
}

export function useCodes(path: string): Option[] {
  const table = tables[path]
  const settings = useSettings(table !== undefined)
  return table ? optionsOf(settings.data, table) : []
}
