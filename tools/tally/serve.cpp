// tally serve: a store's answers over HTTP, until it is stopped.

#include <CLI/CLI.hpp>
#include <thread>

#include "tools/http/http_routes.h"
#include "tools/http/http_server.h"
#include "tools/tally/session.h"

namespace tally::tools {

namespace {

constexpr std::chrono::milliseconds stop_slice{50};

void serve(Session& session, const std::string& listen, const std::vector<std::string>& hosts) {
    auto division = session.open();
    if (!division) return;
    const EmbeddedDirectory directory{*division};
    HttpRoutes routes{directory};
    HttpLimits limits;
    limits.host_names = hosts;
    const auto server = HttpServer::start(listen, routes, limits);
    if (!server) {
        session.fail(exit_usage, "--listen: " + server.error());
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
    auto* command = add_store_command(app, session, "serve", "Answer questions over HTTP; holds the store meanwhile");
    auto listen = std::make_shared<std::string>("127.0.0.1:8090");
    command->add_option("--listen", *listen, "Address and port (default: 127.0.0.1:8090; port 0: any)");
    auto hosts = std::make_shared<std::vector<std::string>>();
    command->add_option("--host", *hosts,
                        "A name by which it is asked, beside localhost and numeric addresses; may be given many times");
    command->callback([&session, listen, hosts] { serve(session, *listen, *hosts); });
}

}  // namespace tally::tools
