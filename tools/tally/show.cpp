// tally show and tally search: questions to the projections.

#include <CLI/CLI.hpp>
#include <functional>
#include <map>

#include "eventstore/codec/json.h"
#include "eventstore/division/civil_time.h"
#include "tools/tally/session.h"

namespace tally::tools {

namespace {

struct ShowOptions {
    std::string kind;
    std::string id;
    std::string as_of;
    std::string effective;
    std::string channel;
    bool intervals = false;
};

template <class Answer>
void show(Session& session, const eventstore::Division& division, const Answer& answer) {
    print(session.json ? eventstore::to_json(answer, division.json()) + "\n"
                       : projections::render(answer, render_context(division)));
}
template <class Answer>
void show(Session& session, const eventstore::Division& division, const eventstore::Result<Answer>& answer) {
    if (!answer) return session.fail(answer.error());
    show(session, division, *answer);
}
// What the id of a question names.
std::string asked_for(const std::string& kind) {
    if (kind == "balance" || kind == "open-items" || kind == "ar-history" || kind == "documents") return "account";
    if (kind == "usage") return "service point";
    return kind == "calendar" ? "bill cycle" : kind;
}
template <class Answer>
void show(Session& session, const eventstore::Division& division, const ShowOptions& options,
          const projections::Answered<Answer>& answer) {
    if (!answer) return session.fail(answer.error());
    if (!*answer)
        return session.fail(exit_refused, "there is no " + asked_for(options.kind) + " " + options.id +
                                              (options.as_of.empty() ? "" : " as of " + options.as_of) +
                                              ": `tally search` finds ids");
    show(session, division, **answer);
}

using Question = std::function<void(Session&, const eventstore::Division&, const projections::Reader&,
                                    const ShowOptions&, const projections::AsOf&)>;

// Kind, and whether it asks for an id.
const std::map<std::string, std::pair<bool, Question>>& questions() {
    using namespace projections;
    static const std::map<std::string, std::pair<bool, Question>> all = {
        {"person",
         {true,
          [](auto& s, auto& d, auto& r, auto& o, auto& at) { show(s, d, o, person(r, domain::PersonId{o.id}, at)); }}},
        {"account",
         {true, [](auto& s, auto& d, auto& r, auto& o,
                   auto& at) { show(s, d, o, account(r, domain::AccountId{o.id}, at)); }}},
        {"premise",
         {true, [](auto& s, auto& d, auto& r, auto& o,
                   auto& at) { show(s, d, o, premise(r, domain::PremiseId{o.id}, at)); }}},
        {"balance",
         {true, [](auto& s, auto& d, auto& r, auto& o,
                   auto& at) { show(s, d, o, balance(r, domain::AccountId{o.id}, at)); }}},
        {"open-items",
         {true, [](auto& s, auto& d, auto& r, auto& o,
                   auto& at) { show(s, d, o, open_items(r, domain::AccountId{o.id}, at)); }}},
        {"ar-history",
         {true, [](auto& s, auto& d, auto& r, auto& o,
                   auto& at) { show(s, d, o, ar_history(r, domain::AccountId{o.id}, at)); }}},
        {"documents",
         {true, [](auto& s, auto& d, auto& r, auto& o,
                   auto& at) { show(s, d, o, documents(r, domain::AccountId{o.id}, at)); }}},
        {"invoice",
         {true, [](auto& s, auto& d, auto& r, auto& o,
                   auto& at) { show(s, d, o, invoice(r, domain::DocumentId{o.id}, at)); }}},
        {"statement",
         {true, [](auto& s, auto& d, auto& r, auto& o,
                   auto& at) { show(s, d, o, statement(r, domain::DocumentId{o.id}, at)); }}},
        {"payment",
         {true, [](auto& s, auto& d, auto& r, auto& o,
                   auto& at) { show(s, d, o, payment(r, domain::PaymentEventId{o.id}, at)); }}},
        {"usage",
         {true,
          [](auto& s, auto& d, auto& r, auto& o, auto& at) {
              UsageRange range;
              range.channel = domain::Code{o.channel};
              range.intervals = o.intervals;
              show(s, d, o, usage(r, domain::ServicePointId{o.id}, range, at));
          }}},
        {"trial-balance",
         {false, [](auto& s, auto& d, auto& r, auto&, auto& at) { show(s, d, trial_balance(r, at)); }}},
        {"totals", {false, [](auto& s, auto& d, auto& r, auto&, auto& at) { show(s, d, totals(r, at)); }}},
        {"calendar",
         {false, [](auto& s, auto& d, auto& r, auto& o, auto&) { show(s, d, o, calendar(r, domain::Code{o.id})); }}},
    };
    return all;
}

}  // namespace

void add_show(CLI::App& app, Session& session) {
    auto* command = add_store_command(app, session, "show", "Answer a question, now or as of a time");
    auto options = std::make_shared<ShowOptions>();
    std::string kinds;
    for (const auto& [kind, question] : questions()) kinds += (kinds.empty() ? "" : "|") + kind;
    command->add_option("kind", options->kind, kinds)->required();
    command->add_option("id", options->id, "Of the person, account, premise, invoice, … (calendar: a bill cycle)");
    command->add_option("--as-of", options->as_of, "As known then: a log position, an instant, or a day's end");
    command->add_option("--effective", options->effective, "As effective on this date");
    command->add_option("--channel", options->channel, "usage: only this channel");
    command->add_flag("--intervals", options->intervals, "usage: every interval");
    command->callback([&session, options] {
        const auto question = questions().find(options->kind);
        if (question == questions().end()) {
            std::string kinds_known;
            for (const auto& [kind, ignored] : questions()) kinds_known += (kinds_known.empty() ? "" : ", ") + kind;
            return session.fail(exit_usage,
                                "show: '" + options->kind + "' is not known: ask for one of " + kinds_known);
        }
        if (question->second.first && options->id.empty())
            return session.fail(exit_usage, "show " + options->kind + ": give the id of the one to show");
        if (!question->second.first && !options->id.empty() && options->kind != "calendar")
            return session.fail(exit_usage,
                                "show " + options->kind + ": it has no id, leave '" + options->id + "' out");
        if (options->kind == "calendar" && !(options->as_of.empty() && options->effective.empty()))
            return session.fail(exit_usage,
                                "show calendar: it is known as it is now only, leave --as-of and "
                                "--effective out");
        projections::AsOf as_of;
        const auto as_of_day = domain::Date::parse(options->as_of);
        if (!options->as_of.empty() && !as_of_day) {
            const auto parsed = projections::parse_as_of(options->as_of);
            if (!parsed)
                return session.fail(
                    exit_usage, "--as-of: '" + options->as_of +
                                    "' is neither a position, nor an instant such as 2022-01-05T12:00:00Z, nor a date");
            as_of = *parsed;
        }
        if (!options->effective.empty()) {
            const auto date = domain::Date::parse(options->effective);
            if (!date)
                return session.fail(
                    exit_usage, "--effective: '" + options->effective + "' is no date: give one such as 2022-01-05");
            as_of.effective = *date;
        }
        auto division = session.open();
        if (!division) return;
        if (as_of_day) {
            // The day's last instant where the utility is; of today, now.
            const auto zone = eventstore::CivilTime::of(division->identity().time_zone.str());
            if (!zone) return session.fail(zone.error());
            if (division->identity().simulated_time || *as_of_day != division->today())
                as_of.recorded_by = domain::Instant{zone->start_of(*as_of_day + 1).microseconds - 1};
        }
        if (const auto wrong = not_known_yet(*division, as_of.position, as_of.recorded_by); !wrong.empty()) {
            session.fail(exit_refused, "--as-of: '" + options->as_of + "': " + wrong);
            return session.close(*division);
        }
        if (as_of.now() && !division->identity().simulated_time) as_of.today = division->today();
        const auto reader = projections::reader_of(
            division->store(), [&](const domain::Personal& text) { return division->open_text(text); });
        question->second.second(session, *division, reader, *options, as_of);
        session.close(*division);
    });
}

void add_search(CLI::App& app, Session& session) {
    auto* command = add_store_command(app, session, "search", "Find persons, accounts and premises by words or ids");
    auto text = std::make_shared<std::string>();
    command->add_option("text", *text, "Beginnings of words")->required();
    command->callback([&session, text] {
        auto division = session.open();
        if (!division) return;
        const auto reader = projections::reader_of(
            division->store(), [&](const domain::Personal& sealed) { return division->open_text(sealed); });
        show(session, *division, projections::search(reader, *text));
        session.close(*division);
    });
}

}  // namespace tally::tools
