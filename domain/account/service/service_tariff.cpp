// An agreement's tariffs: which one prices a day, and the change to another.

#include "domain/account/service/service.h"
#include "domain/account/service/service_steps.h"
#include "domain/core/check.h"
#include "domain/decide_on.h"
#include "domain/made_so.h"

namespace tally::domain {

const TariffId& ServiceAgreement::tariff_on(Date day) const {
    for (const EarlierTariff& each : earlier_tariffs)
        if (day < each.until) return each.tariff;
    return tariff;
}

Decided<Events> decide_on(const ChangeServiceTariff& command, const Context& context) {
    World& world = context.world;
    const auto owned = known_agreement(world, "sa", command.sa);
    TALLY_TRY(owned);
    const ServiceAgreement& agreement = owned->agreement;
    if (agreement.status == SaStatus::pending_start)
        return refuse(Rejection::sa_not_active, "sa", command.sa.str(),
                      "It is pending start: withdraw the start, and start it at the other tariff.");
    if (agreement.status == SaStatus::cancelled)
        return refuse(Rejection::sa_not_active, "sa", command.sa.str(), "It is cancelled: nothing is priced.");
    TALLY_TRY(check_id("tariff", command.tariff));
    if (!command.from.is_set())
        return refuse(Rejection::field_missing, "from", "", "Give the first day at the tariff.");
    TALLY_TRY(near_day(command.from, "from", context.today, service_days_ahead_max));
    const bool last_change =
        agreement.earlier_tariffs.empty() || agreement.earlier_tariffs.back().until <= command.from;
    if (last_change && agreement.tariff == command.tariff)
        return already_so(position_since(world, stream_of(owned->account), [&](const Event& event) {
            if (is_of<ServiceStartRequested>(event, [&](const auto& start) { return start.sa == command.sa; }))
                return std::optional(get<ServiceStartRequested>(event).tariff == command.tariff);
            if (is_of<ServiceTariffChanged>(event, [&](const auto& change) { return change.sa == command.sa; }))
                return std::optional(get<ServiceTariffChanged>(event).tariff == command.tariff);
            return std::optional<bool>{};
        }));
    TALLY_TRY(open_day(agreement, command.from));
    if (!world.settings().sa_type(agreement.sa_type, command.from))
        return refuse(
            Rejection::code_unknown, "sa", agreement.sa_type.str(),
            "Its kind is not in force on " + to_string(command.from) + ": send settings.define_sa_type first.");
    const auto terms = check_terms(world, "", agreement.sa_type, command.tariff, command.from);
    TALLY_TRY(terms);
    if (terms->prices_usage && agreement.service_point.empty())
        return refuse(Rejection::field_invalid, "tariff", command.tariff.str(),
                      "It prices usage, and the agreement has no service point to measure it.");
    return Events{{stream_of(owned->account), ServiceTariffChanged{owned->account, agreement.sa, command.tariff,
                                                                   agreement.tariff_on(command.from), command.from}}};
}

}  // namespace tally::domain
