#pragma once
// What a log entry does to the books, read without decoding the rest of it: two to three times as fast as decode_into.

#include <cstdint>
#include <string_view>
#include <type_traits>

#include "domain/events.h"
#include "eventstore/codec/skim.h"
#include "eventstore/result.h"

namespace tally::eventstore {

struct FinancialRef {
    std::uint64_t position = 0;
    std::string_view account;  // Empty: no customer's money. All texts point into the entry.
    domain::Date effective_date;
    domain::Date accounting_date;
    domain::Money payoff;
    domain::Money current;

    std::uint64_t posting_count = 0;
    std::string_view postings;  // Their bytes, which are whole.

    // Calls use(role, gl_account, amount) for each posting.
    template <class Use>
    void each_posting(const Use& use) const {
        detail::Skimmer skimmer{postings};
        for (std::uint64_t i = 0; i < posting_count; ++i) {
            domain::GlRole role{};
            std::string_view gl_account;
            domain::Money amount;
            domain::for_each_field<domain::Posting>([&](const auto& field) {
                using Member = typename std::decay_t<decltype(field)>::member_type;
                if constexpr (std::is_same_v<Member, domain::GlRole>)
                    role = skimmer.take<domain::GlRole>();
                else if constexpr (std::is_same_v<Member, domain::Code>)
                    gl_account = skimmer.take_text();
                else
                    amount = skimmer.take<domain::Money>();
            });
            use(role, gl_account, amount);
        }
    }
};

// False: the entry moves no money. Errors as decode_into.
[[nodiscard]] Result<bool> read_financial(std::string_view entry, FinancialRef&);

}  // namespace tally::eventstore
