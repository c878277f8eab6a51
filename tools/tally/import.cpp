// tally import: outside files become commands. The same file twice changes nothing.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <optional>

#include "consumers/intake/green_button.h"
#include "consumers/intake/usage_import.h"
#include "consumers/intake/usage_import_report.h"
#include "eventstore/division/state_rows.h"
#include "projections/ask.h"
#include "tools/tally/receipts.h"
#include "tools/tally/session.h"

namespace tally::tools {

namespace {

struct ImportOptions {
    std::string format;
    std::vector<std::string> files;
    std::string service_point;
    std::string usage_point;
    std::string channel;
    std::string unit;
    std::string received_at;
    std::int64_t flow_direction = consumers::delivered_flow;
};

constexpr std::size_t batch_commands = 1024;

// The register that the usage is for, where the service point has a meter with such a one.
struct AskedRegister {
    domain::Code channel;
    std::string unit;
    domain::Date measured_from;
};

eventstore::Result<std::optional<AskedRegister>> find_register(const eventstore::Division& division,
                                                               const eventstore::Point& point,
                                                               const ImportOptions& options) {
    std::optional<AskedRegister> none;
    auto entry = eventstore::read_directory(point, division.states(), domain::DirectoryKind::service_point,
                                            options.service_point);
    if (!entry) return tl::unexpected(std::move(entry.error()));
    if (!*entry || (*entry)->leads_to.empty()) return none;
    auto premise =
        eventstore::read_premise(point, division.states(), domain::PremiseId{(*entry)->leads_to.front().str()});
    if (!premise) return tl::unexpected(std::move(premise.error()));
    if (!*premise) return none;
    const auto* service_point = (*premise)->service_point(domain::ServicePointId{options.service_point});
    if (!service_point || service_point->meters.empty()) return none;
    const auto& registers = service_point->meters.back().registers;
    for (const auto& one : registers)
        if (registers.size() == 1 || one.channel.str() == options.channel)
            return AskedRegister{one.channel, one.unit.str(), service_point->meters.front().installed_on};
    return none;
}

// What usage is recorded, as of one point.
class HeldDays {
  public:
    HeldDays(const eventstore::Division& division, std::shared_ptr<const eventstore::Point> point,
             domain::ServicePointId service_point, AskedRegister asked)
        : division_(division),
          point_(std::move(point)),
          service_point_(std::move(service_point)),
          asked_(std::move(asked)) {}

    // Whether usage of the day is recorded. Asked for the first and last day of a file.
    [[nodiscard]] bool hold(domain::Date day) {
        // Periods do not overlap: of those that begin on the day or before it, only the nearest can hold it.
        for (domain::Date month = domain::first_of_month(day); month >= domain::first_of_month(asked_.measured_from);
             month = domain::first_of_month(month - 1)) {
            auto held = eventstore::read_usage(*point_, division_.states(), service_point_, asked_.channel, month);
            if (!held) {
                failure_ = std::move(held.error());
                return false;
            }
            if (!*held) continue;
            const auto& entries = (*held)->entries;
            for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry)
                if (!entry->is_read && entry->from <= day) return day < entry->until;
        }
        return false;
    }
    // Position of the event that holds the usage whose first day this is.
    [[nodiscard]] std::optional<std::uint64_t> held_by(domain::Date from) {
        const domain::Date month = domain::first_of_month(from);
        if (!read_month_ || *read_month_ != month) {
            auto held = eventstore::read_usage(*point_, division_.states(), service_point_, asked_.channel, month);
            if (!held) {
                failure_ = std::move(held.error());
                return std::nullopt;
            }
            read_month_ = month;
            entries_ = *held ? (*held)->entries : std::vector<domain::UsageEntry>{};
        }
        for (const auto& entry : entries_)
            if (!entry.is_read && entry.from == from) return entry.position;
        return std::nullopt;
    }
    [[nodiscard]] const std::optional<eventstore::StoreError>& failure() const { return failure_; }

  private:
    const eventstore::Division& division_;
    std::shared_ptr<const eventstore::Point> point_;
    domain::ServicePointId service_point_;
    AskedRegister asked_;
    std::optional<domain::Date> read_month_;   // The month that held_by() looked at last, and
    std::vector<domain::UsageEntry> entries_;  // what it holds.
    std::optional<eventstore::StoreError> failure_;
};

std::string text_list(const std::vector<domain::Date>& days) {
    std::string out;
    for (const auto& day : days) out += (out.empty() ? "" : ", ") + domain::to_string(day);
    return out;
}
// What people must look at, one error each.
void say_what_is_wrong(Session& session, const consumers::UsageImportReport& report) {
    const std::string path = report.file.str();
    for (const auto& one : report.not_taken)
        session.fail(one.receipt.status == eventstore::ReceiptStatus::refused ? exit_refused : exit_failed,
                     path + ": " + domain::to_string(one.from) + ": " + receipt_text(one.receipt));
    if (const auto all = report.refused + report.failed; all > report.not_taken.size())
        session.fail(exit_refused, path + ": … and " + std::to_string(all - report.not_taken.size()) + " more");
    for (const auto& left_out : report.left_out)
        session.fail(exit_refused, path + ":" + std::to_string(left_out.line) + ": " +
                                       domain::to_string(left_out.date) + " is left out: " + left_out.why.str());
    for (const auto& unlinked : report.unlinked_summaries)
        session.fail(exit_refused, path + ":" + std::to_string(unlinked.line) + ": " + unlinked.why.str() +
                                       "; the readings are taken without it");
    for (const auto& check : report.checks)
        if (check.stated != check.counted)
            session.fail(exit_refused, path + ":" + std::to_string(check.line) + ": the file's own summary from " +
                                           domain::to_string(check.from) + " until " + domain::to_string(check.until) +
                                           " says " + domain::to_string(check.stated) + " " + report.unit.str() +
                                           ", but its readings add up to " + domain::to_string(check.counted) +
                                           ": ask the sender which is right");
}

void print_for_people(const consumers::UsageImportReport& report) {
    print(report.file.str() + ": " + std::to_string(report.readings) + " readings" +
          (report.from.is_set()
               ? " from " + domain::to_string(report.from) + " until " + domain::to_string(report.until)
               : "") +
          ", " + domain::to_string(report.usage_total) + " " + report.unit.str() +
          (report.cost_total.is_zero()
               ? ""
               : ", the file's cost " + domain::to_string(report.cost_total) + " " + report.cost_currency.str()) +
          ".\n  " + std::to_string(report.accepted) + " recorded, " + std::to_string(report.repeated) +
          " recorded before, " + std::to_string(report.unchanged) + " unchanged, " + std::to_string(report.refused) +
          " refused.\n");
    if (!report.partial_days.empty() && report.not_taken.empty())
        print("  The file has only a part of " + text_list(report.partial_days) +
              ": import the whole day when it comes.\n");
    if (!report.partial_days_held.empty())
        print("  The file has only a part of " + text_list(report.partial_days_held) +
              ", of which usage is recorded already: left as it is.\n");
    const auto tied = std::count_if(report.checks.begin(), report.checks.end(),
                                    [](const auto& check) { return check.stated == check.counted; });
    if (!report.checks.empty())
        print("  Of " + std::to_string(report.checks.size()) + " summaries in the file " + std::to_string(tied) +
              " agree with its readings.\n");
}

consumers::UsageImportReport report_of(const std::string& path, const consumers::GreenButtonFile& file,
                                       const consumers::UsageImport& usage) {
    consumers::UsageImportReport report;
    report.file = domain::Plain{path};
    report.readings = usage.readings;
    report.usage_total = usage.usage_total;
    report.unit = usage.unit;
    report.cost_total = usage.cost_total;
    report.cost_currency = domain::Code{usage.cost_currency};
    report.from = usage.first_day;
    report.until = usage.until;
    report.partial_days = usage.partial_days;
    report.partial_days_held = usage.partial_days_held;
    report.checks = usage.checks;
    report.left_out = usage.left_out;
    for (const auto& one : file.unlinked_summaries)
        report.unlinked_summaries.push_back({one.line, domain::Plain{one.why}});
    return report;
}

void count(const eventstore::CommandReceipt& receipt, domain::Date from, consumers::UsageImportReport& report) {
    switch (receipt.status) {
        case eventstore::ReceiptStatus::accepted:
            ++report.accepted;
            return;
        case eventstore::ReceiptStatus::repeated:
            ++report.repeated;
            return;
        case eventstore::ReceiptStatus::unchanged:
            ++report.unchanged;
            return;
        case eventstore::ReceiptStatus::refused:
            ++report.refused;
            break;
        case eventstore::ReceiptStatus::failed:
        case eventstore::ReceiptStatus::unreadable:
            ++report.failed;
            break;
    }
    if (report.not_taken.size() < consumers::usage_not_taken_kept_max) report.not_taken.push_back({from, receipt});
}

void import_file(Session& session, eventstore::Division& division, const ImportOptions& options,
                 const std::string& path, domain::Instant received_at) {
    auto file = consumers::read_green_button(path);
    if (!file)
        return session.fail(file.error().kind == consumers::IntakeErrorKind::cannot_read ? exit_usage : exit_refused,
                            file.error().message);
    // What the file before this one recorded is held too.
    if (!division.store().wait_for(division.store().durable_end(), std::chrono::seconds{60}))
        return session.fail(exit_failed, path + ": the views did not catch up in 60 s: import it again");
    const auto point = division.store().pin();
    auto asked = find_register(division, *point, options);
    if (!asked) return session.fail(asked.error());
    std::optional<HeldDays> held;
    if (*asked) held.emplace(division, point, domain::ServicePointId{options.service_point}, **asked);
    consumers::UsageImportRequest request{domain::ServicePointId{options.service_point},
                                          domain::Code{options.channel},
                                          options.usage_point,
                                          options.unit,
                                          *asked ? (*asked)->unit : std::string{},
                                          std::string{division.currency().str()},
                                          domain::Plain{std::filesystem::path(path).filename().string()},
                                          division.identity().time_zone.str()};
    request.flow_direction = options.flow_direction;
    if (held) {
        request.holds_day = [&](domain::Date day) { return held->hold(day); };
        request.held_by = [&](domain::Date from) { return held->held_by(from); };
    }
    auto usage = consumers::usage_of(*file, request);
    if (held && held->failure()) return session.fail(*held->failure());
    if (!usage) return session.fail(exit_refused, usage.error().message);

    auto report = report_of(path, *file, *usage);
    Progress progress("days and periods", usage->commands.size());
    std::size_t done = 0;
    for (std::size_t next = 0; next < usage->commands.size() && !interrupted();) {
        eventstore::CommandBatch batch;
        for (; next < usage->commands.size() && batch.commands.size() < batch_commands; ++next) {
            eventstore::ParsedCommand parsed;
            parsed.header.command_id = usage->commands[next].command_id;
            parsed.header.actor = domain::Plain{session.actor};
            parsed.header.received_at = received_at;
            parsed.command = usage->commands[next].usage;
            batch.commands.push_back(std::move(parsed));
        }
        division.submit(batch);
        batch.wait();
        for (std::size_t i = 0; i < batch.commands.size(); ++i)
            count(eventstore::receipt_of(division, batch.commands[i], batch.outcomes[i]),
                  std::get<domain::RecordUsage>(batch.commands[i].command).from, report);
        progress.at(done += batch.commands.size());
    }
    say_what_is_wrong(session, report);
    if (session.json)
        print(eventstore::to_json(report, {}) + "\n");
    else
        print_for_people(report);
}

}  // namespace

void add_import(CLI::App& app, Session& session) {
    auto* command = add_store_command(app, session, "import", "Import meter files");
    auto options = std::make_shared<ImportOptions>();
    command->add_option("format", options->format, "greenbutton")->required()->check(CLI::IsMember({"greenbutton"}));
    command->add_option("files", options->files, "Files to import")->required();
    command->add_option("--service-point", options->service_point, "Where the usage was measured")->required();
    command->add_option("--usage-point", options->usage_point, "Which usage point, where the file has several");
    command->add_option("--channel", options->channel, "Which channel of the service point, where it has several");
    command->add_option("--unit", options->unit, "What the numbers count, where the file does not say");
    command->add_option("--flow-direction", options->flow_direction,
                        "ESPI flow direction that the channel counts: 1 delivered, 19 returned");
    command->add_option("--received-at", options->received_at,
                        "Only with simulated time: when the commands are received");
    command->callback([&session, options] {
        using projections::IdForm;
        if (const auto wrong = projections::wrong_with_id(IdForm::id, options->service_point); !wrong.empty())
            return session.fail(exit_usage, "--service-point: " + wrong, "question_wrong", "service_point");
        if (const auto wrong = projections::wrong_with_id(IdForm::code, options->channel); !wrong.empty())
            return session.fail(exit_usage, "--channel: " + wrong, "question_wrong", "channel");
        domain::Instant received_at;
        if (!options->received_at.empty()) {
            const auto parsed = domain::Instant::parse(options->received_at);
            if (!parsed)
                return session.fail(exit_usage, "--received-at: '" + options->received_at +
                                                    "' is no instant: give one such as 2022-01-05T12:00:00Z");
            received_at = *parsed;
        }
        auto division = session.open_to_write();
        if (!division) return;
        if (!options->received_at.empty() && !division->identity().simulated_time) {
            session.fail(exit_usage, "--received-at: the store was made without --simulated-time: leave it out");
            return session.close(*division);
        }
        for (const auto& file : options->files)
            if (!interrupted()) import_file(session, *division, *options, file, received_at);
        if (interrupted())
            std::fputs("tally: interrupted: import the same files again, what is recorded stays as it is\n", stderr);
        session.close(*division);
    });
}

}  // namespace tally::tools
