#pragma once
// What automatic payment is made of: mandates, drafts, and the reasons for which banks return drafts.

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "domain/core/date.h"
#include "domain/core/describe.h"
#include "domain/core/money.h"
#include "domain/core/text.h"

namespace tally::domain {

// Numbers are stored: add at the end, here and below.
enum class BankAccountType : std::uint8_t { checking, savings };
constexpr auto enum_names(BankAccountType) {
    return std::to_array<std::string_view>({"checking", "savings"});
}

// How the customer authorised drafts.
enum class AuthorisationForm : std::uint8_t { written, oral, web };
constexpr auto enum_names(AuthorisationForm) {
    return std::to_array<std::string_view>({"written", "oral", "web"});
}

// NACHA's standard entry class, which follows from the form; CCD is a business's account.
enum class EntryClass : std::uint8_t { ppd, ccd, tel, web };
constexpr auto enum_names(EntryClass) {
    return std::to_array<std::string_view>({"PPD", "CCD", "TEL", "WEB"});
}

enum class MandateEnd : std::uint8_t { by_customer, by_utility, replaced, by_return };
constexpr auto enum_names(MandateEnd) {
    return std::to_array<std::string_view>({"by_customer", "by_utility", "replaced", "by_return"});
}

// NACHA's reasons for returning a debit.
enum class ReturnCode : std::uint8_t {
    r01,
    r02,
    r03,
    r04,
    r05,
    r07,
    r08,
    r09,
    r10,
    r11,
    r12,
    r13,
    r14,
    r15,
    r16,
    r17,
    r20,
    r24,
    r29
};
constexpr auto enum_names(ReturnCode) {
    return std::to_array<std::string_view>({"R01", "R02", "R03", "R04", "R05", "R07", "R08", "R09", "R10", "R11", "R12",
                                            "R13", "R14", "R15", "R16", "R17", "R20", "R24", "R29"});
}

// What a return means for the mandate and for the bill.
struct ReturnMeaning {
    ReturnCode code = ReturnCode::r01;
    std::string_view text;
    bool for_funds = false;     // Funds were missing: the mandate stands, and the draft may be made again.
    bool ends_mandate = false;  // No draft can succeed, or may be made, under it.
    bool bears_fee = false;     // Where the class charges for returned drafts; never where none was authorised.
};
// In the order of the codes.
[[nodiscard]] std::span<const ReturnMeaning> return_meanings();
[[nodiscard]] const ReturnMeaning& meaning_of(ReturnCode);

// NACHA's rules let a returned debit be made again twice at most.
inline constexpr std::uint16_t redrafts_max = 2;
// The statement names the day: a draft that was not made so long after is not made any more.
inline constexpr int draft_days_late_max = 10;

// An announced draft: the bill said on which day it will be made.
struct AnnouncedDraft {
    DocumentId bill;
    Date due_on;
    Date draft_on;
    std::uint16_t attempt = 1;
    std::uint64_t position = 0;
    template <class T = AnnouncedDraft>
    static constexpr auto fields() {
        return FieldList{Field{"bill", &T::bill, "The invoice."}, Field{"due_on", &T::due_on, "Its due date."},
                         Field{"draft_on", &T::draft_on, "First day on which it is drafted."},
                         Field{"attempt", &T::attempt, "1; more where a draft of it was returned."},
                         Field{"position", &T::position, "Position of the event that announced it."}};
    }
    bool operator==(const AnnouncedDraft&) const = default;
};

}  // namespace tally::domain
