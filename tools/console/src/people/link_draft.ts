// A person's place on an account while it is edited, and the command of what changed in it: what is not named stays.
import type { Body } from '../api/commands'
import type { Account, Person } from '../api/queries'
import type { Settings } from '../codes/settings'
import { plain } from '../format/words'
import { type AddressDraft, addressLine, draftOfAddress, emptyAddress, filledAddress } from './address_draft'

export type Link = Account['persons'][number]['link']
export type Source = '' | 'person' | 'account_override'
export type QuoteDraft = { receives_copy: boolean; route_type: string; address_source: Source; address_id: string }
export type RoutingDraft = QuoteDraft & { receives_notification: boolean; bill_format: string; copies: string; customer_po_id: string }
export type OverrideDraft = { address_id: string; from: string; until: string; address: AddressDraft }
export type LinkDraft = {
  person: string
  main: boolean
  financially_responsible: boolean
  third_party_guarantor: boolean
  relationship_type: string
  web_access: boolean
  name_affix: '' | 'prefix' | 'suffix'
  affix_name: string
  override_addresses: OverrideDraft[]
  bill_routings: RoutingDraft[]
  quote_routings: QuoteDraft[]
}

export function newRouting(): RoutingDraft {
  return { receives_copy: true, receives_notification: false, route_type: '', bill_format: '', copies: '1', customer_po_id: '', address_source: 'person', address_id: '' }
}

export function newQuote(): QuoteDraft {
  return { receives_copy: true, route_type: '', address_source: 'person', address_id: '' }
}

/** An override address with the next id that is free among the person's on this account. */
export function newOverride(settings: Settings, others: readonly OverrideDraft[]): OverrideDraft {
  let number = 1
  while (others.some((other) => other.address_id === `override-${number}`)) number += 1
  return { address_id: `override-${number}`, from: '', until: '', address: emptyAddress(settings.options.default_country) }
}

/** A place for someone new on the account: web access allowed, no routing yet. */
export function newLink(): LinkDraft {
  return {
    person: '', main: false, financially_responsible: false, third_party_guarantor: false, relationship_type: '', web_access: true, name_affix: '', affix_name: '',
    override_addresses: [], bill_routings: [], quote_routings: [],
  }
}

export function draftOfLink(link: Link): LinkDraft {
  return {
    person: link.person,
    main: link.main_customer,
    financially_responsible: link.financially_responsible,
    third_party_guarantor: link.third_party_guarantor,
    relationship_type: link.relationship_type,
    web_access: link.web_access,
    name_affix: link.name_affix,
    affix_name: plain(link.affix_name),
    override_addresses: link.override_addresses.map((each) => ({ address_id: each.address_id, from: each.from ?? '', until: each.until ?? '', address: draftOfAddress(each.address) })),
    bill_routings: link.bill_routings.map((each) => ({
      receives_copy: each.receives_copy, receives_notification: each.receives_notification, route_type: each.route_type, bill_format: each.bill_format, copies: String(each.copies),
      customer_po_id: plain(each.customer_po_id), address_source: each.address_source, address_id: each.address_id,
    })),
    quote_routings: link.quote_routings.map((each) => ({ receives_copy: each.receives_copy, route_type: each.route_type, address_source: each.address_source, address_id: each.address_id })),
  }
}

function filledOnly(body: Body): Body {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== ''))
}

type MethodOf = (routeType: string) => 'postal' | 'email' | 'fax'

/** How a route travels; the installation's default where a routing names none. */
export function methodsOf(settings: Settings, quote = false): MethodOf {
  return (routeType) => settings.routeTypes.find((row) => row.code === (routeType || (quote ? settings.options.default_quote_route_type : settings.options.default_bill_route_type)))?.method ?? 'postal'
}

// Switched off a routing keeps nothing but whether letters come; only a postal one has an address.
function quoteBody(quote: QuoteDraft, method: MethodOf): Body {
  if (!quote.receives_copy) return { receives_copy: false }
  const postal = method(quote.route_type) === 'postal'
  return filledOnly({ receives_copy: true, route_type: quote.route_type, ...(postal ? { address_source: quote.address_source, address_id: quote.address_id.trim() } : {}) })
}

function routingBody(routing: RoutingDraft, method: MethodOf): Body {
  if (!routing.receives_copy) return { receives_copy: false, receives_notification: routing.receives_notification }
  return filledOnly({
    ...quoteBody(routing, method), receives_notification: routing.receives_notification, bill_format: routing.bill_format, ...(routing.copies.trim() ? { copies: Number(routing.copies) } : {}),
    customer_po_id: routing.customer_po_id.trim(),
  })
}

function overrideBody(override: OverrideDraft): Body {
  return { ...filledOnly({ address_id: override.address_id.trim(), from: override.from, until: override.until }), address: filledAddress(override.address) }
}

/** Every field of the place, as a new link has it. */
export function linkOf(draft: LinkDraft, settings: Settings): Body {
  const bill = methodsOf(settings)
  const quote = methodsOf(settings, true)
  return {
    person: draft.person,
    ...(draft.financially_responsible ? { financially_responsible: true } : {}),
    ...(draft.third_party_guarantor ? { third_party_guarantor: true } : {}),
    relationship_type: draft.relationship_type,
    ...(draft.web_access ? {} : { web_access: false }),
    ...(draft.name_affix ? { name_affix: draft.name_affix, affix_name: draft.affix_name.trim() } : {}),
    ...(draft.override_addresses.length ? { override_addresses: draft.override_addresses.map(overrideBody) } : {}),
    ...(draft.bill_routings.length ? { bill_routings: draft.bill_routings.map((each) => routingBody(each, bill)) } : {}),
    ...(draft.quote_routings.length ? { quote_routings: draft.quote_routings.map((each) => quoteBody(each, quote)) } : {}),
  }
}

function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right)
}

/** What changed, alone; null clears. A list that changed is sent whole. Nothing but the person: nothing changed. */
export function changeOf(before: LinkDraft, draft: LinkDraft, settings: Settings): Body {
  const bill = methodsOf(settings)
  const quote = methodsOf(settings, true)
  const change: Body = { person: draft.person }
  for (const flag of ['financially_responsible', 'third_party_guarantor', 'web_access'] as const) if (before[flag] !== draft[flag]) change[flag] = draft[flag]
  if (before.relationship_type !== draft.relationship_type) change.relationship_type = draft.relationship_type
  if (before.name_affix !== draft.name_affix) change.name_affix = draft.name_affix || null
  if (draft.name_affix && before.affix_name !== draft.affix_name) change.affix_name = draft.affix_name.trim() || null
  const list = <Item>(name: string, was: Item[], is: Item[], body: (item: Item) => Body) => {
    if (!same(was, is)) change[name] = is.length ? is.map(body) : null
  }
  list('override_addresses', before.override_addresses, draft.override_addresses, overrideBody)
  list('bill_routings', before.bill_routings, draft.bill_routings, (each) => routingBody(each, bill))
  list('quote_routings', before.quote_routings, draft.quote_routings, (each) => quoteBody(each, quote))
  return change
}

export function changesAnything(change: Body): boolean {
  return Object.keys(change).length > 1
}

/** What a routing resolves to now, in words, and whether something is missing for it. */
export function goesTo(quote: QuoteDraft, method: 'postal' | 'email' | 'fax', person: Person | undefined, draft: LinkDraft, settings: Settings): { text: string; missing: boolean } {
  if (!quote.receives_copy) return { text: 'No copy', missing: false }
  if (method === 'email') {
    const email = plain(person?.email)
    return email ? { text: email, missing: false } : { text: 'The person has no e-mail address', missing: person !== undefined }
  }
  if (method === 'fax') {
    const fax = person?.phones.find((phone) => settings.phoneTypes.some((type) => type.fax && type.code === phone.phone_type))
    return fax ? { text: plain(fax.number), missing: false } : { text: 'The person has no fax number', missing: person !== undefined }
  }
  if (quote.address_source === '') return { text: 'A postal route needs an address source', missing: true }
  if (quote.address_source === 'account_override') {
    const override = draft.override_addresses.find((each) => quote.address_id === '' || each.address_id === quote.address_id)
    if (!override) return { text: 'Enter an override address below', missing: true }
    return { text: quote.address_id ? addressLine(override.address) : `The override address effective at billing, now ${addressLine(override.address)}`, missing: false }
  }
  const address = person?.addresses.find((each) => (quote.address_id ? each.address_id === quote.address_id : each.kind === 'mailing'))
  if (!address) return { text: quote.address_id ? `The person has no address ${quote.address_id}` : 'The person has no mailing address', missing: person !== undefined }
  const line = addressLine(draftOfAddress(address.address))
  return { text: quote.address_id ? line : `The mailing address effective at billing, now ${line}`, missing: false }
}

/** Paths of the command that have a field in the form. */
export function pathsOf(draft: LinkDraft): string[] {
  const routing = (list: string, count: number, fields: readonly string[]) => Array.from({ length: count }, (_, at) => fields.map((field) => `link.${list}[${at}].${field}`)).flat()
  return [
    ...['person', 'financially_responsible', 'third_party_guarantor', 'relationship_type', 'web_access', 'name_affix', 'affix_name'].map((field) => `link.${field}`),
    ...routing('bill_routings', draft.bill_routings.length, ['receives_copy', 'receives_notification', 'route_type', 'bill_format', 'copies', 'customer_po_id', 'address_source', 'address_id']),
    ...routing('quote_routings', draft.quote_routings.length, ['receives_copy', 'route_type', 'address_source', 'address_id']),
    ...routing('override_addresses', draft.override_addresses.length, ['address_id', 'from', 'until', 'address', ...Object.keys(emptyAddress()).map((field) => `address.${field}`)]),
    'reason',
  ]
}
