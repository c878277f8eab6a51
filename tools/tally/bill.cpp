// tally bill: bills every due account of a cycle. Run again, it bills once; interrupted, it goes on.

#include <CLI/CLI.hpp>

#include "consumers/bill_run/bill_run.h"
#include "projections/ask.h"
#include "projections/queries.h"
#include "tools/tally/session.h"

namespace tally::tools {

namespace {

void print_for_people(const consumers::BillRunReport& report) {
    print("Cycle " + report.cycle.str() + ", bill date " + domain::to_string(report.bill_date) + ": " +
          counted(report.due, "account") + " due, " + std::to_string(report.billed) + " billed, " +
          std::to_string(report.nothing_to_bill) + " with nothing to bill, " + std::to_string(report.errors_count) +
          " in error" +
          (report.already_billed == 0 ? "" : ", " + std::to_string(report.already_billed) + " billed before") +
          (report.without_agreement == 0
               ? ""
               : ", " + std::to_string(report.without_agreement) + " without a service agreement") +
          ".\n");
    for (const auto& account : report.accounts_without_agreement)
        print("  " + account.str() + ": it has no service agreement and is charged nothing\n");
    for (const auto& error : report.errors)
        print("  " + error.account.str() + (error.sa.empty() ? "" : " " + error.sa.str()) + ": " + error.reason.str() +
              ": " + error.explanation.str() + "\n");
    if (report.errors_count > report.errors.size())
        print("  … and " + std::to_string(report.errors_count - report.errors.size()) + " more\n");
    if (report.interrupted) print("Interrupted: run it again, it goes on where it stopped.\n");
}

void show_report(Session& session, const consumers::BillRunReport& report) {
    if (session.json)
        print(eventstore::to_json(report, {}) + "\n");
    else
        print_for_people(report);
    if (report.errors_count > 0 || report.interrupted) session.exit_code = std::max(session.exit_code, exit_refused);
}

}  // namespace

void add_bill(CLI::App& app, Session& session) {
    auto* command = add_store_command(app, session, "bill", "Bill every due account of a cycle");
    auto cycle = std::make_shared<std::string>();
    auto date_text = std::make_shared<std::string>();
    auto received_text = std::make_shared<std::string>();
    command->add_option("--cycle", *cycle, "Bill cycle")->required();
    command->add_option("--date", *date_text, "Bill date, and the cut-off for reads, such as 2022-01-05")->required();
    command->add_option("--received-at", *received_text, "Only with simulated time: when the commands are received");
    command->callback([&session, cycle, date_text, received_text] {
        const auto date = domain::Date::parse(*date_text);
        if (!date)
            return session.fail(exit_usage, "--date: '" + *date_text + "' is no date: give one such as 2022-01-05");
        if (const auto wrong = projections::wrong_with_id(projections::IdForm::code, *cycle); !wrong.empty())
            return session.fail(exit_usage, "--cycle: " + wrong, "question_wrong", "cycle");
        consumers::BillRunRequest request;
        request.cycle = domain::Code{*cycle};
        request.bill_date = *date;
        request.actor = domain::Plain{session.actor};
        if (!received_text->empty()) {
            const auto received = domain::Instant::parse(*received_text);
            if (!received)
                return session.fail(exit_usage, "--received-at: '" + *received_text +
                                                    "' is no instant: give one such as 2022-01-05T12:00:00Z");
            request.received_at = *received;
        }
        auto division = session.open_to_write();
        if (!division) return;
        if (!received_text->empty() && !division->identity().simulated_time) {
            session.fail(exit_usage, "--received-at: the store was made without --simulated-time: leave it out");
            return session.close(*division);
        }
        const auto known = projections::calendar(projections::reader_of(division->store(), {}), request.cycle);
        if (!known) {
            session.fail(known.error());
        } else if (!*known) {
            session.fail(exit_refused, "--cycle: there is no bill cycle '" + *cycle +
                                           "': `tally show calendar` lists those there are");
        } else {
            std::optional<Progress> progress;
            auto report = consumers::run_bills(*division, request, [&](const consumers::BillRunProgress& now) {
                if (!progress) progress.emplace("accounts", now.due);
                progress->at(now.answered);
                return !interrupted();
            });
            if (!report) {
                session.fail(report.error());
            } else if (!*report) {
                session.fail(exit_refused, "--date: no window of bill cycle '" + *cycle + "' contains " +
                                               domain::to_string(*date) + ": `tally show calendar " + *cycle +
                                               "` lists its windows");
            } else {
                show_report(session, **report);
            }
        }
        session.close(*division);
    });
}

}  // namespace tally::tools
