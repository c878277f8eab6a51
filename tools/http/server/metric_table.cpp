#include "tools/http/server/metric_table.h"

#include <algorithm>

#include "domain/core/assert.h"
#include "eventstore/codec/json.h"

namespace tally::tools {

namespace {

using enum MetricKind;

constexpr MetricRow rows[]{
    {"tally_commands_total", counter, "division", "Commands that this program answered for the division's topic"},
    {"tally_commit_seconds", histogram, "division",
     "From a decided commit to its being durable, log of record and sync"},
    {"tally_commits_total", counter, "division", "Synced writes since the store was opened"},
    {"tally_control_totals_drifted", gauge, "division",
     "Latest reports of other systems that do not agree with the ledger"},
    {"tally_dead_letters_total", counter, "division", "Commands that this program put aside"},
    {"tally_event_followers", gauge, "", "Programs that follow events just now"},
    {"tally_events_total", counter, "division", "Entries of the log"},
    {"tally_feed_failures_total", counter, "division,feed", "Failures of the feed, each followed by another attempt"},
    {"tally_feed_lag_entries", gauge, "division,feed", "Entries of the log that are not published yet"},
    {"tally_feed_telling", gauge, "division,feed", "1: this program publishes the feed"},
    {"tally_folded_at_opening_entries", gauge, "division", "Entries that views had to fold when the store was opened"},
    {"tally_http_commands_total", counter, "outcome,type", "Commands that the store answered, by type and outcome"},
    {"tally_http_connections", gauge, "", "Connections that are open"},
    {"tally_http_connections_taken_total", counter, "", "Connections that were taken"},
    {"tally_http_exchanges_in_flight", gauge, "", "Batches of commands that go on"},
    {"tally_http_limited_total", counter, "limit",
     "Requests and commands refused, and waits of batches, since their client asks more often than it may"},
    {"tally_http_request_seconds", histogram, "path", "From the whole request to its answer, by route"},
    {"tally_http_requests_in_flight", gauge, "lane", "Requests that wait or are being answered"},
    {"tally_http_requests_total", counter, "method,path,status", "Requests answered, by route"},
    {"tally_http_response_bytes_total", counter, "path", "Bytes of bodies that were answered, by route"},
    {"tally_http_turned_away_total", counter, "", "Requests refused since too many were under way"},
    {"tally_level0_runs", gauge, "division", "Sorted runs of the views that are not merged yet"},
    {"tally_local_entries", gauge, "division", "Entries of the log that this program has, its own or followed"},
    {"tally_log_lines_dropped_total", counter, "",
     "Lines of the program's log that were not written, because its reader is too slow"},
    {"tally_owned", gauge, "division", "1: answered here"},
    {"tally_owner_epoch", gauge, "division", "How many owners the division has had"},
    {"tally_passed_over_records_total", counter, "division", "Records of the log topic that did not continue it"},
    {"tally_passwords_waiting", gauge, "", "Passwords that wait to be hashed"},
    {"tally_position", gauge, "division", "Answers are true at: entries that the views have"},
    {"tally_queued_works", gauge, "division", "Commands that wait to be decided"},
    {"tally_reads_kept", gauge, "", "1: who looked at what is being written; 0: the disk does not take it"},
    {"tally_reads_lost_total", counter, "", "Entries of who looked at what that were not written"},
    {"tally_ready", gauge, "division", "1: questions find an answer, here or there"},
    {"tally_sessions", gauge, "", "Users' sessions that have not ended"},
    {"tally_spills_total", counter, "division", "Spills of views to storage since the store was opened"},
    {"tally_take_overs_total", counter, "division", "Take-overs of the division by this program"},
    {"tally_unfolded_bytes", gauge, "division", "Bytes of decided entries that the views do not have yet"},
    {"tally_view_lag_entries", gauge, "division", "Entries that answers do not have yet"},
};

}  // namespace

std::span<const MetricRow> metric_table() {
    return rows;
}

const MetricRow& metric_row(std::string_view name) {
    const auto row = std::lower_bound(std::begin(rows), std::end(rows), name,
                                      [](const MetricRow& one, std::string_view asked) { return one.name < asked; });
    TALLY_ASSERT(row != std::end(rows) && row->name == name, "every metric has its row");
    return *row;
}

std::string_view word_of(MetricKind kind) {
    switch (kind) {
        case counter:
            return "counter";
        case gauge:
            return "gauge";
        case histogram:
            return "histogram";
    }
    return "untyped";
}

std::string metrics_described(bool json) {
    std::string out;
    for (const auto& row : rows) {
        if (json) {
            out += out.empty() ? R"([{"name":)" : R"(,{"name":)";
            eventstore::write_json_string(row.name, out);
            out.append(R"(,"type":")").append(word_of(row.kind)).append(R"(","labels":)");
            eventstore::write_json_string(row.labels, out);
            out += R"(,"help":)";
            eventstore::write_json_string(row.help, out);
            out += '}';
        } else {
            out.append(row.name);
            if (!row.labels.empty()) out.append("{").append(row.labels).append("}");
            out.append("  ").append(word_of(row.kind)).append("\n    ").append(row.help).append("\n");
        }
    }
    return json ? out + "]\n" : out;
}

}  // namespace tally::tools
