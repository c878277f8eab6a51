// What the server refuses: problem documents (RFC 9457), and what stands for one where no answer came.
import type { components } from './schema'

export type ProblemDocument = components['schemas']['problem']

/** A refused request. `code` is the machine's name of it, such as `account_unknown`. */
export class Problem extends Error {
  readonly code: string
  readonly field: string
  readonly value: string
  readonly cure: string
  readonly status: number

  constructor(document: Partial<ProblemDocument> & { status: number }) {
    super(document.detail ?? document.title ?? `The server answered ${document.status}.`)
    this.name = 'Problem'
    this.status = document.status
    this.code = (document.type ?? '').split(':').pop() ?? ''
    this.field = document.field ?? ''
    this.value = document.value ?? ''
    this.cure = document.cure ?? ''
  }
}

/** Makes a problem of whatever was thrown or answered. */
export function problemOf(error: unknown, status = 0): Problem {
  if (error instanceof Problem) return error
  if (typeof error === 'object' && error !== null && 'detail' in error) {
    return new Problem({ status, ...(error as Partial<ProblemDocument>) })
  }
  if (error instanceof TypeError) {
    return new Problem({
      status: 0,
      type: 'urn:tallystick:problem:unreachable',
      detail: 'The server does not answer. Check the connection; nothing is lost: the same command can be sent again.',
    })
  }
  return new Problem({ status, detail: error instanceof Error ? error.message : `The server answered ${status}.` })
}

/**
 * The form's field that a problem's path is about: the longest field whose path the problem's begins with. `shares[0].amount` is
 * about `shares[0].amount`, else about `shares[0]`, else about `shares`; an empty string where none is.
 */
export function fieldOf(path: string, fields: readonly string[]): string {
  const inside = (field: string) => path === field || path.startsWith(`${field}.`) || path.startsWith(`${field}[`)
  return fields.filter(inside).sort((a, b) => b.length - a.length)[0] ?? ''
}
