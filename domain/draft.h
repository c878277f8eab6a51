#pragma once
// Events under way within one decision, and the world as it is with them: a rule of many steps records an event and the
// next step sees it.

#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "domain/decide.h"

namespace tally::domain {

class Draft final : public World, private MutableWorld {
  public:
    explicit Draft(const Context& context);
    Draft(const Draft&) = delete;
    Draft& operator=(const Draft&) = delete;

    // Takes the event and evolves the draft's own copies of what it changes.
    void record(StreamId stream, Event event);
    template <class Id, class Payload>
    void record(const Id& aggregate, Payload payload) {
        record(stream_of(aggregate), Event{std::move(payload)});
    }
    [[nodiscard]] bool empty() const { return events_.empty(); }
    // Position the next recorded event will have.
    [[nodiscard]] std::uint64_t next_position() const { return context_.next_position + events_.size(); }
    [[nodiscard]] Events take() { return std::move(events_); }
    [[nodiscard]] const Context& context() const { return context_; }

    const SettingsState& settings() override;
    const DivisionNumbers& numbers() override;
    const PersonState* person(const PersonId&) override;
    const AccountState* account(const AccountId&) override;
    const PremiseState* premise(const PremiseId&) override;
    const TariffState* tariff(const TariffId&) override;
    const UsageMonth* usage(const ServicePointId&, const Code& channel, Date first_of_month) override;
    const DirectoryEntry* directory(DirectoryKind, const std::string& id) override;
    // The draft's own events included.
    void history(const AccountId&, const std::function<void(const RecordedEvent&)>&) override;
    std::optional<std::string> open(const Personal&) override;

  private:
    SettingsState& settings_part() override;
    DivisionNumbers& numbers_part() override;
    PersonState& person_part(const PersonId&) override;
    AccountState& account_part(const AccountId&) override;
    PremiseState& premise_part(const PremiseId&) override;
    TariffState& tariff_part(const TariffId&) override;
    UsageMonth& usage_part(const ServicePointId&, const Code& channel, Date first_of_month) override;
    DirectoryEntry& directory_part(DirectoryKind, const std::string& id) override;
    [[nodiscard]] std::uint64_t next_version(const StreamId&);

    const Context& context_;
    Events events_;
    std::unique_ptr<SettingsState> settings_;
    std::unique_ptr<DivisionNumbers> numbers_;
    // Boxed, so that pointers handed out survive the maps' growth.
    std::unordered_map<std::string, std::unique_ptr<PersonState>> persons_;
    std::unordered_map<std::string, std::unique_ptr<AccountState>> accounts_;
    std::unordered_map<std::string, std::unique_ptr<PremiseState>> premises_;
    std::unordered_map<std::string, std::unique_ptr<TariffState>> tariffs_;
    std::unordered_map<std::string, std::unique_ptr<UsageMonth>> usage_;
    std::unordered_map<std::string, std::unique_ptr<DirectoryEntry>> directory_;
};

}  // namespace tally::domain
