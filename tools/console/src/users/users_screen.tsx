// Users: who may sign in, in which roles, and what is done about it; API tokens beside them.
import { useEffect, useState } from 'react'
import { problemOf } from '../api/problem'
import { instant } from '../format/date'
import { count } from '../format/words'
import { ReasonedButton } from '../kit/button'
import { Answer, Nothing } from '../kit/states'
import { DataTable } from '../kit/table'
import { CommandForm, type CommandRequest } from '../operations/command_form'
import { More } from '../operations/more'
import { useSession, whyNot } from '../session/session'
import { usePastReason } from '../shell/as_of'
import { hashWith } from '../shell/filters'
import { announce } from '../shell/notices'
import { useHref } from '../shell/route'
import type { ScreenProps } from '../shell/screens'
import { type User, makeLink, useUsers } from './queries'
import { RemoveSecondFactor } from './remove_second_factor'
import { roles, rolesInWords } from './roles'
import { type Secret, SecretDialog } from './secret_dialog'
import { Tokens } from './tokens'

const stale = ['session']
const labels = { user: 'User id', name: 'Name', roles: 'Roles' }

const adding: CommandRequest = {
  type: 'user.add', title: 'Add a user', submit: 'Add user', labels, needed: ['user', 'roles'], stale,
  intro: <p>The user sets a password by a one-time link, which you make afterwards and hand over.</p>,
  done: (values) => `User ${values.user} is added. Make a one-time link for them now.`,
}

const changing = (user: User): CommandRequest => ({
  type: 'user.change', title: `Change user ${user.user}`, submit: 'Change', labels, stale, fixed: { user: user.user }, initial: { name: user.name, roles: user.roles.join(', ') },
  done: () => `User ${user.user} is changed.`,
})

const locking = (user: User): CommandRequest => ({
  type: 'user.lock', title: `Lock user ${user.user}`, submit: 'Lock', danger: true, stale, fixed: { user: user.user }, needed: ['reason'],
  intro: <p>Sessions and tokens of {user.name || user.user} end at once. The reason is kept.</p>,
  done: () => `User ${user.user} is locked; sessions and tokens have ended.`,
})

const unlocking = (user: User): CommandRequest => ({
  type: 'user.unlock', title: `Unlock user ${user.user}`, submit: 'Unlock', stale, fixed: { user: user.user }, done: () => `User ${user.user} may sign in again.`,
})

export function UsersTrail({ title }: { title: string }) {
  const href = useHref()
  const places = [{ place: ['users'], label: 'Users' }, { place: ['users', 'roles'], label: 'Roles' }, { place: ['users', 'tokens'], label: 'API tokens' }]
  return (
    <nav aria-label="Users" className="trail places">
      <ul>{places.map((each) => <li key={each.label}><a href={href(...each.place)} {...(each.label === title ? { 'aria-current': 'page' as const } : {})}>{each.label}</a></li>)}</ul>
    </nav>
  )
}

function Users() {
  const asked = useUsers()
  const session = useSession()
  const past = usePastReason()
  const [open, setOpen] = useState<CommandRequest | null>(null)
  const [secret, setSecret] = useState<Secret | null>(null)
  const [losing, setLosing] = useState<User | null>(null)
  const own = session.kind === 'signed-in' ? session.user : ''
  const off = (type: string) => past ?? whyNot(session, type)

  async function link(user: User) {
    try {
      const made = await makeLink(user.user)
      setSecret({
        title: `One-time link for ${user.name || user.user}`, label: 'Link', text: new URL(made.path, window.location.href).href,
        words: `Hand it to ${user.name || user.user} in person or by a channel that you trust: whoever opens it sets the password. It is refused from ${instant(made.expires_at)} UTC on, and after its first use.`,
      })
    } catch (error) {
      announce({ id: `link ${user.user}`, tone: 'error', text: problemOf(error).message })
    }
  }

  return (
    <>
      <div className="heading"><h1>Users</h1><ReasonedButton kind="primary" whyOff={off('user.add')} onPress={() => setOpen(adding)}>Add a user</ReasonedButton></div>
      <Answer of={asked} what="users">
        {({ pages }) => {
          const users = pages.flatMap((page) => page.users)
          return (
            <>
              <DataTable<User>
                label="Users" items={users} idOf={(user) => user.user} empty="There is no user yet."
                columns={[
                  { id: 'user', title: 'User', head: true, cell: (user) => user.user },
                  { id: 'name', title: 'Name', cell: (user) => user.name },
                  { id: 'roles', title: 'Roles', cell: (user) => user.roles.join(', ') },
                  { id: 'state', title: 'May sign in', cell: (user) => (user.locked ? <span className="error">Locked: {user.locked_because || 'no reason given'}</span> : user.has_password ? 'Yes' : 'Once a password is set') },
                  { id: 'second-factor', title: 'Second factor', cell: (user) => (user.second_factor ? 'Set up' : 'None') },
                  { id: 'events', title: 'History', cell: (user) => <span className="acts"><a href={hashWith(['events'], { actor: user.user }, null)}>What they did</a></span> },
                  { id: 'act', title: 'Act', cell: (user) => (
                    <span className="acts">
                      <ReasonedButton kind="quiet" whyOff={off('user.change')} onPress={() => setOpen(changing(user))}>Change</ReasonedButton>
                      {user.locked ? <ReasonedButton kind="quiet" whyOff={off('user.unlock')} onPress={() => setOpen(unlocking(user))}>Unlock</ReasonedButton>
                        : <ReasonedButton kind="quiet" whyOff={off('user.lock')} onPress={() => setOpen(locking(user))}>Lock</ReasonedButton>}
                      <ReasonedButton kind="quiet" whyOff={user.locked ? 'The user is locked.' : off('user.add')} onPress={() => void link(user)}>One-time link</ReasonedButton>
                      {user.second_factor && <ReasonedButton kind="quiet" whyOff={user.user === own ? 'You remove your own under “Second factor”.' : off('user.add')} onPress={() => setLosing(user)}>Remove second factor</ReasonedButton>}
                    </span>
                  ) },
                ]}
              />
              <More of={asked} lines={users.length} singular="user" />
            </>
          )
        }}
      </Answer>
      {open && <CommandForm request={open} close={() => setOpen(null)} />}
      {secret && <SecretDialog secret={secret} close={() => setSecret(null)} />}
      {losing && <RemoveSecondFactor user={losing} close={() => setLosing(null)} />}
    </>
  )
}

function Roles() {
  const session = useSession()
  const own = session.kind === 'signed-in' ? session : null
  return (
    <>
      <h1>Roles</h1>
      <DataTable<(typeof roles)[number]>
        label="Roles" items={roles} idOf={(role) => role} empty=""
        columns={[
          { id: 'role', title: 'Role', head: true, cell: (role) => role },
          { id: 'what', title: 'What it is for', cell: (role) => rolesInWords[role] },
          { id: 'own', title: 'Yours', cell: (role) => (own?.roles.includes(role) ? 'Yes' : '') },
        ]}
      />
      {own ? (
        <section aria-labelledby="own-commands"><h2 id="own-commands">What you may send: {count(own.commands.length, 'command')}</h2>
          <ul className="documents code">{own.commands.map((command) => <li key={command}>{command}</li>)}</ul>
        </section>
      ) : <Nothing>This server has no sign-in: every command is taken, under the server’s own actor.</Nothing>}
    </>
  )
}

export default function UsersScreen({ rest }: ScreenProps) {
  const [place = ''] = rest
  const title = { '': 'Users', roles: 'Roles', tokens: 'API tokens' }[place] ?? ''
  useEffect(() => {
    document.title = title || 'Users'
  }, [title])
  return (
    <div className="screen">
      <UsersTrail title={title} />
      {place === '' ? <Users /> : place === 'roles' ? <Roles /> : place === 'tokens' ? <Tokens /> : <Nothing>Users have no {place}.</Nothing>}
    </div>
  )
}
