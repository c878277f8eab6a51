#include "tests/support/test_world.h"

#include <algorithm>

#include "tests/support/is_vector.h"
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
}  // namespace

void TestWorld::append(const Events& events, const CommandHeader& header) {
    for (const NewEvent& made : events) {
        RecordedEvent recorded;
        recorded.envelope.position = log_.size();
        recorded.envelope.stream = made.stream;
        recorded.envelope.version = version_of_stream(made.stream);
        recorded.envelope.command_id = header.command_id;
        recorded.envelope.recorded_at = header.received_at;
        recorded.envelope.actor = header.actor;
        recorded.envelope.reason = header.reason;
        recorded.event = made.event;
        visit(
            [&](auto& payload) {
                recorded.envelope.event_type = Plain{payload.type_name};
                disguise(payload, recorded.envelope.position);
            },
            recorded.event);
        evolve(*this, recorded.envelope, recorded.event);
        if (const auto* erased = get_if<PersonErased>(&recorded.event)) erase(erased->person);
        TALLY_ASSERT(version_of_stream(made.stream) == recorded.envelope.version + 1,
                     "evolving an event raises its stream's version by one");
        log_.push_back(std::move(recorded));
    }
}

const StatePart* TestWorld::find(const PartKey& key) {
    const auto found = parts_.find(key);
    return found == parts_.end() ? nullptr : &found->second;
}
StatePart& TestWorld::change(const PartKey& key) {
    return parts_.try_emplace(key, Parts::fresh(key.kind())).first->second;
}

void TestWorld::history(const StreamId& stream, const std::function<void(const RecordedEvent&)>& visit) {
    ++histories_read_;
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

}  // namespace tally::test
