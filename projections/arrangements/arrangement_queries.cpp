// Payment arrangements, from the account's events and its open items.
#include "projections/arrangements/arrangement_queries.h"

#include <algorithm>

#include "domain/account/budget_items.h"
#include "projections/states_as_of.h"

namespace tally::projections {

using namespace domain;

namespace {

const Code standing{"standing"};

class ArrangementsFold {
  public:
    ArrangementsFold(ArrangementsAnswer& answer, const AccountState& account) : answer_(answer), account_(account) {}

    void add(const RecordedEvent& recorded) {
        if (const auto* requested = get_if<ArrangementRequested>(&recorded.event)) {
            request(*requested, recorded.envelope.position);
        } else if (const auto* rejected = get_if<ArrangementRejected>(&recorded.event)) {
            if (auto* one = find(rejected->arrangement)) one->state = Code{"rejected"};
        } else if (const auto* granted = get_if<ArrangementGranted>(&recorded.event)) {
            if (auto* one = find(granted->arrangement)) grant(*one, *granted);
        } else if (const auto* billed = get_if<ArrangementInstalmentBilled>(&recorded.event)) {
            if (auto* one = find(billed->arrangement)) bill(*one, *billed);
        } else if (const auto* broken = get_if<ArrangementBroken>(&recorded.event)) {
            if (auto* one = find(broken->arrangement)) end(*one, *broken);
        } else if (const auto* kept = get_if<ArrangementKept>(&recorded.event)) {
            auto* one = find(kept->arrangement);
            if (!one) return;
            one->state = Code{"kept"};
            one->ended_on = kept->kept_on;
        }
    }

    // What of each is paid and open now.
    void finish(Date today) {
        for (ArrangementAnswer& one : answer_.arrangements) {
            const bool stands = one.state == standing;
            Money billed;
            for (InstalmentAnswer& instalment : one.instalments) {
                if (!instalment.instalment.empty()) {
                    billed += instalment.amount;
                    instalment.open = open_of(instalment.instalment);
                    one.asked += instalment.open;
                }
                instalment.state = state_of(one, instalment, today);
            }
            if (!one.granted_on.is_set()) continue;
            if (stands) one.to_come = one.amount - billed;
            one.paid = one.amount - one.to_come - one.asked - one.asked_again;
        }
    }

  private:
    ArrangementAnswer* find(const DocumentId& id) {
        const auto found = std::find_if(answer_.arrangements.begin(), answer_.arrangements.end(),
                                        [&](const ArrangementAnswer& one) { return one.arrangement == id; });
        return found == answer_.arrangements.end() ? nullptr : &*found;
    }
    void request(const ArrangementRequested& event, std::uint64_t position) {
        ArrangementAnswer one;
        one.arrangement = event.arrangement;
        one.state = Code{"waiting"};
        one.amount = event.amount;
        one.covered = event.items;
        for (const Instalment& instalment : event.instalments) {
            InstalmentAnswer& next = one.instalments.emplace_back();
            next.number = static_cast<std::uint16_t>(one.instalments.size());
            next.due_on = instalment.due_on;
            next.amount = instalment.amount;
        }
        one.requested_on = event.requested_on;
        one.requested_by = event.requested_by;
        one.memo = event.memo;
        one.position = position;
        answer_.arrangements.push_back(std::move(one));
    }
    static void grant(ArrangementAnswer& one, const ArrangementGranted& event) {
        one.state = standing;
        one.granted_on = event.financial.effective_date;
        one.approved_by = event.approved_by;
        one.grace_days = event.grace_days;
        one.notice_days = event.notice_days;
    }
    static void bill(ArrangementAnswer& one, const ArrangementInstalmentBilled& event) {
        for (InstalmentAnswer& instalment : one.instalments) {
            if (instalment.number != event.number) continue;
            instalment.instalment = event.instalment;
            instalment.billed_on = event.financial.effective_date;
        }
    }
    void end(ArrangementAnswer& one, const ArrangementBroken& event) {
        const bool broken =
            event.cause == ArrangementBreak::instalment_overdue || event.cause == ArrangementBreak::broken_by_user;
        one.state = Code{broken ? "broken" : "ended"};
        one.ended_on = event.financial.effective_date;
        one.cause = Code{name_of(event.cause)};
        one.caused_by = event.caused_by;
        one.break_reason = event.break_reason;
        one.asked_again = event.amount;
        for (const ReturnedPart& part : event.returned) {
            one.asked_again += part.amount;
            returned_.push_back(part.instalment);
        }
    }
    [[nodiscard]] Money open_of(const DocumentId& document) const {
        Money open;
        for (const OpenItem& item : account_.items)
            if (item.document == document) open += std::max(Money{}, item.current_open);
        return open;
    }
    [[nodiscard]] Code state_of(const ArrangementAnswer& one, const InstalmentAnswer& instalment, Date today) const {
        if (instalment.instalment.empty()) return Code{one.ended_on.is_set() ? "ended" : "to_come"};
        if (!instalment.open.is_zero()) return Code{instalment.due_on < today ? "overdue" : "asked"};
        const bool returned = std::find(returned_.begin(), returned_.end(), instalment.instalment) != returned_.end();
        return Code{returned ? "ended" : "paid"};
    }

    ArrangementsAnswer& answer_;
    const AccountState& account_;
    std::vector<DocumentId> returned_;
};

// What a statement would say now: of those that stand, what is asked for, else the next instalment.
void set_plan(ArrangementsAnswer& answer, Money of_budgets) {
    answer.plan_amount = of_budgets;
    if (!of_budgets.is_zero()) answer.plan_type = Code{"budget"};
    for (const ArrangementAnswer& one : answer.arrangements) {
        if (one.state != standing) continue;
        answer.plan_type = Code{of_budgets.is_zero() ? "arrangement" : "arrangement_and_budget"};
        const auto next = std::find_if(one.instalments.begin(), one.instalments.end(),
                                       [](const InstalmentAnswer& each) { return each.instalment.empty(); });
        answer.plan_amount += one.asked.is_zero() && next != one.instalments.end() ? next->amount : one.asked;
    }
}

}  // namespace

Answered<ArrangementsAnswer> arrangements(const Reader& reader, const AccountId& id, const AsOf& as_of) {
    auto states = StatesAsOf::at(reader, as_of);
    if (!states) return tl::unexpected(std::move(states.error()));
    auto account = states->account(id);
    if (!account) return tl::unexpected(std::move(account.error()));
    if (!*account) return std::optional<ArrangementsAnswer>{};
    auto heading = states->heading(**account);
    if (!heading) return tl::unexpected(std::move(heading.error()));
    auto today = states->aged_on();
    if (!today) return tl::unexpected(std::move(today.error()));
    auto settings = states->settings();
    if (!settings) return tl::unexpected(std::move(settings.error()));
    ArrangementsAnswer answer;
    answer.position = states->position();
    answer.effective_on = as_of.effective;
    answer.aged_on = *today;
    answer.heading = std::move(*heading);
    answer.currency = reader.currency_code();
    if (const auto* policy = (*settings)->arrangement_policy((*account)->customer_class, *today)) {
        answer.may_be_granted = true;
        answer.approval_above = policy->approval_above;
        answer.instalments_max = policy->instalments_max;
    }
    ArrangementsFold fold(answer, **account);
    auto read = each_event(reader, stream_of(id), 0, states->position(), [&](const RecordedEvent& recorded) {
        if (!as_of.effective.is_set() || effective_on(recorded.event, as_of.effective)) fold.add(recorded);
        return true;
    });
    if (!read) return tl::unexpected(std::move(read.error()));
    fold.finish(*today);
    set_plan(answer, budget_of(**account));
    return std::optional{std::move(answer)};
}

}  // namespace tally::projections
