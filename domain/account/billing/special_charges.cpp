// Special charges: held pending until the next bill, without any effect on what is owed; removable only
// while pending.

#include <string>

#include "domain/account/command_checks.h"
#include "domain/account/receivables/carrier.h"
#include "domain/core/check.h"
#include "domain/decide_on.h"

namespace tally::domain {

Decided<Events> decide_on(const CreateSpecialCharge& command, const Context& context) {
    const AccountState* account = context.world.account(command.account);
    if (!account)
        return refuse(Rejection::account_unknown, "account", command.account.str(), "Name an account that was opened.");
    const auto agreement = named_or_only_agreement(*account, command.sa, "sa");
    if (!agreement) return tl::unexpected(agreement.error());
    const SettingsState& settings = context.world.settings();
    const auto on = business_day(command.on, "on", context);
    if (!on) return tl::unexpected(on.error());
    const SpecialChargeType* type = settings.special_charge_type(command.charge_type, *on);
    TALLY_TRY(check_code("charge_type", command.charge_type, type));
    const auto amount = checked_amount(command.amount, "amount", currency_decimals(settings));
    if (!amount) return tl::unexpected(amount.error());

    SpecialChargeCreated created;
    created.account = command.account;
    created.charge = next_special_charge(*account);
    created.sa = (*agreement)->sa;
    created.charge_type = command.charge_type;
    created.amount = *amount;
    created.created_on = *on;
    created.description = command.description.empty() ? type->description : command.description;
    return Events{{stream_of(command.account), std::move(created)}};
}

Decided<Events> decide_on(const RemoveSpecialCharge& command, const Context& context) {
    const AccountState* account = context.world.account(command.account);
    if (!account)
        return refuse(Rejection::account_unknown, "account", command.account.str(), "Name an account that was opened.");
    for (const PendingCharge& pending : account->pending_charges)
        if (pending.charge == command.charge)
            return Events{{stream_of(command.account), SpecialChargeRemoved{command.account, command.charge}}};
    // Not pending: the history knows whether it was billed, was removed, or never was.
    bool created = false;
    std::uint64_t removed_at = 0;
    bool removed = false;
    context.world.history(stream_of(command.account), [&](const RecordedEvent& recorded) {
        if (const auto* event = get_if<SpecialChargeCreated>(&recorded.event))
            created |= event->charge == command.charge;
        if (const auto* event = get_if<SpecialChargeRemoved>(&recorded.event);
            event && event->charge == command.charge) {
            removed = true;
            removed_at = recorded.envelope.position;
        }
    });
    if (removed) return already_so(removed_at);
    if (!created)
        return refuse(Rejection::charge_unknown, "charge", command.charge.str(),
                      "Name a pending charge of the account.");
    return refuse(Rejection::charge_not_pending, "charge", command.charge.str(),
                  "It was billed: reverse its invoice, or give a credit adjustment.");
}

}  // namespace tally::domain
