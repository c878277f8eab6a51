#pragma once
// Bills of a span of days charged again at proposed tariffs, of every account or of one. Nothing is written: proposed
// versions are published on a copy in memory, where the rules of publication hold, and everything is read at the
// position of that copy. See README.md of this module.

#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "projections/rate_study/rate_study_answers.h"
#include "projections/what_if/what_if.h"

namespace tally::projections {

inline constexpr std::size_t study_tariffs_max = 20;
inline constexpr std::size_t study_accounts_listed = 20;
inline constexpr std::int32_t study_days_max = 3 * 366;

struct RateStudyRequest {
    std::vector<CommandToTry> commands;    // tariff.publish, one version of a tariff; may be none.
    std::vector<TariffReplaced> replaced;  // Beside the tariffs that get a proposed version.
    domain::Date from;                     // Segments whose last day lies in these days.
    domain::Date to;
    domain::Date present_on;  // The version of that day is the present tariff of all days. Unset: each day's own.
    unsigned workers = 0;     // 0: one for each core, at most study_workers_max.
};
inline constexpr unsigned study_workers_max = 8;

struct RateStudyProgress {
    std::uint64_t accounts = 0;
    std::uint64_t of = 0;
};
// False: stop. Called on any of the study's threads, one at a time, not with every account.
using OnStudyProgress = std::function<bool(const RateStudyProgress&)>;
// Each account with a segment that is studied, in the order of their ids; one at a time.
using OnStudiedAccount = std::function<void(const StudyAccount&)>;

// Errors: io, damaged. A proposal that is not accepted is an answer.
[[nodiscard]] Result<RateStudyAnswer> rate_study(const eventstore::Division&, RateStudyRequest,
                                                 const OnStudyProgress& progress = {},
                                                 const OnStudiedAccount& each_account = {});
// With the lines of each segment. Nothing: there is no such account.
[[nodiscard]] Answered<AccountStudyAnswer> study_account(const eventstore::Division&, RateStudyRequest,
                                                         const domain::AccountId&);

// The head and the rows of a table of accounts, as CSV (RFC 4180).
[[nodiscard]] std::string study_csv_head();
[[nodiscard]] std::string study_csv_row(const StudyAccount&, std::uint8_t currency_decimals);

}  // namespace tally::projections
