// Taking an invoice back [rule 6]: a credit note line by line, and where it is asked for a rebill of the
// same charge days from today's reads at the prices of the period. Nothing is deleted. Taking a whole bill back is the
// same for its invoice, and its statement is cancelled [rule 21].

#include <algorithm>
#include <string>
#include <vector>

#include "domain/account/billing/bill.h"
#include "domain/account/billing/budget/budget_steps.h"
#include "domain/account/command_checks.h"
#include "domain/account/made_ids.h"
#include "domain/account/receivables/arrangements/arrangement_steps.h"
#include "domain/account/receivables/carrier.h"
#include "domain/account/receivables/credit.h"
#include "domain/account/receivables/late_charges.h"
#include "domain/account/receivables/settling/settling_steps.h"
#include "domain/account/service/service.h"
#include "domain/core/check.h"
#include "domain/decide_on.h"
#include "domain/event_arms.h"
#include "domain/rating/rating.h"

namespace tally::domain {

namespace {

// What the history says about the invoice.
struct Past {
    bool found = false;
    InvoiceIssued invoice;
    std::vector<BillSegmentFrozen> segments;
    std::vector<SpecialChargeBilled> charges;
    DocumentId credit_note;  // Empty: it stands.
    std::uint64_t credit_note_position = 0;
    DocumentId rebilled_by;
    // Segments of the account that were not cancelled.
    struct Standing {
        SegmentId segment;
        ServiceAgreementId sa;
        Date from;
    };
    std::vector<Standing> standing;
};

Past look_back(World& world, const AccountId& account, const DocumentId& invoice) {
    Past past;
    world.history(stream_of(account), [&](const RecordedEvent& recorded) {
        visit(
            Overloaded{[&](const BillSegmentFrozen& event) {
                           past.standing.push_back({event.segment, event.sa, event.from});
                           if (event.invoice == invoice) past.segments.push_back(event);
                       },
                       [&](const BillSegmentCancelled& event) {
                           std::erase_if(past.standing,
                                         [&](const Past::Standing& one) { return one.segment == event.segment; });
                       },
                       [&](const SpecialChargeBilled& event) {
                           if (event.invoice == invoice) past.charges.push_back(event);
                       },
                       [&](const InvoiceIssued& event) {
                           if (event.rebills == invoice) past.rebilled_by = event.invoice;
                           if (event.invoice != invoice) return;
                           past.found = true;
                           past.invoice = event;
                       },
                       [&](const CreditNoteIssued& event) {
                           if (event.invoice != invoice) return;
                           past.credit_note = event.credit_note;
                           past.credit_note_position = recorded.envelope.position;
                       },
                       Ignore<Topic::control_tables, Topic::user, Topic::communication, Topic::collection, Topic::cash,
                              Topic::person, Topic::location, Topic::meter_data, Topic::occupancy, Topic::landlord,
                              Topic::account_terms, Topic::account_person, Topic::service_start, Topic::service_life,
                              Topic::billing_error, Topic::pending_charge, Topic::pending_adjustment, Topic::dispute,
                              Topic::fee, Topic::payment, Topic::allocation, Topic::adjustment, Topic::deposit,
                              Topic::arrangement, Topic::budget>{},
                       IgnoreByName<SpecialChargeCancelled, StatementIssued, StatementCancelled>{}},
            recorded.event);
    });
    return past;
}

std::vector<BillLine> negated(std::vector<BillLine> lines) {
    for (BillLine& line : lines) {
        line.quantity = Quantity{-line.quantity.units};
        line.unrounded = Price{-line.unrounded.units};
        line.amount = -line.amount;
        line.previous_amount = -line.previous_amount;
    }
    return lines;
}

// Each new line names the amount of the one it replaces: the same component of the same first day, tier by tier; else
// of the same component.
void set_previous_amounts(std::vector<BillLine>& lines, const std::vector<BillLine>& old) {
    std::vector<bool> used(old.size(), false);
    std::vector<bool> done(lines.size(), false);
    for (const bool same_day : {true, false})
        for (std::size_t i = 0; i < lines.size(); ++i)
            for (std::size_t k = 0; k < old.size() && !done[i]; ++k) {
                if (used[k] || old[k].component != lines[i].component) continue;
                if (same_day && old[k].from != lines[i].from) continue;
                lines[i].previous_amount = old[k].amount;
                used[k] = done[i] = true;
            }
}

Money before_tax(const std::vector<BillLine>& lines) {
    Money total;
    for (const BillLine& line : lines)
        if (line.component_kind != ComponentKind::tax) total += line.amount;
    return total;
}

class Reversal {
  public:
    Reversal(const ReverseInvoice& command, const Context& context, const AccountState& account, Date on)
        : command_(command), context_(context), id_(account.account), account_(account), on_(on), draft_(context) {}

    Decided<Events> decide() {
        if (auto refused = look_back_and_check()) return tl::unexpected(std::move(*refused));
        if (auto refused = take_back()) return tl::unexpected(std::move(*refused));
        if (command_.rebill)
            if (auto refused = rebill()) return tl::unexpected(std::move(*refused));
        TALLY_TRY(cancel_late_charges());
        end();
        return draft_.take();
    }

    // The invoice of a bill that is taken back as a whole: its special charges wait for the next bill again.
    Decided<DocumentId> cancel_for_bill() {
        if (auto refused = look_back_and_check()) return tl::unexpected(std::move(*refused));
        if (auto refused = take_back()) return tl::unexpected(std::move(*refused));
        for (const SpecialChargeBilled& old : past_.charges) create_again(old);
        TALLY_TRY(cancel_late_charges());
        end();
        return numbered_id<DocumentId>(id_, credit_note_mark, account_.credit_note_count + std::uint64_t{1});
    }
    [[nodiscard]] Draft& draft() { return draft_; }

  private:
    std::optional<Refusal> look_back_and_check() {
        past_ = look_back(context_.world, id_, command_.invoice);
        // A bill of a day to come is taken back on that day: until then neither it nor its credit note is effective.
        if (!command_.on.is_set() && past_.found) on_ = std::max(on_, past_.invoice.bill_date);
        return check();
    }
    std::optional<Refusal> take_back() {
        if (auto ended = end_arrangements_over(draft_, id_, command_.invoice, on_); !ended)
            return std::move(ended.error());
        if (auto opened = reverse_write_offs_of(draft_, id_, command_.invoice, on_); !opened) return opened.error();
        for (const AllocationLine& line : standing_allocations(context_.world, id_))
            if (line.document == command_.invoice) freed_.push_back({line.source, line.amount});
        const auto deallocated = deallocate(
            draft_, id_, dates(), [&](const AllocationLine& line) { return line.document == command_.invoice; });
        if (!deallocated) return deallocated.error();
        if (auto undone = undo_sync_of(draft_, id_, command_.invoice, on_); !undone) return std::move(undone.error());
        return cancel();
    }
    // Those that what is taken back caused.
    Decided<void> cancel_late_charges() {
        return cancel_disproved(draft_, id_, on_, {LateChargeCause::invoice_reversed, command_.invoice});
    }
    void end() {
        reactivate_unbilled();
        close_or_reactivate(draft_, id_);
    }
    // A closed agreement whose final bill was taken back has days to bill again.
    void reactivate_unbilled() {
        std::vector<ServiceAgreementId> unbilled;
        for (const ServiceAgreement& agreement : draft_.account(id_)->agreements)
            if (agreement.status == SaStatus::closed && !agreement.final_billed) unbilled.push_back(agreement.sa);
        for (ServiceAgreementId& sa : unbilled) draft_.record(id_, ServiceReactivated{id_, std::move(sa)});
    }
    [[nodiscard]] journal::Dates dates() const { return {on_, {}, {}}; }

    std::optional<Refusal> check() const {
        const std::string& invoice = command_.invoice.str();
        if (!past_.found)
            return Refusal{Rejection::invoice_unknown, "invoice", invoice, "Name an invoice of the account.", 0};
        if (!past_.credit_note.empty()) {
            if (!command_.rebill || !past_.rebilled_by.empty()) return already_so(past_.credit_note_position).value();
            return Refusal{
                Rejection::invoice_already_reversed, "invoice", invoice,
                "Credit note " + past_.credit_note.str() + " took it back; the next bill charges its days again.", 0};
        }
        if (on_ < past_.invoice.bill_date)
            return Refusal{
                Rejection::date_out_of_order, "on", to_string(on_),
                "The invoice is of " + to_string(past_.invoice.bill_date) + "; give that day or a later one.", 0};
        if (command_.rebill) return std::nullopt;
        for (const BillSegmentFrozen& segment : past_.segments)
            for (const Past::Standing& other : past_.standing)
                if (other.sa == segment.sa && other.segment != segment.segment && other.from >= segment.until)
                    return Refusal{Rejection::invoice_needs_rebill, "invoice", invoice,
                                   "Segment " + other.segment.str() + " of " + segment.sa.str() +
                                       " came after it: reverse it with a rebill, oldest first.",
                                   0};
        return std::nullopt;
    }

    // Line by line, and a credit note over them.
    std::optional<Refusal> cancel() {
        CreditNoteIssued note;
        note.account = id_;
        note.sequence = account_.credit_note_count + 1;
        note.credit_note = numbered_id<DocumentId>(id_, credit_note_mark, note.sequence);
        note.invoice = command_.invoice;
        note.bill_date = on_;
        note.reason = command_.correction_reason;
        note.do_not_deliver = !command_.deliver;
        const auto cancelled = [&](auto event, const auto& original) -> std::optional<Refusal> {
            event.account = id_;
            event.invoice = original.invoice;
            event.credit_note = note.credit_note;
            event.sa = original.sa;
            event.lines = negated(original.lines);
            event.total = -original.total;
            auto financial = journal::negated(draft_.settings(), original.financial, on_);
            if (!financial) return std::move(financial.error());
            event.financial = std::move(*financial);
            note.total += event.total;
            ++note.segment_count;
            draft_.record(id_, std::move(event));
            return std::nullopt;
        };
        // The latest first, so that what is charged until goes back step by step.
        for (auto segment = past_.segments.rbegin(); segment != past_.segments.rend(); ++segment) {
            BillSegmentCancelled event;
            event.segment = segment->segment;
            event.from = segment->from;
            event.until = segment->until;
            if (auto refused = cancelled(std::move(event), *segment)) return refused;
        }
        for (const SpecialChargeBilled& charge : past_.charges) {
            SpecialChargeCancelled event;
            event.charge = charge.charge;
            if (auto refused = cancelled(std::move(event), charge)) return refused;
        }
        draft_.record(id_, std::move(note));
        if (auto released = release_below_zero(draft_, id_, dates()); !released) return std::move(released.error());
        // An invoice below zero had become credit; what is left of that meets what it came from.
        const auto met = allocate_fifo(
            draft_, id_, dates(),
            [&](const UnappliedCredit& credit) {
                return credit.source.kind == CreditSourceKind::released && credit.source.document == command_.invoice;
            },
            [&](const OpenItem& item) { return item.document == command_.invoice; });
        if (!met) return met.error();
        return std::nullopt;
    }

    std::optional<Refusal> rebill() {
        const SettingsState& settings = draft_.settings();
        const CustomerClass* customer_class = settings.customer_class(account_.customer_class, on_);
        if (!customer_class)
            return Refusal{Rejection::code_unknown, "customer_class", account_.customer_class.str(),
                           "Define this customer class in force on " + to_string(on_) + ".", 0};
        ProposedBill bill;
        bill.bill_date = on_;
        bill.accounting_date = on_;
        bill.due = due_date(settings, *customer_class, account_.requested_due_day, on_);
        bill.rebills = command_.invoice;
        for (const BillSegmentFrozen& old : past_.segments)
            if (auto refused = rebill(old, *customer_class, bill)) return refused;
        for (const SpecialChargeBilled& old : past_.charges)
            if (auto refused = recharge(old, bill)) return refused;
        if (auto refused = add_taxes(draft_, bill)) return refused;
        for (std::size_t i = 0; i < past_.segments.size(); ++i)
            set_previous_amounts(bill.segments[i].lines, past_.segments[i].lines);
        for (std::size_t i = 0; i < past_.charges.size(); ++i)
            set_previous_amounts(bill.charges[i].lines, past_.charges[i].lines);
        const auto issued = issue_invoice(draft_, id_, std::move(bill));
        if (!issued) return issued.error();
        return allocate_freed(issued->invoice);
    }

    std::optional<Refusal> rebill(const BillSegmentFrozen& old, const CustomerClass& customer_class,
                                  ProposedBill& bill) {
        const ServiceAgreement* agreement = account_.agreement(old.sa);
        TALLY_ASSERT(agreement, "a segment was of an agreement of the account");
        const auto pricing = pricing_of(draft_, *agreement, on_);
        if (!pricing) return pricing.error();
        auto usage = measure_again(draft_, *agreement, *pricing->tariff, {old.from, old.until}, old.final_segment);
        if (!usage) return std::move(usage.error());
        auto lines = segment_lines(draft_, *agreement, *pricing, *usage, on_);
        if (!lines) return std::move(lines.error());
        keep_backbill_limit(old, *agreement, *pricing, customer_class, *lines);
        std::optional<Money> asked;
        if (!agreement->budget_amount.is_zero() && !old.final_segment &&
            old.financial.effective_date >= agreement->budget_since && old.financial.current != old.total)
            asked = old.financial.current;
        bill.segments.push_back({old.sa, std::move(*usage), std::move(*lines), old.segment, asked});
        return std::nullopt;
    }

    // What a correction charges more for days before the limit is not billed.
    void keep_backbill_limit(const BillSegmentFrozen& old, const ServiceAgreement& agreement, const Pricing& pricing,
                             const CustomerClass& customer_class, std::vector<BillLine>& lines) {
        const int months = customer_class.backbill_limit_months;
        if (months == 0 || command_.customer_caused) return;
        const Date limit = add_months(on_, -months, ymd(on_).day);
        if (old.from >= limit) return;
        const Money excess = before_tax(lines) - before_tax(old.lines);
        if (excess <= Money{}) return;
        const Money waived{
            rating::share_of_days(excess.minor, {old.from, old.until}, {old.from, std::max(limit, old.from)})};
        if (waived.is_zero()) return;
        BillLine line;
        line.component = Code{"backbill_limit"};
        line.description = Plain{"Not billed: before " + to_string(limit)};
        line.from = old.from;
        line.until = std::min(limit, old.until);
        line.quantity = Quantity{1'000'000};
        Int128 units = -waived.minor;
        for (std::uint8_t i = currency_decimals(draft_.settings()); i < Price::decimals; ++i) units *= 10;
        if (units > -Int128{INT64_MAX}) line.price = line.unrounded = Price{static_cast<std::int64_t>(units)};
        line.amount = -waived;
        line.tax_codes = applicable_taxes(draft_, agreement.premise, pricing.sa_type->tax_codes, on_);
        lines.push_back(std::move(line));
    }

    // A special charge is due as before, under an id of its own.
    PendingCharge create_again(const SpecialChargeBilled& old) {
        TALLY_ASSERT(!old.lines.empty(), "a special charge has a line");
        const BillLine& charged = old.lines.front();
        SpecialChargeCreated created;
        created.account = id_;
        created.charge = next_special_charge(*draft_.account(id_));
        created.sa = old.sa;
        created.charge_type = charged.component;
        created.amount = charged.amount;
        created.created_on = on_;
        created.description = charged.description;
        PendingCharge pending{created.charge, created.sa, created.charge_type, created.amount, created.description, 0};
        draft_.record(id_, std::move(created));
        return pending;
    }
    std::optional<Refusal> recharge(const SpecialChargeBilled& old, ProposedBill& bill) {
        PendingCharge pending = create_again(old);
        auto lines = charge_lines(draft_, account_, pending, on_);
        if (!lines) return std::move(lines.error());
        bill.charges.push_back({std::move(pending), std::move(*lines)});
        return std::nullopt;
    }

    // To the rebill first, in the order it had been used; the rest and other credit to what is oldest.
    std::optional<Refusal> allocate_freed(const DocumentId& rebill) {
        std::reverse(freed_.begin(), freed_.end());
        std::vector<ItemPart> items;
        for (const OpenItem& item : draft_.account(id_)->items)
            if (item.document == rebill && open_amount(item) > Money{}) items.push_back({&item, open_amount(item)});
        const auto used = record_allocation(draft_, id_, AllocationPolicy::fifo, dates(), spread(freed_, items));
        if (!used) return used.error();
        if (auto released = release_below_zero(draft_, id_, dates()); !released) return std::move(released.error());
        if (auto allocated = allocate_fifo(draft_, id_, dates()); !allocated) return std::move(allocated.error());
        return std::nullopt;
    }

    const ReverseInvoice& command_;
    const Context& context_;
    AccountId id_;
    const AccountState& account_;
    Date on_;
    Draft draft_;
    Past past_;
    std::vector<CreditPart> freed_;
};

// The account's bills as its history tells them, and what the latest of them swept.
struct PastBills {
    struct Bill {
        StatementIssued statement;
        std::uint64_t position = 0;  // Of its invoice, where it has one.
    };
    std::vector<Bill> standing;
    std::vector<std::pair<DocumentId, std::uint64_t>> cancelled;  // Statement, and the position that says so.
    struct Invoice {
        DocumentId invoice;
        Date due_date;
        std::uint64_t position = 0;
        DocumentId credit_note;
        DocumentId rebilled_by;
    };
    std::vector<Invoice> invoices;
    std::vector<std::uint64_t> financial_versions;

    [[nodiscard]] const Invoice* invoice(const DocumentId& id) const {
        const auto found =
            std::find_if(invoices.begin(), invoices.end(), [&](const Invoice& one) { return one.invoice == id; });
        return found == invoices.end() ? nullptr : &*found;
    }
};
PastBills look_back_at_bills(World& world, const AccountId& account) {
    PastBills past;
    const auto change = [&](const DocumentId& id, auto&& what) {
        for (PastBills::Invoice& one : past.invoices)
            if (one.invoice == id) what(one);
    };
    world.history(stream_of(account), [&](const RecordedEvent& recorded) {
        const std::uint64_t position = recorded.envelope.position;
        if (financial_of(recorded.event)) past.financial_versions.push_back(recorded.envelope.version);
        if (const auto* issued = get_if<InvoiceIssued>(&recorded.event)) {
            past.invoices.push_back({issued->invoice, issued->due_date, position, {}, {}});
            change(issued->rebills, [&](PastBills::Invoice& one) { one.rebilled_by = issued->invoice; });
        } else if (const auto* note = get_if<CreditNoteIssued>(&recorded.event)) {
            change(note->invoice, [&](PastBills::Invoice& one) { one.credit_note = note->credit_note; });
        } else if (const auto* statement = get_if<StatementIssued>(&recorded.event)) {
            const PastBills::Invoice* invoice = past.invoice(statement->invoice);
            past.standing.push_back({*statement, invoice ? invoice->position : position});
        } else if (const auto* cancelled = get_if<StatementCancelled>(&recorded.event)) {
            std::erase_if(past.standing, [&](const PastBills::Bill& bill) {
                return bill.statement.statement == cancelled->statement;
            });
            past.cancelled.emplace_back(cancelled->statement, position);
        }
    });
    return past;
}

// What the account's state says again once its latest bill is taken back.
StatementCancelled cancellation_of(const PastBills& past) {
    const StatementIssued& statement = past.standing.back().statement;
    StatementCancelled event;
    event.account = statement.account;
    event.statement = statement.statement;
    event.sequence = statement.sequence;
    event.invoice = statement.invoice;
    event.cycle = statement.cycle;
    event.bill_date = statement.bill_date;
    event.cut_from = statement.cut_from;
    event.previous_payoff = statement.previous_payoff;
    event.previous_current = statement.previous_current;
    event.payments_payoff = statement.payments_payoff;
    event.payments_current = statement.payments_current;
    event.adjustments_payoff = statement.adjustments_payoff;
    event.adjustments_current = statement.adjustments_current;
    event.corrections_payoff = statement.corrections_payoff + statement.charges_payoff;
    event.corrections_current = statement.corrections_current + statement.charges_current;
    event.financial_events = static_cast<std::uint32_t>(std::count_if(
        past.financial_versions.begin(), past.financial_versions.end(),
        [&](std::uint64_t version) { return version >= statement.cut_from && version < statement.cut_until; }));
    for (auto bill = past.standing.begin(); bill + 1 != past.standing.end(); ++bill) {
        event.last_bill_date = bill->statement.bill_date;
        event.last_bill_cycle = bill->statement.cycle;
        event.last_bill_position = bill->position;
        if (const auto* invoice = past.invoice(bill->statement.invoice)) {
            event.last_invoice = invoice->invoice;
            event.last_due_date = invoice->due_date;
        }
    }
    return event;
}

Decided<void> check_latest(const CancelBill& command, const PastBills& past) {
    const std::string& id = command.statement.str();
    for (const auto& [statement, position] : past.cancelled)
        if (statement == command.statement) return already_so(position);
    const auto found = std::find_if(past.standing.begin(), past.standing.end(), [&](const PastBills::Bill& bill) {
        return bill.statement.statement == command.statement;
    });
    if (found == past.standing.end())
        return refuse(Rejection::statement_unknown, "statement", id,
                      past.standing.empty()
                          ? "The account has no statement that is not cancelled."
                          : "Name the account's latest: " + past.standing.back().statement.statement.str() + ".");
    if (found + 1 != past.standing.end())
        return refuse(Rejection::statement_not_latest, "statement", id,
                      "Cancel the later ones first, the latest of them first: " +
                          past.standing.back().statement.statement.str() + ".");
    // What was charged again since would be charged twice.
    const auto* invoice = past.invoice(found->statement.invoice);
    while (invoice && !invoice->rebilled_by.empty()) invoice = past.invoice(invoice->rebilled_by);
    if (invoice && invoice->credit_note.empty() && invoice->invoice != found->statement.invoice)
        return refuse(Rejection::invoice_already_reversed, "statement", id,
                      "Its invoice was made again: reverse invoice " + invoice->invoice.str() + " first.");
    return {};
}

}  // namespace

Decided<Events> decide_on(const CancelBill& command, const Context& context) {
    const AccountState* account = context.world.account(command.account);
    if (!account)
        return refuse(Rejection::account_unknown, "account", command.account.str(), "Name an account that was opened.");
    TALLY_TRY(check_id("statement", command.statement));
    const PastBills past = look_back_at_bills(context.world, command.account);
    TALLY_TRY(check_latest(command, past));
    auto on = business_day(command.on, "on", context);
    TALLY_TRY(on);
    StatementCancelled event = cancellation_of(past);
    if (!command.on.is_set()) on = std::max(*on, event.bill_date);
    if (*on < event.bill_date)
        return refuse(Rejection::date_out_of_order, "on", to_string(*on),
                      "The bill is of " + to_string(event.bill_date) + ": give that day or a later one, or none.");
    event.cancelled_on = *on;
    event.reason = command.correction_reason;

    const auto* invoice = past.invoice(event.invoice);
    const ReverseInvoice reverse{.account = command.account,
                                 .invoice = event.invoice,
                                 .rebill = false,
                                 .on = command.on,
                                 .correction_reason = command.correction_reason,
                                 .deliver = command.deliver,
                                 .customer_caused = false};
    Reversal reversal(reverse, context, *account, *on);
    if (invoice && invoice->credit_note.empty()) {
        auto note = reversal.cancel_for_bill();
        TALLY_TRY(note);
        event.credit_note = std::move(*note);
    } else if (invoice) {
        event.credit_note = invoice->credit_note;
    }
    reversal.draft().record(command.account, std::move(event));
    return reversal.draft().take();
}

Decided<Events> decide_on(const ReverseInvoice& command, const Context& context) {
    const AccountState* account = context.world.account(command.account);
    if (!account)
        return refuse(Rejection::account_unknown, "account", command.account.str(), "Name an account that was opened.");
    const auto on = business_day(command.on, "on", context);
    if (!on) return tl::unexpected(on.error());
    return Reversal(command, context, *account, *on).decide();
}

}  // namespace tally::domain
