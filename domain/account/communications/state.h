#pragma once
// An account's communication log, as far as rules need it: how many entries there are, and which wait for someone. A
// part of its own, which neither a payment nor a bill reads.

#include <cstdint>
#include <vector>

#include "domain/account/communications/events.h"

namespace tally::domain {

struct FollowUp {
    DocumentId entry;
    Date on;
    Personal subject;
    std::uint64_t position = 0;
    template <class T = FollowUp>
    static constexpr auto fields() {
        return FieldList{Field{"entry", &T::entry, "Entry of the communication log, or letter."},
                         Field{"on", &T::on, "Day on which someone has to see to it."},
                         Field{"subject", &T::subject, "What the entry is about."},
                         Field{"position", &T::position, "Position of the event that set the day."}};
    }
    bool operator==(const FollowUp&) const = default;
};

struct AccountCommunications {
    std::uint32_t entry_count = 0;
    std::uint32_t memo_count = 0;
    std::uint32_t letter_count = 0;
    std::vector<FollowUp> follow_ups;
    template <class T = AccountCommunications>
    static constexpr auto fields() {
        return FieldList{Field{"entry_count", &T::entry_count, "Entries ever."},
                         Field{"memo_count", &T::memo_count, "Memos ever."},
                         Field{"letter_count", &T::letter_count, "Letters ever, those sent again included."},
                         Field{"follow_ups", &T::follow_ups, "Not seen to yet."}};
    }
    bool operator==(const AccountCommunications&) const = default;

    // nullptr: the entry has none.
    [[nodiscard]] const FollowUp* follow_up(const DocumentId& entry) const {
        for (const FollowUp& one : follow_ups)
            if (one.entry == entry) return &one;
        return nullptr;
    }
};

}  // namespace tally::domain
