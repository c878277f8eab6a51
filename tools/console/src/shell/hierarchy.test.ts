import { describe, expect, it } from 'vitest'
import type { Account, Invoice, Premise } from '../api/queries'
import { type Step, stepsOfAccount, stepsOfInvoice, stepsOfPremise } from './hierarchy'

// Of each answer, what the trail reads.
const heading = { account: '7', main_customer: '70', main_customer_name: 'Wim Turner' }
const agreement = (sa: string, point: string, meter: string) => ({ agreement: { sa, premise: 'L-7', service_point: point }, meter })
const account = (...agreements: object[]) => ({ heading, agreements }) as unknown as Account
const point = (id: string, of: string, sa: string) => ({ service_point: { service_point: id, occupancies: [{ account: '1', sa: 'old' }, { account: of, sa }] }, occupant: { ...heading, account: of } })
const premise = (...service_points: object[]) => ({ premise: 'L-7', service_points }) as unknown as Premise
const segment = (id: string, sa: string) => ({ segment: id, charge: '', sa, premise: 'L-7', reads: [{ service_point: 'SP-7' }], lines: [{ lineId: `${id}-1`, description: 'gas supply' }] })
const invoice = (...segments: object[]) => ({ heading, referenceNumber: '7-I3', segments }) as unknown as Invoice

const labels = (steps: Step[]) => steps.map((step) => (step.here ? `[${step.label}]` : step.label)).join(' > ')
const places = (steps: Step[]) => steps.map((step) => step.place.join('/'))

describe('the trail', () => {
  it('of an account leads on to the meter of its only agreement, and to the list of several', () => {
    const one = stepsOfAccount(account(agreement('7-SA1', 'SP-7', 'M-7')))
    expect(labels(one)).toBe('Customers > Wim Turner > [Account 7] > Agreement 7-SA1 > Premise L-7 > Service point SP-7 > Meter M-7')
    expect(places(one)).toEqual(['', 'persons/70', 'accounts/7', 'accounts/7/services/7-SA1', 'premises/L-7', 'premises/L-7/SP-7', 'premises/L-7/SP-7/M-7'])
    const two = account(agreement('7-SA1', 'SP-7', 'M-7'), agreement('7-SA2', 'SP-8', ''))
    expect(labels(stepsOfAccount(two))).toBe('Customers > Wim Turner > [Account 7] > 2 agreements')
    expect(labels(stepsOfAccount(two, '7-SA2'))).toBe('Customers > Wim Turner > Account 7 > [Agreement 7-SA2] > Premise L-7 > Service point SP-8')
    expect(labels(stepsOfAccount(account()))).toBe('Customers > Wim Turner > [Account 7]')
  })
  it('of a premise begins at who occupies it, where that is one account', () => {
    const both = premise(point('SP-7', '7', '7-SA1'), point('SP-8', '8', '8-SA1'))
    expect(labels(stepsOfPremise(both))).toBe('Customers > [Premise L-7]')
    expect(labels(stepsOfPremise(both, 'SP-8'))).toBe('Customers > Wim Turner > Account 8 > Agreement 8-SA1 > Premise L-7 > [Service point SP-8]')
    expect(labels(stepsOfPremise(premise(point('SP-7', '7', '7-SA1')), 'SP-7', 'M-7'))).toBe('Customers > Wim Turner > Account 7 > Agreement 7-SA1 > Premise L-7 > Service point SP-7 > [Meter M-7]')
    expect(labels(stepsOfPremise(both, 'SP-9'))).toBe('Customers > [Premise L-7]')
  })
  it('of a bill goes by its agreement to a segment and a line of it', () => {
    const bill = invoice(segment('S1', '7-SA1'), segment('S2', '7-SA2'))
    expect(labels(stepsOfInvoice(bill, 'Invoice 7-I3'))).toBe('Customers > Wim Turner > Account 7 > [Invoice 7-I3]')
    const line = stepsOfInvoice(bill, 'Invoice 7-I3', 'S2', 'S2-1')
    expect(labels(line)).toBe('Customers > Wim Turner > Account 7 > Agreement 7-SA2 > Premise L-7 > Service point SP-7 > Invoice 7-I3 > Segment S2 > [Gas supply]')
    expect(places(line).slice(-2)).toEqual(['invoices/7-I3/S2', 'invoices/7-I3/S2/S2-1'])
  })
})
