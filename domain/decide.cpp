#include <algorithm>
#include <concepts>
#include <utility>
#include <vector>

#include "domain/command_texts.h"
#include "domain/core/check.h"
#include "domain/decide_on.h"

namespace tally::domain {

namespace {

// Undoes what was accepted, and adds nothing of its own but what a class or a rebill asks for.
template <class Order>
constexpr bool takes_back(const Order& order) {
    if constexpr (std::same_as<Order, ReverseInvoice>)
        return !order.rebill;
    else
        return std::same_as<Order, CancelTender> || std::same_as<Order, CancelPayment> ||
               std::same_as<Order, CancelAdjustment> || std::same_as<Order, CancelBill> ||
               std::same_as<Order, CancelLateCharge> || std::same_as<Order, CancelRefund> ||
               std::same_as<Order, ReverseWriteOff> || std::same_as<Order, ReclaimEscheated> ||
               std::same_as<Order, ReturnRemittance>;
}

// Sums over any of an account's events fit 64 bits: what would pass that bound is refused here,
// since once it is stored an overflow could only end the program.
std::optional<Refusal> check_volume(const Events& events, World& world, bool takes_back) {
    std::vector<std::pair<const StreamId*, Int128>> moved;  // Debits of each account; commands have few.
    for (const NewEvent& made : events) {
        const Financial* financial = financial_of(made.event);
        if (!financial || made.stream.kind != StreamKind::account) continue;
        auto account =
            std::find_if(moved.begin(), moved.end(), [&](const auto& one) { return *one.first == made.stream; });
        if (account == moved.end()) account = moved.insert(moved.end(), {&made.stream, 0});
        for (const Posting& posting : financial->postings)
            if (posting.amount > Money{}) account->second += posting.amount.minor;
    }
    const Money limit = takes_back ? largest_volume : largest_new_volume;
    for (const auto& [stream, debits] : moved) {
        const AccountState* account = world.account(AccountId{stream->id.str()});
        if (debits + (account ? account->moved.minor : 0) <= limit.minor) continue;
        return Refusal{Rejection::amount_too_large, "", stream->id.str(),
                       "All that was ever moved on this account would be too much to be summed: use another account.",
                       0};
    }
    return std::nullopt;
}

}  // namespace

Decided<Events> decide(const Command& command, const Context& context) {
    // A ledger begins with its division: origin, currency and time zone mean something to every later rule.
    if (!holds_alternative<CreateDivision>(command) && context.world.settings().division.origin.empty())
        return refuse(Rejection::division_not_created, "", "", "Send settings.create_division first.");
    TALLY_TRY(check_texts(command, context.header));
    return visit(
        [&](const auto& order) -> Decided<Events> {
            auto events = decide_on(order, context);
            if (!events) return events;
            TALLY_ASSERT(!events->empty(), "a decision makes at least one event");
            *events = note_due_corrections(std::move(*events), context);
            *events = end_collections_without_ground(std::move(*events), context);
            if (auto refused = check_volume(*events, context.world, takes_back(order)))
                return tl::unexpected(std::move(*refused));
            return events;
        },
        command);
}

}  // namespace tally::domain
