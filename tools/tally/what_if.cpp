// tally what-if: what commands would make, tried on a copy in memory. Nothing is written.

#include "projections/what_if/what_if.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "tools/http/routes/what_if_routes.h"
#include "tools/tally/server_option.h"
#include "tools/tally/session.h"

namespace tally::tools {

namespace {

void try_out(Session& session, const eventstore::Division& division, std::istream& input,
             std::optional<domain::Instant> received_at) {
    if (received_at && !division.identity().simulated_time)
        return session.fail(exit_usage, "--received-at: this store has no simulated time: leave it out");
    auto commands = projections::commands_in_lines(division, input, session.actor, received_at);
    if (!commands) return session.fail(exit_usage, commands.error().message());
    if (commands->empty()) return session.fail(exit_usage, "there is no command to try: give one a line");
    const auto tried = projections::what_if(
        division, std::move(*commands), session.json ? projections::WhatIfForm::json : projections::WhatIfForm::text);
    if (!tried) return session.fail(tried.error());
    print(tried->text);
    if (!tried->accepted) session.exit_code = std::max(session.exit_code, exit_refused);
}

// The server reads the lines, and says what is wrong in them by their numbers.
void try_out_at(Session& session, const ServerOption& server, std::istream& input, const std::string& received_at) {
    const auto client = client_of(session, server);
    if (!client) return;
    std::string lines{std::istreambuf_iterator<char>{input}, {}};
    const auto target =
        std::string{WhatIfRoutes::path} + (received_at.empty() ? "" : "?received_at=" + percent_encoded(received_at));
    const auto said =
        client->post(target, json_lines_type, session.json ? json_type : std::string_view{"text/plain"}, lines);
    if (!said) return session.fail(exit_failed, said.error());
    if (said->status != 200) return fail(session, *said);
    print(said->body);
    if (said->finding) session.exit_code = std::max(session.exit_code, exit_refused);
}

}  // namespace

void add_what_if(CLI::App& app, Session& session) {
    auto* command = add_store_command(app, session, "what-if",
                                      "Try commands on a copy in memory: what they would make; nothing is written");
    const auto* actor = add_actor_option(*command, session);
    const auto server = add_server_option(*command);
    auto file = std::make_shared<std::string>();
    auto at = std::make_shared<std::string>();
    command->add_option("file", *file, "File of commands as JSON Lines, at most 100; - for standard input")->required();
    command->add_option("--received-at", *at,
                        "With simulated time: when commands are sent that do not say it (default: the latest event's)");
    command->callback([&session, server, actor, file, at] {
        std::optional<domain::Instant> received_at;
        if (!read_optional_instant(session, "--received-at", *at, received_at)) return;
        std::ifstream stream;
        if (*file != "-") {
            stream.open(*file);
            std::error_code error;
            if (!stream || std::filesystem::is_directory(*file, error))
                return session.fail(exit_usage, *file + ": cannot be read as a file");
        }
        std::istream& input = *file == "-" ? std::cin : stream;
        if (asks_server(session, *server)) {
            if (*actor) return session.fail(exit_usage, "--actor: the server names who signed in to it: leave it out");
            return try_out_at(session, *server, input, *at);
        }
        if (session.store.empty()) return;
        auto division = session.open();
        if (!division) return;
        try_out(session, *division, input, received_at);
        session.close(*division);
    });
}

}  // namespace tally::tools
