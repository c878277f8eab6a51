// Amounts and days as they stand in text and tables.
import { amount, sign } from '../format/money'

/** An amount; `owed` colours it by what it means to the utility: a credit is green. Colour never stands alone: the sign says the same. */
export function Amount({ of, currency, tone }: { of: string; currency?: string; tone?: 'owed' | 'overdue' | 'none' }) {
  const side = sign(of)
  const colour = tone === 'overdue' && side > 0 ? ' overdue' : (tone === 'owed' || tone === 'overdue') && side < 0 ? ' credit' : ''
  return <span className={`amount${colour}`}>{amount(of)}{currency && <span className="currency"> {currency}</span>}</span>
}

export function Day({ of }: { of: string | null | undefined }) {
  return of ? <time className="day" dateTime={of}>{of}</time> : <span className="quiet">—</span>
}
