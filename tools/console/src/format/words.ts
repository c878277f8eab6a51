// Codes of the API in words, and texts that may be sealed.

const kinds: Record<string, string> = {
  bill_segment: 'Charge billed',
  bill_segment_cancelled: 'Charge taken back',
  special_charge: 'Special charge',
  special_charge_cancelled: 'Special charge taken back',
  payment: 'Payment',
  tender_cancelled: 'Tender returned',
  payment_cancelled: 'Payment cancelled',
  nsf_fee: 'Fee for returned payment',
  adjustment: 'Adjustment',
  adjustment_cancelled: 'Adjustment cancelled',
  credit_allocated: 'Credit applied',
  credit_deallocated: 'Credit taken off',
  credit_released: 'Credit released',
  credit_note: 'Credit note',
  statement_cancelled: 'Statement cancelled',
  late_charge: 'Late charge',
  late_charge_cancelled: 'Late charge cancelled',
  arrangement_granted: 'Arrangement granted',
  arrangement_instalment: 'Instalment asked for',
  arrangement_broken: 'Arrangement ended',
  deposit_billed: 'Deposit asked for',
  deposit_bill_cancelled: 'Deposit no longer asked for',
  deposit_received: 'Deposit received',
  deposit_receipt_reversed: 'Deposit receipt reversed',
  deposit_interest: 'Interest on deposit',
  deposit_applied: 'Deposit applied',
  deposit_refunded: 'Deposit refunded',
  credit_refunded: 'Credit refunded',
  credit_refund_cancelled: 'Refund cancelled',
  written_off: 'Written off',
  write_off_reversed: 'Write-off reversed',
  credit_transferred_out: 'Credit transferred to another account',
  credit_transferred_in: 'Credit transferred from another account',
  balance_transferred_out: 'Debt transferred away',
  balance_transferred_in: 'Debt transferred here',
  current_synced: 'Budget settled',
  credit_escheated: 'Credit escheated',
  deposit_escheated: 'Deposit escheated',
  escheat_remitted: 'Escheat paid to the state',
  escheat_remittance_returned: 'Escheat came back from the state',
  escheat_reclaimed: 'Escheat reclaimed by its owner',
}

/** A code such as `bill_segment` as a person says it. */
export function kindInWords(kind: string): string {
  return kinds[kind] ?? sentence(kind)
}

const abbreviations: Record<string, string> = { gl: 'GL', ar: 'AR', nsf: 'NSF', sa: 'agreement', id: 'id', po: 'PO', erp: 'ERP' }

/** `not_yet_due` as `Not yet due`, `nsf_fee` as `NSF fee`. */
export function sentence(code: string): string {
  const words = code.replace(/[_.]/g, ' ').split(' ').map((word) => abbreviations[word] ?? word).join(' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** `1 invoice`, `3 invoices`. */
export function count(number: number, singular: string, plural = `${singular}s`): string {
  return `${number.toLocaleString('en-US')} ${number === 1 ? singular : plural}`
}

/** A personal text: as it is, or what stands for it where its key was destroyed. */
export function plain(text: string | object | null | undefined): string {
  if (text === null || text === undefined) return ''
  return typeof text === 'string' ? text : '(erased)'
}

/** Position with its thousands apart. */
export function position(at: number | string): string {
  return Number(at).toLocaleString('en-US')
}
