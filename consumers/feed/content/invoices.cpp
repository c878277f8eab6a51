#include "consumers/feed/content/invoices.h"

#include <utility>

#include "consumers/feed/content/message_type.h"
#include "domain/books/control_line.h"

namespace tally::consumers {

namespace {

using namespace tally::domain;

constexpr std::size_t invoice_usual_bytes = 2048;  // Most messages are smaller: one allocation each.

// '/' is in no id of the ledger, so ids made with it meet none of them.
Plain made_id(std::string_view of, std::string_view what) {
    std::string id{of};
    return Plain{id.append("/").append(what)};
}
Plain reversal_of(const Plain& line) {
    return made_id(line.str(), "R");
}
Plain tender_line(const PaymentId& payment, const TenderId& tender) {
    return made_id(payment.str(), "tender/" + tender.str());
}

FeedBooks books_of(const Financial& financial, const Digest16& event_id) {
    FeedBooks books{financial.accounting_date, financial.effective_date, financial.currency,
                    financial.payoff,          financial.current,        {}};
    for (const Posting& posting : financial.postings) {
        std::string posting_id;
        journal::append_posting_id(posting_id, event_id, books.postings.size() + 1);
        books.postings.push_back({Plain{std::move(posting_id)}, posting.role, posting.gl_account, posting.amount});
    }
    return books;
}

std::vector<FeedInvoiceLine> lines_of(const std::vector<BillLine>& lines, bool reversed) {
    std::vector<FeedInvoiceLine> said;
    said.reserve(lines.size());
    for (const BillLine& line : lines)
        said.push_back({.line_id = reversed ? reversal_of(line.line_id) : line.line_id,
                        .reverses_line = reversed ? line.line_id : Plain{},
                        .kind = line.kind,
                        .component = line.component,
                        .component_kind = line.component_kind,
                        .description = line.description,
                        .tariff = line.tariff,
                        .tariff_version = line.tariff_version,
                        .from = line.from,
                        .until = line.until,
                        .quantity = line.quantity,
                        .unit = line.unit,
                        .price = line.price,
                        .fraction = line.fraction,
                        .amount = line.amount,
                        .previous_amount = line.previous_amount,
                        .is_tax = line.component_kind == ComponentKind::tax,
                        .tax_codes = line.tax_codes,
                        .role = line.role,
                        .gl_account = line.gl_account});
    return said;
}

std::vector<FeedAllocation> allocations_of(const std::vector<AllocationLine>& lines, const std::string& event_id) {
    std::vector<FeedAllocation> said;
    said.reserve(lines.size());
    for (const AllocationLine& line : lines)
        said.push_back({made_id(event_id, std::to_string(said.size() + 1)), line.document, line.sa, line.amount,
                        line.ages_from, line.source});
    return said;
}

// A charge of its own to the account, which opens an item under its id.
template <class Event>
concept ChargesFee = requires(const Event& event) {
    Event::legs;
    Event::changes;
    event.charge;
};

// One function for each event that the feed publishes. An event that moves money and has none does not compile.
class InvoiceFacts {
  public:
    InvoiceFacts(const Envelope& envelope, Currency currency)
        : digest_(envelope.event_id), event_id_(event_id_text(envelope)), currency_(std::string{currency.str()}) {}

    InvoiceFact of(const BillSegmentFrozen& event) const {
        return {InvoiceCharged{.account = event.account,
                               .invoice = event.invoice,
                               .segment = event.segment,
                               .special_charge = {},
                               .sa = event.sa,
                               .from = event.from,
                               .until = event.until,
                               .final_segment = event.final_segment,
                               .replaces_segment = event.replaces,
                               .bill_date = event.financial.effective_date,
                               .due_date = event.financial.ages_from,
                               .lines = lines_of(event.lines, false),
                               .total = event.total,
                               .books = books_of(event.financial, digest_)},
                event.invoice.str()};
    }
    InvoiceFact of(const SpecialChargeBilled& event) const {
        return {InvoiceCharged{.account = event.account,
                               .invoice = event.invoice,
                               .segment = {},
                               .special_charge = event.charge,
                               .sa = event.sa,
                               .from = {},
                               .until = {},
                               .final_segment = false,
                               .replaces_segment = {},
                               .bill_date = event.financial.effective_date,
                               .due_date = event.financial.ages_from,
                               .lines = lines_of(event.lines, false),
                               .total = event.total,
                               .books = books_of(event.financial, digest_)},
                event.invoice.str()};
    }
    InvoiceFact of(const InvoiceIssued& event) const {
        return {InvoiceClosed{.account = event.account,
                              .invoice = event.invoice,
                              .sequence = event.sequence,
                              .legal_number = event.legal_number,
                              .currency = currency_,
                              .cycle = event.cycle,
                              .bill_date = event.bill_date,
                              .due_date = event.due_date,
                              .final_bill = event.final_bill,
                              .printed = event.printed,
                              .rebills = event.rebills,
                              .charge_count = event.segment_count,
                              .charges_digest = event.segments_digest,
                              .taxes = event.taxes,
                              .charges_total = event.charges_total,
                              .tax_total = event.tax_total,
                              .total = event.total},
                event.invoice.str()};
    }
    InvoiceFact of(const BillSegmentCancelled& event) const {
        return {ChargeReversed{.account = event.account,
                               .credit_note = event.credit_note,
                               .invoice = event.invoice,
                               .segment = event.segment,
                               .special_charge = {},
                               .sa = event.sa,
                               .from = event.from,
                               .until = event.until,
                               .due_date = event.financial.ages_from,
                               .lines = lines_of(event.lines, true),
                               .total = event.total,
                               .books = books_of(event.financial, digest_)},
                event.credit_note.str()};
    }
    InvoiceFact of(const SpecialChargeCancelled& event) const {
        return {ChargeReversed{.account = event.account,
                               .credit_note = event.credit_note,
                               .invoice = event.invoice,
                               .segment = {},
                               .special_charge = event.charge,
                               .sa = event.sa,
                               .from = {},
                               .until = {},
                               .due_date = event.financial.ages_from,
                               .lines = lines_of(event.lines, true),
                               .total = event.total,
                               .books = books_of(event.financial, digest_)},
                event.credit_note.str()};
    }
    InvoiceFact of(const CreditNoteIssued& event) const {
        return {InvoiceReversed{.account = event.account,
                                .credit_note = event.credit_note,
                                .sequence = event.sequence,
                                .invoice = event.invoice,
                                .currency = currency_,
                                .bill_date = event.bill_date,
                                .reason = event.reason,
                                .delivered = !event.do_not_deliver,
                                .charge_count = event.segment_count,
                                .total = event.total},
                event.credit_note.str()};
    }
    InvoiceFact of(const PaymentPosted& event) const {
        PaymentReceived message{.account = event.account,
                                .payment = event.payment,
                                .payment_event = event.payment_event,
                                .payor = event.payor,
                                .received_on = event.received_on,
                                .tenders = {},
                                .amount = event.amount,
                                .books = books_of(event.financial, digest_)};
        for (const TenderShare& share : event.tenders)
            message.tenders.push_back(
                {tender_line(event.payment, share.tender), share.tender, share.kind, share.amount, share.reference});
        return {std::move(message), event.payment.str()};
    }
    InvoiceFact of(const TenderCancelled& event) const {
        const Plain line = tender_line(event.payment, event.tender);
        return {PaymentReversed{.account = event.account,
                                .payment = event.payment,
                                .payment_event = event.payment_event,
                                .tender = event.tender,
                                .line_id = reversal_of(line),
                                .reverses_line = line,
                                .reason = event.cancel_reason,
                                .insufficient_funds = event.nsf,
                                .amount = event.amount,
                                .books = books_of(event.financial, digest_)},
                event.payment.str()};
    }
    InvoiceFact of(const PaymentCancelled& event) const {
        return {PaymentReversed{.account = event.account,
                                .payment = event.payment,
                                .payment_event = event.payment_event,
                                .tender = {},
                                .line_id = made_id(event.payment.str(), "R"),
                                .reverses_line = {},
                                .reason = event.cancel_reason,
                                .insufficient_funds = false,
                                .amount = event.amount,
                                .books = books_of(event.financial, digest_)},
                event.payment.str()};
    }
    InvoiceFact of(const CreditAllocated& event) const {
        return {InvoicePaid{event.account, allocations_of(event.lines, event_id_), event.total,
                            books_of(event.financial, digest_)},
                event.account.str()};
    }
    InvoiceFact of(const CreditDeallocated& event) const {
        return {InvoiceReopened{event.account, allocations_of(event.lines, event_id_), event.total,
                                books_of(event.financial, digest_)},
                event.account.str()};
    }
    InvoiceFact of(const CreditReleased& event) const {
        return {InvoiceCredited{event.account, event.document, event.sa, made_id(event_id_, "1"), event.amount,
                                books_of(event.financial, digest_)},
                event.document.str()};
    }
    InvoiceFact of(const AdjustmentPosted& event) const {
        return {AccountAdjusted{.account = event.account,
                                .adjustment = event.adjustment,
                                .adjustment_type = event.adjustment_type,
                                .sa = event.sa,
                                .line_id = made_id(event.adjustment.str(), "adjustment"),
                                .amount = event.amount,
                                .due_date = event.financial.ages_from,
                                .target = event.target,
                                .target_sa = event.target_sa,
                                .to_target = event.to_target,
                                .to_unapplied = event.to_unapplied,
                                .books = books_of(event.financial, digest_)},
                event.adjustment.str()};
    }
    InvoiceFact of(const AdjustmentCancelled& event) const {
        const Plain line = made_id(event.adjustment.str(), "adjustment");
        return {AdjustmentReversed{.account = event.account,
                                   .adjustment = event.adjustment,
                                   .adjustment_type = event.adjustment_type,
                                   .sa = event.sa,
                                   .line_id = reversal_of(line),
                                   .reverses_line = line,
                                   .amount = -event.amount,
                                   .due_date = event.financial.ages_from,
                                   .target = event.target,
                                   .target_sa = event.target_sa,
                                   .to_target = -event.to_target,
                                   .to_unapplied = -event.to_unapplied,
                                   .reason = event.cancel_reason,
                                   .books = books_of(event.financial, digest_)},
                event.adjustment.str()};
    }
    InvoiceFact of(const LateChargeCancelled& event) const {
        const Plain line = made_id(event.charge.str(), "fee");
        return {FeeReversed{.account = event.account,
                            .charge = event.charge,
                            .sa = event.sa,
                            .line_id = reversal_of(line),
                            .reverses_line = line,
                            .amount = -event.amount,
                            .due_date = event.financial.ages_from,
                            .cause = event.cause,
                            .caused_by = event.caused_by,
                            .reason = event.cancel_reason,
                            .books = books_of(event.financial, digest_)},
                event.charge.str()};
    }
    InvoiceFact of(const DepositBilled& event) const {
        auto message = moved(event, DepositChange::billed);
        message.deposit_class = event.deposit_class;
        return {std::move(message), event.deposit.str()};
    }
    InvoiceFact of(const DepositBillCancelled& event) const {
        auto message = moved(event, DepositChange::bill_cancelled);
        message.reason = event.cancel_reason;
        return {std::move(message), event.deposit.str()};
    }
    InvoiceFact of(const DepositReceived& event) const {
        auto message = moved(event, DepositChange::received);
        message.source = event.source.document;
        return {std::move(message), event.deposit.str()};
    }
    InvoiceFact of(const DepositReceiptReversed& event) const {
        auto message = moved(event, DepositChange::receipt_reversed);
        message.source = event.source.document;
        return {std::move(message), event.deposit.str()};
    }
    InvoiceFact of(const DepositInterestAccrued& event) const {
        auto message = moved(event, DepositChange::interest);
        message.interest = event.lines;
        return {std::move(message), event.deposit.str()};
    }
    InvoiceFact of(const DepositApplied& event) const {
        auto message = moved(event, DepositChange::applied);
        message.from_interest = event.from_interest;
        for (const DepositLine& line : event.lines)
            message.lines.push_back({made_id(event_id_, std::to_string(message.lines.size() + 1)), line.document,
                                     line.sa, line.amount, line.ages_from});
        return {std::move(message), event.deposit.str()};
    }
    InvoiceFact of(const DepositRefunded& event) const {
        auto message = moved(event, DepositChange::refunded);
        message.from_interest = event.from_interest;
        return {std::move(message), event.deposit.str()};
    }
    InvoiceFact of(const ArrangementGranted& event) const {
        auto message = changed(event, ArrangementChange::granted);
        message.covered = event.items;
        message.instalments = event.instalments;
        return {std::move(message), event.arrangement.str()};
    }
    InvoiceFact of(const ArrangementInstalmentBilled& event) const {
        auto message = changed(event, ArrangementChange::instalment_billed);
        message.instalment = event.instalment;
        for (const ArrangedPart& line : event.lines) {
            add_line(message, line.document, line.sa, -line.amount, line.ages_from);
            add_line(message, event.instalment, line.sa, line.amount, event.due_on);
        }
        return {std::move(message), event.arrangement.str()};
    }
    InvoiceFact of(const ArrangementBroken& event) const {
        auto message = changed(event, ArrangementChange::broken);
        message.covered = event.restored;
        message.cause = Code{name_of(event.cause)};
        message.reason = event.break_reason;
        for (const ReturnedPart& part : event.returned) {
            add_line(message, part.instalment, part.sa, -part.amount, part.ages_from);
            add_line(message, part.document, part.sa, part.amount, part.ages_from);
        }
        return {std::move(message), event.arrangement.str()};
    }
    InvoiceFact of(const CurrentSynced& event) const {
        BudgetSettled message{.account = event.account,
                              .sync = event.sync,
                              .sa = event.sa,
                              .cause = event.cause,
                              .amount = event.amount,
                              .lines = {},
                              .books = books_of(event.financial, digest_)};
        for (const SyncedItem& item : event.items)
            message.lines.push_back({made_id(event_id_, std::to_string(message.lines.size() + 1)), item.document,
                                     item.sa, item.amount, item.due_on, item.more_due_on});
        return {std::move(message), event.sync.str()};
    }
    InvoiceFact of(const CreditRefunded& event) const {
        auto message = credit(event, event.refund, CreditChange::refunded, event.refund_reason);
        message.line_id = made_id(event.refund.str(), "refund");
        message.credits = credits_of(event.lines);
        message.method = event.method;
        message.reference = event.reference;
        message.despite_debt = event.despite_debt;
        return {std::move(message), event.refund.str()};
    }
    InvoiceFact of(const CreditRefundCancelled& event) const {
        auto message = credit(event, event.refund, CreditChange::refund_cancelled, event.cancel_reason);
        message.reverses_line = made_id(event.refund.str(), "refund");
        message.line_id = reversal_of(message.reverses_line);
        message.amount = -event.amount;
        message.credits = credits_of(event.lines);
        return {std::move(message), event.refund.str()};
    }
    InvoiceFact of(const CreditTransferredOut& event) const {
        auto message = credit(event, event.transfer, CreditChange::transferred_out, event.transfer_reason);
        message.credits = credits_of(event.lines);
        message.group_id = event.group_id;
        message.other_account = event.to_account;
        message.other_document = event.to_transfer;
        return {std::move(message), event.transfer.str()};
    }
    InvoiceFact of(const CreditTransferredIn& event) const {
        auto message = credit(event, event.transfer, CreditChange::transferred_in, event.transfer_reason);
        message.group_id = event.group_id;
        message.other_account = event.from_account;
        message.other_document = event.from_transfer;
        return {std::move(message), event.transfer.str()};
    }
    InvoiceFact of(const WrittenOff& event) const {
        auto message = debt(event, event.write_off, DebtChange::written_off, event.write_off_reason);
        message.lines = debts_of(event.lines);
        return {std::move(message), event.write_off.str()};
    }
    InvoiceFact of(const WriteOffReversed& event) const {
        auto message = debt(event, event.write_off, DebtChange::write_off_reversed, event.cancel_reason);
        message.lines = debts_of(event.lines);
        message.cause = event.cause;
        message.caused_by = event.caused_by;
        return {std::move(message), event.write_off.str()};
    }
    InvoiceFact of(const BalanceTransferredOut& event) const {
        auto message = debt(event, event.transfer, DebtChange::transferred_out, event.transfer_reason);
        message.lines.push_back(
            {made_id(event_id_, "1"), event.document, event.sa, event.amount, {}, event.financial.ages_from});
        message.group_id = event.group_id;
        message.other_account = event.to_account;
        message.other_document = event.to_transfer;
        return {std::move(message), event.transfer.str()};
    }
    InvoiceFact of(const BalanceTransferredIn& event) const {
        auto message = debt(event, event.transfer, DebtChange::transferred_in, event.transfer_reason);
        message.lines.push_back(
            {made_id(event_id_, "1"), event.transfer, event.sa, event.amount, {}, event.financial.ages_from});
        message.group_id = event.group_id;
        message.other_account = event.from_account;
        message.other_document = event.from_transfer;
        return {std::move(message), event.transfer.str()};
    }
    InvoiceFact of(const SuspenseReceived& event) const {
        auto message = cash(event, event.suspense.str(), CashChange::suspended);
        message.kind = event.kind;
        message.reference = event.reference;
        message.batch = event.batch;
        message.source = event.source;
        return {std::move(message), event.suspense.str()};
    }
    InvoiceFact of(const SuspenseReturned& event) const {
        auto message = cash(event, event.suspense.str(), CashChange::suspense_returned);
        message.reference = event.reference;
        message.to = event.to;
        message.method = event.method;
        message.reason = event.return_reason;
        return {std::move(message), event.suspense.str()};
    }
    InvoiceFact of(const CashOverShort& event) const {
        auto message = cash(event, event.batch.str(), CashChange::over_short);
        message.batch = event.batch;
        message.source = event.source;
        message.reason = event.difference_reason;
        return {std::move(message), event.batch.str()};
    }
    InvoiceFact of(const TillCashTransferred& event) const {
        auto message = cash(event, event.batch.str(), CashChange::till_transferred);
        message.batch = event.batch;
        message.other_batch = event.other_batch;
        return {std::move(message), event.batch.str()};
    }
    InvoiceFact of(const BankDeposited& event) const {
        auto message = cash(event, event.bank_deposit.str(), CashChange::bank_deposited);
        message.reference = event.reference;
        message.batches = event.batches;
        return {std::move(message), event.bank_deposit.str()};
    }
    InvoiceFact of(const CreditEscheated& event) const {
        auto message = unclaimed(event, UnclaimedChange::credit_escheated);
        message.line_id = made_id(event.escheat.str(), "escheat");
        message.credits = credits_of(event.lines);
        message.jurisdiction = event.dormancy.jurisdiction;
        message.report = event.report.report;
        return {std::move(message), event.escheat.str()};
    }
    InvoiceFact of(const DepositEscheated& event) const {
        auto message = unclaimed(event, UnclaimedChange::deposit_escheated);
        message.line_id = made_id(event.escheat.str(), "escheat");
        message.deposit = event.deposit;
        message.jurisdiction = event.dormancy.jurisdiction;
        message.report = event.report.report;
        return {std::move(message), event.escheat.str()};
    }
    InvoiceFact of(const EscheatRemitted& event) const {
        auto message = unclaimed(event, UnclaimedChange::remitted);
        message.report = event.report;
        message.reference = event.reference;
        return {std::move(message), event.escheat.str()};
    }
    InvoiceFact of(const EscheatRemittanceReturned& event) const {
        auto message = unclaimed(event, UnclaimedChange::remittance_returned);
        message.report = event.report;
        message.reason = event.return_reason;
        return {std::move(message), event.escheat.str()};
    }
    InvoiceFact of(const EscheatReclaimed& event) const {
        auto message = unclaimed(event, UnclaimedChange::reclaimed);
        message.reverses_line = made_id(event.escheat.str(), "escheat");
        message.line_id = reversal_of(message.reverses_line);
        message.amount = -event.amount;
        message.credits = credits_of(event.lines);
        message.reason = event.reclaim_reason;
        return {std::move(message), event.escheat.str()};
    }
    template <class Event>
    [[nodiscard]] UnclaimedMoved unclaimed(const Event& event, UnclaimedChange change) const {
        UnclaimedMoved message;
        message.account = event.account;
        message.escheat = event.escheat;
        message.change = change;
        message.line_id = made_id(event_id_, name_of(change));
        message.amount = event.amount;
        message.books = books_of(event.financial, digest_);
        return message;
    }
    InvoiceFact of(const UnbilledAccrued& event) const {
        return unbilled(event, UnbilledChange::accrued, event.amount - event.previous_amount);
    }
    InvoiceFact of(const UnbilledReversed& event) const {
        return unbilled(event, UnbilledChange::reversed, -event.amount);
    }
    template <ChargesFee Fee>
    InvoiceFact of(const Fee& event) const {
        FeeCharged message{.account = event.account,
                           .charge = event.charge,
                           .sa = event.sa,
                           .payment_event = {},
                           .tender = {},
                           .line_id = made_id(event.charge.str(), "fee"),
                           .amount = event.amount,
                           .due_date = event.financial.ages_from,
                           .books = books_of(event.financial, digest_)};
        if constexpr (requires { event.payment_event; }) {
            message.payment_event = event.payment_event;
            message.tender = event.tender;
        }
        return {std::move(message), event.charge.str()};
    }

  private:
    // What all of a deposit's messages say.
    template <class Deposit>
    [[nodiscard]] DepositMoved moved(const Deposit& event, DepositChange change) const {
        DepositMoved message;
        message.account = event.account;
        message.deposit = event.deposit;
        message.sa = event.sa;
        message.change = change;
        message.line_id = made_id(event_id_, name_of(change));
        message.amount = event.amount;
        message.due_date = event.financial.ages_from;
        message.books = books_of(event.financial, digest_);
        return message;
    }

    // What all messages about the utility's own cash say.
    template <class Event>
    [[nodiscard]] CashMoved cash(const Event& event, std::string_view subject, CashChange change) const {
        CashMoved message;
        message.subject = Plain{std::string{subject}};
        message.change = change;
        message.line_id = made_id(event_id_, name_of(change));
        message.amount = event.amount;
        message.books = books_of(event.financial, digest_);
        return message;
    }

    template <class Event>
    [[nodiscard]] InvoiceFact unbilled(const Event& event, UnbilledChange change, Money amount) const {
        UnbilledMoved message;
        message.account = event.account;
        message.accrual = event.accrual;
        message.change = change;
        message.line_id = made_id(event_id_, name_of(change));
        message.amount = amount;
        message.books = books_of(event.financial, digest_);
        return {std::move(message), event.accrual.str()};
    }

    // What all of an arrangement's messages say.
    template <class Arranged>
    [[nodiscard]] ArrangementMoved changed(const Arranged& event, ArrangementChange change) const {
        ArrangementMoved message;
        message.account = event.account;
        message.arrangement = event.arrangement;
        message.change = change;
        message.amount = event.amount;
        message.due_date = event.financial.ages_from;
        message.books = books_of(event.financial, digest_);
        return message;
    }
    void add_line(ArrangementMoved& message, const DocumentId& document, const ServiceAgreementId& sa, Money amount,
                  Date due_date) const {
        message.lines.push_back(
            {made_id(event_id_, std::to_string(message.lines.size() + 1)), document, sa, amount, due_date});
    }

    template <class Event>
    [[nodiscard]] CreditMoved credit(const Event& event, const DocumentId& document, CreditChange change,
                                     const Code& reason) const {
        CreditMoved message;
        message.account = event.account;
        message.document = document;
        message.change = change;
        message.line_id = made_id(document.str(), "transfer");
        message.amount = event.amount;
        message.reason = reason;
        message.books = books_of(event.financial, digest_);
        return message;
    }
    static std::vector<FeedCreditLine> credits_of(const std::vector<CreditLine>& lines) {
        std::vector<FeedCreditLine> said;
        said.reserve(lines.size());
        for (const CreditLine& line : lines) said.push_back({line.source, line.amount});
        return said;
    }
    template <class Event>
    [[nodiscard]] DebtMoved debt(const Event& event, const DocumentId& document, DebtChange change,
                                 const Code& reason) const {
        DebtMoved message;
        message.account = event.account;
        message.document = document;
        message.change = change;
        message.amount = event.amount;
        message.reason = reason;
        message.books = books_of(event.financial, digest_);
        return message;
    }
    [[nodiscard]] std::vector<FeedDebtLine> debts_of(const std::vector<WriteOffLine>& lines) const {
        std::vector<FeedDebtLine> said;
        said.reserve(lines.size());
        for (const WriteOffLine& line : lines) {
            Money tax;
            for (const TaxRelieved& one : line.taxes) tax += one.amount;
            said.push_back({made_id(event_id_, std::to_string(said.size() + 1)), line.document, line.sa, line.amount,
                            tax, line.ages_from});
        }
        return said;
    }

    Digest16 digest_;
    std::string event_id_;
    Code currency_;
};

template <class Payload>
concept HasInvoiceFact = requires(const InvoiceFacts& facts, const Payload& payload) {
    facts.of(payload);
};

}  // namespace

std::optional<InvoiceFact> invoice_fact(const RecordedEvent& recorded, Currency currency) {
    return visit(
        [&]<class Payload>(const Payload& payload) -> std::optional<InvoiceFact> {
            static_assert(HasInvoiceFact<Payload> || !FinancialEvent<Payload>, "what moves money is published");
            if constexpr (HasInvoiceFact<Payload>)
                return InvoiceFacts{recorded.envelope, currency}.of(payload);
            else
                return std::nullopt;
        },
        recorded.event);
}

eventstore::Result<void> InvoicesContent::add_messages(const RecordedEvent& recorded,
                                                       std::vector<FeedMessage>& messages) {
    const auto fact = invoice_fact(recorded, context_.currency);
    if (!fact) return {};
    FeedMessage message = message_of(recorded.envelope);
    message.value.reserve(invoice_usual_bytes);
    message.subject = fact->subject;
    visit(
        [&]<class Record>(const Record& record) {
            message.type = message_type(name(), Record::type_name);
            eventstore::write_json(eventstore::ref(record), context_, message.value);
        },
        fact->message);
    message.data_schema = schema_id(message.type);
    messages.push_back(std::move(message));
    return {};
}

}  // namespace tally::consumers
