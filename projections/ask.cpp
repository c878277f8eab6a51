#include "projections/ask.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <map>
#include <utility>

#include "eventstore/codec/json.h"
#include "eventstore/division/civil_time.h"
#include "projections/queries.h"
#include "projections/render/render.h"

namespace tally::projections {

namespace {

using eventstore::Division;
using Told = tl::expected<AnswerText, NoAnswer>;

struct Asked {
    const Division& division;
    const Question& question;
    const Reader& reader;
    const AsOf& as_of;
    AnswerForm form;
};

tl::unexpected<NoAnswer> no(NoAnswerKind kind, std::string about, std::string message) {
    return tl::unexpected(NoAnswer{kind, std::move(about), std::move(message)});
}
tl::unexpected<NoAnswer> no(const eventstore::StoreError& error) {
    return tl::unexpected(NoAnswer{NoAnswerKind::store_failed, {}, error.message, error.kind});
}

template <class Answer>
Told tell(const Asked& asked, const Answer& answer) {
    const auto& division = asked.division;
    if (asked.form == AnswerForm::json)
        return AnswerText{eventstore::to_json(answer, division.json()) + "\n", answer.position};
    const RenderContext context{division.currency(), asked.reader.open, asked.reader.day_of};
    return AnswerText{render(answer, context), answer.position};
}
template <class Answer>
Told tell(const Asked& asked, const Result<Answer>& answer) {
    if (!answer) return no(answer.error());
    return tell(asked, *answer);
}
// What the id of a question names.
std::string asked_for(const std::string& kind) {
    if (kind == "balance" || kind == "open-items" || kind == "ar-history" || kind == "documents") return "account";
    if (kind == "premise-usage") return "premise";
    if (kind == "usage") return "service point";
    return kind == "calendar" ? "bill cycle" : kind;
}
NoAnswer not_there(const Question& question) {
    if (question.kind == "control-totals")
        return {NoAnswerKind::not_found, "id",
                "nothing was posted on " + question.id + ", and no system reported on it"};
    return {NoAnswerKind::not_found, "id",
            "there is no " + asked_for(question.kind) + " " + question.id +
                (question.as_of.empty() ? "" : " as of " + question.as_of) + ": a search finds ids"};
}
template <class Answer>
Told tell(const Asked& asked, const Answered<Answer>& answer) {
    if (!answer) return no(answer.error());
    if (!*answer) return tl::unexpected(not_there(asked.question));
    return tell(asked, **answer);
}

UsageRange range_of(const Question& question) {
    UsageRange range;
    range.channel = domain::Code{question.channel};
    range.intervals = question.intervals;
    return range;
}

// Most premises have one service point with usage to show, and then its id need not be known.
Told premise_usage(const Asked& asked) {
    const auto found = premise(asked.reader, domain::PremiseId{asked.question.id}, asked.as_of);
    if (!found) return no(found.error());
    if (!*found) return tl::unexpected(not_there(asked.question));
    const auto& points = (*found)->service_points;
    if (points.size() == 1)
        return tell(asked, usage(asked.reader, points.front().service_point.service_point, range_of(asked.question),
                                 asked.as_of));
    std::string ids;
    for (const auto& point : points) ids += (ids.empty() ? "" : ", ") + point.service_point.service_point.str();
    return points.empty() ? no(NoAnswerKind::not_found, "id", "premise " + asked.question.id + " has no service point")
                          : no(NoAnswerKind::question_wrong, "id",
                               "premise " + asked.question.id + " has several service points: ask for the usage of " +
                                   "one of " + ids);
}

Told control_totals_of(const Asked& asked) {
    const auto day = domain::Date::parse(asked.question.id);
    if (!day && !asked.question.id.empty())
        return no(NoAnswerKind::question_wrong, "id",
                  "'" + asked.question.id + "' is no accounting date: give one such as 2022-01-05");
    const auto answer = control_totals(asked.reader, day);
    auto told = tell(asked, answer);
    if (told) told->finding = drifts_in(**answer) > 0;
    return told;
}

enum class IdNeed : std::uint8_t { none, may, must };

struct Kind {
    IdNeed id;
    bool past;  // Can be asked as of a time.
    std::function<Told(const Asked&)> answer;
};

template <class Id, class Answer>
Kind by_id(Answered<Answer> (*query)(const Reader&, const Id&, const AsOf&)) {
    return {IdNeed::must, true,
            [query](const Asked& a) { return tell(a, query(a.reader, Id{a.question.id}, a.as_of)); }};
}

const std::map<std::string, Kind, std::less<>>& kinds() {
    static const std::map<std::string, Kind, std::less<>> all = {
        {"person", by_id(&person)},
        {"account", by_id(&account)},
        {"premise", by_id(&premise)},
        {"balance", by_id(&balance)},
        {"open-items", by_id(&open_items)},
        {"ar-history", by_id(&ar_history)},
        {"documents", by_id(&documents)},
        {"invoice", by_id(&invoice)},
        {"statement", by_id(&statement)},
        {"payment", by_id(&payment)},
        {"usage",
         {IdNeed::must, true,
          [](const Asked& a) {
              return tell(a, usage(a.reader, domain::ServicePointId{a.question.id}, range_of(a.question), a.as_of));
          }}},
        {"premise-usage", {IdNeed::must, true, premise_usage}},
        {"trial-balance",
         {IdNeed::none, true, [](const Asked& a) { return tell(a, trial_balance(a.reader, a.as_of)); }}},
        {"totals", {IdNeed::none, true, [](const Asked& a) { return tell(a, totals(a.reader, a.as_of)); }}},
        {"calendar",
         {IdNeed::may, false, [](const Asked& a) { return tell(a, calendar(a.reader, domain::Code{a.question.id})); }}},
        {"control-totals", {IdNeed::may, false, control_totals_of}},
        {"search",
         {IdNeed::must, false,
          [](const Asked& a) {
              const auto limit = a.question.limit == 0 ? search_limit : std::min(a.question.limit, search_limit_max);
              return tell(a, search(a.reader, a.question.id, limit));
          }}},
    };
    return all;
}

// Needs the division only for the end of a day.
Told read_times(const Division* division, const Question& question, AsOf& as_of) {
    const auto day = domain::Date::parse(question.as_of);
    if (day && division) {
        // The day's last instant where the utility is; of today, now.
        const auto zone = eventstore::CivilTime::of(division->identity().time_zone.str());
        if (!zone) return no(zone.error());
        if (division->identity().simulated_time || *day != division->today())
            as_of.recorded_by = domain::Instant{zone->start_of(*day + 1).microseconds - 1};
        as_of.today = *day;
    } else if (!question.as_of.empty() && !day) {
        const auto parsed = parse_as_of(question.as_of);
        if (!parsed)
            return no(NoAnswerKind::question_wrong, "as_of",
                      "'" + question.as_of +
                          "' is neither a position, nor an instant such as 2022-01-05T12:00:00Z, nor a date");
        as_of = *parsed;
    }
    if (!question.effective.empty()) {
        const auto date = domain::Date::parse(question.effective);
        if (!date)
            return no(NoAnswerKind::question_wrong, "effective",
                      "'" + question.effective + "' is no date: give one such as 2022-01-05");
        as_of.effective = *date;
    }
    return {};
}

std::string with_thousands(std::uint64_t number) {
    std::string digits = std::to_string(number);
    for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
    return digits;
}

}  // namespace

std::vector<std::string> question_kinds() {
    std::vector<std::string> names;
    for (const auto& [name, kind] : kinds()) names.push_back(name);
    return names;
}

std::optional<NoAnswer> wrong_with(const Question& question) {
    const auto wrong = [](std::string about, std::string message) {
        return NoAnswer{NoAnswerKind::question_wrong, std::move(about), std::move(message)};
    };
    const auto kind = kinds().find(question.kind);
    if (kind == kinds().end()) {
        std::string known;
        for (const auto& [name, ignored] : kinds()) known += (known.empty() ? "" : ", ") + name;
        return wrong("kind", "'" + question.kind + "' is not known: ask for one of " + known);
    }
    if (kind->second.id == IdNeed::must && question.id.empty())
        return wrong("id", question.kind == "search" ? "give the words to search for"
                                                     : question.kind + ": give the id of the one to show");
    if (kind->second.id == IdNeed::none && !question.id.empty())
        return wrong("id", question.kind + ": it has no id, leave '" + question.id + "' out");
    if (!kind->second.past && !(question.as_of.empty() && question.effective.empty()))
        return wrong(question.as_of.empty() ? "effective" : "as_of",
                     question.kind + " is known as it is now only: ask without a time");
    AsOf ignored;
    if (auto times = read_times(nullptr, question, ignored); !times) return times.error();
    return std::nullopt;
}

Told ask(const Division& division, const Question& question, AnswerForm form) {
    if (auto wrong = wrong_with(question)) return tl::unexpected(std::move(*wrong));
    AsOf as_of;
    if (auto times = read_times(&division, question, as_of); !times) return times;
    if (const auto wrong = not_known_yet(division, as_of.position, as_of.recorded_by); !wrong.empty())
        return no(NoAnswerKind::not_known_yet, "as_of", "'" + question.as_of + "': " + wrong);
    if (as_of.now() && !division.identity().simulated_time) as_of.today = division.today();
    const auto reader = reader_of(division);
    return kinds().find(question.kind)->second.answer({division, question, reader, as_of, form});
}

tl::expected<void, NoAnswer> as_of_in(const Division& division, const std::string& text, AsOf& as_of) {
    Question question;
    question.as_of = text;
    if (auto times = read_times(&division, question, as_of); !times) return tl::unexpected(std::move(times.error()));
    if (const auto wrong = not_known_yet(division, as_of.position, as_of.recorded_by); !wrong.empty())
        return no(NoAnswerKind::not_known_yet, "as_of", "'" + text + "': " + wrong);
    return {};
}

std::string not_known_yet(const Division& division, std::optional<std::uint64_t> position,
                          std::optional<domain::Instant> recorded_by) {
    const auto end = division.store().durable_end();
    if (position && *position > end)
        return "position " + std::to_string(*position) + " is past the end of the log, which has " +
               (end == 1 ? "1 entry" : with_thousands(end) + " entries") + ": give at most " + std::to_string(end);
    // With simulated time the commands say when it is, so that no instant is known to be yet to come.
    if (!recorded_by || division.identity().simulated_time) return {};
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    if (recorded_by->microseconds <= std::chrono::duration_cast<std::chrono::microseconds>(now).count()) return {};
    return "that is yet to come: give an instant or day that has passed, or none for now";
}

}  // namespace tally::projections
