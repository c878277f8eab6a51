#pragma once
// An account's unclaimed property, as far as rules need it: a part of its own, which neither a payment nor a bill
// reads.

#include <cstdint>
#include <vector>

#include "domain/account/receivables/unclaimed/events.h"

namespace tally::domain {

struct StandingNotice {
    DocumentId notice;
    Date noticed_on;
    Date escheats_on;
    Money amount;
    std::uint64_t position = 0;
    template <class T = StandingNotice>
    static constexpr auto fields() {
        return FieldList{Field{"notice", &T::notice, "The notice; empty: none stands."},
                         Field{"noticed_on", &T::noticed_on, "Business date."},
                         Field{"escheats_on", &T::escheats_on, "First day on which the state gets it."},
                         Field{"amount", &T::amount, "Credit and deposits that were announced."},
                         Field{"position", &T::position, "Position of its event."}};
    }
    bool operator==(const StandingNotice&) const = default;
};

struct Escheat {
    DocumentId escheat;
    PropertyKind kind = PropertyKind::credit;
    Code jurisdiction;
    EscheatReport report;
    Date escheated_on;
    std::vector<CreditLine> lines;
    Money amount;
    std::uint64_t position = 0;
    Plain reference;
    Date remitted_on;
    std::uint64_t remitted_position = 0;
    Date returned_on;
    std::uint64_t returned_position = 0;
    Date reclaimed_on;
    std::uint64_t reclaimed_position = 0;
    template <class T = Escheat>
    static constexpr auto fields() {
        return FieldList{Field{"escheat", &T::escheat, "The escheat."},
                         Field{"kind", &T::kind, "What it was."},
                         Field{"jurisdiction", &T::jurisdiction, "Which state has it; empty: the location names none."},
                         Field{"report", &T::report, "The report that it is part of."},
                         Field{"escheated_on", &T::escheated_on, "Business date."},
                         Field{"lines", &T::lines, "Whose credit it becomes again when it is reclaimed."},
                         Field{"amount", &T::amount, "How much."},
                         Field{"position", &T::position, "Position of its event."},
                         Field{"reference", &T::reference, "Number of the latest payment to the state."},
                         Field{"remitted_on", &T::remitted_on, "Since when the state has it; absent: it has not."},
                         Field{"remitted_position", &T::remitted_position, "Position of the latest remittance."},
                         Field{"returned_on", &T::returned_on, "When the latest remittance came back; absent: not."},
                         Field{"returned_position", &T::returned_position, "Position of that event."},
                         Field{"reclaimed_on", &T::reclaimed_on, "When the owner had it back; absent: not yet."},
                         Field{"reclaimed_position", &T::reclaimed_position, "Position of that event."}};
    }
    bool operator==(const Escheat&) const = default;

    [[nodiscard]] bool remitted() const { return remitted_on.is_set(); }
    [[nodiscard]] bool reclaimed() const { return reclaimed_on.is_set(); }
    // What the general ledger has of it as owed to the state; below zero: the state owes it to the utility.
    [[nodiscard]] Money owed_to_state() const {
        return (reclaimed() ? Money{} : amount) - (remitted() ? amount : Money{});
    }
};

struct AccountUnclaimed {
    std::uint32_t notice_count = 0;
    std::uint32_t escheat_count = 0;
    StandingNotice notice;
    std::vector<Escheat> escheats;
    template <class T = AccountUnclaimed>
    static constexpr auto fields() {
        return FieldList{
            Field{"notice_count", &T::notice_count, "Notices ever."},
            Field{"escheat_count", &T::escheat_count, "Escheats ever."},
            Field{"notice", &T::notice, "The latest that was neither cancelled nor followed by an escheat."},
            Field{"escheats", &T::escheats, "In their order."}};
    }
    bool operator==(const AccountUnclaimed&) const = default;

    // nullptr: there is none.
    [[nodiscard]] const Escheat* escheat(const DocumentId& id) const {
        for (const Escheat& one : escheats)
            if (one.escheat == id) return &one;
        return nullptr;
    }
};

}  // namespace tally::domain
