#include "projections/explain/balance_explanation.h"

#include "domain/account/budget_items.h"
#include "projections/aging.h"
#include "projections/explain/explain_queries.h"
#include "projections/explain/item_steps.h"
#include "projections/states_as_of.h"

namespace tally::projections {

using namespace domain;

namespace {

// "124.00 + 20.00 - 10.00 = 134.00".
std::string sum_text(const std::vector<Money>& parts, Money total, std::uint8_t decimals) {
    std::string text;
    for (const Money part : parts) {
        if (text.empty())
            text = to_string(part, decimals);
        else
            text += (part < Money{} ? " - " : " + ") + to_string(part < Money{} ? -part : part, decimals);
    }
    return (text.empty() ? "Nothing is open" : text) + " = " + to_string(total, decimals);
}

Result<ItemSteps> steps_of(StatesAsOf& states, const AccountId& id) {
    const auto settings = states.settings();
    if (!settings) return tl::unexpected(settings.error());
    ItemSteps steps(states.reader().currency.decimals, **settings);
    const Date day = states.as_of().effective;
    auto read = each_event(states.reader(), stream_of(id), 0, states.position(), [&](const RecordedEvent& recorded) {
        if (!day.is_set() || effective_on(recorded.event, day)) steps.add(recorded);
        return true;
    });
    if (!read) return tl::unexpected(std::move(read.error()));
    if (day.is_set()) steps.take_back_early_credit();
    return steps;
}

void add_items(const AccountState& state, const ItemSteps& steps, const Aging& aging, BalanceExplanation& answer) {
    for (const OpenItem& item : state.items) {
        ExplainedItem explained;
        explained.document = item.document;
        explained.sa = item.sa;
        explained.due_date = item.ages_from;
        explained.days_overdue = aging.days_overdue(item);
        explained.payoff_open = item.payoff_open;
        explained.current_open = item.current_open;
        const SteppedItem* stepped = steps.item(item.document, item.sa);
        explained.agrees = stepped && stepped->payoff == item.payoff_open && stepped->current == item.current_open;
        if (stepped) {
            explained.kind = stepped->kind;
            explained.steps = stepped->steps;
        }
        if (!explained.agrees)
            answer.differences.emplace_back("The steps of " + item.document.str() + " do not come to its open amount");
        answer.receivable += item.payoff_open;
        answer.items.push_back(std::move(explained));
    }
}

void add_credits(const AccountState& state, const ItemSteps& steps, BalanceExplanation& answer) {
    for (const UnappliedCredit& credit : state.unapplied) {
        const SteppedCredit* stepped = steps.credit(credit.source);
        const bool agrees = stepped && stepped->amount == credit.amount;
        answer.credits.push_back({credit.source, credit.amount, credit.on_hold,
                                  stepped ? stepped->steps : std::vector<AmountStep>{}, agrees});
        if (!agrees)
            answer.differences.emplace_back("The steps of credit " + credit.source.document.str() +
                                            " do not come to what is left of it");
        answer.unapplied += credit.amount;
    }
}

// What is asked for and held: below zero where it is the utility's debt.
void add_deposits(const AccountDeposits* deposits, const ItemSteps& steps, const Aging& aging,
                  BalanceExplanation& answer) {
    if (!deposits) return;
    for (const HeldDeposit& deposit : deposits->deposits) {
        ExplainedItem explained;
        explained.document = deposit.deposit;
        explained.kind = Code{"deposit"};
        explained.sa = deposit.sa;
        explained.due_date = deposit.due_on;
        OpenItem due;
        due.ages_from = deposit.due_on;
        explained.days_overdue = aging.days_overdue(due);
        explained.payoff_open = -deposit.held();
        explained.current_open = deposit.open;
        const SteppedItem* stepped = steps.item(deposit.deposit, deposit.sa);
        explained.agrees =
            stepped && stepped->payoff == explained.payoff_open && stepped->current == explained.current_open;
        if (stepped) explained.steps = stepped->steps;
        if (!explained.agrees)
            answer.differences.emplace_back("The steps of deposit " + deposit.deposit.str() +
                                            " do not come to what is asked for and held");
        answer.items.push_back(std::move(explained));
    }
}

// What the steps leave open and the account's state does not have.
void add_missing(const AccountState& state, const AccountDeposits* deposits, const ItemSteps& steps,
                 BalanceExplanation& answer) {
    for (const auto& [key, item] : steps.items()) {
        const auto& [document, sa] = key;
        if ((item.payoff.is_zero() && item.current.is_zero()) ||
            state.item(DocumentId{document}, ServiceAgreementId{sa}) ||
            (deposits && deposits->deposit(DocumentId{document})))
            continue;
        answer.differences.emplace_back("By its steps something is open on " + document + ", which no open item has");
    }
}

void add_up(const AccountState& state, const ItemSteps& steps, std::uint8_t decimals, BalanceExplanation& answer) {
    answer.payoff = state.payoff();
    answer.current = state.current();
    std::vector<Money> payoff, current;
    Money payoff_sum, current_sum;
    const auto add = [&](Money truly, Money now) {
        payoff.push_back(truly);
        current.push_back(now);
        payoff_sum += truly;
        current_sum += now;
    };
    for (const ExplainedItem& item : answer.items) add(item.payoff_open, item.current_open);
    for (const ExplainedCredit& credit : answer.credits) add(-credit.amount, -credit.amount);
    answer.payoff_arithmetic = Plain{sum_text(payoff, payoff_sum, decimals)};
    answer.current_arithmetic = Plain{sum_text(current, current_sum, decimals)};
    answer.history_payoff = steps.payoff();
    answer.history_current = steps.current();
    if (payoff_sum != answer.payoff || current_sum != answer.current)
        answer.differences.emplace_back("Items less credit do not come to the balance");
    if (answer.history_payoff != answer.payoff || answer.history_current != answer.current)
        answer.differences.emplace_back("Everything that was ever entered comes to " +
                                        to_string(answer.history_payoff, decimals) + ", the balance is " +
                                        to_string(answer.payoff, decimals));
    answer.agrees = answer.differences.empty();
}

// What is held is the customer's, and what is asked for in addition is not owed.
std::string deposit_in_words(const ExplainedItem& deposit, std::uint8_t decimals) {
    std::string words;
    if (deposit.payoff_open < Money{})
        words = to_string(-deposit.payoff_open, decimals) + " is held on deposit " + deposit.document.str() +
                ": it is the customer's, and pays no bill until it is applied";
    if (deposit.current_open > Money{})
        words += (words.empty() ? "" : "; ") + to_string(deposit.current_open, decimals) + " is asked for on deposit " +
                 deposit.document.str() + ", and not owed";
    return words;
}

// Why what is asked for is not what is owed.
void add_reasons(const AccountState& state, const AccountArrangements* arrangements, std::uint8_t decimals,
                 BalanceExplanation& answer) {
    for (const ExplainedItem& item : answer.items) {
        if (item.payoff_open == item.current_open) continue;
        AskedOtherwise one{item.document, item.sa, item.payoff_open - item.current_open, {}, {}};
        std::string why;
        const OpenItem* open = state.item(item.document, item.sa);
        if (!open) {
            one.why = Code{"deposit"};
            one.explanation = Plain{deposit_in_words(item, decimals)};
            answer.asked_otherwise.push_back(std::move(one));
            continue;
        }
        if (billed_on_plan(state, *open)) {
            one.why = Code{"budget"};
            why = "it was billed under the budget plan of " + item.sa.str() + ", which asks for " +
                  to_string(state.agreement(item.sa)->budget_amount, decimals) + " a bill";
        } else {
            const auto* holding = arrangements ? arrangements->holding(item.document) : nullptr;
            one.why = Code{"arrangement"};
            why = holding ? "arrangement " + holding->arrangement.str() + " asks for it in instalments"
                          : "an arrangement asks for it in instalments";
        }
        const bool less = one.not_asked > Money{};
        one.explanation =
            Plain{to_string(less ? one.not_asked : -one.not_asked, decimals) + " of " + item.document.str() +
                  (less ? " is owed and not asked for: " : " is asked for: ") + why};
        answer.asked_otherwise.push_back(std::move(one));
    }
}

}  // namespace

Answered<BalanceExplanation> explain_balance(const Reader& reader, const AccountId& id, const AsOf& as_of) {
    auto states = StatesAsOf::at(reader, as_of);
    if (!states) return tl::unexpected(std::move(states.error()));
    auto account = states->account(id);
    if (!account) return tl::unexpected(std::move(account.error()));
    if (!*account) return std::optional<BalanceExplanation>{};
    auto settings = states->settings();
    if (!settings) return tl::unexpected(std::move(settings.error()));
    auto aged_on = states->aged_on();
    if (!aged_on) return tl::unexpected(std::move(aged_on.error()));
    auto heading = states->heading(**account);
    if (!heading) return tl::unexpected(std::move(heading.error()));
    auto deposits = states->deposits_of(id);
    if (!deposits) return tl::unexpected(std::move(deposits.error()));
    auto arrangements = states->arrangements_of(id);
    if (!arrangements) return tl::unexpected(std::move(arrangements.error()));
    auto steps = steps_of(*states, id);
    if (!steps) return tl::unexpected(std::move(steps.error()));

    BalanceExplanation answer;
    answer.position = states->position();
    answer.currency = reader.currency_code();
    answer.effective_on = as_of.effective;
    answer.aged_on = *aged_on;
    answer.heading = std::move(*heading);
    const Aging aging(**settings, *aged_on);
    add_items(**account, *steps, aging, answer);
    add_credits(**account, *steps, answer);
    add_deposits(*deposits, *steps, aging, answer);
    add_missing(**account, *deposits, *steps, answer);
    add_up(**account, *steps, reader.currency.decimals, answer);
    add_reasons(**account, *arrangements, reader.currency.decimals, answer);
    return std::optional{std::move(answer)};
}

}  // namespace tally::projections
