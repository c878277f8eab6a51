#pragma once
// A question in words, as people and programs type it, and its answer in words: `tally show` and HTTP both ask here, so
// that they say the same.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "eventstore/division/division.h"
#include "eventstore/result.h"
#include "projections/queries.h"

namespace tally::projections {

struct Question {
    std::string kind;       // "balance": see question_kinds().
    std::string id;         // Of the one that is asked for; the words of a search; the cycle of a calendar;
                            // the day of control totals.
    std::string as_of;      // A log position, an instant, or a day, which ends where the utility is. Empty: now.
    std::string effective;  // A date.
    std::string channel;    // Of usage; empty: all.
    bool intervals = false;
    std::size_t limit = 0;  // Of a search: hits at most, up to search_limit_max; 0: search_limit.
};

enum class AnswerForm : std::uint8_t { text, json };

struct AnswerText {
    std::string text;
    std::uint64_t position = 0;  // True at.
    bool finding = false;        // Something is wrong that people must look at.
};

enum class NoAnswerKind : std::uint8_t {
    question_wrong,  // Whatever the store.
    not_known_yet,   // A position past the log's end, an instant to come.
    not_found,       // There is none of that id, or was none then.
    store_failed,
};

struct NoAnswer {
    NoAnswerKind kind = NoAnswerKind::question_wrong;
    std::string about;    // "kind", "id", "as_of", "effective"; empty: none of them.
    std::string message;  // Names value and cure.
    std::optional<eventstore::StoreErrorKind> store = {};
};

[[nodiscard]] std::vector<std::string> question_kinds();
// What can be seen without a store.
[[nodiscard]] std::optional<NoAnswer> wrong_with(const Question&);
[[nodiscard]] tl::expected<AnswerText, NoAnswer> ask(const eventstore::Division&, const Question&, AnswerForm);

// Reads a log position, an instant, or a day, which ends where the utility is.
[[nodiscard]] tl::expected<void, NoAnswer> as_of_in(const eventstore::Division&, const std::string& text, AsOf&);

// Why the log cannot answer as of then: a position past its end, an instant yet to come, of which the answer would be
// another one later. Empty: it can.
[[nodiscard]] std::string not_known_yet(const eventstore::Division&, std::optional<std::uint64_t> position,
                                        std::optional<domain::Instant> recorded_by);

}  // namespace tally::projections
