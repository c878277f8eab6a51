#include "domain/draft.h"

#include "domain/core/assert.h"

namespace tally::domain {

namespace {
// The draft's copy of a part: taken from the world the first time it is changed, fresh where the world has none.
template <class Part>
Part& own(std::unordered_map<std::string, std::unique_ptr<Part>>& parts, const std::string& key, const Part* original) {
    auto& slot = parts[key];
    if (!slot) slot = original ? std::make_unique<Part>(*original) : std::make_unique<Part>();
    return *slot;
}
template <class Part>
const Part* own_or_null(const std::unordered_map<std::string, std::unique_ptr<Part>>& parts, const std::string& key) {
    const auto found = parts.find(key);
    return found == parts.end() ? nullptr : found->second.get();
}
std::string usage_key(const ServicePointId& service_point, const Code& channel, Date month) {
    return service_point.str() + "/" + channel.str() + "/" + std::to_string(month.days);
}
std::string directory_key(DirectoryKind kind, const std::string& id) {
    return std::string{name_of(kind)} + "/" + id;
}
}  // namespace

Draft::Draft(const Context& context) : context_(context) {}

void Draft::record(StreamId stream, Event event) {
    Envelope envelope;
    envelope.position = next_position();
    envelope.version = next_version(stream);
    envelope.stream = std::move(stream);
    std::visit([&](const auto& payload) { envelope.event_type = Plain{payload.type_name}; }, event);
    evolve(*this, envelope, event);
    events_.push_back({std::move(envelope.stream), std::move(event)});
}

std::uint64_t Draft::next_version(const StreamId& stream) {
    const auto version_of = [](const auto* state) { return state ? state->version : 0; };
    switch (stream.kind) {
        case StreamKind::settings:
            return settings().version;
        case StreamKind::person:
            return version_of(person(PersonId{stream.id.str()}));
        case StreamKind::account:
            return version_of(account(AccountId{stream.id.str()}));
        case StreamKind::premise:
            return version_of(premise(PremiseId{stream.id.str()}));
        case StreamKind::tariff:
            return version_of(tariff(TariffId{stream.id.str()}));
        case StreamKind::organization:
            break;
    }
    TALLY_ASSERT(false, "no events for this kind of stream");
}

const SettingsState& Draft::settings() {
    return settings_ ? *settings_ : context_.world.settings();
}
const DivisionNumbers& Draft::numbers() {
    return numbers_ ? *numbers_ : context_.world.numbers();
}
const PersonState* Draft::person(const PersonId& id) {
    const auto* mine = own_or_null(persons_, id.str());
    return mine ? mine : context_.world.person(id);
}
const AccountState* Draft::account(const AccountId& id) {
    const auto* mine = own_or_null(accounts_, id.str());
    return mine ? mine : context_.world.account(id);
}
const PremiseState* Draft::premise(const PremiseId& id) {
    const auto* mine = own_or_null(premises_, id.str());
    return mine ? mine : context_.world.premise(id);
}
const TariffState* Draft::tariff(const TariffId& id) {
    const auto* mine = own_or_null(tariffs_, id.str());
    return mine ? mine : context_.world.tariff(id);
}
const UsageMonth* Draft::usage(const ServicePointId& service_point, const Code& channel, Date first_of_month) {
    const auto* mine = own_or_null(usage_, usage_key(service_point, channel, first_of_month));
    return mine ? mine : context_.world.usage(service_point, channel, first_of_month);
}
const DirectoryEntry* Draft::directory(DirectoryKind kind, const std::string& id) {
    const auto* mine = own_or_null(directory_, directory_key(kind, id));
    return mine ? mine : context_.world.directory(kind, id);
}
void Draft::history(const AccountId& id, const std::function<void(const RecordedEvent&)>& visit) {
    std::uint64_t version = 0;
    context_.world.history(id, [&](const RecordedEvent& recorded) {
        version = recorded.envelope.version + 1;
        visit(recorded);
    });
    const StreamId stream = stream_of(id);
    for (std::size_t i = 0; i < events_.size(); ++i) {
        if (events_[i].stream != stream) continue;
        RecordedEvent recorded;
        recorded.envelope.position = context_.next_position + i;
        recorded.envelope.stream = stream;
        recorded.envelope.version = version++;
        recorded.event = events_[i].event;
        visit(recorded);
    }
}
std::optional<std::string> Draft::open(const Personal& text) {
    return text.sealed ? context_.world.open(text) : std::optional(text.bytes);
}

SettingsState& Draft::settings_part() {
    if (!settings_) settings_ = std::make_unique<SettingsState>(context_.world.settings());
    return *settings_;
}
DivisionNumbers& Draft::numbers_part() {
    if (!numbers_) numbers_ = std::make_unique<DivisionNumbers>(context_.world.numbers());
    return *numbers_;
}
PersonState& Draft::person_part(const PersonId& id) {
    return own(persons_, id.str(), person(id));
}
AccountState& Draft::account_part(const AccountId& id) {
    return own(accounts_, id.str(), account(id));
}
PremiseState& Draft::premise_part(const PremiseId& id) {
    return own(premises_, id.str(), premise(id));
}
TariffState& Draft::tariff_part(const TariffId& id) {
    return own(tariffs_, id.str(), tariff(id));
}
UsageMonth& Draft::usage_part(const ServicePointId& service_point, const Code& channel, Date first_of_month) {
    return own(usage_, usage_key(service_point, channel, first_of_month),
               usage(service_point, channel, first_of_month));
}
DirectoryEntry& Draft::directory_part(DirectoryKind kind, const std::string& id) {
    return own(directory_, directory_key(kind, id), directory(kind, id));
}

}  // namespace tally::domain
