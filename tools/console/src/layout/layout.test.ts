import { describe, expect, it } from 'vitest'
import { logDisplayOf, logDisplayText, navigationOf, openTab, shownTabs, startOf, toggled } from './choices'

const tabs = [{ id: 'overview' }, { id: 'customer' }, { id: 'billing' }]

describe('a layout', () => {
  it('shows what was chosen, in the order chosen, and what the roles are for where nothing was', () => {
    expect(navigationOf('events,customers,events,unheard-of', ['clerk'])).toEqual(['events', 'customers'])
    expect(navigationOf('', ['clerk'])).toEqual(['customers'])
    expect(navigationOf('', ['supervisor'])).toEqual(['customers', 'operations', 'approvals', 'events'])
    expect(navigationOf('', ['admin'])).toEqual(['customers', 'operations', 'users'])
    expect(navigationOf('nothing-known', null)).toEqual(['customers', 'operations', 'events'])
  })
  it('starts where was chosen', () => {
    expect(startOf('operations')).toBe('operations')
    expect(startOf('')).toBe('customers')
    expect(startOf('elsewhere')).toBe('customers')
  })
  it('hides tabs, but a link to a hidden one opens it', () => {
    const shown = shownTabs('billing,customer', tabs)
    expect(shown.map((tab) => tab.id)).toEqual(['customer', 'billing'])
    expect(openTab(undefined, 'billing', shown, tabs).id).toBe('billing')
    expect(openTab(undefined, 'overview', shown, tabs).id).toBe('customer')
    expect(openTab('overview', 'billing', shown, tabs).id).toBe('overview')
    expect(shownTabs('', tabs)).toHaveLength(3)
  })
  it('adds and takes away in the order of all', () => {
    expect(toggled(['c', 'a'], ['a', 'b', 'c'], 'b', true)).toBe('a,b,c')
    expect(toggled(['a', 'b'], ['a', 'b', 'c'], 'a', false)).toBe('b')
  })
  it('keeps the display of the log as one text', () => {
    const display = { lines: '50', kind: 'money', who: false, when: 'time' } as const
    expect(logDisplayOf(logDisplayText(display))).toEqual(display)
    expect(logDisplayOf('lines=7;kind=x')).toEqual({ lines: '25', kind: 'all', who: true, when: 'day' })
  })
})
