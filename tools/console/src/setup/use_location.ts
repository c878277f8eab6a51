// The location that is set up at: its address, and its services as rows of the form once they are read.
import { useEffect, useRef } from 'react'
import type { Body } from '../api/commands'
import type { Problem } from '../api/problem'
import { useAccount, usePremise } from '../api/queries'
import type { Settings } from '../codes/settings'
import { oneLine } from '../format/address'
import { draftOfAddress, filledAddress } from '../people/address_draft'
import type { Draft } from './draft'
import { lastPremiseOf, rowsOfNew, rowsOfPremise, rowsOfPrevious } from './service_rows'

export type Location = { address: Body | null; problem: Problem | null; noService: boolean; landlords: { account: string; from: string | null; until: string | null }[] }

export function useLocation(draft: Draft, settings: Settings, change: (next: (draft: Draft) => Draft) => void): Location {
  const { mode, copyFrom, premise: chosen } = draft.location
  const previous = useAccount(mode === 'copy' ? copyFrom : '')
  const last = mode === 'copy' && previous.data ? lastPremiseOf(previous.data) : ''
  const at = mode === 'copy' ? last : mode === 'existing' ? chosen : ''
  const premise = usePremise(at)
  // Rows are made once a location: what is edited in them stays when the location is read again.
  const madeFor = useRef('')
  const key = mode === 'new' ? 'new' : at ? `${mode} ${copyFrom} ${at}` : `${mode} none`
  const ready = mode === 'new' || at === '' || premise.data?.premise === at
  useEffect(() => {
    if (madeFor.current === key || !ready) return
    madeFor.current = key
    change((before) => {
      const found = premise.data
      if (mode === 'new') return { ...before, services: rowsOfNew(settings) }
      if (at === '' || !found) return { ...before, services: [] }
      const services = mode === 'copy' && previous.data ? rowsOfPrevious(previous.data, found, settings) : rowsOfPremise(found, settings)
      return { ...before, services, location: { ...before.location, premise: at, premiseName: oneLine(found.address) } }
    })
  }, [key, ready, mode, at, premise.data, previous.data, settings, change])
  const shown = at !== '' && premise.data?.premise === at ? premise.data : null
  return {
    address: shown ? filledAddress(draftOfAddress(shown.address)) : null,
    problem: (mode === 'copy' ? previous.error : null) ?? premise.error,
    noService: mode === 'copy' && previous.data !== undefined && last === '',
    landlords: shown?.landlords ?? [],
  }
}
