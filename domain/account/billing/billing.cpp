// One account's bill of one run: its segments, invoice and statement in one commit [rules 1, 9, 14, 21, 22, 23]. An
// agreement in error holds the account's bill until the last day of the cycle's window; then the bill goes without it
// and says so.

#include <algorithm>
#include <string>
#include <vector>

#include "domain/account/billing/bill.h"
#include "domain/account/billing/bill_messages.h"
#include "domain/account/billing/budget/budget_steps.h"
#include "domain/account/billing/corrections/corrections.h"
#include "domain/account/command_checks.h"
#include "domain/account/made_ids.h"
#include "domain/account/people/delivery.h"
#include "domain/account/receivables/arrangements/arrangement_steps.h"
#include "domain/account/receivables/autopay/autopay_steps.h"
#include "domain/account/receivables/carrier.h"
#include "domain/account/receivables/credit.h"
#include "domain/account/receivables/deposits/deposit_steps.h"
#include "domain/account/rules_class.h"
#include "domain/account/service/service.h"
#include "domain/account/statement_ids.h"
#include "domain/core/check.h"
#include "domain/decide_on.h"

namespace tally::domain {

namespace {

// Why an agreement, or the account itself (empty sa), cannot be billed.
struct Trouble {
    ServiceAgreementId sa;
    Refusal refusal;
};

std::string explanation_of(const Refusal& refusal) {
    return refusal.value.empty() ? refusal.cure : refusal.value + ": " + refusal.cure;
}

bool may_be_due(const ServiceAgreement& agreement, Date bill_date) {
    switch (agreement.status) {
        case SaStatus::active:
        case SaStatus::pending_stop:
        case SaStatus::stopped:
        case SaStatus::reactivated:  // Its final bill was taken back.
            return !agreement.final_billed && agreement.start_on <= bill_date;
        case SaStatus::pending_start:
        case SaStatus::closed:
        case SaStatus::cancelled:
            return false;
    }
    return false;
}

// A start that has waited longer than a month, the longest of them, has missed a bill.
constexpr std::int32_t start_waits_days_max = 31;

class Billing {
  public:
    Billing(const BillAccount& command, const Context& context, const AccountState& account)
        : command_(command), context_(context), account_(account), world_(context.world) {
        if (account.corrections_due > 0) messages_.emplace_back("A correction of an earlier bill is still to be made.");
    }

    Decided<Events> decide() {
        if (auto refused = find_window()) return tl::unexpected(std::move(*refused));
        if (window_ && account_.last_bill_cycle == command_.cycle && account_.last_bill_date >= window_->window_start &&
            account_.last_bill_date <= window_->window_end)
            return already_so(account_.last_bill_position);
        if (!fee_carrier(account_)) {
            if (!swept() && !(window_ && owing()))
                return refuse(Rejection::account_has_no_service_agreement, "account", account_.account.str(),
                              "Start a service on the account; without a service agreement it bills nothing.");
            // What it owes all the same, such as a fee of its own, is asked for.
            messages_.emplace_back("This account has no service agreement: it is charged nothing new.");
        }
        if (account_.last_bill_date.is_set() && command_.bill_date < account_.last_bill_date)
            return refuse(Rejection::date_out_of_order, "bill_date", to_string(command_.bill_date),
                          "The account was billed on " + to_string(account_.last_bill_date) +
                              "; bill it on that day or later, or take that bill back with bill.cancel.");
        customer_class_ = world_.settings().customer_class(
            rules_class_of(world_.settings(), account_, command_.bill_date), command_.bill_date);
        if (!customer_class_)
            return refuse(Rejection::code_unknown, "customer_class", account_.customer_class.str(),
                          "Define this customer class in force on " + to_string(command_.bill_date) + ".");

        bill_.cycle = command_.cycle;
        bill_.bill_date = command_.bill_date;
        bill_.accounting_date =
            window_ && window_->accounting_date.is_set() ? window_->accounting_date : command_.bill_date;
        bill_.due = due_date(world_.settings(), *customer_class_, account_.requested_due_day, command_.bill_date);
        propose();
        if (held()) return write_errors_down();
        return complete();
    }

  private:
    std::optional<Refusal> find_window() {
        const SettingsState& settings = world_.settings();
        if (command_.cycle.empty()) return std::nullopt;
        if (!settings.bill_cycle(command_.cycle))
            return Refusal{Rejection::code_unknown, "cycle", command_.cycle.str(), "Define this bill cycle.", 0};
        if (account_.bill_cycle != command_.cycle)
            return Refusal{Rejection::field_invalid, "cycle", command_.cycle.str(),
                           "The account is billed in cycle " + account_.bill_cycle.str() +
                               "; name that one, or none to bill off cycle.",
                           0};
        window_ = settings.window(command_.cycle, command_.bill_date);
        if (window_) return std::nullopt;
        const auto& windows = settings.bill_cycle_windows.entries;
        if (std::none_of(windows.begin(), windows.end(),
                         [&](const auto& entry) { return entry.row.cycle == command_.cycle; }))
            return Refusal{Rejection::window_unknown, "cycle", command_.cycle.str(),
                           "Define this cycle's windows first.", 0};
        return Refusal{Rejection::outside_window, "bill_date", to_string(command_.bill_date),
                       "No window of cycle " + command_.cycle.str() +
                           " contains that day; define one, or name no cycle to bill off cycle.",
                       0};
    }

    void propose() {
        for (const ServiceAgreement& agreement : account_.agreements)
            if (may_be_due(agreement, command_.bill_date)) {
                if (auto refused = propose(agreement)) troubles_.push_back({agreement.sa, std::move(*refused)});
            } else if (auto waits_for = long_waiting_start(agreement)) {
                troubles_.push_back({agreement.sa, std::move(*waits_for)});
            }
        for (const PendingCharge& charge : account_.pending_charges) {
            auto lines = charge_lines(world_, account_, charge, command_.bill_date);
            if (lines)
                bill_.charges.push_back({charge, std::move(*lines)});
            else
                fail_account(std::move(lines.error()));
        }
        if (!bill_.segments.empty() || !bill_.charges.empty())
            if (auto refused = add_taxes(world_, bill_)) fail_account(std::move(*refused));
        auto deliveries = resolve_deliveries(world_, world_.persons_on(account_.account), command_.bill_date);
        if (deliveries)
            deliveries_ = std::move(*deliveries);
        else
            fail_account(std::move(deliveries.error()));
    }
    void fail_account(Refusal refusal) {
        account_in_error_ = true;
        troubles_.push_back({{}, std::move(refusal)});
    }

    std::optional<Refusal> propose(const ServiceAgreement& agreement) {
        const auto pricing = pricing_of(world_, agreement, command_.bill_date);
        if (!pricing) return pricing.error();
        auto usage = select_usage(world_, agreement, *pricing->sa_type, *pricing->tariff, command_.bill_date);
        if (!usage) {
            // Off cycle no read is due: the agreement waits for its run.
            if (!window_ && (usage.error().rejection == Rejection::no_billable_read ||
                             usage.error().rejection == Rejection::read_in_doubt))
                return std::nullopt;
            return std::move(usage.error());
        }
        if (!*usage) return std::nullopt;
        auto rated = rated_segment(world_, agreement, *pricing, **usage, command_.bill_date);
        if (!rated) return std::move(rated.error());
        std::optional<Money> asked;
        if (!agreement.budget_amount.is_zero() && !(*usage)->final_segment) asked = agreement.budget_amount;
        bill_.segments.push_back({agreement.sa,
                                  std::move(**usage),
                                  std::move(rated->lines),
                                  {},
                                  asked,
                                  std::move(rated->demands),
                                  std::move(rated->year)});
        return std::nullopt;
    }

    // What a start lacks that should have been complete long ago. It is charged nothing, so its cycle's run says it.
    [[nodiscard]] std::optional<Refusal> long_waiting_start(const ServiceAgreement& agreement) const {
        if (!window_ || agreement.status != SaStatus::pending_start ||
            command_.bill_date - agreement.start_on <= start_waits_days_max)
            return std::nullopt;
        Draft draft{context_};
        if (auto activated = record_activation(draft, agreement.sa, {}, ""); !activated)
            return std::move(activated.error());
        return Refusal{Rejection::sa_not_active, "sa", agreement.sa.str(),
                       "What its start needs is there: send service.activate.", 0};
    }

    // Something is to be said on a statement, whether or not anything is charged.
    [[nodiscard]] bool swept() const { return account_.since_statement.financial_events > 0; }
    [[nodiscard]] bool owing() const { return !account_.payoff().is_zero() || !account_.current().is_zero(); }

    [[nodiscard]] bool held() const {
        if (troubles_.empty()) return false;
        return account_in_error_ || (window_ && command_.bill_date < window_->window_end);
    }

    // Of this window; an error of another run is no longer the account's.
    [[nodiscard]] bool of_this_window(const BillingError& error) const {
        return window_ && error.bill_date >= window_->window_start && error.bill_date <= window_->window_end;
    }
    [[nodiscard]] bool written_down(const Trouble& trouble) const {
        return std::any_of(account_.billing_errors.begin(), account_.billing_errors.end(),
                           [&](const BillingError& error) {
                               return of_this_window(error) && error.sa == trouble.sa &&
                                      error.error.str() == name_of(trouble.refusal.rejection);
                           });
    }
    [[nodiscard]] bool all_written_down() const {
        const auto known = std::count_if(account_.billing_errors.begin(), account_.billing_errors.end(),
                                         [&](const BillingError& error) { return of_this_window(error); });
        return known == static_cast<std::ptrdiff_t>(troubles_.size()) &&
               std::all_of(troubles_.begin(), troubles_.end(),
                           [&](const Trouble& trouble) { return written_down(trouble); });
    }

    // A step of the bill names fields of its own; the command has asked for the account.
    static tl::unexpected<Refusal> refused_for_account(Refusal refusal) {
        if (refusal.field != "cycle" && refusal.field != "bill_date") refusal.field = "account";
        return tl::unexpected(std::move(refusal));
    }

    Decided<Events> write_errors_down() {
        if (!window_)
            return refused_for_account(
                std::move(std::find_if(troubles_.begin(), troubles_.end(), [](const Trouble& one) {
                              return one.sa.empty();
                          })->refusal));
        if (all_written_down()) return already_so(account_.billing_errors.back().position);
        Draft draft{context_};
        record_errors(draft);
        return draft.take();
    }
    void record_errors(Draft& draft) {
        std::uint32_t attempt = 1;
        for (const BillingError& error : account_.billing_errors)
            if (of_this_window(error)) attempt = std::max(attempt, error.attempt + 1);
        for (const Trouble& trouble : troubles_) {
            BillSegmentErrored errored;
            errored.account = account_.account;
            errored.sa = trouble.sa;
            errored.cycle = command_.cycle;
            errored.bill_date = command_.bill_date;
            errored.attempt = attempt;
            errored.error = Code{name_of(trouble.refusal.rejection)};
            errored.explanation = Plain{explanation_of(trouble.refusal)};
            draft.record(account_.account, std::move(errored));
        }
    }

    Decided<Events> complete() {
        const bool charges = !bill_.segments.empty() || !bill_.charges.empty();
        const bool states = charges || swept() || (window_ && owing());
        const bool errors_are_new = window_ && !troubles_.empty() && !all_written_down();
        if (!states && !errors_are_new) return nothing_to_bill();

        Draft draft{context_};
        if (errors_are_new) record_errors(draft);
        if (!states) return draft.take();
        for (const Trouble& trouble : troubles_) {
            bill_.left_out.push_back(trouble.sa);
            messages_.emplace_back("Not on this bill: " + trouble.sa.str() +
                                   ". Its next bill will cover both periods.");
        }
        const journal::Dates dates{bill_.bill_date, bill_.accounting_date, {}};
        const DueDate due = bill_.due;
        DocumentId invoice;
        if (charges) {
            auto issued = issue_invoice(draft, account_.account, std::move(bill_));
            if (!issued) return refused_for_account(std::move(issued.error()));
            invoice = std::move(issued->invoice);
            if (auto ended = end_budgets_of_ended(draft, account_.account, dates); !ended)
                return refused_for_account(std::move(ended.error()));
            if (auto released = release_below_zero(draft, account_.account, dates); !released)
                return refused_for_account(std::move(released.error()));
            if (auto allocated = allocate_fifo(draft, account_.account, dates); !allocated)
                return refused_for_account(std::move(allocated.error()));
        }
        if (auto settled = settle_deposits(draft, account_.account, dates); !settled)
            return refused_for_account(std::move(settled.error()));
        close_or_reactivate(draft, account_.account);
        issue_statement(draft, invoice, due);
        return draft.take();
    }

    Decided<Events> nothing_to_bill() {
        if (!troubles_.empty()) {
            if (window_) return already_so(account_.billing_errors.back().position);
            return refused_for_account(std::move(troubles_.front().refusal));
        }
        if (account_.last_bill_cycle == command_.cycle && account_.last_bill_date == command_.bill_date)
            return already_so(account_.last_bill_position);
        return refuse(Rejection::nothing_to_bill, "account", account_.account.str(),
                      "No agreement has charge days or reads to bill by " + to_string(command_.bill_date) +
                          ", and nothing is owed; record reads, or bill on a later day.");
    }

    // Rule 21: what happened since the last statement's cut, this commit included.
    void issue_statement(Draft& draft, const DocumentId& invoice, const DueDate& due) {
        const LastPayment payment = last_payment(draft, account_.account);
        const AccountState& account = *draft.account(account_.account);
        const SinceStatement& since = account.since_statement;
        StatementIssued statement;
        statement.account = account_.account;
        statement.sequence = account.statement_count + 1;
        statement.statement = statement_id(account, statement.sequence);
        statement.invoice = invoice;
        statement.cycle = command_.cycle;
        statement.bill_date = command_.bill_date;
        statement.due_date = due.date;
        statement.cut_from = account.statement_cut;
        statement.cut_until = account.version;
        statement.previous_payoff = account.statement_payoff;
        statement.previous_current = account.statement_current;
        statement.payments_payoff = since.payments_payoff;
        statement.payments_current = since.payments_current;
        statement.adjustments_payoff = since.adjustments_payoff;
        statement.adjustments_current = since.adjustments_current;
        statement.corrections_payoff = since.corrections_payoff;
        statement.corrections_current = since.corrections_current;
        statement.charges_payoff = since.charges_payoff;
        statement.charges_current = since.charges_current;
        statement.ending_payoff = statement.previous_payoff + since.payments_payoff + since.adjustments_payoff +
                                  since.corrections_payoff + since.charges_payoff;
        statement.ending_current = statement.previous_current + since.payments_current + since.adjustments_current +
                                   since.corrections_current + since.charges_current;
        TALLY_ASSERT(statement.ending_payoff == account.payoff(), "a statement's payoff re-adds");
        TALLY_ASSERT(statement.ending_current == account.current(), "a statement's amount due re-adds");
        statement.last_payment_amount = payment.amount;
        statement.last_payment_date = payment.received_on;
        PaymentPlan plan = payment_plan(draft, account);
        statement.payment_plan_amount = plan.amount;
        statement.payment_plan_type = std::move(plan.type);
        if (statement.ending_current < Money{})
            messages_.emplace_back("Your account has a credit balance. Do not pay.");
        for (Plain& message : draft_messages(draft, account, command_.bill_date))
            messages_.push_back(std::move(message));
        for (Plain& message : bill_messages(draft.settings(), account_, command_.bill_date))
            messages_.push_back(std::move(message));
        statement.messages = std::move(messages_);
        statement.deliveries = std::move(deliveries_.deliveries);
        const DocumentId id = statement.statement;
        draft.record(account_.account, std::move(statement));
        for (UndeliveredCopy& copy : deliveries_.skipped)
            draft.record(account_.account,
                         BillCopyUndeliverable{account_.account, id, command_.bill_date, std::move(copy.person),
                                               std::move(copy.route_type), Plain{std::move(copy.cure)}});
    }

    const BillAccount& command_;
    const Context& context_;
    const AccountState& account_;
    World& world_;
    const CustomerClass* customer_class_ = nullptr;
    const BillCycleWindow* window_ = nullptr;  // nullptr: off cycle.
    ProposedBill bill_;
    Deliveries deliveries_;
    std::vector<Trouble> troubles_;
    bool account_in_error_ = false;
    std::vector<Plain> messages_;
};

// What earlier bills charged wrongly is put right before more is charged, so that the statement shows both.
Decided<Events> correct_and_bill(const BillAccount& command, const Context& context, const AccountState& account) {
    Draft corrected(context);
    CorrectBills order;
    order.account = command.account;
    order.on = command.bill_date;
    // What waits is listed, and the bill says so; new days are charged all the same.
    if (!correct_bills(corrected, order, command.bill_date)) return Billing(command, context, account).decide();
    const Context after{corrected, context.header, context.today, corrected.next_position(), context.civil_days};
    auto billed = Billing(command, after, *corrected.account(command.account)).decide();
    TALLY_TRY(billed);
    Events events = corrected.take();
    events.insert(events.end(), std::make_move_iterator(billed->begin()), std::make_move_iterator(billed->end()));
    return events;
}

}  // namespace

void look_at_billed(World& seen, const BillAccount& command) {
    for (const AccountPerson& link : seen.persons_on(command.account).persons)
        if (!link.bill_routings.empty()) (void)seen.person(link.person);
    const AccountState* account = seen.account(command.account);
    if (!account) return;
    for (const ServiceAgreement& agreement : account->agreements)
        if (may_be_due(agreement, command.bill_date)) {
            look_at_usage(seen, agreement, command.bill_date);
            if (agreement.demand_segments > 0) (void)seen.demands_of(agreement.sa);
        }
}

Decided<Events> decide_on(const BillAccount& command, const Context& context) {
    if (!command.bill_date.is_set()) return refuse(Rejection::field_missing, "bill_date", "", "Give the bill date.");
    const AccountState* account = context.world.account(command.account);
    if (!account)
        return refuse(Rejection::account_unknown, "account", command.account.str(), "Name an account that was opened.");
    TALLY_TRY(near_day(command.bill_date, "bill_date", context.today, bill_days_ahead_max));
    if (account->corrections_due > 0) return correct_and_bill(command, context, *account);
    return Billing(command, context, *account).decide();
}

}  // namespace tally::domain
