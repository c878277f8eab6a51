#include "tools/tally/import_csv.h"

#include <CLI/CLI.hpp>

#include "tools/tally/receipts.h"

namespace tally::tools {

namespace {

void say_csv_findings(Session& session, const consumers::CsvImportReport& report) {
    const auto and_more = [&](int code, std::uint64_t count, const std::string& what) {
        session.fail(code, report.file.str() + ": … and " + std::to_string(count) + " more were " + what);
    };
    for (const auto& one : report.not_taken)
        session.fail(one.receipt.status == eventstore::ReceiptStatus::refused ? exit_refused : exit_failed,
                     report.file.str() + ": " + one.point.str() + " " + one.channel.str() + ", " +
                         domain::to_string(one.date) + ": " + receipt_text(one.receipt));
    if (const auto all = report.refused + report.failed; all > report.not_taken.size())
        and_more(report.failed > 0 ? exit_failed : exit_refused, all - report.not_taken.size(), "not taken");
    for (const auto& one : report.left_out) {
        std::string who = one.point.str();
        if (!one.channel.empty()) who += " " + one.channel.str();
        if (one.date.is_set()) who += (who.empty() ? "" : ", ") + domain::to_string(one.date);
        session.fail(exit_refused, one.file.str() + ", line " + std::to_string(one.line) + ", " + one.field.str() +
                                       ": " + (who.empty() ? "the row" : who) + " is left out: " + one.why.str());
    }
    if (report.findings > report.left_out.size())
        and_more(exit_refused, report.findings - report.left_out.size(), "left out");
}

std::string things_of(const consumers::CsvImportReport& report) {
    if (report.days == 0) return std::to_string(report.reads) + " reads";
    std::string sums;
    for (const auto& one : report.totals)
        sums += (sums.empty() ? ", " : " and ") + domain::to_string(one.usage) + " " + one.unit.str();
    return std::to_string(report.days) + " days (" + std::to_string(report.values) + " values" + sums + ")";
}

void print_csv_report(const consumers::CsvImportReport& report) {
    print(report.file.str() + ": " + things_of(report) + " of " + std::to_string(report.registers) +
          (report.registers == 1 ? " register" : " registers") +
          (report.from.is_set()
               ? " from " + domain::to_string(report.from) + " until " + domain::to_string(report.until)
               : "") +
          ", in " + std::to_string(report.rows) + (report.rows == 1 ? " row.\n  " : " rows.\n  ") +
          std::to_string(report.accepted) + " recorded, " + std::to_string(report.repeated) + " recorded before, " +
          std::to_string(report.unchanged) + " unchanged, " + std::to_string(report.refused) + " refused" +
          (report.failed > 0 ? ", " + std::to_string(report.failed) + " failed" : "") + ", " +
          std::to_string(report.findings) + " left out.\n");
}

}  // namespace

void add_csv_options(CLI::App& command, CsvOptions& options) {
    command.add_option("--mapping", options.mapping,
                       "csv: TOML file that says which column has what, and how it is written");
}

bool read_csv_options(Session& session, const CsvOptions& options, consumers::CsvRequest& request) {
    if (options.mapping.empty()) {
        session.fail(exit_usage, "--mapping: say in which file the columns are declared");
        return false;
    }
    auto mapping = consumers::read_csv_mapping(options.mapping);
    if (!mapping) {
        session.fail(exit_usage, mapping.error().message);
        return false;
    }
    request.mapping = std::move(*mapping);
    return true;
}

void import_csv_file(Session& session, consumers::CommandPort& port, consumers::UsageSource& source,
                     consumers::NamedPoints& points, const consumers::CsvRequest& request,
                     const DivisionFailed& division_failed) {
    import_one_file(
        session, "rows",
        [&](const consumers::OnImportProgress& progress) {
            return consumers::import_csv(port, source, points, request, progress);
        },
        say_csv_findings, print_csv_report, division_failed);
}

}  // namespace tally::tools
