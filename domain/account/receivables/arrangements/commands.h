#pragma once
// What can be asked about payment arrangements. A date, amount or list left empty takes the default that its field
// names.

#include <string_view>
#include <vector>

#include "domain/account/receivables/arrangements/types.h"
#include "domain/core/type_list.h"

namespace tally::domain {

// Granted at once, unless its amount is above what the class lets one grant alone.
struct RequestArrangement {
    static constexpr std::string_view type_name = "arrangement.request";
    AccountId account;
    std::vector<DocumentId> documents;
    Money amount;
    std::vector<Instalment> instalments;
    std::uint16_t number_of_instalments = 0;
    Date first_due_on;
    InstalmentInterval interval = InstalmentInterval::month;
    Personal memo;
    template <class T = RequestArrangement>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account."},
            Field{"documents", &T::documents, "Open documents that it covers; empty: all that is open."},
            Field{"amount", &T::amount, "How much of what is open on them, oldest first; zero: all of it."},
            Field{"instalments", &T::instalments, "Each payment; or empty, and what follows."},
            Field{"number_of_instalments", &T::number_of_instalments,
                  "Equal payments; the last takes what does not divide."},
            Field{"first_due_on", &T::first_due_on, "When the first of them is due; today is a down payment."},
            Field{"interval", &T::interval, "From one of them to the next."},
            Field{"memo", &T::memo, "Why, in words."}};
    }
    bool operator==(const RequestArrangement&) const = default;
};

struct ApproveArrangement {
    static constexpr std::string_view type_name = "arrangement.approve";
    AccountId account;
    DocumentId arrangement;
    template <class T = ApproveArrangement>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"arrangement", &T::arrangement, "An arrangement that waits for approval."}};
    }
    bool operator==(const ApproveArrangement&) const = default;
};

struct RejectArrangement {
    static constexpr std::string_view type_name = "arrangement.reject";
    AccountId account;
    DocumentId arrangement;
    template <class T = RejectArrangement>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"arrangement", &T::arrangement, "An arrangement that waits for approval."}};
    }
    bool operator==(const RejectArrangement&) const = default;
};

// What is not paid is asked for again at once, with its age.
struct BreakArrangement {
    static constexpr std::string_view type_name = "arrangement.break";
    AccountId account;
    DocumentId arrangement;
    Code break_reason;
    bool by_agreement = false;
    template <class T = BreakArrangement>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"arrangement", &T::arrangement, "An arrangement that stands."},
                         Field{"break_reason", &T::break_reason, "Why, as a code."},
                         Field{"by_agreement", &T::by_agreement,
                               "Ended with the customer, such as to pay all at once: it does not count as broken."}};
    }
    bool operator==(const BreakArrangement&) const = default;
};

// Decides for all arrangements of the account at once: breaks those with an instalment overdue beyond the days of
// grace, bills the instalments that are near, and notes those that are kept.
struct AdvanceArrangements {
    static constexpr std::string_view type_name = "account.advance_arrangements";
    AccountId account;
    Date on;
    template <class T = AdvanceArrangements>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"on", &T::on, "Business date; absent: today."}};
    }
    bool operator==(const AdvanceArrangements&) const = default;
};

using ArrangementCommand =
    TypeList<RequestArrangement, ApproveArrangement, RejectArrangement, BreakArrangement, AdvanceArrangements>;

}  // namespace tally::domain
