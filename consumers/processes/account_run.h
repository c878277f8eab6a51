#pragma once
// What process managers share: what is due is found once, each of it gives commands under ids that make a repetition
// harmless, and what was not done is listed. A process manager adds its rule: what is due, by which command, and what
// an answer means.
//
//     struct Rule {
//         using Report = …;                                            // With on, interrupted, errors_count, errors.
//         static constexpr std::string_view process = "late";          // Its command ids begin with it.
//         DivisionResult<std::vector<Due>> find(HeldDivision&, const RunRequest&, Report&);
//         std::string id_of(const Due&);                               // What is done, within the day.
//         domain::AssessLateCharges command_for(const Due&, domain::Date);
//         const domain::AccountId& account_of(const Due&);
//         bool count(const eventstore::CommandReceipt&, Report&);      // False: it is listed as an error.
//     };

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "consumers/commands/command_port.h"
#include "consumers/commands/held_division.h"
#include "domain/core/date.h"
#include "domain/core/describe.h"
#include "domain/core/text.h"
#include "domain/parts.h"

namespace tally::consumers {

struct RunRequest {
    domain::Date on;
    domain::Plain actor;
    domain::Instant received_at;  // Of every command, where the division has simulated time.
    // Shown every command before it is sent.
    std::function<void(const eventstore::ParsedCommand&)> sends = {};
};

// An account of which something was not done, and why.
struct RunError {
    domain::AccountId account;
    domain::Code reason;
    domain::Plain explanation;
    template <class T = RunError>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"reason", &T::reason, "Name of the rejection."},
                         Field{"explanation", &T::explanation, "What to do."}};
    }
    bool operator==(const RunError&) const = default;
};
inline constexpr std::size_t run_errors_kept_max = 1'000;

// The name of the rejection with its cure, or of the failure with what is wrong.
[[nodiscard]] RunError run_error_of(const domain::AccountId&, const eventstore::CommandReceipt&);

struct RunProgress {
    std::uint64_t due = 0;
    std::uint64_t answered = 0;
};
// Called after each answer; false: stop. What was sent is finished first.
using OnRunProgress = std::function<bool(const RunProgress&)>;

// `process:what`. Where that cannot be an id, as for the id of a long account, a digest of it stands behind the
// process.
[[nodiscard]] domain::CommandId run_command_id(std::string_view process, std::string_view what);

// For any request that names actor and received_at.
template <class Request, class Order>
[[nodiscard]] eventstore::ParsedCommand run_command(const Request& request, domain::CommandId id, Order order) {
    eventstore::ParsedCommand parsed;
    parsed.header.command_id = std::move(id);
    parsed.header.actor = request.actor;
    parsed.header.received_at = request.received_at;
    parsed.command = std::move(order);
    return parsed;
}

// The commands of one thing that is due; there may be none.
using CommandsOf = std::function<DivisionResult<void>(std::size_t due, std::deque<eventstore::ParsedCommand>&)>;
struct SentRun {
    bool interrupted = false;  // Some that were due were not tried, or not answered.
    bool stopped = false;      // The port was: nothing can be waited for.
};
// Sends the commands of the things that are due, of which there are `due`, in their order.
// Errors: those of the port, of a command that failed with one, and of commands_of.
[[nodiscard]] DivisionResult<SentRun> send_due(
    CommandPort&, std::size_t due, const CommandsOf& commands_of,
    const std::function<void(const eventstore::ParsedCommand&)>& sends,
    const std::function<bool(const eventstore::ParsedCommand&, const eventstore::CommandReceipt&)>& answered);

// The rows of one part of accounts, in the order of their ids. Returns how many there are.
[[nodiscard]] DivisionResult<std::uint64_t> each_account_part(
    HeldDivision&, domain::PartKind,
    const std::function<DivisionResult<void>(std::string_view key, std::string_view row)>& use);

template <class Report>
void keep_error(Report& report, RunError error) {
    ++report.errors_count;
    if (report.errors.size() < run_errors_kept_max) report.errors.push_back(std::move(error));
}

// Of an account that is due and not tried; what must be settled first.
template <class Report, class Matter>
void keep_skip(Report& report, const domain::AccountId& account, const Matter& matter) {
    ++report.skipped;
    if (report.skips.size() < run_errors_kept_max)
        report.skips.push_back({account, matter.reason, domain::Plain{matter.explanation}});
}

// False: it was neither done now nor before.
[[nodiscard]] bool count_done(const eventstore::CommandReceipt&, std::uint64_t& done, std::uint64_t& done_before);

// A run of one command for each thing that is due on a day.
template <class Rule>
[[nodiscard]] DivisionResult<typename Rule::Report> run_accounts(CommandPort& port, HeldDivision& held,
                                                                 const RunRequest& request, Rule rule,
                                                                 const OnRunProgress& progress) {
    typename Rule::Report report;
    report.on = request.on;
    if (auto current = held.catch_up(); !current) return tl::unexpected(std::move(current.error()));
    const auto due = rule.find(held, request, report);
    if (!due) return tl::unexpected(due.error());
    std::size_t answered = 0;
    const auto sent = send_due(
        port, due->size(),
        [&](std::size_t n, std::deque<eventstore::ParsedCommand>& commands) -> DivisionResult<void> {
            const auto& one = (*due)[n];
            commands.push_back(run_command(
                request, run_command_id(Rule::process, domain::to_string(request.on) + ":" + rule.id_of(one)),
                rule.command_for(one, request.on)));
            return {};
        },
        request.sends,
        // Answers come in the order of the commands.
        [&](const eventstore::ParsedCommand&, const eventstore::CommandReceipt& receipt) {
            const auto& account = rule.account_of((*due)[answered]);
            if (!rule.count(receipt, report)) keep_error(report, run_error_of(account, receipt));
            return progress({due->size(), ++answered});
        });
    if (!sent) return tl::unexpected(sent.error());
    report.interrupted = sent->interrupted;
    return report;
}

// Of a rule whose things are accounts.
struct EachAccount {
    [[nodiscard]] static std::string id_of(const domain::AccountId& account) { return account.str(); }
    [[nodiscard]] static const domain::AccountId& account_of(const domain::AccountId& account) { return account; }
};

}  // namespace tally::consumers
