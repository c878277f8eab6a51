#include "eventstore/division/states_folder.h"

#include <unordered_map>
#include <utility>
#include <vector>

#include "domain/core/assert.h"
#include "domain/world.h"

namespace tally::eventstore {

// The parts that events change, taken from the view the first time each is needed and kept for the commits to come.
class StatesFolder::PartsUnderway final : public domain::MutableWorld {
  public:
    explicit PartsUnderway(View states) : states_(states) {}
    void begin(ViewWriter& writer) {
        writer_ = &writer;
        if (parts_.size() >= parts_max) parts_.clear();
    }

    domain::StatePart& change(const domain::PartKey& key) override {
        auto [slot, fresh] = parts_.try_emplace(key.bytes);
        if (fresh) slot->second.part = load(key);
        if (!slot->second.changed) {
            slot->second.changed = true;
            changed_.push_back(&*slot);
        }
        return slot->second.part;
    }

    // Writes the rows of what was changed since begin().
    [[nodiscard]] Result<void> store() {
        if (failure_) return tl::unexpected(*failure_);
        for (auto* const changed : changed_) {
            changed->second.changed = false;
            encoded_.clear();
            encode_part(changed->first, changed->second.part, encoded_);
            writer_->put(states_, changed->first, encoded_);
        }
        changed_.clear();
        return {};
    }
    [[nodiscard]] bool failed() const { return failure_.has_value(); }

  private:
    static constexpr std::size_t parts_max = 16'384;  // Some 4 KiB each.
    struct Kept {
        domain::StatePart part;
        bool changed = false;
    };

    // evolve() cannot fail, so what storage says is kept for store().
    domain::StatePart load(const domain::PartKey& key) {
        auto row = writer_->get(states_, key.bytes);
        if (!row) {
            failure_ = std::move(row.error());
        } else if (*row) {
            auto decoded = decode_part(key.bytes, **row);
            if (decoded) return std::move(*decoded);
            failure_ = std::move(decoded.error());
        }
        return domain::Parts::fresh(key.kind());
    }

    ViewWriter* writer_ = nullptr;
    View states_;
    std::unordered_map<std::string, Kept> parts_;
    std::vector<std::pair<const std::string, Kept>*> changed_;
    std::string encoded_;
    std::optional<StoreError> failure_;
};

StatesFolder::StatesFolder(std::shared_ptr<EventsOf> events, OnErased on_erased)
    : events_(std::move(events)), on_erased_(std::move(on_erased)) {}
StatesFolder::~StatesFolder() = default;

std::vector<ViewSpec> StatesFolder::views() const {
    ViewSpec states;
    states.name = std::string{states_view_name};
    states.version = states_version;
    states.asked_for_absent = true;
    states.compressed = false;
    return {states};
}

void StatesFolder::bind(std::span<const View> views) {
    TALLY_ASSERT(views.size() == 1, "this folder has one view");
    states_ = views.front();
}

Result<void> StatesFolder::fold(const CommitRef& commit, ViewWriter& writer) {
    // Events always change a state: a product without rows is not of these events.
    if (const auto* decided = dynamic_cast<const CommitStates*>(commit.product); decided && !decided->rows().empty()) {
        parts_.reset();
        const auto& rows = decided->rows();
        PrefetchAhead ahead;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            ahead.at(
                i, rows.size(), [&](std::size_t later) { return writer.prefetch(states_, decided->key(rows[later])); },
                [&](std::uint64_t hash, unsigned step) { writer.prefetch(states_, hash, step); });
            writer.put(states_, decided->key(rows[i]), decided->value(rows[i]));
        }
        return tell_erased(decided->erased());
    }
    auto events = (*events_)(commit);
    if (!events) return tl::unexpected(std::move(events.error()));
    if (!parts_) parts_ = std::make_unique<PartsUnderway>(states_);
    parts_->begin(writer);
    for (const auto& recorded : *events) {
        domain::evolve(*parts_, recorded.envelope, recorded.event);
        if (parts_->failed()) break;
    }
    if (auto stored = parts_->store(); !stored) return stored;
    std::vector<domain::PersonId> erased;
    for (const auto& recorded : *events)
        if (const auto* person = domain::get_if<domain::PersonErased>(&recorded.event))
            erased.push_back(person->person);
    return tell_erased(erased);
}

Result<void> StatesFolder::tell_erased(std::span<const domain::PersonId> persons) const {
    return persons.empty() || !on_erased_ ? Result<void>{} : on_erased_(persons);
}

}  // namespace tally::eventstore
