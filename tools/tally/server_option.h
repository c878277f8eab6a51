#pragma once
// --server: a subcommand asks the program that has the store open, instead of opening it.

#include <memory>
#include <optional>
#include <string>

#include "tools/http/client/http_client.h"
#include "tools/tally/session.h"

namespace tally::tools {

struct ServerOption {
    std::string url;         // Empty: the store is opened.
    std::string token_file;  // Of an API token; empty: $TALLY_TOKEN, if it is set.
    std::string ca_file;     // Certificates to trust; empty: those that the system trusts.
};

// After this a store need not be given.
[[nodiscard]] std::shared_ptr<ServerOption> add_server_option(CLI::App& command);

// Where it answers: --server, or $TALLY_SERVER where no store is named either. False: a store is to be opened, which is
// named then; with neither, the error is printed.
[[nodiscard]] bool asks_server(Session&, ServerOption&);
// Nothing, with the error printed and the exit code set, where url or token cannot be used.
[[nodiscard]] std::optional<HttpClient> client_of(Session&, const ServerOption&);
// An answer that is not of status 200: prints its problem and sets the exit code.
void fail(Session&, const HttpClient::Said&);
// Of the subcommands that have no --server: one that is given all the same is refused with what to do instead.
void refuse_server_elsewhere(CLI::App& app);

}  // namespace tally::tools
