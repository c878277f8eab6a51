// An invoice, a credit note or one line of them explained.

#include "projections/explain/bill_explanation.h"

#include <algorithm>
#include <charconv>

#include "domain/account/made_ids.h"
#include "domain/account/rules_class.h"
#include "domain/rating/rating.h"
#include "projections/corrections/correction_queries.h"
#include "projections/documents/issued.h"
#include "projections/explain/arithmetic.h"
#include "projections/explain/explain_queries.h"
#include "projections/explain/line_explanation.h"
#include "projections/explain/read_explanation.h"

namespace tally::projections {

using namespace domain;

namespace {

class BillExplainer {
  public:
    BillExplainer(StatesAsOf& states, const DocumentRow& row, const BilledInvoice& invoice)
        : states_(states),
          row_(row),
          invoice_(invoice),
          world_(states.reader(),
                 invoice.documents.empty() ? invoice.cause.position : invoice.documents.front().charged.position),
          tariffs_(states),
          decimals_(states.reader().currency.decimals) {}

    Result<BillExplanation> explain(const DocumentId& id) {
        answer_.invoice = id;
        answer_.position = states_.position();
        answer_.currency = states_.reader().currency_code();
        answer_.issued = invoice_.cause;
        answer_.rebilled_by = invoice_.rebilled_by;
        answer_.credit_notes = invoice_.credit_notes;
        auto made = invoice_.credit_note ? explain_credit_note() : explain_invoice();
        if (!made) return tl::unexpected(std::move(made.error()));
        if (world_.failure()) return tl::unexpected(*world_.failure());
        for (const ExplainedSegment& segment : answer_.segments)
            for (const ExplainedRead& read : segment.reads)
                if (!read.agrees)
                    answer_.differences.emplace_back("Read of " + read.service_point.str() + " " + read.channel.str() +
                                                     ": " + read.arithmetic.str());
        answer_.agrees = answer_.differences.empty();
        return std::move(answer_);
    }

  private:
    Result<void> explain_invoice() {
        const InvoiceIssued& issued = invoice_.issued;
        answer_.billing_date = issued.bill_date;
        answer_.due_date = issued.due_date;
        answer_.due_date_rule = issued.due_date_rule;
        if (const AccountState* account = world_.account(row_.account)) {
            const Code& rules = rules_class_of(world_.settings(), *account, issued.bill_date);
            if (rules != account->customer_class) {
                answer_.rules_class = rules;
                answer_.customer_type = account->customer_type;
            }
        }
        answer_.rebills = issued.rebills;
        answer_.charges_total = issued.charges_total;
        answer_.tax_total = issued.tax_total;
        answer_.amount = issued.total;
        auto replaced = billed_by(issued.rebills);
        if (!replaced) return tl::unexpected(std::move(replaced.error()));
        const BilledInvoice* before = *replaced ? &**replaced : nullptr;
        const auto recomputed = recompute_as_priced(before);
        if (!recomputed) return tl::unexpected(recomputed.error());
        const RecomputedBill& again = *recomputed;
        for (std::size_t i = 0; i < invoice_.documents.size(); ++i)
            if (auto added = add_charged(invoice_.documents[i], again, again.documents[i], before); !added)
                return added;
        for (const InvoiceTax& tax : issued.taxes)
            answer_.taxes.push_back(explained_tax(tax, again, world_, decimals_, answer_.differences));
        check_sums();
        return {};
    }

    // A rebill is priced as the first invoice for its charges was. Those of before 2026-11-29 have the tax rates of
    // their own bill date.
    Result<RecomputedBill> recompute_as_priced(const BilledInvoice* before) {
        Date priced_on = invoice_.issued.bill_date;
        std::optional<BilledInvoice> earlier;
        for (const BilledInvoice* one = before; one;) {
            priced_on = one->issued.bill_date;
            auto next = billed_by(one->issued.rebills);
            if (!next) return tl::unexpected(std::move(next.error()));
            earlier = std::move(*next);
            one = earlier ? &*earlier : nullptr;
        }
        auto again = recompute(world_, row_.account, invoice_, before, priced_on);
        const auto& taxes = invoice_.issued.taxes;
        const bool agrees =
            std::all_of(taxes.begin(), taxes.end(), [&](const InvoiceTax& tax) { return again.has(tax); });
        if (agrees || priced_on == invoice_.issued.bill_date) return again;
        return recompute(world_, row_.account, invoice_, before, invoice_.issued.bill_date);
    }

    Result<void> explain_credit_note() {
        const CreditNoteIssued& note = invoice_.taken_back;
        answer_.kind = Code{"credit_note"};
        answer_.billing_date = answer_.due_date = note.bill_date;
        answer_.credits_invoice = note.invoice;
        answer_.amount = note.total;
        auto original = billed_by(note.invoice);
        if (!original) return tl::unexpected(std::move(original.error()));
        for (const BilledDocument& document : invoice_.documents) {
            const BilledDocument* taken_back = nullptr;
            if (*original)
                for (const BilledDocument& one : (*original)->documents)
                    if (one.id() == document.id()) taken_back = &one;
            add_taken_back(document, taken_back);
        }
        for (const ExplainedSegment& segment : answer_.segments)
            for (const ExplainedLine& line : segment.lines)
                (line.component_kind == ComponentKind::tax ? answer_.tax_total : answer_.charges_total) += line.amount;
        check_sums();
        return {};
    }

    Answered<BilledInvoice> billed_by(const DocumentId& id) {
        if (id.empty()) return std::optional<BilledInvoice>{};
        auto row = find_document(states_, id);
        if (!row) return tl::unexpected(std::move(row.error()));
        if (!*row) return std::optional<BilledInvoice>{};
        return billed_invoice(states_, id, **row);
    }

    ExplainedSegment frame_of(const BilledDocument& billed) {
        ExplainedSegment segment;
        segment.segment = billed.segment;
        segment.charge = billed.charge;
        segment.sa = billed.sa;
        const AccountState* account = world_.account(row_.account);
        if (const auto* agreement = account ? account->agreement(billed.sa) : nullptr) {
            segment.service = agreement->service;
            segment.premise = agreement->premise;
        }
        segment.from = billed.days.from;
        segment.until = billed.days.until;
        segment.days = billed.days.until - billed.days.from;
        segment.final_segment = billed.final_segment;
        segment.replaces = billed.replaces;
        segment.cancelled_by = billed.cancelled_by;
        segment.total = billed.total;
        segment.postings = postings_of(billed.financial);
        segment.charged = billed.charged;
        segment.entered = billed.charged;
        return segment;
    }

    Result<void> add_charged(const BilledDocument& billed, const RecomputedBill& bill, const RecomputedDocument& again,
                             const BilledInvoice* before) {
        ExplainedSegment segment = frame_of(billed);
        segment.first_segment = again.first_segment;
        const BilledDocument* replaced = nullptr;
        if (before != nullptr && !billed.replaces.empty())
            for (const BilledDocument& one : before->documents)
                if (one.segment == billed.replaces) replaced = &one;
        const DocumentFacts facts{invoice_, billed, bill, again, world_, replaced, decimals_};
        for (std::size_t i = 0; i < billed.lines.size(); ++i) {
            auto line = explained_line(facts, i, answer_.differences);
            auto tariff = tariffs_.of(billed.lines[i]);
            if (!tariff) return tl::unexpected(std::move(tariff.error()));
            if (*tariff) line.tariff.set(std::move(**tariff));
            segment.lines.push_back(std::move(line));
        }
        if (!billed.is_segment()) {
            if (auto entered = entered_by(billed.charge); !entered)
                return tl::unexpected(std::move(entered.error()));
            else
                segment.entered = std::move(*entered);
        } else if (const auto* version = first_version(billed)) {
            segment.proration = Plain{proration_text(*version, billed.days, again.edge, again.periods)};
        }
        if (auto read = add_reads(billed, segment); !read) return read;
        answer_.segments.push_back(std::move(segment));
        return {};
    }

    void add_taken_back(const BilledDocument& billed, const BilledDocument* original) {
        ExplainedSegment segment = frame_of(billed);
        if (original != nullptr) segment.entered = original->charged;
        for (std::size_t i = 0; i < billed.lines.size(); ++i) {
            const BillLine* line = original && i < original->lines.size() ? &original->lines[i] : nullptr;
            segment.lines.push_back(
                taken_back_line(billed.lines[i], line, invoice_.taken_back.invoice, decimals_, answer_.differences));
        }
        answer_.segments.push_back(std::move(segment));
    }

    // Of the special charge: the event that created it.
    Result<EventCause> entered_by(const DocumentId& charge) {
        auto row = find_document(states_, charge);
        if (!row) return tl::unexpected(std::move(row.error()));
        if (!*row) return EventCause{};
        auto recorded = read_event(states_.reader(), (*row)->position);
        if (!recorded) return tl::unexpected(std::move(recorded.error()));
        return cause_of(recorded->envelope);
    }

    const TariffPublished* first_version(const BilledDocument& billed) {
        for (const BillLine& line : billed.lines)
            if (const auto* version = version_of_line(world_, line)) return version;
        return nullptr;
    }
    // The version in force on the day; of the agreement's tariffs, the one that prices it.
    const TariffPublished* version_on(const ServiceAgreement& agreement, Date day) {
        const TariffState* tariff = world_.tariff(agreement.tariff_on(day));
        return tariff ? tariff->on(day) : nullptr;
    }

    Result<void> add_reads(const BilledDocument& billed, ExplainedSegment& segment) {
        if (billed.reads.empty() || segment.premise.empty()) return {};
        const AccountState* account = world_.account(row_.account);
        const ServiceAgreement* agreement = account ? account->agreement(billed.sa) : nullptr;
        if (agreement == nullptr) return {};
        auto facts = reads_of(segment.premise);
        if (!facts) return tl::unexpected(std::move(facts.error()));
        const PremiseState* premise = world_.premise(segment.premise);
        // Parts of one stretch between two reads follow one another.
        const auto same_stretch = [](const UsedRead& a, const UsedRead& b) {
            return a.channel == b.channel && a.service_point == b.service_point && a.position == b.position &&
                   a.start_value == b.start_value && a.stop_value == b.stop_value;
        };
        for (std::size_t i = 0; i < billed.reads.size(); ++i) {
            std::size_t first = i, last = i;
            while (first > 0 && same_stretch(billed.reads[first - 1], billed.reads[i])) --first;
            while (last + 1 < billed.reads.size() && same_stretch(billed.reads[last + 1], billed.reads[i])) ++last;
            segment.reads.push_back(
                (*facts)->explain(billed.reads[i], {billed.charged.position,
                                                    premise,
                                                    agreement,
                                                    version_on(*agreement, billed.reads[i].from),
                                                    {billed.reads[first].from, billed.reads[last].until}}));
        }
        return {};
    }
    Result<const PremiseReads*> reads_of(const PremiseId& premise) {
        auto known = reads_.find(premise.str());
        if (known == reads_.end()) {
            auto read = PremiseReads::of(states_, premise);
            if (!read) return tl::unexpected(std::move(read.error()));
            known = reads_.emplace(premise.str(), std::move(*read)).first;
        }
        return &known->second;
    }

    void check_sums() {
        Money total;
        for (const ExplainedSegment& segment : answer_.segments) {
            Money lines, posted;
            for (const ExplainedLine& line : segment.lines) lines += line.amount;
            for (const ExplainedPosting& posting : segment.postings) posted += posting.debit - posting.credit;
            if (lines != segment.total || !posted.is_zero())
                answer_.differences.emplace_back(
                    (segment.segment.empty() ? segment.charge.str() : segment.segment.str()) + ": its lines come to " +
                    to_string(lines, decimals_) + ", its total is " + to_string(segment.total, decimals_));
            total += segment.total;
        }
        if (total != answer_.amount || answer_.charges_total + answer_.tax_total != answer_.amount)
            answer_.differences.emplace_back("The segments come to " + to_string(total, decimals_) + ", the total is " +
                                             to_string(answer_.amount, decimals_));
    }

    StatesAsOf& states_;
    const DocumentRow& row_;
    const BilledInvoice& invoice_;
    PastWorld world_;
    PublishedTariffs tariffs_;
    std::map<std::string, PremiseReads> reads_;
    std::uint8_t decimals_;
    BillExplanation answer_;
};

Answered<BillExplanation> explain_document(StatesAsOf& states, const DocumentId& id, const DocumentRow& row) {
    auto invoice = billed_invoice(states, id, row);
    if (!invoice) return tl::unexpected(std::move(invoice.error()));
    if (!*invoice) return std::optional<BillExplanation>{};
    auto as_issued = AsIssued::of(states, row);
    if (!as_issued) return tl::unexpected(std::move(as_issued.error()));
    auto explained = BillExplainer(states, row, **invoice).explain(id);
    if (!explained) return tl::unexpected(std::move(explained.error()));
    explained->heading = std::move(as_issued->heading);
    auto corrections = corrections_of_invoice(states, row.account, id);
    if (!corrections) return tl::unexpected(std::move(corrections.error()));
    explained->corrections = std::move(*corrections);
    return std::optional{std::move(*explained)};
}

// "A-1-B3" of "A-1-B3-2": the segment or special charge that has the line.
std::string_view document_of_line(std::string_view line_id) {
    const auto digits = line_id.find_last_not_of("0123456789");
    if (digits == std::string_view::npos || digits + 1 == line_id.size() || digits == 0 || line_id[digits] != '-')
        return {};
    return line_id.substr(0, digits);
}

// The account that the ledger makes such an id for; empty: it makes none.
std::string_view account_before(std::string_view id, std::string_view mark) {
    const auto digits = id.find_last_not_of("0123456789");
    if (digits == std::string_view::npos || digits + 1 == id.size()) return {};
    const auto before = id.substr(0, digits + 1);
    if (before.size() <= mark.size() || !before.ends_with(mark)) return {};
    return before.substr(0, before.size() - mark.size());
}

// The first document that has it: the invoice, whose line a credit note takes back under the same id.
Result<DocumentId> invoice_of_line(const StatesAsOf& states, const AccountId& account, const std::string& document) {
    DocumentId invoice;
    const Date day = states.as_of().effective;
    auto read =
        each_event(states.reader(), stream_of(account), 0, states.position(), [&](const RecordedEvent& recorded) {
            if (day.is_set() && !effective_on(recorded.event, day)) return true;
            if (const auto* frozen = get_if<BillSegmentFrozen>(&recorded.event)) {
                if (frozen->segment.str() == document) invoice = frozen->invoice;
            } else if (const auto* billed = get_if<SpecialChargeBilled>(&recorded.event)) {
                if (billed->charge.str() == document) invoice = billed->invoice;
            }
            return invoice.empty();
        });
    if (!read) return tl::unexpected(std::move(read.error()));
    return invoice;
}

LineExplanation line_of(BillExplanation bill, const std::string& line_id) {
    LineExplanation line;
    line.position = bill.position;
    line.heading = std::move(bill.heading);
    line.invoice = bill.invoice;
    line.issued = std::move(bill.issued);
    line.currency = bill.currency;
    for (ExplainedSegment& segment : bill.segments)
        for (std::size_t i = 0; i < segment.lines.size(); ++i) {
            if (segment.lines[i].line_id.str() != line_id) continue;
            ExplainedLine found = std::move(segment.lines[i]);
            segment.lines.clear();
            segment.lines.push_back(std::move(found));
            line.segment = std::move(segment);
            line.agrees =
                line.segment.lines.front().agrees && std::all_of(line.segment.reads.begin(), line.segment.reads.end(),
                                                                 [](const ExplainedRead& read) { return read.agrees; });
            return line;
        }
    return line;
}

}  // namespace

Answered<BillExplanation> explain_bill(const Reader& reader, const DocumentId& asked, const AsOf& as_of) {
    auto states = StatesAsOf::at(reader, as_of);
    if (!states) return tl::unexpected(std::move(states.error()));
    DocumentId id = asked;
    auto row = find_document_or_latest(*states, id, {ArEntryKind::invoice, ArEntryKind::credit_note});
    if (!row) return tl::unexpected(std::move(row.error()));
    if (!*row) return std::optional<BillExplanation>{};
    return explain_document(*states, id, **row);
}

Answered<LineExplanation> explain_line(const Reader& reader, const DocumentId& line_id, const AsOf& as_of) {
    auto states = StatesAsOf::at(reader, as_of);
    if (!states) return tl::unexpected(std::move(states.error()));
    const std::string document{document_of_line(line_id.str())};
    if (document.empty()) return std::optional<LineExplanation>{};
    AccountId account{account_before(document, segment_mark)};
    if (account.empty()) {
        auto charge = find_document(*states, DocumentId{document});
        if (!charge) return tl::unexpected(std::move(charge.error()));
        if (!*charge) return std::optional<LineExplanation>{};
        account = (*charge)->account;
    }
    auto invoice = invoice_of_line(*states, account, document);
    if (!invoice) return tl::unexpected(std::move(invoice.error()));
    if (invoice->empty()) return std::optional<LineExplanation>{};
    auto row = find_document(*states, *invoice);
    if (!row) return tl::unexpected(std::move(row.error()));
    if (!*row) return std::optional<LineExplanation>{};
    auto bill = explain_document(*states, *invoice, **row);
    if (!bill) return tl::unexpected(std::move(bill.error()));
    if (!*bill) return std::optional<LineExplanation>{};
    auto line = line_of(std::move(**bill), line_id.str());
    if (line.segment.lines.empty()) return std::optional<LineExplanation>{};
    return std::optional{std::move(line)};
}

}  // namespace tally::projections
