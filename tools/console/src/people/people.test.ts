import { describe, expect, it } from 'vitest'
import { changedTerms } from '../actions/person_specs'
import type { Account, Person, SearchHit } from '../api/queries'
import { settingsOf } from '../codes/settings'
import { fieldsOfCountry, filledAddress, emptyAddress } from './address_draft'
import { draftOfPersonAddress, personAddressOf } from './address_dialog'
import { wantedHits } from './found_input'
import { type Link, changeOf, changesAnything, draftOfLink, goesTo, linkOf, methodsOf, newLink, newOverride, newRouting } from './link_draft'
import { registrationOf } from './new_person_dialog'

const entry = (row: object) => ({ effective_from: null, in_force: true, position: 1, row })
// Rows have what is needed of them.
const settings = settingsOf({
  installation_options: [entry({ default_bill_route_type: 'POST', default_quote_route_type: 'EMAIL', default_country: 'US' })],
  bill_route_type: [entry({ code: 'POST', method: 'postal' }), entry({ code: 'EMAIL', method: 'email' }), entry({ code: 'FAX', method: 'fax' })],
  phone_type: [entry({ code: 'HOME', fax: false }), entry({ code: 'FAXNR', fax: true })],
  country: [entry({ code: 'DE', name: '', states: [], address_fields: [{ field: 'address2', label: 'Straße', shown: true }, { field: 'county', label: 'Kreis', shown: false }, { field: 'city', label: '', shown: true }] })],
} as unknown as Parameters<typeof settingsOf>[0])
const address = { country: 'US', address1: '1 Elm Street', city: 'Albany', state: 'NY', postal: '12207' }
const link = {
  person: '7', main_customer: false, financially_responsible: false, third_party_guarantor: true, relationship_type: 'COSIGNER', web_access: true, name_affix: 'suffix', affix_name: 'Trustee',
  override_addresses: [{ address_id: 'override-1', from: null, until: null, address }],
  bill_routings: [{ receives_copy: true, receives_notification: false, route_type: 'POST', bill_format: 'DETAILED', copies: 2, customer_po_id: 'PO-1', address_source: 'person', address_id: '' }],
  quote_routings: [],
} as unknown as Link
const person = {
  email: 'ada@example.org', phones: [{ phone_type: 'HOME', number: '1' }, { phone_type: 'FAXNR', number: '518-555-0101' }],
  addresses: [{ address_id: 'home', kind: 'mailing', address }, { address_id: 'winter', kind: 'seasonal', address: { ...address, address1: '9 Palm Way' } }],
} as unknown as Person

describe('a change of a person’s place', () => {
  const before = draftOfLink(link)
  it('names nothing that stays', () => {
    const change = changeOf(before, draftOfLink(link), settings)
    expect(change).toEqual({ person: '7' })
    expect(changesAnything(change)).toBe(false)
  })
  it('D3 D4 D5 D6: names each flag and code that changed, alone', () => {
    expect(changeOf(before, { ...before, financially_responsible: true }, settings)).toEqual({ person: '7', financially_responsible: true })
    expect(changeOf(before, { ...before, third_party_guarantor: false, web_access: false, relationship_type: 'ACCOUNTANT' }, settings)).toEqual({ person: '7', third_party_guarantor: false, web_access: false, relationship_type: 'ACCOUNTANT' })
  })
  it('D7: clears prefix and suffix with null, and the name with them', () => {
    expect(changeOf(before, { ...before, name_affix: '' }, settings)).toEqual({ person: '7', name_affix: null })
    expect(changeOf(before, { ...before, affix_name: ' Debtor In Possession ' }, settings)).toEqual({ person: '7', affix_name: 'Debtor In Possession' })
    expect(changeOf(before, { ...before, affix_name: ' ' }, settings)).toEqual({ person: '7', affix_name: null })
  })
  it('D9: sends every routing where one changed, and null where none is left', () => {
    expect(changeOf(before, { ...before, bill_routings: [...before.bill_routings, { ...newRouting(), route_type: 'EMAIL', copies: '1' }] }, settings)).toEqual({
      person: '7',
      bill_routings: [
        { receives_copy: true, receives_notification: false, route_type: 'POST', bill_format: 'DETAILED', copies: 2, customer_po_id: 'PO-1', address_source: 'person' },
        { receives_copy: true, receives_notification: false, route_type: 'EMAIL', copies: 1 },
      ],
    })
    expect(changeOf(before, { ...before, bill_routings: [] }, settings)).toEqual({ person: '7', bill_routings: null })
  })
  it('D9: switched off a routing keeps only whether letters come', () => {
    const off = { ...before.bill_routings[0]!, receives_copy: false, receives_notification: true }
    expect(changeOf(before, { ...before, bill_routings: [off] }, settings)).toEqual({ person: '7', bill_routings: [{ receives_copy: false, receives_notification: true }] })
  })
  it('D8: sends override addresses with what is filled in', () => {
    const added = { ...newOverride(settings, before.override_addresses), from: '2022-01-01' }
    expect(added.address_id).toBe('override-2')
    expect(changeOf(before, { ...before, override_addresses: [{ ...added, address: { ...added.address, city: ' Troy ' } }] }, settings)).toEqual({
      person: '7', override_addresses: [{ address_id: 'override-2', from: '2022-01-01', address: { country: 'US', city: 'Troy' } }],
    })
  })
})

describe('a new place', () => {
  it('D1: names what is not the default', () => {
    expect(linkOf({ ...newLink(), person: '9', relationship_type: 'ACCOUNTANT' }, settings)).toEqual({ person: '9', relationship_type: 'ACCOUNTANT' })
    expect(linkOf({ ...newLink(), person: '9', relationship_type: 'COSIGNER', financially_responsible: true, web_access: false, quote_routings: [{ receives_copy: true, route_type: '', address_source: 'person', address_id: '' }] }, settings)).toEqual({
      person: '9', relationship_type: 'COSIGNER', financially_responsible: true, web_access: false, quote_routings: [{ receives_copy: true }],
    })
  })
})

describe('what a route resolves to', () => {
  const routing = newRouting()
  const draft = draftOfLink(link)
  const to = (next: Partial<typeof routing>, who: Person | undefined = person) => {
    const each = { ...routing, ...next }
    return goesTo(each, methodsOf(settings)(each.route_type), who, draft, settings)
  }
  it('D9: is the fax number, the e-mail address, or an address', () => {
    expect(to({ route_type: 'FAX' })).toEqual({ text: '518-555-0101', missing: false })
    expect(to({ route_type: 'EMAIL' })).toEqual({ text: 'ada@example.org', missing: false })
    expect(to({})).toEqual({ text: 'The mailing address effective at billing, now 1 Elm Street, Albany NY 12207', missing: false })
    expect(to({ receives_copy: false })).toEqual({ text: 'No copy', missing: false })
  })
  it('D12: is the address of that id, of the person or of the account', () => {
    expect(to({ address_id: 'winter' }).text).toBe('9 Palm Way, Albany NY 12207')
    expect(to({ address_id: 'gone' })).toEqual({ text: 'The person has no address gone', missing: true })
    expect(to({ address_source: 'account_override', address_id: 'override-1' }).text).toBe('1 Elm Street, Albany NY 12207')
    expect(to({ address_source: 'account_override', address_id: 'gone' }).missing).toBe(true)
    expect(to({ address_source: '' }).missing).toBe(true)
  })
  it('says what the person lacks', () => {
    const bare = { email: '', phones: [{ phone_type: 'HOME', number: '1' }], addresses: [] } as unknown as Person
    expect([to({ route_type: 'FAX' }, bare), to({ route_type: 'EMAIL' }, bare), to({}, bare)].map((each) => each.missing)).toEqual([true, true, true])
  })
})

describe('an address', () => {
  it('has the fields and labels of its country, and of one that names none the common ones first', () => {
    expect(fieldsOfCountry(settings.countries[0])).toEqual({ first: [{ field: 'address2', label: 'Straße' }, { field: 'city', label: 'City' }], more: [] })
    const open = fieldsOfCountry(undefined)
    expect(open.first.map((each) => each.field)).toEqual(['address1', 'address2', 'city', 'state', 'postal'])
    expect([...open.first, ...open.more]).toHaveLength(13)
  })
  it('is sent with what is filled in', () => {
    expect(filledAddress({ ...emptyAddress('US'), city: ' Troy ', in_city_limit: 'yes' })).toEqual({ country: 'US', city: 'Troy', in_city_limit: 'yes' })
  })
  it('B15: of a person is for part of the year only where it is seasonal', () => {
    const draft = { ...draftOfPersonAddress(undefined, 'US'), id: 'winter', first: '11-01', last: '03-31' }
    expect(personAddressOf(draft)).toEqual({ address_id: 'winter', kind: 'mailing', address: { country: 'US' } })
    expect(personAddressOf({ ...draft, kind: 'seasonal' })).toEqual({ address_id: 'winter', kind: 'seasonal', season_first: '11-01', season_last: '03-31', address: { country: 'US' } })
  })
})

describe('terms of an account', () => {
  const account = { heading: { account: '7' }, customer_class: 'RES', customer_type: 'SENIOR', bill_cycle: 'M01', requested_due_day: 15 } as unknown as Account
  const same = { customer_class: 'RES', customer_type: 'SENIOR', bill_cycle: 'M01', requested_due_day: '15', reason: '' }
  it('C11: are sent where they changed; what is emptied is cleared', () => {
    expect(changedTerms(same, account)).toEqual({ account: '7' })
    expect(changedTerms({ ...same, customer_type: '', requested_due_day: '' }, account)).toEqual({ account: '7', customer_type: null, requested_due_day: null })
    expect(changedTerms({ ...same, bill_cycle: 'M02', requested_due_day: '3', reason: 'moved' }, account)).toEqual({ account: '7', bill_cycle: 'M02', requested_due_day: 3, reason: 'moved' })
  })
})

describe('finding', () => {
  it('leads from any hit to what is wanted, once each', () => {
    const hits = [
      { kind: 'person', id: '1', person: '1', name: 'Ada', accounts: ['4', '5'], premise: 'L-1' }, { kind: 'meter', id: 'M-1', person: '1', name: 'Ada', accounts: ['4'], premise: 'L-1' },
      { kind: 'account', id: '6', person: '2', name: 'Ben', accounts: ['6'], premise: '' }, { kind: 'tariff', id: 'T', person: '', name: '', accounts: [], premise: '' },
    ] as unknown as SearchHit[]
    expect(wantedHits(hits, 'person').map((hit) => hit.id)).toEqual(['1', '2'])
    expect(wantedHits(hits, 'account').map((hit) => hit.id)).toEqual(['4', '5', '6'])
    expect(wantedHits(hits, 'premise').map((hit) => [hit.id, hit.kind])).toEqual([['L-1', 'premise']])
  })
})

describe('a registration', () => {
  it('has what was typed', () => {
    const draft = { mode: 'new', existing: '', existingName: '', kind: 'business', inParts: false, name: { full: ' ACME ', prefix: '', first: '', middle: '', last: '', suffix: '' }, phones: { HOME: ' ', FAXNR: '5' }, email: '', identifiers: {} } as const
    expect(registrationOf(draft, emptyAddress('US'))).toEqual({ kind: 'business', name: { full: 'ACME' }, phones: [{ phone_type: 'FAXNR', number: '5' }] })
  })
})
