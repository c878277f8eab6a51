#pragma once
// Ids that the ledger makes from an account's own counters: <account><mark><number>. Each kind of thing has a mark of
// its own, so that one text never names two things.

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/core/text.h"

namespace tally::domain {

inline constexpr std::string_view agreement_mark = "-SA";  // Before 2026-11-27: "-S", like statements.
inline constexpr std::string_view invoice_mark = "-I";
inline constexpr std::string_view credit_note_mark = "-C";
inline constexpr std::string_view statement_mark = "-S";
inline constexpr std::string_view other_statement_mark = "-ST";  // Where an agreement has the statement's text.
inline constexpr std::string_view segment_mark = "-B";
inline constexpr std::string_view special_charge_mark = "-X";
inline constexpr std::string_view fee_mark = "-F";
inline constexpr std::string_view late_charge_mark = "-L";
inline constexpr std::string_view dispute_mark = "-DIS";
inline constexpr std::string_view log_entry_mark = "-LOG";
inline constexpr std::string_view memo_mark = "-MEM";
inline constexpr std::string_view letter_mark = "-LET";
inline constexpr std::string_view adjustment_mark = "-ADJ";
inline constexpr std::string_view payment_mark = "-P";
inline constexpr std::string_view payment_event_mark = "-PE";
inline constexpr std::string_view deposit_mark = "-D";
inline constexpr std::string_view arrangement_mark = "-PA";
inline constexpr std::string_view instalment_mark = "-IN";
inline constexpr std::string_view refund_mark = "-REF";
inline constexpr std::string_view transfer_mark = "-TR";
inline constexpr std::string_view write_off_mark = "-WO";
inline constexpr std::string_view sync_mark = "-SY";
inline constexpr std::string_view collection_mark = "-COL";
inline constexpr std::string_view severance_mark = "-SEV";
inline constexpr std::string_view protection_mark = "-PRO";
inline constexpr std::string_view correction_mark = "-COR";
inline constexpr std::string_view mandate_mark = "-AP";
inline constexpr std::string_view draft_mark = "-DR";
inline constexpr std::string_view accrual_mark = "-UNB";
inline constexpr std::string_view notice_mark = "-UNN";
inline constexpr std::string_view escheat_mark = "-ESC";
inline constexpr std::array all_marks{agreement_mark,       invoice_mark,     credit_note_mark,    statement_mark,
                                      other_statement_mark, segment_mark,     special_charge_mark, fee_mark,
                                      late_charge_mark,     dispute_mark,     log_entry_mark,      memo_mark,
                                      letter_mark,          adjustment_mark,  payment_mark,        payment_event_mark,
                                      deposit_mark,         arrangement_mark, instalment_mark,     refund_mark,
                                      transfer_mark,        write_off_mark,   sync_mark,           collection_mark,
                                      severance_mark,       protection_mark,  correction_mark,     mandate_mark,
                                      draft_mark,           accrual_mark,     notice_mark,         escheat_mark};

// Two of these are made for each payment.
template <class Id>
[[nodiscard]] Id numbered_id(const AccountId& account, std::string_view mark, std::uint64_t number) {
    std::array<char, 20> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    std::string id = account.str();
    id.append(mark).append(digits.data(), end);
    return Id{std::move(id)};
}

// The number of an id of this kind; nullopt for any other text.
[[nodiscard]] inline std::optional<std::uint32_t> number_in(std::string_view id, const AccountId& account,
                                                            std::string_view mark) {
    if (!id.starts_with(account.str())) return std::nullopt;
    id.remove_prefix(account.str().size());
    if (!id.starts_with(mark)) return std::nullopt;
    id.remove_prefix(mark.size());
    std::uint32_t number = 0;
    const auto read = std::from_chars(id.data(), id.data() + id.size(), number);
    if (id.empty() || read.ec != std::errc{} || read.ptr != id.data() + id.size()) return std::nullopt;
    return number;
}

// Whether the ledger could have made this text for the account, as the id of a thing of another kind than `mark`'s.
[[nodiscard]] inline bool looks_like_another(std::string_view id, const AccountId& account, std::string_view mark) {
    return std::any_of(all_marks.begin(), all_marks.end(), [&](std::string_view other) {
        return other != mark && number_in(id, account, other).has_value();
    });
}

// Whether the ledger makes such ids for things of some account, this one or another: <anything><mark><number>. Given by
// a sender, such an id would be taken when that account's turn comes.
[[nodiscard]] inline bool looks_made(std::string_view id) {
    const auto last_of_mark = id.find_last_not_of("0123456789");
    if (last_of_mark == std::string_view::npos || last_of_mark + 1 == id.size()) return false;
    id = id.substr(0, last_of_mark + 1);
    return std::any_of(all_marks.begin(), all_marks.end(),
                       [&](std::string_view mark) { return id.size() > mark.size() && id.ends_with(mark); });
}

}  // namespace tally::domain
