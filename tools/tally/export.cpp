// tally export: the books as a journal for hledger, ledger or beancount, or the events as JSON Lines.

#include <CLI/CLI.hpp>
#include <fstream>
#include <optional>

#include "consumers/export/journal_export.h"
#include "eventstore/codec/codec.h"
#include "eventstore/codec/time_texts.h"
#include "projections/ask.h"
#include "projections/reader.h"
#include "tools/tally/session.h"

namespace tally::tools {

namespace {

struct ExportDays {
    std::string from;
    std::string to;
    std::string as_of;
};

bool read_day(Session& session, const char* option, const std::string& text, domain::Date& day) {
    if (text.empty()) return true;
    const auto parsed = domain::Date::parse(text);
    if (parsed)
        day = *parsed;
    else
        session.fail(exit_usage, std::string{option} + ": " + eventstore::why_not_a_date(text).sentence(text));
    return parsed.has_value();
}

bool read_days(Session& session, const ExportDays& days, consumers::JournalOptions& options) {
    if (!read_day(session, "--from", days.from, options.from) || !read_day(session, "--to", days.to, options.to))
        return false;
    if (options.from.is_set() && options.to.is_set() && options.to < options.from) {
        session.fail(exit_usage,
                     "--to: " + days.to + " is before --from " + days.from + ": give that day or a later one");
        return false;
    }
    return true;
}

// How many entries of the log count.
std::optional<std::uint64_t> end_of(Session& session, const eventstore::Division& division, const std::string& as_of) {
    if (as_of.empty()) return division.store().durable_end();
    projections::AsOf parsed;
    if (auto read = projections::as_of_in(division, as_of, parsed); !read) {
        session.fail(exit_usage, "--as-of: " + read.error().message);
        return std::nullopt;
    }
    const auto position = projections::position_of(projections::reader_of(division), parsed);
    if (!position) {
        session.fail(position.error());
        return std::nullopt;
    }
    return *position;
}

}  // namespace

void add_export(CLI::App& app, Session& session) {
    auto* command = add_store_command(app, session, "export", "Write the books as a journal that other tools check");
    // It writes one format whatever is asked.
    command->remove_option(command->get_option("--json"));
    auto format = std::make_shared<std::string>();
    auto path = std::make_shared<std::string>();
    command->add_option("format", *format, "hledger, ledger, beancount, jsonl or csv")
        ->required()
        ->check(CLI::IsMember({"hledger", "ledger", "beancount", "jsonl", "csv"}));
    auto days = std::make_shared<ExportDays>();
    command->add_option("--from", days->from, "First accounting date; what is before is summed up as opening balances");
    command->add_option("--to", days->to, "Last accounting date");
    command->add_option("--as-of", days->as_of, "Only what was entered by then: a position, an instant or a day");
    command->add_option("--output", *path, "File to write (default: standard output)");
    command->callback([&session, format, path, days] {
        consumers::JournalOptions options;
        if (!read_days(session, *days, options)) return;
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
        const auto end = end_of(session, *division, days->as_of);
        if (!end) {
            session.close(*division);
            return;
        }
        auto reader = division->store().read_log(0);
        Progress progress("events", *end);
        bool reader_gone = false;
        const auto next = [&](domain::RecordedEvent& recorded) -> eventstore::Result<bool> {
            if (interrupted() || !reader.next()) {
                if (auto status = reader.status(); !status) return tl::unexpected(std::move(status.error()));
                return false;
            }
            if (reader.position() >= *end) return false;
            progress.at(reader.position());
            if (auto decoded = eventstore::decode_into(reader.entry(), recorded); !decoded)
                return tl::unexpected(std::move(decoded.error()));
            return true;
        };
        const auto sink = [&](std::string_view text) -> eventstore::Result<void> {
            if (path->empty()) {
                // The reader of standard output may have closed it: that is not a fault of the store.
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
