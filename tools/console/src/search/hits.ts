// What a search hit leads to, and what it says.
import type { SearchHit } from '../api/queries'
import { oneLine } from '../format/address'
import { plain, sentence } from '../format/words'

/** The screen of a hit: the account where it leads to one alone, else what was found itself. */
export function placeOf(hit: SearchHit): string[] {
  const [account] = hit.accounts
  switch (hit.kind) {
    case 'person':
      return account && hit.accounts.length === 1 ? ['accounts', account] : ['persons', hit.id]
    case 'account':
      return ['accounts', hit.id]
    case 'premise':
      return ['premises', hit.id]
    case 'payment':
      return ['payments', hit.id]
    case 'document':
      // Its place among the account's documents, which knows whether it is an invoice, a statement or an adjustment.
      return account ? ['accounts', account, 'billing', hit.id] : ['accounts', hit.id.replace(/-[^-]*$/, '')]
    case 'service_point':
    case 'meter':
      return account ? ['accounts', account, 'services'] : ['premises', hit.premise]
    case 'market_transaction':
      return account ? ['accounts', account, 'services', hit.id] : ['premises', hit.premise]
    case 'service_agreement':
    case 'payment_event':
    case 'bill_segment':
      return account ? ['accounts', account, hit.kind === 'service_agreement' ? 'services' : 'billing'] : ['persons', hit.person]
    case 'tariff':
      return ['tariffs', hit.id]
    case 'master':
      return ['masters', hit.id]
    case 'bill_cycle':
      return []
  }
}

/** Kind and id of what was found, such as `Account 7` or `Meter M-7, account 7`. */
export function titleOf(hit: SearchHit): string {
  const name = plain(hit.name)
  if (hit.kind === 'master') return hit.master_name || `Master ${hit.id}`
  if (hit.kind === 'person' || hit.kind === 'account') return name || `${sentence(hit.kind)} ${hit.id}`
  return `${sentence(hit.kind)} ${hit.id}`
}

/** What tells it from other hits; `near` where a typed word differs by a mistake or two. */
export function detailOf(hit: SearchHit): string {
  const accounts = hit.accounts.length === 0 ? '' : hit.accounts.length === 1 ? `account ${hit.accounts[0]}` : `${hit.accounts.length} accounts`
  const whose = hit.kind === 'person' || hit.kind === 'account' ? '' : plain(hit.name)
  const id = hit.kind === 'person' && hit.accounts.length !== 1 ? `person ${hit.id}` : hit.kind === 'master' ? `master ${hit.id}` : ''
  return [hit.near ? 'near' : '', whose, id, accounts, oneLine(hit.service_address)].filter(Boolean).join(' · ')
}

/** What to do where nothing was found; `more`: too many have these beginnings for all of them to be looked through. */
export function whyNone(more: boolean): string {
  return more ? 'Too many begin so. Type more of a word.' : 'Nothing found. Try a part of the name, the street, or an id.'
}
