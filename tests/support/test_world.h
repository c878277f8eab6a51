#pragma once
// A division in memory for tests of rules: World and MutableWorld over maps, filled by appending decided events as an
// executor would. Personal text is disguised on append, so that a rule that compares sealed bytes is found out.

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "domain/decide.h"

namespace tally::test {

class TestWorld final : public domain::World, public domain::MutableWorld {
  public:
    // Gives positions, versions and sealed text to the events and folds them.
    void append(const domain::Events& events, const domain::CommandHeader& header);
    [[nodiscard]] const std::vector<domain::RecordedEvent>& log() const { return log_; }
    [[nodiscard]] std::uint64_t next_position() const { return log_.size(); }
    // From now on the person's text cannot be opened.
    void erase(const domain::PersonId& person) { erased_.insert(person.str()); }

    const domain::SettingsState& settings() override { return settings_; }
    const domain::DivisionNumbers& numbers() override { return numbers_; }
    const domain::PersonState* person(const domain::PersonId&) override;
    const domain::AccountState* account(const domain::AccountId&) override;
    const domain::PremiseState* premise(const domain::PremiseId&) override;
    const domain::TariffState* tariff(const domain::TariffId&) override;
    const domain::UsageMonth* usage(const domain::ServicePointId&, const domain::Code& channel,
                                    domain::Date first_of_month) override;
    const domain::DirectoryEntry* directory(domain::DirectoryKind, const std::string& id) override;
    void history(const domain::AccountId&, const std::function<void(const domain::RecordedEvent&)>&) override;
    std::optional<std::string> open(const domain::Personal&) override;

    domain::SettingsState& settings_part() override { return settings_; }
    domain::DivisionNumbers& numbers_part() override { return numbers_; }
    domain::PersonState& person_part(const domain::PersonId&) override;
    domain::AccountState& account_part(const domain::AccountId&) override;
    domain::PremiseState& premise_part(const domain::PremiseId&) override;
    domain::TariffState& tariff_part(const domain::TariffId&) override;
    domain::UsageMonth& usage_part(const domain::ServicePointId&, const domain::Code& channel,
                                   domain::Date first_of_month) override;
    domain::DirectoryEntry& directory_part(domain::DirectoryKind, const std::string& id) override;

  private:
    [[nodiscard]] std::uint64_t version_of(const domain::StreamId&);

    domain::SettingsState settings_;
    domain::DivisionNumbers numbers_;
    // std::map: pointers to its elements survive its growth.
    std::map<std::string, domain::PersonState> persons_;
    std::map<std::string, domain::AccountState> accounts_;
    std::map<std::string, domain::PremiseState> premises_;
    std::map<std::string, domain::TariffState> tariffs_;
    std::map<std::string, domain::UsageMonth> usage_;
    std::map<std::string, domain::DirectoryEntry> directory_;
    std::vector<domain::RecordedEvent> log_;
    std::set<std::string> erased_;
};

}  // namespace tally::test
