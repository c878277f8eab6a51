#pragma once
// Taking invoices back and making them again, as steps of a draft [rule 6]: what a reversal and a correction do alike.

#include <span>
#include <vector>

#include "domain/account/billing/bill.h"
#include "domain/account/receivables/credit.h"

namespace tally::domain {

// What the history says about an invoice.
struct PastInvoice {
    InvoiceIssued invoice;
    Date priced_on;  // Bill date of the first invoice for these charges: its taxes and kinds are those of that day.
    std::vector<BillSegmentFrozen> segments;
    std::vector<SpecialChargeBilled> charges;
    DocumentId credit_note;  // Empty: it stands.
    std::uint64_t credit_note_position = 0;
    DocumentId rebilled_by;

    [[nodiscard]] bool stands() const { return credit_note.empty(); }
};
// Every invoice of the account, in the order in which they were issued.
[[nodiscard]] std::vector<PastInvoice> past_invoices(World&, const AccountId&);

// By how much the invoices that are made again in this commit charge an agreement more in total, before tax. The limit
// on backbilling waives at most this amount, since usage that only moved from one period to another is no extra charge.
struct ChargedMore {
    ServiceAgreementId sa;
    Money left;
};
struct TakingBack {
    Date on;
    Plain reason;
    bool deliver = false;
    bool customer_caused = false;                      // More may be charged however long ago it was.
    std::vector<ChargedMore>* charged_more = nullptr;  // nullptr: each invoice for itself.
};

// Frees what had paid the invoices, which are about to be taken back: ends arrangements over them, reverses write-offs
// of them, deallocates, undoes syncs. Returns the credit in the order in which it had been used.
[[nodiscard]] Decided<std::vector<CreditPart>> free_credit_of(Draft&, const AccountId&,
                                                              std::span<const DocumentId> invoices, Date on);
// Line by line, and a credit note over them, which is returned.
[[nodiscard]] Decided<DocumentId> cancel_invoice(Draft&, const AccountId&, const PastInvoice&, const TakingBack&);

// The segment's days measured again, at its own prices. Nothing is taken off for a limit. `again`: demand of earlier
// segments that were made again before it.
[[nodiscard]] Decided<ProposedSegment> segment_again(World&, const AccountId&, const PastInvoice&,
                                                     const BillSegmentFrozen& old, const DemandsMadeAgain& again = {});
// Before tax, and before anything is taken off for a limit.
[[nodiscard]] Money charged_more_by(const ProposedSegment&, const BillSegmentFrozen& old);
// Issues the invoice once more with these segments, in the order of those that it had.
[[nodiscard]] Decided<InvoiceIssued> issue_again(Draft&, const AccountId&, const PastInvoice&,
                                                 std::vector<ProposedSegment>, const TakingBack&);
// Freed credit to the rebills first, in their order; the rest and other credit to what is oldest.
[[nodiscard]] Decided<void> pay_rebills(Draft&, const AccountId&, const std::vector<CreditPart>& freed,
                                        std::span<const DocumentId> rebills, Date on);

// A special charge waits for a bill as before, under an id of its own.
[[nodiscard]] PendingCharge create_charge_again(Draft&, const AccountId&, const SpecialChargeBilled& old, Date on);
// A closed agreement whose final bill was taken back has days to bill again.
void reactivate_unbilled(Draft&, const AccountId&);

// Component of the line that takes off what was charged for days before the customer class's limit on backbilling.
inline constexpr const char* backbill_limit_component = "backbill_limit";

}  // namespace tally::domain
