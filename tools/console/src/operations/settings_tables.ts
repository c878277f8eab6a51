// The control tables in words, and search over all of them.

export type Row = Record<string, unknown>
export type Entry = { effective_from: string | null; in_force: boolean; position: number | string; row: Row }
export type Settings = { position: number | string; on: string; [table: string]: unknown }

/** Tables of an answer, in the API's order: those that hold rows. Periods have a place of their own. */
export function tablesOf(settings: Settings): [string, Entry[]][] {
  return Object.entries(settings).filter((entry): entry is [string, Entry[]] => Array.isArray(entry[1]) && entry[0] !== 'period')
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'boolean') return value ? 'yes' : ''
  if (Array.isArray(value)) return value.map(textOf).join(', ')
  if (typeof value === 'object') return Object.values(value).map(textOf).filter(Boolean).join(' ')
  return String(value)
}

/** A field of a row as a table shows it. */
export function cellOf(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  if (Array.isArray(value) && value.some((each) => typeof each === 'object')) return value.map((each) => textOf(each)).join('; ')
  return textOf(value)
}

/** Rows with every word of what was typed, in any of their fields. */
export function matching(entries: readonly Entry[], typed: string): Entry[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  return entries.filter((entry) => {
    const text = textOf(entry.row).toLowerCase()
    return words.every((word) => text.includes(word))
  })
}

/** Columns of a table: every field that some row has, those that are empty in all rows left out. */
export function columnsOf(entries: readonly Entry[]): string[] {
  const all = [...new Set(entries.flatMap((entry) => Object.keys(entry.row)))]
  return all.filter((name) => entries.some((entry) => textOf(entry.row[name]) !== '' && entry.row[name] !== false))
}

/** Whether a column holds numbers only. */
export function isNumeric(entries: readonly Entry[], name: string): boolean {
  return entries.every((entry) => typeof entry.row[name] === 'number' || (typeof entry.row[name] === 'string' && /^-?\d+(\.\d+)?$/.test(entry.row[name] as string)))
    && !['code', 'gl_account'].includes(name)
}

/** What names a row to a person. */
export function nameOf(row: Row): string {
  return ['code', 'cycle', 'gl_account', 'date', 'role'].map((name) => textOf(row[name])).find(Boolean) ?? ''
}
