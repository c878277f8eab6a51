#include "domain/account/receivables/deposits/deposit_review.h"

#include <algorithm>
#include <map>

#include "domain/account/receivables/arrangements/events.h"
#include "domain/account/receivables/deposits/deposit_interest.h"
#include "domain/core/check.h"

namespace tally::domain {

namespace {

// What the account's history says of how it pays and what it is billed.
class PaymentRecord {
  public:
    PaymentRecord(World& world, const AccountId& account) {
        world.history(stream_of(account), [&](const RecordedEvent& recorded) { add(recorded.event); });
    }

    // Bills that were due from that day on and before `on`, of which something was open at the end of their due date.
    [[nodiscard]] std::uint32_t late_bills(const ServiceAgreementId& sa, Date from, Date on) const {
        std::map<std::string, bool> late;
        for (const auto& [key, item] : items_) {
            if (!sa.empty() && key.second != sa.str()) continue;
            if (item.due < from || item.due >= on) continue;
            Int128 open = 0;
            for (const auto& [day, amount] : item.changes)
                if (day <= item.due) open += amount.minor;
            if (open > 0) late[key.first] = true;
        }
        return static_cast<std::uint32_t>(late.size());
    }
    [[nodiscard]] std::uint32_t returned_tenders(Date from, Date on) const {
        return static_cast<std::uint32_t>(
            std::count_if(returned_.begin(), returned_.end(), [&](Date day) { return day >= from && day <= on; }));
    }
    [[nodiscard]] Money billed(const ServiceAgreementId& sa, Date after, Date on) const {
        Money sum;
        for (const Billed& one : billed_)
            if ((sa.empty() || one.sa == sa) && one.day > after && one.day <= on) sum += one.total;
        return sum;
    }
    // Unset: nothing was billed.
    [[nodiscard]] Date first_charge_day(const ServiceAgreementId& sa) const {
        Date first;
        for (const Billed& one : billed_)
            if ((sa.empty() || one.sa == sa) && one.from.is_set() && (!first.is_set() || one.from < first))
                first = one.from;
        return first;
    }

  private:
    struct Item {
        Date due;
        std::vector<std::pair<Date, Money>> changes;
    };
    struct Billed {
        ServiceAgreementId sa;
        Date day;
        Date from;
        Money total;
    };

    template <class Charge>
    void charge(const Charge& event) {
        Item& item = items_[{event.invoice.str(), event.sa.str()}];
        if (!item.due.is_set()) item.due = event.financial.ages_from;
        change(event.invoice, event.sa, event.financial.effective_date, event.financial.current);
    }
    // Of documents that are no bills nothing is kept.
    void change(const DocumentId& document, const ServiceAgreementId& sa, Date day, Money amount) {
        const auto found = items_.find({document.str(), sa.str()});
        if (found != items_.end()) found->second.changes.emplace_back(day, amount);
    }
    template <class Lines>
    void pay(const Lines& lines, Date day, bool back) {
        for (const auto& line : lines) change(line.document, line.sa, day, back ? line.amount : -line.amount);
    }

    void add(const Event& event) {
        if (const auto* frozen = get_if<BillSegmentFrozen>(&event)) {
            charge(*frozen);
            billed_.push_back({frozen->sa, frozen->financial.effective_date, frozen->from, frozen->total});
        } else if (const auto* cancelled = get_if<BillSegmentCancelled>(&event)) {
            // The bill was wrong: it counts neither as late nor as billed.
            change(cancelled->invoice, cancelled->sa, {}, cancelled->financial.current);
            billed_.push_back({cancelled->sa, cancelled->financial.effective_date, {}, cancelled->total});
        } else if (const auto* special = get_if<SpecialChargeBilled>(&event)) {
            charge(*special);
        } else if (const auto* taken_back = get_if<SpecialChargeCancelled>(&event)) {
            change(taken_back->invoice, taken_back->sa, {}, taken_back->total);
        } else if (const auto* allocated = get_if<CreditAllocated>(&event)) {
            pay(allocated->lines, allocated->financial.effective_date, false);
        } else if (const auto* undone = get_if<CreditDeallocated>(&event)) {
            pay(undone->lines, undone->financial.effective_date, true);
        } else if (const auto* applied = get_if<DepositApplied>(&event)) {
            pay(applied->lines, applied->financial.effective_date, false);
        } else if (const auto* granted = get_if<ArrangementGranted>(&event)) {
            pay(granted->items, granted->financial.effective_date, false);  // Not asked for, so not late.
        } else if (const auto* broken = get_if<ArrangementBroken>(&event)) {
            pay(broken->restored, broken->financial.effective_date, true);
            pay(broken->returned, broken->financial.effective_date, true);
        } else if (const auto* adjusted = get_if<AdjustmentPosted>(&event)) {
            if (!adjusted->to_target.is_zero())
                change(adjusted->target, adjusted->target_sa, adjusted->financial.effective_date, -adjusted->to_target);
        } else if (const auto* tender = get_if<TenderCancelled>(&event)) {
            if (tender->nsf) returned_.push_back(tender->financial.effective_date);
        }
    }

    std::map<std::pair<std::string, std::string>, Item> items_;
    std::vector<Date> returned_;
    std::vector<Billed> billed_;
};

Date months_before(Date day, std::uint16_t months) {
    return add_months(day, -static_cast<int>(months), ymd(day).day);
}

RecommendedDeposit recommend(const PaymentRecord& record, const DepositClass& row, const ServiceAgreementId& sa,
                             Date on) {
    RecommendedDeposit recommended;
    recommended.bills = row.recommended_bills;
    recommended.billed = record.billed(sa, months_before(on, row.recommended_months), on);
    const Date first = record.first_charge_day(sa);
    if (!first.is_set()) return recommended;
    std::uint16_t months = 1;
    while (months < row.recommended_months && add_months(first, months + 1, ymd(first).day) <= on) ++months;
    recommended.months = months;
    if (recommended.billed <= Money{}) return recommended;
    const Int128 amount =
        divide(Int128{recommended.billed.minor} * row.recommended_bills, Int128{months}, Rounding::half_away_from_zero);
    recommended.amount = Money{static_cast<std::int64_t>(std::min(amount, Int128{largest_amount.minor}))};
    return recommended;
}

bool owes_overdue(const AccountState& account, Date on) {
    return std::any_of(account.items.begin(), account.items.end(),
                       [&](const OpenItem& item) { return item.current_open > Money{} && item.ages_from < on; });
}

// Whether it is to be given back, and why.
void test_refund(ReviewedDeposit& reviewed, const AccountState& account, const DepositClass& row, Date on) {
    if (!reviewed.held_since.is_set()) {
        reviewed.why = "Nothing is held.";
    } else if (!reviewed.test_on.is_set()) {
        reviewed.why = "Its class gives it back when the service ends.";
    } else if (on < reviewed.test_on) {
        reviewed.why = "Held since " + to_string(reviewed.held_since) + ": it may be refunded from " +
                       to_string(reviewed.test_on) + " on.";
    } else if (reviewed.late_bills + reviewed.returned_tenders > reviewed.delinquencies_allowed) {
        reviewed.why = std::to_string(reviewed.late_bills) + " bills paid late and " +
                       std::to_string(reviewed.returned_tenders) + " tenders returned in the last " +
                       std::to_string(row.refund_months) + " months; " +
                       std::to_string(reviewed.delinquencies_allowed) + " are allowed.";
    } else if (owes_overdue(account, on)) {
        reviewed.why = "Something is overdue.";
    } else {
        reviewed.due_for_refund = true;
        reviewed.why = "Held since " + to_string(reviewed.held_since) + ", and in the last " +
                       std::to_string(row.refund_months) + " months no more was paid late than is allowed.";
    }
}

}  // namespace

RecommendedDeposit recommended_deposit(World& world, const AccountId& account, const DepositClass& row,
                                       const ServiceAgreementId& sa, Date on) {
    return recommend(PaymentRecord(world, account), row, sa, on);
}

Decided<std::vector<ReviewedDeposit>> review_deposits(World& world, const AccountId& id, Date on) {
    std::vector<ReviewedDeposit> all;
    const AccountDeposits deposits = world.deposits_of(id);
    if (deposits.deposits.empty()) return all;
    const SettingsState settings = world.settings();
    const AccountState account = *world.account(id);
    const PaymentRecord record(world, id);
    for (const HeldDeposit& deposit : deposits.deposits) {
        ReviewedDeposit reviewed;
        reviewed.deposit = deposit.deposit;
        const DepositClass* row = settings.deposit_class(deposit.deposit_class, on);
        if (!row) row = settings.deposit_class(deposit.deposit_class);
        TALLY_ASSERT(row, "a deposit is billed of a class that is defined, and rows stay");
        for (const DepositLot& lot : deposit.lots)
            if (!reviewed.held_since.is_set() || lot.received_on < reviewed.held_since)
                reviewed.held_since = lot.received_on;
        const auto interest = interest_of(settings, deposit, on);
        TALLY_TRY(interest);
        for (const CountedInterest& part : *interest) reviewed.not_counted += part.amount;
        if (reviewed.held_since.is_set() && row->refund_months > 0)
            reviewed.test_on = add_months(reviewed.held_since, row->refund_months, ymd(reviewed.held_since).day);
        const Date from = months_before(on, row->refund_months);
        reviewed.late_bills = record.late_bills(deposit.sa, from, on);
        reviewed.returned_tenders = record.returned_tenders(from, on);
        reviewed.delinquencies_allowed = row->delinquencies_allowed;
        test_refund(reviewed, account, *row, on);

        reviewed.recommended = recommend(record, *row, deposit.sa, on);
        for (const HeldDeposit& other : deposits.deposits)
            if (other.deposit_class == deposit.deposit_class && other.sa == deposit.sa)
                reviewed.in_place += other.cash() + other.open;
        const Money missing = reviewed.recommended.amount - reviewed.in_place;
        const auto tolerated = percentage(row->tolerance, reviewed.recommended.amount, Rounding::half_away_from_zero);
        if (missing > tolerated.value_or(Money{})) reviewed.ask_more = missing;
        all.push_back(std::move(reviewed));
    }
    return all;
}

}  // namespace tally::domain
