#pragma once
// What payment arrangements are made of: the debt that they cover, and the instalments that it is asked for in.

#include <array>
#include <cstdint>
#include <string_view>

#include "domain/core/date.h"
#include "domain/core/describe.h"
#include "domain/core/money.h"
#include "domain/core/text.h"

namespace tally::domain {

// Part of an open item that an arrangement covers.
struct ArrangedPart {
    DocumentId document;
    ServiceAgreementId sa;
    Money amount;
    Date ages_from;
    std::uint64_t item_position = 0;
    template <class T = ArrangedPart>
    static constexpr auto fields() {
        return FieldList{Field{"document", &T::document, "Document of the item."},
                         Field{"sa", &T::sa, "Agreement of the item."},
                         Field{"amount", &T::amount, "How much of it; above zero."},
                         Field{"ages_from", &T::ages_from, "Due date of the item, which it keeps."},
                         Field{"item_position", &T::item_position,
                               "Position of the event that made the item: its place in FIFO order when it is asked "
                               "for again."}};
    }
    bool operator==(const ArrangedPart&) const = default;
};

// What is not paid of an instalment goes back to the item that it came from.
struct ReturnedPart {
    DocumentId instalment;
    DocumentId document;
    ServiceAgreementId sa;
    Money amount;
    Date ages_from;
    std::uint64_t item_position = 0;
    template <class T = ReturnedPart>
    static constexpr auto fields() {
        return FieldList{
            Field{"instalment", &T::instalment, "The instalment: that much of it is no longer open."},
            Field{"document", &T::document, "Document of the item that it came from: that much of it is open again."},
            Field{"sa", &T::sa, "Agreement of both."},
            Field{"amount", &T::amount, "Above zero."},
            Field{"ages_from", &T::ages_from, "Due date of the item."},
            Field{"item_position", &T::item_position, "Position of the event that made the item."}};
    }
    bool operator==(const ReturnedPart&) const = default;
};

struct Instalment {
    Date due_on;
    Money amount;
    template <class T = Instalment>
    static constexpr auto fields() {
        return FieldList{Field{"due_on", &T::due_on, "When it is due; later than the one before."},
                         Field{"amount", &T::amount, "Above zero."}};
    }
    bool operator==(const Instalment&) const = default;
};

enum class InstalmentInterval : std::uint8_t { month, fortnight, week };
constexpr auto enum_names(InstalmentInterval) {
    return std::to_array<std::string_view>({"month", "fortnight", "week"});
}

// Why an arrangement ended before it was kept. Numbers are stored: add at the end.
enum class ArrangementBreak : std::uint8_t {
    instalment_overdue,
    broken_by_user,
    by_agreement,
    document_taken_back,
    service_ended
};
constexpr auto enum_names(ArrangementBreak) {
    return std::to_array<std::string_view>(
        {"instalment_overdue", "broken_by_user", "by_agreement", "document_taken_back", "service_ended"});
}

// Items and instalments of one arrangement: its events fit one entry.
inline constexpr std::size_t arranged_items_max = 60;
inline constexpr std::uint16_t instalments_max = 60;

}  // namespace tally::domain
