// How service starts [rules 1, 15]: requested, activated once everything it needs is there, or withdrawn.

#include "domain/account/service/service.h"

#include <algorithm>

#include "domain/account/made_ids.h"
#include "domain/account/service/service_steps.h"
#include "domain/core/check.h"
#include "domain/decide_on.h"
#include "domain/made_so.h"
#include "domain/person/person.h"
#include "domain/premise/validation.h"

namespace tally::domain {

std::optional<OwnedAgreement> find_agreement(World& world, const ServiceAgreementId& id) {
    const DirectoryEntry* entry = world.directory(DirectoryKind::service_agreement, id.str());
    if (!entry || entry->leads_to.empty()) return std::nullopt;
    const AccountId account{entry->leads_to.front().str()};
    const AccountState* state = world.account(account);
    const ServiceAgreement* agreement = state ? state->agreement(id) : nullptr;
    TALLY_ASSERT(agreement, "the directory leads to the account of an agreement");
    return OwnedAgreement{account, *agreement, entry->position};
}
Decided<OwnedAgreement> known_agreement(World& world, const std::string& field, const ServiceAgreementId& id) {
    TALLY_TRY(check_id(field, id));
    auto found = find_agreement(world, id);
    if (!found) return refuse(Rejection::sa_unknown, field, id.str(), "Name a service agreement that was started.");
    return std::move(*found);
}
ServiceAgreementId next_agreement_id(const AccountState& account) {
    return numbered_id<ServiceAgreementId>(account.account, agreement_mark, account.sa_count + std::uint64_t{1});
}

Date first_charge_day(const ServiceAgreement& agreement) {
    return agreement.start_day_charged ? agreement.start_on : agreement.start_on + 1;
}
Date charge_end(const ServiceAgreement& agreement) {
    if (!agreement.stop_on.is_set()) return {};
    return agreement.stop_on == agreement.start_on ? first_charge_day(agreement) : agreement.stop_on + 1;
}
Date occupies_until(const ServiceAgreement& agreement) {
    // The day of a stop on the start day is not charged, but its usage is: no other agreement can have it.
    return std::max(first_charge_day(agreement), agreement.stop_on + 1);
}

Decided<Terms> check_terms(World& world, const std::string& path, const Code& sa_type, const TariffId& tariff,
                           Date on) {
    const ServiceAgreementType* type = world.settings().sa_type(sa_type, on);
    if (!type && !sa_type.empty())
        return refuse(Rejection::code_unknown, path + "sa_type", sa_type.str(),
                      "Send settings.define_sa_type first, in force on " + to_string(on) + ".");
    TALLY_TRY(check_code(path + "sa_type", sa_type, type));
    const TariffId& chosen = tariff.empty() ? type->default_tariff : tariff;
    const TariffState* state = chosen.empty() ? nullptr : world.tariff(chosen);
    if (!state)
        return refuse(Rejection::tariff_unknown, path + "tariff", chosen.str(),
                      chosen.empty() ? "Name a tariff: the type has no default." : "Publish the tariff first.");
    const TariffPublished* version = state->on(on);
    if (!version)
        return refuse(Rejection::tariff_not_effective, path + "tariff", chosen.str(),
                      "Its first version is in force from " + to_string(state->versions.front().effective_from) + ".");
    if (version->service != type->service)
        return refuse(Rejection::field_invalid, path + "tariff", chosen.str(),
                      "It prices " + version->service.str() + ", not " + type->service.str() + ".");
    const bool prices_usage =
        std::any_of(version->components.begin(), version->components.end(), [](const TariffComponent& component) {
            return component.kind == ComponentKind::usage || component.kind == ComponentKind::demand;
        });
    return Terms{type, chosen, prices_usage};
}

void begin_service(Draft& draft, const AccountId& account, const ServiceAgreementId& sa, const Terms& terms,
                   const PlacedServicePoint* placed, Date start_on, bool start_day_charged) {
    ServiceStartRequested requested{account, sa, terms.type->code, terms.type->service, terms.tariff,
                                    {},      {}, start_on,         start_day_charged,   terms.type->pay_priority};
    if (!placed) {
        draft.record(account, std::move(requested));
        return;
    }
    const PremiseId premise = placed->premise->premise;
    const ServicePointId service_point = placed->service_point->service_point;
    requested.premise = premise;
    requested.service_point = service_point;
    draft.record(account, std::move(requested));
    draft.record(premise, OccupancyStarted{service_point, account, sa, start_day_charged ? start_on : start_on + 1});
}

Decided<void> overlaps(const std::string& field, const Occupancy& other, const std::string& cure) {
    return refuse(Rejection::occupancy_overlaps, field, other.sa.str(),
                  "Account " + other.account.str() + " has the service point from " + to_string(other.from) +
                      (other.until.is_set() ? " until " + to_string(other.until) : " on") + ": " + cure);
}

Decided<bool> charges_start_day(const PlacedServicePoint& placed, StartDayCharge rule, Date start_on,
                                const std::string& field) {
    bool charged_already = false;
    for (const Occupancy& other : placed.service_point->occupancies) {
        if (other.from <= start_on && other.until == start_on + 1) charged_already = true;
        if (is_landlords(*placed.premise, other)) continue;
        if (other.from > start_on) TALLY_TRY(overlaps(field, other, "withdraw that start first."));
        if (!other.until.is_set() || other.until > start_on + 1)
            TALLY_TRY(overlaps(field, other, "stop it by " + to_string(start_on) + " first."));
    }
    switch (rule) {
        case StartDayCharge::never:
            return false;
        case StartDayCharge::unless_back_to_back:
            return !charged_already;
        case StartDayCharge::always:
            if (charged_already)
                return refuse(Rejection::start_day_already_charged, field, to_string(start_on),
                              "Another agreement is charged that day: start on the next one.");
            return true;
    }
    TALLY_ASSERT(false, "a start day without a rule");
}

namespace {

// What subtractive registers showed when the agreement's first charge day began. Exact reads only, or the last ones
// that are not older than the stop of the agreement before.
Decided<std::vector<ServiceRead>> start_reads_held(Draft& draft, const ServicePointState& service_point,
                                                   const InstalledMeter& meter, Date day, bool exact,
                                                   std::span<const InitialRead> given) {
    Date not_before;
    for (const Occupancy& other : service_point.occupancies)
        if (other.until.is_set() && other.until <= day + 1) not_before = std::max(not_before, other.until - 1);
    std::vector<ServiceRead> reads;
    for (const MeterRegister& each : meter.registers) {
        if (each.kind != RegisterKind::subtractive) continue;
        const auto stated = std::find_if(given.begin(), given.end(), [&](const InitialRead& read) {
            return read.channel == each.channel || (read.channel.empty() && meter.registers.size() == 1);
        });
        if (stated != given.end()) {
            reads.push_back({service_point.service_point, each.channel, day, stated->value});
            continue;
        }
        const auto held = read_at_or_before(draft, service_point, meter, each.channel, day);
        const bool fresh = held && held->from >= (exact ? day : std::min(not_before, day));
        if (!fresh)
            return refuse(Rejection::start_read_missing, "start_reads", each.channel.str(),
                          "Say what register " + each.channel.str() + " of " + service_point.service_point.str() +
                              " showed at the end of " + to_string(day) + ".");
        reads.push_back({service_point.service_point, each.channel, held->from, held->value});
    }
    return reads;
}

// What measures the agreement's first usage: the meter of its first charge day, or, where none measured yet and usage
// is priced, the first that came after it. Before that there was nothing to count.
const InstalledMeter* first_meter(const ServicePointState& service_point, const ServiceAgreement& agreement,
                                  bool prices_usage) {
    const Date first = first_charge_day(agreement);
    if (const InstalledMeter* meter = service_point.meter_on(first)) return meter;
    if (!prices_usage) return nullptr;
    for (const InstalledMeter& meter : service_point.meters)  // In order of installation.
        if (meter.installed_on > first && (!agreement.stop_on.is_set() || meter.installed_on <= agreement.stop_on))
            return &meter;
    return nullptr;
}

// What keeps a start pending, and is no refusal of what asked for it.
bool waits(Rejection rejection) {
    return rejection == Rejection::start_read_missing || rejection == Rejection::service_point_has_no_meter;
}

// A read given with a start or a stop is a fact of the premise, too; that it is held already is no obstacle.
Decided<void> take_read(Draft& draft, const RecordRead& read, const std::string& path) {
    auto taken = enter_read(draft, read, path, Check::whole);
    if (!taken && taken.error().rejection != Rejection::already_so) return taken;
    return {};
}

Decided<void> activate(Draft& draft, const OwnedAgreement& owned, std::span<const InitialRead> given, bool exact,
                       const std::string& path) {
    const ServiceAgreement& agreement = owned.agreement;
    const Date eve = first_charge_day(agreement) - 1;
    std::vector<ServiceRead> start_reads;
    if (agreement.service_point.empty()) {
        if (!given.empty())
            return refuse(Rejection::field_invalid, path + at("start_reads", 0) + ".channel",
                          given.front().channel.str(), "The agreement has no service point to read.");
    } else {
        const auto placed = find_service_point(draft, path + "service_point", agreement.service_point);
        TALLY_TRY(placed);
        if (const WaitingStart* wait = wait_of(*placed->service_point, agreement.sa))
            return refuse(Rejection::start_waits_for_stop, path + "sa", agreement.sa.str(),
                          "It takes effect by the stop of " + wait->tenant_sa.str() + ", which has service point " +
                              agreement.service_point.str() + ": stop that agreement.");
        const auto terms = check_terms(draft, path, agreement.sa_type, agreement.tariff, eve + 1);
        TALLY_TRY(terms);
        const InstalledMeter* meter = first_meter(*placed->service_point, agreement, terms->prices_usage);
        if (!meter && (terms->prices_usage || !given.empty()))
            return refuse(Rejection::service_point_has_no_meter, path.empty() ? path : path + "service_point",
                          agreement.service_point.str(), "Install a meter first: the tariff prices usage.");
        if (meter) {
            const Date day = std::max(eve, meter->installed_on - 1);
            const bool new_meter = meter->installed_on == day + 1;
            const InstalledMeter measured_by = *meter;
            for (std::size_t i = 0; i < given.size(); ++i) {
                const std::string here = path + at("start_reads", i) + ".";
                const auto each = find_register(here + "channel", measured_by, given[i].channel);
                TALLY_TRY(each);
                if (!new_meter) {
                    TALLY_TRY(take_read(draft,
                                        {agreement.service_point,
                                         (*each)->channel,
                                         day,
                                         given[i].value,
                                         Quality::actual,
                                         ReadingReason::move_in,
                                         {}},
                                        here));
                    continue;
                }
                // What it showed when it was installed is its first read; no other one can be of that moment.
                TALLY_TRY(check_capacity(here + "value", **each, given[i].value));
                const auto first = read_at_or_before(draft, *placed->service_point, measured_by, (*each)->channel, day);
                if (first && first->value != given[i].value)
                    return refuse(Rejection::read_out_of_order, here + "value", to_string(given[i].value),
                                  "Meter " + measured_by.meter.str() + " was installed that day showing " +
                                      to_string(first->value) + ".");
            }
            // Taking the reads may have been all that was missing.
            if (find_agreement(draft, agreement.sa)->agreement.status != SaStatus::pending_start) return {};
            const auto again = find_service_point(draft, path + "service_point", agreement.service_point);
            TALLY_TRY(again);
            // It begins when what is in doubt is accepted.
            for (const InitialRead& read : given)
                if (const auto each = find_register("", measured_by, read.channel);
                    each && doubt_at(draft, *again->service_point, (*each)->channel, day, true))
                    return {};
            auto reads = start_reads_held(draft, *again->service_point, measured_by, day, exact, given);
            TALLY_TRY(reads);
            start_reads = std::move(*reads);
        }
    }
    draft.record(owned.account, ServiceActivated{owned.account, agreement.sa, std::move(start_reads)});
    // One date and one read serve both who leaves and who comes [rule 15].
    return agreement.service_point.empty() ? Decided<void>{} : settle_moves(draft, agreement.service_point, eve);
}

// The stop reads where every subtractive register was read on the very day; nullopt otherwise.
std::optional<std::vector<ServiceRead>> stop_reads_held(Draft& draft, const ServiceAgreement& agreement) {
    std::vector<ServiceRead> reads;
    if (agreement.service_point.empty()) return reads;
    const auto placed = find_service_point(draft, "service_point", agreement.service_point);
    TALLY_ASSERT(placed, "an agreement's service point exists");
    const InstalledMeter* meter = placed->service_point->meter_on(agreement.stop_on);
    if (!meter) return reads;
    for (const MeterRegister& each : meter->registers) {
        if (each.kind != RegisterKind::subtractive) continue;
        const auto held = read_at_or_before(draft, *placed->service_point, *meter, each.channel, agreement.stop_on);
        if (!held || held->from != agreement.stop_on) return std::nullopt;
        reads.push_back({agreement.service_point, each.channel, held->from, held->value});
    }
    return reads;
}
Decided<void> complete_stop(Draft& draft, const ServiceAgreementId& sa) {
    const auto owned = find_agreement(draft, sa);
    TALLY_ASSERT(owned, "an agreement that stops exists");
    const ServiceAgreement& agreement = owned->agreement;
    if (agreement.status != SaStatus::pending_stop) return {};
    auto reads = stop_reads_held(draft, agreement);
    if (!reads) return {};
    draft.record(owned->account, ServiceStopped{owned->account, sa, agreement.stop_on, std::move(*reads)});
    if (agreement.service_point.empty()) return {};
    return revert_to_landlord(draft, agreement.service_point, sa, occupies_until(agreement));
}

// A tenant's stop lets in the start that waits for it. Whether there was one.
Decided<bool> tenant_left(Draft& draft, const OwnedAgreement& owned, const std::string& field) {
    if (is_landlords(draft, owned)) return false;
    return admit_waiting_start(draft, owned.agreement.service_point, field);
}

}  // namespace

Decided<void> try_activation(Draft& draft, const ServiceAgreementId& sa) {
    const auto owned = find_agreement(draft, sa);
    TALLY_ASSERT(owned, "an agreement is found before it is activated");
    if (owned->agreement.status != SaStatus::pending_start) return {};
    auto activated = activate(draft, *owned, {}, false, "");
    if (!activated && !waits(activated.error().rejection)) return activated;
    return {};
}

Decided<void> settle_moves(Draft& draft, const ServicePointId& id, Date day) {
    const auto placed = find_service_point(draft, "service_point", id);
    TALLY_TRY(placed);
    std::vector<ServiceAgreementId> leaving, coming;
    for (const Occupancy& occupancy : placed->service_point->occupancies) {
        if (occupancy.until == day + 1) leaving.push_back(occupancy.sa);
        if (occupancy.from == day + 1) coming.push_back(occupancy.sa);
    }
    bool stopped = false;
    for (const ServiceAgreementId& sa : leaving) {
        const ServiceAgreement before = find_agreement(draft, sa)->agreement;
        if (before.stop_on != day || before.status != SaStatus::pending_stop) continue;
        TALLY_TRY(complete_stop(draft, sa));
        stopped = stopped || find_agreement(draft, sa)->agreement.status == SaStatus::stopped;
    }
    for (const ServiceAgreementId& sa : coming) {
        const auto owned = find_agreement(draft, sa);
        if (owned->agreement.status != SaStatus::pending_start) continue;
        auto activated = activate(draft, *owned, {}, true, "");
        if (!activated && !waits(activated.error().rejection)) return activated;
    }
    // The last read of who left may be the beginning read of who comes later.
    return stopped ? settle_starts(draft, id) : Decided<void>{};
}

Decided<void> settle_starts(Draft& draft, const ServicePointId& id) {
    const auto placed = find_service_point(draft, "service_point", id);
    TALLY_TRY(placed);
    const std::vector<Occupancy> occupancies = placed->service_point->occupancies;
    for (const Occupancy& occupancy : occupancies) TALLY_TRY(try_activation(draft, occupancy.sa));
    return {};
}

Decided<void> end_service(Draft& draft, const ServiceAgreementId& sa, Date stop_on, std::span<const InitialRead> reads,
                          const std::string& path) {
    const auto owned = find_agreement(draft, sa);
    TALLY_ASSERT(owned, "an agreement is found before it is ended");
    const ServiceAgreement& agreement = owned->agreement;
    if (stop_on < agreement.start_on)
        return refuse(Rejection::stop_before_start, path + "stop_on", to_string(stop_on),
                      "The agreement started on " + to_string(agreement.start_on) + ".");
    if (agreement.charged_until.is_set() && agreement.charged_until > stop_on + 1)
        return refuse(Rejection::usage_already_billed, path + "stop_on", to_string(stop_on),
                      "It is charged until " + to_string(agreement.charged_until) +
                          ": take back the invoices of later days, the latest first (invoice.reverse).");
    bool admitted = false;
    if (agreement.stop_on != stop_on) {
        if (agreement.stop_on.is_set()) draft.record(owned->account, ServiceStopWithdrawn{owned->account, sa});
        draft.record(owned->account, ServiceStopRequested{owned->account, sa, stop_on});
        if (!agreement.service_point.empty()) {
            ServiceAgreement ended = agreement;
            ended.stop_on = stop_on;
            draft.record(agreement.premise,
                         OccupancyEnded{agreement.service_point, owned->account, sa, occupies_until(ended)});
            const auto came = tenant_left(draft, *owned, path + "stop_on");
            TALLY_TRY(came);
            admitted = *came;
        }
    }
    for (std::size_t i = 0; i < reads.size(); ++i)
        TALLY_TRY(take_read(draft,
                            {agreement.service_point,
                             reads[i].channel,
                             stop_on,
                             reads[i].value,
                             Quality::actual,
                             ReadingReason::move_out,
                             {}},
                            path + at("stop_reads", i) + "."));
    TALLY_TRY(complete_stop(draft, sa));
    if (agreement.service_point.empty()) return {};
    TALLY_TRY(settle_moves(draft, agreement.service_point, stop_on));
    return admitted ? settle_starts(draft, agreement.service_point) : Decided<void>{};
}

Decided<void> withdraw_agreement(Draft& draft, const OwnedAgreement& owned, const std::string& field) {
    const ServiceAgreement& agreement = owned.agreement;
    if (agreement.charged_until.is_set())
        return refuse(Rejection::usage_already_billed, field, agreement.sa.str(),
                      "It is charged until " + to_string(agreement.charged_until) +
                          ": take back the invoices of later days, the latest first (invoice.reverse).");
    draft.record(owned.account, ServiceStartWithdrawn{owned.account, agreement.sa});
    if (!agreement.service_point.empty())
        draft.record(agreement.premise,
                     OccupancyEnded{agreement.service_point, owned.account, agreement.sa, first_charge_day(agreement)});
    return {};
}

Decided<void> check_reads_taken(const std::vector<ServiceRead>& taken, std::span<const InitialRead> given,
                                const std::string& list) {
    for (std::size_t i = 0; i < given.size(); ++i) {
        const auto held = std::find_if(taken.begin(), taken.end(), [&](const ServiceRead& read) {
            return read.channel == given[i].channel || (given[i].channel.empty() && taken.size() == 1);
        });
        if (held != taken.end() && held->value == given[i].value) continue;
        return refuse(Rejection::read_out_of_order, at(list, i) + ".value", to_string(given[i].value),
                      held == taken.end() ? "No read of that register is held with it."
                                          : "It was " + to_string(held->value) + " on " + to_string(held->read_on) +
                                                ": correct that with premise.record_read.");
    }
    return {};
}

std::uint64_t wanted_since(World& world, const OwnedAgreement& owned) {
    const ServiceAgreement& agreement = owned.agreement;
    return position_since(world, stream_of(owned.account), [&](const Event& event) {
        if (const auto* start = get_if<ServiceStartRequested>(&event); start && start->sa == agreement.sa)
            return std::optional(start->start_on == agreement.wanted_on);
        if (const auto* moved = get_if<ServiceStartMoved>(&event); moved && moved->sa == agreement.sa)
            return std::optional(moved->wanted_on == agreement.wanted_on);
        return std::optional<bool>{};
    });
}

namespace {
bool same_terms_at_start(const ServiceAgreement& agreement, const StartService& command) {
    const Date first = first_charge_day(agreement);
    return agreement.quantity_on(first) == command.quantity && agreement.periods_on(first) == command.periods;
}
}  // namespace

Decided<ServiceAgreementId> record_service_start(Draft& draft, const StartService& command, const std::string& path) {
    TALLY_TRY(check_id(path + "account", command.account));
    const AccountState* account = draft.account(command.account);
    if (!account)
        return refuse(Rejection::account_unknown, path + "account", command.account.str(), "Open the account first.");
    if (const AccountPerson* main = draft.persons_on(command.account).main_customer())
        TALLY_TRY(check_not_erased(draft, path + "account", main->person));
    if (!command.start_on.is_set())
        return refuse(Rejection::field_missing, path + "start_on", "", "Give the start day.");
    TALLY_TRY(not_far_ahead(command.start_on, path + "start_on", draft.context().today, service_days_ahead_max));
    const ServiceAgreementId sa = command.sa.empty() ? next_agreement_id(*account) : command.sa;
    TALLY_TRY(check_id(path + "sa", sa));
    const auto terms = check_terms(draft, path, command.sa_type, command.tariff, command.start_on);
    TALLY_TRY(terms);
    TALLY_TRY(check_quantity(path + "quantity", command.quantity));
    if (const auto held = find_agreement(draft, sa)) {
        const ServiceAgreement& agreement = held->agreement;
        if (held->account == command.account && agreement.sa_type == command.sa_type &&
            agreement.tariff_on(command.start_on) == terms->tariff &&
            agreement.service_point == command.service_point && agreement.wanted_on == command.start_on &&
            same_terms_at_start(agreement, command) && agreement.status != SaStatus::cancelled) {
            TALLY_TRY(check_reads_taken(agreement.start_reads, command.start_reads, path + "start_reads"));
            return already_so(wanted_since(draft, *held));
        }
        return refuse(Rejection::id_taken, path + "sa", sa.str(),
                      "Another agreement has this id: leave it empty for the account's next.");
    }
    if (!command.sa.empty() && looks_made(command.sa.str()))
        return refuse(Rejection::id_invalid, path + "sa", sa.str(),
                      "The ledger makes such ids itself: choose another, or leave it empty for the account's next.");
    if (command.service_point.empty()) {
        if (terms->prices_usage)
            return refuse(Rejection::field_missing, path + "service_point", "",
                          "Say where: tariff " + terms->tariff.str() + " prices usage.");
        TALLY_TRY(check_periods(path + "periods", command.periods, false));
        begin_service(draft, command.account, sa, *terms, nullptr, command.start_on,
                      terms->type->start_day_charge != StartDayCharge::never);
    } else {
        const auto placed = find_service_point(draft, path + "service_point", command.service_point);
        TALLY_TRY(placed);
        if (placed->service_point->service != terms->type->service)
            return refuse(Rejection::field_invalid, path + "sa_type", command.sa_type.str(),
                          "It is for " + terms->type->service.str() + "; the service point is for " +
                              placed->service_point->service.str() + ".");
        TALLY_TRY(check_periods(path + "periods", command.periods,
                                terms->prices_usage || !placed->service_point->meters.empty()));
        // A tenant's end is awaited; an account does not wait for itself.
        if (const Occupancy* tenant = tenant_without_end(*placed, command.start_on);
            tenant && tenant->account != command.account) {
            TALLY_TRY(begin_waiting(draft, command, sa, *terms, *placed, *tenant, path));
            record_terms(draft, command.account, sa, command.quantity, command.periods);
            return sa;
        }
        const auto charged =
            charges_start_day(*placed, terms->type->start_day_charge, command.start_on, path + "start_on");
        TALLY_TRY(charged);
        TALLY_TRY(landlords_give_way(draft, command.service_point, *charged ? command.start_on : command.start_on + 1,
                                     path + "start_on"));
        const auto free = find_service_point(draft, path + "service_point", command.service_point);
        TALLY_TRY(free);
        begin_service(draft, command.account, sa, *terms, &*free, command.start_on, *charged);
    }
    record_terms(draft, command.account, sa, command.quantity, command.periods);
    auto activated = activate(draft, *find_agreement(draft, sa), command.start_reads, false, path);
    if (!activated && !(waits(activated.error().rejection) && command.start_reads.empty()))
        return tl::unexpected(std::move(activated.error()));
    return sa;
}

Decided<void> record_activation(Draft& draft, const ServiceAgreementId& sa, std::span<const InitialRead> reads,
                                const std::string& path) {
    const auto owned = known_agreement(draft, path + "sa", sa);
    TALLY_TRY(owned);
    if (owned->agreement.status == SaStatus::active && reads.empty()) return already_so(owned->agreement.life_position);
    if (owned->agreement.status != SaStatus::pending_start)
        return refuse(Rejection::sa_not_pending, path + "sa", sa.str(),
                      "It is " + std::string{name_of(owned->agreement.status)} + ", not pending start.");
    return activate(draft, *owned, reads, false, path);
}

Decided<void> correct_service_reads(Draft& draft, const RegisterRead& corrected) {
    const auto placed = find_service_point(draft, "service_point", corrected.service_point);
    TALLY_TRY(placed);
    const auto is_it = [&](const ServiceRead& read) {
        return read.service_point == corrected.service_point && read.channel == corrected.channel &&
               read.read_on == corrected.read_on;
    };
    // Where a meter was exchanged that day, the one that came begins agreements and the one that went ends them.
    bool measured_the_day = false, measures_the_next = false;
    for (const InstalledMeter& meter : placed->service_point->meters) {
        if (meter.meter != corrected.meter) continue;
        measured_the_day |= meter.installed_on <= corrected.read_on;
        measures_the_next |= !meter.removed_on.is_set() || meter.removed_on > corrected.read_on;
    }
    const std::vector<Occupancy> occupancies = placed->service_point->occupancies;
    for (const Occupancy& occupancy : occupancies) {
        const auto owned = find_agreement(draft, occupancy.sa);
        if (!owned) continue;
        ServiceAgreement agreement = owned->agreement;
        const auto start = std::find_if(agreement.start_reads.begin(), agreement.start_reads.end(), is_it);
        const auto stop = std::find_if(agreement.stop_reads.begin(), agreement.stop_reads.end(), is_it);
        const bool starts = measures_the_next && start != agreement.start_reads.end();
        const bool stops = measured_the_day && stop != agreement.stop_reads.end();
        if (!starts && !stops) continue;
        if (starts) start->value = corrected.value;
        if (stops) stop->value = corrected.value;
        if (starts) {
            draft.record(owned->account, ServiceActivated{owned->account, agreement.sa, agreement.start_reads});
            if (agreement.stop_on.is_set())
                draft.record(owned->account, ServiceStopRequested{owned->account, agreement.sa, agreement.stop_on});
        }
        const bool closed = agreement.status == SaStatus::closed;
        if (agreement.status == SaStatus::stopped || agreement.status == SaStatus::reactivated || closed)
            draft.record(owned->account,
                         ServiceStopped{owned->account, agreement.sa, agreement.stop_on, agreement.stop_reads});
        if (closed) draft.record(owned->account, ServiceClosed{owned->account, agreement.sa});
    }
    return {};
}

Decided<Events> decide_on(const StartService& command, const Context& context) {
    Draft draft(context);
    TALLY_TRY(record_service_start(draft, command, ""));
    return draft.take();
}
Decided<Events> decide_on(const ActivateService& command, const Context& context) {
    Draft draft(context);
    TALLY_TRY(record_activation(draft, command.sa, command.start_reads, ""));
    if (draft.empty())
        return refuse(Rejection::read_in_doubt, "start_reads", command.sa.str(),
                      "It begins when its start read is accepted (premise.accept_read), or another one is recorded.");
    return draft.take();
}

Decided<std::optional<Occupancy>> reopen_landlord(Draft& draft, const ServiceAgreement& agreement,
                                                  const std::string& field) {
    const auto placed = find_service_point(draft, field, agreement.service_point);
    TALLY_TRY(placed);
    const Occupancy* found = nullptr;
    for (const Occupancy& other : placed->service_point->occupancies)
        if (other.until.is_set() && other.until <= first_charge_day(agreement)) found = &other;
    if (!found) return std::nullopt;
    const Occupancy before = *found;
    const auto left = find_agreement(draft, before.sa);
    TALLY_ASSERT(left, "an occupancy has an agreement");
    const bool made_way =
        is_landlords(*placed->premise, before) && !left->agreement.final_billed &&
        (left->agreement.status == SaStatus::pending_stop || left->agreement.status == SaStatus::stopped);
    if (!made_way) return before;
    draft.record(left->account, ServiceStopWithdrawn{left->account, left->agreement.sa});
    draft.record(agreement.premise, OccupancyEnded{agreement.service_point, left->account, left->agreement.sa, {}});
    return std::nullopt;
}

Decided<void> record_start_withdrawal(Draft& draft, const OwnedAgreement& owned, const std::string& field) {
    const ServiceAgreement& agreement = owned.agreement;
    const bool landlords = is_landlords(draft, owned);
    const auto waited = stop_waiting(draft, owned, field);
    TALLY_TRY(waited);
    TALLY_TRY(withdraw_agreement(draft, owned, field));
    if (agreement.service_point.empty() || *waited) return {};
    // A landlord who does not want it is not given it again.
    if (landlords) return {};
    // The stop that made way for it is undone; where that was billed, or the gap was too short to be served, the
    // vacancy reverts as after any stop, up to the start that waited for this one.
    const auto before = reopen_landlord(draft, agreement, field);
    TALLY_TRY(before);
    const auto admitted = admit_waiting_start(draft, agreement.service_point, field);
    TALLY_TRY(admitted);
    if (*before) TALLY_TRY(revert_to_landlord(draft, agreement.service_point, (*before)->sa, (*before)->until));
    return *admitted ? settle_starts(draft, agreement.service_point) : Decided<void>{};
}

Decided<Events> decide_on(const WithdrawServiceStart& command, const Context& context) {
    Draft draft(context);
    const auto owned = known_agreement(draft, "sa", command.sa);
    TALLY_TRY(owned);
    if (owned->agreement.status == SaStatus::cancelled) return already_so(owned->agreement.life_position);
    if (owned->agreement.status != SaStatus::pending_start)
        return refuse(Rejection::sa_not_pending, "sa", command.sa.str(),
                      "It is " + std::string{name_of(owned->agreement.status)} + ": stop it instead.");
    TALLY_TRY(record_start_withdrawal(draft, *owned, "sa"));
    return draft.take();
}

}  // namespace tally::domain
