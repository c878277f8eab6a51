#include "domain/account/receivables/unclaimed/unclaimed_steps.h"

#include <algorithm>

#include "domain/account/command_checks.h"

namespace tally::domain {

namespace {

// Keeps the latest; of one day, what was said last.
class LatestAct {
  public:
    explicit LatestAct(Dormancy& dormancy) : dormancy_(dormancy) {}
    void at(Date on, DormancyStart start, const DocumentId& document = {}) {
        if (!on.is_set() || (dormancy_.since.is_set() && on < dormancy_.since)) return;
        dormancy_.since = on;
        dormancy_.start = start;
        dormancy_.document = document;
    }
    void see(const Event& event) {
        if (const auto* paid = get_if<PaymentPosted>(&event))
            at(paid->received_on, DormancyStart::payment, DocumentId{paid->payment.str()});
        // A statement without an invoice is the utility's alone: it says what lies there.
        else if (const auto* billed = get_if<InvoiceIssued>(&event))
            at(billed->bill_date, DormancyStart::final_bill, billed->invoice);
        else if (const auto* spoke = get_if<ActivityRecorded>(&event)) {
            if (spoke->direction == CommunicationDirection::in)
                at(spoke->happened_on, DormancyStart::contact, spoke->entry);
        } else if (const auto* adjusted = get_if<AdjustmentPosted>(&event)) {
            if (adjusted->to_unapplied > Money{})
                at(adjusted->financial.effective_date, DormancyStart::credit_given, adjusted->adjustment);
        } else if (const auto* released = get_if<CreditReleased>(&event))
            at(released->financial.effective_date, DormancyStart::credit_given, released->document);
        else if (const auto* received = get_if<CreditTransferredIn>(&event))
            at(received->financial.effective_date, DormancyStart::credit_given, received->transfer);
        else if (const auto* disputed = get_if<DisputeOpened>(&event))
            at(disputed->opened_on, DormancyStart::dispute, disputed->dispute);
        else if (const auto* enrolled = get_if<AutopayEnrolled>(&event))
            at(enrolled->enrolled_on, DormancyStart::authorisation, enrolled->mandate);
        else if (const auto* reclaimed = get_if<EscheatReclaimed>(&event))
            at(reclaimed->financial.effective_date, DormancyStart::reclaimed, reclaimed->escheat);
        else if (const auto* cancelled = get_if<UnclaimedNoticeCancelled>(&event))
            at(cancelled->cancelled_on, DormancyStart::notice_cancelled, cancelled->notice);
    }

  private:
    Dormancy& dormancy_;
};

tl::unexpected<Refusal> comes_first(std::string what) {
    return refuse(Rejection::account_has_open_matter, "account", "", std::move(what));
}

}  // namespace

bool is_over(const ServiceAgreement& agreement) {
    switch (agreement.status) {
        case SaStatus::pending_start:
        case SaStatus::active:
        case SaStatus::pending_stop:
            return false;
        case SaStatus::stopped:
            return agreement.final_billed;
        case SaStatus::closed:
        case SaStatus::reactivated:
        case SaStatus::cancelled:
            return true;
    }
    return false;
}

bool all_is_over(const AccountState& account) {
    return !account.agreements.empty() && std::all_of(account.agreements.begin(), account.agreements.end(), is_over);
}

Code jurisdiction_of(World& world, const AccountState& account) {
    const ServiceAgreement* last = nullptr;
    for (const ServiceAgreement& one : account.agreements)
        if (!one.premise.empty() && (!last || last->stop_on <= one.stop_on)) last = &one;
    const PremiseState* premise = last ? world.premise(last->premise) : nullptr;
    return premise ? premise->jurisdiction : Code{};
}

Decided<Dormancy> dormancy_of(World& world, const AccountState& account, Date on) {
    Dormancy dormancy;
    dormancy.jurisdiction = jurisdiction_of(world, account);
    const UnclaimedPolicy* policy = world.settings().unclaimed_policy(dormancy.jurisdiction, on);
    if (!policy)
        return refuse(Rejection::unclaimed_policy_missing, "account", account.account.str(),
                      "No policy of unclaimed property is in force " +
                          (dormancy.jurisdiction.empty() ? std::string{"for accounts without a jurisdiction"}
                                                         : "in " + dormancy.jurisdiction.str()) +
                          " on " + to_string(on) + ": send settings.define_unclaimed_policy.");
    dormancy.policy = policy->code;
    const std::uint16_t months = policy->dormancy_months;
    LatestAct latest(dormancy);
    latest.at(account.opened_on, DormancyStart::service_ended);
    for (const ServiceAgreement& one : account.agreements)
        latest.at(one.stop_on, DormancyStart::service_ended, DocumentId{one.sa.str()});
    world.history(stream_of(account.account), [&](const RecordedEvent& recorded) { latest.see(recorded.event); });
    dormancy.dormant_on = add_months(dormancy.since, months, ymd(dormancy.since).day);
    return dormancy;
}

Decided<void> check_nothing_comes_first(World& world, const AccountState& account, Date on) {
    if (account.open_disputes > 0)
        return refuse(Rejection::item_disputed, "account", account.account.str(),
                      "It has an open dispute: resolve it first by dispute.resolve.");
    if (account.open_arrangements > 0 || !world.arrangements_of(account.account).pending.empty())
        return comes_first("A payment arrangement stands or waits for approval: it is kept, ended or rejected first.");
    if (!account.pending_adjustments.empty())
        return comes_first("Adjustment " + account.pending_adjustments.front().request.adjustment.str() +
                           " waits for approval: approve or reject it first.");
    if (!account.pending_charges.empty())
        return comes_first("A special charge waits for a bill: bill or remove it first.");
    if (std::any_of(account.items.begin(), account.items.end(),
                    [](const OpenItem& item) { return item.payoff_open > Money{}; }))
        return comes_first("Something of it is open: its credit and deposits pay that first.");
    for (const Protection& one : world.collections_of(account.account).protections) {
        const ProtectionType* type = world.settings().protection_type(one.protection_type, on);
        if (one.holds(on) && type && type->debt_before)
            return refuse(Rejection::customer_is_protected, "account", account.account.str(),
                          "Protection " + one.protection.str() + " (" + one.protection_type.str() +
                              ") holds: what it has belongs to the estate.");
    }
    return {};
}

Decided<Dormancy> unclaimed_property(World& world, const AccountState& account, Date on) {
    if (held_property(account).total().is_zero()) {
        const bool on_hold = !account.unapplied.empty();
        return refuse(Rejection::nothing_unclaimed, "account", account.account.str(),
                      on_hold ? "All its credit is on hold." : "It has neither unapplied credit nor a deposit.");
    }
    if (!all_is_over(account))
        return refuse(Rejection::account_still_supplied, "account", account.account.str(),
                      "Its credit pays its next bills: only what is left after the last bill lies unclaimed.");
    auto dormancy = dormancy_of(world, account, on);
    TALLY_TRY(dormancy);
    if (on < dormancy->dormant_on)
        return refuse(Rejection::not_dormant, "account", account.account.str(),
                      "Counted from " + to_string(dormancy->since) + " it is dormant on " +
                          to_string(dormancy->dormant_on) + ": ask on that day or later.");
    TALLY_TRY(check_nothing_comes_first(world, account, on));
    return dormancy;
}

bool stands(const StandingNotice& notice, const Dormancy& dormancy) {
    return !notice.notice.empty() && dormancy.dormant_on <= notice.noticed_on;
}

EscheatReport report_of(const UnclaimedPolicy& policy, Date on) {
    const int year = ymd(on).year;
    Date due = day_of_month(year, policy.report_on.month, policy.report_on.day);
    if (due < on) due = day_of_month(year + 1, policy.report_on.month, policy.report_on.day);
    return {Code{policy.code.str() + "-" + std::to_string(ymd(due).year)}, due};
}

Decided<UnclaimedStep> next_unclaimed_step(World& world, const AccountState& account, Date on) {
    const auto dormancy = unclaimed_property(world, account, on);
    TALLY_TRY(dormancy);
    const UnclaimedPolicy* policy = world.settings().unclaimed_policy(dormancy->jurisdiction, on);
    if (!policy || held_property(account).total() < policy->least_notice) return UnclaimedStep::escheat;
    const StandingNotice& notice = world.unclaimed_of(account.account).notice;
    if (!stands(notice, *dormancy)) return UnclaimedStep::send_notice;
    return on < notice.escheats_on ? UnclaimedStep::wait_for_owner : UnclaimedStep::escheat;
}

}  // namespace tally::domain
