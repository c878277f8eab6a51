#pragma once
// Makes bills say again what was measured. A date left empty takes the default that its field names.

#include <string_view>

#include "domain/core/date.h"
#include "domain/core/describe.h"
#include "domain/core/text.h"
#include "domain/core/type_list.h"

namespace tally::domain {

// Takes back every invoice of the account that differs from what is held to have been measured, and makes it again at
// the prices and taxes of its period, oldest first, in one commit [rules 6, 11, 24].
struct CorrectBills {
    static constexpr std::string_view type_name = "bill.correct";
    AccountId account;
    Date on;
    Plain correction_reason;
    bool deliver = false;
    bool customer_caused = false;
    template <class T = CorrectBills>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "An account with a correction due."},
            Field{"on", &T::on, "Business date; absent: today, or the latest bill date concerned where that is later."},
            Field{"correction_reason", &T::correction_reason, "Why, without personal data; may be empty."},
            Field{"deliver", &T::deliver, "Send the credit notes by themselves."},
            Field{"customer_caused", &T::customer_caused,
                  "The customer caused the error: more may be charged however long ago it was."}};
    }
    bool operator==(const CorrectBills&) const = default;
};

using CorrectionCommand = TypeList<CorrectBills>;

}  // namespace tally::domain
