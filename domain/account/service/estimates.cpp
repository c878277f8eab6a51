// A read or usage that is missing or in doubt is estimated, where the agreement's type and the window of its account's
// cycle allow it [rule 9]; a stop that waits for its read may have one on its day.

#include <algorithm>

#include "domain/account/service/service.h"
#include "domain/core/check.h"
#include "domain/decide_on.h"
#include "domain/premise/channel_use.h"
#include "domain/premise/estimate.h"
#include "domain/premise/premise.h"
#include "domain/premise/usage_parts.h"
#include "domain/premise/validation.h"

namespace tally::domain {

namespace {

// Days of one channel that one command estimates.
constexpr std::int32_t estimated_days_max = 366;

struct Payer {
    Occupancy occupancy;
    const AccountState* account;
    const ServiceAgreement* agreement;
};
Decided<Payer> payer_on(World& world, const ServicePointState& service_point, Date day) {
    for (const Occupancy& occupancy : service_point.occupancies) {
        if (day < occupancy.from || (occupancy.until.is_set() && day >= occupancy.until)) continue;
        const AccountState* account = world.account(occupancy.account);
        const ServiceAgreement* agreement = account ? account->agreement(occupancy.sa) : nullptr;
        if (agreement) return Payer{occupancy, account, agreement};
    }
    return refuse(Rejection::estimates_not_allowed, "day", to_string(day),
                  "No agreement pays at " + service_point.service_point.str() + " on that day.");
}

Decided<void> check_estimates_allowed(World& world, const Payer& payer, Date day, Date on) {
    const ServiceAgreement& agreement = *payer.agreement;
    const ServiceAgreementType* type = world.settings().sa_type(agreement.sa_type, day);
    if (!type || !type->estimates_allowed)
        return refuse(Rejection::estimates_not_allowed, "service_point", agreement.service_point.str(),
                      "Agreement " + agreement.sa.str() + " is of type " + agreement.sa_type.str() +
                          ", which allows no estimates: record what was measured, or allow them by "
                          "settings.define_sa_type.");
    if (agreement.status == SaStatus::pending_stop && agreement.stop_on == day) return {};
    const BillCycleWindow* window = world.settings().window(payer.account->bill_cycle, on);
    if (window && window->estimate_date.is_set() && window->estimate_date <= on) return {};
    return refuse(Rejection::estimate_not_due, "on", to_string(on),
                  window && window->estimate_date.is_set()
                      ? "The window of cycle " + payer.account->bill_cycle.str() + " allows estimates from " +
                            to_string(window->estimate_date) + " on."
                      : "No window of cycle " + payer.account->bill_cycle.str() + " allows estimates on that day.");
}

tl::unexpected<Refusal> no_basis(const EstimateRead& command) {
    return refuse(Rejection::estimate_has_no_basis, "method", std::string{name_of(command.method)},
                  "Nothing that this agreement used is known of the same days a year ago or of " +
                      std::to_string(estimate_days_min) +
                      " days lately, and no profile fits: record what was measured, or send "
                      "settings.define_usage_profile.");
}
Plain source_of(const ReadEstimated& how) {
    return Plain{"estimate: " + std::string{name_of(how.method)}};
}

class Estimating {
  public:
    Estimating(const EstimateRead& command, const Context& context) : command_(command), context_(context) {}

    Decided<Events> decide() {
        Draft draft(context_);
        const auto placed = find_service_point(draft, "service_point", command_.service_point);
        TALLY_TRY(placed);
        const ServicePointState point = *placed->service_point;
        if (!command_.day.is_set())
            return refuse(Rejection::field_missing, "day", "", "Give the last day, which a read closes.");
        const Date on = command_.on.is_set() ? command_.on : context_.today;
        TALLY_TRY(must_have_passed("on", on, context_.today));
        TALLY_TRY(must_have_passed("day", command_.day, on));
        const InstalledMeter* meter = point.meter_on(command_.day);
        if (!meter)
            return refuse(Rejection::service_point_has_no_meter, "service_point", command_.service_point.str(),
                          "No meter measured there on " + to_string(command_.day) + ".");
        const auto found = find_register("channel", *meter, command_.channel);
        TALLY_TRY(found);
        const auto payer = payer_on(draft, point, command_.day);
        TALLY_TRY(payer);
        TALLY_TRY(check_estimates_allowed(draft, *payer, command_.day, on));
        const PremiseId premise = placed->premise->premise;
        auto estimated = (*found)->kind == RegisterKind::subtractive
                             ? estimate_read(draft, premise, point, *meter, **found, payer->occupancy.from)
                             : estimate_usage(draft, premise, point, *meter, **found, payer->occupancy.from);
        if (estimated) return draft.take();
        // Reads and usage have fields that this command has not.
        const std::string& field = estimated.error().field;
        if (field != "from" && field != "channel" && field != "method" && field != "service_point")
            estimated.error().field = "day";
        return tl::unexpected(std::move(estimated.error()));
    }

  private:
    tl::unexpected<Refusal> measured_already() const {
        return refuse(Rejection::nothing_to_estimate, "day", to_string(command_.day),
                      "It is held: correct it with premise.record_read or premise.record_usage, or withdraw it.");
    }
    // What is in doubt on the days is estimated instead.
    static void resolve_doubts(Draft& draft, const PremiseId& premise, const ServicePointId& id, const Code& channel,
                               Period days) {
        const std::vector<ReadInDoubt> entries = draft.reads_in_doubt(id).entries;
        for (const ReadInDoubt& one : entries)
            if (one.channel == channel && days.contains(one.day))
                draft.record(premise, resolved(id, one, DoubtWay::estimated));
    }

    Decided<void> estimate_read(Draft& draft, const PremiseId& premise, const ServicePointState& point,
                                const InstalledMeter& meter, const MeterRegister& each, Date served_from) {
        if (command_.from.is_set())
            return refuse(Rejection::field_invalid, "from", to_string(command_.from),
                          "An estimated read goes on from the read before it: leave this out.");
        const auto before = read_at_or_before(draft, point, meter, each.channel, command_.day);
        if (before && before->from == command_.day) return measured_already();
        if (!before)
            return refuse(Rejection::estimate_has_no_basis, "channel", each.channel.str(),
                          "The register has no read before " + to_string(command_.day) + " to go on from.");
        const Period days{before->until, command_.day + 1};
        auto how = estimated_use(draft, {point, each, days, served_from}, command_.method);
        if (!how) return no_basis(command_);
        Int128 capacity = 0;
        (void)counted(each, {}, {}, capacity);
        // The register shows whole steps of its decimals.
        Int128 step = one_unit.units;
        for (std::uint8_t i = 0; i < each.decimals; ++i) step /= 10;
        const Int128 steps = divide(Int128{how->quantity.units} * one_unit.units, Int128{each.multiplier.units} * step,
                                    Rounding::half_away_from_zero);
        const Int128 value = (before->value.units + steps * step) % capacity;
        const Quantity estimated{static_cast<std::int64_t>(value)};
        how->quantity = used_between(each, before->value, estimated);
        const RecordRead read{command_.service_point, each.channel,           command_.day,   estimated,
                              Quality::estimated,     ReadingReason::billing, source_of(*how)};
        draft.record(premise, std::move(*how));
        resolve_doubts(draft, premise, command_.service_point, each.channel, days);
        return enter_read(draft, read, "", Check::taken);
    }

    // The last usage that begins by the day, and the length of its intervals.
    std::optional<UsageEntry> usage_by(World& world, const Code& channel, Date day, Date measured_from) const {
        for (Date month = first_of_month(day); month >= first_of_month(measured_from); month = month_before(month)) {
            const UsageMonth* held = world.usage(command_.service_point, channel, month);
            if (!held) continue;
            for (auto entry = held->entries.rbegin(); entry != held->entries.rend(); ++entry)
                if (!entry->is_read && entry->from <= day) return *entry;
        }
        return std::nullopt;
    }

    Decided<void> estimate_usage(Draft& draft, const PremiseId& premise, const ServicePointState& point,
                                 const InstalledMeter& meter, const MeterRegister& each, Date served_from) {
        const auto last = usage_by(draft, each.channel, command_.day, meter.installed_on);
        if (last && last->until > command_.day) return measured_already();
        Date from = command_.from;
        if (!from.is_set()) from = std::max(served_from, last ? last->until : meter.installed_on);
        if (from > command_.day)
            return refuse(Rejection::date_out_of_order, "from", to_string(from),
                          "Begin by " + to_string(command_.day) + ".");
        if (command_.day - from >= estimated_days_max)
            return refuse(Rejection::date_out_of_order, "from", to_string(from),
                          "Estimate at most " + std::to_string(estimated_days_max) + " days at once.");
        const Period days{from, command_.day + 1};
        resolve_doubts(draft, premise, command_.service_point, each.channel, days);
        if (last && last->interval_minutes != 0) {
            for (Date day = days.from; day < days.until; day = day + 1)
                TALLY_TRY(
                    estimate_day(draft, premise, {point, each, {day, day + 1}, served_from}, last->interval_minutes));
            return {};
        }
        auto how = estimated_use(draft, {point, each, days, served_from}, command_.method);
        if (!how) return no_basis(command_);
        RecordUsage usage;
        usage.service_point = command_.service_point;
        usage.channel = each.channel;
        usage.from = days.from;
        usage.until = days.until;
        usage.quantity =
            multiply(how->quantity, one_unit, each.decimals, Rounding::half_away_from_zero).value_or(how->quantity);
        usage.quality = Quality::estimated;
        usage.source = source_of(*how);
        how->quantity = usage.quantity;
        draft.record(premise, std::move(*how));
        return record_made(draft, premise, usage_events(draft, context_, usage, Check::taken));
    }
    Decided<void> estimate_day(Draft& draft, const PremiseId& premise, const ToEstimate& wanted,
                               std::uint16_t interval_minutes) {
        const Date day = wanted.days.from;
        const CivilDay civil = context_.civil_days ? context_.civil_days->civil_day(day) : CivilDay{};
        auto estimated = estimated_day(draft, wanted, command_.method, interval_minutes, civil);
        if (!estimated) return no_basis(command_);
        RecordIntervalDay values;
        values.service_point = command_.service_point;
        values.channel = wanted.measured_by.channel;
        values.date = day;
        values.interval_minutes = interval_minutes;
        values.values = std::move(estimated->values);
        values.quality = Quality::estimated;
        values.source = source_of(estimated->how);
        draft.record(premise, std::move(estimated->how));
        return record_made(draft, premise, interval_day_events(draft, context_, values, Check::taken));
    }
    static Decided<void> record_made(Draft& draft, const PremiseId& premise, Decided<std::vector<Event>> events) {
        TALLY_TRY(events);
        for (Event& event : *events) draft.record(stream_of(premise), std::move(event));
        return {};
    }

    const EstimateRead& command_;
    const Context& context_;
};

}  // namespace

Decided<Events> decide_on(const EstimateRead& command, const Context& context) {
    return Estimating(command, context).decide();
}

}  // namespace tally::domain
