import { describe, expect, it } from 'vitest'
import type { Receipt } from '../api/commands'
import type { Account, Duplicates, Premise } from '../api/queries'
import { settingsOf } from '../codes/settings'
import { compose, placeOfProblem, pointOf } from './compose'
import { type Draft, newDraft, withService } from './draft'
import { agreesInWords, likelyDuplicates, soughtOf } from './duplicates'
import { splitName } from './names'
import { receiptInWords } from './receipt'
import { lastPremiseOf, rowsOfNew, rowsOfPremise, rowsOfPrevious } from './service_rows'
import { missingIn, summaryOf } from './summary'

const entry = (row: object, inForce = true) => ({ effective_from: null, in_force: inForce, position: 1, row })
// Rows have what is needed of them.
const settings = settingsOf({
  on: '2022-03-31',
  division: { currency: 'USD' },
  installation_options: [entry({ default_country: 'US', default_relationship_type: 'MAIN', quotation_module: false })],
  customer_class: [entry({ code: 'RES', description: 'Residential' }), entry({ code: 'OLD', description: 'Gone' }, false)],
  bill_cycle: [entry({ code: 'M01', description: 'Monthly' }), entry({ code: 'M02', description: 'Monthly' })],
  service: [entry({ code: 'gas', description: 'Gas' }), entry({ code: 'water', description: 'Water' })],
  deposit_class: [entry({ code: 'RESDEP', description: 'Residential deposit' })],
  sa_type: [
    entry({ code: 'G-RES', description: '', service: 'gas', default_tariff: 'G-RES' }), entry({ code: 'G-COM', description: '', service: 'gas', default_tariff: 'G-COM' }),
    entry({ code: 'W-RES', description: '', service: 'water', default_tariff: 'W-RES' }),
  ],
} as unknown as Parameters<typeof settingsOf>[0])

const address = { country: 'US', address1: '1 Elm Street', city: 'Albany', state: 'NY', postal: '12207' }

function point(id: string, service: string, occupant = ''): Premise['service_points'][number] {
  return {
    service_point: {
      service_point: id, service, market_id: '', waiting: [], occupancies: [],
      meters: [
        { meter: `OLD-${id}`, installed_on: '2020-01-01', removed_on: '2020-12-31', registers: [{ channel: '9', kind: 'subtractive', unit: 'x', dials: 5, decimals: 0, multiplier: '1', rollover_threshold: '0.5' }] },
        { meter: `M-${id}`, installed_on: '2021-01-01', removed_on: null, registers: [{ channel: '1', kind: 'subtractive', unit: 'therm', dials: 5, decimals: 0, multiplier: '1', rollover_threshold: '0.5' }] },
      ],
      last_reads: [{ channel: '1', read_on: '2022-03-04', value: '4341', position: 7 }],
    },
    occupant: { account: occupant, main_customer: occupant, main_customer_name: occupant && 'Ben Ode' },
  } as unknown as Premise['service_points'][number]
}

function premise(defaults: Premise['default_services'], points = [point('SP-1', 'gas'), point('SP-2', 'water', '8')]): Premise {
  return { premise: 'L-1', address, default_services: defaults, service_points: points, landlords: [] } as unknown as Premise
}

function customer(agreements: object[]): Account {
  return { agreements: agreements.map((agreement) => ({ agreement: { premise: 'L-1', service_point: '', status: 'stopped', ...agreement } })) } as unknown as Account
}

function typed(): Draft {
  const draft = newDraft(settings)
  return {
    ...draft,
    person: { ...draft.person, name: { ...draft.person.name, full: ' Ada Turner ' }, phones: { FAX: '', HOME: '518-555-0100' }, email: 'ada@example.org', identifiers: { SSN: '123' } },
    account: { ...draft.account, billCycle: 'M01', dueDay: '15' },
    location: { ...draft.location, premise: 'L-1', premiseName: '1 Elm Street' },
    services: rowsOfPremise(premise([{ service: 'gas', sa_type: 'G-RES', tariff: '' }]), settings),
  }
}

describe('a new draft', () => {
  it('takes what the tables leave no choice about, and rows in force only', () => {
    const draft = newDraft(settings)
    expect(draft.account).toMatchObject({ customerClass: 'RES', billCycle: '', number: '' })
    expect(draft.startOn).toBe('2022-03-31')
    expect(draft.mailing.address.country).toBe('US')
  })
})

describe('services of a location', () => {
  it('B12: ticks the default services, and takes the installed meter with its last read', () => {
    const [gas, water] = typed().services
    expect(gas).toMatchObject({ on: true, isDefault: true, saType: 'G-RES', servicePoint: 'SP-1', meter: 'M-SP-1', reads: [{ channel: '1', unit: 'therm', lastRead: '4341', readOn: '2022-03-04', typed: '' }] })
    expect(water).toMatchObject({ on: false, isDefault: false, saType: 'W-RES', occupant: '8', occupantName: 'Ben Ode' })
  })
  it('ticks each service point where the location has no defaults, and asks for the kind where there are several', () => {
    expect(rowsOfPremise(premise([]), settings).map((row) => [row.on, row.saType])).toEqual([[true, ''], [true, 'W-RES']])
  })
  it('B4: adds a default service that has no service point', () => {
    const rows = rowsOfPremise(premise([{ service: 'sewer', sa_type: 'S-RES', tariff: 'S-1' }]), settings)
    expect(rows[2]).toMatchObject({ on: true, saType: 'S-RES', tariff: 'S-1', servicePoint: '' })
  })
  it('B5: takes over the latest services of the previous customer, cancelled ones never', () => {
    const previous = customer([
      { sa_type: 'G-COM', tariff: 'G-OLD', service: 'gas', service_point: 'SP-1' }, { sa_type: 'G-RES', tariff: 'G-RES', service: 'gas', service_point: 'SP-1' },
      { sa_type: 'G-COM', tariff: 'G-X', service: 'gas', service_point: 'SP-1', status: 'cancelled' }, { sa_type: 'LAMP', tariff: 'L', service: 'light', premise: '', quantity: '3', periods: 2 },
    ])
    const rows = rowsOfPrevious(previous, premise([]), settings)
    expect(rows.map((row) => [row.id, row.on, row.saType, row.tariff])).toEqual([['SP-1', true, 'G-RES', 'G-RES'], ['SP-2', false, 'W-RES', ''], ['nowhere LAMP', true, 'LAMP', 'L']])
    expect(rows.map((row) => [row.quantity, row.periods])).toEqual([['', ''], ['', ''], ['3', '2']])
    expect(lastPremiseOf(previous)).toBe('L-1')
    expect(lastPremiseOf(customer([{ premise: 'L-9', status: 'cancelled' }]))).toBe('')
  })
})

describe('the terms of a service', () => {
  it('B12: are sent with it, and what is one is left out', () => {
    const draft = typed()
    const services = draft.services.map((row, index) => ({ ...row, on: true, quantity: ' 4 ', periods: '3', meter: index ? '' : row.meter }))
    const { body, places } = compose({ ...draft, services }, address)
    expect(body.services).toMatchObject([{ quantity: '4' }, { quantity: '4', periods: 3 }])
    expect((body.services as object[])[0]).not.toHaveProperty('periods')
    expect(placeOfProblem('services[1].quantity', places).field).toBe('services.SP-2.quantity')
    expect(placeOfProblem('services[0].periods', places).field).toBe('services.SP-1.periods')
    expect(summaryOf({ ...draft, services }, settings).filter((line) => line.what === 'Service')[1]!.text).toContain('for 4 · 3 periods a bill')
  })
})

describe('the command', () => {
  it('B1: sets up person, account and ticked services at an existing location', () => {
    expect(compose(typed(), address).body).toEqual({
      new_person: {
        name: { full: 'Ada Turner' }, phones: [{ phone_type: 'HOME', number: '518-555-0100' }], email: 'ada@example.org', identifiers: [{ identifier_type: 'SSN', identifier: '123' }],
        addresses: [{ address_id: 'mailing', kind: 'mailing', address }],
      },
      account: { customer_class: 'RES', bill_cycle: 'M01', requested_due_day: 15 },
      existing_premise: 'L-1',
      services: [{ sa_type: 'G-RES', service_point: 'SP-1' }],
      start_on: '2022-03-31',
    })
  })
  it('B3: names a person in parts, and a typed full name only where it is given', () => {
    const draft = typed()
    const parts = { ...draft, person: { ...draft.person, inParts: true, name: { full: '', prefix: 'Dr.', first: 'Ada', middle: '', last: 'Turner', suffix: '' } } }
    expect((compose(parts, address).body.new_person as { name: object }).name).toEqual({ prefix: 'Dr.', first: 'Ada', last: 'Turner' })
  })
  it('takes a registered person as they are', () => {
    const draft = typed()
    const body = compose({ ...draft, person: { ...draft.person, mode: 'existing', existing: '7' } }, address).body
    expect(body.existing_person).toBe('7')
    expect(body).not.toHaveProperty('new_person')
  })
  it('B15: keeps an alternate address for part of the year beside the permanent one', () => {
    const draft = typed()
    const body = compose({ ...draft, mailing: { ...draft.mailing, seasonal: true, seasonFirst: '11-01', seasonLast: '03-31', seasonalAddress: { ...draft.mailing.seasonalAddress, address1: '9 Palm Way' } } }, address).body
    expect((body.new_person as { addresses: object[] }).addresses[1]).toEqual({ address_id: 'seasonal', kind: 'seasonal', season_first: '11-01', season_last: '03-31', address: { country: 'US', address1: '9 Palm Way' } })
  })
  it('B5: copies a previous customer whole, and names the services where one is ticked off', () => {
    const draft = typed()
    const all = { ...draft, location: { ...draft.location, mode: 'copy' as const, copyFrom: '8' }, services: draft.services.map((row) => ({ ...row, on: true })) }
    expect(compose(all, address).body).toMatchObject({ copy_from: '8' })
    expect(compose(all, address).body).not.toHaveProperty('existing_premise')
    const fewer = compose(withService(all, 'SP-2', { on: false }), address).body
    expect(fewer).toMatchObject({ existing_premise: 'L-1', services: [{ service_point: 'SP-1' }] })
    expect(fewer).not.toHaveProperty('copy_from')
  })
  it('B14: begins at the last read unless one is typed; then every register has its own', () => {
    const draft = withService(typed(), 'SP-1', {
      reads: [{ channel: '1', unit: 'kWh', lastRead: '10', readOn: '2022-03-04', typed: '12' }, { channel: '2', unit: 'kWh', lastRead: '20', readOn: '2022-03-04', typed: '' }],
    })
    expect((compose(draft, address).body.services as object[])[0]).toMatchObject({ start_reads: [{ channel: '1', value: '12' }, { channel: '2', value: '20' }] })
  })
  it('B4: makes a new location with its service points, meters and default services', () => {
    const draft = typed()
    const rows = rowsOfNew(settings).map((row) => (row.id === 'water' ? { ...row, on: true, isDefault: true, newMeter: { ...row.newMeter, meter: 'B-1', unit: 'm3', read: '3' } } : row))
    const made: Draft = { ...draft, location: { ...draft.location, mode: 'new', number: 'L-9', address: { ...draft.location.address, address1: '2 Oak Road' } }, services: rows }
    const { body, places } = compose(made, null)
    expect(body).toMatchObject({
      new_location: { premise: 'L-9', address: { country: 'US', address1: '2 Oak Road' }, default_services: [{ service: 'water', sa_type: 'W-RES' }] },
      new_service_points: [{ service_point: 'L-9-1', service: 'water' }],
      new_meters: [{ service_point: 'L-9-1', meter: 'B-1', installed_on: '2022-03-31', registers: [{ channel: '1', unit: 'm3', dials: 5, decimals: 0, multiplier: '1' }], reads: [{ channel: '1', value: '3' }] }],
      services: [{ sa_type: 'W-RES', service_point: 'L-9-1' }],
    })
    expect((body.new_person as { addresses: { address: object }[] }).addresses[0]!.address).toEqual({ country: 'US', address1: '2 Oak Road' })
    expect(placeOfProblem('new_meters[0].registers[0].unit', places)).toEqual({ field: 'services.water.newMeter.unit', inside: '' })
    expect(pointOf(made, rows[1]!)).toBe('L-9-1')
  })
  it('B8: links a cosigner who is responsible', () => {
    const draft = { ...typed(), others: [{ person: '', name: '', relationship: '', responsible: true, guarantor: false }, { person: '7', name: 'Ben', relationship: 'COSIGNER', responsible: true, guarantor: false }] }
    const { body, places } = compose(draft, address)
    expect(body.other_persons).toEqual([{ link: { person: '7', relationship_type: 'COSIGNER', financially_responsible: true } }])
    expect(placeOfProblem('other_persons[0].link.relationship_type', places).field).toBe('others.1.relationship')
  })
})

describe('a refusal', () => {
  it('is shown at the row it is about, whichever rows are ticked', () => {
    const draft = withService(withService(typed(), 'SP-1', { on: false }), 'SP-2', { on: true })
    const { places } = compose(draft, address)
    expect(placeOfProblem('services[0].tariff', places).field).toBe('services.SP-2.tariff')
    expect(placeOfProblem('services[0].start_reads[0].value', places).field).toBe('services.SP-2.reads.1')
    expect(placeOfProblem('account.bill_routings[0].address_source', places).field).toBe('mailing.address')
    expect(placeOfProblem('new_person.addresses[0].address.postal', places)).toEqual({ field: 'mailing.address', inside: 'address.postal' })
    expect(placeOfProblem('new_person.phones[0].number', places).field).toBe('person.phones.HOME')
    expect(placeOfProblem('received_at', places)).toEqual({ field: '', inside: '' })
  })
})

describe('beside the form', () => {
  it('says in words what will be made', () => {
    const lines = summaryOf(typed(), settings)
    expect(lines.map((line) => `${line.what}: ${line.text}`)).toEqual(['New person: Ada Turner', 'Account: next free number', 'Location: L-1', 'Service: gas · G-RES · at tariff G-RES'])
    expect(lines[3]!.details).toEqual(['from 2022-03-31', 'service point SP-1', 'M-SP-1 begins at 4341 therm, last read 2022-03-04'])
  })
  it('says what is still needed, in the order of the form', () => {
    expect(missingIn(newDraft(settings)).map((each) => each.field)).toEqual(['person.name.full', 'account.billCycle'])
    expect(missingIn(withService(typed(), 'SP-1', { saType: '' })).map((each) => each.field)).toEqual(['services.SP-1.saType'])
    expect(missingIn(typed())).toEqual([])
  })
  it('B1 B13: asks for a deposit of each service that one is typed of', () => {
    const draft = withService(typed(), 'SP-1', { deposit: ' 120.00 ' })
    const { body, places } = compose(draft, address)
    expect(body.deposits).toEqual([{ deposit_class: 'RESDEP', sa_type: 'G-RES', service_point: 'SP-1', amount: '120.00' }])
    expect(placeOfProblem('deposits[0].amount', places).field).toBe('services.SP-1.deposit')
    expect(placeOfProblem('deposits[0].deposit_class', places).field).toBe('services.SP-1.depositClass')
    expect(compose(typed(), address).body).not.toHaveProperty('deposits')
    expect(summaryOf(draft, settings).find((line) => line.what === 'Service')!.details).toContain('deposit of USD 120.00, RESDEP')
    expect(missingIn(withService(draft, 'SP-1', { depositClass: '' })).map((each) => each.field)).toEqual(['services.SP-1.depositClass'])
    expect(compose(withService(draft, 'SP-1', { on: false }), address).body).not.toHaveProperty('deposits')
  })
  it('says what was made, with every id of the receipt', () => {
    const receipt = { status: 'accepted', first_position: 10, count: 5, ids: [{ person: '43' }, { account: '41' }, { sa: '41-SA1' }, { sa: '41-SA2' }] } as unknown as Receipt
    expect(receiptInWords(receipt, 'Ada Turner')).toEqual({ account: '41', text: 'Ada Turner is set up as customer 41: agreements 41-SA1, 41-SA2; new person 43. 5 events at position 10.' })
  })
})

describe('likely duplicates', () => {
  it('B9: are asked for in one question, by what is typed enough of', () => {
    expect(soughtOf(typed().person)).toEqual({ name: 'Ada Turner', phone: '518-555-0100', email: 'ada@example.org' })
    const parts = { ...typed().person, inParts: true, name: { full: '', prefix: 'Dr.', first: 'Ida', middle: '', last: 'Rhodes', suffix: '' }, phones: { HOME: '518-555-0100', CELL: '518, 555 0101', FAX: '51' }, identifiers: { TAXID: '12-345' } }
    expect(soughtOf(parts, { ...newDraft(settings).location.address, address1: '1 Elm Street', city: 'Albany', state: 'NY' })).toEqual({
      name: 'Ida Rhodes', phone: '518-555-0100,518  555 0101', email: 'ada@example.org', identifier: '12-345', address: '1 Elm Street Albany',
    })
    expect(soughtOf({ ...typed().person, mode: 'existing' })).toBeNull()
    expect(soughtOf(newDraft(settings).person, newDraft(settings).location.address)).toBeNull()
  })
  it('B9: leave out what is longer than the question takes', () => {
    expect(soughtOf({ ...typed().person, name: { ...typed().person.name, full: 'ü'.repeat(201) } })).toEqual({ phone: '518-555-0100', email: 'ada@example.org' })
  })
  it('B9: say what agrees, and where each lives', () => {
    expect(agreesInWords(['phone', 'name'])).toBe('Same phone, name')
    expect(agreesInWords(['identifier', 'name_alike'])).toBe('Same identifier, name alike')
    expect(agreesInWords(['former_name'])).toBe('Former name')
    const elm = { address1: '1 Elm', country: 'US' }
    const answer = { likely: [
      { person: '2', name: 'P2', agrees: ['phone'], places: [{ account: '7', premise: '', service_address: {} }, { account: '8', premise: 'L-8', service_address: elm }], address: {} },
      { person: '3', name: 'P3', agrees: ['address'], places: [], address: elm },
    ] } as unknown as Duplicates
    expect(likelyDuplicates(answer)).toEqual([
      { person: '2', name: 'P2', accounts: ['7', '8'], agrees: 'Same phone', lives: '1 Elm' }, { person: '3', name: 'P3', accounts: [], agrees: 'Same address', lives: '1 Elm' },
    ])
    expect(likelyDuplicates(undefined)).toEqual([])
  })
})

describe('a name in parts', () => {
  it.each([
    ['Ada', ['', 'Ada', '', '', '']], ['Ada Turner', ['', 'Ada', '', 'Turner', '']], ['Dr. Ada M. Turner Jr.', ['Dr.', 'Ada', 'M.', 'Turner', 'Jr.']],
    ['Turner, Ada', ['', 'Ada', '', 'Turner', '']], ['Ada Turner, Jr.', ['', 'Ada', '', 'Turner', 'Jr.']], ['', ['', '', '', '', '']],
  ])('%s', (full, [prefix, first, middle, last, suffix]) => {
    expect(splitName(full)).toEqual({ prefix, first, middle, last, suffix })
  })
})
