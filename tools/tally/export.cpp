// tally export: the books as a journal for hledger, ledger or beancount, or the events as JSON Lines.

#include <CLI/CLI.hpp>
#include <fstream>

#include "consumers/export/journal_export.h"
#include "eventstore/codec/codec.h"
#include "tools/tally/session.h"

namespace tally::tools {

void add_export(CLI::App& app, Session& session) {
    auto* command = add_store_command(app, session, "export", "Write the books as a journal that other tools check");
    // It writes one format whatever is asked.
    command->remove_option(command->get_option("--json"));
    auto format = std::make_shared<std::string>();
    auto path = std::make_shared<std::string>();
    command->add_option("format", *format, "hledger, ledger, beancount or jsonl")
        ->required()
        ->check(CLI::IsMember({"hledger", "ledger", "beancount", "jsonl"}));
    command->add_option("--output", *path, "File to write (default: standard output)");
    command->callback([&session, format, path] {
        consumers::JournalOptions options;
        const auto names = enum_names(consumers::JournalFormat{});
        for (std::size_t i = 0; i < names.size(); ++i)
            if (names[i] == *format) options.format = static_cast<consumers::JournalFormat>(i);
        std::ofstream file;
        if (!path->empty()) {
            file.open(*path, std::ios::trunc);
            if (!file) return session.fail(exit_usage, *path + ": cannot be written");
        }
        auto division = session.open();
        if (!division) return;
        options.currency = division->currency();
        options.origin = division->identity().origin.str();
        auto reader = division->store().read_log(0);
        Progress progress("events", division->store().durable_end());
        bool reader_gone = false;
        const auto next = [&](domain::RecordedEvent& recorded) -> eventstore::Result<bool> {
            if (interrupted() || !reader.next()) {
                if (auto status = reader.status(); !status) return tl::unexpected(std::move(status.error()));
                return false;
            }
            progress.at(reader.position());
            if (auto decoded = eventstore::decode_into(reader.entry(), recorded); !decoded)
                return tl::unexpected(std::move(decoded.error()));
            return true;
        };
        const auto sink = [&](std::string_view text) -> eventstore::Result<void> {
            if (path->empty()) {
                // Whoever reads standard output may have had enough: no fault of the store's.
                reader_gone = reader_gone || !print(text);
            } else if (!file.write(text.data(), static_cast<std::streamsize>(text.size()))) {
                return eventstore::fail(eventstore::StoreErrorKind::io,
                                        *path + ": cannot be written: is the disk full?");
            }
            return {};
        };
        auto summary = consumers::export_journal(next, options, sink);
        if (!path->empty()) {
            file.close();
            if (!file && summary) session.fail(exit_failed, *path + ": cannot be written: is the disk full?");
        }
        if (!summary) session.fail(summary.error());
        if (interrupted()) session.fail(exit_refused, "interrupted: what was written is not the whole journal");
        if (summary && !path->empty())
            print(*path + ": " + std::to_string(summary->transactions) + " transactions with " +
                  std::to_string(summary->postings) + " postings to " + std::to_string(summary->accounts) +
                  " accounts, from " + std::to_string(summary->events) + " events.\n");
        session.close(*division);
    });
}

}  // namespace tally::tools
