// Requesting, granting, breaking and advancing payment arrangements: debt that is owed as before, and asked for in
// instalments.

#include <algorithm>
#include <optional>

#include "domain/account/budget_items.h"
#include "domain/account/command_checks.h"
#include "domain/account/disputed_items.h"
#include "domain/account/made_ids.h"
#include "domain/account/receivables/arrangements/arrangement_steps.h"
#include "domain/account/receivables/credit.h"
#include "domain/account/rules_class.h"
#include "domain/core/check.h"
#include "domain/decide_on.h"

namespace tally::domain {

namespace {

constexpr int instalment_days_ahead_max = 6 * 366;  // 60 months, and a first one within a year.

Decided<const AccountState*> account_of_arrangement(World& world, const AccountId& id) {
    const AccountState* account = world.account(id);
    if (!account) return refuse(Rejection::account_unknown, "account", id.str(), "Name an account that was opened.");
    return account;
}

Decided<const ArrangementPolicy*> policy_of(World& world, const AccountState& account, Date on) {
    const Code& rules = rules_class_of(world.settings(), account, on);
    const auto* policy = world.settings().arrangement_policy(rules, on);
    if (policy) return policy;
    return refuse(Rejection::arrangement_policy_missing, "account", account.account.str(),
                  "Its customer class " + rules.str() + " has no arrangement policy in force on " + to_string(on) +
                      ": send settings.define_arrangement_policy first.");
}

Decided<void> not_disputed(const AccountOverdue& held, const OpenItem& item, std::string field, std::uint8_t decimals) {
    for (const DisputedItem& one : held.disputes)
        if (one.document == item.document && one.sa == item.sa)
            return refuse(Rejection::item_disputed, std::move(field), item.document.str(),
                          "Dispute " + one.dispute.str() + " of " + to_string(one.amount, decimals) +
                              " is open on it: resolve that first, or name other documents.");
    return {};
}

// What is asked for of it is not what is owed of it: instalments would ask for the wrong sum.
tl::unexpected<Refusal> refuse_budgeted(const std::string& field, const OpenItem& item) {
    return refuse(Rejection::item_on_budget, field, item.document.str(),
                  "It was billed under the budget plan of " + item.sa.str() +
                      ": leave the plan by budget.leave first, or true it up by budget.true_up.");
}

// The debt that the command means: parts of open items, oldest first.
class ArrangedDebt {
  public:
    ArrangedDebt(Draft& draft, const AccountState& account, const RequestArrangement& command)
        : draft_(draft),
          account_(account),
          command_(command),
          arrangements_(standing_arrangements(draft, account)),
          disputes_(disputes_of(draft, account)),
          decimals_(currency_decimals(draft.settings())) {}

    Decided<std::vector<ArrangedPart>> parts() {
        TALLY_TRY(check_documents());
        for (const OpenItem& item : account_.items) {
            if (!is_meant(item)) continue;
            const std::string field = command_.documents.empty() ? "account" : "documents";
            if (billed_on_plan(account_, item)) return refuse_budgeted(field, item);
            TALLY_TRY(not_disputed(disputes_, item, field, decimals_));
            total_ += open_amount(item);
            parts_.push_back({item.document, item.sa, open_amount(item), item.ages_from, item.position});
        }
        if (total_.is_zero())
            return refuse(Rejection::no_debt_to_arrange, "account", account_.account.str(),
                          "Nothing is open on it that is not in an arrangement already.");
        TALLY_TRY(keep_amount());
        if (parts_.size() > arranged_items_max)
            return refuse(Rejection::field_invalid, "documents", std::to_string(parts_.size()) + " open items",
                          "One arrangement covers at most " + std::to_string(arranged_items_max) +
                              ": name fewer documents, or a smaller amount.");
        return std::move(parts_);
    }

  private:
    Decided<void> check_documents() {
        for (std::size_t i = 0; i < command_.documents.size(); ++i) {
            const DocumentId& document = command_.documents[i];
            const std::string field = at("documents", i);
            if (std::count(command_.documents.begin(), command_.documents.end(), document) > 1)
                return refuse(Rejection::field_invalid, field, document.str(), "Name each document once.");
            if (const auto* of = arrangements_.of_instalment(document))
                return refuse_arranged(field, document, *of, "break that first, then arrange the documents anew.");
            if (const auto* holding = arrangements_.holding(document))
                return refuse_arranged(field, document, *holding, "name other documents, or break that first.");
            if (!open_amount(account_, document).is_zero()) continue;
            if (knows_document(draft_, command_.account, document))
                return refuse(Rejection::document_not_open, field, document.str(),
                              "Nothing of it is open: name documents that are.");
            return refuse(Rejection::document_unknown, field, document.str(),
                          "Name an open document of account " + command_.account.str() + ".");
        }
        return {};
    }
    bool is_meant(const OpenItem& item) const {
        if (open_amount(item).is_zero()) return false;
        const auto& named = command_.documents;
        if (!named.empty()) return std::find(named.begin(), named.end(), item.document) != named.end();
        return !arrangements_.of_instalment(item.document) && !arrangements_.holding(item.document);
    }
    Decided<void> keep_amount() {
        if (command_.amount.is_zero()) return {};
        TALLY_TRY(checked_amount(command_.amount, "amount", decimals_));
        if (command_.amount > total_)
            return refuse(Rejection::arrangement_exceeds_debt, "amount", to_string(command_.amount, decimals_),
                          "Only " + to_string(total_, decimals_) + " is open: arrange that or less.");
        Money left = command_.amount;
        for (ArrangedPart& part : parts_) {
            part.amount = std::min(part.amount, left);
            left -= part.amount;
        }
        std::erase_if(parts_, [](const ArrangedPart& part) { return part.amount.is_zero(); });
        return {};
    }

    Draft& draft_;
    const AccountState& account_;
    const RequestArrangement& command_;
    const AccountArrangements& arrangements_;
    const AccountOverdue& disputes_;
    std::uint8_t decimals_;
    std::vector<ArrangedPart> parts_;
    Money total_;
};

Money sum_of(const std::vector<ArrangedPart>& parts) {
    Money total;
    for (const ArrangedPart& part : parts) total += part.amount;
    return total;
}

Decided<void> not_before_today(Date due, std::string field, Date today) {
    if (due >= today) return {};
    return refuse(Rejection::date_out_of_order, std::move(field), to_string(due),
                  "It is " + to_string(today) + " today: an instalment is due then or later.");
}

Decided<void> check_number(std::size_t number, std::string field, const ArrangementPolicy& policy) {
    if (number <= policy.instalments_max) return {};
    return refuse(Rejection::too_many_instalments, std::move(field), std::to_string(number),
                  "Class " + policy.code.str() + " allows at most " + std::to_string(policy.instalments_max) + ".");
}

Decided<std::vector<Instalment>> given_instalments(const RequestArrangement& command, const ArrangementPolicy& policy,
                                                   Money amount, Date today, std::uint8_t decimals) {
    if (command.number_of_instalments != 0)
        return refuse(Rejection::field_invalid, "number_of_instalments", std::to_string(command.number_of_instalments),
                      "The instalments are given one by one: leave it out, or leave them out.");
    if (command.first_due_on.is_set())
        return refuse(Rejection::field_invalid, "first_due_on", to_string(command.first_due_on),
                      "The instalments are given one by one: leave it out, or leave them out.");
    TALLY_TRY(check_number(command.instalments.size(), "instalments", policy));
    Int128 sum = 0;
    for (std::size_t i = 0; i < command.instalments.size(); ++i) {
        const Instalment& one = command.instalments[i];
        TALLY_TRY(checked_amount(one.amount, at("instalments", i) + ".amount", decimals));
        const std::string field = at("instalments", i) + ".due_on";
        if (!one.due_on.is_set())
            return refuse(Rejection::field_missing, field, "", "Give the day on which it is due.");
        TALLY_TRY(not_before_today(one.due_on, field, today));
        TALLY_TRY(near_day(one.due_on, field, today, instalment_days_ahead_max));
        if (i > 0 && one.due_on <= command.instalments[i - 1].due_on)
            return refuse(Rejection::date_out_of_order, field, to_string(one.due_on),
                          "Give a later day than " + to_string(command.instalments[i - 1].due_on) +
                              ", that of the instalment before it.");
        sum += one.amount.minor;
    }
    if (sum != amount.minor)
        return refuse(Rejection::instalments_differ, "instalments",
                      to_string(Money{static_cast<std::int64_t>(std::min(sum, Int128{INT64_MAX}))}, decimals),
                      "They must sum to what is arranged: " + to_string(amount, decimals) + ".");
    return command.instalments;
}

Date due_day(Date first, InstalmentInterval interval, int number) {
    constexpr int week = 7;
    switch (interval) {
        case InstalmentInterval::month:
            return add_months(first, number, ymd(first).day);
        case InstalmentInterval::fortnight:
            return first + 2 * week * number;
        case InstalmentInterval::week:
            return first + week * number;
    }
    return first;
}

// Equal ones; the last takes what does not divide.
Decided<std::vector<Instalment>> equal_instalments(const RequestArrangement& command, const ArrangementPolicy& policy,
                                                   Money amount, Date today, std::uint8_t decimals) {
    const int number = command.number_of_instalments;
    if (number == 0)
        return refuse(Rejection::field_missing, "number_of_instalments", "",
                      "Say in how many it is to be paid, or give the instalments one by one.");
    TALLY_TRY(check_number(command.number_of_instalments, "number_of_instalments", policy));
    if (amount.minor < number)
        return refuse(Rejection::too_many_instalments, "number_of_instalments", std::to_string(number),
                      to_string(amount, decimals) + " does not divide into so many: give fewer.");
    if (!command.first_due_on.is_set())
        return refuse(Rejection::field_missing, "first_due_on", "", "Give the day on which the first one is due.");
    TALLY_TRY(not_before_today(command.first_due_on, "first_due_on", today));
    TALLY_TRY(near_day(command.first_due_on, "first_due_on", today, due_days_ahead_max));
    std::vector<Instalment> instalments;
    const Money each{amount.minor / number};
    Money left = amount;
    for (int i = 0; i < number; ++i) {
        const bool last = i + 1 == number;
        instalments.push_back({due_day(command.first_due_on, command.interval, i), last ? left : each});
        left -= instalments.back().amount;
    }
    return instalments;
}

DocumentId next_instalment(const AccountId& id, const AccountArrangements& arrangements) {
    return numbered_id<DocumentId>(id, instalment_mark, arrangements.instalment_count + std::uint64_t{1});
}

// Bills one instalment: its part of the debt is asked for, from the oldest item on.
Decided<void> bill_next(Draft& draft, const AccountId& id, const DocumentId& arrangement, Date on) {
    const AccountArrangements& arrangements = draft.arrangements_of(id);
    const Arrangement& standing = *arrangements.arrangement(arrangement);
    const Instalment& planned = standing.planned.front();
    ArrangementInstalmentBilled event;
    event.account = id;
    event.arrangement = arrangement;
    event.instalment = next_instalment(id, arrangements);
    event.number = static_cast<std::uint16_t>(standing.billed.size() + 1);
    event.due_on = planned.due_on;
    event.amount = planned.amount;
    Money left = planned.amount;
    for (const ArrangedPart& item : standing.items) {
        if (left.is_zero()) break;
        event.lines.push_back(item);
        event.lines.back().amount = std::min(left, item.amount);
        left -= event.lines.back().amount;
    }
    TALLY_ASSERT(left.is_zero(), "instalments sum to the debt that they are of");
    auto financial = journal::only_current(draft.settings(), {on, {}, event.due_on}, event.amount,
                                           ArrangementInstalmentBilled::current_by);
    TALLY_TRY(financial);
    event.financial = std::move(*financial);
    draft.record(id, std::move(event));
    return {};
}

// Bills those that are near. Whether there was one.
Decided<bool> bill_near(Draft& draft, const AccountId& id, const DocumentId& arrangement, Date on) {
    bool billed = false;
    for (;;) {
        const Arrangement* standing = draft.arrangements_of(id).arrangement(arrangement);
        if (standing->planned.empty() || standing->planned.front().due_on - standing->notice_days > on) return billed;
        TALLY_TRY(bill_next(draft, id, arrangement, on));
        billed = true;
    }
}

// What is asked for again or anew is paid by credit that the account has.
Decided<void> use_credit(Draft& draft, const AccountId& id, Date on) {
    TALLY_TRY(allocate_fifo(draft, id, {on}));
    return {};
}

Decided<void> grant(Draft& draft, const ArrangementRequested& request, const ArrangementPolicy& policy,
                    const Plain& approved_by) {
    const AccountId id = request.account;
    const Date today = draft.context().today;
    if (!fits_balance(*draft.account(id), request.amount))
        return refuse(Rejection::amount_too_large, "account", id.str(),
                      "The account's balance would be too large to be kept.");
    ArrangementGranted event;
    event.account = id;
    event.arrangement = request.arrangement;
    event.items = request.items;
    event.instalments = request.instalments;
    event.amount = request.amount;
    event.grace_days = policy.grace_days;
    event.notice_days = policy.notice_days;
    event.approved_by = approved_by;
    auto financial = journal::only_current(draft.settings(), {today, {}, request.items.front().ages_from}, event.amount,
                                           ArrangementGranted::current_by);
    TALLY_TRY(financial);
    event.financial = std::move(*financial);
    draft.record(id, std::move(event));
    const auto billed = bill_near(draft, id, request.arrangement, today);
    TALLY_TRY(billed);
    if (*billed) TALLY_TRY(use_credit(draft, id, today));
    return {};
}

// What the history tells of one arrangement.
struct ArrangementHistory {
    bool requested = false;
    Plain approved_by;
    std::optional<std::uint64_t> granted_at;
    std::optional<std::uint64_t> rejected_at;
    std::optional<std::uint64_t> ended_at;
    std::optional<ArrangementBroken> broken;
};
ArrangementHistory arrangement_history(World& world, const AccountId& account, const DocumentId& arrangement) {
    ArrangementHistory history;
    world.history(stream_of(account), [&](const RecordedEvent& recorded) {
        const auto position = recorded.envelope.position;
        if (const auto* requested = get_if<ArrangementRequested>(&recorded.event)) {
            history.requested = history.requested || requested->arrangement == arrangement;
        } else if (const auto* granted = get_if<ArrangementGranted>(&recorded.event)) {
            if (granted->arrangement != arrangement) return;
            history.granted_at = position;
            history.approved_by = granted->approved_by;
        } else if (const auto* rejected = get_if<ArrangementRejected>(&recorded.event)) {
            if (rejected->arrangement == arrangement) history.rejected_at = position;
        } else if (const auto* kept = get_if<ArrangementKept>(&recorded.event)) {
            if (kept->arrangement == arrangement) history.ended_at = position;
        } else if (const auto* broken = get_if<ArrangementBroken>(&recorded.event)) {
            if (broken->arrangement != arrangement) return;
            history.ended_at = position;
            history.broken = *broken;
        }
    });
    return history;
}

tl::unexpected<Refusal> unknown_arrangement(const AccountId& account, const DocumentId& arrangement) {
    return refuse(Rejection::arrangement_unknown, "arrangement", arrangement.str(),
                  "Name an arrangement of account " + account.str() + ".");
}

std::optional<ArrangementRequested> pending_request(World& world, const AccountId& account, const DocumentId& id) {
    for (const PendingArrangement& one : world.arrangements_of(account).pending)
        if (one.request.arrangement == id) return one.request;
    return std::nullopt;
}

// What was asked for may have been paid, disputed or arranged since.
Decided<void> still_open(Draft& draft, const AccountState& account, const ArrangementRequested& request) {
    const std::uint8_t decimals = currency_decimals(draft.settings());
    const AccountOverdue& held = disputes_of(draft, account);
    for (const ArrangedPart& part : request.items) {
        const OpenItem* item = account.item(part.document, part.sa);
        const Money open = item ? open_amount(*item) : Money{};
        if (open < part.amount)
            return refuse(Rejection::arranged_debt_changed, "arrangement", request.arrangement.str(),
                          "Of " + part.document.str() + " " + to_string(open, decimals) + " is open now, not " +
                              to_string(part.amount, decimals) + ": reject it and request it anew.");
        TALLY_TRY(not_disputed(held, *item, "arrangement", decimals));
    }
    return not_before_today(request.instalments.front().due_on, "arrangement", draft.context().today);
}

// An instalment that is open beyond the days of grace; nullptr: there is none.
const BilledInstalment* overdue_instalment(const AccountState& account, const Arrangement& arrangement, Date on) {
    for (const BilledInstalment& one : arrangement.billed)
        if (one.due_on + arrangement.grace_days < on && !open_amount(account, one.instalment).is_zero()) return &one;
    return nullptr;
}

bool is_kept(const AccountState& account, const Arrangement& arrangement) {
    return arrangement.planned.empty() &&
           std::all_of(arrangement.billed.begin(), arrangement.billed.end(),
                       [&](const BilledInstalment& one) { return open_amount(account, one.instalment).is_zero(); });
}

std::vector<DocumentId> standing_on(World& world, const AccountState& account, Date on) {
    std::vector<DocumentId> ids;
    for (const Arrangement& one : standing_arrangements(world, account).standing)
        if (one.granted_on <= on) ids.push_back(one.arrangement);
    return ids;
}

// Position of the account's last event about arrangements of that day.
std::optional<std::uint64_t> advanced_at(World& world, const AccountId& account, Date on) {
    std::optional<std::uint64_t> at;
    world.history(stream_of(account), [&](const RecordedEvent& recorded) {
        const auto* billed = get_if<ArrangementInstalmentBilled>(&recorded.event);
        const auto* broken = get_if<ArrangementBroken>(&recorded.event);
        const auto* kept = get_if<ArrangementKept>(&recorded.event);
        if ((billed && billed->financial.effective_date == on) || (broken && broken->financial.effective_date == on) ||
            (kept && kept->kept_on == on))
            at = recorded.envelope.position;
    });
    return at;
}

}  // namespace

Decided<Events> decide_on(const RequestArrangement& command, const Context& context) {
    Draft draft(context);
    const auto account = account_of_arrangement(draft, command.account);
    TALLY_TRY(account);
    const auto policy = policy_of(draft, **account, context.today);
    TALLY_TRY(policy);
    auto parts = ArrangedDebt(draft, **account, command).parts();
    TALLY_TRY(parts);
    const std::uint8_t decimals = currency_decimals(draft.settings());
    const Money amount = sum_of(*parts);
    auto instalments = command.instalments.empty()
                           ? equal_instalments(command, **policy, amount, context.today, decimals)
                           : given_instalments(command, **policy, amount, context.today, decimals);
    TALLY_TRY(instalments);
    ArrangementRequested request;
    request.account = command.account;
    request.arrangement = numbered_id<DocumentId>(
        command.account, arrangement_mark, draft.arrangements_of(command.account).arrangement_count + std::uint64_t{1});
    request.items = std::move(*parts);
    request.instalments = std::move(*instalments);
    request.amount = amount;
    request.requested_on = context.today;
    request.requested_by = context.header.actor;
    request.memo = command.memo;
    if (!request.memo.empty())
        if (const auto* main = draft.persons_on(command.account).main_customer()) request.memo.under = main->person;
    const bool waits = !(*policy)->approval_above.is_zero() && amount > (*policy)->approval_above;
    draft.record(command.account, request);
    if (!waits) TALLY_TRY(grant(draft, request, **policy, {}));
    return draft.take();
}

Decided<Events> decide_on(const ApproveArrangement& command, const Context& context) {
    Draft draft(context);
    const auto account = account_of_arrangement(draft, command.account);
    TALLY_TRY(account);
    const auto request = pending_request(draft, command.account, command.arrangement);
    if (!request) {
        const auto history = arrangement_history(draft, command.account, command.arrangement);
        if (!history.requested) return unknown_arrangement(command.account, command.arrangement);
        if (history.granted_at && !history.approved_by.empty()) return already_so(*history.granted_at);
        return refuse(Rejection::arrangement_not_pending, "arrangement", command.arrangement.str(),
                      history.rejected_at ? "It was rejected; request it anew." : "It needed no approval.");
    }
    if (request->requested_by == context.header.actor)
        return refuse(Rejection::approver_is_requester, "actor", context.header.actor.str(),
                      "Another person than the requester must approve it.");
    const auto policy = policy_of(draft, **account, context.today);
    TALLY_TRY(policy);
    TALLY_TRY(still_open(draft, **account, *request));
    TALLY_TRY(grant(draft, *request, **policy, context.header.actor));
    return draft.take();
}

Decided<Events> decide_on(const RejectArrangement& command, const Context& context) {
    Draft draft(context);
    TALLY_TRY(account_of_arrangement(draft, command.account));
    if (!pending_request(draft, command.account, command.arrangement)) {
        const auto history = arrangement_history(draft, command.account, command.arrangement);
        if (!history.requested) return unknown_arrangement(command.account, command.arrangement);
        if (history.rejected_at) return already_so(*history.rejected_at);
        return refuse(Rejection::arrangement_not_pending, "arrangement", command.arrangement.str(),
                      "It was granted; break it instead.");
    }
    draft.record(command.account, ArrangementRejected{command.account, command.arrangement, context.header.actor});
    return draft.take();
}

Decided<Events> decide_on(const BreakArrangement& command, const Context& context) {
    Draft draft(context);
    TALLY_TRY(account_of_arrangement(draft, command.account));
    TALLY_TRY(check_id_or_empty("break_reason", command.break_reason));
    const auto cause = command.by_agreement ? ArrangementBreak::by_agreement : ArrangementBreak::broken_by_user;
    if (!draft.arrangements_of(command.account).arrangement(command.arrangement)) {
        const auto history = arrangement_history(draft, command.account, command.arrangement);
        if (!history.requested) return unknown_arrangement(command.account, command.arrangement);
        if (history.broken && history.broken->cause == cause && history.broken->break_reason == command.break_reason)
            return already_so(*history.ended_at);
        return refuse(Rejection::arrangement_does_not_stand, "arrangement", command.arrangement.str(),
                      history.broken ? "It was ended on " + to_string(history.broken->financial.effective_date) + ": " +
                                           std::string{name_of(history.broken->cause)} + "."
                      : history.ended_at    ? "It was kept: all of it is paid."
                      : history.rejected_at ? "It was rejected: there is nothing to break."
                                            : "It waits for approval: reject it instead.");
    }
    TALLY_TRY(
        record_break(draft, command.account, command.arrangement, cause, {}, command.break_reason, context.today));
    TALLY_TRY(use_credit(draft, command.account, context.today));
    return draft.take();
}

Decided<Events> decide_on(const AdvanceArrangements& command, const Context& context) {
    Draft draft(context);
    const auto account = account_of_arrangement(draft, command.account);
    TALLY_TRY(account);
    const auto on = business_day(command.on, "on", context);
    TALLY_TRY(on);
    const AccountId& id = command.account;
    const std::vector<DocumentId> ids = standing_on(draft, **account, *on);
    for (const DocumentId& one : ids) {
        const Arrangement& standing = *draft.arrangements_of(id).arrangement(one);
        if (const auto* overdue = overdue_instalment(*draft.account(id), standing, *on)) {
            const DocumentId instalment = overdue->instalment;
            TALLY_TRY(record_break(draft, id, one, ArrangementBreak::instalment_overdue, instalment, {}, *on));
        } else {
            TALLY_TRY(bill_near(draft, id, one, *on));
        }
    }
    if (!draft.empty()) TALLY_TRY(use_credit(draft, id, *on));
    for (const DocumentId& one : ids) {
        const Arrangement* standing = draft.arrangements_of(id).arrangement(one);
        if (standing && is_kept(*draft.account(id), *standing))
            draft.record(id, ArrangementKept{id, one, standing->amount, *on});
    }
    if (!draft.empty()) return draft.take();
    if (const auto position = advanced_at(draft, id, *on)) return already_so(*position);
    return refuse(Rejection::no_instalment_due, "account", id.str(),
                  "None of its arrangements has an instalment that is near, or overdue beyond the days of grace, on " +
                      to_string(*on) + ".");
}

}  // namespace tally::domain
