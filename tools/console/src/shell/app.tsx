// The frame of every screen: top bar, the mark of the past, the screen, the status bar, and what lies over them.
import { useQueryClient } from '@tanstack/react-query'
import { Component, type ReactNode, Suspense, lazy, useMemo, useState } from 'react'
import { RouterProvider } from 'react-aria-components'
import { ActionHost } from '../actions/action_host'
import { problemOf } from '../api/problem'
import { useFreshness } from '../api/freshness'
import { ExplainHost } from '../explain/explain_host'
import { position } from '../format/words'
import { ActButton } from '../kit/button'
import { ProblemNote, Waiting } from '../kit/states'
import { LiveMark, useFollowing } from '../live/live'
import { Navigation } from '../layout/navigation'
import { SearchBox } from '../search/search_box'
import { MadeForYou } from '../session/made_for_you'
import { shownUser } from '../session/sign_in_failed'
import { type Session, SessionProvider, signOut, useAskedSession, useSession, useSessionEnds } from '../session/session'
import { AsOfControl, PastBand } from './as_of'
import { type Choice, useOffered } from './choices'
import { type KeyTable, useKeys } from './keys'
import { Mark } from './mark'
import { Notices } from './notices'
import { goTo, goToMoment, useAsOf, useHref, useRoute } from './route'
import { screens } from './screens'
import { SimulatedTime } from './simulated_time'
import { applyTheme, otherTheme } from './theme'

const Palette = lazy(() => import('./palette').then((module) => ({ default: module.Palette })))
const KeyHelp = lazy(() => import('./key_help').then((module) => ({ default: module.KeyHelp })))
const SignIn = lazy(() => import('../session/sign_in').then((module) => ({ default: module.SignIn })))
const SignInFailed = lazy(() => import('../session/sign_in').then((module) => ({ default: module.SignInFailed })))
const MustEnrol = lazy(() => import('../session/must_enrol').then((module) => ({ default: module.MustEnrol })))
const OneTimeLink = lazy(() => import('../session/sign_in').then((module) => ({ default: module.OneTimeLink })))

export function focusSearch(): void {
  document.getElementById('search')?.focus()
}

/** A fault of the console itself: said on the screen where it happened, while the frame stays. */
class ScreenFault extends Component<{ children: ReactNode; place: string }, { error: unknown; place: string }> {
  override state: { error: unknown; place: string } = { error: null, place: this.props.place }
  static getDerivedStateFromError(error: unknown) {
    return { error }
  }
  static getDerivedStateFromProps(props: { place: string }, state: { place: string }) {
    return props.place === state.place ? null : { error: null, place: props.place }
  }
  override render() {
    if (this.state.error) return <ProblemNote problem={problemOf(this.state.error)} retry={() => window.location.reload()} />
    return this.props.children
  }
}

function StatusBar() {
  const fresh = useFreshness()
  const session = useSession()
  return (
    <footer className="status-bar">
      <span>{fresh.position ? `True at position ${position(fresh.position)}` : 'Nothing asked yet'}{fresh.division && fresh.division !== '0' ? ` of division ${fresh.division}` : ''}</span>
      <SimulatedTime />
      <LiveMark />
      <span>{session.kind === 'signed-in' ? `${session.name} (${session.roles.join(', ')})` : 'Acts are recorded under the server’s actor'}</span>
      <span className="push"><kbd>/</kbd> search <kbd>Ctrl K</kbd> commands <kbd>?</kbd> keys</span>
    </footer>
  )
}

function Frame() {
  const { segments } = useRoute()
  const asOf = useAsOf()
  const href = useHref()
  const session = useSession()
  const queries = useQueryClient()
  const [over, setOver] = useState<'palette' | 'keys' | 'moment' | null>(null)
  useSessionEnds()
  useFollowing()
  const keys = useMemo<KeyTable>(() => ({
    '/': focusSearch,
    'ctrl+k': () => setOver('palette'),
    '?': () => setOver('keys'),
    t: () => setOver('moment'),
    n: () => goTo(['set-up']),
  }), [])
  useKeys(keys)
  const choices = useMemo<Choice[]>(() => [
    { id: 'search', label: 'Search for a customer', group: 'Go to', keys: '/', run: () => setTimeout(focusSearch) },
    { id: 'start', label: 'Start page', group: 'Go to', run: () => goTo([]) },
    { id: 'set-up', label: 'Set up a customer', group: 'Go to', keys: 'N', run: () => goTo(['set-up']) },
    { id: 'moment', label: 'Look at another moment', group: 'Moment', keys: 'T', run: () => setOver('moment') },
    ...(asOf ? [{ id: 'now', label: 'Return to now', group: 'Moment', run: () => goToMoment(null) }] : []),
    { id: 'theme', label: 'Switch light and dark', group: 'Look', run: () => applyTheme(otherTheme()) },
    { id: 'refresh', label: 'Ask everything again', group: 'Look', run: () => void queries.invalidateQueries({ queryKey: ['ledger'] }) },
    ...(session.kind === 'signed-in' ? [
      { id: 'my-password', label: 'Change your password', group: 'Session', run: () => goTo(['my-password']) },
      { id: 'my-second-factor', label: 'Second factor', group: 'Session', run: () => goTo(['my-second-factor']) },
      { id: 'sign-out', label: 'Sign out', group: 'Session', run: () => void signOut().then(() => queries.invalidateQueries()) },
    ] : []),
  ], [asOf, queries, session.kind])
  useOffered('frame', choices)
  const [first = '', ...rest] = segments
  const Screen = screens[first]
  return (
    <div className={`frame${asOf ? ' in-past' : ''}`}>
      <a className="skip" href="#main" onClick={(event) => { event.preventDefault(); document.getElementById('main')?.focus() }}>To the content</a>
      <header className="top-bar">
        <a href={href()} className="home" aria-label="Start page"><Mark /></a>
        <SearchBox />
        <Navigation />
        <div className="row push">
          <AsOfControl isOpen={over === 'moment'} onOpenChange={(open) => setOver(open ? 'moment' : null)} />
          <ActButton kind="quiet" onPress={() => applyTheme(otherTheme())} aria-label="Switch light and dark">◐</ActButton>
          <ActButton kind="quiet" onPress={() => setOver('palette')} aria-label="Command palette">⌘</ActButton>
          {session.kind === 'signed-in' && (
            <ActButton kind="quiet" onPress={() => void signOut().then(() => queries.invalidateQueries())}>Sign out {session.name}</ActButton>
          )}
        </div>
      </header>
      <div className="bands">
        <PastBand />
        <MadeForYou />
      </div>
      <main id="main" tabIndex={-1}>
        <ScreenFault place={segments.join('/')}>
          <Suspense fallback={<Waiting what="the screen" />}>
            {Screen ? <Screen rest={rest} /> : <div className="screen narrow"><h1>Nothing is here</h1><p className="lead">No screen has the address #/{segments.join('/')}. Search finds customers, documents and places.</p></div>}
          </Suspense>
        </ScreenFault>
      </main>
      <Notices />
      <StatusBar />
      <Suspense>
        {over === 'palette' && <Palette isOpen onOpenChange={(open) => !open && setOver(null)} />}
        {over === 'keys' && <KeyHelp isOpen onOpenChange={(open) => !open && setOver(null)} />}
        <ActionHost />
        <ExplainHost />
      </Suspense>
    </div>
  )
}

/** Whether a session must set up a second factor, until its user has seen the recovery codes: asked anew meanwhile, it says that it is done. */
function useEnrolling(session: Session | undefined) {
  const queries = useQueryClient()
  const [isEnrolling, setEnrolling] = useState(false)
  const must = session?.kind === 'signed-in' && session.must_enrol
  const isOver = session !== undefined && session.kind !== 'signed-in'
  if (must && !isEnrolling) setEnrolling(true)
  if (isOver && isEnrolling) setEnrolling(false)
  return { goesOn: isEnrolling, end: () => void queries.invalidateQueries().then(() => setEnrolling(false)) }
}

export function App() {
  const { segments, query } = useRoute()
  const asked = useAskedSession()
  const enrolling = useEnrolling(asked.data)
  if (segments[0] === 'link' && segments[1]) return <Suspense fallback={<Waiting what="the link" />}><OneTimeLink token={segments[1]} /></Suspense>
  if (segments[0] === 'sign-in-failed') return <Suspense fallback={<Waiting what="the sign-in" />}><SignInFailed kind={segments[1] ?? ''} user={shownUser(query.get('as'))} /></Suspense>
  if (asked.data === undefined) {
    return <main className="door"><div>{asked.isError ? <ProblemNote problem={asked.error} retry={() => void asked.refetch()} /> : <Waiting what="the session" />}</div></main>
  }
  if (asked.data.kind === 'signed-out') return <Suspense fallback={<Waiting what="the sign-in" />}><SignIn /></Suspense>
  if (asked.data.kind === 'signed-in' && enrolling.goesOn) {
    return (
      <SessionProvider session={asked.data}>
        <Suspense fallback={<Waiting what="the second factor" />}><MustEnrol session={asked.data} done={enrolling.end} /></Suspense>
      </SessionProvider>
    )
  }
  return (
    <SessionProvider session={asked.data}>
      <RouterProvider navigate={(to) => { window.location.hash = to }}>
        <Frame />
      </RouterProvider>
    </SessionProvider>
  )
}
