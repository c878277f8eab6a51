#pragma once
// Accrues revenue that was earned and not billed. A date left empty takes the default that its field names.

#include <string_view>

#include "domain/core/date.h"
#include "domain/core/describe.h"
#include "domain/core/text.h"
#include "domain/core/type_list.h"

namespace tally::domain {

// Accrues the account's days up to the end of the accounting period that holds `on`, and reverses that on the next
// period's first day. Sent again, it posts the difference.
struct AccrueUnbilled {
    static constexpr std::string_view type_name = "unbilled.accrue";
    AccountId account;
    Date on;
    template <class T = AccrueUnbilled>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"on", &T::on, "A day of the accounting period, which must be open; absent: today."}};
    }
    bool operator==(const AccrueUnbilled&) const = default;
};

using UnbilledCommand = TypeList<AccrueUnbilled>;

}  // namespace tally::domain
