import { expect, it } from 'vitest'
import type { Intervals } from '../api/queries'
import { barsOf, monthOf, nameOf, neighbours, wayTo } from './intervals'

const answer = (more: object) => ({ step: 'month', lines: [], values: [], first_held: '2022-01-20', last_held: '2022-03-05', ...more }) as unknown as Intervals

it('bars of a year are months that lead to their days, those of a month lead to a day, those of a day nowhere', () => {
  const months = barsOf(answer({ lines: [{ from: '2022-01-20', until: '2022-02-01', quantity: '12.5' }, { from: '2022-02-01', until: '2022-03-01', quantity: '8' }] }))
  expect(months).toEqual([
    { label: '2022-01', value: 12.5, inside: { from: '2022-01-20', to: '2022-01-31' } },
    { label: '2022-02', value: 8, inside: { from: '2022-02-01', to: '2022-02-28' } },
  ])
  expect(barsOf(answer({ step: 'day', lines: [{ from: '2022-02-01', until: '2022-02-02', quantity: '1' }] }))[0]).toEqual({ label: '2022-02-01', value: 1, inside: { from: '2022-02-01', to: '2022-02-01' } })
  expect(barsOf(answer({ step: 'interval', values: [{ at: '17:30', value: '0.25', quality: 'actual' }] }))).toEqual([{ label: '17:30', value: 0.25, inside: null }])
})

it('one goes to the month or day beside, as far as values are held', () => {
  expect(neighbours(answer({}), { from: '2022-02-01', to: '2022-02-28' })).toEqual({ before: { from: '2022-01-01', to: '2022-01-31' }, after: { from: '2022-03-01', to: '2022-03-31' } })
  expect(neighbours(answer({}), { from: '2022-01-20', to: '2022-01-31' }).before).toBeNull()
  expect(neighbours(answer({}), { from: '2022-03-05', to: '2022-03-05' })).toEqual({ before: { from: '2022-03-04', to: '2022-03-04' }, after: null })
  expect(neighbours(answer({}), { from: '2022-01-20', to: '2022-01-20' }).before).toBeNull()
  expect(neighbours(answer({}), null)).toEqual({ before: null, after: null })
})

it('the way down to a day has its month, whole months of any length', () => {
  expect(monthOf('2024-02-11')).toEqual({ from: '2024-02-01', to: '2024-02-29' })
  expect(monthOf('2022-12-31')).toEqual({ from: '2022-12-01', to: '2022-12-31' })
  expect(wayTo({ from: '2022-02-03', to: '2022-02-03' }).map(nameOf)).toEqual(['Last 12 months', '2022-02', '2022-02-03'])
  expect(wayTo({ from: '2022-02-01', to: '2022-02-28' }).map(nameOf)).toEqual(['Last 12 months', '2022-02'])
  expect(wayTo(null).map(nameOf)).toEqual(['Last 12 months'])
})
