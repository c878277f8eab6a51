#pragma once
// What a segment carries on to the next one within the agreement's year: energy in the bank, and what counts towards a
// year's least charge.

#include <vector>

#include "domain/core/date.h"
#include "domain/core/decimal.h"
#include "domain/core/describe.h"
#include "domain/core/money.h"
#include "domain/core/text.h"

namespace tally::domain {

// Why what is in the bank was settled. Numbers are stored: add at the end.
enum class BankSettled : std::uint8_t { not_settled, true_up, agreement_ended };
constexpr auto enum_names(BankSettled) {
    return std::to_array<std::string_view>({"not_settled", "true_up", "agreement_ended"});
}

// The bank of one component of usage over days of one price: closing = opening + added - used - settled.
struct BankedEnergy {
    Code component;
    Code unit;
    Date from;
    Date until;
    Quantity delivered;
    Quantity returned;
    Quantity opening;
    Quantity added;
    Quantity used;
    Quantity settled;
    BankSettled settled_by = BankSettled::not_settled;
    Quantity closing;
    template <class T = BankedEnergy>
    static constexpr auto fields() {
        return FieldList{Field{"component", &T::component, "The component of usage whose bank it is."},
                         Field{"unit", &T::unit, "Unit of its quantities."},
                         Field{"from", &T::from, "First day."},
                         Field{"until", &T::until, "First day after."},
                         Field{"delivered", &T::delivered, "What the customer drew in its hours."},
                         Field{"returned", &T::returned, "What the customer sent back in them."},
                         Field{"opening", &T::opening, "In the bank before."},
                         Field{"added", &T::added, "Sent back above what was drawn."},
                         Field{"used", &T::used, "Taken out for what was drawn above what was sent back."},
                         Field{"settled", &T::settled, "Taken out as the year or the agreement ended."},
                         Field{"settled_by", &T::settled_by, "Why."},
                         Field{"closing", &T::closing, "In the bank after."}};
    }
    bool operator==(const BankedEnergy&) const = default;
};

// What counts towards a component's least charge of a year, up to and with one segment.
struct YearMinimum {
    Code component;
    Date from;
    Date until;
    Date year_from;
    Money charged_before;
    Money charged;
    bool year_ended = false;
    Money minimum;
    template <class T = YearMinimum>
    static constexpr auto fields() {
        return FieldList{
            Field{"component", &T::component, "The component of the least charge."},
            Field{"from", &T::from, "First day of the segment."},
            Field{"until", &T::until, "First day after."},
            Field{"year_from", &T::year_from, "First day that was charged in the year."},
            Field{"charged_before", &T::charged_before, "By the year's segments before, top-ups not counted."},
            Field{"charged", &T::charged, "By this one."},
            Field{"year_ended", &T::year_ended, "Whether it is the year's last, on which both are compared."},
            Field{"minimum", &T::minimum, "The year's least charge, by its days; 0 until the year ends."}};
    }
    bool operator==(const YearMinimum&) const = default;
};

struct YearToDate {
    std::vector<BankedEnergy> banks;
    std::vector<YearMinimum> minimums;
    template <class T = YearToDate>
    static constexpr auto fields() {
        return FieldList{Field{"banks", &T::banks, "One a component of usage and price period."},
                         Field{"minimums", &T::minimums, "One a least charge of a year."}};
    }
    bool operator==(const YearToDate&) const = default;
    [[nodiscard]] bool empty() const { return banks.empty() && minimums.empty(); }
};

}  // namespace tally::domain
