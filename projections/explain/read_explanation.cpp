#include "projections/explain/read_explanation.h"

#include <algorithm>

#include "domain/event_arms.h"
#include "domain/rating/rating.h"
#include "projections/explain/arithmetic.h"
#include "projections/render/counted.h"
#include "projections/render/texts.h"

namespace tally::projections {

using namespace domain;

namespace {

constexpr Quantity one_times{1'000'000};

// value × factors, exact, rounded once; nothing: it passes 128 bits.
std::optional<Quantity> times_factors(Quantity value, const std::vector<Quantity>& factors, std::uint8_t decimals) {
    Int128 product = value.units;
    int scale = Quantity::decimals;
    for (const Quantity factor : factors) {
        if (factor == one_times) continue;
        if (__builtin_mul_overflow(product, Int128{factor.units}, &product)) return std::nullopt;
        scale += Quantity::decimals;
    }
    Int128 cut = 1;
    for (int i = decimals; i < scale; ++i)
        if (__builtin_mul_overflow(cut, Int128{10}, &cut)) return std::nullopt;
    product = divide(product, cut, Rounding::half_away_from_zero);
    for (int i = decimals; i < Quantity::decimals; ++i)
        if (__builtin_mul_overflow(product, Int128{10}, &product)) return std::nullopt;
    if (product > INT64_MAX || product < -Int128{INT64_MAX}) return std::nullopt;
    return Quantity{static_cast<std::int64_t>(product)};
}

// Multiplies what was measured, says each factor, and compares with what the bill counts.
void multiply_out(std::string text, Quantity measured, Period days, const MeterRegister* measured_by,
                  ExplainedRead& read) {
    const Period part{read.from, read.until};
    if (part != days) {
        measured = Quantity{rating::share_of_days(measured.units, days, part)};
        text += ", of which " + std::to_string(part.days()) + " of " + std::to_string(days.days()) +
                " days: " + to_string(measured);
    }
    std::vector<Quantity> factors;
    const auto times = [&](Quantity factor, std::string_view name) {
        factors.push_back(factor);
        if (factor != one_times) text += " × " + to_string(factor) + " (" + std::string{name} + ")";
    };
    times(read.multiplier, "multiplier");
    for (const UsageFactor& factor : read.factors) times(factor.factor, factor.name.str());
    const auto computed =
        times_factors(measured, factors, measured_by ? measured_by->decimals : std::uint8_t{Quantity::decimals});
    read.agrees = computed == read.quantity;
    if (!computed)
        text += " = a number that is too large";
    else if (*computed != measured || read.unit != (measured_by ? measured_by->unit : read.unit))
        text += " = " + with_unit(*computed, read.unit);
    if (!read.agrees) text += "; the bill counts " + with_unit(read.quantity, read.unit);
    read.arithmetic = Plain{std::move(text)};
}

}  // namespace

Result<PremiseReads> PremiseReads::of(const StatesAsOf& states, const PremiseId& premise) {
    PremiseReads facts;
    auto read = each_event(states.reader(), stream_of(premise), 0, states.position(), [&](const RecordedEvent& event) {
        facts.add(event);
        return true;
    });
    if (!read) return tl::unexpected(std::move(read.error()));
    return facts;
}

void PremiseReads::add(const RecordedEvent& recorded) {
    const Envelope& envelope = recorded.envelope;
    visit(Overloaded{
              [&](const RegisterRead& read) { add_read(read, envelope); },
              [&](const RegisterReadCorrected& corrected) { add_read(corrected.read, envelope); },
              [&](const RegisterReadWithdrawn& withdrawn) {
                  withdraw({withdrawn.service_point.str(), withdrawn.channel.str(), withdrawn.read_on, {}}, envelope);
              },
              [&](const UsageRecorded& usage) { add_usage(usage, envelope); },
              [&](const UsageCorrected& corrected) { add_usage(corrected.usage, envelope); },
              [&](const IntervalDayRecorded& day) { add_day(day, envelope); },
              [&](const IntervalDayCorrected& corrected) { add_day(corrected.day, envelope); },
              [&](const IntervalDayWithdrawn& withdrawn) {
                  withdraw({withdrawn.service_point.str(), withdrawn.channel.str(), withdrawn.date + 1, withdrawn.date},
                           envelope);
              },
              [&](const UsageWithdrawn& withdrawn) {
                  withdraw({withdrawn.service_point.str(), withdrawn.channel.str(), withdrawn.until, withdrawn.from},
                           envelope);
              },
              [&](const ReadEstimated& how) {
                  estimate_ = {envelope.command_id, how};
              },
              [&](const MeterInstalled& installed) {
                  add_values(installed.service_point, installed.meter, installed.installed_on - 1, installed.reads,
                             "installation", envelope);
              },
              [&](const MeterRemoved& removed) {
                  add_values(removed.service_point, removed.meter, removed.removed_on, removed.reads, "removal",
                             envelope);
              },
              Ignore<Topic::communication, Topic::collection, Topic::cash, Topic::correction, Topic::autopay,
                     Topic::unbilled, Topic::market, Topic::unclaimed, Topic::hierarchy>{},
              Ignore<Topic::control_tables, Topic::user, Topic::person, Topic::occupancy, Topic::landlord,
                     Topic::account_terms, Topic::account_person, Topic::service_start, Topic::service_life,
                     Topic::billing_error, Topic::document, Topic::pending_charge, Topic::pending_adjustment,
                     Topic::dispute, Topic::charge, Topic::fee, Topic::payment, Topic::allocation, Topic::adjustment,
                     Topic::deposit, Topic::arrangement, Topic::budget>{},
              IgnoreByName<LocationAdded, LocationAddressChanged, ServicePointAdded, RegisterChanged,
                           RegisterReadDoubted, UsageDoubted, IntervalDayDoubted, DoubtAssigned, DoubtResolved>{}},
          recorded.event);
}

Plain PremiseReads::estimate_of(const Envelope& envelope, Quality quality) const {
    if (quality != Quality::estimated || !estimate_ || estimate_->first != envelope.command_id) return {};
    const ReadEstimated& how = estimate_->second;
    const auto basis = with_unit(how.basis_quantity, how.unit) + " in " + counted(how.basis_days, "day");
    const auto wanted = with_unit(how.quantity, how.unit) + " for " +
                        counted(static_cast<std::uint64_t>((how.until - how.from)), "day");
    switch (how.method) {
        case EstimateMethod::same_days_last_year:
            return Plain{wanted + " from the same days last year: " + basis + ", " +
                         days_text(how.basis_from, how.basis_until)};
        case EstimateMethod::recent_days:
            return Plain{wanted + " from days lately: " + basis + ", " + days_text(how.basis_from, how.basis_until)};
        case EstimateMethod::profile:
            return Plain{wanted + " from the usage profile: " + basis};
        case EstimateMethod::automatic:
            break;
    }
    return Plain{wanted};
}

void PremiseReads::add_read(const RegisterRead& read, const Envelope& envelope) {
    ReadFact fact{read.meter,
                  read.read_on,
                  read.value,
                  read.quality,
                  Plain{words(name_of(read.reading_reason))},
                  read.source,
                  estimate_of(envelope, read.quality),
                  {}};
    fact.entered.set(cause_of(envelope));
    reads_[{read.service_point.str(), read.channel.str(), read.read_on, {}}].push_back(
        {read.value, false, std::move(fact)});
}

void PremiseReads::add_usage(const UsageRecorded& usage, const Envelope& envelope) {
    ReadFact fact{
        {}, usage.until - 1, usage.quantity, usage.quality, {}, usage.source, estimate_of(envelope, usage.quality), {}};
    fact.entered.set(cause_of(envelope));
    usage_[{usage.service_point.str(), usage.channel.str(), usage.until, usage.from}].push_back(
        {usage.quantity, false, std::move(fact)});
}

void PremiseReads::add_day(const IntervalDayRecorded& day, const Envelope& envelope) {
    ReadFact fact{{}, day.date, day.total(), day.worst_quality(), {}, day.source, estimate_of(envelope, day.quality),
                  {}};
    fact.entered.set(cause_of(envelope));
    usage_[{day.service_point.str(), day.channel.str(), day.date + 1, day.date}].push_back(
        {day.total(), false, std::move(fact)});
}

void PremiseReads::add_values(const ServicePointId& service_point, const MeterId& meter, Date read_on,
                              const std::vector<InitialRead>& values, std::string_view why, const Envelope& envelope) {
    for (const InitialRead& value : values) {
        ReadFact fact{meter, read_on, value.value, Quality::actual, Plain{why}, {}, {}, {}};
        fact.entered.set(cause_of(envelope));
        reads_[{service_point.str(), value.channel.str(), read_on, {}}].push_back(
            {value.value, false, std::move(fact)});
    }
}

void PremiseReads::withdraw(const Key& key, const Envelope& envelope) {
    auto& map = std::get<3>(key).is_set() ? usage_ : reads_;
    History& history = map[key];
    ReadFact fact;
    if (!history.empty()) fact = history.back().fact;
    fact.entered.set(cause_of(envelope));
    history.push_back({{}, true, std::move(fact)});
}

const PremiseReads::Held* PremiseReads::held(const Key& key, std::uint64_t segment_position, Quantity value,
                                             const MeterId& meter) const {
    const auto found = reads_.find(key);
    if (found == reads_.end()) return nullptr;
    const Held* latest = nullptr;
    for (const Held& one : found->second)
        if (!one.withdrawn && one.fact.entered.value.position < segment_position && one.value == value &&
            (meter.empty() || one.fact.meter == meter))
            latest = &one;
    return latest;
}

// The meter that was taken away and the one that came show values of one day: they are no corrections of each other.
void PremiseReads::add_changes(const History& history, std::uint64_t segment_position, ExplainedRead& read) {
    for (std::size_t i = 1; i < history.size(); ++i) {
        const Held& before = history[i - 1];
        const Held& now = history[i];
        if (before.fact.meter != now.fact.meter) continue;
        if (now.value == before.value && now.withdrawn == before.withdrawn) continue;
        const EventCause& entered = now.fact.entered.value;
        read.changes.push_back(
            {now.fact.read_on, before.value, now.value, now.withdrawn, entered.position > segment_position, entered});
    }
}

void PremiseReads::explain_register(const UsedRead& used, const Basis& basis, const InstalledMeter* meter,
                                    const MeterRegister* measured_by, ExplainedRead& read) const {
    // The agreement's own read of its start or stop may be of another day than the one it stands for.
    const auto end_of = [&](Date closing_day, Quantity value, const std::vector<ServiceRead>* own) {
        std::vector<Date> days{closing_day};
        if (own != nullptr)
            for (const ServiceRead& one : *own)
                if (one.channel == used.channel && one.value == value) days.push_back(one.read_on);
        for (const Date day : days) {
            const Key key{used.service_point.str(), used.channel.str(), day, {}};
            if (const Held* found = held(key, basis.segment_position, value, meter ? meter->meter : MeterId{})) {
                add_changes(reads_.at(key), basis.segment_position, read);
                return found->fact;
            }
        }
        return ReadFact{{}, days.back(), value, used.quality, Plain{"given with the start or stop"}, {}, {}, {}};
    };
    const auto* agreement = basis.agreement;
    read.start.set(end_of(basis.measured.from - 1, used.start_value, agreement ? &agreement->start_reads : nullptr));
    read.stop.set(end_of(basis.measured.until - 1, used.stop_value, agreement ? &agreement->stop_reads : nullptr));
    std::int64_t difference = used.stop_value.units - used.start_value.units;
    std::string text = to_string(used.stop_value) + " - " + to_string(used.start_value);
    if (difference < 0 && measured_by) {
        std::int64_t capacity = one_times.units;
        for (std::uint8_t i = 0; i < measured_by->dials; ++i) capacity *= 10;  // A register has at most 12 dials.
        difference += capacity;
        text += " + " + to_string(Quantity{capacity}) + " (the register went round)";
    }
    text += " = " + with_unit(Quantity{difference}, measured_by ? measured_by->unit : used.unit);
    multiply_out(std::move(text), Quantity{difference}, basis.measured, measured_by, read);
}

void PremiseReads::explain_usage(const UsedRead& used, const Basis& basis, const MeterRegister* measured_by,
                                 ExplainedRead& read) const {
    Int128 sum = 0;
    for (Date covered = basis.measured.from; covered < basis.measured.until;) {
        // Of the periods that begin there, the one that was held.
        const Held* next = nullptr;
        const History* history = nullptr;
        Date until;
        for (const auto& [key, entered] : usage_) {
            const auto& [service_point, channel, ends, begins] = key;
            if (service_point != used.service_point.str() || channel != used.channel.str() || begins != covered ||
                ends > basis.measured.until)
                continue;
            const Held* latest = nullptr;
            for (const Held& one : entered)
                if (one.fact.entered.value.position < basis.segment_position) latest = &one;
            if (latest == nullptr || latest->withdrawn) continue;
            next = latest;
            history = &entered;
            until = ends;
        }
        if (next == nullptr) break;
        sum += next->value.units;
        read.usage.push_back(next->fact);
        add_changes(*history, basis.segment_position, read);
        covered = until;
    }
    const Quantity measured{sum > INT64_MAX ? INT64_MAX : static_cast<std::int64_t>(sum)};
    std::string text =
        "Sum of " + std::to_string(read.usage.size()) + (read.usage.size() == 1 ? " period: " : " periods: ");
    text += with_unit(measured, measured_by ? measured_by->unit : used.unit);
    multiply_out(std::move(text), measured, basis.measured, measured_by, read);
}

ExplainedRead PremiseReads::explain(const UsedRead& used, const Basis& basis) const {
    ExplainedRead read;
    read.service_point = used.service_point;
    read.channel = used.channel;
    read.from = used.from;
    read.until = used.until;
    read.multiplier = used.multiplier;
    if (basis.version) read.factors = basis.version->usage_factors;
    read.quantity = used.quantity;
    read.unit = used.unit;
    read.quality = used.quality;
    const auto* point = basis.premise ? basis.premise->service_point(used.service_point) : nullptr;
    const InstalledMeter* meter = point ? point->meter_on(used.from) : nullptr;
    const MeterRegister* measured_by = point ? point->register_on(used.channel, used.from) : nullptr;
    if (measured_by && measured_by->kind == RegisterKind::consumptive)
        explain_usage(used, basis, measured_by, read);
    else
        explain_register(used, basis, meter, measured_by, read);
    return read;
}

}  // namespace tally::projections
