// tally demo: makes a utility, bills it, shows it; or bills one real gas customer from a Green Button file.

#include <CLI/CLI.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <optional>

#include "consumers/commands/division_port.h"
#include "consumers/intake/green_button/green_button.h"
#include "consumers/intake/green_button/usage_import.h"
#include "consumers/processes/bill_run/bill_run.h"
#include "projections/ar_history/ar_history_queries.h"
#include "projections/customers/customer_queries.h"
#include "projections/documents/document_queries.h"
#include "tools/shared/kafka_exit.h"
#include "tools/tally/demo/settings.h"
#include "tools/tally/demo/utility.h"
#include "tools/tally/receipts.h"
#include "tools/tally/session.h"

namespace tally::tools {

namespace {

std::string padded(std::string text, std::size_t width) {
    return text.size() < width ? std::string(width - text.size(), ' ') + text : text;
}
std::string seconds_text(double seconds) {
    char text[32];
    std::snprintf(text, sizeof text, "%.2f s", seconds);
    return text;
}

std::unique_ptr<eventstore::Division> make_division(Session& session, const std::string& origin) {
    eventstore::NewDivision made;
    made.origin = origin;
    made.currency = "USD";
    made.time_zone = "America/New_York";
    made.simulated_time = true;
    return make_store(session, made, [] { return *domain::Instant::parse("2021-01-01T12:00:00Z"); });
}

template <class Answer>
void show(Session& session, const eventstore::Division& division, const projections::Answered<Answer>& answer) {
    if (!answer) return session.fail(answer.error());
    if (*answer) print(projections::render(**answer, render_context(division)) + "\n");
}

bool verify(Session& session, eventstore::Division& division) {
    const auto started = std::chrono::steady_clock::now();
    auto answer = verify_with_progress(division);
    if (!answer) {
        session.fail(answer.error());
        return false;
    }
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    print("Verified " + with_thousands(answer->position) + " events in " + seconds_text(seconds) + ": " +
          (answer->well() ? "log, tree, states and projections agree.\n"
                          : with_thousands(answer->findings.size()) + " findings, see `tally verify`.\n"));
    if (!answer->well()) session.exit_code = exit_refused;
    return answer->well();
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
    show(session, division, projections::account(reader, id));
    if (auto documents = projections::documents(reader, id); documents && *documents) {
        const domain::DocumentId latest{id.str() + "-S" + std::to_string(request.months)};
        show(session, division, projections::statement(reader, latest));
    }
    show(session, division, projections::ar_history(reader, id));
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
    auto division = make_division(session, "demo.example/gas");
    if (!division) return;
    DemoReport report;
    if (fill(session, *division, request, commands_path.empty() ? nullptr : &commands, report)) {
        print_report(*division, request, report);
        print_sights(session, report);
        if (!division->store().wait_for(division->store().durable_end(), std::chrono::seconds{60}))
            session.fail(exit_failed, "the views did not catch up in 60 s");
        show_example(session, *division, request, report.example);
        verify(session, *division);
        print_what_to_try(session, report.example);
    }
    session.close(*division);
}

// A household with premise, meter and gas service.
domain::SetUpCustomer household(domain::Date moved_in) {
    domain::SetUpCustomer customer;
    customer.new_person.name.full.bytes = "A household in the file";
    domain::PersonAddress home;
    home.address_id = domain::AddressId{"home"};
    home.address.country = domain::Code{"US"};
    home.address.address1.bytes = "1 Main St";
    home.address.city.bytes = "Anytown";
    customer.new_person.addresses.push_back(home);
    customer.account.account = domain::AccountId{"1001"};
    customer.account.opened_on = moved_in;
    customer.account.customer_class = domain::Code{"RES"};
    customer.account.bill_cycle = domain::Code{"M01"};
    customer.new_location.premise = domain::PremiseId{"L-1"};
    customer.new_location.address.country = domain::Code{"US"};
    customer.new_location.address.address1 = domain::Plain{"1 Main St"};
    domain::AddServicePoint service_point;
    service_point.service_point = domain::ServicePointId{"SP-1"};
    service_point.service = domain::Code{"gas"};
    customer.new_service_points.push_back(service_point);
    domain::InstallMeter meter;
    meter.service_point = service_point.service_point;
    meter.meter = domain::MeterId{"M-1"};
    meter.installed_on = moved_in;
    meter.registers.push_back(
        {.channel = domain::Code{"1"}, .kind = domain::RegisterKind::consumptive, .unit = domain::Code{"therm"}});
    customer.new_meters.push_back(meter);
    domain::StartService start;
    start.sa_type = domain::Code{"G-RES"};
    start.service_point = service_point.service_point;
    start.start_on = moved_in;
    customer.services.push_back(start);
    return customer;
}

// Sends commands that the rules accept; a refusal is printed and is the last.
class RealCustomerCommands {
  public:
    RealCustomerCommands(Session& session, eventstore::Division& division)
        : session_(session), port_(division), held_(division) {}

    [[nodiscard]] bool send(std::vector<domain::Command> commands, domain::Date on) {
        std::vector<eventstore::ParsedCommand> parsed(commands.size());
        for (std::size_t i = 0; i < commands.size(); ++i) {
            parsed[i].header.command_id = domain::CommandId{"real-" + std::to_string(++number_)};
            parsed[i].header.actor = domain::Plain{session_.actor};
            parsed[i].header.received_at = noon(on);
            parsed[i].command = std::move(commands[i]);
        }
        const auto receipts = consumers::send_all(port_, std::move(parsed));
        if (!receipts) {
            fail(session_, receipts.error());
            return false;
        }
        bool accepted = true;
        for (const auto& receipt : *receipts)
            if (receipt.status != eventstore::ReceiptStatus::accepted) {
                session_.fail(exit_failed, receipt_text(receipt));
                accepted = false;
            }
        return accepted;
    }
    // How many bills were made; nothing, with the error printed, where the run failed.
    [[nodiscard]] std::optional<std::uint64_t> bill(domain::Date bill_date) {
        const auto report = consumers::run_bills(
            port_, held_, {domain::Code{"M01"}, bill_date, domain::Plain{session_.actor}, noon(bill_date)},
            [](const consumers::BillRunProgress&) { return true; });
        if (report) return *report ? (*report)->billed : 0;
        fail(session_, report.error());
        return std::nullopt;
    }

  private:
    Session& session_;
    consumers::DivisionPort port_;
    consumers::HeldStore held_;
    std::uint64_t number_ = 0;
};

// Each month's usage as it arrived, then the month's bill. Nothing, with the error printed, where one failed.
std::optional<std::uint64_t> bill_each_month(RealCustomerCommands& commands, const consumers::UsageImport& usage) {
    std::uint64_t bills = 0;
    auto next = usage.commands.begin();
    const domain::Date last = *domain::Date::parse("2024-06-01");
    for (domain::Date day = *domain::Date::parse("2021-07-05"); day < last; day = domain::add_months(day, 1, 5)) {
        std::vector<domain::Command> arrived;
        for (; next != usage.commands.end() && next->usage.until <= day; ++next) arrived.push_back(next->usage);
        if (!commands.send(std::move(arrived), day)) return std::nullopt;
        const auto billed = commands.bill(day);
        if (!billed) return std::nullopt;
        bills += *billed;
    }
    return bills;
}

void bill_real_customer(Session& session, eventstore::Division& division, const consumers::GreenButtonFile& file,
                        const std::string& file_name) {
    const domain::Date moved_in = *domain::Date::parse("2021-05-26");
    consumers::DivisionPort port(division);
    if (auto applied = apply_example_settings(port, division.currency(), noon(moved_in), true); !applied)
        return session.fail(applied.error());
    RealCustomerCommands commands(session, division);
    if (!commands.send(example_windows(*domain::Date::parse("2021-06-01"), 37, false), moved_in) ||
        !commands.send({household(moved_in)}, moved_in))
        return;
    const auto usage = consumers::usage_of(file, {.service_point = domain::ServicePointId{"SP-1"},
                                                  .channel = domain::Code{"1"},
                                                  .usage_point = "",
                                                  .unit = "",
                                                  .register_unit = "therm",
                                                  .currency = "USD",
                                                  .source = domain::Plain{file_name},
                                                  .time_zone = "America/New_York"});
    if (!usage) return session.fail(exit_refused, usage.error().message);
    const auto bills = bill_each_month(commands, *usage);
    if (!bills) return;
    print(file_name + ": " + std::to_string(usage->readings) + " readings, " + domain::to_string(usage->usage_total) +
          " " + usage->unit.str() + "; " + std::to_string(*bills) + " bills made.\n\n");
    show(session, division, projections::invoice(projections::reader_of(division), domain::DocumentId{"1001-I8"}));
    verify(session, division);
    print("\nTry next:\n  tally show --store " + session.store + " usage SP-1\n  tally show --store " + session.store +
          " ar-history 1001\n");
}

// Three years of one household's gas, billed at the example's tariff.
void run_real_customer(Session& session, const std::string& path) {
    const auto file = consumers::read_green_button(path);
    if (!file) return session.fail(exit_usage, file.error().message);
    auto division = make_division(session, "demo.example/real-gas");
    if (!division) return;
    bill_real_customer(session, *division, *file, std::filesystem::path(path).filename().string());
    session.close(*division);
}

}  // namespace

void add_demo(CLI::App& app, Session& session) {
    auto* command = add_store_command(app, session, "demo", "Make a utility from a seed, bill it and show it");
    add_actor_option(*command, session);
    auto request = std::make_shared<DemoRequest>();
    auto real = std::make_shared<std::string>();
    command->add_option("--accounts", request->accounts, "Number of service points")
        ->check(CLI::Range(1u, 10'000'000u))
        ->capture_default_str();
    command->add_option("--months", request->months, "Number of months to bill")
        ->check(CLI::Range(1u, 120u))
        ->capture_default_str();
    command->add_option("--seed", request->seed, "The same seed makes the same history")->capture_default_str();
    auto* troubles = command
                         ->add_option("--troubles", request->troubles,
                                      "Percent of how often troubles usually happen, such as disputes and misreads")
                         ->check(CLI::Range(0u, 10'000u))
                         ->capture_default_str();
    command
        ->add_flag("--plain", request->plain,
                   "Only bills, payments, moves and reversals: no plans, deposits, disputes, batches, hourly values")
        ->excludes(troubles);
    auto commands = std::make_shared<std::string>();
    command->add_option("--commands", *commands,
                        "Also write every command to this file, as lines for `tally apply` and `tally send`");
    command->add_option("--real-gas-customer", *real, "Bill the one customer of this Green Button file instead");
    command->callback([&session, request, real, commands] {
        real->empty() ? run_demo(session, *request, *commands) : run_real_customer(session, *real);
    });
}

}  // namespace tally::tools
