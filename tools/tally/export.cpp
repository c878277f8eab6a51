// tally export: the books as a journal for hledger, ledger or beancount, as JSON Lines or CSV, the sums of an
// accounting period, or what escheated of a report to a state.

#include <CLI/CLI.hpp>
#include <fstream>
#include <optional>

#include "consumers/export/escheats_csv.h"
#include "consumers/export/gl_extract_csv.h"
#include "consumers/export/journal_export.h"
#include "eventstore/codec/codec.h"
#include "projections/ask.h"
#include "projections/division_sums/gl_extract_query.h"
#include "projections/reader.h"
#include "projections/unclaimed/unclaimed_queries.h"
#include "tools/tally/access_directory.h"
#include "tools/tally/session.h"

namespace tally::tools {

namespace {

struct ExportRequest {
    std::string format;
    std::string from;
    std::string to;
    std::string as_of;
    std::string period;  // Of gl alone.
    std::string report;  // Of escheats alone.
    std::string path;    // Empty: standard output.
};

bool read_days(Session& session, const ExportRequest& asked, consumers::JournalOptions& options) {
    if (!read_optional_date(session, "--from", asked.from, options.from) ||
        !read_optional_date(session, "--to", asked.to, options.to))
        return false;
    if (options.from.is_set() && options.to.is_set() && options.to < options.from) {
        session.fail(exit_usage,
                     "--to: " + asked.to + " is before --from " + asked.from + ": give that day or a later one");
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

// Where the journal goes: to a file or to standard output.
class JournalSink {
  public:
    // False: the file cannot be written.
    [[nodiscard]] bool open(const std::string& path) {
        path_ = path;
        if (!to_file()) return true;
        file_.open(path_, std::ios::trunc);
        return file_.is_open();
    }
    [[nodiscard]] bool to_file() const { return !path_.empty(); }
    [[nodiscard]] eventstore::Result<void> write(std::string_view text) {
        // The reader of standard output may have closed it, which is not a fault of the store.
        if (!to_file())
            (void)print(text);
        else if (!file_.write(text.data(), static_cast<std::streamsize>(text.size())))
            return unwritten();
        return {};
    }
    [[nodiscard]] eventstore::Result<void> close() {
        if (!to_file()) return {};
        file_.close();
        return file_ ? eventstore::Result<void>{} : unwritten();
    }

  private:
    [[nodiscard]] tl::unexpected<eventstore::StoreError> unwritten() const {
        return eventstore::fail(eventstore::StoreErrorKind::io, path_ + ": cannot be written: is the disk full?");
    }

    std::string path_;
    std::ofstream file_;
};

eventstore::Result<consumers::JournalSummary> write_journal(const eventstore::Division& division, std::uint64_t end,
                                                            const consumers::JournalOptions& options,
                                                            JournalSink& sink) {
    auto reader = division.store().read_log(0);
    Progress progress("events", end);
    const auto next = [&](domain::RecordedEvent& recorded) -> eventstore::Result<bool> {
        if (interrupted() || !reader.next()) {
            if (auto status = reader.status(); !status) return tl::unexpected(std::move(status.error()));
            return false;
        }
        if (reader.position() >= end) return false;
        progress.at(reader.position());
        if (auto decoded = eventstore::decode_into(reader.entry(), recorded); !decoded)
            return tl::unexpected(std::move(decoded.error()));
        return true;
    };
    auto summary = consumers::export_journal(next, options, [&](std::string_view text) { return sink.write(text); });
    auto closed = sink.close();
    if (summary && !closed) return tl::unexpected(std::move(closed.error()));
    return summary;
}

eventstore::Result<void> write_whole(JournalSink& sink, const std::string& text) {
    auto written = sink.write(text);
    auto closed = sink.close();
    return written ? closed : written;
}

void export_books(Session& session, const ExportRequest& asked) {
    consumers::JournalOptions options;
    if (!read_days(session, asked, options)) return;
    const auto names = enum_names(consumers::JournalFormat{});
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] == asked.format) options.format = static_cast<consumers::JournalFormat>(i);
    JournalSink sink;
    if (!sink.open(asked.path)) return session.fail(exit_usage, asked.path + ": cannot be written");
    auto division = session.open();
    if (!division) return;
    options.currency = division->currency();
    options.origin = division->identity().origin.str();
    if (const auto end = end_of(session, *division, asked.as_of)) {
        const auto what = "export " + asked.format;
        note_read(session, {.what = what, .as_of = asked.as_of});
        const auto summary = write_journal(*division, *end, options, sink);
        if (!summary) session.fail(summary.error());
        if (interrupted()) session.fail(exit_refused, "interrupted: what was written is not the whole journal");
        if (summary && sink.to_file())
            print(asked.path + ": " + std::to_string(summary->transactions) + " transactions with " +
                  std::to_string(summary->postings) + " postings to " + std::to_string(summary->accounts) +
                  " accounts, from " + std::to_string(summary->events) + " events.\n");
    }
    session.close(*division);
}

void export_period(Session& session, const ExportRequest& asked) {
    if (!asked.from.empty() || !asked.to.empty())
        return session.fail(exit_usage,
                            "gl takes --period DAY, the first day of an accounting period, not --from and --to");
    domain::Date begins_on;
    if (asked.period.empty())
        return session.fail(exit_usage, "gl: give --period DAY, the first day of an accounting period");
    if (!read_date(session, "--period", asked.period, begins_on)) return;
    JournalSink sink;
    auto division = session.open();
    if (!division) return;
    projections::AsOf as_of;
    if (const auto end = end_of(session, *division, asked.as_of)) {
        if (!asked.as_of.empty()) as_of.position = *end;
        note_read(session, {.what = "export gl", .as_of = asked.as_of});
        const auto extract = projections::gl_extract(projections::reader_of(*division), begins_on, as_of);
        if (!extract)
            session.fail(extract.error());
        else if (!*extract)
            session.fail(exit_refused,
                         "--period: no accounting period begins on " + asked.period +
                             ": give the first day of one of `tally show periods`, or of a month where there are none");
        else if (!sink.open(asked.path))
            session.fail(exit_usage, asked.path + ": cannot be written");
        else if (auto written = write_whole(sink, consumers::gl_extract_csv(**extract, division->currency().decimals));
                 !written)
            session.fail(written.error());
        else if (sink.to_file())
            print(asked.path + ": " + std::to_string((*extract)->lines.size()) + " sums of the period from " +
                  asked.period + ".\n");
    }
    session.close(*division);
}

void export_escheats(Session& session, const ExportRequest& asked) {
    if (!asked.from.empty() || !asked.to.empty() || !asked.period.empty() || !asked.as_of.empty())
        return session.fail(exit_usage,
                            "escheats takes --report, such as NY-2026, or nothing for all; they are as now");
    JournalSink sink;
    auto division = session.open();
    if (!division) return;
    note_read(session, {.what = "export escheats", .as_of = {}});
    const projections::Reader reader = projections::reader_of(*division);
    const auto escheats = projections::escheats(reader, domain::Code{asked.report}, {});
    if (!escheats)
        session.fail(escheats.error());
    else if (!asked.report.empty() && escheats->escheats.empty())
        session.fail(exit_refused, "--report: nothing escheated with report " + asked.report +
                                       ": `tally show escheats` lists the reports");
    else if (!sink.open(asked.path))
        session.fail(exit_usage, asked.path + ": cannot be written");
    else if (auto written =
                 write_whole(sink, consumers::escheats_csv(*escheats, reader.open, division->currency().decimals));
             !written)
        session.fail(written.error());
    else if (sink.to_file())
        print(asked.path + ": " + std::to_string(escheats->escheats.size()) + " escheats.\n");
    session.close(*division);
}

}  // namespace

void add_export(CLI::App& app, Session& session) {
    auto* command = add_store_command(
        app, session, "export",
        "Write the books as a journal for accounting tools, as JSON Lines or as CSV, or the sums of an accounting "
        "period as CSV");
    // It writes one format whatever is asked.
    command->remove_option(command->get_option("--json"));
    auto asked = std::make_shared<ExportRequest>();
    command
        ->add_option("format", asked->format,
                     "hledger, ledger, beancount, jsonl or csv: all postings; gl: the sums of an accounting period; "
                     "escheats: unclaimed property that a state has or gets")
        ->required()
        ->check(CLI::IsMember({"hledger", "ledger", "beancount", "jsonl", "csv", "gl", "escheats"}));
    command->add_option("--from", asked->from,
                        "First accounting date; earlier transactions are summed up as opening balances");
    command->add_option("--to", asked->to, "Last accounting date");
    command->add_option("--period", asked->period, "gl: first day of the accounting period");
    command->add_option("--report", asked->report, "escheats: the state's report, such as NY-2026 (default: all)");
    command->add_option("--as-of", asked->as_of,
                        "Only what was recorded by then: a position, an instant or the end of a day");
    command->add_option("--output", asked->path, "File to write (default: standard output)");
    command->callback([&session, asked] {
        if (!asked->report.empty() && asked->format != "escheats")
            return session.fail(exit_usage, "--report is for the format escheats only: leave it out");
        if (asked->format == "gl") return export_period(session, *asked);
        if (asked->format == "escheats") return export_escheats(session, *asked);
        if (!asked->period.empty())
            return session.fail(exit_usage,
                                "--period is for the format gl only: give --from and --to for " + asked->format);
        export_books(session, *asked);
    });
}

}  // namespace tally::tools
