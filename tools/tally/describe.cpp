// tally describe: commands, events and answers with their schemas, straight from the code.

#include <CLI/CLI.hpp>

#include "eventstore/codec/catalogue.h"
#include "projections/queries.h"
#include "tools/tally/session.h"

namespace tally::tools {

void add_describe(CLI::App& app, Session& session) {
    auto* command = app.add_subcommand("describe", "Describe commands, events or queries");
    auto what = std::make_shared<std::string>();
    command->add_option("what", *what, "commands, events or queries")
        ->required()
        ->check(CLI::IsMember({"commands", "events", "queries"}));
    command->add_flag("--json", session.json, "JSON Schema (draft 2020-12)");
    command->callback([&session, what] {
        if (*what == "commands") {
            print(session.json ? eventstore::describe_commands_json() : eventstore::describe_commands());
        } else if (*what == "events") {
            print(session.json ? eventstore::describe_events_json() : eventstore::describe_events());
        } else {
            const auto answers = projections::answer_catalogue();
            print(session.json ? eventstore::describe_json("Answers of tally show", answers)
                               : eventstore::describe_text(answers));
        }
    });
}

}  // namespace tally::tools
