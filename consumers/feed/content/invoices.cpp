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
    return std::visit(
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
    std::visit(
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
