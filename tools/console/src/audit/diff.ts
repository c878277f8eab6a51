// What differs between two answers to one question: values at the same place, where lines of a list are the same line by what names
// them (a document, an agreement, …) and not by their number.
import { difference, isAmount, sign } from '../format/money'

export type Mark = 'same' | 'changed' | 'added' | 'gone'
/** A value of one of the answers, or of both: `path` names its place in words of the API. */
export type Difference = { path: string[]; left: string; right: string; mark: Mark; by: string }

type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

/** What names a line of a list, best first: the first of these that tells all lines of both sides apart. */
const names: readonly (readonly string[])[] = [
  ['period', 'gl_account', 'role'], ['gl_account', 'role'], ['document', 'sa', 'ages_from'], ['document', 'sa'], ['request.adjustment'], ['link.person'],
  ['heading.account', 'sa'], ['heading.account'], ['payment', 'tender'], ['payment'], ['tender'], ['statement'], ['invoice'], ['segment'], ['line_id'], ['charge'], ['adjustment'], ['meter', 'position'],
  ['agreement.sa'], ['terms.sa'], ['sa', 'position'], ['sa'], ['service_point.service_point'], ['service_point'], ['meter'], ['tax_code', 'jurisdiction'], ['person'], ['account'], ['type'], ['code'], ['name'],
  ['position', 'kind', 'sa'], ['position', 'kind'], ['position', 'document', 'sa', 'amount'], ['position'],
]

function isRecord(value: Json | undefined): value is { [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function at(value: Json, path: string): Json | undefined {
  return path.split('.').reduce<Json | undefined>((inner, name) => (isRecord(inner) ? inner[name] : undefined), value)
}

function nameBy(line: Json, parts: readonly string[]): string | null {
  const found = parts.map((part) => at(line, part))
  if (found.some((each) => each === undefined || (typeof each === 'object' && each !== null))) return null
  return found.map((each) => text(each)).filter(Boolean).join(' ')
}

/** Names of the lines of one list; null where they are not told apart so. */
function namesOf(lines: readonly Json[], parts: readonly string[]): string[] | null {
  const found = lines.map((line) => nameBy(line, parts))
  if (found.some((name) => !name) || new Set(found).size !== found.length) return null
  return found as string[]
}

function named(left: readonly Json[], right: readonly Json[]): [Map<string, Json>, Map<string, Json>] {
  const whole = names.find((parts) => namesOf(left, parts) && namesOf(right, parts))
  const of = (lines: readonly Json[]) => {
    const given = whole ? namesOf(lines, whole)! : lines.map((_, index) => `${index + 1}`)
    return new Map(lines.map((line, index) => [given[index]!, line]))
  }
  return [of(left), of(right)]
}

function text(value: Json | undefined): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'object') return Array.isArray(value) ? value.map(text).join(', ') : 'sealed' in value ? '(erased)' : JSON.stringify(value)
  return String(value)
}

function markOf(left: Json | undefined, right: Json | undefined): Mark {
  if (left === undefined) return 'added'
  if (right === undefined) return 'gone'
  return text(left) === text(right) ? 'same' : 'changed'
}

/** Where an amount has a decimal point: counts and positions are no amounts. */
function byHowMuch(left: string, right: string): string {
  if (!isAmount(left) || !isAmount(right) || !left.includes('.') || !right.includes('.')) return ''
  const by = difference(right, left)
  return sign(by) > 0 ? `+${by}` : by
}

const isLeaf = (value: Json | undefined) => value === undefined || value === null || typeof value !== 'object' || (isRecord(value) && 'sealed' in value)

function walk(left: Json | undefined, right: Json | undefined, path: string[], into: Difference[]): void {
  if (Array.isArray(left) || Array.isArray(right)) {
    const [lefts, rights] = [Array.isArray(left) ? left : [], Array.isArray(right) ? right : []]
    if ([...lefts, ...rights].every(isLeaf)) {
      const mark = left === undefined ? 'added' : right === undefined ? 'gone' : text(lefts) === text(rights) ? 'same' : 'changed'
      into.push({ path, left: text(lefts), right: text(rights), mark, by: '' })
      return
    }
    const [before, after] = named(lefts, rights)
    for (const name of new Set([...before.keys(), ...after.keys()])) walk(before.get(name), after.get(name), [...path, name], into)
    return
  }
  if (!isLeaf(left) || !isLeaf(right)) {
    const [before, after] = [isRecord(left) ? left : {}, isRecord(right) ? right : {}]
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) walk(before[name], after[name], [...path, name], into)
    return
  }
  const mark = markOf(left, right)
  into.push({ path, left: text(left), right: text(right), mark, by: mark === 'changed' ? byHowMuch(text(left), text(right)) : '' })
}

/** All values of two answers, in the order of the first, with what differs marked. `position` of the whole is left out: it always differs. */
export function differences(left: unknown, right: unknown): Difference[] {
  const found: Difference[] = []
  const bare = (answer: unknown) => {
    const { position: _, ...rest } = (answer ?? {}) as Record<string, Json>
    return rest as Json
  }
  walk(bare(left), bare(right), [], found)
  return found
}

/** How many differ, by mark. */
export function countOf(found: readonly Difference[]): Record<Mark, number> {
  const counts: Record<Mark, number> = { same: 0, changed: 0, added: 0, gone: 0 }
  for (const each of found) counts[each.mark] += 1
  return counts
}
