// tally describe: commands, their receipts, events, answers and messages of feeds with their schemas, straight from the
// code.

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>

#include "consumers/feed/describe_feeds.h"
#include "consumers/intake/green_button/usage_import_report.h"
#include "consumers/processes/bill_run/bill_run.h"
#include "eventstore/codec/catalogue.h"
#include "eventstore/division/receipt.h"
#include "projections/ask.h"
#include "tools/tally/session.h"

namespace tally::tools {

namespace {

// What contract/<version>/ holds, into a folder.
void write_contract(Session& session, const std::filesystem::path& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    for (const auto& [name, text] : consumers::contract_files()) {
        std::ofstream file(folder / name, std::ios::binary | std::ios::trunc);
        if (!file.write(text.data(), static_cast<std::streamsize>(text.size())).flush())
            return session.fail(exit_failed, (folder / name).string() + ": cannot be written");
    }
}

// Of `tally apply` and the replies on Kafka, of `tally bill` and of `tally import`.
std::vector<eventstore::CatalogueEntry> receipt_catalogue() {
    using eventstore::record_shape;
    return {{"receipt", &record_shape<eventstore::CommandReceipt>()},
            {"bill_run", &record_shape<consumers::BillRunReport>()},
            {"import", &record_shape<consumers::UsageImportReport>()}};
}

}  // namespace

void add_describe(CLI::App& app, Session& session) {
    auto* command = app.add_subcommand("describe", "Describe commands, receipts, events, queries or feeds");
    auto what = std::make_shared<std::string>();
    auto asyncapi = std::make_shared<bool>(false);
    auto folder = std::make_shared<std::string>();
    command->add_option("what", *what, "commands, receipts, events, queries or feeds")
        ->required()
        ->check(CLI::IsMember({"commands", "receipts", "events", "queries", "feeds"}));
    command->add_flag("--json", session.json, "JSON Schema (draft 2020-12)");
    command->add_flag("--asyncapi", *asyncapi, "Of feeds: the AsyncAPI 3.0 document");
    command->add_option("--schemas", *folder, "Of feeds: write every schema and the AsyncAPI document to this folder");
    command->callback([&session, what, asyncapi, folder] {
        if (*what != "feeds" && (*asyncapi || !folder->empty()))
            return session.fail(exit_usage, "--asyncapi and --schemas are of feeds only");
        if (*what == "feeds") {
            if (!folder->empty()) return write_contract(session, *folder);
            print(*asyncapi      ? consumers::asyncapi_document()
                  : session.json ? consumers::describe_feeds_json()
                                 : consumers::describe_feeds());
        } else if (*what == "commands") {
            print(session.json ? eventstore::describe_commands_json() : eventstore::describe_commands());
        } else if (*what == "receipts") {
            const auto receipts = receipt_catalogue();
            print(session.json
                      ? eventstore::describe_json("What commands, bill runs and imports are answered with", receipts)
                      : eventstore::describe_text(receipts));
        } else if (*what == "events") {
            print(session.json ? eventstore::describe_events_json() : eventstore::describe_events());
        } else {
            const auto answers = projections::answer_catalogue();
            print(session.json ? eventstore::describe_json("Answers of tally show", answers)
                               : eventstore::describe_text(answers));
        }
    });
}

}  // namespace tally::tools
