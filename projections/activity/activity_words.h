#pragma once
// An event in words, for those who take calls. Each event of an account, person or premise has words of its own: one
// without them does not compile.

#include <functional>
#include <string>

#include "domain/events.h"
#include "projections/activity/activity_answers.h"

namespace tally::projections {

// How what an event names is said.
struct Sayings {
    std::function<std::string(const domain::PersonId&)> name;  // Of a person as it is now.
    std::function<std::string(const domain::Personal&)> clear;
    domain::Currency currency;
};

struct EventWords {
    std::string summary;  // Empty: it is no event of an account, person or premise.
    eventstore::Maybe<domain::Money> amount = {};
    ActivityDocument kind = ActivityDocument::none;
    domain::DocumentId document = {};
    domain::ServicePointId usage_of = {};
};
[[nodiscard]] EventWords words_of(const domain::Event&, const Sayings&);
// Of several recorded usages, added up in `all`.
[[nodiscard]] std::string words_of_usages(const domain::UsageRecorded& all, std::uint64_t count);

}  // namespace tally::projections
