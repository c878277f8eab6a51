#pragma once
// Questions that people ask. Every answer is read from one point, so all of it is true at one position.
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
#include <vector>

#include "eventstore/codec/catalogue.h"
#include "eventstore/event_store.h"
#include "projections/answers.h"

namespace tally::eventstore {
class Division;
}

namespace tally::projections {

using eventstore::Result;

// Clear text of sealed personal text; nothing where the key is gone.
using OpenPersonal = std::function<std::optional<std::string>(const domain::Personal&)>;

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
    [[nodiscard]] domain::Code currency_code() const { return domain::Code{currency.str()}; }
};
// With the division's days, currency and open text.
[[nodiscard]] Reader reader_of(const eventstore::Division&);
[[nodiscard]] Reader reader_of(const eventstore::EventStore& store, OpenPersonal open = {});

// Known then (position or recorded_by), effective as of (effective); both may be combined. All empty: now.
struct AsOf {
    std::optional<std::uint64_t> position;       // Only the log's first so many entries.
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

[[nodiscard]] Answered<PersonAnswer> person(const Reader&, const domain::PersonId&, const AsOf& = {});
[[nodiscard]] Answered<AccountAnswer> account(const Reader&, const domain::AccountId&, const AsOf& = {});
[[nodiscard]] Answered<PremiseAnswer> premise(const Reader&, const domain::PremiseId&, const AsOf& = {});
[[nodiscard]] Answered<BalanceAnswer> balance(const Reader&, const domain::AccountId&, const AsOf& = {});
[[nodiscard]] Answered<OpenItemsAnswer> open_items(const Reader&, const domain::AccountId&, const AsOf& = {});
[[nodiscard]] Answered<ArHistoryAnswer> ar_history(const Reader&, const domain::AccountId&, const AsOf& = {});
[[nodiscard]] Answered<DocumentsAnswer> documents(const Reader&, const domain::AccountId&, const AsOf& = {});
// An invoice, or of an account its latest one.
[[nodiscard]] Answered<InvoiceAnswer> invoice(const Reader&, const domain::DocumentId&, const AsOf& = {});
[[nodiscard]] Answered<StatementAnswer> statement(const Reader&, const domain::DocumentId&, const AsOf& = {});
// By payment event.
[[nodiscard]] Answered<PaymentAnswer> payment(const Reader&, const domain::PaymentEventId&, const AsOf& = {});

struct UsageRange {
    domain::Code channel;  // Empty: all.
    domain::Date from;     // Absent: from the first.
    domain::Date until;    // Absent: to the last.
    bool intervals = false;
};
[[nodiscard]] Answered<UsageAnswer> usage(const Reader&, const domain::ServicePointId&, const UsageRange& = {},
                                          const AsOf& = {});

// Sums by accounting date: `effective` limits accounting dates here.
[[nodiscard]] Result<TrialBalanceAnswer> trial_balance(const Reader&, const AsOf& = {});
// Control totals and aging of the whole division.
[[nodiscard]] Result<TotalsAnswer> totals(const Reader&, const AsOf& = {});
// All cycles; with a code that one and its accounts. Nothing: no such cycle. Only as of now.
[[nodiscard]] Answered<CalendarAnswer> calendar(const Reader&, const domain::Code& cycle = {});
// What other systems reported of the days they book; with a day that one, whoever reported. Nothing: the ledger has no
// postings then and nobody reported any. Only as of now.
[[nodiscard]] Answered<ControlTotalsAnswer> control_totals(const Reader&,
                                                           std::optional<domain::Date> day = std::nullopt);
// Reports in it that have drifted.
[[nodiscard]] std::uint64_t drifts_in(const ControlTotalsAnswer&);
// Every word must be the beginning of a word of what is found. Only as of now.
constexpr std::size_t search_limit = 50;
constexpr std::size_t search_limit_max = 1'000;
[[nodiscard]] Result<SearchAnswer> search(const Reader&, std::string_view text, std::size_t hits_max = search_limit);

// Whether a window of the cycle contains the date.
[[nodiscard]] Result<bool> in_window(const Reader&, const domain::Code& cycle, domain::Date bill_date);
// Accounts of the cycle in id order that were not billed in the window around this bill date yet: what a bill run
// bills. `use` may return false to stop.
struct DueAccount {
    domain::AccountId account;
    std::uint32_t error_attempts = 0;       // In this window.
    std::uint32_t cancelled_statement = 0;  // Sequence of a statement cancelled since the last bill; 0: none.
};
[[nodiscard]] Result<void> each_due_account(const Reader&, const domain::Code& cycle, domain::Date bill_date,
                                            const std::function<bool(const DueAccount&)>& use);

// Everything above by name, for `tally describe queries`.
[[nodiscard]] std::vector<eventstore::CatalogueEntry> answer_catalogue();

}  // namespace tally::projections
