#include "tools/tally/import_nem12.h"

#include <CLI/CLI.hpp>

#include "consumers/intake/nem12/register_channel.h"

namespace tally::tools {

namespace {

// False, with the error printed: a pair is wrong.
bool read_registers(Session& session, const std::vector<std::string>& pairs,
                    std::map<std::string, domain::Code>& channels) {
    for (const auto& pair : pairs) {
        auto named = consumers::register_channel(pair);
        if (!named) {
            session.fail(exit_usage, "--register: " + named.error(), "question_wrong", "register");
            return false;
        }
        channels.insert_or_assign(std::move(named->first), std::move(named->second));
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
        division_failed);
}

void import_nem13_file(Session& session, consumers::CommandPort& port, consumers::UsageSource& source,
                       consumers::NamedPoints& points, const consumers::Nem13Request& request,
                       const DivisionFailed& division_failed) {
    import_one_file(
        session, "reads",
        [&](const consumers::OnImportProgress& progress) {
            return consumers::import_nem13(port, source, points, request, progress);
        },
        division_failed);
}

}  // namespace tally::tools
