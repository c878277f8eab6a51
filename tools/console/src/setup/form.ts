// What each section of the set-up form is given.
import type { Settings, TariffRow } from '../codes/settings'
import type { Draft } from './draft'

export type FormProps = {
  draft: Draft
  settings: Settings
  tariffs: readonly TariffRow[]
  change: (next: (draft: Draft) => Draft) => void
  /** What is wrong with a field; `inside` narrows it to a part, such as one line of an address. */
  errorAt: (field: string, inside?: string) => string | undefined
}
