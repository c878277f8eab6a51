#include "consumers/intake/green_button/import_usage.h"

#include "consumers/intake/green_button/green_button.h"
#include "consumers/intake/green_button/held_usage.h"

namespace tally::consumers {

namespace {

using eventstore::ReceiptStatus;

// What the file asks for, given what is held now.
tl::expected<UsageImport, ImportError> plan(const eventstore::Division& division, const GreenButtonFile& file,
                                            const ImportRequest& request) {
    const auto point = division.store().pin();
    auto asked = find_register(division, *point, request.service_point, request.channel);
    if (!asked) return tl::unexpected(ImportError{division_fail(std::move(asked.error())).value()});
    std::optional<HeldUsage> held;
    if (*asked) held.emplace(division, point, request.service_point, **asked);
    UsageImportRequest usage{request.service_point,
                             request.channel,
                             request.usage_point,
                             request.unit,
                             *asked ? (*asked)->unit : std::string{},
                             std::string{division.currency().str()},
                             domain::Plain{request.file.filename().string()},
                             division.identity().time_zone.str()};
    usage.flow_direction = request.flow_direction;
    if (held) {
        usage.holds_day = [&](domain::Date day) { return held->hold(day); };
        usage.held_by = [&](domain::Date from) { return held->held_by(from); };
    }
    auto planned = usage_of(file, usage);
    if (held && held->failure()) return tl::unexpected(ImportError{division_fail(*held->failure()).value()});
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

void count(const eventstore::CommandReceipt& receipt, domain::Date from, UsageImportReport& report) {
    switch (receipt.status) {
        case ReceiptStatus::accepted:
            ++report.accepted;
            return;
        case ReceiptStatus::repeated:
            ++report.repeated;
            return;
        case ReceiptStatus::unchanged:
            ++report.unchanged;
            return;
        case ReceiptStatus::refused:
            ++report.refused;
            break;
        case ReceiptStatus::failed:
        case ReceiptStatus::unreadable:
            ++report.failed;
            break;
    }
    if (report.not_taken.size() < usage_not_taken_kept_max) report.not_taken.push_back({from, receipt});
}

}  // namespace

tl::expected<UsageImportReport, ImportError> import_green_button(
    CommandPort& port, HeldDivision& held, const ImportRequest& request,
    const std::function<bool(const ImportProgress&)>& progress) {
    auto file = read_green_button(request.file);
    if (!file) return tl::unexpected(ImportError{std::move(file.error())});
    // What the file before this one recorded is held too.
    if (auto current = held.catch_up(); !current) return tl::unexpected(ImportError{std::move(current.error())});
    auto usage = plan(held.division(), *file, request);
    if (!usage) return tl::unexpected(std::move(usage.error()));
    auto report = report_of(request, *file, *usage);
    auto next = usage->commands.begin();
    std::uint64_t answered = 0;
    const auto ran = port.run(
        [&]() -> std::optional<eventstore::ParsedCommand> {
            if (next == usage->commands.end()) return std::nullopt;
            eventstore::ParsedCommand parsed;
            parsed.header.command_id = next->command_id;
            parsed.header.actor = request.actor;
            parsed.header.received_at = request.received_at;
            parsed.command = std::move(next->usage);
            ++next;
            return parsed;
        },
        [&](const eventstore::ParsedCommand& command, const eventstore::CommandReceipt& receipt) {
            count(receipt, std::get<domain::RecordUsage>(command.command).from, report);
            return progress({usage->commands.size(), ++answered});
        });
    if (!ran) return tl::unexpected(ImportError{ran.error()});
    report.interrupted = answered < usage->commands.size();
    return report;
}

}  // namespace tally::consumers
