// tally run PROCESS: what is due on a day, by a process manager. Run again, it does nothing twice; interrupted, it goes
// on.

#include <CLI/CLI.hpp>
#include <array>

#include "tools/shared/kafka_exit.h"
#include "tools/tally/division_target.h"
#include "tools/tally/run_process.h"

namespace tally::tools {

namespace {

constexpr std::array processes{
    Process{"arrangements", "Bills instalments that are near, breaks payment arrangements that are overdue",
            run_arrangements_process},
    Process{"budgets", "Trues up budget plans whose twelve months are over", run_budgets_process},
    Process{"deposit-interest", "Accrues interest on every deposit that is held", run_deposit_interest_process},
    Process{"deposit-review", "Refunds deposits that passed their test; says which are too low",
            run_deposit_review_process},
    Process{"late-charges", "Charges accounts for what is overdue, by the policy of their class",
            run_late_charges_process},
    Process{"refunds", "Refunds credit that is left on accounts after their last bill", run_refunds_process},
    Process{"write-offs", "Writes off what is long overdue of agreements that have ended", run_write_offs_process,
            "Only what was due more than so many days before, such as 180"},
};

constexpr std::uint32_t days_max = 36'500;

struct RunOptions {
    std::string date;
    std::string received_at;
    std::uint32_t days = 0;
    KafkaOptions kafka;
};

void run_process(Session& session, const Process& process, const RunOptions& options) {
    ProcessRun run;
    if (!read_date(session, "--date", options.date, run.date)) return;
    run.actor = domain::Plain{session.actor};
    run.days = options.days;
    if (!read_received_at(session, options.received_at, run.received_at)) return;
    if (session.store.empty() || session.exit_code != exit_done) return;
    const auto target = DivisionTarget::open(session, options.kafka);
    if (!target) return;
    if (received_at_fits(session, options.received_at, target->division().identity().simulated_time))
        if (const auto ran = process.run(session, target->port(), target->held(), run); !ran)
            fail(session, ran.error());
    target->close();
}

}  // namespace

void print_run_errors(const std::vector<consumers::RunError>& errors, std::uint64_t all, std::string_view what) {
    for (const auto& error : errors)
        print("  " + error.account.str() + ": " + error.reason.str() + ": " + error.explanation.str() + "\n");
    if (all > errors.size())
        print("  … and " + with_thousands(all - errors.size()) + " more " + std::string{what} + "\n");
}

void add_run(CLI::App& app, Session& session) {
    auto* command = app.add_subcommand("run", "Run a process that is due on a day");
    command->require_subcommand(1);
    for (const Process& process : processes) {
        auto* one = add_store_command(*command, session, std::string{process.name}, std::string{process.about});
        add_actor_option(*one, session);
        auto options = std::make_shared<RunOptions>();
        one->add_option("--date", options->date, "The day, such as 2022-01-05")->required();
        one->add_option("--received-at", options->received_at,
                        "With simulated time, and required there: when the commands are received");
        if (!process.days.empty())
            one->add_option("--days", options->days, std::string{process.days})
                ->required()
                ->check(digits_only() & CLI::Range(std::uint32_t{1}, days_max));
        add_kafka_options(*one, options->kafka);
        one->callback([&session, &process, options] { run_process(session, process, *options); });
    }
}

}  // namespace tally::tools
