// tally serve: a store's answers over HTTP, until it is stopped.

#include <CLI/CLI.hpp>
#include <future>
#include <memory>
#include <thread>

#include "consumers/commands/async_division_port.h"
#include "eventstore/program_log.h"
#include "eventstore/thread_priority.h"
#include "tools/http/routes/http_routes.h"
#include "tools/http/server/http_server.h"
#include "tools/shared/program_logging.h"
#include "tools/shared/serving.h"
#include "tools/shared/settings_file.h"
#include "tools/tally/access_directory.h"
#include "tools/tally/session.h"

namespace tally::tools {

namespace {

constexpr std::chrono::milliseconds stop_slice{50};
constexpr std::chrono::milliseconds log_patience{1'000};

struct ServeOptions {
    ServingOptions http{.listen = "127.0.0.1:8090"};
    std::string log_format = "text";
    std::string config;
    SettingValues settings = {};      // As the file had them at the start.
    bool log_level_is_given = false;  // Not by the file.
};

// What can change while it runs is changed; what cannot is named. A file that is wrong changes nothing.
void read_settings_again(const ServeOptions& options) {
    CLI::App tried;
    Session said;
    add_serve(tried, said);
    const auto read = apply_settings(*tried.get_subcommand("serve"), options.config);
    if (!read) return spdlog::error("the settings stay as they were: {}", read.error());
    if (!options.log_level_is_given) set_log_level(said.log_level);
    report_changed_settings(options.settings, *read);
}

void serve_until_interrupted(Session& session, const ServeOptions& options, HttpServer& server, HttpTls* tls,
                             const std::string& first_link) {
    print("Answering at " + server.url() + "/ until Ctrl-C.\n" +
          (first_link.empty() ? "" : first_user_text(server.url(), first_link)));
    if (const std::string wrong = flush_output(); !wrong.empty()) session.fail(exit_failed, wrong);
    while (!interrupted() && session.exit_code == exit_done) {
        std::this_thread::sleep_for(stop_slice);
        if (!hangup_asked()) continue;
        if (!options.config.empty()) read_settings_again(options);
        read_certificate_again(tls);
    }
}

// Null, with the error printed: the credentials cannot be used.
std::unique_ptr<Access> open_access(Session& session, const DivisionDirectory& directory, consumers::AsyncPort& port,
                                    const ServingOptions& options, std::string& first_link) {
    auto access_options = access_options_of(options, access_directory(session, options.access));
    if (!access_options) {
        session.fail(exit_usage, access_options.error());
        return nullptr;
    }
    auto access = Access::open(directory, port, std::move(*access_options));
    if (!access) {
        session.fail(exit_failed, "--sign-in: " + access.error());
        return nullptr;
    }
    const auto link = (*access)->make_first_link();
    if (!link) {
        session.fail(exit_failed, "--sign-in: " + link.error());
        return nullptr;
    }
    first_link = link->value_or("");
    return std::move(*access);
}

// Until it is interrupted; the division is closed by the caller.
void serve_division(Session& session, const ServeOptions& options, eventstore::Division& division,
                    std::shared_ptr<HttpTls> tls) {
    const EmbeddedDirectory directory{division};
    consumers::AsyncDivisionPort port{division};
    std::string first_link;
    std::unique_ptr<Access> access;
    if (options.http.sign_in) {
        access = open_access(session, directory, port, options.http, first_link);
        if (!access) return;
    }
    auto routes = access
                      ? std::make_unique<HttpRoutes>(directory, port, *access)
                      : std::make_unique<HttpRoutes>(directory, options.http.commands ? &port : nullptr, session.actor);
    if (const auto held = hold_console(*routes, options.http); !held) return session.fail(exit_usage, held.error());
    routes->limit_clients(options.http.client_limits);
    const auto server = HttpServer::start(options.http.listen, *routes, limits_of(options.http), tls);
    if (!server) return session.fail(exit_usage, "--listen: " + server.error());
    if (const auto may = may_listen(options.http, **server, "tally"); may)
        serve_until_interrupted(session, options, **server, tls.get(), first_link);
    else
        session.fail(exit_usage, may.error());
    (*server)->stop();
    if (access) access->stop();
}

void serve(Session& session, const ServeOptions& options) {
    if (const auto wrong = wrong_with_serving(options.http); !wrong.empty()) return session.fail(exit_usage, wrong);
    start_logging_of_a_server({"tally", session.log_level, options.log_format});
    catch_hangups();
    auto tls = read_tls(options.http);
    if (!tls) return session.fail(exit_usage, tls.error());
    // Its threads have the priority of the one that opens it; those that answer questions keep this one's.
    auto division = std::async(std::launch::async, [&session] {
                        eventstore::lower_thread_priority();
                        return session.open();
                    }).get();
    if (!division) return;
    serve_division(session, options, *division, std::move(*tls));
    session.close(*division);
    finish_logging(log_patience);
}

}  // namespace

void add_serve(CLI::App& app, Session& session) {
    auto* command = add_store_command(
        app, session, "serve",
        "Answer questions, and take commands, over HTTP until Ctrl-C; no other program can open the store meanwhile");
    auto options = std::make_shared<ServeOptions>();
    add_serving_options(*command, options->http, session, " (default: STORE/access)");
    add_log_format_option(*command, options->log_format);
    add_config_option(*command, options->config);
    command->callback([&session, options, command] {
        options->log_level_is_given = command->get_option("--log-level")->count() > 0;
        if (!options->config.empty()) {
            auto settings = apply_settings(*command, options->config);
            if (!settings) return session.fail(exit_usage, "--config: " + settings.error(), "bad_usage");
            options->settings = std::move(*settings);
        }
        if (session.store.empty()) return session.fail(exit_usage, "--store is required, here or in --config");
        serve(session, *options);
    });
}

}  // namespace tally::tools
