#pragma once
// What happened to a customer, newest first, in words: the events of the account, of the persons on it, and of the
// places that it is served at.

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "domain/envelope.h"
#include "eventstore/codec/maybe.h"
#include "projections/answer_parts.h"

namespace tally::projections {

// What `document` names, and so where it is shown.
enum class ActivityDocument : std::uint8_t {
    none,
    invoice,
    credit_note,
    statement,
    payment,
    adjustment,
    special_charge,
    fee,
    letter
};
constexpr auto enum_names(ActivityDocument) {
    return std::to_array<std::string_view>(
        {"", "invoice", "credit_note", "statement", "payment", "adjustment", "special_charge", "fee", "letter"});
}

struct ActivityEntry {
    std::uint64_t position = 0;
    domain::Instant recorded_at;
    domain::Date day;
    domain::Plain actor;
    domain::Plain reason;
    domain::CommandId command_id;
    domain::Plain type;
    domain::Plain stream;
    domain::Personal summary;
    eventstore::Maybe<domain::Money> amount;
    ActivityDocument document_kind = ActivityDocument::none;
    domain::DocumentId document;
    std::uint64_t events = 1;
    std::uint64_t first_position = 0;
    domain::ServicePointId usage_of;
    template <class T = ActivityEntry>
    static constexpr auto fields() {
        return FieldList{
            Field{"position", &T::position, "Position of the event; of several, of the newest."},
            Field{"recorded_at", &T::recorded_at, "When it was entered."},
            Field{"day", &T::day, "That day, where the utility is."},
            Field{"actor", &T::actor, "Who sent the command."},
            Field{"reason", &T::reason, "Why, as the sender put it."},
            Field{"command_id", &T::command_id, "The command that it followed from."},
            Field{"type", &T::type, "Type of the event."},
            Field{"stream", &T::stream, "The account, person or premise whose event it is, such as account/A-1."},
            Field{"summary", &T::summary, "What happened, in words."},
            Field{"amount", &T::amount,
                  "The money it is about, as the event has it: credit is below zero where it is "
                  "an adjustment or a credit note, a payment is above zero."},
            Field{"document_kind", &T::document_kind, "What the document is."},
            Field{"document", &T::document, "The document that it made or changed."},
            Field{"events", &T::events,
                  "How many events are told together: usage of one channel in one month, period after period."},
            Field{"first_position", &T::first_position, "Position of the oldest of them."},
            Field{"usage_of", &T::usage_of,
                  "The service point whose usage has each period by itself; empty: it is no usage."}};
    }
    bool operator==(const ActivityEntry&) const = default;
};

struct ActivityAnswer {
    std::uint64_t position = 0;
    domain::AccountId account;
    domain::Code currency;
    std::vector<ActivityEntry> entries;
    eventstore::Maybe<domain::Plain> next;
    template <class T = ActivityAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"position", &T::position, "True at: entries of the log that were folded."},
                         Field{"account", &T::account, "The account."},
                         Field{"currency", &T::currency, "Of all amounts."},
                         Field{"entries", &T::entries, "Newest first."},
                         Field{"next", &T::next, "Cursor of the entries before these; left out: there are none."}};
    }
    bool operator==(const ActivityAnswer&) const = default;
};

void render(const ActivityAnswer&, const RenderContext&, std::string& out);

}  // namespace tally::projections
