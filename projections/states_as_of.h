#pragma once
// Aggregates as they are at a point, or as they were: read from the view `states`, or folded from their streams. Asked
// again, the same object answers; so an answer that needs a person twice reads it once.

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "domain/world.h"
#include "projections/answer_parts.h"
#include "projections/reader.h"

namespace tally::projections {

// A world in memory that events are folded into.
class SmallWorld final : public domain::MutableWorld {
  public:
    domain::StatePart& change(const domain::PartKey& key) override {
        return parts_.try_emplace(key, domain::Parts::fresh(key.kind())).first->second;
    }
    // nullptr: no event has changed it.
    [[nodiscard]] const domain::StatePart* find(const domain::PartKey& key) const {
        const auto found = parts_.find(key);
        return found == parts_.end() ? nullptr : &found->second;
    }
    // Calls use(key, state) for each part with that state, in key order.
    template <class State, class Use>
    void each(const Use& use) {
        for (auto& [key, part] : parts_)
            if (auto* const state = std::get_if<State>(&part)) use(key, *state);
    }
    // The one part with that state; nothing: there is none.
    template <class State>
    [[nodiscard]] std::optional<State> take() {
        std::optional<State> found;
        each<State>([&](const domain::PartKey&, State& state) {
            if (!found) found = std::move(state);
        });
        return found;
    }

  private:
    // std::map: references to its elements survive its growth.
    std::map<domain::PartKey, domain::StatePart> parts_;
};

struct UsageKey {
    std::string service_point;
    std::string channel;
    domain::Date month;
    auto operator<=>(const UsageKey&) const = default;
};

// Decodes the stream's events from a version on that are below `end`, those on trial
// included; `use` may return false to stop.
[[nodiscard]] Result<void> each_event(const Reader&, const domain::StreamId&, std::uint64_t from_version,
                                      std::uint64_t end, const std::function<bool(const domain::RecordedEvent&)>& use);

// Whether it counts on the day: financial events by effective date, documents by bill date, all others always.
[[nodiscard]] bool effective_on(const domain::Event&, domain::Date);

class StatesAsOf {
  public:
    // Position of the answer and where its rows are, found once.
    [[nodiscard]] static Result<StatesAsOf> at(const Reader&, const AsOf&);

    [[nodiscard]] const Reader& reader() const { return *reader_; }
    [[nodiscard]] const AsOf& as_of() const { return as_of_; }
    [[nodiscard]] std::uint64_t position() const { return position_; }
    // Rows say it. What is tried has none: it is folded from the streams.
    [[nodiscard]] bool known_now() const { return as_of_.known_now() && reader_->trial == nullptr; }
    // View of this name; damaged where the store was opened without it.
    [[nodiscard]] Result<eventstore::View> view(std::string_view name) const;
    // The day on which ages are counted.
    [[nodiscard]] Result<domain::Date> aged_on() const;

    // Pointers live as long as this. nullptr: there is none.
    [[nodiscard]] Result<const domain::SettingsState*> settings();
    [[nodiscard]] Result<const domain::PersonState*> person(const domain::PersonId&);
    // With an effective date: only what is effective by then; credit applied to an item that is not, is unapplied.
    [[nodiscard]] Result<const domain::AccountState*> account(const domain::AccountId&);
    // Who is on the account; nullptr: nothing says it.
    [[nodiscard]] Result<const domain::AccountPersons*> persons_on(const domain::AccountId&);
    // Its late charges and open disputes.
    [[nodiscard]] Result<const domain::AccountOverdue*> overdue_of(const domain::AccountId&);
    // Its payment arrangements that stand or wait.
    [[nodiscard]] Result<const domain::AccountArrangements*> arrangements_of(const domain::AccountId&);
    // Its communication log, as far as something of it waits.
    [[nodiscard]] Result<const domain::AccountCommunications*> communications_of(const domain::AccountId&);
    // Its collection, severances and protections.
    [[nodiscard]] Result<const domain::AccountCollections*> collections_of(const domain::AccountId&);
    // What of its bills is to be corrected.
    [[nodiscard]] Result<const domain::AccountCorrections*> corrections_of(const domain::AccountId&);
    // Its mandate and drafts.
    [[nodiscard]] Result<const domain::AccountAutopay*> autopay_of(const domain::AccountId&);
    [[nodiscard]] Result<const domain::AccountUnclaimed*> unclaimed_of(const domain::AccountId&);
    // nullptr: it has none.
    [[nodiscard]] Result<const domain::AccountDeposits*> deposits_of(const domain::AccountId&);
    [[nodiscard]] Result<const domain::PremiseState*> premise(const domain::PremiseId&);
    [[nodiscard]] Result<const domain::TariffState*> tariff(const domain::TariffId&);
    // A master above accounts; nullptr: there is none.
    [[nodiscard]] Result<const domain::Master*> master(const domain::MasterId&);
    // Months of a service point; empty channel: all.
    [[nodiscard]] Result<std::map<UsageKey, domain::UsageMonth>> usage(const domain::PremiseId&,
                                                                       const domain::ServicePointId&,
                                                                       const domain::Code& channel);
    // What is in doubt there.
    [[nodiscard]] Result<domain::ReadsInDoubt> reads_in_doubt(const domain::PremiseId&, const domain::ServicePointId&);
    // What of its market transactions is open.
    [[nodiscard]] Result<domain::PremiseMarket> market_of(const domain::PremiseId&);
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
    std::shared_ptr<const domain::SettingsState> settings_;
    std::map<std::string, std::optional<domain::PersonState>> persons_;
    std::map<std::string, std::optional<domain::AccountState>> accounts_;
    std::map<std::string, std::optional<domain::AccountPersons>> persons_on_;
    std::map<std::string, std::optional<domain::AccountOverdue>> overdue_;
    std::map<std::string, std::optional<domain::AccountDeposits>> deposits_;
    std::map<std::string, std::optional<domain::AccountArrangements>> arrangements_;
    std::map<std::string, std::optional<domain::AccountCommunications>> communications_;
    std::map<std::string, std::optional<domain::AccountCollections>> collections_;
    std::map<std::string, std::optional<domain::AccountCorrections>> corrections_;
    std::map<std::string, std::optional<domain::AccountAutopay>> autopay_;
    std::map<std::string, std::optional<domain::AccountUnclaimed>> unclaimed_;
    std::map<std::string, std::optional<domain::PremiseState>> premises_;
    std::map<std::string, std::optional<domain::TariffState>> tariffs_;
    std::map<std::string, std::optional<domain::Master>> masters_;
};

// The agreement whose premise labels the account: the oldest one running, else the newest. nullptr: it has none.
[[nodiscard]] const domain::ServiceAgreement* leading_agreement(const domain::AccountState&);

}  // namespace tally::projections
