#include "eventstore/division/parts_ahead.h"

#include <algorithm>

#include "domain/look_further.h"

namespace tally::eventstore {

// What was read so far; the rest is asked for.
class PartsAhead::Read final : public domain::World {
  public:
    Read(PartsAhead& ahead, View states, FoundRows& rows) : parts_(ahead.parts_), states_(states), rows_(rows) {}

    const domain::StatePart* find(const domain::PartKey& key) override {
        const auto known =
            std::find_if(parts_.begin(), parts_.end(), [&](const auto& part) { return part->key == key.bytes; });
        if (known != parts_.end()) return (*known)->exists ? &(*known)->part : nullptr;
        const auto* row = rows_.row(states_, key.bytes);
        if (row == nullptr) {
            rows_.want_row(states_, key.bytes);
            return nullptr;
        }
        auto read = PartCache::read(key.bytes, *row);
        if (!read) return nullptr;
        const auto& part = *parts_.emplace_back(std::move(*read));
        return part.exists ? &part.part : nullptr;
    }
    void history(const domain::StreamId&, const std::function<void(const domain::RecordedEvent&)>&) override {}
    std::optional<std::string> open(const domain::Personal&) override { return std::nullopt; }

  private:
    std::vector<std::unique_ptr<PartCache::Entry>>& parts_;
    View states_;
    FoundRows& rows_;
};

void PartsAhead::look_further(const domain::Command& command, View states, FoundRows& rows) {
    Read read(*this, states, rows);
    domain::look_further(command, read);
}

std::unique_ptr<PartCache::Entry> PartsAhead::take(std::string_view key) {
    for (auto& part : parts_)
        if (part && part->key == key) return std::move(part);
    return nullptr;
}

}  // namespace tally::eventstore
