import { describe, expect, it } from 'vitest'
import type { Session } from '../session/session'
import { whyNotApprove } from './approvals_screen'

const session = (user: string, commands: string[]): Session => ({ kind: 'signed-in', user, name: user, roles: ['supervisor'], csrf: '', must_enrol: false, commands, sees: ['customers'], preferences: {} })

describe('an approval', () => {
  it('is off for who requested it, whatever their role, and for whom the role does not allow it', () => {
    expect(whyNotApprove(session('ann', ['adjustment.approve']), 'ann')).toBe('You requested it. Another person approves it.')
    expect(whyNotApprove(session('bob', ['adjustment.approve']), 'ann')).toBeNull()
    expect(whyNotApprove(session('bob', []), 'ann')).toMatch(/may not send adjustment\.approve/)
    expect(whyNotApprove({ kind: 'open' }, 'desk')).toBeNull()
  })
})
