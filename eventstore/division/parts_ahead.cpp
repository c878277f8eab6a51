#include "eventstore/division/parts_ahead.h"

#include <algorithm>
#include <map>
#include <string>

#include "domain/look_further.h"

namespace tally::eventstore {

namespace {

// A tariff is that of thousands of commands: its row is decoded once a thread, not once a command. Deciding has it in
// its own cache.
class TariffsOfThread {
  public:
    // nullptr: it cannot be read.
    const domain::StatePart* find(const std::string& key, const std::string& row) {
        Known& known = known_[key];
        if (!known.entry || known.row != row) {
            auto read = PartCache::read(key, row);
            if (!read) return nullptr;
            known = {row, std::move(*read)};
        }
        return &known.entry->part;
    }
    // Between two commands, which hold pointers.
    void trim() {
        if (known_.size() > tariffs_max) known_.clear();
    }

  private:
    struct Known {
        std::string row;
        std::unique_ptr<PartCache::Entry> entry;
    };
    static constexpr std::size_t tariffs_max = 256;
    std::map<std::string, Known> known_;
};

TariffsOfThread& tariffs_of_thread() {
    thread_local TariffsOfThread tariffs;
    return tariffs;
}

}  // namespace

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
        if (row->has_value() && key.kind() == domain::PartKind::tariff)
            return tariffs_of_thread().find(key.bytes, **row);
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
    tariffs_of_thread().trim();
    Read read(*this, states, rows);
    domain::look_further(command, read);
}

std::unique_ptr<PartCache::Entry> PartsAhead::take(std::string_view key) {
    for (auto& part : parts_)
        if (part && part->key == key) return std::move(part);
    return nullptr;
}

}  // namespace tally::eventstore
