// tally demo: makes a utility, bills it, shows it; or bills one real customer from a file that a utility published.

#include <CLI/CLI.hpp>
#include <fstream>
#include <optional>

#include "projections/ar_history/ar_history_queries.h"
#include "projections/customers/customer_queries.h"
#include "projections/documents/document_queries.h"
#include "tools/tally/demo/demo_division.h"
#include "tools/tally/demo/real_customer.h"
#include "tools/tally/demo/utility.h"

namespace tally::tools {

namespace {

std::string padded(std::string text, std::size_t width) {
    return text.size() < width ? std::string(width - text.size(), ' ') + text : text;
}
// Every command as a line that `tally apply` and `tally send` take.
class CommandsFile {
  public:
    explicit CommandsFile(std::string path) : path_(std::move(path)) {}
    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] bool open() {
        file_.open(path_, std::ios::binary | std::ios::trunc);
        return file_.is_open();
    }
    void add(const eventstore::ParsedCommand& command, const eventstore::JsonContext& json) {
        line_.clear();
        eventstore::write_command_json(command.header, command.command, json, line_);
        line_ += '\n';
        file_ << line_;
    }
    [[nodiscard]] bool close() {
        file_.close();
        return !file_.fail();
    }

  private:
    std::string path_;
    std::ofstream file_;
    std::string line_;
};

void print_report(const eventstore::Division& division, const DemoRequest& request, const DemoReport& report) {
    print("\nA utility of " + with_thousands(request.accounts) + " service points over " +
          std::to_string(request.months) + " months, seed " + std::to_string(request.seed) + ": " +
          with_thousands(division.store().durable_end()) + " events\n\n");
    print("  " + std::string("made") + std::string(36, ' ') + "count      time        rate\n");
    for (const auto& work : report.work)
        print("  " + work.what + std::string(32 - std::min<std::size_t>(work.what.size(), 31), ' ') +
              padded(with_thousands(work.count), 13) + padded(seconds_text(work.seconds), 10) +
              padded(with_thousands(
                         static_cast<std::uint64_t>(static_cast<double>(work.count) / std::max(work.seconds, 1e-6))) +
                         "/s",
                     12) +
              "\n");
    if (!report.bill_errors.empty())
        print("  bills held in error, billed later: " + with_thousands(report.bill_errors.size()) + ", such as " +
              report.bill_errors.front() + "\n");
    std::uint64_t refused = 0;
    for (const auto& [rejection, times] : report.refused) refused += times;
    if (refused > 0) {
        print("  tried and refused by the rules: " + with_thousands(refused));
        const char* before = ": ";
        for (const auto& [rejection, times] : report.refused) {
            print(before + rejection + " " + with_thousands(times));
            before = ", ";
        }
        print("\n");
    }
    print("\n");
}

void print_sights(const Session& session, const DemoReport& report) {
    if (report.sights.empty()) return;
    print("  happened to some                        times      one of them\n");
    for (const auto& sight : report.sights)
        print("  " + sight.what + std::string(32 - std::min<std::size_t>(sight.what.size(), 31), ' ') +
              padded(with_thousands(sight.times), 13) + "      tally show --store " + session.store + " " +
              sight.question + "\n");
    print("\n");
}

// An ordinary customer: account, latest statement, history.
void show_example(Session& session, const eventstore::Division& division, const DemoRequest& request,
                  const domain::AccountId& id) {
    const auto reader = projections::reader_of(division);
    show_answer(session, division, projections::account(reader, id));
    if (auto documents = projections::documents(reader, id); documents && *documents) {
        const domain::DocumentId latest{id.str() + "-S" + std::to_string(request.months)};
        show_answer(session, division, projections::statement(reader, latest));
    }
    show_answer(session, division, projections::ar_history(reader, id));
}

void print_what_to_try(const Session& session, const domain::AccountId& account) {
    const std::string store = " --store " + session.store + " ";
    const std::string& id = account.str();
    print("\nTry next:\n  tally search" + store + "Turner\n  tally show" + store + "balance " + id + "\n  tally show" +
          store + "open-items " + id + " --as-of 2021-09-01\n  tally show" + store + "trial-balance\n  tally events" +
          store + "--stream account/" + id + "\n  tally replay" + store + "--effective 2021-12-31\n  tally verify" +
          store + "\n  tally export" + store + "hledger | hledger -f - check\n  tally describe commands\n");
}

// Whether the history is whole; if not, the reason is printed.
bool fill(Session& session, eventstore::Division& division, DemoRequest request, CommandsFile* commands,
          DemoReport& report) {
    const auto json = division.json();
    if (commands) request.sends = [&](const eventstore::ParsedCommand& command) { commands->add(command, json); };
    std::optional<Progress> progress;
    auto filled = fill_demo(division, request, [&](std::uint64_t day, std::uint64_t days) {
        if (!progress) progress.emplace("days of its history", days);
        progress->at(day);
        return !interrupted();
    });
    progress.reset();
    if (!filled) {
        session.fail(filled.error());
        return false;
    }
    report = std::move(*filled);
    if (commands && !commands->close()) {
        session.fail(exit_failed, commands->path() + ": could not be written whole");
        return false;
    }
    if (interrupted())
        std::fprintf(stderr, "tally: interrupted: %s is whole, but has only a part of the months\n",
                     session.store.c_str());
    return !interrupted();
}

void run_demo(Session& session, const DemoRequest& request, const std::string& commands_path) {
    CommandsFile commands(commands_path);
    if (!commands_path.empty() && !commands.open())
        return session.fail(exit_usage, commands_path + ": cannot be written");
    auto division = make_demo_division(session, {});
    if (!division) return;
    DemoReport report;
    if (fill(session, *division, request, commands_path.empty() ? nullptr : &commands, report)) {
        print_report(*division, request, report);
        print_sights(session, report);
        if (!division->store().wait_for(division->store().durable_end(), std::chrono::seconds{60}))
            session.fail(exit_failed, "the views did not catch up in 60 s");
        show_example(session, *division, request, report.example);
        verify_demo(session, *division);
        print_what_to_try(session, report.example);
    }
    session.close(*division);
}

}  // namespace

void add_demo(CLI::App& app, Session& session) {
    auto* command = add_store_command(app, session, "demo", "Make a utility from a seed, bill it and show it");
    add_actor_option(*command, session);
    auto request = std::make_shared<DemoRequest>();
    auto gas = std::make_shared<std::string>(), solar = std::make_shared<std::string>();
    command->add_option("--accounts", request->accounts, "Number of service points")
        ->check(CLI::Range(1u, 10'000'000u))
        ->capture_default_str();
    command->add_option("--months", request->months, "Number of months to bill")
        ->check(CLI::Range(1u, 120u))
        ->capture_default_str();
    command->add_option("--seed", request->seed, "The same seed makes the same history")->capture_default_str();
    auto* troubles = command
                         ->add_option("--troubles", request->troubles,
                                      "How often disputes, misreads and the like happen, in percent of the usual rate")
                         ->check(CLI::Range(0u, 10'000u))
                         ->capture_default_str();
    command
        ->add_flag("--plain", request->plain,
                   "Only bills, payments, moves and reversals: no plans, deposits, disputes, batches, hourly values")
        ->excludes(troubles);
    auto commands = std::make_shared<std::string>();
    command->add_option("--commands", *commands,
                        "Also write every command to this file, as lines for `tally apply` and `tally send`");
    auto* real_gas =
        command->add_option("--real-gas-customer", *gas, "Bill the one customer of this Green Button file instead");
    command
        ->add_option("--real-solar-customer", *solar,
                     "Bill the one customer of this NEM12 file instead, who sends energy back")
        ->excludes(real_gas);
    command->callback([&session, request, gas, solar, commands] {
        if (!gas->empty()) return run_real_gas_customer(session, *gas);
        if (!solar->empty()) return run_real_solar_customer(session, *solar);
        run_demo(session, *request, *commands);
    });
}

}  // namespace tally::tools
