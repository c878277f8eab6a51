import { expect, it } from 'vitest'
import type { Subject } from '../actions/open'
import { communicationActions } from './communication_specs'
import { howInWords } from './communications_tab'

it('says by which channel who spoke', () => {
  expect(howInWords({ channel: 'phone', direction: 'in', letter_template: '', person_name: 'Ann Miller' })).toBe('Phone from Ann Miller')
  expect(howInWords({ channel: 'letter', direction: 'out', letter_template: 'WELCOME', person_name: 'Ann Miller' })).toBe('Letter WELCOME to Ann Miller')
  expect(howInWords({ channel: 'note', direction: '', letter_template: '', person_name: 'Ann Miller' })).toBe('Note')
})

it('sends a note without direction, and texts on one line', () => {
  const record = communicationActions.find((action) => action.type === 'communication.record')!
  const subject = { account: { heading: { account: '7' } } } as unknown as Subject
  const body = record.body({ channel: 'note', direction: 'in', subject: 'Dog', text: 'In the yard.\n\nBites.' }, subject, undefined)
  expect(body).toMatchObject({ account: '7', channel: 'note', subject: 'Dog', text: 'In the yard. Bites.' })
  expect(body).not.toHaveProperty('direction')
})
