// The table of screens. To add one: its first path segment and the file that shows it. Each is a file of its own in the build.
import { type ComponentType, type LazyExoticComponent, lazy as lazyComponent } from 'react'

/** A screen gets the path segments after its own. */
export type ScreenProps = { rest: string[] }
type File = () => Promise<{ default: ComponentType<ScreenProps> }>
type Screen = LazyExoticComponent<ComponentType<ScreenProps>> & { file: File }

const lazy = (file: File): Screen => Object.assign(lazyComponent(file), { file })

export const screens: Record<string, Screen> = {
  '': lazy(() => import('../search/start_screen')),
  accounts: lazy(() => import('../account/account_screen')),
  persons: lazy(() => import('../account/person_screen')),
  masters: lazy(() => import('../masters/masters_screen')),
  premises: lazy(() => import('../account/premise_screen')),
  invoices: lazy(() => import('../documents/invoice_screen')),
  'collective-statements': lazy(() => import('../documents/collective_screen')),
  statements: lazy(() => import('../documents/statement_screen')),
  letters: lazy(() => import('../communications/letter_screen')),
  payments: lazy(() => import('../documents/payment_screen')),
  'set-up': lazy(() => import('../setup/set_up_screen')),
  events: lazy(() => import('../audit/events_screen')),
  compare: lazy(() => import('../audit/compare_screen')),
  'trial-balance': lazy(() => import('../audit/trial_balance_screen')),
  integrity: lazy(() => import('../audit/integrity_screen')),
  operations: lazy(() => import('../operations/operations_screen')),
  approvals: lazy(() => import('../operations/approvals_screen')),
  settings: lazy(() => import('../operations/settings_screen')),
  tariffs: lazy(() => import('../tariffs/tariff_screen')),
  users: lazy(() => import('../users/users_screen')),
  'my-password': lazy(() => import('../session/password_screen')),
  'my-second-factor': lazy(() => import('../session/second_factor_screen')),
  'my-layout': lazy(() => import('../layout/layout_screen')),
}

/** Begins to load a screen's file before it is shown. One that does not come is asked for again, and missed, where it is shown. */
export function readAhead(first: string): void {
  screens[first]?.file().catch(() => undefined)
}
