#pragma once
// What collections, severances and protections are made of.

#include <array>
#include <cstdint>
#include <string_view>

#include "domain/core/date.h"
#include "domain/core/describe.h"
#include "domain/core/money.h"
#include "domain/core/text.h"
#include "domain/settings/types.h"

namespace tally::domain {

// What is collected of one open item.
struct CollectedItem {
    DocumentId document;
    ServiceAgreementId sa;
    Money amount;
    Date ages_from;
    template <class T = CollectedItem>
    static constexpr auto fields() {
        return FieldList{
            Field{"document", &T::document, "Document of the item."}, Field{"sa", &T::sa, "Its agreement."},
            Field{"amount", &T::amount, "Overdue, asked for, and neither disputed nor arranged nor protected."},
            Field{"ages_from", &T::ages_from, "When it was due."}};
    }
    bool operator==(const CollectedItem&) const = default;
};

// A step that was taken and stands.
struct TakenStep {
    std::uint32_t number = 0;
    Code step;
    CollectionStepKind kind = CollectionStepKind::letter;
    Date taken_on;
    template <class T = TakenStep>
    static constexpr auto fields() {
        return FieldList{Field{"number", &T::number, "Its number within the collection, from 1."},
                         Field{"step", &T::step, "Step of the policy."}, Field{"kind", &T::kind, "What was done."},
                         Field{"taken_on", &T::taken_on, "Business date."}};
    }
    bool operator==(const TakenStep&) const = default;
};

// Why a collection or a severance ended. Numbers are stored: add at the end.
enum class CollectionEnd : std::uint8_t {
    cancelled_by_user,
    debt_paid,
    debt_credited,
    debt_arranged,
    debt_disputed,
    debt_written_off,
    debt_transferred,
    debt_reduced,
    customer_protected,
    service_stopped
};
constexpr auto enum_names(CollectionEnd) {
    return std::to_array<std::string_view>({"cancelled_by_user", "debt_paid", "debt_credited", "debt_arranged",
                                            "debt_disputed", "debt_written_off", "debt_transferred", "debt_reduced",
                                            "customer_protected", "service_stopped"});
}

}  // namespace tally::domain
