#include "projections/masters/master_queries.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>

#include "domain/account/statement_ids.h"
#include "domain/organization/masters/master_tree.h"
#include "projections/aging.h"
#include "projections/documents/document_queries.h"
#include "projections/explain/explain_queries.h"
#include "projections/natural_order.h"
#include "projections/states_as_of.h"

namespace tally::projections {

using namespace domain;

namespace {

constexpr std::int32_t days_of_a_year = 365;

// Sums by unit that no number of bills overflows.
using UseByUnit = std::map<std::string, Int128>;

// What is sold by the hour or day it lasts, and not by how much: its sum over bills says nothing.
bool is_demand(const Code& unit) {
    return unit.str() == "kW" || unit.str() == "kVA" || unit.str() == "kvar";
}

struct Sums {
    MasterTotals totals;
    UseByUnit used;

    void operator+=(const Sums& more) {
        totals.accounts += more.totals.accounts;
        totals.payoff += more.totals.payoff;
        totals.current += more.totals.current;
        totals.receivable += more.totals.receivable;
        totals.overdue += more.totals.overdue;
        totals.unapplied += more.totals.unapplied;
        totals.deposits_held += more.totals.deposits_held;
        for (const auto& [unit, quantity] : more.used) used[unit] += quantity;
    }
    [[nodiscard]] MasterTotals finished() const {
        MasterTotals all = totals;
        for (const auto& [unit, quantity] : used) {
            MasterUse use{Code{unit}, {}};
            constexpr Int128 most = std::numeric_limits<std::int64_t>::max();
            use.quantity.units = static_cast<std::int64_t>(std::min(quantity, most));
            all.used_last_year.push_back(std::move(use));
        }
        return all;
    }
};

// Adds up what is under a master, each account read once.
class RollingUp {
  public:
    static Result<RollingUp> over(StatesAsOf& states) {
        auto settings = states.settings();
        if (!settings) return tl::unexpected(std::move(settings.error()));
        auto aged_on = states.aged_on();
        if (!aged_on) return tl::unexpected(std::move(aged_on.error()));
        return RollingUp(states, Aging(**settings, *aged_on), *aged_on);
    }
    [[nodiscard]] Date aged_on() const { return aged_on_; }
    [[nodiscard]] const Aging& aging() const { return aging_; }

    // Nothing where the account is not known as of then.
    Result<Sums> account(const AccountId& id) {
        Sums sums;
        auto state = states_.account(id);
        if (!state) return tl::unexpected(std::move(state.error()));
        if (!*state) return sums;
        sums.totals.accounts = 1;
        sums.totals.payoff = (*state)->payoff();
        sums.totals.current = (*state)->current();
        sums.totals.unapplied = (*state)->unapplied_total();
        sums.totals.deposits_held = (*state)->deposits_held;
        sums.totals.overdue = overdue_of(**state);
        for (const OpenItem& item : (*state)->items) sums.totals.receivable += item.payoff_open;
        if (auto added = add_use(id, sums.used); !added) return tl::unexpected(std::move(added.error()));
        return sums;
    }
    // Calls use(account, master that it is directly under) for each account under it.
    template <class Use>
    Result<void> each_account(const MasterId& id, const Use& use, std::size_t level = 0) {
        auto master = states_.master(id);
        if (!master) return tl::unexpected(std::move(master.error()));
        if (!*master || level > master_levels_max) return {};
        for (const AccountId& account : (*master)->accounts)
            if (auto used = use(account, id); !used) return used;
        for (const MasterId& child : (*master)->children)
            if (auto used = each_account(child, use, level + 1); !used) return used;
        return {};
    }
    Result<Sums> all_under(const MasterId& id) {
        Sums sums;
        auto added = each_account(id, [&](const AccountId& account_id, const MasterId&) -> Result<void> {
            auto one = account(account_id);
            if (!one) return tl::unexpected(std::move(one.error()));
            sums += *one;
            return {};
        });
        if (!added) return tl::unexpected(std::move(added.error()));
        return sums;
    }
    [[nodiscard]] Money overdue_of(const AccountState& state) const {
        Money overdue;
        for (const OpenItem& item : state.items)
            if (item.current_open > Money{} && aging_.days_overdue(item) > 0) overdue += item.current_open;
        return overdue;
    }

  private:
    RollingUp(StatesAsOf& states, Aging aging, Date aged_on)
        : states_(states), aging_(std::move(aging)), aged_on_(aged_on) {}

    // Of segments that stand and ended within the year before.
    Result<void> add_use(const AccountId& id, UseByUnit& used) {
        std::map<SegmentId, std::vector<UsedRead>> standing;
        const Date day = states_.as_of().effective;
        auto read = each_event(states_.reader(), stream_of(id), 0, states_.position(), [&](const RecordedEvent& one) {
            if (day.is_set() && !effective_on(one.event, day)) return true;
            if (const auto* frozen = get_if<BillSegmentFrozen>(&one.event)) {
                if (frozen->until > aged_on_ - days_of_a_year && frozen->until <= aged_on_ + 1)
                    standing[frozen->segment] = frozen->reads;
            } else if (const auto* cancelled = get_if<BillSegmentCancelled>(&one.event)) {
                standing.erase(cancelled->segment);
            }
            return true;
        });
        for (const auto& [segment, reads] : standing)
            for (const UsedRead& one : reads)
                if (!is_demand(one.unit)) used[one.unit.str()] += one.quantity.units;
        return read;
    }

    StatesAsOf& states_;
    Aging aging_;
    Date aged_on_;
};

void in_natural_order(std::vector<AccountId>& accounts) {
    std::sort(accounts.begin(), accounts.end(),
              [](const AccountId& a, const AccountId& b) { return naturally_before(a.str(), b.str()); });
}

Result<void> add_parts(StatesAsOf& states, RollingUp& rolling, const Master& of, Sums& sums, MasterAnswer& answer) {
    for (const MasterId& id : of.children) {
        auto child = states.master(id);
        if (!child) return tl::unexpected(std::move(child.error()));
        if (!*child) continue;
        MasterPart part{id, (*child)->kind, (*child)->name, {}};
        auto under = rolling.all_under(id);
        if (!under) return tl::unexpected(std::move(under.error()));
        part.totals = under->finished();
        sums += *under;
        answer.parts.push_back(std::move(part));
    }
    std::sort(answer.parts.begin(), answer.parts.end(),
              [](const MasterPart& a, const MasterPart& b) { return naturally_before(a.name.str(), b.name.str()); });
    return {};
}

Result<std::optional<MasterAccount>> line_of_account(StatesAsOf& states, const RollingUp& rolling,
                                                     const AccountId& id) {
    auto state = states.account(id);
    if (!state) return tl::unexpected(std::move(state.error()));
    if (!*state) return std::optional<MasterAccount>{};
    auto heading = states.heading(**state);
    if (!heading) return tl::unexpected(std::move(heading.error()));
    return std::optional{MasterAccount{std::move(*heading), (*state)->payoff(), (*state)->current(),
                                       rolling.overdue_of(**state), (*state)->unapplied_total(),
                                       (*state)->deposits_held}};
}

// What of the payment does not stand any more.
Result<Money> cancelled_of(const Reader& reader, const PaymentEventId& id, const AsOf& as_of) {
    auto found = payment(reader, id, as_of);
    if (!found) return tl::unexpected(std::move(found.error()));
    Money cancelled;
    if (*found)
        for (const auto& share : (*found)->payments) cancelled += share.cancelled;
    return cancelled;
}

Result<void> add_history(StatesAsOf& states, CollectiveAnswer& answer) {
    std::vector<CollectivePaid> payments;
    auto read =
        each_event(states.reader(), stream_of(answer.master), 0, states.position(), [&](const RecordedEvent& recorded) {
            if (const auto* issued = get_if<CollectiveStatementIssued>(&recorded.event))
                answer.statements.push_back({issued->collective_statement, issued->payer, issued->bill_date,
                                             issued->due_date, issued->lines, issued->asked, issued->overdue,
                                             issued->owed, recorded.envelope.position});
            else if (const auto* paid = get_if<CollectivePaid>(&recorded.event))
                payments.push_back(*paid);
            return true;
        });
    if (!read) return read;
    for (CollectivePaid& paid : payments) {
        auto cancelled = cancelled_of(states.reader(), paid.payment_event, states.as_of());
        if (!cancelled) return tl::unexpected(std::move(cancelled.error()));
        answer.payments.push_back({paid.payment_event, paid.payer, paid.received_on, paid.amount, *cancelled,
                                   paid.credit, std::move(paid.shares)});
    }
    std::reverse(answer.statements.begin(), answer.statements.end());
    std::reverse(answer.payments.begin(), answer.payments.end());
    return {};
}

}  // namespace

Result<std::vector<MasterStep>> way_up(StatesAsOf& states, const MasterId& from) {
    std::vector<MasterStep> way;
    MasterId at = from;
    while (!at.empty() && way.size() <= master_levels_max) {
        auto found = states.master(at);
        if (!found) return tl::unexpected(std::move(found.error()));
        if (!*found) break;
        way.push_back({at, (*found)->kind, (*found)->name});
        at = (*found)->parent;
    }
    return way;
}

Answered<MasterAnswer> master(const Reader& reader, const MasterId& id, const AsOf& as_of, const Page& page) {
    auto states = StatesAsOf::at(reader, as_of);
    if (!states) return tl::unexpected(std::move(states.error()));
    auto found = states->master(id);
    if (!found) return tl::unexpected(std::move(found.error()));
    if (!*found) return std::optional<MasterAnswer>{};
    const Master of = **found;
    auto rolling = RollingUp::over(*states);
    if (!rolling) return tl::unexpected(std::move(rolling.error()));
    MasterAnswer answer;
    answer.position = states->position();
    answer.effective_on = as_of.effective;
    answer.aged_on = rolling->aged_on();
    answer.master = id;
    answer.kind = of.kind;
    answer.status = of.status;
    answer.name = of.name;
    answer.created_on = of.created_on;
    answer.closed_on = of.closed_on;
    answer.payer = of.payer;
    answer.currency = reader.currency_code();
    auto above = way_up(*states, of.parent);
    if (!above) return tl::unexpected(std::move(above.error()));
    answer.above = std::move(*above);
    Sums sums;
    if (auto added = add_parts(*states, *rolling, of, sums, answer); !added)
        return tl::unexpected(std::move(added.error()));
    std::vector<AccountId> accounts = of.accounts;
    in_natural_order(accounts);
    for (const AccountId& account : accounts) {
        auto one = rolling->account(account);
        if (!one) return tl::unexpected(std::move(one.error()));
        sums += *one;
    }
    answer.totals = sums.finished();
    keep_page(
        accounts, page, answer.next, [](const AccountId& account) { return account.str(); },
        [](std::string_view a, std::string_view b) { return naturally_before(a, b); });
    for (const AccountId& account : accounts) {
        auto line = line_of_account(*states, *rolling, account);
        if (!line) return tl::unexpected(std::move(line.error()));
        if (*line) answer.accounts.push_back(std::move(**line));
    }
    return std::optional{std::move(answer)};
}

Result<MastersAnswer> masters(const Reader& reader, const AsOf& as_of, const Page& page) {
    auto states = StatesAsOf::at(reader, as_of);
    if (!states) return tl::unexpected(std::move(states.error()));
    MastersAnswer answer;
    answer.position = states->position();
    // Their ids are numbered without a gap.
    for (std::uint64_t number = number_of_key(page.after) + 1; number <= masters_max; ++number) {
        auto found = states->master(MasterId{"MST" + std::to_string(number)});
        if (!found) return tl::unexpected(std::move(found.error()));
        if (!*found) break;
        if (page.full(answer.masters.size())) {
            answer.next.set(Plain{number_key(number - 1)});
            break;
        }
        const Master& one = **found;
        answer.masters.push_back({one.master, one.kind, one.status, one.name, one.parent,
                                  static_cast<std::uint32_t>(one.children.size()),
                                  static_cast<std::uint32_t>(one.accounts.size()), one.payer});
    }
    return answer;
}

Answered<MasterExplanation> explain_master(const Reader& reader, const MasterId& id, const AsOf& as_of) {
    auto states = StatesAsOf::at(reader, as_of);
    if (!states) return tl::unexpected(std::move(states.error()));
    auto found = states->master(id);
    if (!found) return tl::unexpected(std::move(found.error()));
    if (!*found) return std::optional<MasterExplanation>{};
    MasterExplanation answer;
    answer.position = states->position();
    answer.effective_on = as_of.effective;
    answer.master = id;
    answer.name = (*found)->name;
    answer.currency = reader.currency_code();
    auto rolling = RollingUp::over(*states);
    if (!rolling) return tl::unexpected(std::move(rolling.error()));
    auto totals = rolling->all_under(id);
    if (!totals) return tl::unexpected(std::move(totals.error()));
    answer.total_payoff = totals->totals.payoff;
    answer.total_current = totals->totals.current;
    const auto differ = [&](std::string what) {
        answer.agrees = false;
        answer.differences.emplace_back(std::move(what));
    };
    std::set<AccountId> seen;
    auto explained = rolling->each_account(id, [&](const AccountId& account, const MasterId& under) -> Result<void> {
        auto one = explain_balance(reader, account, as_of);
        if (!one) return tl::unexpected(std::move(one.error()));
        if (!*one) return {};
        const BalanceExplanation& own = **one;
        answer.members.push_back(
            {account, under, own.payoff, own.current, own.history_payoff, own.history_current, own.agrees});
        answer.payoff += own.payoff;
        answer.current += own.current;
        if (!own.agrees) differ("account " + account.str() + " does not agree with its own history");
        if (!seen.insert(account).second) differ("account " + account.str() + " is under more than one master");
        return {};
    });
    if (!explained) return tl::unexpected(std::move(explained.error()));
    if (answer.payoff != answer.total_payoff) differ("the members' payoffs do not come to the total");
    if (answer.current != answer.total_current) differ("what members are asked for does not come to the total");
    return std::optional{std::move(answer)};
}

Answered<CollectiveAnswer> collective(const Reader& reader, const MasterId& id, const AsOf& as_of) {
    auto states = StatesAsOf::at(reader, as_of);
    if (!states) return tl::unexpected(std::move(states.error()));
    auto found = states->master(id);
    if (!found) return tl::unexpected(std::move(found.error()));
    if (!*found) return std::optional<CollectiveAnswer>{};
    CollectiveAnswer answer;
    answer.position = states->position();
    answer.effective_on = as_of.effective;
    answer.master = id;
    answer.name = (*found)->name;
    answer.payer = (*found)->payer;
    answer.currency = reader.currency_code();
    auto rolling = RollingUp::over(*states);
    if (!rolling) return tl::unexpected(std::move(rolling.error()));
    answer.aged_on = rolling->aged_on();
    std::vector<AccountId> accounts;
    auto listed = rolling->each_account(id, [&](const AccountId& account, const MasterId&) -> Result<void> {
        accounts.push_back(account);
        return {};
    });
    if (!listed) return tl::unexpected(std::move(listed.error()));
    in_natural_order(accounts);
    for (const AccountId& account : accounts) {
        auto line = line_of_account(*states, *rolling, account);
        if (!line) return tl::unexpected(std::move(line.error()));
        if (!*line) continue;
        auto state = states->account(account);
        if (!state) return tl::unexpected(std::move(state.error()));
        answer.asked += (*line)->current;
        answer.overdue += (*line)->overdue;
        answer.owed += (*line)->payoff;
        answer.members.push_back({std::move((*line)->heading), latest_statement_id(**state), (*line)->current,
                                  (*line)->overdue, (*line)->payoff});
    }
    if (auto added = add_history(*states, answer); !added) return tl::unexpected(std::move(added.error()));
    return std::optional{std::move(answer)};
}

}  // namespace tally::projections
