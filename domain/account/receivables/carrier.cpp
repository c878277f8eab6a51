#include "domain/account/receivables/carrier.h"

#include <tuple>

#include "domain/account/made_ids.h"
#include "domain/account/receivables/due_date.h"
#include "domain/account/rules_class.h"

namespace tally::domain {

namespace {
// Lower carries first.
int rank(SaStatus status) {
    switch (status) {
        case SaStatus::active:
        case SaStatus::pending_stop:
            return 0;
        case SaStatus::pending_start:
            return 1;
        case SaStatus::stopped:
        case SaStatus::reactivated:
            return 2;
        case SaStatus::closed:
            return 3;
        case SaStatus::cancelled:
            return 4;
    }
    return 4;
}

Date next_bill_date(const SettingsState& settings, const AccountState& account, Date today) {
    const BillCycleWindow* open = settings.window(account.bill_cycle, today);
    const auto billed_in = [&](const BillCycleWindow& window) {
        return account.last_bill_cycle == account.bill_cycle && account.last_bill_date >= window.window_start;
    };
    if (open && !billed_in(*open)) return today;
    Date next;
    for (const auto& entry : settings.bill_cycle_windows.entries) {
        const Date start = entry.row.window_start;
        if (entry.row.cycle != account.bill_cycle || start <= today || billed_in(entry.row)) continue;
        if (!next.is_set() || start < next) next = start;
    }
    return next.is_set() ? next : today;
}
}  // namespace

Decided<const ServiceAgreement*> named_or_only_agreement(const AccountState& account, const ServiceAgreementId& named,
                                                         std::string field) {
    if (!named.empty()) {
        const auto* agreement = account.agreement(named);
        if (!agreement)
            return refuse(Rejection::sa_unknown, std::move(field), named.str(),
                          "Name a service agreement of account " + account.account.str() + ".");
        if (agreement->status == SaStatus::cancelled)
            return refuse(Rejection::sa_closed, std::move(field), named.str(),
                          "It was cancelled before it began; name another of the account's service agreements.");
        return agreement;
    }
    const ServiceAgreement* only = nullptr;
    bool several = false;
    std::string choices;
    for (const ServiceAgreement& agreement : account.agreements) {
        if (agreement.status == SaStatus::cancelled) continue;
        choices += (choices.empty() ? "" : ", ") + agreement.sa.str();
        // One that is not closed is meant before any that is.
        const bool better = !only || (only->status == SaStatus::closed && agreement.status != SaStatus::closed);
        if (!better && (agreement.status == SaStatus::closed) != (only->status == SaStatus::closed)) continue;
        several = !better;
        only = &agreement;
    }
    if (!only)
        return refuse(Rejection::account_has_no_service_agreement, std::move(field), account.account.str(),
                      "Start a service on the account first.");
    if (several) return refuse(Rejection::field_missing, std::move(field), "", "Name one of " + choices + ".");
    return only;
}

const ServiceAgreement* fee_carrier(const AccountState& account) {
    const ServiceAgreement* best = nullptr;
    const auto before = [](const ServiceAgreement& a, const ServiceAgreement& b) {
        const int rank_a = rank(a.status), rank_b = rank(b.status);
        return std::tie(rank_a, a.pay_priority, a.sa) < std::tie(rank_b, b.pay_priority, b.sa);
    };
    for (const ServiceAgreement& agreement : account.agreements) {
        if (agreement.status == SaStatus::cancelled) continue;
        if (!best || before(agreement, *best)) best = &agreement;
    }
    return best;
}

Decided<Date> next_due_date(const SettingsState& settings, const AccountState& account, Date today) {
    const Date on = next_bill_date(settings, account, today);
    const CustomerClass* customer_class = settings.customer_class(rules_class_of(settings, account, on), on);
    if (!customer_class)
        return refuse(Rejection::code_unknown, "customer_class", account.customer_class.str(),
                      "Define the account's customer class from " + to_string(on) + " or before.");
    return due_date(settings, *customer_class, account.requested_due_day, on).date;
}

DocumentId next_special_charge(const AccountState& account) {
    return numbered_id<DocumentId>(account.account, special_charge_mark, account.charge_count + std::uint64_t{1});
}

}  // namespace tally::domain
