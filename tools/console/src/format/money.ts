// Amounts as the API sends them: decimal strings. Nothing here becomes a floating-point number.

const decimal = /^-?\d+(\.\d+)?$/

/** Whether text is an amount as the API takes it. */
export function isAmount(text: string): boolean {
  return decimal.test(text)
}

function groups(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
}

/** `-1234.5` as `−1,234.5`: digits as sent, thousands apart, a true minus sign. */
export function amount(text: string): string {
  if (!isAmount(text)) return text
  const negative = text.startsWith('-')
  const [whole = '0', fraction] = text.replace('-', '').split('.')
  return (negative ? '\u2212' : '') + groups(whole) + (fraction === undefined ? '' : `.${fraction}`)
}

/** Sign of an amount: -1, 0 or 1. */
export function sign(text: string): -1 | 0 | 1 {
  if (/^-?0*(\.0*)?$/.test(text)) return 0
  return text.startsWith('-') ? -1 : 1
}

/** The amount without its sign. */
export function magnitude(text: string): string {
  return text.replace(/^-/, '')
}

/** The amount with the other sign. */
export function negated(text: string): string {
  return sign(text) === 0 ? magnitude(text) : text.startsWith('-') ? text.slice(1) : `-${text}`
}

function scaled(text: string, places: number): bigint {
  const negative = text.startsWith('-')
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.')
  const units = BigInt(whole + fraction.padEnd(places, '0'))
  return negative ? -units : units
}

function places(text: string): number {
  return text.split('.')[1]?.length ?? 0
}

/** Exact sum of amounts, with the decimals of the longest. */
export function sum(amounts: readonly string[]): string {
  const most = amounts.reduce((longest, text) => Math.max(longest, places(text)), 0)
  const total = amounts.reduce((running, text) => running + scaled(text, most), 0n)
  const digits = (total < 0n ? -total : total).toString().padStart(most + 1, '0')
  const whole = digits.slice(0, digits.length - most)
  return (total < 0n ? '-' : '') + whole + (most === 0 ? '' : `.${digits.slice(digits.length - most)}`)
}

/** `left - right`, exact. */
export function difference(left: string, right: string): string {
  return sum([left, negated(right)])
}

/** An amount as a person types it (`1,234.50`, ` 12.5 `, `−3`), as the API takes it; text that is none stays as typed. */
export function typed(text: string): string {
  const bare = text.trim().replace(/\u2212/g, '-').replace(/,(?=\d{3}(\D|$))/g, '')
  return bare.startsWith('.') ? `0${bare}` : bare
}
