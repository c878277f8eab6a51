// tally show, tally search and tally explain: questions to the projections.

#include <CLI/CLI.hpp>
#include <algorithm>

#include "domain/user/permissions.h"
#include "projections/ask.h"
#include "projections/page.h"
#include "projections/render/texts.h"
#include "projections/search/search_queries.h"
#include "tools/http/server/http_message.h"
#include "tools/tally/access_directory.h"
#include "tools/tally/server_option.h"
#include "tools/tally/session.h"

namespace tally::tools {

namespace {

constexpr std::string_view explain_prefix = "explain-";

int exit_code_of(const projections::NoAnswer& none) {
    switch (none.kind) {
        case projections::NoAnswerKind::question_wrong:
            return exit_usage;
        case projections::NoAnswerKind::store_failed:
            return tools::exit_code_of(none.store.value_or(eventstore::StoreErrorKind::io));
        default:
            return exit_refused;
    }
}

void fail(Session& session, const projections::NoAnswer& none) {
    const std::string option = none.about == "kind"                       ? "show: "
                               : none.about.empty() || none.about == "id" ? ""
                               : none.about == "as_of"                    ? "--as-of: "
                                                                          : "--" + none.about + ": ";
    session.fail(exit_code_of(none), option + none.message, projections::code_of(none.kind), none.about);
}

void answer(Session& session, const projections::Question& question) {
    if (const auto wrong = projections::wrong_with(question)) return fail(session, *wrong);
    auto division = session.open();
    if (!division) return;
    const auto answered = projections::ask(
        *division, question, session.json ? projections::AnswerForm::json : projections::AnswerForm::text);
    if (answered) {
        const auto* sight = domain::sight_of(question.kind);
        if (sight && (*sight == domain::Sight::customers || *sight == domain::Sight::documents)) {
            // The words of a search may name a customer who was not found: they are not kept.
            const bool searches = question.kind == "search";
            const bool explains = question.kind.starts_with(explain_prefix);
            const auto what = searches   ? question.kind
                              : explains ? "explain " + question.kind.substr(explain_prefix.size())
                                         : "show " + question.kind;
            note_read(session, {what, searches ? std::string_view{} : question.id, answered->accounts, question.as_of});
        }
        print(answered->text);
        if (answered->finding) session.exit_code = std::max(session.exit_code, exit_refused);
    } else {
        fail(session, answered.error());
    }
    session.close(*division);
}

// Where the question is asked over HTTP.
std::string target_of(const projections::Question& question) {
    const auto& kind = *projections::question_of(question.kind);
    std::string target{!question.id.empty() && !kind.id_path.empty() ? kind.id_path : kind.path};
    if (const auto at = target.find("{id}"); at != std::string::npos)
        target.replace(at, std::string_view{"{id}"}.size(), percent_encoded(question.id));
    char before = '?';
    const auto add = [&](std::string_view name, const std::string& value) {
        if (value.empty()) return;
        target += before + std::string{name} + "=" + percent_encoded(value);
        before = '&';
    };
    if (!kind.id_parameter.empty()) add(kind.id_parameter, question.id);
    add("as_of", question.as_of);
    add("effective", question.effective);
    add("channel", question.channel);
    add("intervals", question.intervals ? "true" : "");
    add("limit", question.limit > 0 ? std::to_string(question.limit) : "");
    add("cursor", question.cursor);
    add("state", question.state);
    add("from", question.from);
    add("to", question.to);
    for (const auto& typed : projections::typed_parameters()) add(typed.name, question.typed.*typed.text);
    return target;
}

void ask_server(Session& session, const ServerOption& server, const projections::Question& question) {
    if (const auto wrong = projections::wrong_with(question)) return fail(session, *wrong);
    const auto client = client_of(session, server);
    if (!client) return;
    const auto said = client->get(target_of(question), session.json ? json_type : text_type);
    if (!said) return session.fail(exit_failed, said.error());
    if (said->status != 200) return tools::fail(session, *said);
    print(said->body);
    if (said->finding) session.exit_code = std::max(session.exit_code, exit_refused);
}

void answer(Session& session, ServerOption& server, const projections::Question& question) {
    if (asks_server(session, server)) return ask_server(session, server, question);
    if (!session.store.empty()) answer(session, question);
}

}  // namespace

void add_show(CLI::App& app, Session& session) {
    auto* command = add_store_command(app, session, "show", "Answer a question, now or as of a time");
    auto question = std::make_shared<projections::Question>();
    std::string kinds;
    for (const auto& kind : projections::questions())
        if (kind.kind != "search" && !kind.kind.starts_with(explain_prefix))
            kinds += (kinds.empty() ? "" : "|") + std::string{kind.kind};
    command->add_option("kind", question->kind, kinds)->required();
    command->add_option("id", question->id,
                        "Of the person, account, premise, invoice, … (calendar: a bill cycle, control-totals: a day, "
                        "settings: a table, postings: a GL account, gl-extract: the first day of an accounting "
                        "period)");
    command->add_option("--as-of", question->as_of, "As known then: a log position, an instant, or a day's end");
    command->add_option("--effective", question->effective, "As effective on this date");
    command->add_option(
        "--channel", question->channel,
        "usage, intervals, communications: this channel; suspense: this tender source; market transactions: this set, "
        "kind or status");
    command->add_flag("--intervals", question->intervals, "usage: every interval");
    command->add_option("--limit", question->limit, "Lines at most, 1 to 500; lists have 50 where it is left out")
        ->check(CLI::Range(std::size_t{1}, projections::page_lines_max));
    command->add_option("--from", question->from,
                        "postings: first accounting date; intervals: first day; suspense: received on or after");
    command->add_option("--to", question->to,
                        "postings: last accounting date; intervals: last day, or of one day its values");
    command->add_option("--state", question->state, "adjustments: requested, which wait for approval");
    for (const auto& typed : projections::typed_parameters())
        command->add_option("--" + std::string{typed.name}, question->typed.*typed.text,
                            "duplicates: " + std::string{typed.what});
    command->add_option("--cursor", question->cursor, "Next page: the cursor that the page before it printed");
    const auto server = add_server_option(*command);
    command->callback([&session, server, question] { answer(session, *server, *question); });
}

void add_search(CLI::App& app, Session& session) {
    std::string searched = "Find by beginnings of words, or by a whole id:";
    const char* before = " ";
    for (const auto kind : enum_names(projections::SubjectKind{})) {
        searched += before + projections::words(kind);
        before = ", ";
    }
    auto* command = add_store_command(app, session, "search", searched);
    auto question = std::make_shared<projections::Question>();
    question->kind = "search";
    command->add_option("text", question->id, "Beginnings of words")->required();
    command->add_option("--limit", question->limit, "Hits at most, 1 to 1000; 50 where it is left out")
        ->check(CLI::Range(std::size_t{1}, projections::search_limit_max));
    const auto server = add_server_option(*command);
    command->callback([&session, server, question] { answer(session, *server, *question); });
}

void add_explain(CLI::App& app, Session& session) {
    auto* command =
        add_store_command(app, session, "explain", "Explain an amount: reads, prices, arithmetic, postings, events");
    auto question = std::make_shared<projections::Question>();
    std::vector<std::string> subjects;
    for (const auto& kind : projections::questions())
        if (kind.kind.starts_with(explain_prefix)) subjects.emplace_back(kind.kind.substr(explain_prefix.size()));
    auto subject = std::make_shared<std::string>();
    command->add_option("subject", *subject, "What to explain")->required()->check(CLI::IsMember(subjects));
    command
        ->add_option("id", question->id,
                     "Id of the invoice or credit note, line, account, payment, sum in suspense, or master")
        ->required();
    command->add_option("--as-of", question->as_of, "As known then: a log position, an instant, or a day's end");
    command->add_option("--effective", question->effective, "As effective on this date");
    const auto server = add_server_option(*command);
    command->callback([&session, server, question, subject] {
        question->kind = std::string{explain_prefix} + *subject;
        answer(session, *server, *question);
    });
}

}  // namespace tally::tools
