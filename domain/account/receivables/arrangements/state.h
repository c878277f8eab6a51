#pragma once
// Payment arrangements of an account that stand or wait for approval: a part of its own, which no payment changes. That
// there are some is in the account's state.

#include <cstdint>
#include <vector>

#include "domain/account/receivables/arrangements/events.h"

namespace tally::domain {

struct BilledInstalment {
    DocumentId instalment;
    Date due_on;
    Money amount;
    std::vector<ArrangedPart> lines;
    std::uint64_t position = 0;
    template <class T = BilledInstalment>
    static constexpr auto fields() {
        return FieldList{Field{"instalment", &T::instalment, "The instalment: an item under this id."},
                         Field{"due_on", &T::due_on, "When it is due."},
                         Field{"amount", &T::amount, "What was asked for by it."},
                         Field{"lines", &T::lines, "The items that it came from."},
                         Field{"position", &T::position, "Position of the event that billed it."}};
    }
    bool operator==(const BilledInstalment&) const = default;
};

struct Arrangement {
    DocumentId arrangement;
    Date granted_on;
    Money amount;
    std::uint16_t grace_days = 0;
    std::uint16_t notice_days = 0;
    std::vector<ArrangedPart> items;
    std::vector<BilledInstalment> billed;
    std::vector<Instalment> planned;
    std::uint64_t position = 0;
    template <class T = Arrangement>
    static constexpr auto fields() {
        return FieldList{Field{"arrangement", &T::arrangement, "The arrangement."},
                         Field{"granted_on", &T::granted_on, "Business date."},
                         Field{"amount", &T::amount, "Sum of its instalments."},
                         Field{"grace_days", &T::grace_days, "Days that an instalment may be late."},
                         Field{"notice_days", &T::notice_days, "Days before its due date that one is billed."},
                         Field{"items", &T::items, "What no instalment was billed of yet."},
                         Field{"billed", &T::billed, "Instalments billed, oldest first."},
                         Field{"planned", &T::planned, "Instalments to come."},
                         Field{"position", &T::position, "Position of the event that granted it."}};
    }
    bool operator==(const Arrangement&) const = default;

    // Whether some of the document's debt is in it, billed by an instalment or not.
    [[nodiscard]] bool covers(const DocumentId&) const;
};

struct PendingArrangement {
    ArrangementRequested request;
    std::uint64_t position = 0;
    template <class T = PendingArrangement>
    static constexpr auto fields() {
        return FieldList{Field{"request", &T::request, "What waits for approval."},
                         Field{"position", &T::position, "Position of the request."}};
    }
    bool operator==(const PendingArrangement&) const = default;
};

struct AccountArrangements {
    std::uint32_t arrangement_count = 0;
    std::uint32_t instalment_count = 0;
    std::vector<Arrangement> standing;
    std::vector<PendingArrangement> pending;
    template <class T = AccountArrangements>
    static constexpr auto fields() {
        return FieldList{Field{"arrangement_count", &T::arrangement_count, "Arrangements ever asked for."},
                         Field{"instalment_count", &T::instalment_count, "Instalments ever billed."},
                         Field{"standing", &T::standing, "Granted and neither kept nor broken, oldest first."},
                         Field{"pending", &T::pending, "Waiting for approval."}};
    }
    bool operator==(const AccountArrangements&) const = default;

    // nullptr: it does not stand.
    [[nodiscard]] const Arrangement* arrangement(const DocumentId&) const;
    // The standing arrangement that the document is an instalment of; nullptr: it is not an instalment.
    [[nodiscard]] const Arrangement* of_instalment(const DocumentId&) const;
    // The arrangement that covers part of the document which no instalment has billed yet; nullptr: there is none.
    [[nodiscard]] const Arrangement* holding(const DocumentId&) const;
};

}  // namespace tally::domain
