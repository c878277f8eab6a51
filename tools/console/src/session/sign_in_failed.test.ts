import { describe, expect, it } from 'vitest'
import { failureOf, shownUser } from './sign_in_failed'

describe('a failed sign-in', () => {
  it('says what happened and what to do, with the names of the provider and the user', () => {
    expect(failureOf('oidc_user_unknown', 'Example ID', 'cleo@example.org')).toEqual({
      what: 'Example ID knows you as cleo@example.org, and there is no user of that id here.',
      todo: 'Ask an admin to add a user with exactly the id cleo@example.org (Users, Add a user). Then sign in again.',
    })
    expect(failureOf('oidc_unreachable', '', '').what).toBe('The provider does not answer this server.')
    const kinds = ['oidc_user_unknown', 'user_locked', 'oidc_subject_other', 'oidc_refused', 'oidc_state_wrong', 'oidc_code_missing', 'oidc_answer_wrong', 'oidc_unreachable', 'locked_out', 'another']
    expect(new Set(kinds.map((kind) => failureOf(kind, 'Example ID', '').what)).size).toBe(kinds.length)
  })
  it('shows no more of an address than what can be a user', () => {
    expect(shownUser('ada@example.org')).toBe('ada@example.org')
    for (const text of [null, '', 'two words', 'a/b', 'x'.repeat(65), 'call\u00a0me', '\u202eabc']) expect(shownUser(text)).toBe('')
  })
})
