// Enrolling in automatic payment and ending it.

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "domain/account/command_checks.h"
#include "domain/account/made_ids.h"
#include "domain/core/check.h"
#include "domain/decide_on.h"
#include "domain/draft.h"

namespace tally::domain {

namespace {

constexpr std::size_t routing_digits = 9;
// What NACHA's entries have room for.
constexpr std::size_t bank_account_max = 17;
constexpr std::size_t bank_account_min = 4;

bool all_digits(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Weights 3, 7, 1 over the digits make a multiple of ten.
bool checks_itself(std::string_view routing) {
    constexpr std::array<int, 3> weights{3, 7, 1};
    int sum = 0;
    for (std::size_t i = 0; i < routing.size(); ++i) sum += weights[i % weights.size()] * (routing[i] - '0');
    return sum % 10 == 0;
}

// Federal Reserve districts, thrifts, electronic items, traveller's cheques.
bool known_district(std::string_view routing) {
    const int first = (routing[0] - '0') * 10 + (routing[1] - '0');
    return (first >= 1 && first <= 12) || (first >= 21 && first <= 32) || (first >= 61 && first <= 72) || first == 80;
}

Decided<void> check_routing_number(const Plain& given) {
    const std::string& routing = given.str();
    if (routing.empty()) return refuse(Rejection::field_missing, "routing_number", "", "Give the bank's nine digits.");
    if (routing.size() != routing_digits || !all_digits(routing))
        return refuse(Rejection::routing_number_invalid, "routing_number", routing, "Give nine digits.");
    if (!known_district(routing) || !checks_itself(routing))
        return refuse(Rejection::routing_number_invalid, "routing_number", routing,
                      "A digit of it is wrong, for the last one does not check the others: ask the customer again.");
    return {};
}

// A refusal never repeats the number.
Decided<void> check_bank_account(const Personal& given) {
    if (given.empty()) return refuse(Rejection::field_missing, "bank_account", "", "Give the number of the account.");
    const bool printable = std::all_of(given.bytes.begin(), given.bytes.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-';
    });
    if (printable && given.bytes.size() >= bank_account_min && given.bytes.size() <= bank_account_max) return {};
    return refuse(Rejection::bank_account_invalid, "bank_account", std::to_string(given.bytes.size()) + " characters",
                  "Give " + std::to_string(bank_account_min) + " to " + std::to_string(bank_account_max) +
                      " digits, letters or hyphens, without blanks.");
}

EntryClass entry_class_of(const EnrolInAutopay& command) {
    if (command.of_business) return EntryClass::ccd;
    switch (command.authorised_by) {
        case AuthorisationForm::written:
            return EntryClass::ppd;
        case AuthorisationForm::oral:
            return EntryClass::tel;
        case AuthorisationForm::web:
            return EntryClass::web;
    }
    return EntryClass::ppd;
}

bool same_terms(Draft& draft, const AutopayEnrolled& held, const AutopayEnrolled& asked) {
    return held.routing_number == asked.routing_number && held.account_type == asked.account_type &&
           held.authorised_by == asked.authorised_by && held.authorised_on == asked.authorised_on &&
           held.entry_class == asked.entry_class && held.limit == asked.limit &&
           draft.open(held.bank_account) == std::optional{asked.bank_account.bytes};
}

Decided<const AccountState*> account_of_mandate(World& world, const AccountId& id) {
    const AccountState* account = world.account(id);
    if (!account) return refuse(Rejection::account_unknown, "account", id.str(), "Name an account that was opened.");
    return account;
}

}  // namespace

Decided<Events> decide_on(const EnrolInAutopay& command, const Context& context) {
    Draft draft(context);
    const auto account = account_of_mandate(draft, command.account);
    TALLY_TRY(account);
    if (!draft.settings().autopay_policy((*account)->customer_class, context.today))
        return refuse(Rejection::autopay_policy_missing, "account", command.account.str(),
                      "Its customer class " + (*account)->customer_class.str() +
                          " has no policy of automatic payment in force on " + to_string(context.today) +
                          ": send settings.define_autopay_policy first.");
    TALLY_TRY(check_routing_number(command.routing_number));
    TALLY_TRY(check_bank_account(command.bank_account));
    const auto authorised_on = business_day(command.authorised_on, "authorised_on", context);
    TALLY_TRY(authorised_on);
    TALLY_TRY(check_not_negative("limit", command.limit));
    const AccountAutopay& autopay = draft.autopay_of(command.account);
    AutopayEnrolled event;
    event.account = command.account;
    event.mandate = numbered_id<DocumentId>(command.account, mandate_mark, autopay.mandate_count + std::uint64_t{1});
    event.routing_number = command.routing_number;
    event.bank_account = command.bank_account;
    if (const auto* main = draft.persons_on(command.account).main_customer()) event.bank_account.under = main->person;
    event.account_type = command.account_type;
    event.authorised_by = command.authorised_by;
    event.authorised_on = *authorised_on;
    event.entry_class = entry_class_of(command);
    event.limit = command.limit;
    event.enrolled_on = context.today;
    if (const Mandate* standing = autopay.standing()) {
        if (same_terms(draft, standing->terms, event)) return already_so(standing->position);
        const DocumentId replaced = standing->terms.mandate;
        draft.record(command.account, AutopayEnded{command.account, replaced, MandateEnd::replaced, {}, context.today});
    }
    draft.record(command.account, std::move(event));
    return draft.take();
}

Decided<Events> decide_on(const EndAutopay& command, const Context& context) {
    Draft draft(context);
    TALLY_TRY(account_of_mandate(draft, command.account));
    TALLY_TRY(check_id_or_empty("end_reason", command.end_reason));
    const AccountAutopay& autopay = draft.autopay_of(command.account);
    const Mandate* standing = autopay.standing();
    if (!standing) {
        if (!autopay.mandates.empty()) return already_so(autopay.mandates.back().position);
        return refuse(Rejection::autopay_not_enrolled, "account", command.account.str(),
                      "No mandate of it stands: there is nothing to end.");
    }
    const DocumentId mandate = standing->terms.mandate;
    draft.record(command.account, AutopayEnded{command.account, mandate,
                                               command.by_utility ? MandateEnd::by_utility : MandateEnd::by_customer,
                                               command.end_reason, context.today});
    return draft.take();
}

}  // namespace tally::domain
