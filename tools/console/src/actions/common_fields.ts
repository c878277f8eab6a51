// Fields that most acts have.
import type { FieldSpec } from './specs'

export const reasonHint = 'Why, for those who ask later. No personal data.'
export const reason: FieldSpec = { path: 'reason', kind: 'text', label: 'Reason', description: reasonHint }
export const on: FieldSpec = { path: 'on', kind: 'day', label: 'On', description: 'Left empty: today.' }
