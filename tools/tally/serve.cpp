// tally serve: a store's answers over HTTP, until it is stopped.

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <thread>

#include "eventstore/program_log.h"
#include "tools/http/http_routes.h"
#include "tools/http/http_server.h"
#include "tools/tally/access_directory.h"
#include "tools/tally/session.h"

namespace tally::tools {

namespace {

constexpr std::chrono::milliseconds stop_slice{50};

struct ServeOptions {
    std::string listen = "127.0.0.1:8090";
    std::vector<std::string> hosts;
    std::string console;
    bool commands = false;
    bool sign_in = false;
    bool behind_proxy = false;
    std::string access;
    std::string tls_certificate;
    std::string tls_key;
};

// Where it was built, beside the program, or where it is installed. Empty: it is in neither place.
std::filesystem::path installed_console() {
    std::error_code error;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
    for (const auto& place : {program / "console", program.parent_path() / "share" / "tallystick" / "console"})
        if (!program.empty() && std::filesystem::is_directory(place, error)) return place;
    return {};
}

// Error: of the option. Without it, a console that is not installed is not there.
tl::expected<void, std::string> hold_console(HttpRoutes& routes, const std::string& option) {
    const auto directory = option.empty() ? installed_console() : std::filesystem::path{option};
    if (directory.empty()) return {};
    auto files = ConsoleFiles::read(directory);
    if (!files) return tl::unexpected("--console: " + files.error());
    routes.hold(std::move(*files));
    return {};
}

// Whether the address may be served like that; the error is printed.
bool may_listen(Session& session, const ServeOptions& options, const HttpServer& server) {
    if (server.only_this_machine()) return true;
    const auto refuse_to = [&](const std::string& why) {
        session.fail(exit_usage, why);
        return false;
    };
    if (options.sign_in && !options.behind_proxy && options.tls_certificate.empty())
        return refuse_to("--sign-in: " + server.address() +
                         " can be reached from other machines, and passwords would be sent in clear: give "
                         "--tls-certificate and --tls-key, or --behind-proxy where a proxy ends TLS, or listen on "
                         "127.0.0.1 or [::1]");
    if (options.commands && !options.sign_in)
        return refuse_to("--commands: " + server.address() +
                         " can be reached from other machines, and whoever reaches it could write: listen on "
                         "127.0.0.1 or [::1], or let users sign in (--sign-in)");
    if (!options.sign_in)
        std::fprintf(
            stderr,
            "tally: every client that reaches %s reads names and balances: let only those you trust through to it\n",
            server.address().c_str());
    return true;
}

void serve_until_interrupted(Session& session, HttpServer& server, HttpTls* tls, const std::string& first_link) {
    std::string text = "Answering at " + server.url() + "/ until Ctrl-C.\n";
    if (!first_link.empty())
        text += "There is no user yet. The first one, an admin, signs in by this link, once, within an hour:\n" +
                server.url() + "/#/link/" + first_link + "\n";
    print(text);
    if (const std::string wrong = flush_output(); !wrong.empty()) session.fail(exit_failed, wrong);
    while (!interrupted() && session.exit_code == exit_done) {
        std::this_thread::sleep_for(stop_slice);
        if (!hangup_asked()) continue;
        const auto read = tls != nullptr ? tls->read_again() : tl::expected<void, std::string>{};
        if (!read) spdlog::error("the certificate stays as it was: {}", read.error());
    }
}

// Null without --tls-certificate. False, with the error printed: it cannot be used.
bool read_tls(Session& session, const ServeOptions& options, std::shared_ptr<HttpTls>& tls) {
    if (options.tls_certificate.empty()) return true;
    auto read = HttpTls::read(options.tls_certificate, options.tls_key);
    if (!read) {
        session.fail(exit_usage, "--tls-certificate: " + read.error());
        return false;
    }
    tls = std::move(*read);
    catch_hangups();
    return true;
}

// Null, with the error printed: the credentials cannot be used.
std::unique_ptr<Access> open_access(Session& session, eventstore::Division& division, const ServeOptions& options,
                                    std::string& first_link) {
    AccessOptions access_options;
    access_options.directory = access_directory(session, options.access);
    access_options.behind_proxy = options.behind_proxy;
    access_options.encrypts = !options.tls_certificate.empty();
    auto access = Access::open(division, std::move(access_options));
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

void serve(Session& session, const ServeOptions& options) {
    if (options.sign_in && options.commands)
        return session.fail(exit_usage, "--commands: with --sign-in commands come from users: leave it out");
    std::shared_ptr<HttpTls> tls;
    if (!read_tls(session, options, tls)) return;
    auto division = session.open();
    if (!division) return;
    std::string first_link;
    std::unique_ptr<Access> access;
    if (options.sign_in) {
        access = open_access(session, *division, options, first_link);
        if (!access) return session.close(*division);
    }
    const EmbeddedDirectory directory{*division};
    auto routes =
        access ? std::make_unique<HttpRoutes>(directory, *division, *access)
               : std::make_unique<HttpRoutes>(directory, options.commands ? division.get() : nullptr, session.actor);
    if (const auto held = hold_console(*routes, options.console); !held) {
        session.fail(exit_usage, held.error());
        return session.close(*division);
    }
    HttpLimits limits;
    limits.host_names = options.hosts;
    const auto server = HttpServer::start(options.listen, *routes, limits, tls);
    if (!server) {
        session.fail(exit_usage, "--listen: " + server.error());
        return session.close(*division);
    }
    if (may_listen(session, options, **server)) serve_until_interrupted(session, **server, tls.get(), first_link);
    (*server)->stop();
    if (access) access->stop();
    session.close(*division);
}

}  // namespace

void add_serve(CLI::App& app, Session& session) {
    auto* command = add_store_command(
        app, session, "serve",
        "Answer questions, and take commands, over HTTP until Ctrl-C; no other program can open the store meanwhile");
    auto options = std::make_shared<ServeOptions>();
    command->add_option("--listen", options->listen,
                        "Address and port (default: 127.0.0.1:8090; port 0: any free one)");
    command->add_option(
        "--host", options->hosts,
        "Name that requests may be addressed to, beside localhost and numeric addresses; may be given several times");
    command->add_option(
        "--console", options->console,
        "Directory of the web console's files (default: where it was built or installed, if it is there)");
    auto* commands = command->add_flag(
        "--commands", options->commands,
        "Also take commands (POST /v1/commands) from every program on this machine, with the actor --actor");
    add_actor_option(*command, session)->needs(commands);
    auto* sign_in =
        command->add_flag("--sign-in", options->sign_in,
                          "Answer only users who signed in, and take commands in their names (`tally describe roles`)");
    command
        ->add_flag("--behind-proxy", options->behind_proxy,
                   "A proxy in front ends TLS and names its clients in X-Forwarded-For")
        ->needs(sign_in);
    command->add_option("--access", options->access, "Directory of the credentials (default: STORE/access)")
        ->needs(sign_in);
    auto* certificate = command->add_option(
        "--tls-certificate", options->tls_certificate,
        "Encrypt with TLS: file of the certificate and its chain, in PEM; read again on SIGHUP, as is its key");
    auto* key = command->add_option("--tls-key", options->tls_key, "File of the certificate's key, in PEM");
    certificate->needs(key);
    key->needs(certificate);
    command->callback([&session, options] { serve(session, *options); });
}

}  // namespace tally::tools
