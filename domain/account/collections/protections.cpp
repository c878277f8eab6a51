// Protections: recorded with their evidence, from a day until a day, and ended. What they forbid follows from their
// type; an order to disconnect that one forbids falls in the same commit.

#include <algorithm>
#include <string>

#include "domain/account/command_checks.h"
#include "domain/account/made_ids.h"
#include "domain/core/check.h"
#include "domain/decide_on.h"
#include "domain/draft.h"

namespace tally::domain {

namespace {

constexpr std::size_t protections_max = 100;

Decided<void> account_protected(World& world, const AccountId& id) {
    if (world.account(id)) return {};
    return refuse(Rejection::account_unknown, "account", id.str(), "Name an account that was opened.");
}

Decided<void> check_whom(World& world, const RecordProtection& command) {
    if (!command.person.empty() && !world.persons_on(command.account).person(command.person))
        return refuse(Rejection::person_not_on_account, "person", command.person.str(),
                      "Name a person on the account, or none for the household.");
    if (command.sa.empty()) return {};
    const ServiceAgreement* agreement = world.account(command.account)->agreement(command.sa);
    if (!agreement || agreement->status == SaStatus::cancelled)
        return refuse(Rejection::sa_unknown, "sa", command.sa.str(),
                      "Name an agreement of the account, or none for all of it.");
    return {};
}

Decided<void> check_days(const ProtectionType& type, Date from, Date until, Date today) {
    TALLY_TRY(near_day(from, "from", today, settings_days_ahead_max));
    if (!until.is_set()) {
        if (!type.needs_end) return {};
        return refuse(Rejection::protection_needs_end, "until", "",
                      "A protection of type " + type.code.str() + " says until when it holds.");
    }
    TALLY_TRY(not_far_ahead(until, "until", today, protection_days_ahead_max));
    if (until <= from)
        return refuse(Rejection::date_out_of_order, "until", to_string(until),
                      "It holds from " + to_string(from) + ": end it on a later day.");
    if (type.days_max > 0 && from + type.days_max < until)
        return refuse(Rejection::protection_too_long, "until", to_string(until),
                      "A protection of type " + type.code.str() + " holds at most " + std::to_string(type.days_max) +
                          " days: until " + to_string(from + type.days_max) + ".");
    return {};
}

bool overlap(const Protection& one, Date from, Date until) {
    return (!until.is_set() || one.from < until) && (!one.until.is_set() || from < one.until);
}

}  // namespace

Decided<Events> decide_on(const RecordProtection& command, const Context& context) {
    Draft draft(context);
    TALLY_TRY(account_protected(draft, command.account));
    const Date from = command.from.is_set() ? command.from : context.today;
    const auto* type = draft.settings().protection_type(command.protection_type, std::max(from, context.today));
    TALLY_TRY(check_code("protection_type", command.protection_type, type));
    TALLY_TRY(check_whom(draft, command));
    TALLY_TRY(check_days(*type, from, command.until, context.today));
    if (command.evidence.empty())
        return refuse(Rejection::field_missing, "evidence", "", "Say what bears the protection out.");
    const AccountCollections& held = draft.collections_of(command.account);
    for (const Protection& one : held.protections) {
        if (one.protection_type != command.protection_type || one.sa != command.sa || one.person != command.person ||
            !overlap(one, from, command.until))
            continue;
        if (one.from == from && one.until == command.until) return already_so(one.position);
        return refuse(Rejection::protection_overlaps, "from", to_string(from),
                      "Protection " + one.protection.str() + " holds from " + to_string(one.from) +
                          (one.until.is_set() ? " until " + to_string(one.until) : std::string{" on"}) +
                          ": begin after it, or end it first.");
    }
    if (held.protections.size() >= protections_max)
        return refuse(Rejection::field_invalid, "account", command.account.str(),
                      "It has " + std::to_string(protections_max) + " protections, as many as an account may have.");
    ProtectionRecorded event;
    event.account = command.account;
    event.protection =
        numbered_id<DocumentId>(command.account, protection_mark, held.protection_count + std::uint64_t{1});
    event.protection_type = command.protection_type;
    event.person = command.person;
    event.sa = command.sa;
    event.from = from;
    event.until = command.until;
    event.evidence = command.evidence;
    event.evidence.under = command.person;
    if (event.evidence.under.empty())
        if (const auto* main = draft.persons_on(command.account).main_customer()) event.evidence.under = main->person;
    event.recorded_on = context.today;
    draft.record(command.account, std::move(event));
    return draft.take();
}

Decided<Events> decide_on(const EndProtection& command, const Context& context) {
    Draft draft(context);
    TALLY_TRY(account_protected(draft, command.account));
    TALLY_TRY(check_id("end_reason", command.end_reason));
    const Date until = command.until.is_set() ? command.until : context.today;
    const AccountCollections& held = draft.collections_of(command.account);
    const Protection* one = held.protection(command.protection);
    if (!one) {
        std::optional<std::uint64_t> ended_at;
        draft.history(stream_of(command.account), [&](const RecordedEvent& recorded) {
            if (const auto* event = get_if<ProtectionEnded>(&recorded.event);
                event && event->protection == command.protection)
                ended_at = recorded.envelope.position;
        });
        if (ended_at) return already_so(*ended_at);
        return refuse(Rejection::protection_unknown, "protection", command.protection.str(),
                      "Name a protection of account " + command.account.str() + ".");
    }
    if (one->until == until) return already_so(one->position);
    if (until < one->from || (one->until.is_set() && until > one->until))
        return refuse(Rejection::date_out_of_order, "until", to_string(until),
                      "It holds from " + to_string(one->from) +
                          (one->until.is_set() ? " until " + to_string(one->until) : std::string{" on"}) +
                          ": end it within that time; for longer, record another.");
    TALLY_TRY(not_far_ahead(until, "until", context.today, protection_days_ahead_max));
    draft.record(command.account,
                 ProtectionEnded{command.account, command.protection, until, command.end_reason, context.today});
    return draft.take();
}

}  // namespace tally::domain
