#pragma once
// What a question is read from: one pinned point, so that all of an answer is true at one position, and the time that
// is asked about.
//
//     auto reader = reader_of(store, open);
//     auto answer = balance(reader, AccountId{"A-1"}, {});
//     if (!answer) …          // the store failed
//     if (!*answer) …         // there is no such account (as of then)

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "domain/core/date.h"
#include "domain/core/money.h"
#include "domain/core/text.h"
#include "eventstore/event_store.h"

namespace tally::eventstore {
class Division;
class Trial;
}  // namespace tally::eventstore

namespace tally::projections {

using eventstore::Result;

// Clear text of sealed personal text; nothing where the key is gone.
using OpenPersonal = std::function<std::optional<std::string>(const domain::Personal&)>;

// Whether a text has no key because its person was erased, and not because the key is lost.
using WasErased = std::function<bool(const domain::Personal&)>;

// The day of an instant where the utility is. One thread at a time.
using DayOf = std::function<domain::Date(domain::Instant)>;
[[nodiscard]] domain::Date utc_day_of(domain::Instant);
// Errors: io, for a zone that the system's time zone data does not have.
[[nodiscard]] Result<DayOf> days_in(std::string_view time_zone);

// What is pinned here does not change while it is held.
struct Reader {
    const eventstore::EventStore& store;
    std::shared_ptr<const eventstore::Point> point;
    OpenPersonal open;
    DayOf day_of = utc_day_of;
    domain::Currency currency{{'U', 'S', 'D', 0}, 2};
    // What commands on trial made is read as if it stood behind the point. Null: none are tried. Documents, balances
    // and explanations know of it; views do not.
    eventstore::Trial* trial = nullptr;
    WasErased was_erased = {};
    [[nodiscard]] domain::Code currency_code() const { return domain::Code{currency.str()}; }
};
[[nodiscard]] WasErased erased_in(const eventstore::Division&);
// What people read in place of a text without a key.
[[nodiscard]] std::string text_without_key(const domain::Personal&, const WasErased&);
// With the division's days, currency and open text.
[[nodiscard]] Reader reader_of(const eventstore::Division&);
[[nodiscard]] Reader reader_of(const eventstore::EventStore& store, OpenPersonal open = {});
// With what is tried on the division, whose open text is the trial's.
[[nodiscard]] Reader reader_of(const eventstore::Division&, eventstore::Trial&);
// The entry at a position below that of an answer.
[[nodiscard]] Result<std::string> entry_at(const Reader&, std::uint64_t position);

// Known then (position or recorded_by), effective as of (effective); both may be combined. All empty: now.
struct AsOf {
    std::optional<std::uint64_t> position;       // Only the first N entries of the log.
    std::optional<domain::Instant> recorded_by;  // Only what was recorded at this instant or before.
    domain::Date effective;                      // Only financial events effective on this day or before; ages on it.
    // Day on which ages are counted where `effective` is not set: today, or the day that was asked for, where the
    // utility is. Absent: the day of `recorded_by`, else that of the newest event that counts.
    domain::Date today;
    [[nodiscard]] bool now() const { return !position && !recorded_by && !effective.is_set(); }
    [[nodiscard]] bool known_now() const { return !position && !recorded_by; }
};
// "123", or "2022-01-05T12:00:00Z", or a date, which means its last instant (UTC). nullopt: neither.
[[nodiscard]] std::optional<AsOf> parse_as_of(std::string_view text);
// How many entries count: the position of the answer.
[[nodiscard]] Result<std::uint64_t> position_of(const Reader&, const AsOf&);

// Nothing: there is none of that id (as of then).
template <class Answer>
using Answered = Result<std::optional<Answer>>;

}  // namespace tally::projections
