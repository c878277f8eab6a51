#pragma once
// The communication log and letters. What was said stays as it was said. Names and field order are on disk: add, never
// edit.

#include <string_view>
#include <tuple>

#include "domain/about.h"
#include "domain/account/communications/types.h"
#include "domain/core/type_list.h"

namespace tally::domain {

// An entry of the account's communication log.
struct ActivityRecorded {
    static constexpr std::string_view type_name = "account.activity_recorded";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::communication;
    AccountId account;
    DocumentId entry;
    PersonId person;
    CommunicationDirection direction = CommunicationDirection::unstated;
    CommunicationChannel channel = CommunicationChannel::note;
    Personal subject;
    Personal text;
    Date happened_on;
    Date follow_up_on;
    static constexpr std::tuple makes{NamedId{"entry", &ActivityRecorded::entry}};
    template <class T = ActivityRecorded>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account."},
            Field{"entry", &T::entry, "The entry of its communication log."},
            Field{"person", &T::person, "Who spoke, was spoken to, or is written about."},
            Field{"direction", &T::direction, "From the customer in, or out to the customer."},
            Field{"channel", &T::channel, "How they spoke."},
            Field{"subject", &T::subject, "What it was about."},
            Field{"text", &T::text, "What was said."},
            Field{"happened_on", &T::happened_on, "Business date."},
            Field{"follow_up_on", &T::follow_up_on, "Day on which someone has to see to it; absent: none."}};
    }
    bool operator==(const ActivityRecorded&) const = default;
};

// What was added to an entry or a letter later; neither is ever changed.
struct MemoAdded {
    static constexpr std::string_view type_name = "account.memo_added";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::communication;
    AccountId account;
    DocumentId memo;
    DocumentId entry;
    Personal text;
    Date added_on;
    bool follow_up_done = false;
    Date follow_up_on;
    static constexpr std::tuple makes{NamedId{"memo", &MemoAdded::memo}};
    template <class T = MemoAdded>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account."},
            Field{"memo", &T::memo, "The memo."},
            Field{"entry", &T::entry, "Entry or letter that it was added to."},
            Field{"text", &T::text, "What it says."},
            Field{"added_on", &T::added_on, "Business date."},
            Field{"follow_up_done", &T::follow_up_done, "The entry's follow-up was seen to."},
            Field{"follow_up_on", &T::follow_up_on, "Day of the entry's follow-up from then on; absent: as it was."}};
    }
    bool operator==(const MemoAdded&) const = default;
};

// A letter as it was sent, for good: a later version of its template does not change it.
struct LetterSent {
    static constexpr std::string_view type_name = "account.letter_sent";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::communication;
    AccountId account;
    DocumentId letter;
    PersonId person;
    Code letter_template;
    Date template_from;
    Personal subject;
    Personal text;
    LetterDelivery delivery;
    Date sent_on;
    static constexpr std::tuple makes{NamedId{"letter", &LetterSent::letter}};
    template <class T = LetterSent>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"letter", &T::letter, "The letter."},
                         Field{"person", &T::person, "Who gets it."},
                         Field{"letter_template", &T::letter_template, "Template that it was made from."},
                         Field{"template_from", &T::template_from, "First day of that version; absent: always."},
                         Field{"subject", &T::subject, "What it is about, fields filled in."},
                         Field{"text", &T::text, "Its text, fields filled in, lines apart by newlines."},
                         Field{"delivery", &T::delivery, "Where it went."},
                         Field{"sent_on", &T::sent_on, "Business date."}};
    }
    bool operator==(const LetterSent&) const = default;
};

// The same letter once more: its text as it was sent first, to where the person is reached now.
struct LetterResent {
    static constexpr std::string_view type_name = "account.letter_resent";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::communication;
    AccountId account;
    DocumentId letter;
    DocumentId first;
    PersonId person;
    Code letter_template;
    Personal subject;
    Personal text;
    LetterDelivery delivery;
    Date sent_on;
    static constexpr std::tuple makes{NamedId{"letter", &LetterResent::letter}};
    template <class T = LetterResent>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"letter", &T::letter, "The new letter."},
                         Field{"first", &T::first, "Letter that was sent first."},
                         Field{"person", &T::person, "Who gets it."},
                         Field{"letter_template", &T::letter_template, "Template of the first one."},
                         Field{"subject", &T::subject, "As of the first one."},
                         Field{"text", &T::text, "As of the first one."},
                         Field{"delivery", &T::delivery, "Where it went this time."},
                         Field{"sent_on", &T::sent_on, "Business date."}};
    }
    bool operator==(const LetterResent&) const = default;
};

using CommunicationEvent = TypeList<ActivityRecorded, MemoAdded, LetterSent, LetterResent>;

}  // namespace tally::domain
