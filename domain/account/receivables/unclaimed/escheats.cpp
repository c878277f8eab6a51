// What becomes of property that escheated: it is paid to the state, comes back from there, or goes to its owner.

#include "domain/account/command_checks.h"
#include "domain/account/receivables/settling/settling_steps.h"
#include "domain/core/check.h"
#include "domain/decide_on.h"

namespace tally::domain {

namespace {

Decided<Escheat> escheat_named(World& world, const AccountId& account, const DocumentId& id) {
    if (!world.account(account))
        return refuse(Rejection::account_unknown, "account", account.str(), "Name an account that was opened.");
    const Escheat* found = world.unclaimed_of(account).escheat(id);
    if (!found)
        return refuse(Rejection::escheat_unknown, "escheat", id.str(),
                      "Name an escheat of account " + account.str() + ", such as " + account.str() + "-ESC1.");
    return *found;
}

Decided<void> check_not_before(Date on, Date since, std::string_view what) {
    if (on >= since) return {};
    return refuse(Rejection::date_out_of_order, "on", to_string(on),
                  std::string{what} + " on " + to_string(since) + ": give that day or a later one.");
}

}  // namespace

Decided<Events> decide_on(const RemitEscheated& command, const Context& context) {
    Draft draft(context);
    const auto escheat = escheat_named(draft, command.account, command.escheat);
    TALLY_TRY(escheat);
    const auto on = business_day(command.on, "on", context);
    TALLY_TRY(on);
    const Plain reference = command.reference.empty() ? Plain{escheat->report.report.str()} : command.reference;
    if (escheat->remitted()) {
        if (escheat->reference == reference) return already_so(escheat->remitted_position);
        return refuse(Rejection::escheat_already_remitted, "escheat", command.escheat.str(),
                      "It was paid to the state on " + to_string(escheat->remitted_on) + " by '" +
                          escheat->reference.str() + "'.");
    }
    if (escheat->reclaimed())
        return refuse(Rejection::escheat_already_reclaimed, "escheat", command.escheat.str(),
                      "Its owner had it back on " + to_string(escheat->reclaimed_on) + ": the state gets nothing.");
    TALLY_TRY(check_not_before(*on, escheat->escheated_on, "It escheated"));
    if (escheat->returned_on.is_set()) TALLY_TRY(check_not_before(*on, escheat->returned_on, "It came back"));
    EscheatRemitted event;
    event.account = command.account;
    event.escheat = command.escheat;
    event.report = escheat->report.report;
    event.reference = reference;
    event.amount = escheat->amount;
    auto financial = journal::posted(draft.settings(), {*on}, EscheatRemitted::legs, event.amount);
    TALLY_TRY(financial);
    event.financial = std::move(*financial);
    draft.record(command.account, std::move(event));
    return draft.take();
}

Decided<Events> decide_on(const ReturnRemittance& command, const Context& context) {
    Draft draft(context);
    const auto escheat = escheat_named(draft, command.account, command.escheat);
    TALLY_TRY(escheat);
    const auto on = business_day(command.on, "on", context);
    TALLY_TRY(on);
    TALLY_TRY(check_id("return_reason", command.return_reason));
    if (!escheat->remitted()) {
        if (escheat->returned_position > 0) return already_so(escheat->returned_position);
        return refuse(Rejection::escheat_not_remitted, "escheat", command.escheat.str(),
                      "The state was not paid for it: there is nothing to come back.");
    }
    TALLY_TRY(check_not_before(*on, escheat->remitted_on, "It was paid"));
    EscheatRemittanceReturned event;
    event.account = command.account;
    event.escheat = command.escheat;
    event.report = escheat->report.report;
    event.return_reason = command.return_reason;
    event.amount = escheat->amount;
    auto financial = journal::posted(draft.settings(), {*on}, EscheatRemittanceReturned::legs, event.amount);
    TALLY_TRY(financial);
    event.financial = std::move(*financial);
    draft.record(command.account, std::move(event));
    return draft.take();
}

Decided<Events> decide_on(const ReclaimEscheated& command, const Context& context) {
    Draft draft(context);
    const auto escheat = escheat_named(draft, command.account, command.escheat);
    TALLY_TRY(escheat);
    const auto on = business_day(command.on, "on", context);
    TALLY_TRY(on);
    TALLY_TRY(check_id("reclaim_reason", command.reclaim_reason));
    if (escheat->reclaimed()) return already_so(escheat->reclaimed_position);
    TALLY_TRY(check_not_before(*on, escheat->escheated_on, "It escheated"));
    EscheatReclaimed event;
    event.account = command.account;
    event.escheat = command.escheat;
    event.lines = escheat->lines;
    event.remitted = escheat->remitted();
    event.reclaim_reason = command.reclaim_reason;
    event.amount = escheat->amount;
    auto financial = journal::posted(draft.settings(), {*on}, EscheatReclaimed::legs, event.amount);
    TALLY_TRY(financial);
    event.financial = std::move(*financial);
    draft.record(command.account, std::move(event));
    return draft.take();
}

}  // namespace tally::domain
