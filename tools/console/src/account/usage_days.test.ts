import { expect, it } from 'vitest'
import type { Usage } from '../api/queries'
import { periodsTold } from './usage_days'

it('an entry of a month tells of the periods between its oldest and its newest event, and of no read', () => {
  const line = (position: number, more: object = {}) => ({ position, is_read: false, ...more }) as unknown as Usage['lines'][number]
  const entry = { usage_of: 'SP-1', first_position: '10', position: 30, events: 3 }
  const told = periodsTold(entry, [line(9), line(10), line(20), line(25, { is_read: true }), line(30), line(31)])
  expect(told.map((each) => each.position)).toEqual([10, 20, 30])
})
