#include "projections/verify/verify.h"

#include "eventstore/division/state_rows.h"
#include "eventstore/hex.h"
#include "eventstore/pipeline/core_views.h"
#include "projections/balances/balances.h"
#include "projections/rebuild/rebuild.h"
#include "projections/trial_balance/trial_balance.h"
#include "projections/verify/log_checks.h"

namespace tally::projections {

namespace {

using namespace domain;
using eventstore::View;

void check_streams(const Point& point, const LogPass& pass, Check& check, const VerifyProgress& progress) {
    std::uint64_t done = 0;
    for (const auto& [stream, sum] : pass.streams) {
        StreamSum indexed;
        auto read =
            eventstore::each_run(point, stream, 0, [&](std::uint64_t, std::span<const std::uint64_t> positions) {
                for (const auto position : positions) indexed.add(position);
                return true;
            });
        check.count();
        if (progress && ++done % entries_between_reports == 0) progress("stream_index", done, pass.streams.size());
        const auto name = eventstore::parse_stream_key(stream);
        const std::string place = std::string{name_of(static_cast<StreamKind>(name.kind))} + "/" + std::string{name.id};
        if (!read)
            check.find(0, place, read.error().message);
        else if (indexed.length != sum.length || indexed.positions != sum.positions)
            check.find(0, place,
                       "the index has " + std::to_string(indexed.length) + " events of it, the log " +
                           std::to_string(sum.length) + ", or others");
    }
}

void check_commands(const eventstore::EventStore& store, const Point& point, const LogPass& pass, Check& check) {
    const auto view = store.find_view("command_ids");
    if (!view) return;
    SetSum indexed;
    std::uint64_t unread = 0;
    auto scan = point.scan(*view);
    while (scan.next()) {
        const auto stored = eventstore::parse_receipt(scan.value());
        check.count();
        if (!stored) {
            check.find(0, "command_ids", "a receipt does not read");
            ++unread;
            continue;
        }
        indexed.add(scan.key(), stored->receipt.first_position, stored->receipt.count);
    }
    if (auto status = scan.status(); !status)
        check.find(0, "command_ids", status.error().message);
    else if (!(indexed == pass.commands) && (unread == 0 || indexed.count + unread != pass.commands.count))
        check.find(0, "command_ids",
                   "the index has " + std::to_string(indexed.count) + " receipts, the log " +
                       std::to_string(pass.commands.count) + " commands, or others");
}

// Two foldings that share no code: states evolve items, balances add up deltas and postings.
class BalancesCheck {
  public:
    BalancesCheck(const Point& point, View states, View balances, View trial, Check& check)
        : point_(point),
          balances_(balances),
          trial_(trial),
          check_(check),
          prefix_(eventstore::part_prefix(PartKind::account)),
          states_(point.scan(states, prefix_, eventstore::end_of_prefix(prefix_))) {}

    [[nodiscard]] Result<void> run() {
        if (auto compared = compare_accounts(); !compared) return compared;
        return compare_trial_balance();
    }

  private:
    // Both views are in the order of accounts, and each account with a state has a row unless its sums are zero.
    [[nodiscard]] Result<void> compare_accounts() {
        bool there = states_.next();
        auto done = each_balance(point_, balances_, [&](std::string_view account, const BalanceRow& row) {
            receivable_ += row.receivable;
            unapplied_ += row.unapplied;
            for (; there && eventstore::part_id(states_.key()) < account; there = states_.next()) compare({});
            if (!there || eventstore::part_id(states_.key()) != account) {
                check_.find(0, "account/" + std::string{account}, "it has postings, but no state");
                return true;
            }
            compare(row);
            there = states_.next();
            return true;
        });
        if (!done) return done;
        for (; there; there = states_.next()) compare({});
        return states_.status();
    }

    // The state that the scan is at, with the account's row.
    void compare(const BalanceRow& row) {
        check_.count();
        const std::string place = "account/" + std::string{eventstore::part_id(states_.key())};
        if (auto decoded = eventstore::decode_account(states_.key(), states_.value(), state_); !decoded)
            return check_.find(0, place, decoded.error().message);
        Money receivable;
        for (const auto& item : state_.items) receivable += item.payoff_open;
        const BalanceRow of_state{state_.payoff(), state_.current(), receivable, state_.unapplied_total()};
        if (of_state == row) return;
        check_.find(state_.last_position, place,
                    "its state says " + text(of_state) + "; its postings " + text(row) + " (minor units)");
    }
    static std::string text(const BalanceRow& sums) {
        return "payoff " + std::to_string(sums.payoff.minor) + ", current " + std::to_string(sums.current.minor) +
               ", receivable " + std::to_string(sums.receivable.minor) + ", unapplied " +
               std::to_string(sums.unapplied.minor);
    }

    [[nodiscard]] Result<void> compare_trial_balance() {
        auto rows = read_trial_balance(point_, trial_);
        if (!rows) return tl::unexpected(std::move(rows.error()));
        MoneySum receivable, unapplied, sum;
        for (const auto& row : *rows) {
            sum += row.balance;
            if (row.role == GlRole::ar) receivable += row.balance;
            if (row.role == GlRole::unapplied) unapplied -= row.balance;
        }
        std::string problem;
        if (!sum.is_zero()) problem = "debits and credits differ by " + to_string(sum, 0);
        if (receivable != receivable_ || unapplied != unapplied_)
            problem += (problem.empty() ? "" : "; ") + ("AR is " + to_string(receivable, 0)) + " there and " +
                       to_string(receivable_, 0) + " over all accounts, unapplied credit " + to_string(unapplied, 0) +
                       " and " + to_string(unapplied_, 0);
        if (!problem.empty()) check_.find(0, "trial balance", problem + " (minor units)");
        return {};
    }

    const Point& point_;
    View balances_;
    View trial_;
    Check& check_;
    std::string prefix_;
    eventstore::Scan states_;
    AccountState state_;               // Of the account that is compared.
    MoneySum receivable_, unapplied_;  // Over all accounts.
};

Result<void> check_balances(const eventstore::EventStore& store, const Point& point, Check& check) {
    const auto states = store.find_view(eventstore::states_view_name);
    const auto balances = store.find_view(Balances::view_name);
    const auto trial = store.find_view(TrialBalance::view_name);
    if (!states || !balances || !trial) return {};
    return BalancesCheck(point, *states, *balances, *trial, check).run();
}

// A missing key is not an erased person: the text is lost for good, and a new key would hide that. And an erased person
// has no key.
Result<void> check_keys(const eventstore::EventStore& store, const Point& point,
                        const std::function<Result<bool>(const PersonId&)>& has_key, Check& check) {
    const auto states = store.find_view(eventstore::states_view_name);
    if (!states) return {};
    const std::string prefix = eventstore::part_prefix(PartKind::person);
    auto scan = point.scan(*states, prefix, eventstore::end_of_prefix(prefix));
    while (scan.next()) {
        check.count();
        const std::string id{eventstore::part_id(scan.key())};
        const auto known = has_key(PersonId{id});
        const auto state = eventstore::decode_part(scan.key(), scan.value());
        if (!known || !state) {
            check.find(0, "person/" + id, !known ? known.error().message : state.error().message);
            continue;
        }
        const bool erased = std::get<PersonState>(*state).erased();
        if (!erased && !*known)
            check.find(0, "person/" + id, "the key of this person is missing: restore the keys from a backup");
        if (erased && *known)
            check.find(
                0, "person/" + id,
                "this person was erased, but the key is still there: open the store for writing, which ends that");
    }
    return scan.status();
}

// Each view beside the one that the log gives. The balances of states and postings differ where one of their views
// does.
void check_views(eventstore::EventStore& store, const OpenPersonal& open, const VerifyOptions& options,
                 VerifyAnswer& answer) {
    for (const auto name : rebuildable_views()) {
        Check rebuilt{name};
        auto built = rebuild_view(store, name, open, SwitchWhen::never, [&](std::uint64_t position) {
            if (options.progress) options.progress(name, position, answer.position);
        });
        if (!built) {
            rebuilt.find(0, std::string{name}, built.error().message);
        } else {
            rebuilt.count(built->rows);
            if (!built->unreadable.empty()) rebuilt.find(0, std::string{name}, built->unreadable.str());
            for (const auto& difference : built->differences)
                rebuilt.find(0, std::string{name} + " " + difference.key.str(),
                             "it says " + (difference.live.empty() ? "nothing" : difference.live.str()) +
                                 ", the log says " + (difference.built.empty() ? "nothing" : difference.built.str()));
        }
        rebuilt.add_to(answer);
        const bool compared =
            name == eventstore::states_view_name || name == Balances::view_name || name == TrialBalance::view_name;
        if (compared && rebuilt.found()) may_follow(answer, "balances_of_states", name);
    }
}

}  // namespace

VerifyAnswer verify_log(const eventstore::Log& log, const std::string& checkpoint, const VerifyOptions& options) {
    VerifyAnswer answer;
    (void)check_log(log, log.end(), checkpoint, options, answer);
    return answer;
}

Result<VerifyAnswer> verify(eventstore::EventStore& store, const OpenPersonal& open, const VerifyOptions& options) {
    // Before the point is pinned: what is signed later may be beyond it.
    const std::string checkpoint = store.last_checkpoint();
    const auto point = store.pin();
    const std::uint64_t end = point->position();
    VerifyAnswer answer;
    const LogPass pass = check_log(store.log(), end, checkpoint, options, answer);
    Check tree{"tree"};
    tree.count(end);
    auto stored_root = store.root_at(end);
    if (!stored_root)
        tree.find(0, "tree", stored_root.error().message);
    else if (*stored_root != pass.root)
        tree.find(0, "tree",
                  "its root is " + eventstore::to_hex(*stored_root) + ", that of the entries " +
                      eventstore::to_hex(pass.root));
    tree.add_to(answer);

    Check streams{"stream_index"}, commands{"command_ids"}, balances{"balances_of_states"};
    check_streams(*point, pass, streams, options.progress);
    streams.add_to(answer);
    check_commands(store, *point, pass, commands);
    commands.add_to(answer);
    if (auto done = check_balances(store, *point, balances); !done) balances.find(0, "balances", done.error().message);
    balances.add_to(answer);
    if (options.has_key) {
        Check keys{"person_keys"};
        if (auto done = check_keys(store, *point, options.has_key, keys); !done)
            keys.find(0, "states", done.error().message);
        keys.add_to(answer);
    }

    if (options.rebuild_views) check_views(store, open, options, answer);
    if (pass.unread)
        for (const auto& check : answer.checks)
            if (check.check.str() != "entries") may_follow(answer, check.check.str(), "entries");
    return answer;
}

}  // namespace tally::projections
