#include "domain/account/receivables/item_history.h"

#include <algorithm>

#include "domain/account/billing/budget/events.h"
#include "domain/account/billing/events.h"
#include "domain/account/receivables/arrangements/events.h"
#include "domain/account/receivables/deposits/events.h"
#include "domain/account/receivables/settling/events.h"
#include "domain/core/decimal.h"

namespace tally::domain {

ItemHistory::ItemHistory(World& world, const AccountId& account) {
    world.history(stream_of(account), [&](const RecordedEvent& recorded) { add(recorded.event); });
}

void ItemHistory::allocate(const std::vector<AllocationLine>& lines, Date day, bool given_back) {
    for (const AllocationLine& line : lines)
        item(line.document, line.sa)
            .changes.push_back({day, given_back ? line.amount : -line.amount, line.source.document});
}

// Arranged debt is not asked for; its instalments are never charged for being late while the arrangement stands.
void ItemHistory::arrange(const Event& event) {
    if (const auto* granted = get_if<ArrangementGranted>(&event)) {
        for (const ArrangedPart& part : granted->items)
            item(part.document, part.sa)
                .changes.push_back({granted->financial.effective_date, -part.amount, granted->arrangement});
    } else if (const auto* billed = get_if<ArrangementInstalmentBilled>(&event)) {
        for (const ArrangedPart& line : billed->lines) {
            Item& instalment = item(billed->instalment, line.sa);
            instalment.changes.push_back({{}, line.amount, billed->instalment});
            instalment.arranged_by = billed->arrangement;
        }
    } else if (const auto* broken = get_if<ArrangementBroken>(&event)) {
        const Date day = broken->financial.effective_date;
        for (const ArrangedPart& part : broken->restored)
            item(part.document, part.sa).changes.push_back({day, part.amount, broken->arrangement});
        for (const ReturnedPart& part : broken->returned) {
            item(part.instalment, part.sa).changes.push_back({day, -part.amount, broken->arrangement});
            item(part.document, part.sa).changes.push_back({day, part.amount, broken->arrangement});
        }
        end_arrangement(broken->arrangement, day);
    } else if (const auto* kept = get_if<ArrangementKept>(&event)) {
        end_arrangement(kept->arrangement, kept->kept_on);
    }
}

void ItemHistory::end_arrangement(const DocumentId& arrangement, Date day) {
    for (auto& [key, one] : items_)
        if (one.arranged_by == arrangement) one.arranged_until = day;
}

template <class WriteOff>
void ItemHistory::settle(const WriteOff& event, const DocumentId& by, bool opened) {
    for (const WriteOffLine& line : event.lines)
        item(line.document, line.sa)
            .changes.push_back({event.financial.effective_date, opened ? line.amount : -line.amount, by});
}

void ItemHistory::resolve(const DisputeResolved& event) {
    Item& disputed = item(event.document, event.sa);
    if (event.outcome == DisputeOutcome::rejected) {
        for (Doubt& doubt : disputed.doubts)
            if (doubt.dispute == event.dispute) doubt.until = event.resolved_on;
        return;
    }
    // What was not owed was never owed: the credit stands in place of the dispute.
    std::erase_if(disputed.doubts, [&](const Doubt& doubt) { return doubt.dispute == event.dispute; });
    for (Change& change : disputed.changes)
        if (change.by == event.settled_by) change.never_owed = true;
}

// What was asked for in addition is not late before its own due date is over. With a bill that was taken back, what was
// synced of it was never asked for.
void ItemHistory::sync(const CurrentSynced& event) {
    for (const SyncedItem& one : event.items) {
        Date day = one.more_due_on.is_set() ? one.more_due_on + 1 : event.financial.effective_date;
        if (event.cause == SyncCause::invoice_taken_back) day = {};
        item(one.document, one.sa).changes.push_back({day, one.amount, {}});
    }
}

void ItemHistory::add(const Event& event) {
    visit(
        [&](const auto& change) {
            using Changing = std::remove_cvref_t<decltype(change)>;
            if constexpr (requires { Changing::changes; })
                item(change.*Changing::changes.document, change.*Changing::changes.sa)
                    .changes.push_back({{}, change.financial.current, change.*Changing::ar_document});
            if constexpr (
                requires { change.lines.front().component_kind; } && requires { Changing::changes; }) {
                Item& charged = item(change.*Changing::changes.document, change.*Changing::changes.sa);
                for (const BillLine& line : change.lines) {
                    charged.charged += line.amount.minor;
                    if (line.component_kind == ComponentKind::tax) charged.tax += line.amount.minor;
                }
            }
        },
        event);
    if (const auto* allocated = get_if<CreditAllocated>(&event)) {
        allocate(allocated->lines, allocated->financial.effective_date, false);
    } else if (const auto* undone = get_if<CreditDeallocated>(&event)) {
        allocate(undone->lines, undone->financial.effective_date, true);
    } else if (const auto* released = get_if<CreditReleased>(&event)) {
        item(released->document, released->sa)
            .changes.push_back({released->financial.effective_date, released->amount, released->document});
    } else if (const auto* applied = get_if<DepositApplied>(&event)) {
        for (const auto& line : applied->lines)
            item(line.document, line.sa)
                .changes.push_back({applied->financial.effective_date, -line.amount, applied->deposit});
    } else if (const auto* posted = get_if<AdjustmentPosted>(&event)) {
        if (posted->amount > Money{})
            item(posted->adjustment, posted->sa).changes.push_back({{}, posted->amount, posted->adjustment});
        if (!posted->to_target.is_zero())
            item(posted->target, posted->target_sa)
                .changes.push_back({posted->financial.effective_date, -posted->to_target, posted->adjustment});
    } else if (const auto* cancelled = get_if<AdjustmentCancelled>(&event)) {
        if (cancelled->amount > Money{})
            item(cancelled->adjustment, cancelled->sa)
                .changes.push_back({{}, -cancelled->amount, cancelled->adjustment});
        if (!cancelled->to_target.is_zero())
            item(cancelled->target, cancelled->target_sa)
                .changes.push_back({cancelled->financial.effective_date, cancelled->to_target, {}});
    } else if (const auto* written_off = get_if<WrittenOff>(&event)) {
        settle(*written_off, written_off->write_off, false);
    } else if (const auto* opened_again = get_if<WriteOffReversed>(&event)) {
        settle(*opened_again, opened_again->write_off, true);
    } else if (const auto* moved_out = get_if<BalanceTransferredOut>(&event)) {
        item(moved_out->document, moved_out->sa)
            .changes.push_back({moved_out->financial.effective_date, -moved_out->amount, moved_out->transfer});
    } else if (const auto* moved_in = get_if<BalanceTransferredIn>(&event)) {
        item(moved_in->transfer, moved_in->sa)
            .changes.push_back({moved_in->financial.effective_date, moved_in->amount, moved_in->transfer});
    } else if (const auto* synced = get_if<CurrentSynced>(&event)) {
        sync(*synced);
    } else if (const auto* assessed = get_if<LateChargeAssessed>(&event)) {
        charges_.push_back(*assessed);
    } else if (const auto* fallen = get_if<LateChargeCancelled>(&event)) {
        std::erase_if(charges_, [&](const LateChargeAssessed& one) { return one.charge == fallen->charge; });
    } else if (const auto* opened = get_if<DisputeOpened>(&event)) {
        item(opened->document, opened->sa).doubts.push_back({opened->dispute, opened->opened_on, {}, opened->amount});
    } else if (const auto* resolved = get_if<DisputeResolved>(&event)) {
        resolve(*resolved);
    } else {
        arrange(event);
    }
}

const ItemHistory::Item* ItemHistory::find(const DocumentId& document, const ServiceAgreementId& sa) const {
    const auto found = items_.find({document.str(), sa.str()});
    return found == items_.end() ? nullptr : &found->second;
}

// What was disputed then and what was never owed are often the same part: the two are not taken off together.
Int128 ItemHistory::undisputed_at(const Item& item, Date day, bool end_of_day) {
    const auto counts = [&](Date since) { return end_of_day ? since <= day : since < day; };
    if (!item.arranged_by.empty() && (!item.arranged_until.is_set() || !counts(item.arranged_until))) return 0;
    Int128 owed = 0, accepted = 0;
    for (const Change& change : item.changes) {
        if (change.never_owed || counts(change.day)) owed += change.amount.minor;
        if (counts(change.day)) accepted += change.amount.minor;
    }
    for (const Doubt& doubt : item.doubts)
        if (counts(doubt.from) && (!doubt.until.is_set() || doubt.until > day)) accepted -= doubt.amount.minor;
    return std::max(std::min(owed, accepted), Int128{0});
}

Money ItemHistory::undisputed(const DocumentId& document, const ServiceAgreementId& sa, Date day, At at) const {
    const Item* found = find(document, sa);
    if (!found) return {};
    Int128 amount = undisputed_at(*found, day, true);
    if (at == At::either_end) amount = std::max(amount, undisputed_at(*found, day, false));
    return Money{static_cast<std::int64_t>(amount)};
}

Money ItemHistory::without_tax(const DocumentId& document, const ServiceAgreementId& sa, Money amount) const {
    const Item* found = find(document, sa);
    if (!found || found->charged <= 0 || found->tax <= 0) return amount;
    const Int128 tax = divide(Int128{amount.minor} * found->tax, found->charged, Rounding::half_away_from_zero);
    return amount - Money{static_cast<std::int64_t>(tax)};
}

std::vector<Date> ItemHistory::changes(const DocumentId& document, const ServiceAgreementId& sa, Period days,
                                       At at) const {
    std::vector<Date> at_days;
    const Item* found = find(document, sa);
    if (!found) return at_days;
    const auto add_one = [&](Date day) {
        if (day > days.from && day < days.until) at_days.push_back(day);
    };
    const auto add = [&](Date day) {
        if (!day.is_set()) return;
        add_one(day);
        if (at == At::either_end) add_one(day + 1);
    };
    for (const Change& change : found->changes) add(change.day);
    add(found->arranged_until);
    for (const Doubt& doubt : found->doubts) {
        add(doubt.from);
        add(doubt.until);
    }
    std::sort(at_days.begin(), at_days.end());
    at_days.erase(std::unique(at_days.begin(), at_days.end()), at_days.end());
    return at_days;
}

}  // namespace tally::domain
