import { describe, expect, it } from 'vitest'
import { madeInWords } from './made_for_you'

const made = { id: 'n', kind: 'link', token: '', name: '', by: 'ann', address: '192.0.2.7', at: '2026-11-30T08:00:00Z' } as const

describe('what was made in the name of a user', () => {
  it('names who made it, when and from where', () => {
    expect(madeInWords(made, 'cleo')).toBe('A link by which your password is set was made by ann at 2026-11-30 08:00 UTC from 192.0.2.7.')
    expect(madeInWords({ ...made, kind: 'token', token: 'AbC', name: 'import at night' }, 'cleo')).toContain('An API token for you, AbC “import at night”, was made by ann at')
    expect(madeInWords({ ...made, kind: 'password', by: 'cleo' }, 'cleo')).toContain('Your password was set by you at')
    expect(madeInWords({ ...made, kind: 'password', by: '' }, 'cleo')).toContain('Your password was set with a one-time link at')
    expect(madeInWords({ ...made, kind: 'second_factor', by: 'cleo' }, 'cleo')).toContain('A second factor of yours was set up by you at')
    expect(madeInWords({ ...made, kind: 'second_factor_removed' }, 'cleo')).toContain('Your second factor was removed by ann at')
    expect(madeInWords({ ...made, kind: 'recovery_code_used', by: '' }, 'cleo')).toContain('One of your recovery codes was used by who knows your password at')
    expect(madeInWords({ ...made, kind: 'code_given_again', by: '' }, 'cleo')).toContain('was given a second time, and refused, by who knows your password at')
    expect(madeInWords({ ...made, by: 'cli:root', address: '' }, 'cleo')).toBe('A link by which your password is set was made on the server by root at 2026-11-30 08:00 UTC.')
  })
})
