// What a set-up's receipt made, in words.
import type { Receipt } from '../api/commands'
import { count } from '../format/words'

export type SaidReceipt = { account: string; text: string }

function idsOf(receipt: Receipt, kind: string): string[] {
  return (receipt.ids ?? []).map((entry) => (entry as Record<string, string | undefined>)[kind] ?? '').filter(Boolean)
}

/** `Ada Turner is set up as customer 41: agreements 41-SA1, 41-SA2; new person 43; new location L-9. 9 events.` */
export function receiptInWords(receipt: Receipt, name: string): SaidReceipt {
  const account = idsOf(receipt, 'account')[0] ?? ''
  const list = (kind: string, singular: string, plural: string) => {
    const ids = [...new Set(idsOf(receipt, kind))]
    return ids.length === 0 ? '' : `${ids.length === 1 ? singular : plural} ${ids.join(', ')}`
  }
  const made = [
    list('sa', 'agreement', 'agreements'), list('person', 'new person', 'new persons'), list('premise', 'new location', 'new locations'),
    list('service_point', 'new service point', 'new service points'), list('meter', 'new meter', 'new meters'),
  ].filter(Boolean).join('; ')
  return { account, text: `${name} is set up as customer ${account}${made ? `: ${made}` : ''}. ${count(Number(receipt.count ?? 0), 'event')} at position ${receipt.first_position ?? ''}.` }
}
