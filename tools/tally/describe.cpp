// tally describe: commands, their receipts and rejections, events, answers and messages of feeds with their schemas,
// straight from the code.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>

#include "consumers/feed/describe_feeds.h"
#include "consumers/intake/green_button/usage_import_report.h"
#include "consumers/intake/urdb/urdb_report.h"
#include "consumers/processes/bill_run/bill_run.h"
#include "domain/core/refusal_meanings.h"
#include "domain/user/permissions.h"
#include "eventstore/codec/catalogue.h"
#include "eventstore/codec/json.h"
#include "eventstore/division/receipt.h"
#include "projections/ask.h"
#include "tools/http/described/openapi.h"
#include "tools/http/server/metric_table.h"
#include "tools/shared/nearest_name.h"
#include "tools/shared/settings_file.h"
#include "tools/tally/session.h"

namespace tally::tools {

namespace {

// For engineers of other systems, who compute the same digests from what the feeds carry.
constexpr std::string_view digests_text =
    R"(Digests, and how another system computes each. Every digest is written as lower-case hex digits.

digest in settings.report_control_totals and settings.control_totals_reported: 64 digits
    Of the postings that the system has booked on the accounting date `day`. `position` is one more than the highest
    position that the system has read; postings of later entries are not in the digest.
    1. Each posting has one line: its posting_id, a TAB (0x09), its GL account, a TAB, its amount. The amount is a whole
       number of the currency's smallest unit, with '-' for a credit: 12.30 USD is 1230, its counter posting -1230.
    2. The hash of a posting is SHA-256 over the byte 0x00 and then the line in UTF-8, without a line feed.
    3. The digest is the sum of all hashes, each read as a number of 256 bits with its most significant byte first, modulo
       2^256. No posting gives 0. The sum is the same in any order of the postings.
    count is the number of the postings; debit is the sum of their amounts above zero.
    In Python:
        sum(int.from_bytes(hashlib.sha256(f"\0{posting_id}\t{gl_account}\t{amount}".encode()).digest(), "big")
            for posting_id, gl_account, amount in postings) % 2**256     # written as f"{...:064x}"

header ce_feeddigest of every message of a feed: 64 digits
    SHA-256 over: the 32 bytes of the digest of the message before it in the partition (of the first message: 32 zero
    bytes), ce_id, 0x00, ce_type, 0x00, the message's key, 0x00, the message's value.

root in `tally checkpoint`, `tally replay` and `tally verify`: 64 digits, in a checkpoint base64 of the same 32 bytes
    Of the Merkle tree over the log's entries, as RFC 6962 makes it: leaf SHA-256(0x00, entry), node SHA-256(0x01, left,
    right).

command digest in an envelope: 32 digits
    The first 16 bytes of HMAC-SHA-256 over the command's canonical JSON, under a secret key of the division: only the
    division computes it.
)";

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
            {"import", &record_shape<consumers::UsageImportReport>()},
            {"import_urdb", &record_shape<consumers::UrdbImportReport>()}};
}

// --- Roles

std::string joined(std::span<const std::string_view> names) {
    std::string all;
    for (const auto name : names) all += (all.empty() ? "" : ", ") + std::string{name};
    return all.empty() ? "none" : all;
}

std::string roles_text() {
    std::string out = "Roles, and what each may do\n";
    for (const auto& row : domain::role_permissions()) {
        out += "\n" + std::string{name_of(row.role)} + ": " + std::string{row.meaning} + "\n";
        for (const auto duty : row.duties)
            out += "    sends " + std::string{name_of(duty)} + ": " + joined(domain::commands_of(duty)) + "\n";
        for (const auto sight : row.sights)
            out += "    sees " + std::string{name_of(sight)} + ": " + joined(domain::questions_of(sight)) + "\n";
    }
    return out;
}

template <class Group, class Names>
std::string groups_json(const std::vector<Group>& groups, const Names& names_of_group) {
    std::string out = "[";
    for (const auto group : groups)
        for (const auto name : names_of_group(group)) {
            if (out.back() != '[') out += ',';
            eventstore::write_json_string(name, out);
        }
    return out + "]";
}

std::string roles_json() {
    std::string out = "{\"roles\":[";
    for (const auto& row : domain::role_permissions()) {
        if (out.back() != '[') out += ',';
        out += "{\"role\":";
        eventstore::write_json_string(name_of(row.role), out);
        out += ",\"meaning\":";
        eventstore::write_json_string(row.meaning, out);
        out += ",\"commands\":" + groups_json(row.duties, domain::commands_of);
        out += ",\"questions\":" + groups_json(row.sights, domain::questions_of) + "}";
    }
    return out + "]}\n";
}

// --- The market

std::string part_text(std::string_view name, domain::MarketPart part) {
    if (part == domain::MarketPart::never) return {};
    return std::string{part == domain::MarketPart::must ? " " : " ["} + std::string{name} +
           (part == domain::MarketPart::must ? "" : "]");
}
std::string market_text() {
    std::string out =
        "Kinds of market transactions: what the market calls each, and its parts; those in brackets may be "
        "left out\n";
    for (const auto& one : domain::market_meanings())
        out += "\n" + std::string{one.code} + "  " + std::string{name_of(one.kind)} + ": " + std::string{one.text} +
               (one.awaits ? "; an answer is awaited" : "") + "\n   " + (one.answers ? " original" : "") +
               part_text("outcome", one.outcome) + part_text("effective_on", one.effective_on) +
               part_text("from until", one.period) + part_text("quantity unit", one.quantity) +
               part_text("amount", one.amount) + part_text("documents", one.documents) +
               part_text("purpose", one.purpose) + "\n";
    return out;
}

// --- Rejections

std::string rejections_text(std::span<const domain::RefusalMeaning> rejections) {
    std::string out;
    for (const auto& row : rejections)
        out += (out.empty() ? "" : "\n") + std::string{name_of(row.rejection)} + "\n    " + std::string{row.meaning} +
               "\n    Cure: " + std::string{row.cure} + "\n";
    return out;
}

std::string rejections_json(std::span<const domain::RefusalMeaning> rejections) {
    std::string out = "{\"rejections\":[";
    for (const auto& row : rejections) {
        if (out.back() != '[') out += ',';
        out += "{\"rejection\":";
        eventstore::write_json_string(name_of(row.rejection), out);
        out += ",\"meaning\":";
        eventstore::write_json_string(row.meaning, out);
        out += ",\"cure\":";
        eventstore::write_json_string(row.cure, out);
        out += '}';
    }
    return out + "]}\n";
}

// --- Some of a kind, by name

std::string_view name_in(const eventstore::CatalogueEntry& entry) {
    return entry.name;
}
std::string_view name_in(const domain::RefusalMeaning& row) {
    return name_of(row.rejection);
}

// All of them where no name is given; nothing, with the error printed, where there is none of that name.
template <class Row>
std::optional<std::vector<Row>> some_of(Session& session, std::vector<Row> all, const std::vector<std::string>& names) {
    if (names.empty()) return all;
    std::vector<Row> some;
    for (const auto& name : names) {
        const auto found = std::find_if(all.begin(), all.end(), [&](const Row& row) { return name_in(row) == name; });
        if (found != all.end()) {
            some.push_back(*found);
            continue;
        }
        std::vector<std::string> known;
        for (const auto& row : all) known.emplace_back(name_in(row));
        const auto near = nearest_name(name, known);
        session.fail(exit_usage, name + ": there is none of this name" +
                                     (near.empty() ? "; leave the name out for all" : "; did you mean " + near + "?"));
        return std::nullopt;
    }
    return some;
}

void describe_records(Session& session, const std::string& what, const std::vector<std::string>& names) {
    const bool commands = what == "commands", events = what == "events";
    const auto entries = some_of(session,
                                 commands ? eventstore::catalogue_of<domain::Command>()
                                 : events ? eventstore::catalogue_of<domain::Event>()
                                          : projections::answer_catalogue(),
                                 names);
    if (!entries) return;
    if (commands && names.empty())
        print(session.json ? eventstore::describe_commands_json() : eventstore::describe_commands());
    else if (commands)
        print(session.json ? eventstore::describe_commands_json(*entries) : eventstore::describe_commands(*entries));
    else if (session.json)
        print(events ? eventstore::describe_events_json(*entries)
                     : eventstore::describe_json("Answers of tally show", *entries));
    else
        print(eventstore::describe_text(*entries));
}

void describe_rejections(Session& session, const std::vector<std::string>& names) {
    const auto all = domain::refusal_meanings();
    if (const auto some = some_of(session, std::vector(all.begin(), all.end()), names))
        print(session.json ? rejections_json(*some) : rejections_text(*some));
}

}  // namespace

void add_describe(CLI::App& app, Session& session) {
    auto* command =
        app.add_subcommand("describe",
                           "Describe commands, receipts, events, questions and their answers, feeds, "
                           "digests, rejections, roles, market transactions, metrics or what is answered over HTTP");
    auto what = std::make_shared<std::string>();
    auto names = std::make_shared<std::vector<std::string>>();
    auto asyncapi = std::make_shared<bool>(false);
    auto folder = std::make_shared<std::string>();
    command
        ->add_option("what", *what,
                     "commands, receipts, events, queries, feeds, digest, rejections, roles, market, metrics, settings "
                     "(a file for "
                     "`tally serve --config`) or openapi (the OpenAPI 3.1 document)")
        ->required()
        ->check(CLI::IsMember({"commands", "receipts", "events", "queries", "feeds", "digest", "rejections", "roles",
                               "market", "openapi", "metrics", "settings"}));
    command->add_option(
        "names", *names,
        "Only these commands, events, queries or rejections, such as payment.post; all where none is named");
    command->add_flag("--json", session.json, "JSON Schema (draft 2020-12)");
    command->add_flag("--asyncapi", *asyncapi, "feeds: print the AsyncAPI 3.0 document");
    command->add_option("--schemas", *folder, "feeds: write every schema and the AsyncAPI document into this folder");
    command->callback([&app, &session, what, names, asyncapi, folder] {
        if (*what != "feeds" && (*asyncapi || !folder->empty()))
            return session.fail(exit_usage, "--asyncapi and --schemas: only `tally describe feeds` takes them");
        const bool by_name = *what == "commands" || *what == "events" || *what == "queries" || *what == "rejections";
        if (!names->empty() && !by_name)
            return session.fail(exit_usage, "describe " + *what + " takes no names: leave " + names->front() + " out");
        if (*what == "openapi") {
            print(openapi_document());
        } else if (*what == "settings") {
            if (session.json) return session.fail(exit_usage, "describe settings has no JSON form: leave --json out");
            print(settings_described(*app.get_subcommand("serve"), "tally serve"));
        } else if (*what == "metrics") {
            print(metrics_described(session.json));
        } else if (*what == "roles") {
            print(session.json ? roles_json() : roles_text());
        } else if (*what == "market" || *what == "digest") {
            if (session.json)
                return session.fail(exit_usage, "describe " + *what + " has no JSON form: leave --json out");
            print(*what == "market" ? market_text() : std::string{digests_text});
        } else if (*what == "feeds") {
            if (!folder->empty()) return write_contract(session, *folder);
            print(*asyncapi      ? consumers::asyncapi_document()
                  : session.json ? consumers::describe_feeds_json()
                                 : consumers::describe_feeds());
        } else if (*what == "receipts") {
            const auto receipts = receipt_catalogue();
            print(session.json
                      ? eventstore::describe_json("What commands, bill runs and imports are answered with", receipts)
                      : eventstore::describe_text(receipts));
        } else if (*what == "rejections") {
            describe_rejections(session, *names);
        } else {
            describe_records(session, *what, *names);
        }
    });
}

}  // namespace tally::tools
