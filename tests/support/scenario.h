#pragma once
// Given commands, when one more, then these events:
//
//   Scenario(standard_settings())
//       .given({a_location(), …})
//       .when(RecordRead{…})
//       .then({RegisterRead{…}});
//
// What was accepted stays, so a scenario can go on with the next when().

#include <gtest/gtest.h>
#include <optional>
#include <string_view>
#include <vector>

#include "domain/decide.h"
#include "tests/support/test_world.h"
#include "tests/support/text.h"

namespace tally::test {

class Scenario {
  public:
    explicit Scenario(const std::vector<domain::Command>& commands = {}) { given(commands); }
    Scenario(const Scenario&) = delete;
    Scenario& operator=(const Scenario&) = delete;

    // Business date of the commands that follow; 2022-01-05 at first.
    Scenario& today(std::string_view date);
    // Actor of the commands that follow; "cli:csr" at first.
    Scenario& by(std::string_view actor);
    // Reason of the commands that follow; none at first.
    Scenario& because(std::string_view reason);

    // How long days are from here on; 24 hours at first. It must outlive the scenario.
    Scenario& by_the_clock_of(const domain::CivilDays& civil_days);

    // Each must be accepted, or be so already.
    Scenario& given(const std::vector<domain::Command>& commands);
    // Appended where it is accepted.
    Scenario& when(const domain::Command& command);
    // Exactly these, in order. Personal text as clear("under", "text").
    Scenario& then(const std::vector<domain::Event>& events);
    Scenario& then_accepted();
    Scenario& then_rejected(domain::Rejection rejection, std::string_view field = {});
    Scenario& then_nothing_changed();

    // What the last when() made, not sealed yet.
    [[nodiscard]] const domain::Events& events() const { return events_; }
    [[nodiscard]] std::vector<domain::Event> payloads() const;
    // Those of one type.
    template <class Payload>
    [[nodiscard]] std::vector<Payload> made() const {
        std::vector<Payload> found;
        for (const auto& event : events_)
            if (const auto* payload = get_if<Payload>(&event.event)) found.push_back(*payload);
        return found;
    }
    // Why the last when() was refused.
    [[nodiscard]] const std::optional<domain::Refusal>& refusal() const { return refusal_; }

    [[nodiscard]] TestWorld& world() { return world_; }
    // It must be there.
    [[nodiscard]] const domain::AccountState& account(std::string_view id);
    [[nodiscard]] const domain::AccountPersons& persons_on(std::string_view account);
    [[nodiscard]] const domain::PersonState& person(std::string_view id);
    [[nodiscard]] const domain::PremiseState& premise(std::string_view id);

  private:
    [[nodiscard]] domain::Decided<domain::Events> run(const domain::Command& command);

    TestWorld world_;
    domain::Date today_ = date("2022-01-05");
    const domain::CivilDays* civil_days_ = nullptr;
    domain::Plain actor_{"cli:csr"};
    domain::Plain reason_;
    std::uint64_t commands_ = 0;
    domain::Events events_;
    std::optional<domain::Refusal> refusal_;
};

[[nodiscard]] std::string to_text(const domain::Refusal& refusal);

}  // namespace tally::test
