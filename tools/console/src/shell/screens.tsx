// The table of screens. To add one: its first path segment and the file that shows it. Each is a file of its own in the build.
import { type ComponentType, type LazyExoticComponent, lazy } from 'react'

/** A screen gets the path segments after its own. */
export type ScreenProps = { rest: string[] }
type Screen = LazyExoticComponent<ComponentType<ScreenProps>>

export const screens: Record<string, Screen> = {
  '': lazy(() => import('../search/start_screen')),
  accounts: lazy(() => import('../account/account_screen')),
  persons: lazy(() => import('../account/person_screen')),
  premises: lazy(() => import('../account/premise_screen')),
  invoices: lazy(() => import('../documents/invoice_screen')),
  statements: lazy(() => import('../documents/statement_screen')),
  payments: lazy(() => import('../documents/payment_screen')),
}
