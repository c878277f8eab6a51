#pragma once
// A question in words, as people and programs type it, and its answer in words: `tally show` and HTTP both ask here, so
// that they say the same. Which questions there are, what they take and where they are asked is one table.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "eventstore/codec/catalogue.h"
#include "eventstore/division/division.h"
#include "eventstore/result.h"
#include "projections/reader.h"
#include "projections/search/typed_person.h"

namespace tally::projections {

struct Question {
    std::string kind;       // "balance": see questions().
    std::string id;         // Of the one that is asked for; the words of a search; the cycle of a calendar;
                            // the day of control totals; the GL account of postings.
    std::string as_of;      // A log position, an instant, or a day, which ends where the utility is. Empty: now.
    std::string effective;  // A date.
    std::string channel;    // Of usage, communications; empty: all. Of intervals; empty: the first. Of suspense: the
                            // tender source; empty: all. Of market transactions: a set, kind or status; empty: all.
    bool intervals = false;
    std::size_t limit = 0;    // Of a search: hits at most, up to search_limit_max; 0: search_limit.
                              // Of other lists: lines at most, up to page_lines_max; 0: see Paging.
    std::string cursor = {};  // `next` of the page before; empty: from the start.
    std::string state = {};   // Of adjustments; empty: the one that they are listed by.
    std::string from = {};    // Of postings: first accounting date; of intervals: first day. Empty: no limit.
    std::string to = {};      // Last accounting date, last day.
    TypedPerson typed = {};   // Of duplicates: what is typed of a person.
};

enum class AnswerForm : std::uint8_t { text, json };

struct AnswerText {
    std::string text;
    std::uint64_t position = 0;                    // True at.
    bool finding = false;                          // Something is wrong that people must look at.
    std::vector<domain::AccountId> accounts = {};  // Whose answer it is, where it is one account's or some accounts'.
};

enum class NoAnswerKind : std::uint8_t {
    question_wrong,  // Whatever the store.
    not_known_yet,   // A position past the log's end, an instant to come.
    not_found,       // There is none of that id, or was none then.
    store_failed,
};

// "question_wrong": for programs.
[[nodiscard]] std::string_view code_of(NoAnswerKind);

struct NoAnswer {
    NoAnswerKind kind = NoAnswerKind::question_wrong;
    std::string about;    // "kind", "id", or a name of parameters_of(); empty: none of them.
    std::string message;  // Names value and cure.
    std::optional<eventstore::StoreErrorKind> store = {};
};

enum class IdNeed : std::uint8_t { none, may, must };
// What the text of an id can be. Whatever comes from outside is held against it before a store is asked.
enum class IdForm : std::uint8_t { id, code, date, words };

// Whether a question takes limit and cursor. Where its answer may be whole, it is whole unless one of them is given.
enum class Paging : std::uint8_t { none, may, always };

// A row of the table of questions.
struct QuestionKind {
    std::string_view kind;
    IdNeed need = IdNeed::must;
    IdForm form = IdForm::id;
    std::string_view id_of;      // What the id names, such as "account".
    bool past = false;           // Takes as_of and effective.
    bool usage = false;          // Takes channel and intervals.
    bool division_wide = false;  // As of the past it reads the whole log.
    std::string_view path;       // Over HTTP, with {id} where an id stands.
    std::string_view id_path;    // Where the id may be left out: the path with it.
    const eventstore::RecordShape* answer = nullptr;
    std::string_view id_parameter = {};  // The id is a parameter of this name.
    Paging paging = Paging::none;
    std::string_view state = {};  // Takes state, which is this one.
    bool dates = false;           // Takes from and to.
    bool channel = false;         // Takes channel, without intervals.
    bool person = false;          // Takes what is typed of a person: typed_parameters.
};
[[nodiscard]] std::span<const QuestionKind> questions();
// Every answer by name, those of the audits too, for `tally describe queries`.
[[nodiscard]] std::vector<eventstore::CatalogueEntry> answer_catalogue();
// Null: there is no such question.
[[nodiscard]] const QuestionKind* question_of(std::string_view kind);
// Of a question that takes what is typed of a person.
struct TypedParameter {
    std::string_view name;
    std::string TypedPerson::*text;
    std::string_view what;
    bool several;  // Values with commas between.
};
[[nodiscard]] std::span<const TypedParameter> typed_parameters();
// "as_of", "effective", "channel", "intervals", "limit", "cursor", "state", "from", "to", and those of
// typed_parameters(): those that the question takes.
[[nodiscard]] std::vector<std::string_view> parameters_of(const QuestionKind&);
// Of one answer, at most; 0: the question takes no limit.
[[nodiscard]] std::size_t lines_max(const QuestionKind&);
// What is wrong with the text of an id, with the cure; empty: nothing.
[[nodiscard]] std::string wrong_with_id(IdForm, std::string_view text);
// What can be seen without a store.
[[nodiscard]] std::optional<NoAnswer> wrong_with(const Question&);
[[nodiscard]] tl::expected<AnswerText, NoAnswer> ask(const eventstore::Division&, const Question&, AnswerForm);

// Reads a log position, an instant, or a day, which ends where the utility is.
[[nodiscard]] tl::expected<void, NoAnswer> as_of_in(const eventstore::Division&, const std::string& text, AsOf&);

// Why the log cannot answer as of then: a position past its end, an instant yet to come, of which the answer would be
// another one later. Empty: it can.
[[nodiscard]] std::string not_known_yet(const eventstore::Division&, std::optional<std::uint64_t> position,
                                        std::optional<domain::Instant> recorded_by);
// The same of an instant alone, by the system's clock: not for a division with simulated time.
[[nodiscard]] std::string yet_to_come(domain::Instant recorded_by);

}  // namespace tally::projections
