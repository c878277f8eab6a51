#pragma once
// Aggregates as they are at a point, or as they were: read from the view `states`, or folded from their streams. Asked
// again, the same object answers; so an answer that needs a person twice reads it once.

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "domain/world.h"
#include "projections/queries.h"

namespace tally::projections {

// A world in memory that events are folded into.
class SmallWorld final : public domain::MutableWorld {
  public:
    domain::SettingsState& settings_part() override { return settings; }
    domain::DivisionNumbers& numbers_part() override { return numbers; }
    domain::PersonState& person_part(const domain::PersonId& id) override { return persons[id.str()]; }
    domain::AccountState& account_part(const domain::AccountId& id) override { return accounts[id.str()]; }
    domain::PremiseState& premise_part(const domain::PremiseId& id) override { return premises[id.str()]; }
    domain::TariffState& tariff_part(const domain::TariffId& id) override { return tariffs[id.str()]; }
    domain::UsageMonth& usage_part(const domain::ServicePointId&, const domain::Code& channel,
                                   domain::Date first_of_month) override;
    domain::DirectoryEntry& directory_part(domain::DirectoryKind, const std::string& id) override;

    struct UsageKey {
        std::string service_point;
        std::string channel;
        domain::Date month;
        auto operator<=>(const UsageKey&) const = default;
    };
    domain::SettingsState settings;
    domain::DivisionNumbers numbers;
    // std::map: references to its elements survive its growth.
    std::map<std::string, domain::PersonState> persons;
    std::map<std::string, domain::AccountState> accounts;
    std::map<std::string, domain::PremiseState> premises;
    std::map<std::string, domain::TariffState> tariffs;
    std::map<UsageKey, domain::UsageMonth> usage;
    std::map<std::string, domain::DirectoryEntry> directory;
};

// Decodes the stream's events from a version on that are below `end`; `use` may return false to stop.
[[nodiscard]] Result<void> each_event(const eventstore::EventStore&, const domain::StreamId&,
                                      std::uint64_t from_version, std::uint64_t end,
                                      const std::function<bool(const domain::RecordedEvent&)>& use);

// Whether it counts on the day: financial events by effective date, documents by bill date, all others always.
[[nodiscard]] bool effective_on(const domain::Event&, domain::Date);

class StatesAsOf {
  public:
    // Position of the answer and where its rows are, found once.
    [[nodiscard]] static Result<StatesAsOf> at(const Reader&, const AsOf&);

    [[nodiscard]] const Reader& reader() const { return *reader_; }
    [[nodiscard]] const AsOf& as_of() const { return as_of_; }
    [[nodiscard]] std::uint64_t position() const { return position_; }
    [[nodiscard]] bool known_now() const { return as_of_.known_now(); }
    // View of this name; damaged where the store was opened without it.
    [[nodiscard]] Result<eventstore::View> view(std::string_view name) const;
    // The day on which ages are counted.
    [[nodiscard]] Result<domain::Date> aged_on() const;

    // Pointers live as long as this. nullptr: there is none.
    [[nodiscard]] Result<const domain::SettingsState*> settings();
    [[nodiscard]] Result<const domain::PersonState*> person(const domain::PersonId&);
    // With an effective date: only what is effective by then; credit applied to an item that is not, is unapplied.
    [[nodiscard]] Result<const domain::AccountState*> account(const domain::AccountId&);
    [[nodiscard]] Result<const domain::PremiseState*> premise(const domain::PremiseId&);
    // Months of a service point; empty channel: all.
    [[nodiscard]] Result<std::map<SmallWorld::UsageKey, domain::UsageMonth>> usage(const domain::PremiseId&,
                                                                                   const domain::ServicePointId&,
                                                                                   const domain::Code& channel);
    // Where an id leads; ids never move, so this is as of the point.
    [[nodiscard]] Result<std::optional<domain::DirectoryEntry>> directory(domain::DirectoryKind,
                                                                          const std::string& id) const;
    [[nodiscard]] Result<AccountHeading> heading(const domain::AccountId&);
    [[nodiscard]] Result<AccountHeading> heading(const domain::AccountState&);

  private:
    StatesAsOf(const Reader& reader, const AsOf& as_of) : reader_(&reader), as_of_(as_of) {}
    [[nodiscard]] Result<void> fold(const domain::StreamId&, SmallWorld&, bool by_effective_date) const;

    const Reader* reader_;
    AsOf as_of_;
    std::uint64_t position_ = 0;
    eventstore::View states_ = 0;
    std::unique_ptr<domain::SettingsState> settings_;
    std::map<std::string, std::optional<domain::PersonState>> persons_;
    std::map<std::string, std::optional<domain::AccountState>> accounts_;
    std::map<std::string, std::optional<domain::PremiseState>> premises_;
};

// The agreement whose premise labels the account: the oldest one running, else the newest. nullptr: it has none.
[[nodiscard]] const domain::ServiceAgreement* leading_agreement(const domain::AccountState&);

}  // namespace tally::projections
