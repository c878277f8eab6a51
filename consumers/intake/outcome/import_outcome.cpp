#include "consumers/intake/outcome/import_outcome.h"

#include <algorithm>

#include "consumers/commands/receipt_text.h"
#include "projections/render/counted.h"

namespace tally::consumers {

namespace {

using projections::counted;

bool failed(const eventstore::CommandReceipt& receipt) {
    return receipt.status != eventstore::ReceiptStatus::refused;
}

template <class Report>
std::string span_text(const Report& report) {
    if (!report.from.is_set()) return {};
    return " from " + domain::to_string(report.from) + " until " + domain::to_string(report.until);
}

template <class Report>
std::string receipts_text(const Report& report) {
    return "  " + std::to_string(report.accepted) + " recorded, " + std::to_string(report.repeated) +
           " recorded before, " + std::to_string(report.unchanged) + " unchanged, " + std::to_string(report.refused) +
           " refused" + (report.failed > 0 ? ", " + std::to_string(report.failed) + " failed" : "");
}

std::string totals_text(const std::vector<UnitTotal>& totals) {
    std::string sums;
    for (const auto& one : totals)
        sums += (sums.empty() ? ", " : " and ") + domain::to_string(one.usage) + " " + one.unit.str();
    return sums;
}

std::string days_text(const std::vector<domain::Date>& days) {
    std::string out;
    for (const auto& day : days) out += (out.empty() ? "" : ", ") + domain::to_string(day);
    return out;
}

// "1-SP kwh, 2022-01-03", of what is known of it.
std::string whose(const domain::Plain& point, const domain::Plain& channel, const domain::Date& date) {
    std::string who = point.str();
    if (!channel.empty()) who += " " + channel.str();
    if (date.is_set()) who += (who.empty() ? "" : ", ") + domain::to_string(date);
    return who.empty() ? "the row" : who;
}

// Of the formats whose files have many meters.
template <class Report, class PointOf, class ChannelOf>
std::vector<ImportFinding> many_meters_findings(const Report& report, const PointOf& point_of,
                                                const ChannelOf& channel_of) {
    std::vector<ImportFinding> found;
    const std::string file = report.file.str();
    for (const auto& one : report.not_taken)
        found.push_back({file + ": " + point_of(one).str() + " " + one.channel.str() + ", " +
                             domain::to_string(one.date) + ": " + receipt_text(one.receipt),
                         failed(one.receipt)});
    if (const auto all = report.refused + report.failed; all > report.not_taken.size())
        found.push_back({file + ": … and " + std::to_string(all - report.not_taken.size()) + " more were not taken",
                         report.failed > 0});
    for (const auto& one : report.left_out)
        found.push_back({one.file.str() + ", line " + std::to_string(one.line) + ", " + one.field.str() + ": " +
                         whose(point_of(one), channel_of(one), one.date) + " is left out: " + one.why.str()});
    if (report.findings > report.left_out.size())
        found.push_back(
            {file + ": … and " + std::to_string(report.findings - report.left_out.size()) + " more were left out"});
    return found;
}
template <class Report>
std::vector<ImportFinding> nem_findings(const Report& report) {
    return many_meters_findings(
        report, [](const auto& one) -> const auto& { return one.nmi; },
        [](const Nem12LeftOut& one) -> const auto& { return one.suffix; });
}

}  // namespace

std::string import_text(const UsageImportReport& report) {
    std::string text = report.file.str() + ": " + std::to_string(report.readings) + " readings" + span_text(report) +
                       ", " + domain::to_string(report.usage_total) + " " + report.unit.str();
    if (!report.cost_total.is_zero())
        text += ", the file's cost " + domain::to_string(report.cost_total) + " " + report.cost_currency.str();
    text += ".\n" + receipts_text(report) + ".\n";
    if (!report.partial_days.empty() && report.not_taken.empty())
        text += "  The file has only a part of " + days_text(report.partial_days) +
                ": import the whole day when it comes.\n";
    if (!report.partial_days_held.empty())
        text += "  The file has only a part of " + days_text(report.partial_days_held) +
                ", of which usage is recorded already: left as it is.\n";
    const auto tied = std::count_if(report.checks.begin(), report.checks.end(),
                                    [](const auto& check) { return check.stated == check.counted; });
    if (!report.checks.empty())
        text += "  Of " + std::to_string(report.checks.size()) + " summaries in the file " + std::to_string(tied) +
                " agree with its readings.\n";
    return text;
}

std::string import_text(const Nem12ImportReport& report) {
    return report.file.str() + ": " + counted(report.days, "day") + " of " + counted(report.meters, "meter") +
           span_text(report) + ", " + counted(report.values, "value") + totals_text(report.totals) + ".\n" +
           receipts_text(report) + ", " + std::to_string(report.findings) + " left out.\n";
}

std::string import_text(const Nem13ImportReport& report) {
    return report.file.str() + ": " + counted(report.reads, "read") + " of " + counted(report.meters, "meter") +
           span_text(report) + ", in " + counted(report.records, "record") + ".\n" + receipts_text(report) + ", " +
           std::to_string(report.findings) + " left out.\n";
}

std::string import_text(const CsvImportReport& report) {
    const std::string things = report.days == 0 ? counted(report.reads, "read")
                                                : counted(report.days, "day") + " (" + counted(report.values, "value") +
                                                      totals_text(report.totals) + ")";
    return report.file.str() + ": " + things + " of " + counted(report.registers, "register") + span_text(report) +
           ", in " + counted(report.rows, "row") + ".\n" + receipts_text(report) + ", " +
           std::to_string(report.findings) + " left out.\n";
}

std::vector<ImportFinding> import_findings(const UsageImportReport& report) {
    std::vector<ImportFinding> found;
    const std::string file = report.file.str();
    for (const auto& one : report.not_taken)
        found.push_back(
            {file + ": " + domain::to_string(one.from) + ": " + receipt_text(one.receipt), failed(one.receipt)});
    if (const auto all = report.refused + report.failed; all > report.not_taken.size())
        found.push_back(
            {file + ": … and " + std::to_string(all - report.not_taken.size()) + " more", report.failed > 0});
    for (const auto& one : report.left_out)
        found.push_back({file + ":" + std::to_string(one.line) + ": " + domain::to_string(one.date) +
                         " is left out: " + one.why.str()});
    for (const auto& one : report.unlinked_summaries)
        found.push_back(
            {file + ":" + std::to_string(one.line) + ": " + one.why.str() + "; the readings are taken without it"});
    for (const auto& check : report.checks)
        if (check.stated != check.counted)
            found.push_back({file + ":" + std::to_string(check.line) + ": the file's own summary from " +
                             domain::to_string(check.from) + " until " + domain::to_string(check.until) + " says " +
                             domain::to_string(check.stated) + " " + report.unit.str() +
                             ", but its readings add up to " + domain::to_string(check.counted) +
                             ": ask the sender which is right"});
    return found;
}

std::vector<ImportFinding> import_findings(const Nem12ImportReport& report) {
    return nem_findings(report);
}
std::vector<ImportFinding> import_findings(const Nem13ImportReport& report) {
    return nem_findings(report);
}
std::vector<ImportFinding> import_findings(const CsvImportReport& report) {
    return many_meters_findings(
        report, [](const auto& one) -> const auto& { return one.point; },
        [](const CsvLeftOut& one) -> const auto& { return one.channel; });
}

}  // namespace tally::consumers
