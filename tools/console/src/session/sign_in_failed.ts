// Why a sign-in at the OpenID provider failed, and what to do, by the kind of problem that the server names.
export type Failure = { what: string; todo: string }

/** `provider`: its name; `user`: as the provider names who signed in, empty where it is not told. */
export function failureOf(kind: string, provider: string, user: string): Failure {
  const named = provider || 'The provider'
  switch (kind) {
    case 'oidc_user_unknown': return {
      what: user ? `${named} knows you as ${user}, and there is no user of that id here.` : `${named} knows you, and there is no user of that id here.`,
      todo: `Ask an admin to add a user ${user ? `with exactly the id ${user}` : 'with the id that the provider has for you'} (Users, Add a user). Then sign in again.`,
    }
    case 'user_locked': return { what: 'Your user is locked.', todo: 'Ask an admin why, and to unlock it (Users, Unlock).' }
    case 'oidc_subject_other': return {
      what: 'This user has signed in here before as another person of the provider, so it was not opened to you.',
      todo: 'Tell an admin. Where the user is meant to be yours from now on, the admin locks and unlocks it.',
    }
    case 'oidc_refused': return { what: `${named} did not sign you in.`, todo: 'You may have cancelled there, or have no access to this program, or an e-mail address that is not verified. Try again, and ask the provider’s support if it fails again.' }
    case 'oidc_state_wrong': return { what: 'This sign-in was not begun in this browser, has ended, or took longer than ten minutes.', todo: 'Begin it again from here, in one browser. Cookies of this site must be allowed.' }
    case 'oidc_code_missing': return { what: `${named} sent you back without what is needed to sign you in.`, todo: 'Begin it again. If that fails too, tell an admin.' }
    case 'oidc_answer_wrong': return { what: `${named} answered what cannot be trusted, so you were not signed in.`, todo: 'Tell an admin: the log of this server says what was wrong.' }
    case 'oidc_unreachable': return { what: `${named} does not answer this server.`, todo: 'Try again in a moment, or sign in by your password if you have one.' }
    case 'locked_out': return { what: 'Too many sign-ins failed from this address.', todo: 'Wait a minute, then try again.' }
    default: return { what: 'The sign-in could not be completed.', todo: 'Try again in a moment. If it fails again, tell an admin.' }
  }
}

/** What stands in the address as the id of a user: of an id's form, or nothing. */
export function shownUser(text: string | null): string {
  return text && /^[!-.0-~]{1,64}$/.test(text) ? text : ''
}
