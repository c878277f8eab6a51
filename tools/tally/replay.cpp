// tally replay: balances from the log alone, with the position and root they are true at.

#include "projections/replay/replay.h"

#include <CLI/CLI.hpp>

#include "eventstore/codec/codec.h"
#include "eventstore/codec/json.h"
#include "eventstore/codec/time_texts.h"
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

// The currency's decimals, from the event that made the division: the log's first.
eventstore::Result<std::uint8_t> decimals_of(const eventstore::Log& log) {
    if (log.end() == 0) return std::uint8_t{2};
    auto entry = log.read(0);
    if (!entry) return tl::unexpected(std::move(entry.error()));
    auto recorded = eventstore::decode_entry(*entry);
    if (!recorded) return tl::unexpected(std::move(recorded.error()));
    const auto* created = std::get_if<domain::DivisionCreated>(&recorded->event);
    const auto currency = created ? domain::Currency::parse(created->currency.str()) : std::nullopt;
    if (!currency)
        return eventstore::fail(eventstore::StoreErrorKind::damaged, "the log's first event does not name a currency");
    return currency->decimals;
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
    const auto decimals = decimals_of(log);
    if (!decimals) return session.fail(decimals.error());
    const auto answer = projections::replay_log(log, options);
    if (!answer) return session.fail(answer.error());
    if (!options.account.empty() && answer->accounts.empty())
        return session.fail(exit_refused, "account " + options.account.str() + " has no money movements as of then");
    print(session.json ? eventstore::to_json(*answer, {}) + "\n"
                       : table(*answer, *decimals) + "Held against the checkpoint signed at position " +
                             std::to_string(verified.checkpoint_size) + ".\n");
}

}  // namespace

void add_replay(CLI::App& app, Session& session) {
    auto* command = add_store_command(app, session, "replay", "Balances from the log alone, with position and root");
    auto to = std::make_shared<std::uint64_t>(0);
    auto recorded_before = std::make_shared<std::string>();
    auto effective = std::make_shared<std::string>();
    auto account = std::make_shared<std::string>();
    auto* to_option = command->add_option("--to", *to, "Only the log's first so many entries")->check(digits_only());
    command->add_option("--recorded-before", *recorded_before, "Only what was recorded before this instant")
        ->excludes(to_option);
    command->add_option("--effective", *effective, "Only what is effective by this date");
    command->add_option("--account", *account, "Only this account");
    auto verifier_key = std::make_shared<std::string>();
    auto* key_option =
        command->add_option("--verifier-key", *verifier_key,
                            "Replay the log with this key alone, held against its checkpoint: no secret key is needed");
    command->callback([&session, to, to_option, verifier_key, key_option, recorded_before, effective, account] {
        projections::ReplayOptions options;
        if (to_option->count() > 0) options.to = *to;
        if (!recorded_before->empty()) {
            options.recorded_before = domain::Instant::parse(*recorded_before);
            if (!options.recorded_before)
                return session.fail(exit_usage,
                                    "--recorded-before: " +
                                        eventstore::why_not_an_instant(*recorded_before).sentence(*recorded_before));
        }
        if (!effective->empty()) {
            const auto date = domain::Date::parse(*effective);
            if (!date)
                return session.fail(exit_usage,
                                    "--effective: " + eventstore::why_not_a_date(*effective).sentence(*effective));
            options.effective = *date;
        }
        if (!account->empty())
            if (const auto wrong = projections::wrong_with_id(projections::IdForm::id, *account); !wrong.empty())
                return session.fail(exit_usage, "--account: " + wrong, "question_wrong", "account");
        options.account = domain::AccountId{*account};
        if (key_option->count() > 0) return replay_without_secrets(session, *verifier_key, std::move(options));
        auto division = session.open();
        if (!division) return;
        std::optional<domain::Instant> recorded_by;
        if (options.recorded_before) recorded_by = domain::Instant{options.recorded_before->microseconds - 1};
        if (const auto wrong = not_known_yet(*division, options.to, recorded_by); !wrong.empty()) {
            session.fail(exit_refused,
                         (options.to ? "--to: '" + std::to_string(*to) : "--recorded-before: '" + *recorded_before) +
                             "': " + wrong);
        } else {
            Progress progress("entries", division->store().durable_end());
            options.progress = [&](std::uint64_t done, std::uint64_t) { progress.at(done); };
            auto answer = projections::replay(division->store(), options);
            if (!answer)
                session.fail(answer.error());
            else if (!account->empty() && answer->accounts.empty())
                session.fail(exit_refused,
                             "account " + *account + " has no money movements as of then: `tally search` finds ids");
            else
                print(session.json ? eventstore::to_json(*answer, division->json()) + "\n"
                                   : table(*answer, division->currency().decimals));
        }
        session.close(*division);
    });
}

}  // namespace tally::tools
