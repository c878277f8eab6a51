// tally serve: a store's answers over HTTP, until it is stopped.

#include <CLI/CLI.hpp>
#include <filesystem>
#include <thread>

#include "tools/http/http_routes.h"
#include "tools/http/http_server.h"
#include "tools/tally/session.h"

namespace tally::tools {

namespace {

constexpr std::chrono::milliseconds stop_slice{50};

struct ServeOptions {
    std::string listen = "127.0.0.1:8090";
    std::vector<std::string> hosts;
    std::string console;
    bool commands = false;
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

void serve(Session& session, const ServeOptions& options) {
    auto division = session.open();
    if (!division) return;
    const EmbeddedDirectory directory{*division};
    HttpRoutes routes{directory, options.commands ? division.get() : nullptr, session.actor};
    if (const auto held = hold_console(routes, options.console); !held) {
        session.fail(exit_usage, held.error());
        return session.close(*division);
    }
    HttpLimits limits;
    limits.host_names = options.hosts;
    const auto server = HttpServer::start(options.listen, routes, limits);
    if (!server) {
        session.fail(exit_usage, "--listen: " + server.error());
        return session.close(*division);
    }
    if (options.commands && !(*server)->only_this_machine()) {
        session.fail(exit_usage, "--commands: " + (*server)->address() +
                                     " can be reached from other machines, and whoever reaches it could write: listen "
                                     "on 127.0.0.1 or [::1]");
        (*server)->stop();
        return session.close(*division);
    }
    if (!(*server)->only_this_machine())
        std::fprintf(
            stderr,
            "tally: every client that reaches %s reads names and balances: let only those you trust through to it\n",
            (*server)->address().c_str());
    print("Answering at http://" + (*server)->address() + "/ until Ctrl-C.\n");
    if (const std::string wrong = flush_output(); !wrong.empty()) session.fail(exit_failed, wrong);
    while (!interrupted() && session.exit_code == exit_done) std::this_thread::sleep_for(stop_slice);
    (*server)->stop();
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
    command->callback([&session, options] { serve(session, *options); });
}

}  // namespace tally::tools
