#include "tests/support/test_world.h"

#include <algorithm>

#include "tests/support/text.h"

namespace tally::test {

using namespace domain;

namespace {
// Not a cipher: only so that equal texts have unequal bytes, as under AES-GCM.
Personal disguised(const Personal& clear, std::uint64_t position) {
    TALLY_ASSERT(!clear.under.empty(), "personal text without the person whose key seals it");
    std::string bytes = std::to_string(position) + "~" + std::string(clear.bytes.rbegin(), clear.bytes.rend());
    return {clear.under, std::move(bytes), true};
}

template <class T>
struct IsVector : std::false_type {};
template <class T>
struct IsVector<std::vector<T>> : std::true_type {};

template <class T>
void disguise(T& value, std::uint64_t position) {
    if constexpr (std::is_same_v<T, Personal>) {
        if (!value.empty() && !value.sealed) value = disguised(value, position);
    } else if constexpr (Described<T>) {
        for_each_field<T>([&](const auto& field) { disguise(value.*field.member, position); });
    } else if constexpr (IsVector<T>::value) {
        if constexpr (!std::is_arithmetic_v<typename T::value_type>)
            for (auto& element : value) disguise(element, position);
    }
}

template <class State>
const State* find(const std::map<std::string, State>& states, const std::string& key) {
    const auto found = states.find(key);
    return found == states.end() ? nullptr : &found->second;
}
std::string usage_key(const ServicePointId& service_point, const Code& channel, Date month) {
    return service_point.str() + "/" + channel.str() + "/" + to_string(month);
}
std::string directory_key(DirectoryKind kind, const std::string& id) {
    return std::string{name_of(kind)} + "/" + id;
}
}  // namespace

void TestWorld::append(const Events& events, const CommandHeader& header) {
    for (const NewEvent& made : events) {
        RecordedEvent recorded;
        recorded.envelope.position = log_.size();
        recorded.envelope.stream = made.stream;
        recorded.envelope.version = version_of(made.stream);
        recorded.envelope.command_id = header.command_id;
        recorded.envelope.recorded_at = header.received_at;
        recorded.envelope.actor = header.actor;
        recorded.envelope.reason = header.reason;
        recorded.event = made.event;
        std::visit(
            [&](auto& payload) {
                recorded.envelope.event_type = Plain{payload.type_name};
                disguise(payload, recorded.envelope.position);
            },
            recorded.event);
        evolve(*this, recorded.envelope, recorded.event);
        TALLY_ASSERT(version_of(made.stream) == recorded.envelope.version + 1,
                     "evolving an event raises its stream's version by one");
        log_.push_back(std::move(recorded));
    }
}

std::uint64_t TestWorld::version_of(const StreamId& stream) {
    const auto version = [](const auto* state) { return state ? state->version : 0; };
    switch (stream.kind) {
        case StreamKind::settings:
            return settings_.version;
        case StreamKind::person:
            return version(find(persons_, stream.id.str()));
        case StreamKind::account:
            return version(find(accounts_, stream.id.str()));
        case StreamKind::premise:
            return version(find(premises_, stream.id.str()));
        case StreamKind::tariff:
            return version(find(tariffs_, stream.id.str()));
        case StreamKind::organization:
            break;
    }
    TALLY_ASSERT(false, "no events for this kind of stream");
}

const PersonState* TestWorld::person(const PersonId& id) {
    return find(persons_, id.str());
}
const AccountState* TestWorld::account(const AccountId& id) {
    return find(accounts_, id.str());
}
const PremiseState* TestWorld::premise(const PremiseId& id) {
    return find(premises_, id.str());
}
const TariffState* TestWorld::tariff(const TariffId& id) {
    return find(tariffs_, id.str());
}
const UsageMonth* TestWorld::usage(const ServicePointId& service_point, const Code& channel, Date first_of_month) {
    return find(usage_, usage_key(service_point, channel, first_of_month));
}
const DirectoryEntry* TestWorld::directory(DirectoryKind kind, const std::string& id) {
    return find(directory_, directory_key(kind, id));
}
void TestWorld::history(const AccountId& id, const std::function<void(const RecordedEvent&)>& visit) {
    const StreamId stream = stream_of(id);
    for (const RecordedEvent& recorded : log_)
        if (recorded.envelope.stream == stream) visit(recorded);
}
std::optional<std::string> TestWorld::open(const Personal& text) {
    if (!text.sealed) return text.bytes;
    if (erased_.contains(text.under.str())) return std::nullopt;
    const auto mark = text.bytes.find('~');
    TALLY_ASSERT(mark != std::string::npos, "sealed text that this world did not seal");
    return std::string(text.bytes.rbegin(), text.bytes.rend() - static_cast<std::ptrdiff_t>(mark) - 1);
}

PersonState& TestWorld::person_part(const PersonId& id) {
    return persons_[id.str()];
}
AccountState& TestWorld::account_part(const AccountId& id) {
    return accounts_[id.str()];
}
PremiseState& TestWorld::premise_part(const PremiseId& id) {
    return premises_[id.str()];
}
TariffState& TestWorld::tariff_part(const TariffId& id) {
    return tariffs_[id.str()];
}
UsageMonth& TestWorld::usage_part(const ServicePointId& service_point, const Code& channel, Date first_of_month) {
    return usage_[usage_key(service_point, channel, first_of_month)];
}
DirectoryEntry& TestWorld::directory_part(DirectoryKind kind, const std::string& id) {
    return directory_[directory_key(kind, id)];
}

}  // namespace tally::test
