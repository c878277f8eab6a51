// tally demo: makes a utility, bills it, shows it; or bills one real gas customer from a Green Button file.

#include <CLI/CLI.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>

#include "consumers/commands/division_port.h"
#include "consumers/intake/green_button/green_button.h"
#include "consumers/intake/green_button/usage_import.h"
#include "consumers/processes/bill_run/bill_run.h"
#include "projections/ar_history/ar_history_queries.h"
#include "projections/customers/customer_queries.h"
#include "projections/documents/document_queries.h"
#include "tools/shared/kafka_exit.h"
#include "tools/tally/demo_utility.h"
#include "tools/tally/receipts.h"
#include "tools/tally/session.h"

namespace tally::tools {

namespace {

std::string grouped(std::uint64_t number) {
    std::string digits = std::to_string(number);
    for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
    return digits;
}
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
    print("Verified " + grouped(answer->position) + " events in " + seconds_text(seconds) + ": " +
          (answer->well() ? "log, tree, states and projections agree.\n"
                          : grouped(answer->findings.size()) + " findings, see `tally verify`.\n"));
    if (!answer->well()) session.exit_code = exit_refused;
    return answer->well();
}

// Every command as a line that `tally apply` and `tally send` take.
class CommandsFile {
  public:
    [[nodiscard]] bool open(const std::string& path) {
        file_.open(path, std::ios::binary | std::ios::trunc);
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
    std::ofstream file_;
    std::string line_;
};

void run_demo(Session& session, DemoRequest request, const std::string& commands_path) {
    CommandsFile commands;
    if (!commands_path.empty() && !commands.open(commands_path))
        return session.fail(exit_usage, commands_path + ": cannot be written");
    auto division = make_division(session, "demo.example/gas");
    if (!division) return;
    const auto json = division->json();
    if (!commands_path.empty())
        request.sends = [&](const eventstore::ParsedCommand& command) { commands.add(command, json); };
    eventstore::Result<DemoReport> report;
    {
        std::optional<Progress> progress;
        report = fill_demo(*division, request, [&](std::uint64_t day, std::uint64_t days) {
            if (!progress) progress.emplace("days of its history", days);
            progress->at(day);
            return !interrupted();
        });
    }
    if (!report) {
        session.fail(report.error());
        return session.close(*division);
    }
    if (!commands_path.empty() && !commands.close()) {
        session.fail(exit_failed, commands_path + ": could not be written whole");
        return session.close(*division);
    }
    if (interrupted()) {
        std::fprintf(stderr, "tally: interrupted: %s is whole, but has only a part of the months\n",
                     session.store.c_str());
        return session.close(*division);
    }
    print("\nA utility of " + grouped(request.accounts) + " service points over " + std::to_string(request.months) +
          " months, seed " + std::to_string(request.seed) + ": " + grouped(division->store().durable_end()) +
          " events\n\n");
    print("  " + std::string("made") + std::string(36, ' ') + "count      time        rate\n");
    for (const auto& work : report->work)
        print(
            "  " + work.what + std::string(32 - std::min<std::size_t>(work.what.size(), 31), ' ') +
            padded(grouped(work.count), 13) + padded(seconds_text(work.seconds), 10) +
            padded(grouped(static_cast<std::uint64_t>(static_cast<double>(work.count) / std::max(work.seconds, 1e-6))) +
                       "/s",
                   12) +
            "\n");
    if (!report->bill_errors.empty())
        print("  bills held in error, billed a month later: " + grouped(report->bill_errors.size()) + ", such as " +
              report->bill_errors.front() + "\n");
    print("\n");
    if (!division->store().wait_for(division->store().durable_end(), std::chrono::seconds{60}))
        session.fail(exit_failed, "the views did not catch up in 60 s");
    const auto reader = projections::reader_of(*division);
    // The house next door: an ordinary customer.
    auto state = projections::account(reader, report->example);
    show(session, *division, state);
    if (auto documents = projections::documents(reader, report->example); documents && *documents) {
        const domain::DocumentId latest{report->example.str() + "-S" + std::to_string(request.months)};
        show(session, *division, projections::statement(reader, latest));
    }
    show(session, *division, projections::ar_history(reader, report->example));
    verify(session, *division);
    const std::string store = " --store " + session.store + " ";
    const std::string id = report->example.str();
    print("\nTry next:\n  tally search" + store + "Turner\n  tally show" + store + "balance " + id + "\n  tally show" +
          store + "open-items " + id + " --as-of 2021-09-01\n  tally show" + store + "trial-balance\n  tally events" +
          store + "--stream account/" + id + "\n  tally replay" + store + "--effective 2021-12-31\n  tally verify" +
          store + "\n  tally export" + store + "hledger | hledger -f - check\n  tally describe commands\n");
    session.close(*division);
}

// Three years of one household's gas, billed at the example's tariff.
void run_real_customer(Session& session, const std::string& path) {
    auto file = consumers::read_green_button(path);
    if (!file) return session.fail(exit_usage, file.error().message);
    auto division = make_division(session, "demo.example/real-gas");
    if (!division) return;
    const domain::Date moved_in = *domain::Date::parse("2021-05-26");
    const auto noon = [](domain::Date date) {
        return domain::Instant{(std::int64_t{date.days} * 86'400 + 17 * 3'600) * 1'000'000};
    };
    if (auto applied = apply_example_settings(*division, noon(moved_in)); !applied)
        return session.fail(applied.error());

    std::uint64_t number = 0;
    bool refused = false;
    consumers::DivisionPort port(*division);
    consumers::HeldStore held(*division);
    const auto run = [&](std::vector<domain::Command> commands, domain::Date on) {
        std::vector<eventstore::ParsedCommand> parsed(commands.size());
        for (std::size_t i = 0; i < commands.size(); ++i) {
            parsed[i].header.command_id = domain::CommandId{"real-" + std::to_string(++number)};
            parsed[i].header.actor = domain::Plain{session.actor};
            parsed[i].header.received_at = noon(on);
            parsed[i].command = std::move(commands[i]);
        }
        const auto receipts = consumers::send_all(port, std::move(parsed));
        if (!receipts) {
            fail(session, receipts.error());
            refused = true;
            return;
        }
        for (const auto& receipt : *receipts)
            if (receipt.status != eventstore::ReceiptStatus::accepted) {
                session.fail(exit_failed, receipt_text(receipt));
                refused = true;
            }
    };
    run(example_windows(*domain::Date::parse("2021-06-01"), 37), moved_in);
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
    meter.service_point = domain::ServicePointId{"SP-1"};
    meter.meter = domain::MeterId{"M-1"};
    meter.installed_on = moved_in;
    meter.registers.push_back(
        {.channel = domain::Code{"1"}, .kind = domain::RegisterKind::consumptive, .unit = domain::Code{"therm"}});
    customer.new_meters.push_back(meter);
    domain::StartService start;
    start.sa_type = domain::Code{"G-RES"};
    start.service_point = domain::ServicePointId{"SP-1"};
    start.start_on = moved_in;
    customer.services.push_back(start);
    run({customer}, moved_in);
    if (refused) return session.close(*division);

    const consumers::UsageImportRequest request{
        .service_point = domain::ServicePointId{"SP-1"},
        .channel = domain::Code{"1"},
        .usage_point = "",
        .unit = "",
        .register_unit = "therm",
        .currency = "USD",
        .source = domain::Plain{std::filesystem::path(path).filename().string()},
        .time_zone = "America/New_York"};
    auto usage = consumers::usage_of(*file, request);
    if (!usage) return session.fail(exit_refused, usage.error().message);
    std::size_t next = 0;
    std::uint64_t bills = 0;
    for (domain::Date bill_date = *domain::Date::parse("2021-07-05");
         bill_date < *domain::Date::parse("2024-06-01") && !refused; bill_date = domain::add_months(bill_date, 1, 5)) {
        std::vector<domain::Command> arrived;
        for (; next < usage->commands.size() && usage->commands[next].usage.until <= bill_date; ++next)
            arrived.push_back(usage->commands[next].usage);
        run(std::move(arrived), bill_date);
        auto report = consumers::run_bills(
            port, held, {domain::Code{"M01"}, bill_date, domain::Plain{session.actor}, noon(bill_date)},
            [](const consumers::BillRunProgress&) { return true; });
        if (!report) return fail(session, report.error());
        if (*report) bills += (*report)->billed;
    }
    print(std::filesystem::path(path).filename().string() + ": " + std::to_string(usage->readings) + " readings, " +
          domain::to_string(usage->usage_total) + " " + usage->unit.str() + "; " + std::to_string(bills) +
          " bills made.\n\n");
    const auto reader = projections::reader_of(*division);
    show(session, *division, projections::invoice(reader, domain::DocumentId{"1001-I8"}));
    verify(session, *division);
    print("\nTry next:\n  tally show --store " + session.store + " usage SP-1\n  tally show --store " + session.store +
          " ar-history 1001\n");
    session.close(*division);
}

}  // namespace

void add_demo(CLI::App& app, Session& session) {
    auto* command = add_store_command(app, session, "demo", "Make a utility from a seed, bill it and show it");
    add_actor_option(*command, session);
    auto request = std::make_shared<DemoRequest>();
    auto real = std::make_shared<std::string>();
    command->add_option("--accounts", request->accounts, "Service points")
        ->check(CLI::Range(1u, 10'000'000u))
        ->capture_default_str();
    command->add_option("--months", request->months, "Months of bills")
        ->check(CLI::Range(1u, 120u))
        ->capture_default_str();
    command->add_option("--seed", request->seed, "The same seed makes the same history")->capture_default_str();
    auto commands = std::make_shared<std::string>();
    command->add_option("--commands", *commands,
                        "Also write every command to this file, as lines for `tally apply` and `tally send`");
    command->add_option("--real-gas-customer", *real, "Instead: bill the customer of this Green Button file");
    command->callback([&session, request, real, commands] {
        real->empty() ? run_demo(session, *request, *commands) : run_real_customer(session, *real);
    });
}

}  // namespace tally::tools
