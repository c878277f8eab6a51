// The rules of reads and usage [rules 9, 10]: one value for each service point, channel and date or period start;
// the same value again changes nothing, another one is a correction that names what it corrects.

#include <algorithm>

#include "domain/core/check.h"
#include "domain/decide_on.h"
#include "domain/evolve_on.h"
#include "domain/premise/premise.h"
#include "domain/premise/usage_parts.h"

namespace tally::domain {

namespace {

bool is_read_of(const UsageEntry& entry, const MeterId& meter) {
    return entry.is_read && entry.meter == meter;
}

std::string show(const UsageEntry& entry) {
    return to_string(entry.value) + " on " + to_string(entry.from);
}

// Rule 10, between the neighbours in time.
Decided<void> check_neighbours(const std::string& field, const MeterRegister& each, Quantity value,
                               const std::optional<UsageEntry>& before, const std::optional<UsageEntry>& after) {
    if (before && over_threshold(each, before->value, value)) {
        if (value < before->value)
            return refuse(Rejection::read_below_last, field, to_string(value),
                          "The read before it is " + show(*before) + ", and the register rolls over by at most " +
                              to_string(each.rollover_threshold) +
                              " of its capacity: check the read, or raise rollover_threshold with "
                              "premise.change_register.");
        return refuse(Rejection::consumption_over_threshold, field, to_string(value),
                      "It is more than " + to_string(each.rollover_threshold) + " of the register above " +
                          show(*before) +
                          ": check the read, or raise rollover_threshold with premise.change_register.");
    }
    if (!after) return {};
    Int128 capacity = 0;
    const bool fits =
        !over_threshold(each, value, after->value) &&
        (!before || counted(each, before->value, value, capacity) + counted(each, value, after->value, capacity) ==
                        counted(each, before->value, after->value, capacity));
    if (!fits)
        return refuse(Rejection::read_out_of_order, field, to_string(value),
                      "It must lie between its neighbours: the next read is " + show(*after) +
                          (before ? ", the one before " + show(*before) : "") + ".");
    return {};
}

const UsageEntry* find_read(const UsageMonth* month, const MeterId& meter, Date read_on) {
    if (!month) return nullptr;
    for (const UsageEntry& entry : month->entries)
        if (entry.from == read_on && is_read_of(entry, meter)) return &entry;
    return nullptr;
}
Decided<void> check_intervals(const RecordUsage& command) {
    if (command.intervals.empty()) {
        if (command.interval_seconds != 0)
            return refuse(Rejection::field_missing, "intervals", "", "Give the values, or no interval length.");
        return {};
    }
    if (command.interval_seconds == 0)
        return refuse(Rejection::field_missing, "interval_seconds", "0", "Give the length of an interval.");
    Int128 sum = 0;
    for (const Quantity& each : command.intervals) sum += each.units;
    if (sum != command.quantity.units)
        return refuse(Rejection::field_invalid, "quantity", to_string(command.quantity),
                      "It must be the sum of the intervals.");
    // A civil day has at most 25 hours.
    const auto seconds_max = (std::int64_t{command.until - command.from} * 24 + 1) * 3600;
    if (static_cast<std::int64_t>(command.intervals.size()) * command.interval_seconds > seconds_max)
        return refuse(Rejection::field_invalid, "intervals", std::to_string(command.intervals.size()) + " intervals",
                      "They are longer than the period.");
    return {};
}

}  // namespace

std::optional<UsageEntry> read_after(World& world, const ServicePointState& service_point, const InstalledMeter& meter,
                                     const Code& channel, Date day) {
    Date last_day = meter.removed_on;
    if (!last_day.is_set()) {
        for (const LastRead& last : service_point.last_reads)
            if (last.channel == channel) last_day = last.read_on;
        if (!last_day.is_set()) return std::nullopt;
    }
    for (Date month = first_of_month(day); month <= last_day; month = month_after(month)) {
        const UsageMonth* held = world.usage(service_point.service_point, channel, month);
        if (!held) continue;
        for (const UsageEntry& entry : held->entries)
            if (entry.from > day && is_read_of(entry, meter.meter)) return entry;
    }
    return std::nullopt;
}

Int128 counted(const MeterRegister& each, Quantity start, Quantity stop, Int128& capacity) {
    capacity = 1'000'000;
    for (std::uint8_t dial = 0; dial < each.dials; ++dial) capacity *= 10;
    return Int128{stop.units} - start.units + (stop < start ? capacity : Int128{0});
}
bool over_threshold(const MeterRegister& each, Quantity start, Quantity stop) {
    Int128 capacity = 0;
    const Int128 consumption = counted(each, start, stop, capacity);
    return consumption * 100'000'000 > capacity * each.rollover_threshold.units;
}

const UsageEntry* find_usage(const UsageMonth* month, Date from) {
    if (!month) return nullptr;
    for (const UsageEntry& entry : month->entries)
        if (entry.from == from && !entry.is_read) return &entry;
    return nullptr;
}

std::optional<UsageEntry> overlapping_usage(World& world, const ServicePointState& service_point, const Code& channel,
                                            Date from, Date until, Date measured_from) {
    for (Date month = first_of_month(from); month < until; month = month_after(month)) {
        const UsageMonth* held = world.usage(service_point.service_point, channel, month);
        if (!held) continue;
        for (const UsageEntry& entry : held->entries)
            if (!entry.is_read && entry.from > from && entry.from < until) return entry;
    }
    for (Date month = first_of_month(from); month >= first_of_month(measured_from); month = month_before(month)) {
        const UsageMonth* held = world.usage(service_point.service_point, channel, month);
        if (!held) continue;
        for (auto entry = held->entries.rbegin(); entry != held->entries.rend(); ++entry) {
            if (entry->is_read || entry->from >= from) continue;
            return entry->until > from ? std::optional(*entry) : std::nullopt;
        }
    }
    return std::nullopt;
}

ServicePointState* evolving(MutableWorld& world, const Envelope& envelope, const ServicePointId& id) {
    PremiseState& premise = world.premise_part(PremiseId{envelope.stream.id.str()});
    premise.version = envelope.version + 1;
    premise.last_position = envelope.position;
    const auto found = std::find_if(premise.service_points.begin(), premise.service_points.end(),
                                    [&](const ServicePointState& each) { return each.service_point == id; });
    return found == premise.service_points.end() ? nullptr : &*found;
}
void insert_entry(UsageMonth& month, UsageEntry entry) {
    const auto after = std::upper_bound(month.entries.begin(), month.entries.end(), entry.from,
                                        [](Date day, const UsageEntry& other) { return day < other.from; });
    month.entries.insert(after, std::move(entry));
}
std::optional<UsageEntry> read_at_or_before(World& world, const ServicePointState& service_point,
                                            const InstalledMeter& meter, const Code& channel, Date day) {
    for (Date month = first_of_month(day); month >= first_of_month(meter.installed_on - 1);
         month = month_before(month)) {
        const UsageMonth* held = world.usage(service_point.service_point, channel, month);
        if (!held) continue;
        for (auto entry = held->entries.rbegin(); entry != held->entries.rend(); ++entry)
            if (entry->from <= day && is_read_of(*entry, meter.meter)) return *entry;
    }
    return std::nullopt;
}

namespace {

// Which meter showed the read. What a meter shows when it is installed is of the end of the day before, on which
// another one may have been read: the reason tells the two apart.
const InstalledMeter* meter_read(const ServicePointState& service_point, const RecordRead& command) {
    if (command.reading_reason == ReadingReason::installation)
        for (const InstalledMeter& meter : service_point.meters)
            if (meter.installed_on == command.read_on + 1) return &meter;
    if (const InstalledMeter* meter = service_point.meter_on(command.read_on)) return meter;
    for (const InstalledMeter& meter : service_point.meters)
        if (meter.installed_on == command.read_on + 1) return &meter;
    return nullptr;
}

// Holds the read against its neighbours; where estimates are in its way, they are estimated again and it is held
// against the reads around them.
Decided<std::vector<RegisterRead>> fit_read(Draft& draft, const ReadAsked& asked, Quality quality,
                                            const std::string& field) {
    const auto neighbours = [&](World& world) {
        return check_neighbours(
            field, asked.measured_by, asked.value,
            read_at_or_before(world, asked.service_point, asked.meter, asked.measured_by.channel, asked.day - 1),
            read_after(world, asked.service_point, asked.meter, asked.measured_by.channel, asked.day));
    };
    auto fits = neighbours(draft);
    if (fits) return std::vector<RegisterRead>{};
    if (quality == Quality::estimated) return tl::unexpected(std::move(fits.error()));
    auto again = estimates_again(draft, asked);
    if (again.empty()) return tl::unexpected(std::move(fits.error()));
    const Context seen{draft, draft.context().header, draft.context().today, draft.next_position()};
    Draft estimated(seen);
    const PremiseId premise{
        draft.directory(DirectoryKind::service_point, asked.service_point.service_point.str())->leads_to.front().str()};
    for (const RegisterRead& read : again) estimated.record(premise, RegisterReadCorrected{read, {}, 0});
    TALLY_TRY(neighbours(estimated));
    return again;
}

void record_correction(Draft& draft, const PremiseId& premise, const RegisterRead& read) {
    const UsageEntry* held = find_read(draft.usage(read.service_point, read.channel, first_of_month(read.read_on)),
                                       read.meter, read.read_on);
    TALLY_ASSERT(held, "a correction is of a read that is held");
    draft.record(premise, RegisterReadCorrected{read, held->value, held->position});
}

}  // namespace

Decided<RecordedRead> record_read(Draft& draft, const RecordRead& command, const std::string& path) {
    const auto placed = find_service_point(draft, path + "service_point", command.service_point);
    TALLY_TRY(placed);
    const ServicePointState service_point = *placed->service_point;
    const PremiseId premise = placed->premise->premise;
    const Date day = command.read_on;
    if (!day.is_set()) return refuse(Rejection::field_missing, path + "read_on", "", "Give the day it closes.");
    const InstalledMeter* meter = meter_read(service_point, command);
    if (!meter)
        return refuse(Rejection::service_point_has_no_meter, path + "service_point", command.service_point.str(),
                      "No meter measured there on " + to_string(day) + ": install it first.");
    const auto found = find_register(path + "channel", *meter, command.channel);
    TALLY_TRY(found);
    const MeterRegister& each = **found;
    if (each.kind != RegisterKind::subtractive)
        return refuse(Rejection::register_reports_usage, path + "channel", each.channel.str(),
                      "This register reports usage: send premise.record_usage.");
    TALLY_TRY(check_capacity(path + "value", each, command.value));

    const UsageEntry* held =
        find_read(draft.usage(command.service_point, each.channel, first_of_month(day)), meter->meter, day);
    // That an estimate was right is news.
    const bool confirms = held && held->quality == Quality::estimated && command.quality != Quality::estimated;
    if (held && held->value == command.value && !confirms) return already_so(held->position);
    const bool corrects = held != nullptr;
    if (!corrects && day < meter->installed_on)
        return refuse(Rejection::service_point_has_no_meter, path + "service_point", command.service_point.str(),
                      "No meter measured there on " + to_string(day) + ": install it first.");
    RecordedRead recorded;
    auto again = fit_read(draft, {service_point, *meter, each, day, command.value}, command.quality, path + "value");
    TALLY_TRY(again);
    recorded.estimated_again = std::move(*again);
    recorded.read = {command.service_point, meter->meter,    each.channel,           day,
                     command.value,         command.quality, command.reading_reason, command.source};
    recorded.corrected = corrects;
    for (const RegisterRead& read : recorded.estimated_again) record_correction(draft, premise, read);
    if (corrects)
        record_correction(draft, premise, recorded.read);
    else
        draft.record(premise, recorded.read);
    return recorded;
}

Decided<void> must_have_passed(std::string field, Date last_day, Date today) {
    if (!last_day.is_set() || last_day <= today) return {};
    return refuse(Rejection::date_out_of_order, std::move(field), to_string(last_day),
                  "It is " + to_string(today) + " today: give a day that has come.");
}

Decided<Events> decide_on(const RecordUsage& command, const Context& context) {
    World& world = context.world;
    const auto placed = find_service_point(world, "service_point", command.service_point);
    TALLY_TRY(placed);
    const ServicePointState& service_point = *placed->service_point;
    if (!command.from.is_set()) return refuse(Rejection::field_missing, "from", "", "Give the first day.");
    if (!command.until.is_set()) return refuse(Rejection::field_missing, "until", "", "Give the first day after it.");
    if (command.until <= command.from)
        return refuse(Rejection::date_out_of_order, "until", to_string(command.until),
                      "End the period after " + to_string(command.from) + ".");
    TALLY_TRY(must_have_passed("until", command.until - 1, context.today));
    const InstalledMeter* meter = service_point.meter_on(command.from);
    if (!meter || service_point.meter_on(command.until - 1) != meter)
        return refuse(Rejection::service_point_has_no_meter, "service_point", command.service_point.str(),
                      "One meter must have measured there from " + to_string(command.from) + " until " +
                          to_string(command.until) + ".");
    const auto found = find_register("channel", *meter, command.channel);
    TALLY_TRY(found);
    const MeterRegister& each = **found;
    if (each.kind != RegisterKind::consumptive)
        return refuse(Rejection::register_is_read_not_reported, "channel", each.channel.str(),
                      "This register is read: send premise.record_read.");
    if (!command.unit.empty() && command.unit != each.unit)
        return refuse(Rejection::unit_differs, "unit", command.unit.str(),
                      "The register counts " + each.unit.str() + ".");
    if (command.quantity.units < 0)
        return refuse(Rejection::field_invalid, "quantity", to_string(command.quantity), "Usage is never below zero.");
    TALLY_TRY(check_intervals(command));

    const UsageEntry* held =
        find_usage(world.usage(command.service_point, each.channel, first_of_month(command.from)), command.from);
    if (held && held->value == command.quantity && held->until == command.until) return already_so(held->position);
    if (held && held->interval_minutes != 0)
        return refuse(Rejection::usage_overlaps, "from", to_string(command.from),
                      "Values of " + std::to_string(held->interval_minutes) +
                          " minutes are held for that day: correct them with premise.record_interval_day, or withdraw "
                          "them with premise.withdraw_usage.");
    if (const auto other =
            overlapping_usage(world, service_point, each.channel, command.from, command.until, meter->installed_on))
        return refuse(Rejection::usage_overlaps, "from", to_string(command.from),
                      "Usage from " + to_string(other->from) + " until " + to_string(other->until) +
                          " is held: correct that one under its own first day.");
    UsageRecorded usage{command.service_point,    each.channel,      command.from,          command.until,
                        command.quantity,         each.unit,         command.quality,       command.start,
                        command.interval_seconds, command.intervals, command.reported_cost, command.source};
    const StreamId stream = stream_of(placed->premise->premise);
    if (held) return Events{{stream, UsageCorrected{std::move(usage), held->value, held->position}}};
    return Events{{stream, std::move(usage)}};
}

namespace {

// Refuses to take away a read that started or stopped an agreement: it is part of that agreement's life.
Decided<void> check_moves_no_service(World& world, const ServicePointState& service_point, const Code& channel,
                                     Date day) {
    const auto uses = [&](const std::vector<ServiceRead>& reads) {
        return std::any_of(reads.begin(), reads.end(),
                           [&](const ServiceRead& read) { return read.channel == channel && read.read_on == day; });
    };
    for (const Occupancy& occupancy : service_point.occupancies) {
        const AccountState* account = world.account(occupancy.account);
        const ServiceAgreement* sa = account ? account->agreement(occupancy.sa) : nullptr;
        if (!sa || !(uses(sa->start_reads) || uses(sa->stop_reads))) continue;
        return refuse(Rejection::read_moves_service, "read_on", to_string(day),
                      "Agreement " + sa->sa.str() + " of account " + occupancy.account.str() +
                          " begins or ends with it: correct its value with premise.record_read.");
    }
    return {};
}

// A register's reads of the days that its meter came and went belong to those events.
Decided<void> check_not_of_exchange(const ServicePointState& service_point, const MeterId& id, Date day) {
    for (const InstalledMeter& meter : service_point.meters)
        if (meter.meter == id && (day == meter.installed_on - 1 || day == meter.removed_on))
            return refuse(Rejection::read_is_the_meters_own, "read_on", to_string(day),
                          "Meter " + id.str() + " came or went with it: correct its value with premise.record_read.");
    return {};
}

}  // namespace

Decided<Events> decide_on(const WithdrawRead& command, const Context& context) {
    World& world = context.world;
    const auto placed = find_service_point(world, "service_point", command.service_point);
    TALLY_TRY(placed);
    const ServicePointState& service_point = *placed->service_point;
    const Date day = command.read_on;
    if (!day.is_set()) return refuse(Rejection::field_missing, "read_on", "", "Give the day that the read closes.");
    const InstalledMeter* meter = service_point.meter_on(day);
    if (!meter)
        return refuse(Rejection::read_unknown, "read_on", to_string(day), "No meter measured there on that day.");
    const auto found = find_register("channel", *meter, command.channel);
    TALLY_TRY(found);
    const MeterRegister& each = **found;
    const UsageEntry* held =
        find_read(world.usage(command.service_point, each.channel, first_of_month(day)), meter->meter, day);
    if (!held)
        return refuse(Rejection::read_unknown, "read_on", to_string(day),
                      "No read of channel " + each.channel.str() + " is held for that day.");
    const UsageEntry read = *held;
    TALLY_TRY(check_not_of_exchange(service_point, meter->meter, day));
    TALLY_TRY(check_moves_no_service(world, service_point, each.channel, day));
    // Its neighbours become each other's.
    const auto before = read_at_or_before(world, service_point, *meter, each.channel, day - 1);
    const auto after = read_after(world, service_point, *meter, each.channel, day);
    if (after) TALLY_TRY(check_neighbours("read_on", each, after->value, before, std::nullopt));
    // Only the meter that hangs there has last reads.
    LastReadLeft left;
    if (service_point.meters.back().meter == meter->meter) {
        for (const LastRead& one : service_point.last_reads)
            if (one.channel == each.channel && one.read_on != day) left = {one.read_on, one.value, one.position};
        if (!left.read_on.is_set() && before) left = {before->from, before->value, before->position};
    }
    return Events{
        {stream_of(placed->premise->premise), RegisterReadWithdrawn{command.service_point, meter->meter, each.channel,
                                                                    day, read.value, read.position, left}}};
}

Decided<Events> decide_on(const WithdrawUsage& command, const Context& context) {
    World& world = context.world;
    const auto placed = find_service_point(world, "service_point", command.service_point);
    TALLY_TRY(placed);
    if (!command.from.is_set()) return refuse(Rejection::field_missing, "from", "", "Give the period's first day.");
    const InstalledMeter* meter = placed->service_point->meter_on(command.from);
    if (!meter)
        return refuse(Rejection::usage_unknown, "from", to_string(command.from),
                      "No meter measured there on that day.");
    const auto found = find_register("channel", *meter, command.channel);
    TALLY_TRY(found);
    const UsageEntry* held =
        find_usage(world.usage(command.service_point, (*found)->channel, first_of_month(command.from)), command.from);
    if (!held)
        return refuse(Rejection::usage_unknown, "from", to_string(command.from),
                      "No usage of channel " + (*found)->channel.str() + " is held from that day on.");
    const bool has_values = held->interval_minutes != 0;
    UsageWithdrawn event{command.service_point, (*found)->channel, held->from,
                         held->until,           held->value,       held->position};
    if (has_values)
        return Events{{stream_of(placed->premise->premise),
                       IntervalDayWithdrawn{std::move(event.service_point), std::move(event.channel), event.from,
                                            event.quantity, event.withdraws_position}}};
    return Events{{stream_of(placed->premise->premise), std::move(event)}};
}

namespace {
void keep_last_read(ServicePointState& service_point, const RegisterRead& read, std::uint64_t position) {
    // A read of a meter that is gone is no last read of the one that hangs there now.
    if (service_point.meters.empty() || service_point.meters.back().meter != read.meter) return;
    for (LastRead& last : service_point.last_reads) {
        if (last.channel != read.channel) continue;
        if (last.read_on <= read.read_on) last = {read.channel, read.read_on, read.value, position};
        return;
    }
    service_point.last_reads.push_back({read.channel, read.read_on, read.value, position});
}
UsageEntry entry_of(const UsageRecorded& usage, std::uint64_t position) {
    return {usage.from, usage.until, usage.quantity, false, usage.unit, usage.quality, {}, position, 0};
}
}  // namespace

void evolve_on(MutableWorld& world, const Envelope& envelope, const RegisterRead& event) {
    ServicePointState* service_point = evolving(world, envelope, event.service_point);
    TALLY_ASSERT(service_point, "a read names a service point of its premise");
    const MeterRegister* each = service_point->register_on(event.channel, event.read_on);
    keep_last_read(*service_point, event, envelope.position);
    insert_entry(world.usage_part(event.service_point, event.channel, first_of_month(event.read_on)),
                 {event.read_on, event.read_on + 1, event.value, true, each ? each->unit : Code{}, event.quality,
                  event.meter, envelope.position, 0});
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const RegisterReadCorrected& event) {
    ServicePointState* service_point = evolving(world, envelope, event.read.service_point);
    TALLY_ASSERT(service_point, "a read names a service point of its premise");
    keep_last_read(*service_point, event.read, envelope.position);
    UsageMonth& month =
        world.usage_part(event.read.service_point, event.read.channel, first_of_month(event.read.read_on));
    for (UsageEntry& entry : month.entries) {
        if (entry.from != event.read.read_on || !is_read_of(entry, event.read.meter)) continue;
        entry.value = event.read.value;
        entry.quality = event.read.quality;
        entry.position = envelope.position;
    }
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const RegisterReadWithdrawn& event) {
    ServicePointState* service_point = evolving(world, envelope, event.service_point);
    TALLY_ASSERT(service_point, "a read names a service point of its premise");
    std::erase_if(
        world.usage_part(event.service_point, event.channel, first_of_month(event.read_on)).entries,
        [&](const UsageEntry& entry) { return entry.from == event.read_on && is_read_of(entry, event.meter); });
    // Only the meter that hangs there has last reads.
    if (service_point->meters.empty() || service_point->meters.back().meter != event.meter) return;
    std::erase_if(service_point->last_reads, [&](const LastRead& last) { return last.channel == event.channel; });
    const LastReadLeft& left = event.last_read;
    if (left.read_on.is_set())
        service_point->last_reads.push_back({event.channel, left.read_on, left.value, left.position});
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const UsageWithdrawn& event) {
    evolving(world, envelope, event.service_point);
    std::erase_if(world.usage_part(event.service_point, event.channel, first_of_month(event.from)).entries,
                  [&](const UsageEntry& entry) { return !entry.is_read && entry.from == event.from; });
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const UsageRecorded& event) {
    evolving(world, envelope, event.service_point);
    insert_entry(world.usage_part(event.service_point, event.channel, first_of_month(event.from)),
                 entry_of(event, envelope.position));
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const UsageCorrected& event) {
    evolving(world, envelope, event.usage.service_point);
    UsageMonth& month =
        world.usage_part(event.usage.service_point, event.usage.channel, first_of_month(event.usage.from));
    for (UsageEntry& entry : month.entries)
        if (!entry.is_read && entry.from == event.usage.from) entry = entry_of(event.usage, envelope.position);
}

}  // namespace tally::domain
