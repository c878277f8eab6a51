#pragma once
// Automatic payment of an account: a part of its own. A bill reads it only where the account's state says that a
// mandate stands.

#include <cstdint>
#include <vector>

#include "domain/account/receivables/autopay/events.h"

namespace tally::domain {

struct Mandate {
    AutopayEnrolled terms;
    Date ended_on;
    std::uint64_t position = 0;
    template <class T = Mandate>
    static constexpr auto fields() {
        return FieldList{Field{"terms", &T::terms, "What was authorised."},
                         Field{"ended_on", &T::ended_on, "Business date; absent: it stands."},
                         Field{"position", &T::position, "Position of the event that enrolled it, or ended it."}};
    }
    bool operator==(const Mandate&) const = default;
};

// A draft that the bank may return still.
struct MadeDraft {
    BillDrafted made;
    Date returned_on;
    ReturnCode return_code = ReturnCode::r01;
    template <class T = MadeDraft>
    static constexpr auto fields() {
        return FieldList{Field{"made", &T::made, "The draft."},
                         Field{"returned_on", &T::returned_on, "Business date; absent: it was not returned."},
                         Field{"return_code", &T::return_code, "Why, where it was."}};
    }
    bool operator==(const MadeDraft&) const = default;
};
// A consumer's bank has 60 days for what was not authorised.
inline constexpr int draft_days_kept = 70;

// Of those that ended, so many are kept for the files of drafts that were made under them.
inline constexpr std::size_t mandates_kept_max = 5;

struct AccountAutopay {
    std::uint32_t mandate_count = 0;
    std::uint32_t draft_count = 0;
    std::uint32_t returns_in_a_row = 0;
    bool last_returned = false;
    std::vector<Mandate> mandates;
    std::vector<AnnouncedDraft> announced;
    std::vector<MadeDraft> recent;
    template <class T = AccountAutopay>
    static constexpr auto fields() {
        return FieldList{
            Field{"mandate_count", &T::mandate_count, "Mandates ever."},
            Field{"draft_count", &T::draft_count, "Drafts ever."},
            Field{"returns_in_a_row", &T::returns_in_a_row,
                  "Drafts under this mandate that were returned, the last "
                  "one included, without one between that was not."},
            Field{"last_returned", &T::last_returned, "Whether a draft was returned since the last one was made."},
            Field{"mandates", &T::mandates, "The latest ones, oldest first; at most the last one stands."},
            Field{"announced", &T::announced, "Drafts to be made, in the order in which they were announced."},
            Field{"recent", &T::recent, "Drafts made, oldest first; of the 70 days before the last one."}};
    }
    bool operator==(const AccountAutopay&) const = default;

    // nullptr: none stands.
    [[nodiscard]] const Mandate* standing() const {
        return mandates.empty() || mandates.back().ended_on.is_set() ? nullptr : &mandates.back();
    }
    // nullptr: no draft of it is to be made.
    [[nodiscard]] const AnnouncedDraft* announced_of(const DocumentId& bill) const {
        for (const AnnouncedDraft& one : announced)
            if (one.bill == bill) return &one;
        return nullptr;
    }
};

}  // namespace tally::domain
