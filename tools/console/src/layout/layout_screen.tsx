// My layout: what the navigation shows, where one starts, which tabs an account has and which is first, how the log is shown.
import { type ReactNode, useEffect } from 'react'
import { accountTabs } from '../account/tabs'
import { ActButton } from '../kit/button'
import { CheckInput, PickInput } from '../kit/fields'
import { useSession } from '../session/session'
import type { ScreenProps } from '../shell/screens'
import { logDisplayOf, logDisplayText, logKinds, logSizes, navigationOf, places, shownTabs, startOf, toggled } from './choices'
import { preferenceNames, usePreference, useSetPreference } from './preferences'

function Part({ title, hint, children }: { title: string; hint: string; children: ReactNode }) {
  return <fieldset className="card part-of-layout"><legend>{title}</legend><p className="quiet">{hint}</p>{children}</fieldset>
}

function NavigationPart() {
  const session = useSession()
  const set = useSetPreference()
  const shown = navigationOf(usePreference('layout.navigation'), session.kind === 'signed-in' ? session.roles : null)
  const start = startOf(usePreference('layout.start'))
  const all = places.map((place) => place.id)
  return (
    <Part title="Navigation" hint="Places in the top bar. The command palette (Ctrl K) has all of them.">
      <div className="checks">
        {places.map((place) => (
          <CheckInput key={place.id} label={place.label} isSelected={shown.includes(place.id)} isDisabled={shown.length === 1 && shown.includes(place.id)}
            onChange={(on) => set('layout.navigation', toggled(shown, all, place.id, on))} />
        ))}
      </div>
      <PickInput label="Start at" value={start} onChange={(id) => set('layout.start', id)} options={places.map((place) => ({ id: place.id, label: place.label }))} />
    </Part>
  )
}

function TabsPart() {
  const set = useSetPreference()
  const shown = shownTabs<(typeof accountTabs)[number]>(usePreference('layout.tabs'), accountTabs)
  const first = usePreference('layout.tab')
  const all = accountTabs.map((tab) => tab.id)
  return (
    <Part title="Tabs of an account" hint="A hidden tab still opens by a link or by its key.">
      <div className="checks">
        {accountTabs.map((tab) => (
          <CheckInput key={tab.id} label={tab.label} isSelected={shown.includes(tab)} isDisabled={shown.length === 1 && shown.includes(tab)}
            onChange={(on) => set('layout.tabs', toggled(shown.map((each) => each.id), all, tab.id, on))} />
        ))}
      </div>
      <PickInput label="Open first" value={shown.some((tab) => tab.id === first) ? first : (shown[0]?.id ?? '')} onChange={(id) => set('layout.tab', id)} options={shown.map((tab) => ({ id: tab.id, label: tab.label }))} />
    </Part>
  )
}

function LogPart() {
  const set = useSetPreference()
  const display = logDisplayOf(usePreference('layout.log'))
  const change = (part: Partial<typeof display>) => set('layout.log', logDisplayText({ ...display, ...part }))
  return (
    <Part title="Log of an account" hint="What happened lately, on the overview; lines and names in the communication log, too.">
      <PickInput label="Lines" value={display.lines} onChange={(lines) => change({ lines: logSizes.find((each) => each === lines) ?? '25' })} options={logSizes.map((id) => ({ id, label: id }))} />
      <PickInput label="Show" value={display.kind} onChange={(kind) => change({ kind: logKinds.find((each) => each === kind) ?? 'all' })} options={[{ id: 'all', label: 'Everything' }, { id: 'money', label: 'Only what has an amount' }]} />
      <PickInput label="Moment" value={display.when} onChange={(when) => change({ when: when === 'time' ? 'time' : 'day' })} options={[{ id: 'day', label: 'Day' }, { id: 'time', label: 'Day and time, UTC' }]} />
      <CheckInput label="Who and why, below each line" isSelected={display.who} onChange={(who) => change({ who })} />
    </Part>
  )
}

export default function LayoutScreen(_: ScreenProps) {
  const session = useSession()
  const set = useSetPreference()
  useEffect(() => {
    document.title = 'My layout'
  }, [])
  return (
    <div className="screen medium">
      <div className="heading">
        <div><h1>My layout</h1><p className="quiet">{session.kind === 'signed-in' ? `Kept for ${session.name}, on every computer.` : 'This server has no sign-in: your choices are kept by this browser.'}</p></div>
        <ActButton onPress={() => preferenceNames.forEach((name) => set(name, ''))}>Back to the defaults</ActButton>
      </div>
      <NavigationPart />
      <TabsPart />
      <LogPart />
    </div>
  )
}
