// tally: the ledger on the command line. One file a subcommand; this one lists them.

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <pwd.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include "tools/tally/session.h"

int main(int argc, char** argv) try {
    using namespace tally::tools;
    Session session;
    const passwd* user = getpwuid(geteuid());
    session.actor = "cli:" + (user ? std::string{user->pw_name} : std::to_string(geteuid()));

    CLI::App app{"Tallystick: an event-sourced billing ledger for utilities", "tally"};
    app.require_subcommand(1);
    app.failure_message(CLI::FailureMessage::simple);
    app.footer(
        "Exit codes: 0 done, 1 refused or a finding, 2 bad usage, 3 the store or a cluster failed, 130 interrupted.");
    for (auto* add : {add_init, add_apply, add_import, add_bill, add_show, add_search, add_events, add_replay,
                      add_rebuild, add_verify, add_checkpoint, add_compare, add_export, add_feed, add_intake, add_send,
                      add_serve, add_describe, add_demo})
        add(app, session);
    app.parse_complete_callback([&] {
        spdlog::set_default_logger(spdlog::stderr_color_mt("tally"));
        spdlog::set_level(spdlog::level::from_str(session.log_level));
    });
    catch_interrupts();
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? exit_done : exit_usage;
    }
    if (const std::string wrong = flush_output(); !wrong.empty()) session.fail(exit_failed, wrong);
    if (interrupted() && session.exit_code < exit_failed) return exit_code_of_interrupt();
    return session.exit_code;
} catch (const std::exception& error) {
    std::fprintf(stderr, "tally: %s\n", error.what());
    return tally::tools::exit_failed;
}
