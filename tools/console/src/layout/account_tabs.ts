// The account's tabs as the user has them.
import { type AccountTab, accountTabs } from '../account/tabs'
import { openTab, shownTabs } from './choices'
import { usePreference } from './preferences'

type Tab = (typeof accountTabs)[number]

export function useAccountTabs(segment: string | undefined): { tabs: Tab[]; tab: AccountTab } {
  const shown = shownTabs<Tab>(usePreference('layout.tabs'), accountTabs)
  const open = openTab<Tab>(segment, usePreference('layout.tab'), shown, accountTabs)
  return { tabs: accountTabs.filter((tab) => shown.includes(tab) || tab === open), tab: open.id }
}
