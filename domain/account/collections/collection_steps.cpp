// Nothing is collected, and no service is cut off, without a ground: what takes the ground away ends it in the same
// commit, whatever command that is.

#include "domain/account/collections/collection_steps.h"

#include <algorithm>
#include <string>

#include "domain/decide_on.h"

namespace tally::domain {

namespace {

struct SeveranceToEnd {
    Severance severance;
    CollectionEnd cause;
    Money debt;
};

void record_severance_end(Draft& draft, const AccountId& account, const Severance& severance, CollectionEnd cause,
                          const Code& cancel_reason, Money debt, Date on) {
    draft.record(account,
                 SeveranceCancelled{account, severance.severance, severance.sa, cause, cancel_reason, debt, on});
}

// Severances of which something protects the customer now: their steps were for nothing and are to be taken again.
void take_steps_back(Draft& draft, const AccountId& account, Date on) {
    const AccountCollections held = draft.collections_of(account);
    if (held.open.empty()) return;
    const Collection& open = held.open.front();
    if (std::any_of(held.severances.begin(), held.severances.end(),
                    [&](const Severance& one) { return one.collection == open.collection; }))
        return;
    for (auto step = open.taken.rbegin(); step != open.taken.rend(); ++step)
        if (severs(step->kind))
            draft.record(
                account,
                CollectionStepCancelled{
                    account, open.collection, step->number, step->step, CollectionEnd::customer_protected, {}, on});
}

// Those without a ground, while the account's other debt may still be collected.
std::vector<SeveranceToEnd> severances_to_end(World& world, const AccountState& account, Date on,
                                              CollectionEnd debt_cause) {
    std::vector<SeveranceToEnd> ended;
    const AccountCollections held = world.collections_of(account.account);
    const auto standing = collection_standing(world, account, on);
    for (const Severance& one : held.severances) {
        const ServiceAgreement* agreement = account.agreement(one.sa);
        const Money debt = standing ? standing->debt.of(one.sa) : Money{};
        if (!agreement || !can_be_disconnected(*agreement))
            ended.push_back({one, CollectionEnd::service_stopped, debt});
        else if (one.disconnected_on.is_set())
            continue;  // It ends when the service is connected again.
        else if (!standing || debt <= standing->collection.terms.threshold)
            ended.push_back({one, debt_cause, debt});
        else if (one.ordered_on.is_set() && block_of(world, account, CollectionStepKind::disconnect_order, one.sa, on))
            ended.push_back({one, CollectionEnd::customer_protected, debt});
    }
    return ended;
}

// What in a command's events lowered the debt; the first of them says so.
struct CauseOf {
    std::optional<CollectionEnd> cause;

    template <class Other>
    void see(const Other&) {}
    void see(const PaymentPosted&) { say(CollectionEnd::debt_paid); }
    void see(const AdjustmentPosted&) { say(CollectionEnd::debt_credited); }
    void see(const BillSegmentCancelled&) { say(CollectionEnd::debt_credited); }
    void see(const SpecialChargeCancelled&) { say(CollectionEnd::debt_credited); }
    void see(const LateChargeCancelled&) { say(CollectionEnd::debt_credited); }
    void see(const AdjustmentCancelled&) { say(CollectionEnd::debt_credited); }
    void see(const DepositApplied&) { say(CollectionEnd::debt_credited); }
    void see(const CreditTransferredIn&) { say(CollectionEnd::debt_credited); }
    void see(const CreditAllocated&) { say(CollectionEnd::debt_credited); }
    void see(const ArrangementGranted&) { say(CollectionEnd::debt_arranged); }
    void see(const DisputeOpened&) { say(CollectionEnd::debt_disputed); }
    void see(const WrittenOff&) { say(CollectionEnd::debt_written_off); }
    void see(const BalanceTransferredOut&) { say(CollectionEnd::debt_transferred); }
    void see(const ProtectionRecorded&) { say(CollectionEnd::customer_protected); }
    void see(const ServiceStopped&) { say(CollectionEnd::service_stopped); }

  private:
    void say(CollectionEnd one) {
        if (!cause) cause = one;
    }
};

}  // namespace

void record_collection_end(Draft& draft, const AccountId& account, const CollectionCancelled& event) {
    const AccountCollections held = draft.collections_of(account);
    const auto standing = collection_standing(draft, *draft.account(account), event.cancelled_on);
    for (const Severance& one : held.severances)
        if (one.collection == event.collection && !one.disconnected_on.is_set())
            record_severance_end(draft, account, one, event.cause, event.cancel_reason,
                                 standing ? standing->debt.of(one.sa) : Money{}, event.cancelled_on);
    draft.record(account, event);
}

void end_without_ground(Draft& draft, const AccountId& id, Date on, std::optional<CollectionEnd> cause) {
    if (draft.account(id)->open_collections == 0) return;
    const auto standing = collection_standing(draft, *draft.account(id), on);
    const CollectionEnd debt_cause = cause                                       ? *cause
                                     : standing && standing->debt.some_protected ? CollectionEnd::customer_protected
                                                                                 : CollectionEnd::debt_reduced;
    if (standing && standing->is_open() && standing->debt.total() <= standing->collection.terms.threshold)
        record_collection_end(draft, id,
                              {id, standing->collection.collection, debt_cause, {}, {}, standing->debt.total(), on});
    bool protects = false;
    for (const SeveranceToEnd& one : severances_to_end(draft, *draft.account(id), on, debt_cause)) {
        record_severance_end(draft, id, one.severance, one.cause, {}, one.debt, on);
        protects |= one.cause == CollectionEnd::customer_protected;
    }
    if (protects) take_steps_back(draft, id, on);
}

tl::unexpected<Refusal> refuse_protected(std::string field, std::string what, const CollectionBlock& block) {
    return refuse(Rejection::customer_is_protected, std::move(field), block.by.str(),
                  what + " is not done " +
                      (block.until.is_set() ? "before " + to_string(block.until) : "while the protection stands") +
                      (block.protection.empty() ? ": a moratorium forbids it."
                                                : ": protection " + block.protection.str() + " forbids it."));
}

Events end_collections_without_ground(Events events, const Context& context) {
    std::vector<AccountId> open;
    const StreamId* last = nullptr;
    for (const NewEvent& made : events) {
        if (made.stream.kind != StreamKind::account || (last && *last == made.stream)) continue;
        last = &made.stream;
        const AccountId id{made.stream.id.str()};
        const AccountState* account = context.world.account(id);
        if (account && account->open_collections > 0 && std::find(open.begin(), open.end(), id) == open.end())
            open.push_back(id);
    }
    if (open.empty()) return events;
    Draft draft(context);
    std::vector<CauseOf> causes(open.size());
    for (NewEvent& made : events) {
        const auto of =
            std::find_if(open.begin(), open.end(), [&](const AccountId& id) { return stream_of(id) == made.stream; });
        if (of != open.end())
            visit([&](const auto& event) { causes[static_cast<std::size_t>(of - open.begin())].see(event); },
                  made.event);
        draft.record(std::move(made.stream), std::move(made.event));
    }
    for (std::size_t i = 0; i < open.size(); ++i) end_without_ground(draft, open[i], context.today, causes[i].cause);
    return draft.take();
}

}  // namespace tally::domain
