// The rules of locations, service points, meters and landlords.

#include "domain/premise/premise.h"

#include <algorithm>

#include "domain/core/check.h"
#include "domain/decide_on.h"
#include "domain/evolve_on.h"
#include "domain/made_so.h"
#include "domain/person/person.h"
#include "domain/premise/channel_use.h"

namespace tally::domain {

namespace {

Decided<void> check_threshold(const std::string& field, Rate threshold) {
    if (threshold.units > 0 && threshold.units <= 100'000'000) return {};
    return refuse(Rejection::field_invalid, field, to_string(threshold), "Give a share above 0, at most 1.");
}

// The kind of agreement and its tariff must be known; an empty tariff is the type's default.
Decided<const ServiceAgreementType*> check_agreement_terms(World& world, const std::string& path, const Code& sa_type,
                                                           const TariffId& tariff) {
    const ServiceAgreementType* type = world.settings().sa_type(sa_type);
    TALLY_TRY(check_code(path + "sa_type", sa_type, type));
    const TariffId& chosen = tariff.empty() ? type->default_tariff : tariff;
    const TariffState* state = chosen.empty() ? nullptr : world.tariff(chosen);
    if (!state)
        return refuse(Rejection::tariff_unknown, path + "tariff", chosen.str(),
                      chosen.empty() ? "Name a tariff: the type has no default." : "Publish the tariff first.");
    if (state->versions.back().service != type->service)
        return refuse(Rejection::field_invalid, path + "tariff", chosen.str(),
                      "It prices " + state->versions.back().service.str() + ", not " + type->service.str() + ".");
    return type;
}

Decided<const PremiseState*> known_premise(World& world, const std::string& field, const PremiseId& id) {
    TALLY_TRY(check_id(field, id));
    const PremiseState* premise = world.premise(id);
    if (!premise) return refuse(Rejection::premise_unknown, field, id.str(), "Add the location first.");
    return premise;
}

Decided<void> check_registers(const std::string& path, const std::vector<MeterRegister>& registers) {
    if (registers.empty())
        return refuse(Rejection::field_missing, path + "registers", "", "Say what the meter counts.");
    for (std::size_t i = 0; i < registers.size(); ++i) {
        const MeterRegister& each = registers[i];
        const std::string here = path + at("registers", i) + ".";
        TALLY_TRY(check_id(here + "channel", each.channel));
        TALLY_TRY(check_id(here + "unit", each.unit));
        for (std::size_t j = 0; j < i; ++j)
            if (registers[j].channel == each.channel)
                return refuse(Rejection::field_invalid, here + "channel", each.channel.str(),
                              "Give each register a channel of its own.");
        if (each.dials < 1 || each.dials > 12)
            return refuse(Rejection::field_invalid, here + "dials", std::to_string(each.dials), "Give 1 to 12.");
        if (each.decimals > Quantity::decimals)
            return refuse(Rejection::field_invalid, here + "decimals", std::to_string(each.decimals), "Give 0 to 6.");
        if (each.multiplier.units <= 0)
            return refuse(Rejection::field_invalid, here + "multiplier", to_string(each.multiplier),
                          "Give a multiplier above zero.");
        TALLY_TRY(check_threshold(here + "rollover_threshold", each.rollover_threshold));
    }
    return {};
}

// Reads given with a meter: of its subtractive registers, each once.
Decided<void> check_reads(const std::string& path, const InstalledMeter& meter, const std::vector<InitialRead>& reads) {
    for (std::size_t i = 0; i < reads.size(); ++i) {
        const std::string here = path + at("reads", i) + ".";
        const auto found = find_register(here + "channel", meter, reads[i].channel);
        TALLY_TRY(found);
        if ((*found)->kind != RegisterKind::subtractive)
            return refuse(Rejection::register_reports_usage, here + "channel", reads[i].channel.str(),
                          "This register reports usage: give no read of it.");
        TALLY_TRY(check_capacity(here + "value", **found, reads[i].value));
        for (std::size_t j = 0; j < i; ++j)
            if (reads[j].channel == reads[i].channel)
                return refuse(Rejection::field_invalid, here + "channel", reads[i].channel.str(),
                              "Give one read a register.");
    }
    return {};
}

}  // namespace

const ServicePointState* PremiseState::service_point(const ServicePointId& id) const {
    const auto found = std::find_if(service_points.begin(), service_points.end(),
                                    [&](const ServicePointState& each) { return each.service_point == id; });
    return found == service_points.end() ? nullptr : &*found;
}
const InstalledMeter* ServicePointState::meter_on(Date day) const {
    const auto found = std::find_if(meters.rbegin(), meters.rend(), [&](const InstalledMeter& meter) {
        return meter.installed_on <= day && (!meter.removed_on.is_set() || day <= meter.removed_on);
    });
    return found == meters.rend() ? nullptr : &*found;
}
const MeterRegister* ServicePointState::register_on(const Code& channel, Date day) const {
    const InstalledMeter* meter = meter_on(day);
    if (!meter) return nullptr;
    const auto found = std::find_if(meter->registers.begin(), meter->registers.end(),
                                    [&](const MeterRegister& each) { return each.channel == channel; });
    return found == meter->registers.end() ? nullptr : &*found;
}

Decided<PlacedServicePoint> find_service_point(World& world, const std::string& field, const ServicePointId& id) {
    TALLY_TRY(check_id(field, id));
    const DirectoryEntry* entry = world.directory(DirectoryKind::service_point, id.str());
    if (!entry || entry->leads_to.empty())
        return refuse(Rejection::service_point_unknown, field, id.str(), "Add the service point first.");
    const PremiseState* premise = world.premise(PremiseId{entry->leads_to.front().str()});
    TALLY_ASSERT(premise && premise->service_point(id), "the directory leads to the premise of a service point");
    return PlacedServicePoint{premise, premise->service_point(id)};
}

Decided<const MeterRegister*> find_register(std::string field, const InstalledMeter& meter, const Code& channel) {
    if (channel.empty() && meter.registers.size() == 1) return &meter.registers.front();
    std::string channels;
    for (const MeterRegister& each : meter.registers) {
        if (each.channel == channel) return &each;
        channels += (channels.empty() ? "" : ", ") + each.channel.str();
    }
    return refuse(Rejection::channel_unknown, std::move(field), channel.str(),
                  "Meter " + meter.meter.str() + " has " + channels + ".");
}

Decided<void> check_capacity(std::string field, const MeterRegister& each, Quantity value) {
    std::int64_t capacity_units = 1'000'000;
    for (std::uint8_t dial = 0; dial < each.dials; ++dial) capacity_units *= 10;
    if (value.units < 0 || value.units >= capacity_units)
        return refuse(Rejection::read_over_capacity, std::move(field), to_string(value),
                      "Register " + each.channel.str() + " has " + std::to_string(each.dials) + " dials.");
    return {};
}

Decided<void> record_location(Draft& draft, const AddLocation& command, const std::string& path) {
    TALLY_TRY(check_id(path + "premise", command.premise));
    TALLY_TRY(check_id_or_empty(path + "jurisdiction", command.jurisdiction));
    LocationAdded added{command.premise, command.address, command.jurisdiction, command.default_services};
    TALLY_TRY(check_address(draft.settings(), path + "address.", added.address));
    for (std::size_t i = 0; i < added.default_services.size(); ++i) {
        const DefaultService& service = added.default_services[i];
        const std::string here = path + at("default_services", i) + ".";
        const auto type = check_agreement_terms(draft, here, service.sa_type, service.tariff);
        TALLY_TRY(type);
        if ((*type)->service != service.service)
            return refuse(Rejection::field_invalid, here + "sa_type", service.sa_type.str(),
                          "It is for " + (*type)->service.str() + ", not " + service.service.str() + ".");
    }
    if (const PremiseState* held = draft.premise(command.premise)) {
        if (held->address == added.address && held->jurisdiction == added.jurisdiction &&
            held->default_services == added.default_services)
            return already_so(last_position(draft, stream_of(command.premise), [](const Event& event) {
                return holds_alternative<LocationAdded>(event);
            }));
        return refuse(Rejection::id_taken, path + "premise", command.premise.str(),
                      "Another location has this number.");
    }
    draft.record(command.premise, std::move(added));
    return {};
}

Decided<void> record_service_point(Draft& draft, const AddServicePoint& command, const std::string& path) {
    TALLY_TRY(known_premise(draft, path + "premise", command.premise));
    TALLY_TRY(check_id(path + "service_point", command.service_point));
    TALLY_TRY(check_code(path + "service", command.service, draft.settings().service(command.service)));
    if (const DirectoryEntry* entry = draft.directory(DirectoryKind::service_point, command.service_point.str());
        entry && !entry->leads_to.empty()) {
        const PremiseState* premise = draft.premise(PremiseId{entry->leads_to.front().str()});
        const ServicePointState* held = premise ? premise->service_point(command.service_point) : nullptr;
        if (held && premise->premise == command.premise && held->service == command.service &&
            held->market_id == command.market_id)
            return already_so(entry->position);
        return refuse(Rejection::id_taken, path + "service_point", command.service_point.str(),
                      "It is at premise " + entry->leads_to.front().str() + ": ids are unique in the division.");
    }
    draft.record(command.premise,
                 ServicePointAdded{command.service_point, command.premise, command.service, command.market_id});
    return {};
}

namespace {

// Reads given again with a meter that came or went already: another value than the one held is no repetition.
Decided<void> check_reads_held(Draft& draft, const ServicePointState& service_point, const InstalledMeter& meter,
                               Date day, const std::vector<InitialRead>& reads, const std::string& path) {
    for (std::size_t i = 0; i < reads.size(); ++i) {
        const Code& channel = reads[i].channel.empty() ? meter.registers.front().channel : reads[i].channel;
        const auto held = read_at_or_before(draft, service_point, meter, channel, day);
        if (held && held->from == day && held->value == reads[i].value) continue;
        return refuse(Rejection::read_out_of_order, path + at("reads", i) + ".value", to_string(reads[i].value),
                      held && held->from == day
                          ? "Meter " + meter.meter.str() + " showed " + to_string(held->value) + " then."
                          : "Meter " + meter.meter.str() + " was entered without this read.");
    }
    return {};
}

}  // namespace

Decided<void> record_meter(Draft& draft, const InstallMeter& command, const std::string& path) {
    const auto placed = find_service_point(draft, path + "service_point", command.service_point);
    TALLY_TRY(placed);
    TALLY_TRY(check_id(path + "meter", command.meter));
    if (!command.installed_on.is_set())
        return refuse(Rejection::field_missing, path + "installed_on", "", "Give the first day it measures.");
    TALLY_TRY(
        not_far_ahead(command.installed_on, path + "installed_on", draft.context().today, service_days_ahead_max));
    TALLY_TRY(check_registers(path, command.registers));
    const InstalledMeter meter{command.meter, command.installed_on, {}, command.registers};
    std::vector<InitialRead> reads = command.reads;
    TALLY_TRY(check_reads(path, meter, reads));
    for (InitialRead& read : reads)
        if (read.channel.empty()) read.channel = meter.registers.front().channel;
    const auto& meters = placed->service_point->meters;
    if (!meters.empty()) {
        const InstalledMeter& latest = meters.back();
        if (latest == meter) {
            TALLY_TRY(check_reads_held(draft, *placed->service_point, latest, command.installed_on - 1, reads, path));
            return already_so(last_position(draft, stream_of(placed->premise->premise), [&](const Event& event) {
                return is_of<MeterInstalled>(event,
                                             [&](const MeterInstalled& one) { return one.meter == command.meter; }) ||
                       is_of<RegisterChanged>(event,
                                              [&](const RegisterChanged& one) { return one.meter == command.meter; });
            }));
        }
        if (!latest.removed_on.is_set())
            return refuse(Rejection::service_point_has_meter, path + "service_point", command.service_point.str(),
                          "Remove meter " + latest.meter.str() + " first.");
        if (command.installed_on <= latest.removed_on)
            return refuse(Rejection::date_out_of_order, path + "installed_on", to_string(command.installed_on),
                          "Meter " + latest.meter.str() + " measured through " + to_string(latest.removed_on) +
                              ": begin on a later day.");
    }
    if (const DirectoryEntry* entry = draft.directory(DirectoryKind::meter, command.meter.str());
        entry && !entry->leads_to.empty())
        return refuse(Rejection::id_taken, path + "meter", command.meter.str(),
                      "It is installed at " + entry->leads_to.front().str() + ": remove it there first.");
    draft.record(placed->premise->premise, MeterInstalled{command.meter, command.service_point, command.installed_on,
                                                          command.registers, std::move(reads)});
    return {};
}

Decided<Events> decide_on(const ChangeRegister& command, const Context& context) {
    const auto placed = find_service_point(context.world, "service_point", command.service_point);
    TALLY_TRY(placed);
    const auto& meters = placed->service_point->meters;
    if (meters.empty() || meters.back().removed_on.is_set())
        return refuse(Rejection::service_point_has_no_meter, "service_point", command.service_point.str(),
                      "Install a meter there first.");
    const auto found = find_register("channel", meters.back(), command.channel);
    TALLY_TRY(found);
    TALLY_TRY(check_threshold("rollover_threshold", command.rollover_threshold));
    const MeterRegister& each = **found;
    const MeterId& meter = meters.back().meter;
    if (each.rollover_threshold == command.rollover_threshold)
        return already_so(last_position(context.world, stream_of(placed->premise->premise), [&](const Event& event) {
            return is_of<MeterInstalled>(event, [&](const MeterInstalled& one) { return one.meter == meter; }) ||
                   is_of<RegisterChanged>(event, [&](const RegisterChanged& one) {
                       return one.meter == meter && one.channel == each.channel;
                   });
        }));
    return Events{
        {stream_of(placed->premise->premise), RegisterChanged{command.service_point, meter, each.channel,
                                                              command.rollover_threshold, each.rollover_threshold}}};
}

namespace {
// A removal where no meter measures: said again, or of none.
tl::unexpected<Refusal> nothing_to_remove(Draft& draft, const RemoveMeter& command, const PlacedServicePoint& placed) {
    const auto& meters = placed.service_point->meters;
    if (meters.empty() || meters.back().removed_on != command.removed_on)
        return refuse(Rejection::service_point_has_no_meter, "service_point", command.service_point.str(),
                      "There is no meter to remove.");
    const MeterId& meter = meters.back().meter;
    if (auto same = check_reads("", meters.back(), command.reads); !same) return tl::unexpected(same.error());
    if (auto same =
            check_reads_held(draft, *placed.service_point, meters.back(), command.removed_on, command.reads, "");
        !same)
        return tl::unexpected(same.error());
    return already_so(last_position(draft, stream_of(placed.premise->premise), [&](const Event& event) {
        return is_of<MeterRemoved>(event, [&](const MeterRemoved& one) { return one.meter == meter; });
    }));
}
}  // namespace

Decided<std::vector<RegisterRead>> record_removal(Draft& draft, const RemoveMeter& command) {
    const auto placed = find_service_point(draft, "service_point", command.service_point);
    TALLY_TRY(placed);
    if (!command.removed_on.is_set())
        return refuse(Rejection::field_missing, "removed_on", "", "Give the last day it measures.");
    TALLY_TRY(must_have_passed("removed_on", command.removed_on, draft.context().today));
    const auto& meters = placed->service_point->meters;
    if (meters.empty() || meters.back().removed_on.is_set()) return nothing_to_remove(draft, command, *placed);
    const InstalledMeter& meter = meters.back();
    if (command.removed_on < meter.installed_on)
        return refuse(Rejection::date_out_of_order, "removed_on", to_string(command.removed_on),
                      "It was installed on " + to_string(meter.installed_on) + ".");
    TALLY_TRY(check_reads("", meter, command.reads));
    for (const LastRead& last : placed->service_point->last_reads)
        if (last.read_on > command.removed_on)
            return refuse(Rejection::read_out_of_order, "removed_on", to_string(command.removed_on),
                          "It was read on " + to_string(last.read_on) +
                              ": remove it on that day or later, or withdraw that read first "
                              "(premise.withdraw_read).");
    // Each subtractive register is read on the last day, or its last usage would be lost. The reads are held against
    // their neighbours as any other, in a draft over this one, since the removal itself records them.
    const Context seen{draft, draft.context().header, draft.context().today, draft.next_position()};
    Draft reads_taken(seen);
    std::vector<InitialRead> reads;
    std::vector<RegisterRead> estimated_again;
    for (const MeterRegister& each : meter.registers) {
        if (each.kind != RegisterKind::subtractive) continue;
        const auto given = std::find_if(command.reads.begin(), command.reads.end(), [&](const InitialRead& read) {
            return read.channel == each.channel || (read.channel.empty() && meter.registers.size() == 1);
        });
        const auto held = read_at_or_before(draft, *placed->service_point, meter, each.channel, command.removed_on);
        const bool held_that_day = held && held->from == command.removed_on;
        if (given == command.reads.end() && !held_that_day)
            return refuse(Rejection::stop_read_missing, "reads", each.channel.str(),
                          "Say what the register shows at the end of " + to_string(command.removed_on) + ".");
        if (given == command.reads.end()) continue;
        if (held_that_day && held->value != given->value)
            return refuse(
                Rejection::read_out_of_order, "reads", to_string(given->value),
                "A read of " + to_string(held->value) + " is held for that day: correct it with premise.record_read.");
        if (held_that_day) continue;
        const auto taken =
            record_read(reads_taken,
                        RecordRead{command.service_point,
                                   each.channel,
                                   command.removed_on,
                                   given->value,
                                   Quality::actual,
                                   ReadingReason::removal,
                                   {}},
                        at("reads", static_cast<std::size_t>(given - command.reads.begin())) + ".", Check::whole);
        TALLY_TRY(taken);
        if (!taken->in_doubt) reads.push_back({each.channel, given->value});
        estimated_again.insert(estimated_again.end(), taken->estimated_again.begin(), taken->estimated_again.end());
    }
    const PremiseId premise = placed->premise->premise;
    const MeterId removed = meter.meter;
    Events made_beside = reads_taken.take();
    const auto record_all_of = [&](const auto& is_one) {
        for (NewEvent& made : made_beside)
            if (is_one(made.event)) draft.record(made.stream, std::move(made.event));
    };
    record_all_of([](const Event& event) { return holds_alternative<RegisterReadCorrected>(event); });
    draft.record(premise, MeterRemoved{removed, command.service_point, command.removed_on, std::move(reads)});
    // The removal has the reads that were taken; what is in doubt stands beside it.
    record_all_of([](const Event& event) {
        return holds_alternative<RegisterReadDoubted>(event) || holds_alternative<DoubtResolved>(event);
    });
    return estimated_again;
}

Decided<Events> decide_on(const AddLocation& command, const Context& context) {
    Draft draft(context);
    TALLY_TRY(record_location(draft, command, ""));
    return draft.take();
}
Decided<Events> decide_on(const ChangeLocationAddress& command, const Context& context) {
    const auto premise = known_premise(context.world, "premise", command.premise);
    TALLY_TRY(premise);
    LocationAddressChanged changed{command.premise, command.address, (*premise)->address};
    TALLY_TRY(check_address(context.world.settings(), "address.", changed.address));
    if (changed.address == changed.previous)
        return already_so(last_position(context.world, stream_of(command.premise), [](const Event& event) {
            return holds_alternative<LocationAdded>(event) || holds_alternative<LocationAddressChanged>(event);
        }));
    return Events{{stream_of(command.premise), std::move(changed)}};
}
Decided<Events> decide_on(const AddServicePoint& command, const Context& context) {
    Draft draft(context);
    TALLY_TRY(record_service_point(draft, command, ""));
    return draft.take();
}

namespace {

// Whether the agreement was made, and no later one of the same service took its place on any of its days.
bool stands(World& world, const PremiseState& premise, const LandlordAgreement& agreement) {
    const auto service_of = [&](const LandlordAgreement& one) {
        const ServiceAgreementType* type = world.settings().sa_type(one.sa_type);
        return type ? type->service : Code{};
    };
    const auto share_days = [&](const LandlordAgreement& other) {
        return (!agreement.until.is_set() || !other.from.is_set() || other.from < agreement.until) &&
               (!other.until.is_set() || !agreement.from.is_set() || agreement.from < other.until);
    };
    for (auto held = premise.landlords.rbegin(); held != premise.landlords.rend(); ++held) {
        if (*held == agreement) return true;
        if (service_of(*held) == service_of(agreement) && share_days(*held)) return false;
    }
    return false;
}

}  // namespace

Decided<Events> decide_on(const SetLandlordAgreement& command, const Context& context) {
    const auto premise = known_premise(context.world, "premise", command.premise);
    TALLY_TRY(premise);
    const LandlordAgreement& agreement = command.agreement;
    if (!context.world.account(agreement.account))
        return refuse(Rejection::landlord_unknown, "agreement.account", agreement.account.str(),
                      "Open the landlord's account first.");
    TALLY_TRY(check_agreement_terms(context.world, "agreement.", agreement.sa_type, agreement.tariff));
    TALLY_TRY(not_far_ahead(agreement.from, "agreement.from", context.today, service_days_ahead_max));
    if (agreement.from.is_set() && agreement.until.is_set() && agreement.until <= agreement.from)
        return refuse(Rejection::date_out_of_order, "agreement.until", to_string(agreement.until),
                      "End after " + to_string(agreement.from) + ", or leave it open.");
    if (stands(context.world, **premise, agreement))
        return already_so(last_position(context.world, stream_of(command.premise), [&](const Event& event) {
            return is_of<LandlordAgreementSet>(
                event, [&](const LandlordAgreementSet& set) { return set.agreement == agreement; });
        }));
    return Events{{stream_of(command.premise), LandlordAgreementSet{command.premise, agreement}}};
}

namespace {
PremiseState& evolving(MutableWorld& world, const Envelope& envelope) {
    PremiseState& premise = world.premise_part(PremiseId{envelope.stream.id.str()});
    premise.version = envelope.version + 1;
    premise.last_position = envelope.position;
    return premise;
}
ServicePointState& service_point_of(PremiseState& premise, const ServicePointId& id) {
    const auto found = std::find_if(premise.service_points.begin(), premise.service_points.end(),
                                    [&](const ServicePointState& each) { return each.service_point == id; });
    TALLY_ASSERT(found != premise.service_points.end(), "an event names a service point of its premise");
    return *found;
}
void keep_read(MutableWorld& world, const Envelope& envelope, ServicePointState& service_point,
               const InstalledMeter& meter, const InitialRead& read, Date read_on) {
    const auto each = std::find_if(meter.registers.begin(), meter.registers.end(),
                                   [&](const MeterRegister& candidate) { return candidate.channel == read.channel; });
    UsageMonth& month = world.usage_part(service_point.service_point, read.channel, first_of_month(read_on));
    const auto after = std::upper_bound(month.entries.begin(), month.entries.end(), read_on,
                                        [](Date day, const UsageEntry& entry) { return day < entry.from; });
    month.entries.insert(after,
                         {read_on, read_on + 1, read.value, true, each == meter.registers.end() ? Code{} : each->unit,
                          Quality::actual, meter.meter, envelope.position});
    std::erase_if(service_point.last_reads, [&](const LastRead& last) { return last.channel == read.channel; });
    service_point.last_reads.push_back({read.channel, read_on, read.value, envelope.position});
}
}  // namespace

void evolve_on(MutableWorld& world, const Envelope& envelope, const LocationAdded& event) {
    PremiseState& premise = evolving(world, envelope);
    premise.premise = event.premise;
    premise.address = event.address;
    premise.jurisdiction = event.jurisdiction;
    premise.default_services = event.default_services;
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const LocationAddressChanged& event) {
    evolving(world, envelope).address = event.address;
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const ServicePointAdded& event) {
    PremiseState& premise = evolving(world, envelope);
    premise.service_points.push_back({event.service_point, event.service, event.market_id, {}, {}, {}, {}, {}, 0});
    world.directory_part(DirectoryKind::service_point, event.service_point.str()) = {{Plain{event.premise.str()}},
                                                                                     envelope.position};
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const MeterInstalled& event) {
    ServicePointState& service_point = service_point_of(evolving(world, envelope), event.service_point);
    service_point.meters.push_back({event.meter, event.installed_on, {}, event.registers});
    // What another meter showed is nothing to hold this one's reads against.
    service_point.last_reads.clear();
    forget_values(service_point);
    for (const InitialRead& read : event.reads) {
        keep_read(world, envelope, service_point, service_point.meters.back(), read, event.installed_on - 1);
        begin_count(service_point, read.channel, event.installed_on - 1, read.value);
    }
    world.directory_part(DirectoryKind::meter, event.meter.str()) = {{Plain{event.service_point.str()}},
                                                                     envelope.position};
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const MeterRemoved& event) {
    ServicePointState& service_point = service_point_of(evolving(world, envelope), event.service_point);
    TALLY_ASSERT(!service_point.meters.empty(), "a meter is removed where one was installed");
    service_point.meters.back().removed_on = event.removed_on;
    for (const InitialRead& read : event.reads) {
        keep_read(world, envelope, service_point, service_point.meters.back(), read, event.removed_on);
        for (const MeterRegister& each : service_point.meters.back().registers)
            if (each.channel == read.channel)
                count_read(service_point, each, event.removed_on, read.value, Quality::actual);
    }
    world.directory_part(DirectoryKind::meter, event.meter.str()) = {{}, envelope.position};
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const RegisterChanged& event) {
    ServicePointState& service_point = service_point_of(evolving(world, envelope), event.service_point);
    TALLY_ASSERT(!service_point.meters.empty(), "a register is changed where a meter is installed");
    for (MeterRegister& each : service_point.meters.back().registers)
        if (each.channel == event.channel) each.rollover_threshold = event.rollover_threshold;
}
// Before the one that waits for it, if one does.
void evolve_on(MutableWorld& world, const Envelope& envelope, const StartWaits& event) {
    auto& waiting = service_point_of(evolving(world, envelope), event.service_point).waiting;
    std::erase_if(waiting, [&](const WaitingStart& one) { return one.sa == event.sa; });
    const auto behind = std::find_if(waiting.begin(), waiting.end(),
                                     [&](const WaitingStart& one) { return one.tenant_sa == event.sa; });
    waiting.insert(behind, {event.account, event.sa, event.tenant_sa});
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const OccupancyStarted& event) {
    ServicePointState& service_point = service_point_of(evolving(world, envelope), event.service_point);
    std::erase_if(service_point.waiting, [&](const WaitingStart& waiting) { return waiting.sa == event.sa; });
    auto& occupancies = service_point.occupancies;
    const auto after = std::upper_bound(occupancies.begin(), occupancies.end(), event.from,
                                        [](Date day, const Occupancy& other) { return day < other.from; });
    occupancies.insert(after, {event.account, event.sa, event.from, {}});
}
// An empty occupancy pays nothing and is dropped, and so is a start that waits for one. An unset end opens one again.
void evolve_on(MutableWorld& world, const Envelope& envelope, const OccupancyEnded& event) {
    ServicePointState& service_point = service_point_of(evolving(world, envelope), event.service_point);
    std::erase_if(service_point.waiting, [&](const WaitingStart& waiting) { return waiting.sa == event.sa; });
    auto& occupancies = service_point.occupancies;
    for (Occupancy& occupancy : occupancies)
        if (occupancy.sa == event.sa) occupancy.until = event.until;
    std::erase_if(occupancies, [](const Occupancy& occupancy) {
        return occupancy.until.is_set() && occupancy.until <= occupancy.from;
    });
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const LandlordAgreementSet& event) {
    evolving(world, envelope).landlords.push_back(event.agreement);
}
void evolve_on(MutableWorld& world, const Envelope& envelope, const LandlordReverted&) {
    evolving(world, envelope);  // What it says was done by the events beside it.
}

}  // namespace tally::domain
