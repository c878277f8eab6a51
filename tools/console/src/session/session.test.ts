import { expect, it } from 'vitest'
import { sectionsFor } from '../account/billing_tab'
import { type Session, sees } from './session'

const session = (seen: ('customers' | 'books')[]): Session => ({ kind: 'signed-in', user: 'cleo', name: 'Cleo', roles: ['clerk'], csrf: '', must_enrol: false, commands: [], sees: seen, preferences: {} })

it('says what may be seen: without sign-in all, signed out nothing', () => {
  expect([sees({ kind: 'open' }, 'books'), sees({ kind: 'signed-out' }, 'customers'), sees(session(['customers']), 'customers'), sees(session(['customers']), 'books')]).toEqual([true, false, true, false])
})

it('G22: unbilled revenue is shown to those who see the books', () => {
  const shown = (of: Session) => sectionsFor(of).map((section) => section.id)
  expect(shown(session(['customers']))).not.toContain('unbilled')
  expect(shown(session(['customers', 'books']))).toContain('unbilled')
  expect(shown({ kind: 'open' })).toContain('unbilled')
})
