// tally: the ledger on the command line. One file a subcommand; this one lists them.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <exception>
#include <pwd.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <unistd.h>
#include <vector>

#include "eventstore/program_log.h"
#include "tools/shared/nearest_name.h"
#include "tools/shared/version.h"
#include "tools/tally/server_option.h"
#include "tools/tally/session.h"

namespace tally::tools {

namespace {

// "Did you mean …?" for the first word that is neither a command nor an option of the command before it.
std::string hint_for(CLI::App& app, int argc, char** argv) {
    std::vector<std::string> commands;
    for (const auto* command : app.get_subcommands([](const CLI::App*) { return true; }))
        commands.push_back(command->get_name());
    const CLI::App* command = nullptr;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word{argv[i]};
        if (!word.starts_with('-')) {
            if (command != nullptr) continue;
            if (std::find(commands.begin(), commands.end(), word) != commands.end()) {
                command = app.get_subcommand(std::string{word});
                continue;
            }
            const auto meant = nearest_name(word, commands);
            return "'" + std::string{word} + "' is not a command" +
                   (meant.empty() ? ": `tally --help` lists them" : ": did you mean '" + meant + "'?");
        }
        std::vector<std::string> options;
        for (const auto* option : (command != nullptr ? command : &app)->get_options())
            for (const auto& name : option->get_lnames()) options.push_back("--" + name);
        const auto name = word.substr(0, word.find('='));
        if (name == "-h" || std::find(options.begin(), options.end(), name) != options.end()) continue;
        const auto meant = nearest_name(name, options);
        if (!meant.empty()) return "'" + std::string{name} + "' is not an option here: did you mean '" + meant + "'?";
    }
    return {};
}

}  // namespace

}  // namespace tally::tools

int main(int argc, char** argv) try {
    using namespace tally::tools;
    Session session;
    const passwd* user = getpwuid(geteuid());
    session.actor = "cli:" + (user ? std::string{user->pw_name} : std::to_string(geteuid()));

    CLI::App app{"Tallystick: an event-sourced billing ledger for utilities", "tally"};
    app.require_subcommand(1);
    app.failure_message(CLI::FailureMessage::simple);
    app.set_version_flag("--version", std::string{program_version});
    app.footer(
        "Exit codes: 0 done, 1 refused or a finding, 2 bad usage, 3 the store or a cluster failed, 130 interrupted.");
    for (auto* add : {add_init,    add_apply,      add_import,  add_bill,       add_run,    add_show,    add_search,
                      add_explain, add_what_if,    add_study,   add_events,     add_replay, add_rebuild, add_compact,
                      add_verify,  add_checkpoint, add_compare, add_export,     add_feed,   add_intake,  add_send,
                      add_serve,   add_describe,   add_demo,    add_completion, add_man,    add_users})
        add(app, session);
    refuse_server_elsewhere(app);
    app.parse_complete_callback([&] {
        spdlog::set_default_logger(spdlog::stderr_color_mt("tally"));
        spdlog::set_level(spdlog::level::from_str(session.log_level));
    });
    catch_interrupts();
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() == 0) return app.exit(error);
        // Parsing stops at the error, perhaps before --json.
        for (int i = 1; i < argc; ++i) session.json = session.json || std::string_view{argv[i]} == "--json";
        const auto hint = hint_for(app, argc, argv);
        session.fail(exit_usage, hint.empty() ? std::string_view{error.what()} : std::string_view{hint}, "bad_usage");
        return exit_usage;
    }
    if (const std::string wrong = flush_output(); !wrong.empty()) session.fail(exit_failed, wrong);
    if (interrupted() && session.exit_code < exit_failed) return exit_code_of_interrupt();
    return session.exit_code;
} catch (const std::exception& error) {
    std::fprintf(stderr, "tally: %s\n", error.what());
    return tally::tools::exit_failed;
}
