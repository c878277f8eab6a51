#pragma once
// What can be asked of the communication log and of letters. A date or person left empty takes the default that its
// field names.

#include <string_view>

#include "domain/account/communications/types.h"
#include "domain/core/type_list.h"

namespace tally::domain {

struct RecordCommunication {
    static constexpr std::string_view type_name = "communication.record";
    AccountId account;
    DocumentId entry;
    PersonId person;
    CommunicationDirection direction = CommunicationDirection::unstated;
    CommunicationChannel channel = CommunicationChannel::note;
    Personal subject;
    Personal text;
    Date on;
    Date follow_up_on;
    template <class T = RecordCommunication>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account."},
            Field{"entry", &T::entry, "Empty: the ledger numbers entries, and one that was made never changes."},
            Field{"person", &T::person, "Who spoke or was spoken to, on the account; empty: its main customer."},
            Field{"direction", &T::direction, "in: from the customer; out: to the customer; of a note: neither."},
            Field{"channel", &T::channel, "How they spoke; note: no one spoke."},
            Field{"subject", &T::subject, "What it was about."},
            Field{"text", &T::text, "What was said."},
            Field{"on", &T::on, "When, as a business date; absent: today."},
            Field{"follow_up_on", &T::follow_up_on, "Day on which someone has to see to it; absent: none."}};
    }
    bool operator==(const RecordCommunication&) const = default;
};

struct AddMemo {
    static constexpr std::string_view type_name = "communication.add_memo";
    AccountId account;
    DocumentId memo;
    DocumentId entry;
    Personal text;
    Date on;
    bool follow_up_done = false;
    Date follow_up_on;
    template <class T = AddMemo>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account."},
            Field{"memo", &T::memo, "Empty: the ledger numbers memos, and one that was added never changes."},
            Field{"entry", &T::entry, "Entry of the communication log, or letter."},
            Field{"text", &T::text, "What is added."},
            Field{"on", &T::on, "Business date; absent: today."},
            Field{"follow_up_done", &T::follow_up_done, "The entry's follow-up was seen to."},
            Field{"follow_up_on", &T::follow_up_on, "Another day for it, or one where there was none."}};
    }
    bool operator==(const AddMemo&) const = default;
};

struct SendLetter {
    static constexpr std::string_view type_name = "letter.send";
    AccountId account;
    PersonId person;
    Code letter_template;
    Date on;
    template <class T = SendLetter>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"person", &T::person, "Who gets it, on the account; empty: its main customer."},
                         Field{"letter_template", &T::letter_template, "What it says, as in force on that day."},
                         Field{"on", &T::on, "Business date; absent: today."}};
    }
    bool operator==(const SendLetter&) const = default;
};

struct ResendLetter {
    static constexpr std::string_view type_name = "letter.resend";
    AccountId account;
    DocumentId letter;
    Date on;
    template <class T = ResendLetter>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account."},
            Field{"letter", &T::letter, "A letter of it; the new one has its text and refers to the first."},
            Field{"on", &T::on, "Business date; absent: today."}};
    }
    bool operator==(const ResendLetter&) const = default;
};

using CommunicationCommand = TypeList<RecordCommunication, AddMemo, SendLetter, ResendLetter>;

}  // namespace tally::domain
