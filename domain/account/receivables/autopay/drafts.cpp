// Drafting announced bills, and taking back what banks return. The payment and its return are those of any payment:
// what is added here is which bill may be drafted, and what a return means for the mandate.

#include <algorithm>
#include <optional>

#include "domain/account/command_checks.h"
#include "domain/account/made_ids.h"
#include "domain/account/receivables/autopay/autopay_steps.h"
#include "domain/account/receivables/credit.h"
#include "domain/account/receivables/payment_steps.h"
#include "domain/account/rules_class.h"
#include "domain/core/check.h"
#include "domain/decide_on.h"

namespace tally::domain {

namespace {

Decided<const AccountState*> account_drafted(World& world, const AccountId& id) {
    const AccountState* account = world.account(id);
    if (!account) return refuse(Rejection::account_unknown, "account", id.str(), "Name an account that was opened.");
    return account;
}

struct DraftHistory {
    BillDrafted event;
    std::uint64_t position = 0;
    std::optional<DraftReturned> returned;
    std::uint64_t returned_at = 0;
};

// Of the account's history, the last draft that the choice names.
template <class Choice>
std::optional<DraftHistory> last_draft(World& world, const AccountId& account, const Choice& choice) {
    std::optional<DraftHistory> found;
    world.history(stream_of(account), [&](const RecordedEvent& recorded) {
        if (const auto* drafted = get_if<BillDrafted>(&recorded.event)) {
            if (choice(*drafted)) found = DraftHistory{*drafted, recorded.envelope.position, std::nullopt, 0};
        } else if (const auto* returned = get_if<DraftReturned>(&recorded.event)) {
            if (!found || found->event.draft != returned->draft) return;
            found->returned = *returned;
            found->returned_at = recorded.envelope.position;
        }
    });
    return found;
}

// Why a bill that no draft is announced of is not drafted.
tl::unexpected<Refusal> not_announced(World& world, const DraftBill& command, Date on) {
    const auto made =
        last_draft(world, command.account, [&](const BillDrafted& one) { return one.bill == command.bill; });
    if (made && !made->returned && made->event.drafted_on == on) return already_so(made->position);
    if (made)
        return refuse(Rejection::bill_already_drafted, "bill", command.bill.str(),
                      "Draft " + made->event.draft.str() + " of it was made on " + to_string(made->event.drafted_on) +
                          (made->returned ? " and returned as " + std::string{name_of(made->returned->return_code)} +
                                                ": it is not drafted again, let the customer pay it."
                                          : ": a bill is drafted once."));
    if (!knows_document(world, command.account, command.bill))
        return refuse(Rejection::invoice_unknown, "bill", command.bill.str(),
                      "Name an invoice of account " + command.account.str() + ".");
    return refuse(Rejection::draft_not_announced, "bill", command.bill.str(),
                  "It did not say that it would be drafted, or the mandate has ended since, or it is paid: let the "
                  "customer pay what is open.");
}

Decided<void> check_day(const AnnouncedDraft& announced, Date on) {
    if (on < announced.draft_on)
        return refuse(Rejection::draft_not_due, "on", to_string(on),
                      "It is drafted on " + to_string(announced.draft_on) + ": ask then.");
    if (draft_is_due(announced, on)) return {};
    return refuse(Rejection::draft_too_late, "on", to_string(on),
                  "The customer was told " + to_string(announced.draft_on) + ", and it was not made within " +
                      std::to_string(draft_days_late_max) + " days: let the customer pay it.");
}

PostPayment payment_of(const BillDrafted& drafted) {
    PostPayment payment;
    payment.payor = drafted.account;
    payment.received_on = drafted.drafted_on;
    payment.tenders = {{{}, TenderKind::direct_debit, drafted.amount, Plain{drafted.draft.str()}}};
    PaymentShare share;
    share.account = drafted.account;
    share.amount = drafted.amount;
    share.policy = AllocationPolicy::spec;
    share.spec = {{drafted.bill, drafted.amount}};
    payment.shares = {std::move(share)};
    return payment;
}

template <class Payload>
void append(Events& events, Payload payload) {
    const AccountId account = payload.account;
    events.push_back({stream_of(account), Event{std::move(payload)}});
}

// What follows for the mandate that the draft was made under, if it stands still.
struct AfterReturn {
    bool ends = false;
    Date redraft_on;
};
AfterReturn after_return(World& world, const AccountState& account, const BillDrafted& drafted,
                         const ReturnMeaning& meaning, Date on) {
    AfterReturn after;
    const SettingsState& settings = world.settings();
    const AutopayPolicy* policy = settings.autopay_policy(rules_class_of(settings, account, on), on);
    const AccountAutopay& autopay = world.autopay_of(account.account);
    const Mandate* standing = autopay.standing();
    const bool under_it = standing && standing->terms.mandate == drafted.mandate;
    const bool too_often =
        policy && policy->returns_before_end > 0 && autopay.returns_in_a_row + 1 >= policy->returns_before_end;
    after.ends = under_it && (meaning.ends_mandate || too_often);
    if (!standing || after.ends || !meaning.for_funds || !policy || drafted.attempt > policy->redrafts) return after;
    after.redraft_on = on + policy->redraft_days;
    for (int i = 0; i < draft_days_late_max && !settings.is_working_day(after.redraft_on); ++i)
        after.redraft_on = after.redraft_on + 1;
    return after;
}

bool bears_fee(World& world, const AccountState& account, const ReturnMeaning& meaning, Date on) {
    const AutopayPolicy* policy = world.settings().autopay_policy(rules_class_of(world.settings(), account, on), on);
    return meaning.bears_fee && policy && policy->fee_on_return;
}

}  // namespace

Decided<Events> decide_on(const DraftBill& command, const Context& context) {
    World& world = context.world;
    const auto account = account_drafted(world, command.account);
    TALLY_TRY(account);
    const auto on = business_day(command.on, "on", context);
    TALLY_TRY(on);
    const AccountAutopay& autopay = world.autopay_of(command.account);
    const AnnouncedDraft* announced = autopay.announced_of(command.bill);
    if (!announced) return not_announced(world, command, *on);
    TALLY_TRY(check_day(*announced, *on));
    const auto amount = amount_to_draft(world, **account, command.bill, *on);
    TALLY_TRY(amount);
    const AutopayEnrolled& terms = autopay.standing()->terms;
    BillDrafted drafted;
    drafted.account = command.account;
    drafted.draft = numbered_id<DocumentId>(command.account, draft_mark, autopay.draft_count + std::uint64_t{1});
    drafted.bill = command.bill;
    drafted.attempt = announced->attempt;
    drafted.amount = *amount;
    drafted.due_on = announced->due_on;
    drafted.drafted_on = *on;
    drafted.mandate = terms.mandate;
    drafted.routing_number = terms.routing_number;
    drafted.account_type = terms.account_type;
    drafted.entry_class = terms.entry_class;
    PaidFrom from;
    from.passes_disputed = true;
    auto events = post_payment(payment_of(drafted), context, from);
    TALLY_TRY(events);
    const auto* posted = get_if<PaymentPosted>(&events->front().event);
    TALLY_ASSERT(posted, "a payment of one account begins with what it posts");
    drafted.payment = posted->payment;
    drafted.payment_event = posted->payment_event;
    drafted.tender = posted->tenders.front().tender;
    append(*events, std::move(drafted));
    return std::move(*events);
}

Decided<Events> decide_on(const ReturnDraft& command, const Context& context) {
    World& world = context.world;
    const auto account = account_drafted(world, command.account);
    TALLY_TRY(account);
    const auto on = business_day(command.on, "on", context);
    TALLY_TRY(on);
    const auto made =
        last_draft(world, command.account, [&](const BillDrafted& one) { return one.draft == command.draft; });
    if (!made)
        return refuse(Rejection::draft_unknown, "draft", command.draft.str(),
                      "Name a draft of account " + command.account.str() + ".");
    if (made->returned) {
        if (made->returned->return_code == command.return_code) return already_so(made->returned_at);
        return refuse(Rejection::draft_already_returned, "draft", command.draft.str(),
                      "It was returned on " + to_string(made->returned->returned_on) + " as " +
                          std::string{name_of(made->returned->return_code)} + ": a draft is returned once.");
    }
    const BillDrafted& drafted = made->event;
    const ReturnMeaning& meaning = meaning_of(command.return_code);
    const std::string code{name_of(command.return_code)};
    const CancelTender cancelled{drafted.payment_event, drafted.tender, Code{code}, meaning.for_funds, *on};
    auto events = cancel_tender(cancelled, context, bears_fee(world, **account, meaning, *on));
    if (!events && events.error().rejection == Rejection::already_so)
        return refuse(Rejection::tender_already_cancelled, "draft", command.draft.str(),
                      "Its tender was cancelled by tender.cancel; nothing of it is left to return.");
    if (!events && events.error().field != "on") events.error().field = "draft";
    TALLY_TRY(events);
    const AfterReturn after = after_return(world, **account, drafted, meaning, *on);
    append(*events, DraftReturned{command.account, drafted.draft, drafted.bill, drafted.mandate, command.return_code,
                                  drafted.amount, *on, drafted.due_on, drafted.attempt, after.redraft_on});
    if (after.ends)
        append(*events, AutopayEnded{command.account, drafted.mandate, MandateEnd::by_return, Code{code}, *on});
    return std::move(*events);
}

}  // namespace tally::domain
