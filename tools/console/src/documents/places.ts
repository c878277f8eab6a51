// Which screen a document's id leads to. Ids that the ledger makes are `ACCOUNT-LETTERNUMBER`: I invoice, C credit note, S statement, P payment.
// An id that a sender chose leads to the account's documents instead, which know its kind.

export function placeOfDocument(id: string): [string, string] | null {
  const letter = /-(I|C|S|P)\d+$/.exec(id)?.[1]
  return letter === 'I' || letter === 'C' ? ['invoices', id] : letter === 'S' ? ['statements', id] : letter === 'P' ? ['payments', id] : null
}

/** The screen of a document whose kind is known. */
export function placeOfKind(kind: string, id: string): [string, string] | null {
  switch (kind) {
    case 'invoice':
    case 'credit_note':
    case 'bill_segment':
    case 'bill_segment_cancelled':
      return ['invoices', id]
    case 'statement':
    case 'statement_cancelled':
      return ['statements', id]
    case 'letter':
      return ['letters', id]
    case 'payment':
    case 'payment_cancelled':
    case 'tender_cancelled':
      return ['payments', id]
    default:
      return null
  }
}
