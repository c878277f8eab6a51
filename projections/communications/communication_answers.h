#pragma once
// An account's communication log, newest entry first, with the memos that were added to each; and a letter as it was
// sent.

#include <cstdint>
#include <vector>

#include "domain/account/communications/types.h"
#include "eventstore/codec/maybe.h"
#include "projections/answer_parts.h"

namespace tally::projections {

struct MemoAnswer {
    domain::DocumentId memo;
    domain::Personal text;
    domain::Date added_on;
    domain::Plain by;
    std::uint64_t position = 0;
    template <class T = MemoAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"memo", &T::memo, "The memo."}, Field{"text", &T::text, "What it says."},
                         Field{"added_on", &T::added_on, "Business date."},
                         Field{"by", &T::by, "Who sent the command."},
                         Field{"position", &T::position, "Position of its event."}};
    }
    bool operator==(const MemoAnswer&) const = default;
};

struct CommunicationAnswer {
    domain::DocumentId entry;
    domain::PersonId person;
    domain::Personal person_name;
    domain::CommunicationDirection direction = domain::CommunicationDirection::unstated;
    domain::CommunicationChannel channel = domain::CommunicationChannel::note;
    domain::Personal subject;
    domain::Personal text;
    domain::Date happened_on;
    domain::Plain by;
    domain::Date follow_up_on;
    domain::Code follow_up;
    domain::Code letter_template;
    domain::DocumentId first_letter;
    std::vector<MemoAnswer> memos;
    std::uint64_t position = 0;
    template <class T = CommunicationAnswer>
    static constexpr auto fields() {
        return FieldList{
            Field{"entry", &T::entry, "Entry of the log, or letter."},
            Field{"person", &T::person, "Who spoke, was spoken to, or is written about."},
            Field{"person_name", &T::person_name, "Name of that person now."},
            Field{"direction", &T::direction, "From the customer in, or out to the customer; empty: a note."},
            Field{"channel", &T::channel, "How they spoke."},
            Field{"subject", &T::subject, "What it was about."},
            Field{"text", &T::text, "What was said; of a letter that was sent: empty, the question letter has it."},
            Field{"happened_on", &T::happened_on, "Business date."},
            Field{"by", &T::by, "Who sent the command."},
            Field{"follow_up_on", &T::follow_up_on, "Day on which someone has to see to it; absent: none."},
            Field{"follow_up", &T::follow_up, "waits, due, done; empty: it has none."},
            Field{"letter_template", &T::letter_template, "Of a letter: what it was made from; else empty."},
            Field{"first_letter", &T::first_letter, "Of a letter that was sent again: the first one."},
            Field{"memos", &T::memos, "Added later, in the order in which they were."},
            Field{"position", &T::position, "Position of its event."}};
    }
    bool operator==(const CommunicationAnswer&) const = default;
};

struct CommunicationsAnswer {
    std::uint64_t position = 0;
    domain::Date effective_on;
    AccountHeading heading;
    std::vector<CommunicationAnswer> entries;
    eventstore::Maybe<domain::Plain> next;
    template <class T = CommunicationsAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"position", &T::position, "True at: entries of the log that were folded."},
                         Field{"effective_on", &T::effective_on, "Only what happened by this day; absent: all."},
                         Field{"heading", &T::heading, "Account, main customer, location."},
                         Field{"entries", &T::entries, "Entries and letters, the newest first."},
                         Field{"next", &T::next, "Cursor of the next page; left out where nothing follows."}};
    }
    bool operator==(const CommunicationsAnswer&) const = default;
};

struct LetterAnswer {
    std::uint64_t position = 0;
    AccountHeading heading;
    domain::DocumentId letter;
    domain::DocumentId first_letter;
    domain::PersonId person;
    domain::Code letter_template;
    domain::Date template_from;
    domain::Personal subject;
    domain::Personal text;
    domain::LetterDelivery delivery;
    domain::Date sent_on;
    domain::Plain by;
    std::vector<domain::DocumentId> sent_again;
    std::uint64_t event_position = 0;
    template <class T = LetterAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"position", &T::position, "True at: entries of the log that were folded."},
                         Field{"heading", &T::heading, "Account, main customer, location."},
                         Field{"letter", &T::letter, "The letter."},
                         Field{"first_letter", &T::first_letter, "Where it was sent again: the first one."},
                         Field{"person", &T::person, "Who gets it."},
                         Field{"letter_template", &T::letter_template, "What it was made from."},
                         Field{"template_from", &T::template_from, "First day of that version; absent: always."},
                         Field{"subject", &T::subject, "What it is about, as sent."},
                         Field{"text", &T::text, "Its text as sent, lines apart by newlines."},
                         Field{"delivery", &T::delivery, "Where it went."},
                         Field{"sent_on", &T::sent_on, "Business date."},
                         Field{"by", &T::by, "Who sent the command."},
                         Field{"sent_again", &T::sent_again, "Letters by which it was sent again."},
                         Field{"event_position", &T::event_position, "Position of the event that sent it."}};
    }
    bool operator==(const LetterAnswer&) const = default;
};

void render(const CommunicationsAnswer&, const RenderContext&, std::string& out);
void render(const LetterAnswer&, const RenderContext&, std::string& out);

}  // namespace tally::projections
