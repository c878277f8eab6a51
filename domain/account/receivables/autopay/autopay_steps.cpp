#include "domain/account/receivables/autopay/autopay_steps.h"

#include <algorithm>

#include "domain/account/command_checks.h"
#include "domain/account/disputed_items.h"
#include "domain/account/rules_class.h"
#include "domain/core/check.h"

namespace tally::domain {

namespace {

// The last four say what bounds what follows from them: funds, mandate, fee.
constexpr auto meanings_of_returns = std::to_array<ReturnMeaning>({
    {ReturnCode::r01, "insufficient funds", true, false, true},
    {ReturnCode::r02, "account closed", false, true, true},
    {ReturnCode::r03, "no such account", false, true, true},
    {ReturnCode::r04, "account number invalid", false, true, true},
    {ReturnCode::r05, "a business's entry class on a consumer's account, not authorised", false, true, false},
    {ReturnCode::r07, "authorisation revoked by the customer", false, true, false},
    {ReturnCode::r08, "payment stopped by the customer", false, false, true},
    {ReturnCode::r09, "funds not collected yet", true, false, true},
    {ReturnCode::r10, "not authorised, says the customer", false, true, false},
    {ReturnCode::r11, "not as authorised, says the customer", false, false, false},
    {ReturnCode::r12, "account sold to another bank", false, true, false},
    {ReturnCode::r13, "routing number not of a bank that takes drafts", false, true, false},
    {ReturnCode::r14, "payee's representative has died", false, true, false},
    {ReturnCode::r15, "account holder has died", false, true, false},
    {ReturnCode::r16, "account frozen", false, true, true},
    {ReturnCode::r17, "rejected by the bank's checks", false, true, false},
    {ReturnCode::r20, "account takes no drafts", false, true, true},
    {ReturnCode::r24, "duplicate entry", false, false, false},
    {ReturnCode::r29, "not authorised, says the business", false, true, false},
});
static_assert(meanings_of_returns.size() == enum_names(ReturnCode{}).size(), "each code has a meaning");

// A protection that keeps debt of before it from being collected, as in a bankruptcy; nullptr: none holds.
const Protection* stay_on(World& world, const AccountState& account, Date on) {
    for (const Protection& one : world.collections_of(account.account).protections) {
        if (!one.holds(on)) continue;
        const auto* type = world.settings().protection_type(one.protection_type, on);
        if (type && type->debt_before) return &one;
    }
    return nullptr;
}

std::string with_currency(World& world, Money amount) {
    const SettingsState& settings = world.settings();
    return settings.division.currency.str() + " " + to_string(amount, currency_decimals(settings));
}

}  // namespace

std::span<const ReturnMeaning> return_meanings() {
    return meanings_of_returns;
}

const ReturnMeaning& meaning_of(ReturnCode code) {
    const auto place = static_cast<std::size_t>(code);
    TALLY_ASSERT(place < meanings_of_returns.size() && meanings_of_returns[place].code == code,
                 "meanings stand in the order of the codes");
    return meanings_of_returns[place];
}

void announce_draft(Draft& draft, const InvoiceIssued& invoice) {
    const AccountState& account = *draft.account(invoice.account);
    if (account.open_mandates == 0 || invoice.total <= Money{}) return;
    const SettingsState& settings = draft.settings();
    const AutopayPolicy* policy =
        settings.autopay_policy(rules_class_of(settings, account, invoice.bill_date), invoice.bill_date);
    const Mandate* mandate = draft.autopay_of(invoice.account).standing();
    if (!policy || !mandate) return;
    Date on = std::max(invoice.due_date - policy->days_before_due, invoice.bill_date);
    while (on < invoice.due_date && !settings.is_working_day(on)) on = on + 1;
    draft.record(invoice.account, DraftAnnounced{invoice.account, invoice.invoice, mandate->terms.mandate,
                                                 invoice.due_date, std::min(on, invoice.due_date)});
}

std::vector<Plain> draft_messages(World& world, const AccountState& account, Date bill_date) {
    std::vector<Plain> messages;
    if (account.open_mandates == 0) return messages;
    const AccountAutopay autopay = world.autopay_of(account.account);
    for (const AnnouncedDraft& one : autopay.announced) {
        if (one.draft_on < bill_date) continue;  // Its own statement said it.
        const auto amount = amount_to_draft(world, account, one.bill, one.draft_on);
        if (amount)
            messages.emplace_back("Automatic payment: " + with_currency(world, *amount) + " of " + one.bill.str() +
                                  " will be drafted on " + to_string(one.draft_on) + ". Do not pay it.");
        else if (amount.error().rejection == Rejection::draft_above_limit)
            messages.emplace_back("Automatic payment: " + one.bill.str() + " is above the limit of " +
                                  with_currency(world, autopay.standing()->terms.limit) +
                                  " that you set and will not be drafted. Please pay it.");
    }
    return messages;
}

Money undisputed_of(World& world, const AccountState& account, const DocumentId& bill) {
    const AccountOverdue& held = disputes_of(world, account);
    Money amount;
    for (const OpenItem& item : account.items)
        if (item.document == bill) amount += undisputed_amount(item, held);
    return amount;
}

Decided<Money> amount_to_draft(World& world, const AccountState& account, const DocumentId& bill, Date on) {
    const Mandate* mandate = world.autopay_of(account.account).standing();
    if (!mandate)
        return refuse(Rejection::autopay_not_enrolled, "account", account.account.str(),
                      "No mandate stands: the bill is to be paid as any other; enrol it by autopay.enrol for the next "
                      "ones.");
    const std::uint8_t decimals = currency_decimals(world.settings());
    const Money limit = mandate->terms.limit;
    if (const Protection* stay = stay_on(world, account, on))
        return refuse(Rejection::drafts_are_stayed, "account", account.account.str(),
                      "Protection " + stay->protection.str() + " of type " + stay->protection_type.str() +
                          " keeps debt from before " + to_string(stay->from) +
                          " from being collected: nothing is drafted while it holds.");
    const Money amount = undisputed_of(world, account, bill);
    if (amount.is_zero())
        return refuse(Rejection::nothing_to_draft, "bill", bill.str(),
                      "It is paid, disputed or asked for in instalments: nothing of it is left to draft.");
    if (!limit.is_zero() && amount > limit)
        return refuse(Rejection::draft_above_limit, "bill", bill.str(),
                      to_string(amount, decimals) + " of it is open, and the mandate's limit is " +
                          to_string(limit, decimals) +
                          ": let the customer pay it, or enrol a mandate with another limit.");
    return amount;
}

}  // namespace tally::domain
