#include "tools/tally/import_nem12.h"

#include <CLI/CLI.hpp>

#include "projections/ask.h"
#include "tools/tally/receipts.h"

namespace tally::tools {

namespace {

// Of either format.
template <class Report>
void say_nem_findings(Session& session, const Report& report) {
    for (const auto& one : report.not_taken)
        session.fail(one.receipt.status == eventstore::ReceiptStatus::refused ? exit_refused : exit_failed,
                     report.file.str() + ": " + one.nmi.str() + " " + one.channel.str() + ", " +
                         domain::to_string(one.date) + ": " + receipt_text(one.receipt));
    if (const auto all = report.refused + report.failed; all > report.not_taken.size())
        session.fail(
            report.failed > 0 ? exit_failed : exit_refused,
            report.file.str() + ": … and " + std::to_string(all - report.not_taken.size()) + " more were not taken");
    for (const auto& one : report.left_out) {
        std::string who = one.nmi.str();
        if (!one.suffix.empty()) who += " " + one.suffix.str();
        if (one.date.is_set()) who += ", " + domain::to_string(one.date);
        session.fail(exit_refused, one.file.str() + ", line " + std::to_string(one.line) + ", " + one.field.str() +
                                       ": " + who + " is left out: " + one.why.str());
    }
    if (report.findings > report.left_out.size())
        session.fail(exit_refused, report.file.str() + ": … and " +
                                       std::to_string(report.findings - report.left_out.size()) +
                                       " more were left out");
}

void print_nem12_report(const consumers::Nem12ImportReport& report) {
    std::string sums;
    for (const auto& one : report.totals)
        sums += (sums.empty() ? ", " : " and ") + domain::to_string(one.usage) + " " + one.unit.str();
    print(report.file.str() + ": " + std::to_string(report.days) + " days of " + std::to_string(report.meters) +
          (report.meters == 1 ? " meter" : " meters") +
          (report.from.is_set()
               ? " from " + domain::to_string(report.from) + " until " + domain::to_string(report.until)
               : "") +
          ", " + std::to_string(report.values) + " values" + sums + ".\n  " + std::to_string(report.accepted) +
          " recorded, " + std::to_string(report.repeated) + " recorded before, " + std::to_string(report.unchanged) +
          " unchanged, " + std::to_string(report.refused) + " refused" +
          (report.failed > 0 ? ", " + std::to_string(report.failed) + " failed" : "") + ", " +
          std::to_string(report.findings) + " left out.\n");
}

void print_nem13_report(const consumers::Nem13ImportReport& report) {
    print(report.file.str() + ": " + std::to_string(report.reads) + " reads of " + std::to_string(report.meters) +
          (report.meters == 1 ? " meter" : " meters") +
          (report.from.is_set()
               ? " from " + domain::to_string(report.from) + " until " + domain::to_string(report.until)
               : "") +
          ", in " + std::to_string(report.records) + (report.records == 1 ? " record.\n  " : " records.\n  ") +
          std::to_string(report.accepted) + " recorded, " + std::to_string(report.repeated) + " recorded before, " +
          std::to_string(report.unchanged) + " unchanged, " + std::to_string(report.refused) + " refused" +
          (report.failed > 0 ? ", " + std::to_string(report.failed) + " failed" : "") + ", " +
          std::to_string(report.findings) + " left out.\n");
}

// False, with the error printed: a pair is wrong.
bool read_registers(Session& session, const std::vector<std::string>& pairs,
                    std::map<std::string, domain::Code>& channels) {
    for (const auto& pair : pairs) {
        const auto equals = pair.find('=');
        const std::string suffix = pair.substr(0, equals);
        const std::string channel = equals == std::string::npos ? "" : pair.substr(equals + 1);
        const auto wrong = projections::wrong_with_id(projections::IdForm::code, channel);
        if (suffix.empty() || channel.empty() || !wrong.empty()) {
            session.fail(exit_usage,
                         "--register: '" + pair + "' does not map a suffix to a channel: expected such as E1=kwh",
                         "question_wrong", "register");
            return false;
        }
        channels[suffix] = domain::Code{channel};
    }
    return true;
}

}  // namespace

void add_nem12_options(CLI::App& command, Nem12Options& options) {
    command.add_option(
        "--register", options.registers,
        "nem12, nem13: the channel that counts a suffix, such as E1=kwh; without it the one of that name");
    // One name each time, so that the file may follow it.
    command
        .add_option("--ignore", options.ignored,
                    "nem12, nem13: a suffix, urdb: a field, that is not imported, such as Q1 or annualmincharge")
        ->allow_extra_args(false);
    command
        .add_option("--clock", options.clock,
                    "nem12: what the file's days are: nem (UTC+10 all year) or local (the utility's own)")
        ->check(CLI::IsMember({"nem", "local"}));
    command.add_flag("--any-serial", options.any_serial,
                     "nem13: the file's serial numbers are not the badge numbers of the meters");
}

bool read_nem12_options(Session& session, const Nem12Options& options, consumers::Nem12Request& request) {
    if (!read_registers(session, options.registers, request.channels)) return false;
    request.passed_over.insert(options.ignored.begin(), options.ignored.end());
    request.clock = options.clock == "local" ? consumers::FileClock::local : consumers::FileClock::nem;
    return true;
}

bool read_nem13_options(Session& session, const Nem12Options& options, consumers::Nem13Request& request) {
    if (!read_registers(session, options.registers, request.channels)) return false;
    request.passed_over.insert(options.ignored.begin(), options.ignored.end());
    request.any_serial = options.any_serial;
    return true;
}

void import_nem12_file(Session& session, consumers::CommandPort& port, consumers::UsageSource& source,
                       consumers::NamedPoints& points, const consumers::Nem12Request& request,
                       const DivisionFailed& division_failed) {
    import_one_file(
        session, "days",
        [&](const consumers::OnImportProgress& progress) {
            return consumers::import_nem12(port, source, points, request, progress);
        },
        say_nem_findings<consumers::Nem12ImportReport>, print_nem12_report, division_failed);
}

void import_nem13_file(Session& session, consumers::CommandPort& port, consumers::UsageSource& source,
                       consumers::NamedPoints& points, const consumers::Nem13Request& request,
                       const DivisionFailed& division_failed) {
    import_one_file(
        session, "reads",
        [&](const consumers::OnImportProgress& progress) {
            return consumers::import_nem13(port, source, points, request, progress);
        },
        say_nem_findings<consumers::Nem13ImportReport>, print_nem13_report, division_failed);
}

}  // namespace tally::tools
