// tally replay: balances from the log alone, with the position and root they are true at.

#include "projections/replay/replay.h"

#include <CLI/CLI.hpp>

#include "eventstore/codec/codec.h"
#include "eventstore/codec/json.h"
#include "projections/ask.h"
#include "tools/tally/audit.h"
#include "tools/tally/session.h"

namespace tally::tools {

namespace {

std::string column(std::string text, std::size_t width) {
    return text.size() < width ? std::string(width - text.size(), ' ') + text : text;
}

std::string table(const projections::ReplayAnswer& answer, std::uint8_t decimals) {
    const auto money = [&](domain::MoneySum amount) { return column(domain::to_string(amount, decimals), 16); };
    std::string out = "  account             payoff          current       receivable        unapplied\n";
    for (const auto& one : answer.accounts) {
        std::string id = one.account.str();
        id.resize(std::max<std::size_t>(id.size(), 12), ' ');
        out += "  " + id + money(one.payoff) + " " + money(one.current) + " " + money(one.receivable) + " " +
               money(one.unapplied) + "\n";
    }
    out += "  all         " + money(answer.payoff) + " " + money(answer.current) + " " + money(answer.receivable) +
           " " + money(answer.unapplied) + "\n\n";
    out += counted(answer.account_count, "account") + ", " + counted(answer.financial_events, "financial event");
    if (answer.effective_on.is_set()) out += " effective by " + domain::to_string(answer.effective_on);
    out += ", replayed from " + std::to_string(answer.entries) + " entries of the log.\nTrue at position " +
           std::to_string(answer.position) + ", root " + root_text(answer.root) + "\n";
    return out;
}

// What the division is, from the event that made it: the log's first. One without an entry has the currency USD.
struct DivisionOfLog {
    domain::Currency currency{{'U', 'S', 'D', 0}, 2};
    bool simulated_time = false;
};
eventstore::Result<DivisionOfLog> division_of(const eventstore::Log& log) {
    if (log.end() == 0) return DivisionOfLog{};
    auto entry = log.read(0);
    if (!entry) return tl::unexpected(std::move(entry.error()));
    auto recorded = eventstore::decode_entry(*entry);
    if (!recorded) return tl::unexpected(std::move(recorded.error()));
    const auto* created = get_if<domain::DivisionCreated>(&recorded->event);
    const auto currency = created ? domain::Currency::parse(created->currency.str()) : std::nullopt;
    if (!currency)
        return eventstore::fail(eventstore::StoreErrorKind::damaged, "the log's first event does not name a currency");
    return DivisionOfLog{*currency, created->simulated_time};
}

struct ReplayRequest {
    bool to_given = false;
    std::uint64_t to = 0;
    std::string recorded_before;
    std::string effective;
    std::string account;
    bool key_given = false;
    std::string verifier_key;
};

// False, with the error printed: a value is wrong.
bool read_options(Session& session, const ReplayRequest& request, projections::ReplayOptions& options) {
    if (request.to_given) options.to = request.to;
    if (!read_optional_instant(session, "--recorded-before", request.recorded_before, options.recorded_before) ||
        !read_optional_date(session, "--effective", request.effective, options.effective))
        return false;
    if (!request.account.empty())
        if (const auto wrong = projections::wrong_with_id(projections::IdForm::id, request.account); !wrong.empty()) {
            session.fail(exit_usage, "--account: " + wrong, "question_wrong", "account");
            return false;
        }
    options.account = domain::AccountId{request.account};
    return true;
}

bool knows_no_such_account(const projections::ReplayOptions& options, const projections::ReplayAnswer& answer) {
    return !options.account.empty() && answer.accounts.empty();
}
std::string no_movements(const domain::AccountId& account) {
    return "account " + account.str() + " has no money movements as of then";
}

// The log is held against the checkpoint that was signed over it first; without a finding it is replayed.
void replay_without_secrets(Session& session, const std::string& verifier_key, projections::ReplayOptions options) {
    const auto audited = open_to_audit(session, verifier_key);
    if (!audited) return;
    const auto& log = *audited->log;
    if (options.to && *options.to > log.end())
        return session.fail(exit_refused, "--to: '" + std::to_string(*options.to) + "': the log has " +
                                              counted(log.end(), "entry", "entries"));
    projections::VerifyOptions held_against;
    held_against.verifier_key = verifier_key;
    const auto verified = projections::verify_log(log, audited->checkpoint, held_against);
    if (!verified.well()) return tell(session, verified, {});
    const auto created = division_of(log);
    if (!created) return session.fail(created.error());
    if (options.recorded_before && !created->simulated_time)
        if (const auto wrong = projections::yet_to_come({options.recorded_before->microseconds - 1}); !wrong.empty())
            return session.fail(exit_refused,
                                "--recorded-before: '" + to_string(*options.recorded_before) + "': " + wrong);
    auto answer = projections::replay_log(log, options);
    if (!answer) return session.fail(answer.error());
    answer->checkpoint_size.set(verified.checkpoint_size);
    if (knows_no_such_account(options, *answer)) return session.fail(exit_refused, no_movements(options.account));
    print(session.json
              ? eventstore::to_json(*answer, {created->currency}) + "\n"
              : table(*answer, created->currency.decimals) + "Held against the checkpoint signed at position " +
                    std::to_string(verified.checkpoint_size) + ".\n");
}

// The text of the option that asks for more than the log knows; empty: it is answered.
std::string why_unknown(const eventstore::Division& division, const ReplayRequest& request,
                        const projections::ReplayOptions& options) {
    std::optional<domain::Instant> recorded_by;
    if (options.recorded_before) recorded_by = domain::Instant{options.recorded_before->microseconds - 1};
    const auto wrong = not_known_yet(division, options.to, recorded_by);
    if (wrong.empty()) return {};
    return (options.to ? "--to: '" + std::to_string(request.to) : "--recorded-before: '" + request.recorded_before) +
           "': " + wrong;
}

void replay_division(Session& session, eventstore::Division& division, const ReplayRequest& request,
                     projections::ReplayOptions options) {
    if (const auto wrong = why_unknown(division, request, options); !wrong.empty())
        return session.fail(exit_refused, wrong);
    Progress progress("entries", division.store().durable_end());
    options.progress = [&](std::uint64_t done, std::uint64_t) { progress.at(done); };
    const auto answer = projections::replay(division.store(), options);
    if (!answer) return session.fail(answer.error());
    if (knows_no_such_account(options, *answer))
        return session.fail(exit_refused, no_movements(options.account) + ": `tally search` finds ids");
    print(session.json ? eventstore::to_json(*answer, division.json()) + "\n"
                       : table(*answer, division.currency().decimals));
}

void run_replay(Session& session, const ReplayRequest& request) {
    projections::ReplayOptions options;
    if (!read_options(session, request, options)) return;
    if (request.key_given) return replay_without_secrets(session, request.verifier_key, std::move(options));
    auto division = session.open();
    if (!division) return;
    replay_division(session, *division, request, std::move(options));
    session.close(*division);
}

}  // namespace

void add_replay(CLI::App& app, Session& session) {
    auto* command =
        add_store_command(app, session, "replay", "Sum balances from the log alone, and print its position and root");
    auto request = std::make_shared<ReplayRequest>();
    auto* to = command->add_option("--to", request->to, "Only the first N entries of the log")->check(digits_only());
    command->add_option("--recorded-before", request->recorded_before, "Only events recorded before this instant")
        ->excludes(to);
    command->add_option("--effective", request->effective, "Only events effective on this date or before");
    command->add_option("--account", request->account, "Only this account");
    auto* key =
        command->add_option("--verifier-key", request->verifier_key,
                            "Replay the log with this key alone, held against its checkpoint: no secret key is needed");
    command->callback([&session, request, to, key] {
        request->to_given = to->count() > 0;
        request->key_given = key->count() > 0;
        run_replay(session, *request);
    });
}

}  // namespace tally::tools
