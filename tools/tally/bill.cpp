// tally bill: bills every due account of a cycle. Run again, it bills once; interrupted, it goes on.

#include <CLI/CLI.hpp>

#include "consumers/processes/bill_run/bill_run.h"
#include "projections/ask.h"
#include "projections/calendar/calendar_queries.h"
#include "tools/shared/kafka_exit.h"
#include "tools/tally/division_target.h"
#include "tools/tally/served_bills.h"
#include "tools/tally/server_option.h"
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
    // Both lists have an end; an account's errors stand side by side.
    std::uint64_t listed = 0;
    for (std::size_t i = 0; i < report.errors.size(); ++i)
        if (i == 0 || report.errors[i].account != report.errors[i - 1].account) ++listed;
    if (report.errors_count > listed)
        print("  … and " + counted(report.errors_count - listed, "more account") + " in error\n");
    if (const auto shown = report.accounts_without_agreement.size(); report.without_agreement > shown)
        print("  … and " + counted(report.without_agreement - shown, "more account") +
              " without a service agreement\n");
    if (report.interrupted) print("Interrupted: run it again, it goes on where it stopped.\n");
}

void show_report(Session& session, const consumers::BillRunReport& report) {
    if (session.json)
        print(eventstore::to_json(report, {}) + "\n");
    else
        print_for_people(report);
    if (report.errors_count > 0 || report.interrupted) session.exit_code = std::max(session.exit_code, exit_refused);
}

struct BillOptions {
    std::string cycle;
    std::string date;
    std::string received_at;
    KafkaOptions kafka;
};

void refuse_cycle(Session& session, const BillOptions& options) {
    session.fail(exit_refused, "--cycle: there is no bill cycle '" + options.cycle +
                                   "': `tally show calendar` lists those there are");
}

// Nothing: the division failed.
consumers::DivisionResult<void> run(Session& session, consumers::CommandPort& port, consumers::BillSource& source,
                                    const BillOptions& options, const consumers::BillRunRequest& request) {
    std::optional<Progress> progress;
    auto report = consumers::run_bills(port, source, request, [&](const consumers::BillRunProgress& now) {
        if (!progress) progress.emplace("accounts", now.due);
        progress->at(now.answered);
        return !interrupted();
    });
    progress.reset();
    if (!report) return tl::unexpected(std::move(report.error()));
    if (*report)
        show_report(session, **report);
    else
        session.fail(exit_refused, "--date: no window of bill cycle '" + options.cycle + "' contains " + options.date +
                                       ": `tally show calendar " + options.cycle + "` lists its windows");
    return {};
}

void bill(Session& session, DivisionTarget& target, const BillOptions& options,
          const consumers::BillRunRequest& request) {
    if (!received_at_fits(session, options.received_at, target.division().identity().simulated_time)) return;
    const auto known = projections::calendar(projections::reader_of(target.division().store(), {}), request.cycle);
    if (!known) return session.fail(known.error());
    if (!*known) return refuse_cycle(session, options);
    consumers::HeldBillSource source{target.held()};
    const auto ran = run(session, target.port(), source, options, request);
    if (!ran) fail(session, ran.error());
}

void bill_at(Session& session, const ServerOption& server, const BillOptions& options,
             const consumers::BillRunRequest& request) {
    const auto division = ServedDivision::open(session, server);
    if (!division || !received_at_fits(session, options.received_at, division->identity().simulated_time)) return;
    ServedBillSource source{*division};
    const auto known = source.knows(request.cycle);
    if (!known) return division->print_failure(known.error());
    if (!*known) return refuse_cycle(session, options);
    ServedPort port{*division};
    const auto ran = run(session, port, source, options, request);
    if (!ran) division->print_failure(ran.error());
}

}  // namespace

void add_bill(CLI::App& app, Session& session) {
    auto* command = add_store_command(app, session, "bill", "Bill every due account of a cycle");
    const auto* actor = add_actor_option(*command, session);
    auto options = std::make_shared<BillOptions>();
    command->add_option("--cycle", options->cycle, "Bill cycle")->required();
    command->add_option("--date", options->date, "Bill date, and the cut-off for reads, such as 2022-01-05")
        ->required();
    command->add_option("--received-at", options->received_at,
                        "Only with simulated time: when the commands are received");
    add_kafka_options(*command, options->kafka);
    const auto server = add_server_option(*command);
    command->get_option("--server")->excludes("--kafka");
    command->callback([&session, actor, server, options] {
        consumers::BillRunRequest request;
        if (!read_date(session, "--date", options->date, request.bill_date)) return;
        if (const auto wrong = projections::wrong_with_id(projections::IdForm::code, options->cycle); !wrong.empty())
            return session.fail(exit_usage, "--cycle: " + wrong, "question_wrong", "cycle");
        request.cycle = domain::Code{options->cycle};
        request.actor = domain::Plain{session.actor};
        if (!read_received_at(session, options->received_at, request.received_at)) return;
        if (asks_server_to_write(session, *server, actor->count() > 0, options->kafka))
            return bill_at(session, *server, *options, request);
        if (session.store.empty() || session.exit_code != exit_done) return;
        auto target = DivisionTarget::open(session, options->kafka);
        if (!target) return;
        bill(session, *target, *options, request);
        target->close();
    });
}

}  // namespace tally::tools
