// Letters: made from a template and sent; sent again with the same text.

#include <optional>

#include "domain/account/command_checks.h"
#include "domain/account/communications/letter_steps.h"
#include "domain/account/communications/letter_text.h"
#include "domain/account/made_ids.h"
#include "domain/account/people/delivery.h"
#include "domain/decide_on.h"

namespace tally::domain {

namespace {

DocumentId next_letter(World& world, const AccountId& account) {
    return numbered_id<DocumentId>(account, letter_mark,
                                   world.communications_of(account).letter_count + std::uint64_t{1});
}

Decided<LetterDelivery> delivery_of(World& world, const AccountId& account, const PersonId& person, Date on) {
    auto resolved = resolve_letter(world, *world.persons_on(account).person(person), on);
    TALLY_TRY(resolved);
    return LetterDelivery{std::move(resolved->route_type), std::move(resolved->printed_name),
                          std::move(resolved->destination), std::move(resolved->country)};
}

// The letter as it was sent, and which one was the first.
std::optional<LetterResent> letter_sent(World& world, const AccountId& account, const DocumentId& letter) {
    std::optional<LetterResent> found;
    world.history(stream_of(account), [&](const RecordedEvent& recorded) {
        if (const auto* sent = get_if<LetterSent>(&recorded.event)) {
            if (sent->letter != letter) return;
            found = LetterResent{sent->account, sent->letter, sent->letter,   sent->person, sent->letter_template,
                                 sent->subject, sent->text,   sent->delivery, sent->sent_on};
        } else if (const auto* resent = get_if<LetterResent>(&recorded.event)) {
            if (resent->letter == letter) found = *resent;
        }
    });
    return found;
}

}  // namespace

Decided<DocumentId> send_letter(Draft& draft, const AccountId& account, const PersonId& person,
                                const Code& letter_template, Date on, std::optional<Money> overdue) {
    Date since;
    const LetterTemplate* of = draft.settings().letter_template(letter_template, on, &since);
    TALLY_TRY(check_code("letter_template", letter_template, of));
    auto says = letter_text(draft, *draft.account(account), person, *of, on, overdue);
    TALLY_TRY(says);
    auto delivery = delivery_of(draft, account, person, on);
    TALLY_TRY(delivery);
    LetterSent event;
    event.account = account;
    event.letter = next_letter(draft, account);
    event.person = person;
    event.letter_template = letter_template;
    event.template_from = since;
    event.subject = std::move(says->subject);
    event.text = std::move(says->text);
    event.delivery = std::move(*delivery);
    event.sent_on = on;
    DocumentId letter = event.letter;
    draft.record(account, std::move(event));
    return letter;
}

Decided<Events> decide_on(const SendLetter& command, const Context& context) {
    Draft draft(context);
    if (!draft.account(command.account))
        return refuse(Rejection::account_unknown, "account", command.account.str(), "Name an account that was opened.");
    const auto person = person_addressed(draft, command.account, command.person);
    TALLY_TRY(person);
    const auto on = business_day(command.on, "on", context);
    TALLY_TRY(on);
    TALLY_TRY(send_letter(draft, command.account, *person, command.letter_template, *on));
    return draft.take();
}

Decided<Events> decide_on(const ResendLetter& command, const Context& context) {
    Draft draft(context);
    if (!draft.account(command.account))
        return refuse(Rejection::account_unknown, "account", command.account.str(), "Name an account that was opened.");
    auto event = letter_sent(draft, command.account, command.letter);
    if (!event)
        return refuse(Rejection::letter_unknown, "letter", command.letter.str(),
                      "Name a letter of account " + command.account.str() + ".");
    const auto on = business_day(command.on, "on", context);
    TALLY_TRY(on);
    if (*on < event->sent_on)
        return refuse(Rejection::date_out_of_order, "on", to_string(*on),
                      "It was sent on " + to_string(event->sent_on) + ": give that day or a later one.");
    TALLY_TRY(person_addressed(draft, command.account, event->person));
    auto subject = draft.open(event->subject);
    auto text = draft.open(event->text);
    if (!subject || !text)
        return refuse(Rejection::person_unknown, "letter", command.letter.str(),
                      "Whom it was sent to is erased: send another letter.");
    auto delivery = delivery_of(draft, command.account, event->person, *on);
    TALLY_TRY(delivery);
    event->letter = next_letter(draft, command.account);
    event->subject = Personal{event->person, std::move(*subject), false};
    event->text = Personal{event->person, std::move(*text), false};
    event->delivery = std::move(*delivery);
    event->sent_on = *on;
    draft.record(command.account, std::move(*event));
    return draft.take();
}

}  // namespace tally::domain
