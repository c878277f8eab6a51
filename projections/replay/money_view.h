#pragma once
// What a log entry does to the books, read without decoding the rest of it: two to three times as fast as decode_into.
// How far each event's Financial is from its beginning comes from the same fields() as the bytes (FORMAT.md, "Entry").

#include <cstdint>
#include <cstring>
#include <string_view>

#include "domain/events.h"
#include "eventstore/result.h"

namespace tally::projections {

struct MoneyView {
    std::uint64_t position = 0;
    std::string_view account;  // All views point into the entry.
    domain::Date effective_date;
    domain::Date accounting_date;
    domain::Money payoff;
    domain::Money current;
    std::uint64_t posting_count = 0;
    std::string_view postings;

    // Calls use(role, gl_account, amount) for each posting.
    template <class Use>
    void each_posting(const Use& use) const {
        const char* at = postings.data();
        for (std::uint64_t i = 0; i < posting_count; ++i) {
            const auto role = static_cast<domain::GlRole>(*at);
            std::uint16_t size = 0;
            std::memcpy(&size, at + 1, sizeof size);
            const std::string_view gl_account{at + 3, size};
            domain::Money amount;
            std::memcpy(&amount.minor, at + 3 + size, sizeof amount.minor);
            use(role, gl_account, amount);
            at += 3 + size + sizeof amount.minor;
        }
    }
};

// False: the entry moves no money. Errors as decode_into.
[[nodiscard]] eventstore::Result<bool> read_money(std::string_view entry, MoneyView&);

}  // namespace tally::projections
