// Commands as their descriptions say: fields for a form, and the body that a filled form makes.
import commands from '../api/commands.json'
import type { Body } from '../api/commands'
import { typed } from '../format/money'
import { sentence } from '../format/words'

export type Kind = 'day' | 'money' | 'check' | 'choice' | 'integer' | 'list' | 'lines' | 'record' | 'records'
export type DescribedField = { path: string; description: string; required?: boolean; kind?: Kind; choices?: string[] }
export type Values = Record<string, string>

type Described = Record<string, { description: string; fields: Record<string, Omit<DescribedField, 'path'>> }>
const described = commands as unknown as Described

export function isDescribed(type: string): boolean {
  return type in described
}

/** Fields that a form can show, in the command's order, the reason last. */
export function fieldsOf(type: string): DescribedField[] {
  const all = Object.entries(described[type]?.fields ?? {}).map(([path, field]) => ({ path, ...field }))
  const shown = all.filter((field) => field.kind !== 'record' && field.kind !== 'records' && !field.path.includes('[0]'))
  return [...shown.filter((field) => field.path !== 'reason'), ...shown.filter((field) => field.path === 'reason')]
}

/** Why no form can be made of a command: a list of records within it. Null where one can. */
export function whyNoForm(type: string): string | null {
  const fields = Object.entries(described[type]?.fields ?? {})
  if (fields.length === 0) return 'This build of the console does not know its command.'
  const lists = fields.filter(([, field]) => field.kind === 'records').map(([path]) => labelOf(path).toLowerCase())
  return lists.length === 0 ? null : `It holds a list (${lists.join(', ')}) that is changed by \`tally apply\`.`
}

/** `row.due_days` as `Due days`. */
export function labelOf(path: string): string {
  return sentence(path.slice(path.lastIndexOf('.') + 1))
}

function valueOf(kind: Kind | undefined, text: string): unknown {
  switch (kind) {
    case 'check': return text === 'true'
    // What is no whole number goes as typed: the ledger says what is wrong with it.
    case 'integer': return /^\d{1,15}$/.test(text.trim()) ? Number(text.trim()) : text
    case 'list': return text.split(',').map((each) => each.trim()).filter(Boolean)
    case 'lines': return text.split('\n').map((each) => each.trimEnd())
    case 'money': return typed(text)
    default: return text
  }
}

/** A command's body: empty fields are left out, so that the ledger's defaults hold. */
export function bodyOf(type: string, values: Values): Body {
  const body: Body = {}
  for (const [path, text] of Object.entries(values)) {
    if (text === '') continue
    const parts = path.split('.')
    const last = parts.pop()!
    let inner = body
    for (const part of parts) inner = (inner[part] ??= {}) as Body
    inner[last] = valueOf(described[type]?.fields[path]?.kind, text)
  }
  return body
}

/** A record as the values of a form, under a prefix: what it holds, as text. */
export function valuesOf(record: Record<string, unknown>, prefix: string): Values {
  const values: Values = {}
  for (const [name, value] of Object.entries(record)) {
    if (value === null || value === undefined) values[`${prefix}.${name}`] = ''
    else if (Array.isArray(value)) values[`${prefix}.${name}`] = value.join(name === 'lines' ? '\n' : ', ')
    else if (typeof value !== 'object') values[`${prefix}.${name}`] = String(value)
  }
  return values
}
