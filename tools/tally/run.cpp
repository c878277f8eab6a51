// tally run PROCESS: what is due on a day, by a process manager. Run again, it does nothing twice; interrupted, it goes
// on.

#include <CLI/CLI.hpp>

#include "consumers/processes/process.h"
#include "tools/shared/kafka_exit.h"
#include "tools/tally/division_target.h"
#include "tools/tally/served_run.h"
#include "tools/tally/server_option.h"
#include "tools/tally/session.h"

namespace tally::tools {

namespace {

using consumers::Process;

struct RunOptions {
    std::string date;
    std::string received_at;
    std::uint32_t days = 0;
    bool preview = false;
    KafkaOptions kafka;
};

void print_accounts(const std::vector<consumers::RunError>& listed, std::uint64_t all, std::string_view what) {
    for (const auto& one : listed)
        print("  " + one.account.str() + ": " + one.reason.str() + ": " + one.explanation.str() + "\n");
    if (all > listed.size())
        print("  … and " + with_thousands(all - listed.size()) + " more " + std::string{what} + "\n");
}

// Prints the report and sets the exit code.
void show(Session& session, const consumers::ProcessRan& ran) {
    const auto& outcome = ran.outcome;
    // A run that its client left has neither.
    if (session.json) {
        if (!ran.json.empty()) print(ran.json + "\n");
    } else {
        if (!outcome.text.empty()) print(outcome.text.str() + "\n");
        print_accounts(outcome.errors, outcome.errors_count, "in error");
        print_accounts(outcome.notes, outcome.notes_count, "to look at");
        if (outcome.interrupted) print("Interrupted: run it again, it goes on where it stopped.\n");
    }
    if (outcome.errors_count > 0 || outcome.interrupted) session.exit_code = std::max(session.exit_code, exit_refused);
}

// The line of progress, from the first answer on.
class ShownProgress {
  public:
    explicit ShownProgress(const Process& process) : things_(process.things) {}
    // False: stop.
    bool at(const consumers::RunProgress& now) {
        if (!progress_ && now.due > 0) progress_.emplace(things_, now.due);
        if (progress_) progress_->at(now.answered);
        return !interrupted();
    }

  private:
    const std::string things_;
    std::optional<Progress> progress_;
};

void run_here(Session& session, const Process& process, const RunOptions& options,
              const consumers::ProcessRequest& request) {
    if (session.store.empty() || session.exit_code != exit_done) return;
    const auto target = DivisionTarget::open(session, options.kafka);
    if (!target) return;
    if (received_at_fits(session, options.received_at, target->division().identity().simulated_time)) {
        std::optional<ShownProgress> shown{process};
        const auto ran = consumers::run_process(process, target->port(), target->held(), request,
                                                [&](const consumers::RunProgress& now) { return shown->at(now); });
        shown.reset();
        if (ran)
            show(session, *ran);
        else
            fail(session, ran.error());
    }
    target->close();
}

void run_at(Session& session, const ServerOption& server, const Process& process, const RunOptions& options,
            const consumers::ProcessRequest& request) {
    const auto division = ServedDivision::open(session, server);
    if (!division || !received_at_fits(session, options.received_at, division->identity().simulated_time)) return;
    std::optional<ShownProgress> shown{process};
    const auto ran =
        run_served(*division, process, request, [&](const consumers::RunProgress& now) { return shown->at(now); });
    shown.reset();
    if (!ran) return division->print_failure(ran.error());
    show(session, *ran);
}

}  // namespace

void add_run(CLI::App& app, Session& session) {
    auto* command = app.add_subcommand("run", "Run a process that is due on a day");
    command->require_subcommand(1);
    for (const Process& process : consumers::processes()) {
        auto* one = add_store_command(*command, session, std::string{process.name}, std::string{process.about});
        const auto* actor = add_actor_option(*one, session);
        auto options = std::make_shared<RunOptions>();
        one->add_option("--date", options->date, "The day, such as 2022-01-05")->required();
        one->add_option("--received-at", options->received_at,
                        "With simulated time, and required there: when the commands are received");
        if (!process.days.empty())
            one->add_option("--days", options->days, std::string{process.days})
                ->required()
                ->check(digits_only() & CLI::Range(std::uint32_t{1}, consumers::process_days_max));
        one->add_flag("--preview", options->preview, "Count what is due, and send nothing");
        add_kafka_options(*one, options->kafka);
        const auto server = add_server_option(*one);
        one->get_option("--server")->excludes("--kafka");
        one->callback([&session, &process, actor, server, options] {
            consumers::ProcessRequest request;
            if (!read_date(session, "--date", options->date, request.run.on)) return;
            request.run.actor = domain::Plain{session.actor};
            request.days = options->days;
            request.preview = options->preview;
            if (!read_received_at(session, options->received_at, request.run.received_at)) return;
            if (asks_server_to_write(session, *server, actor->count() > 0, options->kafka))
                return run_at(session, *server, process, *options, request);
            run_here(session, process, *options, request);
        });
    }
}

}  // namespace tally::tools
