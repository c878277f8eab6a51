#include "tools/tally/server_option.h"

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <fstream>
#include <simdjson.h>

#include "projections/ask.h"

namespace tally::tools {

namespace {

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string{} : std::string{value};
}

int exit_code_of(unsigned status, std::string_view code) {
    if (code == projections::code_of(projections::NoAnswerKind::not_known_yet)) return exit_refused;
    if (status == 400 || status == 405 || status == 421) return exit_usage;
    return status < 500 ? exit_refused : exit_failed;
}

// The member of a problem object; empty: it has none, or is none.
std::string member(simdjson::dom::parser& parser, const std::string& json, std::string_view name) {
    std::string_view text;
    if (parser.parse(json)[name].get(text) != simdjson::SUCCESS) return {};
    return std::string{text};
}

}  // namespace

std::shared_ptr<ServerOption> add_server_option(CLI::App& command) {
    auto server = std::make_shared<ServerOption>();
    command.get_option("--store")->required(false);
    command.add_option(
        "--server", server->url,
        "Address of a server that has the store open, such as http://127.0.0.1:8090; it is asked instead "
        "of opening a store (default: $TALLY_SERVER)");
    command.add_option("--token-file", server->token_file,
                       "File with the API token to sign in to the server with (default: the token in $TALLY_TOKEN)");
    command.add_option("--ca-file", server->ca_file,
                       "Certificates, in PEM, by which a server at https:// proves itself (default: the system's)");
    return server;
}

bool asks_server(Session& session, ServerOption& server) {
    if (!server.url.empty()) return true;
    if (!session.store.empty()) return false;
    server.url = environment("TALLY_SERVER");
    if (server.url.empty()) session.fail(exit_usage, "--store is required, or --server where a server has it open");
    return !server.url.empty();
}

std::optional<HttpClient> client_of(Session& session, const ServerOption& server) {
    std::string token = environment("TALLY_TOKEN");
    if (!server.token_file.empty()) {
        std::ifstream file{server.token_file};
        token.clear();
        if (!std::getline(file, token) || token.empty()) {
            session.fail(exit_usage, "--token-file: " + server.token_file + " cannot be read, or is empty");
            return std::nullopt;
        }
    }
    auto client = HttpClient::of(server.url, {std::move(token), server.ca_file});
    if (client) return std::move(*client);
    session.fail(exit_usage, "--server: " + client.error());
    return std::nullopt;
}

void fail(Session& session, const HttpClient::Said& said) {
    simdjson::dom::parser parser;
    constexpr std::string_view type_prefix = "urn:tallystick:problem:";
    auto code = member(parser, said.body, "type");
    if (code.starts_with(type_prefix)) code.erase(0, type_prefix.size());
    auto detail = member(parser, said.body, "detail");
    if (detail.empty()) detail = "the server answered with status " + std::to_string(said.status);
    session.fail(exit_code_of(said.status, code), detail, code, member(parser, said.body, "field"));
}

namespace {

void refuse_server(CLI::App& command, const std::string& message) {
    command
        .add_option_function<std::string>(
            "--server",
            [message](const std::string&) { throw CLI::ValidationError(message, CLI::ExitCodes::ValidationError); })
        ->trigger_on_parse()
        ->group("");
}

}  // namespace

void refuse_server_elsewhere(CLI::App& app) {
    constexpr std::string_view of_files =
        "it works on the files of a store: stop the server and give --store on its machine";
    constexpr std::pair<std::string_view, std::string_view> instead[]{
        {"init", "it makes a store: give --store, and `tally serve` answers from it"},
        {"demo", "it makes a store: give --store, and `tally serve` answers from it"},
        {"serve", "it is the server: give --store, and --listen for its address"},
        {"verify", "it checks the files of a store: stop the server and give --store on its machine, or a copy of it"},
        {"replay", "it sums up the log alone: `tally show trial-balance --server URL` asks a server for balances"},
        {"export", "it reads the whole log: `tally events --server URL --json` prints the events of a server"},
        {"checkpoint", "it signs with the key of a store: stop the server and give --store on its machine"},
        {"send", "it sends to nodes on Kafka: `tally apply --server URL` sends to a server"},
        {"feed", "it publishes from a store or nodes: `tally events --follow --server URL` follows a server"},
        {"describe", "it describes this program: a server answers /v1/openapi.json"},
        {"users", "it works beside a server on its machine: give --store, or post to /v1/users/{id}/sign-in-link"}};
    for (auto* command : app.get_subcommands([](const CLI::App*) { return true; })) {
        std::string_view cure = of_files;
        for (const auto& [name, why] : instead)
            if (name == command->get_name()) cure = why;
        const auto message = "--server: `tally " + command->get_name() + "` asks no server: " + std::string{cure};
        auto refusing = command->get_subcommands([](const CLI::App*) { return true; });
        refusing.push_back(command);
        for (auto* one : refusing)
            if (one->get_option_no_throw("--server") == nullptr) refuse_server(*one, message);
    }
}

}  // namespace tally::tools
