#include "domain/account/receivables/arrangements/arrangement_steps.h"

#include <algorithm>

#include "domain/account/budget_items.h"
#include "domain/account/receivables/credit.h"
#include "domain/books/journal.h"
#include "domain/core/check.h"

namespace tally::domain {

namespace {

bool names(const std::vector<ArrangedPart>& parts, const DocumentId& document) {
    return std::any_of(parts.begin(), parts.end(), [&](const ArrangedPart& part) { return part.document == document; });
}

// What is open of the instalment, newest part first: what was paid of it paid the oldest.
void add_unpaid(const AccountState& account, const BilledInstalment& billed, std::vector<ReturnedPart>& returned) {
    for (const OpenItem& item : account.items) {
        if (item.document != billed.instalment) continue;
        Money left = open_amount(item);
        for (auto line = billed.lines.rbegin(); line != billed.lines.rend(); ++line) {
            const Money part = line->sa == item.sa ? std::min(left, line->amount) : Money{};
            if (part.is_zero()) continue;
            returned.push_back(
                {billed.instalment, line->document, line->sa, part, line->ages_from, line->item_position});
            left -= part;
        }
    }
}

Date oldest_of(const ArrangementBroken& event, Date otherwise) {
    Date oldest;
    const auto add = [&](Date day) { oldest = oldest.is_set() ? std::min(oldest, day) : day; };
    for (const ArrangedPart& part : event.restored) add(part.ages_from);
    for (const ReturnedPart& part : event.returned) add(part.ages_from);
    return oldest.is_set() ? oldest : otherwise;
}

}  // namespace

bool Arrangement::covers(const DocumentId& document) const {
    return names(items, document) || std::any_of(billed.begin(), billed.end(), [&](const BilledInstalment& one) {
               return names(one.lines, document);
           });
}

const Arrangement* AccountArrangements::arrangement(const DocumentId& id) const {
    const auto found =
        std::find_if(standing.begin(), standing.end(), [&](const Arrangement& one) { return one.arrangement == id; });
    return found == standing.end() ? nullptr : &*found;
}
const Arrangement* AccountArrangements::of_instalment(const DocumentId& document) const {
    const auto found = std::find_if(standing.begin(), standing.end(), [&](const Arrangement& one) {
        return std::any_of(one.billed.begin(), one.billed.end(),
                           [&](const BilledInstalment& billed) { return billed.instalment == document; });
    });
    return found == standing.end() ? nullptr : &*found;
}
const Arrangement* AccountArrangements::holding(const DocumentId& document) const {
    const auto found = std::find_if(standing.begin(), standing.end(),
                                    [&](const Arrangement& one) { return names(one.items, document); });
    return found == standing.end() ? nullptr : &*found;
}

const AccountArrangements& standing_arrangements(World& world, const AccountState& account) {
    static const AccountArrangements none;
    return account.open_arrangements > 0 ? world.arrangements_of(account.account) : none;
}

Decided<void> record_break(Draft& draft, const AccountId& id, const DocumentId& arrangement, ArrangementBreak cause,
                           const DocumentId& caused_by, const Code& break_reason, Date on) {
    const Arrangement* standing = draft.arrangements_of(id).arrangement(arrangement);
    TALLY_ASSERT(standing, "an arrangement that stands is broken");
    ArrangementBroken event;
    event.account = id;
    event.arrangement = arrangement;
    event.cause = cause;
    event.caused_by = caused_by;
    event.break_reason = break_reason;
    event.restored = standing->items;
    for (const ArrangedPart& part : event.restored) event.amount += part.amount;
    for (const BilledInstalment& billed : standing->billed) add_unpaid(*draft.account(id), billed, event.returned);
    const Date day = std::max(on, standing->granted_on);
    auto financial =
        journal::only_current(draft.settings(), {day, {}, oldest_of(event, day)}, event.amount, CurrentBy::plus_amount);
    TALLY_TRY(financial);
    event.financial = std::move(*financial);
    draft.record(id, std::move(event));
    return {};
}

Decided<void> end_arrangements_over(Draft& draft, const AccountId& id, const DocumentId& document, Date on) {
    std::vector<DocumentId> over;
    for (const Arrangement& one : standing_arrangements(draft, *draft.account(id)).standing)
        if (one.covers(document)) over.push_back(one.arrangement);
    for (const DocumentId& one : over)
        TALLY_TRY(record_break(draft, id, one, ArrangementBreak::document_taken_back, document, {}, on));
    return {};
}

Decided<void> end_arrangements_of(Draft& draft, const AccountId& id, const ServiceAgreementId& sa, Date on) {
    const auto is_of_it = [&](const ArrangedPart& part) { return sa.empty() || part.sa == sa; };
    const auto any_of_it = [&](const std::vector<ArrangedPart>& parts) {
        return std::any_of(parts.begin(), parts.end(), is_of_it);
    };
    std::vector<DocumentId> over;
    for (const Arrangement& one : standing_arrangements(draft, *draft.account(id)).standing)
        if (any_of_it(one.items) ||
            std::any_of(one.billed.begin(), one.billed.end(),
                        [&](const BilledInstalment& billed) { return any_of_it(billed.lines); }))
            over.push_back(one.arrangement);
    for (const DocumentId& one : over)
        TALLY_TRY(record_break(draft, id, one, ArrangementBreak::service_ended, {}, {}, on));
    return {};
}

tl::unexpected<Refusal> refuse_arranged(std::string field, const DocumentId& document, const Arrangement& arrangement,
                                        std::string cure) {
    return refuse(Rejection::item_arranged, std::move(field), document.str(),
                  "It is in arrangement " + arrangement.arrangement.str() + ": " + std::move(cure));
}

PaymentPlan payment_plan(World& world, const AccountState& account) {
    PaymentPlan plan;
    plan.amount = budget_of(account);
    const bool on_budget = !plan.amount.is_zero();
    if (on_budget) plan.type = Code{"budget"};
    const AccountArrangements& arrangements = standing_arrangements(world, account);
    if (arrangements.standing.empty()) return plan;
    plan.type = Code{on_budget ? "arrangement_and_budget" : "arrangement"};
    for (const Arrangement& one : arrangements.standing) {
        Money asked;
        for (const BilledInstalment& billed : one.billed) asked += open_amount(account, billed.instalment);
        if (asked.is_zero() && !one.planned.empty()) asked = one.planned.front().amount;
        plan.amount += asked;
    }
    return plan;
}

}  // namespace tally::domain
