#include "consumers/intake/green_button/import_usage.h"

#include <algorithm>
#include <utility>

#include "consumers/intake/green_button/green_button.h"
#include "consumers/intake/green_button/usage_days.h"
#include "consumers/intake/interval_days.h"
#include "consumers/intake/receipt_counts.h"

namespace tally::consumers {

namespace {

// What the file asks for, given what is recorded now.
tl::expected<UsageImport, ImportError> plan(UsageSource& source, const GreenButtonFile& file,
                                            const ImportRequest& request) {
    const auto failed = [](DivisionError error) { return tl::unexpected(ImportError{std::move(error)}); };
    auto utility = source.utility();
    if (!utility) return failed(std::move(utility.error()));
    auto recorded = source.recorded(request.service_point, request.channel);
    if (!recorded) return failed(std::move(recorded.error()));
    auto* const held = recorded->get();
    UsageImportRequest usage{request.service_point,
                             request.channel,
                             request.usage_point,
                             request.unit,
                             held ? held->asked().unit : std::string{},
                             utility->currency,
                             domain::Plain{request.file.filename().string()},
                             utility->time_zone};
    usage.flow_direction = request.flow_direction;
    if (held) {
        usage.holds_day = [held](domain::Date day) { return held->hold(day); };
        usage.held_by = [held](domain::Date from) { return held->held_by(from); };
    }
    auto planned = usage_of(file, usage);
    if (held)
        if (auto failure = held->failure()) return failed(std::move(*failure));
    if (!planned) return tl::unexpected(ImportError{std::move(planned.error())});
    return std::move(*planned);
}

UsageImportReport report_of(const ImportRequest& request, const GreenButtonFile& file, const UsageImport& usage) {
    UsageImportReport report;
    report.file = domain::Plain{request.file.string()};
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

// A day that is left out after all: what the report says was sent is without it.
void leave_out(DayLeftOut day, domain::Quantity quantity, domain::Price cost, UsageImportReport& report) {
    report.readings -= day.readings;
    report.usage_total = report.usage_total - quantity;
    report.cost_total = report.cost_total - cost;
    std::erase(report.partial_days, day.date);
    report.left_out.push_back(std::move(day));
}

std::vector<eventstore::ParsedCommand> commands_of(const ImportRequest& request,
                                                   std::vector<UsageImportCommand> planned,
                                                   const eventstore::CivilTime& zone, UsageImportReport& report) {
    std::vector<eventstore::ParsedCommand> commands;
    report.from = {};
    report.until = {};
    for (auto& each : planned) {
        const auto [from, until] = std::pair{each.usage.from, each.usage.until};
        const auto [quantity, cost] = std::pair{each.usage.quantity, each.usage.reported_cost};
        const auto replaces = each.replaces;
        eventstore::ParsedCommand parsed;
        parsed.header.command_id = each.command_id;
        parsed.header.actor = request.actor;
        parsed.header.received_at = request.received_at;
        auto sent = to_send(std::move(each), zone);
        if (auto* left_out = std::get_if<DayLeftOut>(&sent)) {
            leave_out(std::move(*left_out), quantity, cost, report);
            continue;
        }
        if (auto* day = std::get_if<domain::RecordIntervalDay>(&sent)) {
            parsed.header.command_id = id_of_interval_day("gb", *day, replaces);
            parsed.command = std::move(*day);
        } else {
            parsed.command = std::move(std::get<domain::RecordUsage>(sent));
        }
        if (!report.from.is_set()) report.from = from;
        report.until = until;
        commands.push_back(std::move(parsed));
    }
    return commands;
}

domain::Date first_day_of(const domain::Command& command) {
    if (const auto* day = get_if<domain::RecordIntervalDay>(&command)) return day->date;
    return get<domain::RecordUsage>(command).from;
}

void count(const eventstore::CommandReceipt& receipt, domain::Date from, UsageImportReport& report) {
    if (count_receipt(receipt, counts_of(report))) return;
    if (report.not_taken.size() < usage_not_taken_kept_max) report.not_taken.push_back({from, receipt});
}

}  // namespace

tl::expected<UsageImportReport, ImportError> import_green_button(CommandPort& port, UsageSource& source,
                                                                 const ImportRequest& request,
                                                                 const OnImportProgress& progress) {
    auto file = read_green_button(request.file);
    if (!file) return tl::unexpected(ImportError{std::move(file.error())});
    // What the file before this one recorded is held too.
    if (auto current = source.catch_up(); !current) return tl::unexpected(ImportError{std::move(current.error())});
    auto usage = plan(source, *file, request);
    if (!usage) return tl::unexpected(std::move(usage.error()));
    const auto zone = civil_time_of(source);
    if (!zone) return tl::unexpected(zone.error());
    auto report = report_of(request, *file, *usage);
    auto commands = commands_of(request, std::move(usage->commands), *zone, report);
    auto next = commands.begin();
    std::uint64_t answered = 0;
    const auto ran = port.run(
        [&]() -> std::optional<eventstore::ParsedCommand> {
            if (next == commands.end()) return std::nullopt;
            return std::move(*next++);
        },
        [&](const eventstore::ParsedCommand& command, const eventstore::CommandReceipt& receipt) {
            count(receipt, first_day_of(command.command), report);
            return progress({commands.size(), ++answered});
        });
    if (!ran) return tl::unexpected(ImportError{ran.error()});
    report.interrupted = answered < commands.size();
    return report;
}

tl::expected<UsageImportReport, ImportError> import_green_button(CommandPort& port, HeldDivision& held,
                                                                 const ImportRequest& request,
                                                                 const OnImportProgress& progress) {
    HeldUsageSource source{held};
    return import_green_button(port, source, request, progress);
}

}  // namespace tally::consumers
