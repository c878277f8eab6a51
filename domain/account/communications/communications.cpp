// The communication log: entries are recorded, memos are added to them, and neither is ever changed.

#include "domain/account/command_checks.h"
#include "domain/account/communications/letter_text.h"
#include "domain/account/made_ids.h"
#include "domain/core/check.h"
#include "domain/decide_on.h"
#include "domain/draft.h"
#include "domain/person/person.h"

namespace tally::domain {

namespace {

constexpr std::size_t follow_ups_max = 100;

tl::unexpected<Refusal> never_changes(std::string field, const DocumentId& id) {
    return refuse(Rejection::communication_never_changes, std::move(field), id.str(),
                  "Leave it empty, and add a memo with what is to be said.");
}

Decided<void> check_follow_up(const AccountCommunications& log, Date follow_up_on, const Context& context) {
    if (!follow_up_on.is_set()) return {};
    if (follow_up_on < context.today)
        return refuse(Rejection::date_out_of_order, "follow_up_on", to_string(follow_up_on),
                      "It is " + to_string(context.today) + " today: give that day or a later one.");
    TALLY_TRY(not_far_ahead(follow_up_on, "follow_up_on", context.today, due_days_ahead_max));
    if (log.follow_ups.size() >= follow_ups_max)
        return refuse(Rejection::field_invalid, "follow_up_on", to_string(follow_up_on),
                      std::to_string(follow_ups_max) + " entries of the account wait to be seen to: see to one first.");
    return {};
}

Decided<void> check_direction(const RecordCommunication& command) {
    const bool note = command.channel == CommunicationChannel::note;
    const bool stated = command.direction != CommunicationDirection::unstated;
    if (note && stated)
        return refuse(Rejection::field_invalid, "direction", std::string{name_of(command.direction)},
                      "A note is neither in nor out: leave it empty, or name the channel.");
    if (!note && !stated)
        return refuse(Rejection::field_missing, "direction", "",
                      "Give in where the customer spoke, or out where the utility did.");
    return {};
}

// Entries and letters are numbered without gaps, so that the counts say which there are.
bool is_of_the_log(const DocumentId& entry, const AccountId& account, const AccountCommunications& log) {
    const auto within = [&](std::string_view mark, std::uint32_t count) {
        const auto number = number_in(entry.str(), account, mark);
        return number && *number > 0 && *number <= count;
    };
    return within(log_entry_mark, log.entry_count) || within(letter_mark, log.letter_count);
}

// Whom an entry or letter is of.
PersonId person_of(World& world, const AccountId& account, const DocumentId& entry) {
    PersonId person;
    world.history(stream_of(account), [&](const RecordedEvent& recorded) {
        if (const auto* recorded_entry = get_if<ActivityRecorded>(&recorded.event)) {
            if (recorded_entry->entry == entry) person = recorded_entry->person;
        } else if (const auto* sent = get_if<LetterSent>(&recorded.event)) {
            if (sent->letter == entry) person = sent->person;
        } else if (const auto* resent = get_if<LetterResent>(&recorded.event)) {
            if (resent->letter == entry) person = resent->person;
        }
    });
    return person;
}

}  // namespace

Decided<Events> decide_on(const RecordCommunication& command, const Context& context) {
    Draft draft(context);
    if (!draft.account(command.account))
        return refuse(Rejection::account_unknown, "account", command.account.str(), "Name an account that was opened.");
    if (!command.entry.empty()) return never_changes("entry", command.entry);
    const auto person = person_addressed(draft, command.account, command.person);
    TALLY_TRY(person);
    TALLY_TRY(check_direction(command));
    if (command.subject.empty()) return refuse(Rejection::field_missing, "subject", "", "Say what it was about.");
    const auto on = business_day(command.on, "on", context);
    TALLY_TRY(on);
    const AccountCommunications& log = draft.communications_of(command.account);
    TALLY_TRY(check_follow_up(log, command.follow_up_on, context));
    ActivityRecorded event;
    event.account = command.account;
    event.entry = numbered_id<DocumentId>(command.account, log_entry_mark, log.entry_count + std::uint64_t{1});
    event.person = *person;
    event.direction = command.direction;
    event.channel = command.channel;
    event.subject = owned(*person, command.subject);
    event.text = owned(*person, command.text);
    event.happened_on = *on;
    event.follow_up_on = command.follow_up_on;
    draft.record(command.account, std::move(event));
    return draft.take();
}

Decided<Events> decide_on(const AddMemo& command, const Context& context) {
    Draft draft(context);
    if (!draft.account(command.account))
        return refuse(Rejection::account_unknown, "account", command.account.str(), "Name an account that was opened.");
    if (!command.memo.empty()) return never_changes("memo", command.memo);
    const AccountCommunications& log = draft.communications_of(command.account);
    if (!is_of_the_log(command.entry, command.account, log))
        return refuse(Rejection::communication_unknown, "entry", command.entry.str(),
                      "Name an entry of the log of account " + command.account.str() + ", or a letter of it.");
    if (command.text.empty()) return refuse(Rejection::field_missing, "text", "", "Say what is to be added.");
    const auto on = business_day(command.on, "on", context);
    TALLY_TRY(on);
    if (command.follow_up_done && command.follow_up_on.is_set())
        return refuse(Rejection::field_invalid, "follow_up_on", to_string(command.follow_up_on),
                      "A follow-up that was seen to has no other day: give one of the two.");
    if (command.follow_up_done && !log.follow_up(command.entry))
        return refuse(Rejection::no_follow_up_waits, "follow_up_done", "true",
                      "Nothing of " + command.entry.str() + " waits to be seen to: leave it out.");
    if (!log.follow_up(command.entry)) TALLY_TRY(check_follow_up(log, command.follow_up_on, context));
    MemoAdded event;
    event.account = command.account;
    event.memo = numbered_id<DocumentId>(command.account, memo_mark, log.memo_count + std::uint64_t{1});
    event.entry = command.entry;
    event.text = owned(person_of(draft, command.account, command.entry), command.text);
    event.added_on = *on;
    event.follow_up_done = command.follow_up_done;
    event.follow_up_on = command.follow_up_on;
    draft.record(command.account, std::move(event));
    return draft.take();
}

}  // namespace tally::domain
