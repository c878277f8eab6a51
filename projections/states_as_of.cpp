#include "projections/states_as_of.h"

#include <algorithm>

#include "domain/event_arms.h"
#include "eventstore/codec/codec.h"
#include "eventstore/division/state_rows.h"
#include "eventstore/division/trial.h"

namespace tally::projections {

using namespace domain;
using eventstore::fail;
using eventstore::StoreErrorKind;
using eventstore::View;

Result<void> each_event(const Reader& reader, const StreamId& stream, std::uint64_t from_version, std::uint64_t end,
                        const std::function<bool(const RecordedEvent&)>& use) {
    RecordedEvent event;
    Result<void> decoded;
    bool going_on = true;
    const auto use_one = [&](const eventstore::EventStore::Recorded& recorded) {
        decoded = eventstore::decode_into(recorded.bytes, event);
        going_on = decoded && use(event);
        return going_on;
    };
    // With a trial, what was recorded after its point is not part of it.
    const std::uint64_t stored_end = reader.trial ? std::min(end, reader.point->position()) : end;
    const eventstore::StreamName name{static_cast<std::uint8_t>(stream.kind), stream.id.str()};
    auto read = reader.store.read_stream(name, from_version, [&](const eventstore::EventStore::Recorded& recorded) {
        return recorded.position < stored_end && use_one(recorded);
    });
    if (!read) return read;
    if (reader.trial && going_on)
        reader.trial->each_entry(name, from_version, [&](const eventstore::EventStore::Recorded& recorded) {
            return recorded.position < end && use_one(recorded);
        });
    return decoded;
}

bool effective_on(const Event& event, Date day) {
    if (const auto* financial = financial_of(event)) return financial->effective_date <= day;
    if (const auto* invoice = get_if<InvoiceIssued>(&event)) return invoice->bill_date <= day;
    if (const auto* note = get_if<CreditNoteIssued>(&event)) return note->bill_date <= day;
    if (const auto* statement = get_if<StatementIssued>(&event)) return statement->bill_date <= day;
    if (const auto* cancelled = get_if<StatementCancelled>(&event)) return cancelled->cancelled_on <= day;
    return true;
}

namespace {
// The state of an id, which is loaded once; nullptr: there is none.
template <class State, class Load>
Result<const State*> remembered(std::map<std::string, std::optional<State>>& known, const std::string& id,
                                const Load& load) {
    auto found = known.find(id);
    if (found == known.end()) {
        Result<std::optional<State>> loaded = load();
        if (!loaded) return tl::unexpected(std::move(loaded.error()));
        found = known.emplace(id, std::move(*loaded)).first;
    }
    return found->second ? &*found->second : nullptr;
}

// Credit that was applied to an item of a later effective date is not applied yet.
void take_back_early_credit(AccountState& state) {
    for (const auto& item : state.items) {
        if (item.payoff_open >= Money{} || item.current_open >= Money{}) continue;
        state.unapplied.push_back({{CreditSourceKind::released, item.document, {}}, -item.payoff_open, false});
    }
    std::erase_if(state.items,
                  [](const OpenItem& item) { return item.payoff_open < Money{} && item.current_open < Money{}; });
}

// Of the key of a usage month; nothing: it is not the key of one.
std::optional<UsageKey> usage_key_of(std::string_view part_key) {
    const std::string_view id = eventstore::part_id(part_key);
    const std::size_t end = id.find('\0');
    const std::size_t month_begin = end == std::string_view::npos ? end : id.find('\0', end + 1);
    if (month_begin == std::string_view::npos) return std::nullopt;
    const auto month = Date::parse(std::string{id.substr(month_begin + 1)} + "-01");
    if (!month) return std::nullopt;
    return UsageKey{std::string{id.substr(0, end)}, std::string{id.substr(end + 1, month_begin - end - 1)}, *month};
}
}  // namespace

Result<StatesAsOf> StatesAsOf::at(const Reader& reader, const AsOf& as_of) {
    StatesAsOf states(reader, as_of);
    auto position = position_of(reader, as_of);
    if (!position) return tl::unexpected(std::move(position.error()));
    states.position_ = *position;
    auto view = states.view(eventstore::states_view_name);
    if (!view) return tl::unexpected(std::move(view.error()));
    states.states_ = *view;
    return states;
}

Result<View> StatesAsOf::view(std::string_view name) const {
    const auto view = reader_->store.find_view(name);
    if (!view) return fail(StoreErrorKind::not_a_store, "the store was opened without its view " + std::string{name});
    return *view;
}

Result<Date> StatesAsOf::aged_on() const {
    if (as_of_.effective.is_set()) return as_of_.effective;
    if (as_of_.today.is_set()) return as_of_.today;
    if (as_of_.recorded_by) return reader_->day_of(*as_of_.recorded_by);
    if (position_ == 0) return Date{};
    auto entry = entry_at(*reader_, position_ - 1);
    if (!entry) return tl::unexpected(std::move(entry.error()));
    auto envelope = eventstore::skim_envelope(*entry);
    if (!envelope) return tl::unexpected(std::move(envelope.error()));
    return reader_->day_of(envelope->recorded_at);
}

Result<void> StatesAsOf::fold(const StreamId& stream, SmallWorld& world, bool by_effective_date) const {
    const Date day = by_effective_date ? as_of_.effective : Date{};
    return each_event(*reader_, stream, 0, position_, [&](const RecordedEvent& recorded) {
        if (!day.is_set() || effective_on(recorded.event, day)) evolve(world, recorded.envelope, recorded.event);
        return true;
    });
}

Result<const SettingsState*> StatesAsOf::settings() {
    if (settings_) return settings_.get();
    if (known_now()) {
        auto read = eventstore::read_settings(*reader_->point, states_);
        if (!read) return tl::unexpected(std::move(read.error()));
        settings_ = std::move(*read);
    } else {
        SmallWorld world;
        if (auto folded = fold(settings_stream(), world, false); !folded)
            return tl::unexpected(std::move(folded.error()));
        settings_ = std::make_shared<const SettingsState>(std::move(world.settings_part()));
    }
    return settings_.get();
}

Result<const PersonState*> StatesAsOf::person(const PersonId& id) {
    return remembered(persons_, id.str(), [&]() -> Result<std::optional<PersonState>> {
        if (known_now()) return eventstore::read_person(*reader_->point, states_, id);
        SmallWorld world;
        return fold(stream_of(id), world, false).map([&] { return world.take<PersonState>(); });
    });
}

Result<const AccountState*> StatesAsOf::account(const AccountId& id) {
    return remembered(accounts_, id.str(), [&]() -> Result<std::optional<AccountState>> {
        if (known_now() && as_of_.now()) return eventstore::read_account(*reader_->point, states_, id);
        SmallWorld world;
        return fold(stream_of(id), world, true).map([&] {
            auto state = world.take<AccountState>();
            persons_on_.emplace(id.str(), world.take<AccountPersons>());  // One folding gives all.
            overdue_.emplace(id.str(), world.take<AccountOverdue>().value_or(AccountOverdue{}));
            deposits_.emplace(id.str(), world.take<AccountDeposits>());
            arrangements_.emplace(id.str(), world.take<AccountArrangements>().value_or(AccountArrangements{}));
            communications_.emplace(id.str(), world.take<AccountCommunications>().value_or(AccountCommunications{}));
            collections_.emplace(id.str(), world.take<AccountCollections>().value_or(AccountCollections{}));
            corrections_.emplace(id.str(), world.take<AccountCorrections>().value_or(AccountCorrections{}));
            autopay_.emplace(id.str(), world.take<AccountAutopay>().value_or(AccountAutopay{}));
            unclaimed_.emplace(id.str(), world.take<AccountUnclaimed>().value_or(AccountUnclaimed{}));
            if (state && as_of_.effective.is_set()) take_back_early_credit(*state);
            return state;
        });
    });
}

Result<const AccountPersons*> StatesAsOf::persons_on(const AccountId& id) {
    if (auto state = account(id); !state) return tl::unexpected(std::move(state.error()));
    return remembered(persons_on_, id.str(), [&]() -> Result<std::optional<AccountPersons>> {
        return eventstore::read_persons_on(*reader_->point, states_, id).map([](AccountPersons on) {
            return std::optional{std::move(on)};
        });
    });
}

Result<const AccountOverdue*> StatesAsOf::overdue_of(const AccountId& id) {
    auto state = account(id);
    if (!state) return tl::unexpected(std::move(state.error()));
    return remembered(overdue_, id.str(), [&]() -> Result<std::optional<AccountOverdue>> {
        if (!*state || (*state)->open_disputes + (*state)->late_charge_count == 0)
            return std::optional{AccountOverdue{}};
        return eventstore::read_overdue_of(*reader_->point, states_, id).map([](AccountOverdue found) {
            return std::optional{std::move(found)};
        });
    });
}

Result<const AccountDeposits*> StatesAsOf::deposits_of(const AccountId& id) {
    if (auto state = account(id); !state) return tl::unexpected(std::move(state.error()));
    return remembered(deposits_, id.str(), [&]() -> Result<std::optional<AccountDeposits>> {
        return eventstore::read_deposits_of(*reader_->point, states_, id).map([](AccountDeposits of) {
            return std::optional{std::move(of)};
        });
    });
}

Result<const AccountArrangements*> StatesAsOf::arrangements_of(const AccountId& id) {
    if (auto state = account(id); !state) return tl::unexpected(std::move(state.error()));
    return remembered(arrangements_, id.str(), [&]() -> Result<std::optional<AccountArrangements>> {
        return eventstore::read_arrangements_of(*reader_->point, states_, id).map([](AccountArrangements of) {
            return std::optional{std::move(of)};
        });
    });
}

Result<const AccountCommunications*> StatesAsOf::communications_of(const AccountId& id) {
    if (auto state = account(id); !state) return tl::unexpected(std::move(state.error()));
    return remembered(communications_, id.str(), [&]() -> Result<std::optional<AccountCommunications>> {
        return eventstore::read_communications_of(*reader_->point, states_, id).map([](AccountCommunications of) {
            return std::optional{std::move(of)};
        });
    });
}

Result<const AccountCollections*> StatesAsOf::collections_of(const AccountId& id) {
    if (auto state = account(id); !state) return tl::unexpected(std::move(state.error()));
    return remembered(collections_, id.str(), [&]() -> Result<std::optional<AccountCollections>> {
        return eventstore::read_collections_of(*reader_->point, states_, id).map([](AccountCollections of) {
            return std::optional{std::move(of)};
        });
    });
}

Result<const AccountAutopay*> StatesAsOf::autopay_of(const AccountId& id) {
    if (auto state = account(id); !state) return tl::unexpected(std::move(state.error()));
    return remembered(autopay_, id.str(), [&]() -> Result<std::optional<AccountAutopay>> {
        return eventstore::read_autopay_of(*reader_->point, states_, id).map([](AccountAutopay of) {
            return std::optional{std::move(of)};
        });
    });
}

Result<const AccountUnclaimed*> StatesAsOf::unclaimed_of(const AccountId& id) {
    if (auto state = account(id); !state) return tl::unexpected(std::move(state.error()));
    return remembered(unclaimed_, id.str(), [&]() -> Result<std::optional<AccountUnclaimed>> {
        return eventstore::read_unclaimed_of(*reader_->point, states_, id).map([](AccountUnclaimed of) {
            return std::optional{std::move(of)};
        });
    });
}

Result<const AccountCorrections*> StatesAsOf::corrections_of(const AccountId& id) {
    if (auto state = account(id); !state) return tl::unexpected(std::move(state.error()));
    return remembered(corrections_, id.str(), [&]() -> Result<std::optional<AccountCorrections>> {
        return eventstore::read_corrections_of(*reader_->point, states_, id).map([](AccountCorrections of) {
            return std::optional{std::move(of)};
        });
    });
}

Result<const PremiseState*> StatesAsOf::premise(const PremiseId& id) {
    return remembered(premises_, id.str(), [&]() -> Result<std::optional<PremiseState>> {
        if (known_now()) return eventstore::read_premise(*reader_->point, states_, id);
        SmallWorld world;
        return fold(stream_of(id), world, false).map([&] { return world.take<PremiseState>(); });
    });
}

Result<const TariffState*> StatesAsOf::tariff(const TariffId& id) {
    return remembered(tariffs_, id.str(), [&]() -> Result<std::optional<TariffState>> {
        if (known_now()) return eventstore::read_tariff(*reader_->point, states_, id);
        SmallWorld world;
        return fold(stream_of(id), world, false).map([&] { return world.take<TariffState>(); });
    });
}

Result<const Master*> StatesAsOf::master(const MasterId& id) {
    return remembered(masters_, id.str(), [&]() -> Result<std::optional<Master>> {
        OrganizationState state;
        if (known_now()) {
            auto read = eventstore::read_organization(*reader_->point, states_, part_key(id));
            if (!read) return tl::unexpected(std::move(read.error()));
            state = std::move(*read);
        } else {
            SmallWorld world;
            if (auto folded = fold(stream_of(id), world, false); !folded)
                return tl::unexpected(std::move(folded.error()));
            if (const auto* part = world.find(part_key(id))) state = std::get<OrganizationState>(*part);
        }
        if (state.master.master.empty()) return std::optional<Master>{};
        return std::optional{std::move(state.master)};
    });
}

Result<std::map<UsageKey, UsageMonth>> StatesAsOf::usage(const PremiseId& premise, const ServicePointId& service_point,
                                                         const Code& channel) {
    std::map<UsageKey, UsageMonth> months;
    const auto wanted = [&](const UsageKey& key) {
        return key.service_point == service_point.str() && (channel.empty() || key.channel == channel.str());
    };
    if (!known_now()) {
        SmallWorld world;
        if (auto folded = fold(stream_of(premise), world, false); !folded)
            return tl::unexpected(std::move(folded.error()));
        world.each<UsageMonth>([&](const PartKey& part, UsageMonth& month) {
            auto key = usage_key_of(part.bytes);
            if (key && wanted(*key)) months.emplace(std::move(*key), std::move(month));
        });
        return months;
    }
    const std::string prefix = eventstore::part_prefix(PartKind::usage) + service_point.str() + std::string(1, '\0');
    auto scan = reader_->point->scan(states_, prefix, eventstore::end_of_prefix(prefix));
    while (scan.next()) {
        auto key = usage_key_of(scan.key());
        if (!key) return fail(StoreErrorKind::damaged, "a row of the view states has no month in its key");
        if (!wanted(*key)) continue;
        auto part = eventstore::decode_part(scan.key(), scan.value());
        if (!part) return tl::unexpected(std::move(part.error()));
        months.emplace(std::move(*key), std::get<UsageMonth>(std::move(*part)));
    }
    if (auto status = scan.status(); !status) return tl::unexpected(std::move(status.error()));
    return months;
}

Result<PremiseMarket> StatesAsOf::market_of(const PremiseId& premise) {
    const auto key = market_key(premise);
    if (!known_now()) {
        SmallWorld world;
        if (auto folded = fold(stream_of(premise), world, false); !folded)
            return tl::unexpected(std::move(folded.error()));
        const auto* part = world.find(key);
        return part ? std::get<PremiseMarket>(*part) : PremiseMarket{};
    }
    auto row = reader_->point->get(states_, key.bytes);
    if (!row) return tl::unexpected(std::move(row.error()));
    if (!*row) return PremiseMarket{};
    auto part = eventstore::decode_part(key.bytes, **row);
    if (!part) return tl::unexpected(std::move(part.error()));
    return std::get<PremiseMarket>(std::move(*part));
}

Result<ReadsInDoubt> StatesAsOf::reads_in_doubt(const PremiseId& premise, const ServicePointId& service_point) {
    const auto key = reads_in_doubt_key(service_point);
    if (!known_now()) {
        SmallWorld world;
        if (auto folded = fold(stream_of(premise), world, false); !folded)
            return tl::unexpected(std::move(folded.error()));
        const auto* part = world.find(key);
        return part ? std::get<ReadsInDoubt>(*part) : ReadsInDoubt{};
    }
    auto row = reader_->point->get(states_, key.bytes);
    if (!row) return tl::unexpected(std::move(row.error()));
    if (!*row) return ReadsInDoubt{};
    auto part = eventstore::decode_part(key.bytes, **row);
    if (!part) return tl::unexpected(std::move(part.error()));
    return std::get<ReadsInDoubt>(std::move(*part));
}

Result<std::optional<DirectoryEntry>> StatesAsOf::directory(DirectoryKind kind, const std::string& id) const {
    if (reader_->trial) {
        auto part = reader_->trial->part(part_key(kind, id));
        if (!part) return tl::unexpected(std::move(part.error()));
        if (*part == nullptr) return std::optional<DirectoryEntry>{};
        return std::optional{std::get<DirectoryEntry>(**part)};
    }
    auto entry = eventstore::read_directory(*reader_->point, states_, kind, id);
    if (entry && *entry && (*entry)->position >= position_) return std::optional<DirectoryEntry>{};
    return entry;
}

const ServiceAgreement* leading_agreement(const AccountState& state) {
    const ServiceAgreement* newest = nullptr;
    for (const auto& agreement : state.agreements) {
        if (agreement.premise.empty()) continue;
        if (agreement.status == SaStatus::active || agreement.status == SaStatus::pending_stop) return &agreement;
        newest = &agreement;
    }
    return newest;
}

Result<AccountHeading> StatesAsOf::heading(const AccountId& id) {
    auto state = account(id);
    if (!state) return tl::unexpected(std::move(state.error()));
    if (*state) return heading(**state);
    AccountHeading unknown;
    unknown.account = id;
    return unknown;
}

Result<AccountHeading> StatesAsOf::heading(const AccountState& state) {
    AccountHeading heading;
    heading.account = state.account;
    auto on = persons_on(state.account);
    if (!on) return tl::unexpected(std::move(on.error()));
    if (const auto* main = *on ? (*on)->main_customer() : nullptr) {
        heading.main_customer = main->person;
        heading.name_affix = main->name_affix;
        heading.affix_name = main->affix_name;
        auto who = person(main->person);
        if (!who) return tl::unexpected(std::move(who.error()));
        if (*who) heading.main_customer_name = (*who)->name.full;
    }
    if (const auto* agreement = leading_agreement(state)) {
        heading.premise = agreement->premise;
        auto where = premise(agreement->premise);
        if (!where) return tl::unexpected(std::move(where.error()));
        if (*where) heading.service_address = (*where)->address;
    }
    return heading;
}

}  // namespace tally::projections
