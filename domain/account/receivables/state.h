#pragma once
// What is owed, and credit not yet used.

#include <cstdint>

#include "domain/account/receivables/events.h"

namespace tally::domain {

// (document, SA) with something open. Kept in FIFO order: ages_from, pay priority, position, SA id [rule 7].
struct OpenItem {
    DocumentId document;
    ServiceAgreementId sa;
    Money payoff_open;
    Money current_open;
    Date ages_from;
    std::uint16_t pay_priority = 100;
    std::uint64_t position = 0;
    template <class T = OpenItem>
    static constexpr auto fields() {
        return FieldList{Field{"document", &T::document, "What made it."},
                         Field{"sa", &T::sa, "Its agreement."},
                         Field{"payoff_open", &T::payoff_open, "Truly owed."},
                         Field{"current_open", &T::current_open, "Asked for now."},
                         Field{"ages_from", &T::ages_from, "Due date."},
                         Field{"pay_priority", &T::pay_priority, "Of the agreement, as it was then."},
                         Field{"position", &T::position, "Position of the event that made it."}};
    }
    bool operator==(const OpenItem&) const = default;
};

struct UnappliedCredit {
    CreditSource source;
    Money amount;
    bool on_hold = false;
    template <class T = UnappliedCredit>
    static constexpr auto fields() {
        return FieldList{Field{"source", &T::source, "Where it came from."},
                         Field{"amount", &T::amount, "What is left; above zero."},
                         Field{"on_hold", &T::on_hold, "Not to be allocated by itself."}};
    }
    bool operator==(const UnappliedCredit&) const = default;
};

struct PendingAdjustment {
    AdjustmentRequested request;
    std::uint64_t position = 0;
    template <class T = PendingAdjustment>
    static constexpr auto fields() {
        return FieldList{Field{"request", &T::request, "What waits for approval."},
                         Field{"position", &T::position, "Position of the request."}};
    }
    bool operator==(const PendingAdjustment&) const = default;
};

// Debits of all postings ever made on one account stay below this, so that no sum over any of its events, such as those
// effective by some day, overflows 64 bits: 8 × 10^18 minor units.
inline constexpr Money largest_volume{8'000'000'000'000'000'000};

// Above this only what takes back is accepted, so that what was accepted can be taken back.
inline constexpr Money largest_new_volume{2'000'000'000'000'000'000};

}  // namespace tally::domain
