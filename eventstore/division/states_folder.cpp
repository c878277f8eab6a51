#include "eventstore/division/states_folder.h"

#include <unordered_map>

#include "domain/core/assert.h"

namespace tally::eventstore {

namespace {

// The parts that one run of events changes, taken from the view the first time each is needed.
class PartsUnderway final : public domain::MutableWorld {
  public:
    PartsUnderway(ViewWriter& writer, View states) : writer_(writer), states_(states) {}

    domain::SettingsState& settings_part() override { return part<domain::SettingsState>(settings_key()); }
    domain::DivisionNumbers& numbers_part() override { return part<domain::DivisionNumbers>(numbers_key()); }
    domain::PersonState& person_part(const domain::PersonId& id) override {
        return part<domain::PersonState>(part_key(id));
    }
    domain::AccountState& account_part(const domain::AccountId& id) override {
        return part<domain::AccountState>(part_key(id));
    }
    domain::PremiseState& premise_part(const domain::PremiseId& id) override {
        return part<domain::PremiseState>(part_key(id));
    }
    domain::TariffState& tariff_part(const domain::TariffId& id) override {
        return part<domain::TariffState>(part_key(id));
    }
    domain::UsageMonth& usage_part(const domain::ServicePointId& service_point, const domain::Code& channel,
                                   domain::Date first_of_month) override {
        return part<domain::UsageMonth>(part_key(service_point, channel, first_of_month));
    }
    domain::DirectoryEntry& directory_part(domain::DirectoryKind kind, const std::string& id) override {
        return part<domain::DirectoryEntry>(part_key(kind, id));
    }

    [[nodiscard]] Result<void> store(std::string& encoded) {
        if (failure_) return tl::unexpected(*failure_);
        for (const auto& [key, state] : parts_) {
            encoded.clear();
            encode_part(state, encoded);
            writer_.put(states_, key, encoded);
        }
        return {};
    }
    [[nodiscard]] bool failed() const { return failure_.has_value(); }

  private:
    template <class Part>
    Part& part(std::string key) {
        auto [slot, fresh] = parts_.try_emplace(std::move(key));
        if (fresh) slot->second = load(slot->first);
        return std::get<Part>(slot->second);
    }
    // evolve() cannot fail, so what storage says is kept for store().
    StatePart load(const std::string& key) {
        auto row = writer_.get(states_, key);
        if (!row) {
            failure_ = std::move(row.error());
            return empty_part(key);
        }
        if (!*row) return empty_part(key);
        auto decoded = decode_part(key, **row);
        if (!decoded) {
            failure_ = std::move(decoded.error());
            return empty_part(key);
        }
        return std::move(*decoded);
    }

    ViewWriter& writer_;
    View states_;
    std::unordered_map<std::string, StatePart> parts_;
    std::optional<StoreError> failure_;
};

}  // namespace

std::vector<ViewSpec> StatesFolder::views() const {
    ViewSpec states;
    states.name = std::string{states_view_name};
    states.asked_for_absent = true;
    return {states};
}

void StatesFolder::bind(std::span<const View> views) {
    TALLY_ASSERT(views.size() == 1, "this folder has one view");
    states_ = views.front();
}

Result<void> StatesFolder::fold(const CommitView& commit, ViewWriter& writer) {
    if (const auto* decided = dynamic_cast<const DecidedCommit*>(commit.product)) {
        for (const auto& row : decided->rows()) writer.put(states_, decided->key(row), decided->value(row));
        return {};
    }
    auto events = (*events_)(commit);
    if (!events) return tl::unexpected(std::move(events.error()));
    PartsUnderway parts(writer, states_);
    for (const auto& recorded : *events) {
        domain::evolve(parts, recorded.envelope, recorded.event);
        if (parts.failed()) break;
    }
    return parts.store(encoded_);
}

}  // namespace tally::eventstore
