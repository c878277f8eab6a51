// The rules of reads and usage [rules 9, 10]: one value for each service point, channel and date or period start;
// the same value again changes nothing, another one is a correction that names what it corrects.

#include <algorithm>

#include "domain/core/check.h"
#include "domain/decide_on.h"
#include "domain/evolve_on.h"
#include "domain/premise/channel_use.h"
#include "domain/premise/premise.h"
#include "domain/premise/usage_parts.h"
#include "domain/premise/validation.h"

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
void hold_usage(MutableWorld& world, const Envelope& envelope, const ServicePointId& id, const Code& channel,
                UsageEntry entry) {
    if (ServicePointState* service_point = evolving(world, envelope, id)) count_usage(*service_point, channel, entry);
    insert_entry(world.usage_part(id, channel, first_of_month(entry.from)), std::move(entry));
}
void replace_usage(MutableWorld& world, const Envelope& envelope, const ServicePointId& id, const Code& channel,
                   const UsageEntry& entry) {
    ServicePointState* service_point = evolving(world, envelope, id);
    for (UsageEntry& held : world.usage_part(id, channel, first_of_month(entry.from)).entries) {
        if (held.is_read || held.from != entry.from) continue;
        if (service_point) {
            uncount_usage(*service_point, channel, held);
            count_usage(*service_point, channel, entry);
        }
        held = entry;
    }
}
void drop_usage(MutableWorld& world, const Envelope& envelope, const ServicePointId& id, const Code& channel,
                Date from) {
    ServicePointState* service_point = evolving(world, envelope, id);
    std::erase_if(world.usage_part(id, channel, first_of_month(from)).entries, [&](const UsageEntry& entry) {
        const bool dropped = !entry.is_read && entry.from == from;
        if (dropped && service_point) uncount_usage(*service_point, channel, entry);
        return dropped;
    });
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

namespace {

// Which meter showed the read. What a meter shows when it is installed is of the end of the day before, on which
// another one may have been read: the reason tells the two apart.
const InstalledMeter* meter_read(const ServicePointState& service_point, const RecordRead& command) {
    const InstalledMeter* came = nullptr;
    for (const InstalledMeter& meter : service_point.meters)
        if (meter.installed_on == command.read_on + 1) came = &meter;
    if (came && command.reading_reason == ReadingReason::installation) return came;
    const InstalledMeter* meter = service_point.meter_on(command.read_on);
    return meter ? meter : came;
}

// A read between its neighbours. Estimates that are in its way are estimated again, and the neighbours are those then.
struct FittedRead {
    std::optional<UsageEntry> before;
    std::optional<UsageEntry> after;
    Decided<void> fits;
    std::vector<RegisterRead> estimated_again;
};
FittedRead fit_read(Draft& draft, const PremiseId& premise, const ReadAsked& asked, Quality quality,
                    const std::string& field) {
    FittedRead fitted;
    const auto look = [&](World& world) {
        const Code& channel = asked.measured_by.channel;
        fitted.before = read_at_or_before(world, asked.service_point, asked.meter, channel, asked.day - 1);
        fitted.after = read_after(world, asked.service_point, asked.meter, channel, asked.day);
        return check_neighbours(field, asked.measured_by, asked.value, fitted.before, fitted.after);
    };
    fitted.fits = look(draft);
    if (fitted.fits || quality == Quality::estimated) return fitted;
    auto again = estimates_again(draft, asked);
    if (again.empty()) return fitted;
    const Context seen{draft, draft.context().header, draft.context().today, draft.next_position()};
    Draft estimated(seen);
    for (const RegisterRead& read : again) estimated.record(premise, RegisterReadCorrected{read, {}, 0});
    fitted.fits = look(estimated);
    if (fitted.fits) fitted.estimated_again = std::move(again);
    return fitted;
}

// A read that the neighbours do not bear out is in doubt where reads are validated; it is refused where they are not,
// and beside an estimate that could not be made again, which may be what is wrong.
Decided<std::vector<ReadDoubt>> validated(World& world, const ServicePointState& service_point,
                                          const ReadToValidate& read, const Decided<void>& fits) {
    const ReadValidation* limits = validation_of(world, service_point, read.measured_by.unit, read.day);
    if (!limits) {
        TALLY_TRY(fits);
        return std::vector<ReadDoubt>{};
    }
    if (fits) return doubts_of_read(world, service_point, *limits, read);
    const auto is_estimate = [](const std::optional<UsageEntry>& one) {
        return one && one->quality == Quality::estimated;
    };
    if (is_estimate(read.before) || is_estimate(read.after)) TALLY_TRY(fits);
    return std::vector{doubt_of_order(read)};
}

const UsageEntry* held_read(World& world, const RegisterRead& read) {
    return find_read(world.usage(read.service_point, read.channel, first_of_month(read.read_on)), read.meter,
                     read.read_on);
}
void record_correction(Draft& draft, const PremiseId& premise, const RegisterRead& read) {
    const UsageEntry* held = held_read(draft, read);
    TALLY_ASSERT(held, "a correction is of a read that is held");
    draft.record(premise, RegisterReadCorrected{read, held->value, held->position});
}

// The register, where the channel names one that is read, of a meter that measured on the day or came on the next.
struct ReadRegister {
    const InstalledMeter* meter;
    const MeterRegister* measured_by;
};
Decided<ReadRegister> register_read(const ServicePointState& service_point, const RecordRead& command,
                                    const std::string& path) {
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
    return ReadRegister{meter, &each};
}

}  // namespace

Decided<RecordedRead> record_read(Draft& draft, const RecordRead& command, const std::string& path, Check check) {
    const auto placed = find_service_point(draft, path + "service_point", command.service_point);
    TALLY_TRY(placed);
    const ServicePointState& service_point = *placed->service_point;
    const PremiseId premise = placed->premise->premise;
    const auto of = register_read(service_point, command, path);
    TALLY_TRY(of);
    const MeterRegister& each = *of->measured_by;
    const Date day = command.read_on;
    RecordedRead recorded;
    recorded.read = {command.service_point, of->meter->meter, each.channel,           day,
                     command.value,         command.quality,  command.reading_reason, command.source};
    const UsageEntry* held = held_read(draft, recorded.read);
    // That an estimate was right is news.
    const bool confirms = held && held->quality == Quality::estimated && command.quality != Quality::estimated;
    if (held && held->value == command.value && !confirms) return already_so(held->position);
    if (!held && day < of->meter->installed_on)
        return refuse(Rejection::service_point_has_no_meter, path + "service_point", command.service_point.str(),
                      "No meter measured there on " + to_string(day) + ": install it first.");
    const ReadInDoubt* in_doubt = doubt_at(draft, service_point, each.channel, day, true);
    if (in_doubt && in_doubt->value == command.value) return already_so(in_doubt->position);
    const auto corrects = held ? std::optional(held->value) : std::nullopt;
    auto fitted = fit_read(draft, premise, {service_point, *of->meter, each, day, command.value}, command.quality,
                           path + "value");
    if (check == Check::taken) {
        TALLY_TRY(fitted.fits);
    } else {
        auto doubts = validated(draft, service_point, {each, day, command.value, fitted.before, fitted.after, corrects},
                                fitted.fits);
        TALLY_TRY(doubts);
        if (!doubts->empty()) {
            TALLY_TRY(has_room_for_doubt(service_point, in_doubt));
            draft.record(premise, RegisterReadDoubted{recorded.read, std::move(*doubts), draft.context().today,
                                                      in_doubt ? in_doubt->position : 0});
            recorded.in_doubt = true;
            return recorded;
        }
        if (in_doubt) draft.record(premise, resolved(command.service_point, *in_doubt, DoubtWay::replaced));
    }
    recorded.estimated_again = std::move(fitted.estimated_again);
    for (const RegisterRead& read : recorded.estimated_again) record_correction(draft, premise, read);
    recorded.corrected = corrects.has_value();
    if (recorded.corrected)
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

Decided<std::vector<Event>> usage_events(World& world, const Context& context, const RecordUsage& command,
                                         Check check) {
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
    TALLY_TRY(check_reported(each, command.unit));
    const ReadValidation* limits =
        check == Check::taken ? nullptr : validation_of(world, service_point, each.unit, command.from);
    if (command.quantity.units < 0 && !limits)
        return refuse(Rejection::field_invalid, "quantity", to_string(command.quantity), "Usage is never below zero.");
    TALLY_TRY(check_intervals(command));

    const UsageEntry* held =
        find_usage(world.usage(command.service_point, each.channel, first_of_month(command.from)), command.from);
    if (held && held->value == command.quantity && held->until == command.until) return already_so(held->position);
    const ReadInDoubt* in_doubt = doubt_at(world, service_point, each.channel, command.from, false);
    if (in_doubt && in_doubt->kind == DoubtedKind::usage && in_doubt->value == command.quantity &&
        in_doubt->until == command.until)
        return already_so(in_doubt->position);
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
    UsageToRecord to_record{{}, context.today, check == Check::taken ? nullptr : in_doubt, held};
    if (limits)
        to_record.doubts = doubts_of_usage(world, service_point, each, *limits, {command.from, command.until},
                                           command.quantity, command.intervals, held);
    if (!to_record.doubts.empty()) TALLY_TRY(has_room_for_doubt(service_point, in_doubt));
    return events_of_usage<UsageDoubted, UsageCorrected>(std::move(usage), std::move(to_record));
}

Decided<Events> at_premise_of(World& world, const ServicePointId& service_point, Decided<std::vector<Event>> decided) {
    TALLY_TRY(decided);
    const auto placed = find_service_point(world, "service_point", service_point);
    TALLY_TRY(placed);
    const StreamId stream = stream_of(placed->premise->premise);
    Events events;
    events.reserve(decided->size());
    for (Event& event : *decided) events.push_back({stream, std::move(event)});
    return events;
}

Decided<Events> decide_on(const RecordUsage& command, const Context& context) {
    return at_premise_of(context.world, command.service_point,
                         usage_events(context.world, context, command, Check::whole));
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
    if (const ReadInDoubt* in_doubt = doubt_at(world, service_point, each.channel, day, true))
        return Events{
            {stream_of(placed->premise->premise), resolved(command.service_point, *in_doubt, DoubtWay::withdrawn)}};
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
    if (const ReadInDoubt* in_doubt = doubt_at(world, *placed->service_point, (*found)->channel, command.from, false))
        return Events{
            {stream_of(placed->premise->premise), resolved(command.service_point, *in_doubt, DoubtWay::withdrawn)}};
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
bool of_installed(const ServicePointState& service_point, const MeterId& meter) {
    return !service_point.meters.empty() && service_point.meters.back().meter == meter;
}
void keep_last_read(ServicePointState& service_point, const RegisterRead& read, std::uint64_t position) {
    // A read of a meter that is gone is no last read of the one that hangs there now.
    if (!of_installed(service_point, read.meter)) return;
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
    if (each && of_installed(*service_point, event.meter))
        count_read(*service_point, *each, event.read_on, event.value, event.quality);
    insert_entry(world.usage_part(event.service_point, event.channel, first_of_month(event.read_on)),
                 {event.read_on, event.read_on + 1, event.value, true, each ? each->unit : Code{}, event.quality,
                  event.meter, envelope.position, 0});
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const RegisterReadCorrected& event) {
    ServicePointState* service_point = evolving(world, envelope, event.read.service_point);
    TALLY_ASSERT(service_point, "a read names a service point of its premise");
    keep_last_read(*service_point, event.read, envelope.position);
    if (const MeterRegister* each = service_point->register_on(event.read.channel, event.read.read_on);
        each && of_installed(*service_point, event.read.meter))
        recount_read(*service_point, *each, event);
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
    if (!of_installed(*service_point, event.meter)) return;
    if (const MeterRegister* each = service_point->register_on(event.channel, event.read_on))
        uncount_read(*service_point, *each, event);
    std::erase_if(service_point->last_reads, [&](const LastRead& last) { return last.channel == event.channel; });
    const LastReadLeft& left = event.last_read;
    if (left.read_on.is_set())
        service_point->last_reads.push_back({event.channel, left.read_on, left.value, left.position});
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const UsageWithdrawn& event) {
    drop_usage(world, envelope, event.service_point, event.channel, event.from);
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const UsageRecorded& event) {
    hold_usage(world, envelope, event.service_point, event.channel, entry_of(event, envelope.position));
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const UsageCorrected& event) {
    replace_usage(world, envelope, event.usage.service_point, event.usage.channel,
                  entry_of(event.usage, envelope.position));
}

}  // namespace tally::domain
