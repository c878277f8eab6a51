import { expect, it } from 'vitest'
import type { Invoice } from '../api/queries'
import { netPeriods, nextTrueUp } from './net_metering'

const read = (channel: string, quantity: string, unit = 'kWh') => ({ channel, quantity, unit })
const bank = (component: string, opening: string, added: string, used: string, settled: string, closing: string, settled_by = 'not_settled') => ({ component, unit: 'kWh', opening, added, used, settled, closing, settled_by })
const segment = (id: string, start: string, end: string, more: object = {}) => ({ segment: id, sa: 'A1', cancelledBy: '', billPeriod: { start, end }, reads: [read('IN', '210'), read('OUT', '300')], year: { banks: [], minimums: [] }, ...more })
const invoice = (id: string, ...segments: object[]) => ({ referenceNumber: id, segments }) as unknown as Invoice

it('G21: what was drawn and sent back is listed for each bill that stands, oldest first', () => {
  const periods = netPeriods([
    invoice('I2', segment('B2', '2022-05-01', '2022-06-01', { reads: [read('IN', '180.5'), read('PEAK', '20'), read('OUT', '390'), read('IN', '7', 'kW')] })),
    invoice('I1', segment('B1', '2022-04-01', '2022-05-01', { cancelledBy: 'N1' }), segment('B3', '2022-04-01', '2022-05-01'), segment('B4', '2022-04-01', '2022-05-01', { sa: 'A2' })),
  ], 'A1', 'kWh', ['OUT'])
  expect(periods.map((each) => [each.invoice, each.segment, each.from, each.drawn, each.sentBack, each.bank])).toEqual([
    ['I1', 'B3', '2022-04-01', '210', '300', null], ['I2', 'B2', '2022-05-01', '200.5', '390', null],
  ])
})

it('G21: the bank is that of all components, also where a price changed within the bill', () => {
  const banks = [bank('peak', '10', '5', '0', '0', '15'), bank('off', '100', '0', '40', '0', '60'), bank('off', '60', '0', '10', '50', '0', 'true_up')]
  const [period] = netPeriods([invoice('I1', segment('B1', '2022-03-01', '2022-04-01', { year: { banks, minimums: [] } }))], 'A1', 'kWh', ['OUT'])
  expect(period?.bank).toEqual({ before: '110', added: '5', used: '50', settled: '50', after: '15', settledBy: 'true_up' })
  expect(period?.banks).toHaveLength(3)
})

it('G21: the bank is settled on the next last day of its year', () => {
  expect(nextTrueUp('03-31', '2022-03-05')).toBe('2022-03-31')
  expect(nextTrueUp('03-31', '2022-03-31')).toBe('2022-03-31')
  expect(nextTrueUp('03-31', '2022-04-01')).toBe('2023-03-31')
  expect(nextTrueUp(null, '2022-04-01')).toBe('')
})
