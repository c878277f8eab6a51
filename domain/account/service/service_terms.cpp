// How many of what its tariff prices an agreement is charged for, and with how many periods it is billed.

#include "domain/account/service/service.h"
#include "domain/account/service/service_steps.h"
#include "domain/core/check.h"
#include "domain/decide_on.h"
#include "domain/made_so.h"

namespace tally::domain {

Quantity ServiceAgreement::quantity_on(Date day) const {
    for (const EarlierQuantity& each : earlier_quantities)
        if (day < each.until) return each.quantity;
    return quantity;
}
std::uint16_t ServiceAgreement::periods_on(Date day) const {
    for (const EarlierFrequency& each : earlier_frequencies)
        if (day < each.until) return each.periods;
    return periods;
}

Decided<void> open_day(const ServiceAgreement& agreement, Date day) {
    if (day < first_charge_day(agreement))
        return refuse(Rejection::date_out_of_order, "from", to_string(day),
                      "The agreement is charged from " + to_string(first_charge_day(agreement)) +
                          ": give that day or a later one.");
    if (agreement.stop_on.is_set() && day > agreement.stop_on)
        return refuse(Rejection::date_out_of_order, "from", to_string(day),
                      "The agreement stops on " + to_string(agreement.stop_on) + ": give that day or an earlier one.");
    if (agreement.charged_until.is_set() && day < agreement.charged_until)
        return refuse(Rejection::usage_already_billed, "from", to_string(day),
                      "It is charged until " + to_string(agreement.charged_until) +
                          ": give that day or a later one, or take back the invoices of later days, the latest first "
                          "(invoice.reverse).");
    return {};
}

Decided<void> check_quantity(const std::string& field, Quantity quantity) {
    if (quantity.units <= 0)
        return refuse(Rejection::quantity_must_be_above_zero, field, to_string(quantity),
                      "Give how many there are, such as 3; where there are none any more, stop the service.");
    if (quantity > agreement_quantity_max)
        return refuse(Rejection::field_invalid, field, to_string(quantity),
                      "Give at most " + to_string(agreement_quantity_max) + ".");
    return {};
}
Decided<void> check_periods(const std::string& field, std::uint16_t periods, bool measured) {
    if (periods == 0 || periods > agreement_periods_max)
        return refuse(Rejection::field_invalid, field, std::to_string(periods),
                      "Give 1 for each bill, or up to " + std::to_string(agreement_periods_max) +
                          " normal periods that one bill charges.");
    if (periods > 1 && measured)
        return refuse(Rejection::frequency_needs_unmetered_service, field, std::to_string(periods),
                      "What is measured is billed with each bill: give 1, or a tariff that prices no usage.");
    return {};
}

void record_terms(Draft& draft, const AccountId& account, const ServiceAgreementId& sa, Quantity quantity,
                  std::uint16_t periods) {
    if (quantity != one_unit) draft.record(account, ServiceQuantityChanged{account, sa, quantity, one_unit, {}});
    if (periods != 1) draft.record(account, ServiceFrequencyChanged{account, sa, periods, 1, {}});
}

namespace {

Decided<OwnedAgreement> charged_agreement(World& world, const ServiceAgreementId& sa) {
    auto owned = known_agreement(world, "sa", sa);
    TALLY_TRY(owned);
    if (owned->agreement.status == SaStatus::cancelled)
        return refuse(Rejection::sa_not_active, "sa", sa.str(), "It is cancelled: nothing is charged.");
    return owned;
}

// Whether a meter or the tariff makes what it is charged depend on use.
Decided<bool> is_measured(World& world, const ServiceAgreement& agreement, Date on) {
    const auto terms = check_terms(world, "", agreement.sa_type, agreement.tariff_on(on), on);
    TALLY_TRY(terms);
    const PremiseState* premise = agreement.service_point.empty() ? nullptr : world.premise(agreement.premise);
    const ServicePointState* point = premise ? premise->service_point(agreement.service_point) : nullptr;
    return terms->prices_usage || (point && !point->meters.empty());
}

}  // namespace

Decided<Events> decide_on(const ChangeServiceQuantity& command, const Context& context) {
    World& world = context.world;
    const auto owned = charged_agreement(world, command.sa);
    TALLY_TRY(owned);
    const ServiceAgreement& agreement = owned->agreement;
    TALLY_TRY(check_quantity("quantity", command.quantity));
    const bool pending = agreement.status == SaStatus::pending_start;
    if (pending && command.from.is_set())
        return refuse(Rejection::sa_not_active, "from", to_string(command.from),
                      "It is pending start: leave the day out, and it holds from the start.");
    if (!pending && !command.from.is_set())
        return refuse(Rejection::field_missing, "from", "", "Give the first day on which it holds.");
    if (!pending) TALLY_TRY(near_day(command.from, "from", context.today, service_days_ahead_max));
    const Date from = pending ? first_charge_day(agreement) : command.from;
    const bool last_change = agreement.earlier_quantities.empty() || agreement.earlier_quantities.back().until <= from;
    if (last_change && agreement.quantity == command.quantity)
        return already_so(position_since(world, stream_of(owned->account), [&](const Event& event) {
            if (is_of<ServiceStartRequested>(event, [&](const auto& start) { return start.sa == command.sa; }))
                return std::optional(command.quantity == one_unit);
            if (is_of<ServiceQuantityChanged>(event, [&](const auto& change) { return change.sa == command.sa; }))
                return std::optional(get<ServiceQuantityChanged>(event).quantity == command.quantity);
            return std::optional<bool>{};
        }));
    if (!pending) TALLY_TRY(open_day(agreement, from));
    return Events{{stream_of(owned->account), ServiceQuantityChanged{owned->account, agreement.sa, command.quantity,
                                                                     agreement.quantity_on(from), command.from}}};
}

Decided<Events> decide_on(const ChangeServiceFrequency& command, const Context& context) {
    World& world = context.world;
    const auto owned = charged_agreement(world, command.sa);
    TALLY_TRY(owned);
    const ServiceAgreement& agreement = owned->agreement;
    if (agreement.final_billed || agreement.status == SaStatus::closed || agreement.status == SaStatus::stopped)
        return refuse(Rejection::sa_not_active, "sa", command.sa.str(),
                      "It is " + std::string{name_of(agreement.status)} + ": its final bill charges what is left.");
    const Date from = agreement.charged_until.is_set() ? agreement.charged_until : first_charge_day(agreement);
    const auto measured = is_measured(world, agreement, from);
    TALLY_TRY(measured);
    TALLY_TRY(check_periods("periods", command.periods, *measured));
    if (command.periods > 1 && !agreement.budget_amount.is_zero())
        return refuse(Rejection::budget_needs_each_bill, "sa", command.sa.str(),
                      "Its budget plan asks for an amount with each bill: send budget.leave first.");
    if (agreement.periods == command.periods)
        return already_so(position_since(world, stream_of(owned->account), [&](const Event& event) {
            if (is_of<ServiceStartRequested>(event, [&](const auto& start) { return start.sa == command.sa; }))
                return std::optional(command.periods == 1);
            if (is_of<ServiceFrequencyChanged>(event, [&](const auto& change) { return change.sa == command.sa; }))
                return std::optional(get<ServiceFrequencyChanged>(event).periods == command.periods);
            return std::optional<bool>{};
        }));
    return Events{{stream_of(owned->account), ServiceFrequencyChanged{owned->account, agreement.sa, command.periods,
                                                                      agreement.periods, agreement.charged_until}}};
}

}  // namespace tally::domain
