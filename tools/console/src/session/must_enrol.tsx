// The one screen of a user whose role takes a second factor, until it is set up.
import { useQueryClient } from '@tanstack/react-query'
import { ActButton } from '../kit/button'
import { Mark } from '../shell/mark'
import { type SignedIn, signOut } from './session'
import { SetUpSecondFactor } from './set_up_second_factor'

export function MustEnrol({ session, done }: { session: SignedIn; done: () => void }) {
  const queries = useQueryClient()
  return (
    <main className="door">
      <div>
        <Mark />
        <h1>Set up a second factor</h1>
        <p>{session.roles.length > 1 ? 'One of your roles' : 'Your role'} ({session.roles.join(', ')}) takes a second factor here: a code that an app on your phone shows, beside your password. Nothing else can be done before it is set up.</p>
        <SetUpSecondFactor done={done} />
        <ActButton kind="quiet" onPress={() => void signOut().then(() => queries.invalidateQueries())}>Sign out {session.name}</ActButton>
      </div>
    </main>
  )
}
