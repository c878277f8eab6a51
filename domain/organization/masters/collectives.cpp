// Collective billing: the accounts under a master get one statement together, and one payment pays them. Each account
// keeps its own items, due dates and balance; a collective owes nothing of itself.

#include <algorithm>
#include <map>
#include <tuple>

#include "domain/account/command_checks.h"
#include "domain/account/disputed_items.h"
#include "domain/account/receivables/payment_steps.h"
#include "domain/account/statement_ids.h"
#include "domain/core/check.h"
#include "domain/decide_on.h"
#include "domain/draft.h"
#include "domain/made_so.h"
#include "domain/organization/masters/master_tree.h"

namespace tally::domain {

namespace {

Decided<Master> collective_of(World& world, const MasterId& id) {
    auto master = known_master(world, id, "master");
    TALLY_TRY(master);
    if (master->payer.empty())
        return refuse(Rejection::collective_unknown, "master", id.str(),
                      "Its accounts are billed alone: send collective.begin first.");
    return master;
}

Decided<std::vector<AccountId>> members_of(World& world, const MasterId& id) {
    auto members = accounts_under(world, id, collective_accounts_max);
    if (members.size() > collective_accounts_max)
        return refuse(Rejection::collective_is_too_large, "master", id.str(),
                      "More than " + std::to_string(collective_accounts_max) +
                          " accounts are under it: make collectives of the masters under it.");
    return members;
}

// What one account says on the statement of the day.
CollectiveLine line_of(const AccountState& account, Date bill_date) {
    CollectiveLine line;
    line.account = account.account;
    line.statement = latest_statement_id(account);
    line.asked = account.current();
    line.owed = account.payoff();
    for (const OpenItem& item : account.items) {
        if (item.current_open <= Money{}) continue;
        if (item.ages_from < bill_date)
            line.overdue += item.current_open;
        else if (!line.due_date.is_set() || item.ages_from < line.due_date)
            line.due_date = item.ages_from;
    }
    return line;
}

Decided<void> add_up(Money& sum, Money more) {
    const auto added = checked_add(sum, more);
    if (!added || *added > largest_balance || *added < -largest_balance)
        return refuse(Rejection::amount_too_large, "master", "", "Its accounts together owe too much to be summed.");
    sum = *added;
    return {};
}

// Open items of the members that a payment without a word on it pays, the oldest due first.
struct PayableItem {
    Date due;
    std::uint16_t pay_priority = 0;
    std::uint64_t position = 0;
    AccountId account;
    ServiceAgreementId sa;
    Money open;
};
std::vector<PayableItem> payable_items(World& world, const std::vector<AccountId>& members) {
    std::vector<PayableItem> items;
    for (const AccountId& id : members) {
        const AccountState* account = world.account(id);
        if (!account) continue;
        const AccountOverdue& held = disputes_of(world, *account);
        for (const OpenItem& item : account->items)
            if (const Money open = undisputed_amount(item, held); open > Money{})
                items.push_back({item.ages_from, item.pay_priority, item.position, id, item.sa, open});
    }
    std::sort(items.begin(), items.end(), [](const PayableItem& a, const PayableItem& b) {
        return std::tie(a.due, a.pay_priority, a.position, a.account, a.sa) <
               std::tie(b.due, b.pay_priority, b.position, b.account, b.sa);
    });
    return items;
}

struct Distributed {
    std::map<AccountId, Money> shares;  // Sum to the payment.
    Money credit;                       // Of the payer's: what no item took.
};
Distributed oldest_due_first(World& world, const std::vector<AccountId>& members, const AccountId& payer, Money paid) {
    Distributed distributed;
    Money left = paid;
    for (const PayableItem& item : payable_items(world, members)) {
        const Money part = std::min(left, item.open);
        if (part.is_zero()) break;
        distributed.shares[item.account] += part;
        left -= part;
    }
    distributed.credit = left;
    if (!left.is_zero()) distributed.shares[payer] += left;
    return distributed;
}

Decided<Distributed> as_shared(const PayCollective& command, const std::vector<AccountId>& members,
                               const AccountId& payer, Money paid, std::uint8_t decimals) {
    Distributed distributed;
    Money left = paid;
    for (std::size_t i = 0; i < command.shares.size(); ++i) {
        const CollectiveShare& share = command.shares[i];
        const std::string field = at("shares", i);
        if (!std::binary_search(members.begin(), members.end(), share.account) && share.account != payer)
            return refuse(Rejection::account_not_in_collective, field + ".account", share.account.str(),
                          "Name an account under " + command.master.str() + ", or its payer " + payer.str() + ".");
        TALLY_TRY(checked_amount(share.amount, field + ".amount", decimals));
        if (!distributed.shares.emplace(share.account, share.amount).second)
            return refuse(Rejection::field_invalid, field + ".account", share.account.str(),
                          "Give the account one share only.");
        if (share.amount > left)
            return refuse(Rejection::tenders_and_shares_differ, field + ".amount", to_string(share.amount, decimals),
                          "Only " + to_string(left, decimals) + " of the tenders is left for it.");
        left -= share.amount;
    }
    distributed.credit = left;
    if (!left.is_zero()) distributed.shares[payer] += left;
    return distributed;
}

Decided<Money> sum_of(const std::vector<Tender>& tenders, std::uint8_t decimals) {
    Money sum;
    for (std::size_t i = 0; i < tenders.size(); ++i) {
        TALLY_TRY(checked_amount(tenders[i].amount, at("tenders", i) + ".amount", decimals));
        const auto added = checked_add(sum, tenders[i].amount);
        if (!added || *added > largest_amount)
            return refuse(Rejection::amount_too_large, "tenders", std::to_string(tenders.size()) + " tenders",
                          "Together they may not be above " + to_string(largest_amount, decimals) + ".");
        sum = *added;
    }
    if (sum.is_zero()) return refuse(Rejection::field_missing, "tenders", "", "Say what was handed over.");
    return sum;
}

// The id that the payments were posted under.
PaymentEventId event_of(const Events& events) {
    for (const NewEvent& made : events)
        if (const auto* posted = get_if<PaymentPosted>(&made.event)) return posted->payment_event;
    return {};
}

}  // namespace

Decided<Events> decide_on(const BeginCollective& command, const Context& context) {
    Draft draft(context);
    const auto day = business_day(command.on, "on", context);
    TALLY_TRY(day);
    const auto master = open_master(draft, command.master, "master");
    TALLY_TRY(master);
    TALLY_TRY(check_id("payer", command.payer));
    if (!draft.account(command.payer))
        return refuse(Rejection::account_unknown, "payer", command.payer.str(), "Name an account that exists.");
    if (master->payer == command.payer)
        return already_so(last_position(draft, stream_of(command.master),
                                        [](const Event& event) { return get_if<CollectiveBegun>(&event) != nullptr; }));
    if (master->payer.empty()) {
        MasterId other = collective_above(draft, command.master);
        if (other.empty()) other = collective_under(draft, command.master);
        if (!other.empty())
            return refuse(Rejection::collectives_overlap, "master", command.master.str(),
                          "Accounts under it are billed with " + other.str() + " already: end that by collective.end.");
        TALLY_TRY(members_of(draft, command.master));
    }
    draft.record(command.master, CollectiveBegun{command.master, command.payer, *day});
    return draft.take();
}

Decided<Events> decide_on(const EndCollective& command, const Context& context) {
    Draft draft(context);
    const auto day = business_day(command.on, "on", context);
    TALLY_TRY(day);
    const auto master = known_master(draft, command.master, "master");
    TALLY_TRY(master);
    if (master->payer.empty()) {
        std::optional<std::uint64_t> ended;
        draft.history(stream_of(command.master), [&](const RecordedEvent& recorded) {
            if (get_if<CollectiveEnded>(&recorded.event)) ended = recorded.envelope.position;
        });
        if (ended) return already_so(*ended);
        return refuse(Rejection::collective_unknown, "master", command.master.str(),
                      "Its accounts are billed alone already.");
    }
    draft.record(command.master, CollectiveEnded{command.master, *day});
    return draft.take();
}

Decided<Events> decide_on(const IssueCollectiveStatement& command, const Context& context) {
    Draft draft(context);
    const auto day = business_day(command.bill_date, "bill_date", context);
    TALLY_TRY(day);
    const auto master = collective_of(draft, command.master);
    TALLY_TRY(master);
    if (master->last_bill_date == *day)
        return already_so(last_position(draft, stream_of(command.master), [](const Event& event) {
            return get_if<CollectiveStatementIssued>(&event) != nullptr;
        }));
    if (master->last_bill_date.is_set() && *day < master->last_bill_date)
        return refuse(Rejection::date_out_of_order, "bill_date", to_string(*day),
                      "Its latest statement is of " + to_string(master->last_bill_date) + ": give a later day.");
    const auto members = members_of(draft, command.master);
    TALLY_TRY(members);
    CollectiveStatementIssued event;
    event.master = command.master;
    event.collective_statement = DocumentId{command.master.str() + "-CS" +
                                            std::to_string(std::uint64_t{master->statement_count} + std::uint64_t{1})};
    event.payer = master->payer;
    event.bill_date = *day;
    for (const AccountId& id : *members) {
        const AccountState* account = draft.account(id);
        if (!account) continue;
        CollectiveLine line = line_of(*account, *day);
        const bool billed = account->last_bill_date.is_set() && account->last_bill_date > master->last_bill_date;
        if (line.asked.is_zero() && line.owed.is_zero() && !billed) continue;
        TALLY_TRY(add_up(event.asked, line.asked));
        TALLY_TRY(add_up(event.overdue, line.overdue));
        TALLY_TRY(add_up(event.owed, line.owed));
        if (line.due_date.is_set() && (!event.due_date.is_set() || line.due_date < event.due_date))
            event.due_date = line.due_date;
        event.lines.push_back(std::move(line));
    }
    if (event.lines.empty())
        return refuse(Rejection::nothing_to_bill, "master", command.master.str(),
                      "None of its accounts owes or is owed anything, or was billed since its latest statement.");
    if (!event.due_date.is_set()) event.due_date = *day;
    draft.record(command.master, std::move(event));
    return draft.take();
}

Decided<Events> decide_on(const PayCollective& command, const Context& context) {
    const std::uint8_t decimals = currency_decimals(context.world.settings());
    const auto master = collective_of(context.world, command.master);
    TALLY_TRY(master);
    const auto day = business_day(command.received_on, "received_on", context);
    TALLY_TRY(day);
    const auto members = members_of(context.world, command.master);
    TALLY_TRY(members);
    const auto paid = sum_of(command.tenders, decimals);
    TALLY_TRY(paid);
    Distributed distributed;
    if (command.shares.empty()) {
        distributed = oldest_due_first(context.world, *members, master->payer, *paid);
    } else {
        auto shared = as_shared(command, *members, master->payer, *paid, decimals);
        TALLY_TRY(shared);
        distributed = std::move(*shared);
    }
    PostPayment payment;
    payment.payment_event = command.payment_event;
    payment.payor = master->payer;
    payment.received_on = *day;
    payment.tenders = command.tenders;
    payment.batch = command.batch;
    CollectivePaid event{command.master, {}, master->payer, *day, *paid, {}, distributed.credit};
    for (const auto& [account, amount] : distributed.shares) {
        PaymentShare share;
        share.account = account;
        share.amount = amount;
        payment.shares.push_back(std::move(share));
        event.shares.push_back({account, amount});
    }
    auto events = post_payment(payment, context, {});
    TALLY_TRY(events);
    event.payment_event = event_of(*events);
    events->push_back({stream_of(command.master), Event{std::move(event)}});
    return events;
}

}  // namespace tally::domain
