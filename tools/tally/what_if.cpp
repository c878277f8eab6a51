// tally what-if: what commands would make, tried on a copy in memory. Nothing is written.

#include "projections/what_if/what_if.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "eventstore/byte_order_mark.h"
#include "tools/tally/session.h"

namespace tally::tools {

namespace {

// Nothing: there are too many, and the error is printed.
std::optional<std::vector<projections::CommandToTry>> read_commands(Session& session,
                                                                    const eventstore::Division& division,
                                                                    std::istream& input,
                                                                    std::optional<domain::Instant> received_at) {
    eventstore::CommandReader reader(division.currency());
    std::vector<projections::CommandToTry> commands;
    std::string line;
    for (std::size_t number = 1; std::getline(input, line); ++number) {
        const auto text = eventstore::without_byte_order_mark(line);
        if (text.find_first_not_of(" \t\r") == std::string_view::npos) continue;
        if (commands.size() == projections::what_if_commands_max) {
            session.fail(exit_usage, "line " + std::to_string(number) + ": at most " +
                                         std::to_string(projections::what_if_commands_max) +
                                         " commands are tried at once: give fewer");
            return std::nullopt;
        }
        auto command = projections::command_to_try(reader, division, text, number, session.actor);
        if (command && received_at && command->header.received_at == domain::Instant{})
            command->header.received_at = *received_at;
        commands.push_back(std::move(command));
    }
    return commands;
}

void try_out(Session& session, const eventstore::Division& division, std::istream& input,
             std::optional<domain::Instant> received_at) {
    if (received_at && !division.identity().simulated_time)
        return session.fail(exit_usage, "--received-at: this store has no simulated time: leave it out");
    auto commands = read_commands(session, division, input, received_at);
    if (!commands) return;
    if (commands->empty()) return session.fail(exit_usage, "there is no command to try: give one a line");
    const auto tried = projections::what_if(
        division, std::move(*commands), session.json ? projections::WhatIfForm::json : projections::WhatIfForm::text);
    if (!tried) return session.fail(tried.error());
    print(tried->text);
    if (!tried->accepted) session.exit_code = std::max(session.exit_code, exit_refused);
}

}  // namespace

void add_what_if(CLI::App& app, Session& session) {
    auto* command = add_store_command(app, session, "what-if",
                                      "Try commands on a copy in memory: what they would make; nothing is written");
    add_actor_option(*command, session);
    auto file = std::make_shared<std::string>();
    auto at = std::make_shared<std::string>();
    command->add_option("file", *file, "File of commands as JSON Lines, at most 100; - for standard input")->required();
    command->add_option("--received-at", *at,
                        "With simulated time: when commands are sent that do not say it (default: the latest event's)");
    command->callback([&session, file, at] {
        std::optional<domain::Instant> received_at;
        if (!read_optional_instant(session, "--received-at", *at, received_at)) return;
        std::ifstream stream;
        if (*file != "-") {
            stream.open(*file);
            std::error_code error;
            if (!stream || std::filesystem::is_directory(*file, error))
                return session.fail(exit_usage, *file + ": cannot be read as a file");
        }
        auto division = session.open();
        if (!division) return;
        try_out(session, *division, *file == "-" ? std::cin : stream, received_at);
        session.close(*division);
    });
}

}  // namespace tally::tools
