#include "domain/account/billing/unbilled/unbilled_use.h"

#include <algorithm>
#include <utility>

#include "domain/account/service/service.h"
#include "domain/core/check.h"
#include "domain/premise/channel_use.h"
#include "domain/premise/estimate.h"
#include "domain/premise/usage_parts.h"
#include "domain/rating/rating.h"

namespace tally::domain {

namespace {

// How far back the length of a meter's intervals is looked for.
constexpr int interval_length_months_max = 3;

UnbilledBasis basis_of(EstimateMethod method) {
    switch (method) {
        case EstimateMethod::same_days_last_year:
            return UnbilledBasis::same_days_last_year;
        case EstimateMethod::profile:
            return UnbilledBasis::profile;
        case EstimateMethod::automatic:
        case EstimateMethod::recent_days:
            break;
    }
    return UnbilledBasis::recent_days;
}
UnbilledUse estimated(const ReadEstimated& how) {
    return {how.service_point,    how.channel,    how.from,        how.until,          how.quantity,  how.unit,
            basis_of(how.method), how.basis_from, how.basis_until, how.basis_quantity, how.basis_days};
}

// Completes what is held of the days in a draft that is thrown away.
class MeasuringUnbilled {
  public:
    MeasuringUnbilled(const Context& context, const ServiceAgreement& agreement, Period days, bool final_segment)
        : context_(context), draft_(context), agreement_(agreement), days_(days), final_(final_segment) {}

    Decided<SelectedUsage> measure(const TariffState& tariff) {
        TALLY_TRY(complete());
        auto selected = measure_again(draft_, agreement_, tariff, days_, final_);
        if (!selected) return selected;
        for (UsedRead& read : selected->reads)
            if (read.position >= context_.next_position) read.position = 0;  // Of the draft, in no log.
        return selected;
    }
    [[nodiscard]] std::vector<UnbilledUse> take_uses() { return std::move(uses_); }

  private:
    // What nothing measures is charged by days.
    Decided<void> complete() {
        const PremiseState* premise = agreement_.service_point.empty() ? nullptr : draft_.premise(agreement_.premise);
        const ServicePointState* held = premise ? premise->service_point(agreement_.service_point) : nullptr;
        if (!held) return {};
        premise_ = premise->premise;
        point_ = *held;
        served_from_ = agreement_.start_on;
        for (const Occupancy& occupancy : point_.occupancies)
            if (occupancy.sa == agreement_.sa) served_from_ = occupancy.from;
        for (const InstalledMeter& meter : point_.meters) {
            const Date end = meter.removed_on.is_set() ? meter.removed_on + 1 : days_.until;
            const Period piece{std::max(days_.from, meter.installed_on), std::min(days_.until, end)};
            if (piece.days() <= 0) continue;
            for (const MeterRegister& each : meter.registers) {
                resolve_doubts(each.channel);
                TALLY_TRY(each.kind == RegisterKind::subtractive ? complete_reads(meter, each, piece)
                                                                 : complete_usage(each, piece));
            }
        }
        return {};
    }
    // What is in doubt is not taken: it is estimated.
    void resolve_doubts(const Code& channel) {
        if (point_.doubts_open == 0) return;
        const std::vector<ReadInDoubt> doubts = draft_.reads_in_doubt(point_.service_point).entries;
        for (const ReadInDoubt& one : doubts)
            if (one.channel == channel && one.day < days_.until && one.until >= days_.from)
                draft_.record(premise_, resolved(point_.service_point, one, DoubtWay::estimated));
    }

    // --- Registers that are read

    [[nodiscard]] const ServiceRead* given(const std::vector<ServiceRead>& reads, const Code& channel) const {
        for (const ServiceRead& read : reads)
            if (read.channel == channel) return &read;
        return nullptr;
    }
    // What a register showed as a day began.
    struct ShownAt {
        Date until;
        Quantity value;
    };
    // What the register showed as the piece began.
    std::optional<Quantity> start_of(const InstalledMeter& meter, const MeterRegister& each, Period piece) {
        if (piece.from == first_charge_day(agreement_))
            if (const ServiceRead* read = given(agreement_.start_reads, each.channel)) return read->value;
        const auto read = read_at_or_before(draft_, point_, meter, each.channel, piece.from - 1);
        return read && read->until == piece.from ? std::optional(read->value) : std::nullopt;
    }
    Decided<void> complete_reads(const InstalledMeter& meter, const MeterRegister& each, Period piece) {
        const auto start = start_of(meter, each, piece);
        if (!start) return {};  // measure_again() says which read is missing.
        ShownAt known{piece.from, *start};
        const ServiceRead* stop =
            final_ && piece.until == days_.until ? given(agreement_.stop_reads, each.channel) : nullptr;
        if (stop) {
            known = {piece.until, stop->value};
        } else if (const auto read = read_at_or_before(draft_, point_, meter, each.channel, piece.until - 1);
                   read && read->until > piece.from) {
            known = {read->until, read->value};
        }
        if (known.until > piece.from)
            add_measured(each, {piece.from, known.until}, used_between(each, *start, known.value));
        if (known.until == piece.until) return {};
        const Period rest{known.until, piece.until};
        if (const auto after = read_after(draft_, point_, meter, each.channel, piece.until - 1);
            after && !over_threshold(each, known.value, after->value))
            return record_between(meter, each, known, *after, rest);
        auto how = estimated_use(draft_, {point_, each, rest, served_from_}, EstimateMethod::automatic);
        if (!how) return no_basis(each, rest);
        const Int128 counts =
            divide(Int128{how->quantity.units} * one_unit.units, each.multiplier.units, Rounding::half_away_from_zero);
        const Quantity value = shown_after(each, known.value, counts);
        how->quantity = used_between(each, known.value, value);
        uses_.push_back(estimated(*how));
        record_read(meter, each, rest, value);
        return {};
    }
    // A read that came later says what was used over the end of the days: their share of it.
    Decided<void> record_between(const InstalledMeter& meter, const MeterRegister& each, ShownAt known,
                                 const UsageEntry& after, Period rest) {
        const Period whole{known.until, after.until};
        Int128 capacity = 0;
        const auto all = static_cast<std::int64_t>(counted(each, known.value, after.value, capacity));
        const Quantity value = shown_after(each, known.value, rating::share_of_days(all, whole, rest));
        add_shared(each, rest, used_between(each, known.value, value), whole,
                   used_between(each, known.value, after.value));
        record_read(meter, each, rest, value);
        return {};
    }
    // A register shows whole steps of its decimals, and begins again past its dials.
    static Quantity shown_after(const MeterRegister& each, Quantity before, Int128 counts) {
        Int128 capacity = 0;
        (void)counted(each, {}, {}, capacity);
        Int128 step = one_unit.units;
        for (std::uint8_t i = 0; i < each.decimals; ++i) step /= 10;
        const Int128 steps = divide(counts, step, Rounding::half_away_from_zero);
        return Quantity{static_cast<std::int64_t>((before.units + steps * step) % capacity)};
    }
    void record_read(const InstalledMeter& meter, const MeterRegister& each, Period rest, Quantity value) {
        draft_.record(premise_, RegisterRead{point_.service_point,
                                             meter.meter,
                                             each.channel,
                                             rest.until - 1,
                                             value,
                                             Quality::estimated,
                                             ReadingReason::billing,
                                             {}});
    }

    // --- Registers that report usage

    Decided<void> complete_usage(const MeterRegister& each, Period piece) {
        const std::vector<UsageEntry> held = usage_of(each.channel, piece);
        Date covered = piece.from;
        Quantity measured;
        const auto measured_until = [&](Date until) {
            if (measured_from_ < until) add_measured(each, {measured_from_, until}, measured);
            measured = {};
        };
        measured_from_ = covered;
        for (const UsageEntry& entry : held) {
            if (entry.from < piece.from) return {};  // measure_again() says that it lies over the first day.
            if (entry.from > covered) {
                measured_until(covered);
                TALLY_TRY(fill(each, {covered, entry.from}));
                measured_from_ = entry.from;
            }
            if (entry.until > piece.until) {
                measured_until(entry.from);
                split(each, entry, piece.until);
                return {};
            }
            measured = measured + entry.value;
            covered = entry.until;
        }
        measured_until(covered);
        return covered < piece.until ? fill(each, {covered, piece.until}) : Decided<void>{};
    }
    // What is held of the channel in those days, in their order; notes how long its intervals are.
    std::vector<UsageEntry> usage_of(const Code& channel, Period piece) {
        std::vector<UsageEntry> held;
        interval_minutes_ = 0;
        for (Date month = add_months(first_of_month(piece.from), -interval_length_months_max, 1); month < piece.until;
             month = month_after(month)) {
            const UsageMonth* usage = draft_.usage(point_.service_point, channel, month);
            if (!usage) continue;
            for (const UsageEntry& entry : usage->entries) {
                if (entry.is_read) continue;
                interval_minutes_ = entry.interval_minutes;
                if (entry.from < piece.until && entry.until > piece.from) held.push_back(entry);
            }
        }
        return held;
    }
    // Of usage that lies over the end of the days, their share.
    void split(const MeterRegister& each, const UsageEntry& entry, Date until) {
        const Period whole{entry.from, entry.until};
        const Period part{entry.from, until};
        const Quantity share{rating::share_of_days(entry.value.units, whole, part)};
        add_shared(each, part, share, whole, entry.value);
        draft_.record(premise_, UsageWithdrawn{point_.service_point, each.channel, entry.from, entry.until, entry.value,
                                               entry.position});
        record_usage(each, part, share);
    }
    void record_usage(const MeterRegister& each, Period days, Quantity quantity) {
        UsageRecorded usage;
        usage.service_point = point_.service_point;
        usage.channel = each.channel;
        usage.from = days.from;
        usage.until = days.until;
        usage.quantity = quantity;
        usage.unit = each.unit;
        usage.quality = Quality::estimated;
        draft_.record(premise_, std::move(usage));
    }
    Decided<void> fill(const MeterRegister& each, Period days) {
        if (interval_minutes_ != 0) return fill_by_intervals(each, days);
        auto how = estimated_use(draft_, {point_, each, days, served_from_}, EstimateMethod::automatic);
        if (!how) return no_basis(each, days);
        how->quantity =
            multiply(how->quantity, one_unit, each.decimals, Rounding::half_away_from_zero).value_or(how->quantity);
        uses_.push_back(estimated(*how));
        record_usage(each, days, how->quantity);
        return {};
    }
    Decided<void> fill_by_intervals(const MeterRegister& each, Period days) {
        for (Date day = days.from; day < days.until; day = day + 1) {
            const CivilDay civil = context_.civil_days ? context_.civil_days->civil_day(day) : CivilDay{};
            auto one = estimated_day(draft_, {point_, each, {day, day + 1}, served_from_}, EstimateMethod::automatic,
                                     interval_minutes_, civil);
            if (!one) return no_basis(each, {day, days.until});
            add_day(estimated(one->how));
            IntervalDayRecorded recorded;
            recorded.service_point = point_.service_point;
            recorded.channel = each.channel;
            recorded.date = day;
            recorded.interval_minutes = interval_minutes_;
            recorded.day_minutes = civil.minutes;
            recorded.clock_change_at = civil.clock_change_at;
            recorded.values = PackedQuantities{std::move(one->values)};
            recorded.unit = each.unit;
            recorded.quality = Quality::estimated;
            draft_.record(premise_, std::move(recorded));
        }
        return {};
    }
    // Days side by side that rest on the same are told together.
    void add_day(UnbilledUse day) {
        if (!uses_.empty()) {
            UnbilledUse& last = uses_.back();
            if (last.channel == day.channel && last.basis == day.basis && last.until == day.from) {
                last.until = day.until;
                last.quantity = last.quantity + day.quantity;
                last.basis_from = std::min(last.basis_from, day.basis_from);
                last.basis_until = std::max(last.basis_until, day.basis_until);
                last.basis_quantity = last.basis_quantity + day.basis_quantity;
                last.basis_days += day.basis_days;
                return;
            }
        }
        uses_.push_back(std::move(day));
    }

    // --- Both

    void add_measured(const MeterRegister& each, Period days, Quantity quantity) {
        uses_.push_back({point_.service_point, each.channel, days.from, days.until, quantity, each.unit,
                         UnbilledBasis::measured, days.from, days.until, quantity,
                         static_cast<std::uint32_t>(days.days())});
    }
    void add_shared(const MeterRegister& each, Period days, Quantity quantity, Period whole, Quantity of_whole) {
        uses_.push_back({point_.service_point, each.channel, days.from, days.until, quantity, each.unit,
                         UnbilledBasis::between_reads, whole.from, whole.until, of_whole,
                         static_cast<std::uint32_t>(whole.days())});
    }
    [[nodiscard]] tl::unexpected<Refusal> no_basis(const MeterRegister& each, Period days) const {
        return refuse(Rejection::estimate_has_no_basis, "service_point",
                      point_.service_point.str() + " " + each.channel.str(),
                      "Use from " + to_string(days.from) + " to " + to_string(days.until - 1) +
                          " is neither measured nor known from other days: record what was measured, or send "
                          "settings.define_usage_profile.");
    }

    const Context& context_;
    Draft draft_;
    const ServiceAgreement& agreement_;
    Period days_;
    bool final_;
    PremiseId premise_;
    ServicePointState point_;
    Date served_from_;
    Date measured_from_;
    std::uint16_t interval_minutes_ = 0;
    std::vector<UnbilledUse> uses_;
};

}  // namespace

UnbilledUsage unbilled_usage(const Context& context, const ServiceAgreement& agreement, const TariffState& tariff,
                             Period days, bool final_segment) {
    UnbilledUsage found;
    MeasuringUnbilled measuring(context, agreement, days, final_segment);
    auto selected = measuring.measure(tariff);
    if (selected) {
        found.selected = std::move(*selected);
        found.uses = measuring.take_uses();
        return found;
    }
    found.missing = std::move(selected.error());
    found.selected.charge_days = days;
    found.selected.first_segment = days.from == first_charge_day(agreement);
    found.selected.final_segment = final_segment;
    return found;
}

}  // namespace tally::domain
