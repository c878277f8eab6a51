// Shows the dialog of the action that is open.
import { type ComponentType, type LazyExoticComponent, Suspense, lazy } from 'react'
import { type OpenAction, useOpenAction } from './open'

type Shown = LazyExoticComponent<ComponentType<{ open: OpenAction }>>

const ActionDialog: Shown = lazy(() => import('./action_dialog').then((module) => ({ default: module.ActionDialog })))
const PlaceDialog: Shown = lazy(() => import('../people/place_dialog').then((module) => ({ default: module.PlaceDialog })))

/** Acts with more to enter than one list of fields. */
const ownDialogs: Record<string, Shown> = {
  'account.change_person': PlaceDialog,
  'account.link_person': PlaceDialog,
  'person.set_address': lazy(() => import('../people/address_dialog').then((module) => ({ default: module.AddressDialog }))),
  'premise.change_address': lazy(() => import('../services/location_address_dialog').then((module) => ({ default: module.LocationAddressDialog }))),
  'meter.exchange': lazy(() => import('../services/exchange_dialog').then((module) => ({ default: module.ExchangeDialog }))),
}

export function ActionHost() {
  const open = useOpenAction()
  if (!open) return null
  const Opened = ownDialogs[open.id] ?? ActionDialog
  return <Suspense><Opened key={open.serial} open={open} /></Suspense>
}
