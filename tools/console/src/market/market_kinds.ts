// The kinds of market transactions: what the market calls them, and which parts each has. The server holds what is sent against its own
// table; this one decides which fields a form shows.
export type MarketPart = 'outcome' | 'effective_on' | 'period' | 'quantity' | 'amount' | 'documents' | 'purpose' | 'original'
export type MarketKind = { kind: string; code: string; parts: readonly MarketPart[] }

const request: readonly MarketPart[] = ['effective_on', 'purpose']
const answer: readonly MarketPart[] = ['original', 'outcome', 'effective_on', 'purpose']

export const marketKinds: readonly MarketKind[] = [
  { kind: 'enrolment_request', code: '814_01', parts: request },
  { kind: 'move_in_request', code: '814_16', parts: request },
  { kind: 'enrolment_response', code: '814_05', parts: answer },
  { kind: 'move_out_request', code: '814_24', parts: request },
  { kind: 'move_out_response', code: '814_25', parts: answer },
  { kind: 'drop_notice', code: '814_06', parts: request },
  { kind: 'drop_request', code: '814_10', parts: request },
  { kind: 'drop_response', code: '814_11', parts: answer },
  { kind: 'reinstatement_request', code: '814_R', parts: request },
  { kind: 'reinstatement_response', code: '814_R', parts: answer },
  { kind: 'change_request', code: '814_20', parts: request },
  { kind: 'change_response', code: '814_21', parts: answer },
  { kind: 'date_change_request', code: '814_12', parts: ['original', ...request] },
  { kind: 'date_change_response', code: '814_13', parts: answer },
  { kind: 'cancel_request', code: '814_08', parts: ['original', ...request] },
  { kind: 'cancel_response', code: '814_09', parts: answer },
  { kind: 'historical_usage_request', code: '814_26', parts: ['effective_on', 'period', 'purpose'] },
  { kind: 'historical_usage_response', code: '814_27', parts: answer },
  { kind: 'historical_usage', code: '867_02', parts: ['original', 'period', 'quantity'] },
  { kind: 'monthly_usage', code: '867_03', parts: ['period', 'quantity', 'purpose'] },
  { kind: 'initial_read', code: '867_04', parts: ['original', 'effective_on', 'quantity'] },
  { kind: 'invoice', code: '810_02', parts: ['original', 'amount', 'documents', 'period', 'purpose'] },
  { kind: 'remittance', code: '820_02', parts: ['original', 'amount', 'documents'] },
  { kind: 'application_advice', code: '824', parts: ['original', 'outcome', 'documents'] },
  { kind: 'service_order_request', code: '650_01', parts: request },
  { kind: 'service_order_completion', code: '650_02', parts: ['original', 'outcome', 'effective_on', 'quantity', 'purpose'] },
  { kind: 'delivery_suspension', code: '650_04', parts: request },
  { kind: 'receivable_advice', code: '568', parts: ['amount', 'documents', 'period'] },
  { kind: 'account_assignment', code: '248', parts: ['effective_on', 'amount', 'purpose'] },
  { kind: 'acknowledgement', code: '997', parts: ['original', 'outcome'] },
]

/** Sets that a list can be narrowed to. */
export const marketSets = ['814', '867', '810', '820', '824', '650', '568', '248', '997'] as const

export function hasPart(kind: string | undefined, part: MarketPart): boolean {
  return marketKinds.find((one) => one.kind === kind)?.parts.includes(part) ?? false
}
