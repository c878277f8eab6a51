import { expect, it } from 'vitest'
import type { Subject } from '../actions/open'
import { disputeActions } from './dispute_specs'
import { endOf } from './disputes_section'

it('says what a late charge fell with, and nothing while it stands', () => {
  expect(endOf({ cause: 'invoice_reversed', caused_by: '7-I1' })).toBe('Invoice reversed 7-I1')
  expect(endOf({ cause: 'waived', caused_by: '' })).toBe('Waived')
  expect(endOf({ cause: '', caused_by: '' })).toBe('')
})

it('names each late charge that was made, and says when there was none', () => {
  const said = (ids: Record<string, string>[]) => disputeActions.find((action) => action.type === 'account.assess_late_charges')!.done!({ status: 'accepted', count: ids.length, ids }, {}, {} as Subject)
  expect(said([{ charge: '13-L1' }, { charge: '13-L2' }])).toBe('Late charges 13-L1, 13-L2 are made.')
  expect(said([{ charge: '13-L1' }])).toBe('Late charge 13-L1 is made.')
  expect(said([])).toBe('Nothing was to be charged.')
})
