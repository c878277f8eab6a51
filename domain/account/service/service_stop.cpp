// How service stops [rules 14, 15, 16]: requested, completed once the reads are there, withdrawn; moving out;
// closing.

#include <algorithm>

#include "domain/account/service/service.h"
#include "domain/account/service/service_steps.h"
#include "domain/core/check.h"
#include "domain/decide_on.h"

namespace tally::domain {

std::optional<Occupancy> next_tenant(Draft& draft, const ServiceAgreement& agreement) {
    if (agreement.service_point.empty()) return std::nullopt;
    const auto placed = find_service_point(draft, "service_point", agreement.service_point);
    TALLY_ASSERT(placed, "an agreement's service point exists");
    for (const Occupancy& other : placed->service_point->occupancies)
        if (other.sa != agreement.sa && other.from >= first_charge_day(agreement) &&
            !is_landlords(*placed->premise, other))
            return other;
    return std::nullopt;
}

namespace {

Decided<void> overlaps_next(const std::string& field, const std::string& value, const Occupancy& next) {
    return refuse(Rejection::occupancy_overlaps, field, value,
                  "Account " + next.account.str() + " starts there on " + to_string(next.from) +
                      ": withdraw or move that start first.");
}

// A start that is pending follows the stop before it [rule 28]: where they touch, or would, it is held back until the
// stop has its day. What has begun is in the way.
Decided<void> hold_back_follower(Draft& draft, const OwnedAgreement& owned, Date stop_on, const std::string& field,
                                 const std::string& value) {
    const ServiceAgreement& agreement = owned.agreement;
    if (const auto next = next_tenant(draft, agreement); next && !is_landlords(draft, owned)) {
        const auto start = find_agreement(draft, next->sa);
        TALLY_ASSERT(start, "an occupancy has an agreement");
        const ServiceAgreement& coming = start->agreement;
        const bool touches = !stop_on.is_set() || coming.start_on <= stop_on || coming.start_on == agreement.stop_on ||
                             coming.start_on != coming.wanted_on;
        if (touches && coming.status == SaStatus::pending_start) hold_back_start(draft, *start, owned);
    }
    if (const auto next = next_tenant(draft, agreement); next && (!stop_on.is_set() || next->from <= stop_on))
        return overlaps_next(field, value, *next);
    return {};
}

}  // namespace

Decided<void> record_service_stop(Draft& draft, const StopService& command, const std::string& path) {
    const auto owned = known_agreement(draft, path + "sa", command.sa);
    TALLY_TRY(owned);
    const ServiceAgreement& agreement = owned->agreement;
    const Date stop_on = command.stop_on.is_set() ? command.stop_on : agreement.stop_on;
    if (!stop_on.is_set()) return refuse(Rejection::field_missing, path + "stop_on", "", "Give the last day charged.");
    TALLY_TRY(not_far_ahead(command.stop_on, path + "stop_on", draft.context().today, service_days_ahead_max));
    const bool same_day = agreement.stop_on == stop_on;
    switch (agreement.status) {
        case SaStatus::active:
        case SaStatus::pending_stop:
            break;
        case SaStatus::stopped:
        case SaStatus::closed:
        case SaStatus::reactivated:
            if (same_day) {
                TALLY_TRY(check_reads_taken(agreement.stop_reads, command.stop_reads, path + "stop_reads"));
                return already_so(agreement.life_position);
            }
            [[fallthrough]];
        case SaStatus::pending_start:
        case SaStatus::cancelled:
            return refuse(Rejection::sa_not_active, path + "sa", command.sa.str(),
                          "It is " + std::string{name_of(agreement.status)} +
                              (agreement.status == SaStatus::pending_start ? ": withdraw the start instead."
                                                                           : ": only an active agreement stops."));
    }
    if (agreement.service_point.empty() && !command.stop_reads.empty())
        return refuse(Rejection::field_invalid, path + at("stop_reads", 0) + ".channel",
                      command.stop_reads.front().channel.str(), "The agreement has no service point to read.");
    const std::size_t before = draft.next_position();
    if (!same_day) TALLY_TRY(hold_back_follower(draft, *owned, stop_on, path + "stop_on", to_string(stop_on)));
    if (agreement.stop_on.is_set() && !same_day && !agreement.service_point.empty())
        TALLY_TRY(withdraw_reversion(draft, agreement.service_point, occupies_until(agreement), path + "stop_on"));
    TALLY_TRY(end_service(draft, command.sa, stop_on, command.stop_reads, path));
    if (draft.next_position() == before) {
        // A repeated request without news; a request that still lacks its reads says so.
        if (command.stop_reads.empty() && command.stop_on.is_set()) return already_so(agreement.life_position);
        return refuse(Rejection::stop_read_missing, path + "stop_reads", command.sa.str(),
                      "Say what each register showed at the end of " + to_string(stop_on) + ".");
    }
    if (agreement.service_point.empty()) return {};
    ServiceAgreement ended = agreement;
    ended.stop_on = stop_on;
    return revert_to_landlord(draft, agreement.service_point, agreement.sa, occupies_until(ended));
}

Decided<Events> decide_on(const StopService& command, const Context& context) {
    Draft draft(context);
    TALLY_TRY(record_service_stop(draft, command, ""));
    return draft.take();
}

Decided<Events> decide_on(const WithdrawServiceStop& command, const Context& context) {
    Draft draft(context);
    const auto owned = known_agreement(draft, "sa", command.sa);
    TALLY_TRY(owned);
    const ServiceAgreement& agreement = owned->agreement;
    if (agreement.status != SaStatus::pending_stop)
        return refuse(Rejection::sa_not_pending_stop, "sa", command.sa.str(),
                      "It is " + std::string{name_of(agreement.status)} + ".");
    TALLY_TRY(hold_back_follower(draft, *owned, {}, "sa", command.sa.str()));
    if (!agreement.service_point.empty())
        TALLY_TRY(withdraw_reversion(draft, agreement.service_point, occupies_until(agreement), "sa"));
    draft.record(owned->account, ServiceStopWithdrawn{owned->account, agreement.sa});
    if (!agreement.service_point.empty())
        draft.record(agreement.premise, OccupancyEnded{agreement.service_point, owned->account, agreement.sa, {}});
    return draft.take();
}

namespace {
// Reads of an agreement that had stopped on that day already.
Decided<void> check_moved_reads(const ServiceAgreement& agreement, const std::vector<MoveRead>& reads) {
    for (std::size_t i = 0; i < reads.size(); ++i) {
        if (reads[i].service_point != agreement.service_point) continue;
        const InitialRead given{reads[i].channel, reads[i].value};
        auto taken = check_reads_taken(agreement.stop_reads, {&given, 1}, "reads");
        if (taken) continue;
        taken.error().field = at("reads", i) + ".value";
        return taken;
    }
    return {};
}
}  // namespace

Decided<Events> decide_on(const MoveOut& command, const Context& context) {
    Draft draft(context);
    TALLY_TRY(check_id("account", command.account));
    const AccountState* account = draft.account(command.account);
    if (!account)
        return refuse(Rejection::account_unknown, "account", command.account.str(), "Open the account first.");
    TALLY_TRY(check_id("premise", command.premise));
    if (!draft.premise(command.premise))
        return refuse(Rejection::premise_unknown, "premise", command.premise.str(), "Name a location.");
    if (!command.stop_on.is_set()) return refuse(Rejection::field_missing, "stop_on", "", "Give the last day charged.");
    TALLY_TRY(not_far_ahead(command.stop_on, "stop_on", context.today, service_days_ahead_max));

    const std::vector<ServiceAgreement> agreements = account->agreements;
    std::vector<bool> used(command.reads.size());
    std::uint64_t already = 0;
    bool any = false;
    for (const ServiceAgreement& agreement : agreements) {
        if (agreement.premise != command.premise) continue;
        if (agreement.status == SaStatus::cancelled) continue;
        if (agreement.status == SaStatus::pending_start) {
            TALLY_TRY(record_start_withdrawal(draft, *find_agreement(draft, agreement.sa), "premise"));
            any = true;
            continue;
        }
        StopService stop{agreement.sa, command.stop_on, {}};
        for (std::size_t i = 0; i < command.reads.size(); ++i) {
            if (command.reads[i].service_point != agreement.service_point) continue;
            stop.stop_reads.push_back({command.reads[i].channel, command.reads[i].value});
            used[i] = true;
        }
        // One that had stopped before the move stays as it is.
        if (agreement.status != SaStatus::active && agreement.status != SaStatus::pending_stop) {
            if (agreement.stop_on != command.stop_on) continue;
            TALLY_TRY(check_moved_reads(agreement, command.reads));
            already = std::max(already, agreement.life_position);
            continue;
        }
        any = true;
        auto stopped = record_service_stop(draft, stop, "");
        if (!stopped && stopped.error().rejection == Rejection::already_so)
            already = std::max(already, stopped.error().position);
        else
            TALLY_TRY(stopped);
    }
    for (std::size_t i = 0; i < used.size(); ++i)
        if (!used[i])
            return refuse(Rejection::service_point_unknown, at("reads", i) + ".service_point",
                          command.reads[i].service_point.str(), "Name a service point that the account has there.");
    if (draft.empty() && already > 0) return already_so(already);
    if (!any)
        return refuse(Rejection::account_has_no_service_agreement, "premise", command.premise.str(),
                      "The account has no service there to stop.");
    // What is supplied nowhere, such as trash, stops with the last service that is supplied somewhere.
    const auto& now = draft.account(command.account)->agreements;
    const bool lives_on = std::any_of(now.begin(), now.end(), [](const ServiceAgreement& agreement) {
        return !agreement.service_point.empty() &&
               (agreement.status == SaStatus::active || agreement.status == SaStatus::pending_start);
    });
    if (!lives_on)
        for (const ServiceAgreement& agreement : agreements)
            if (agreement.service_point.empty() && agreement.status == SaStatus::active &&
                agreement.start_on <= command.stop_on)
                TALLY_TRY(record_service_stop(draft, {agreement.sa, command.stop_on, {}}, ""));
    if (draft.empty()) return already_so(already);
    return draft.take();
}

void close_or_reactivate(Draft& draft, const AccountId& id) {
    const AccountState* account = draft.account(id);
    TALLY_ASSERT(account, "the account whose money moved exists");
    std::vector<ServiceAgreementId> closes, reopens;
    for (const ServiceAgreement& agreement : account->agreements) {
        const bool ended = agreement.status == SaStatus::stopped || agreement.status == SaStatus::reactivated;
        if (!(ended && agreement.final_billed) && agreement.status != SaStatus::closed) continue;
        const bool open = std::any_of(account->items.begin(), account->items.end(),
                                      [&](const OpenItem& item) { return item.sa == agreement.sa; });
        if (ended && !open) closes.push_back(agreement.sa);
        if (!ended && open) reopens.push_back(agreement.sa);
    }
    for (const ServiceAgreementId& sa : closes) draft.record(id, ServiceClosed{id, sa});
    for (const ServiceAgreementId& sa : reopens) draft.record(id, ServiceReactivated{id, sa});
}

}  // namespace tally::domain
