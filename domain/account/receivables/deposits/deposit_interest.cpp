#include "domain/account/receivables/deposits/deposit_interest.h"

#include <algorithm>
#include <set>

#include "domain/account/command_checks.h"

namespace tally::domain {

namespace {

// Lines of one event: they fit one entry.
constexpr std::size_t interest_lines_max = 120;
// A multiple of every length of a year, so that shares of years are whole numbers.
constexpr Int128 parts_of_year = Int128{360} * 365 * 366;
constexpr Int128 rate_scale = 100'000'000;
static_assert(Rate::decimals == 8 && Price::decimals == 8);

std::uint16_t days_in_year_of(const DepositClass& row, Date day) {
    switch (row.days_in_year) {
        case DaysInYear::actual:
            return static_cast<std::uint16_t>(days_in_year(ymd(day).year));
        case DaysInYear::days_365:
            return 365;
        case DaysInYear::days_360:
            return 360;
    }
    return 365;
}

// First days of stretches in which principal, rate and length of the year stay the same; then the day after the last.
std::set<Date> bounds_of(const SettingsState& settings, const HeldDeposit& deposit, Date through) {
    std::set<Date> bounds;
    for (const DepositLot& lot : deposit.lots)
        if (lot.accrued_through < through) bounds.insert(lot.accrued_through + 1);
    if (bounds.empty()) return bounds;
    const Date first = *bounds.begin();
    for (int year = ymd(first).year + 1; year <= ymd(through).year; ++year) bounds.insert(day_of_month(year, 1, 1));
    for (const auto& entry : settings.deposit_classes.entries)
        if (entry.row.code == deposit.deposit_class && entry.effective_from > first && entry.effective_from <= through)
            bounds.insert(entry.effective_from);
    bounds.insert(through + 1);
    return bounds;
}

Money principal_on(const HeldDeposit& deposit, Date day) {
    Money principal;
    for (const DepositLot& lot : deposit.lots)
        if (lot.accrued_through < day) principal += lot.amount;
    return principal;
}

tl::unexpected<Refusal> too_much_interest(const HeldDeposit& deposit, Date through) {
    return refuse(Rejection::amount_too_large, "", deposit.deposit.str(),
                  "Its interest through " + to_string(through) +
                      " is too large to be kept: accrue it by deposit.accrue_interest through earlier days first.");
}

// Of minor units × rate × parts of a year, summed exactly.
Decided<Money> rounded_once(Int128 exact, const HeldDeposit& deposit, Date through) {
    const Int128 amount = divide(exact, rate_scale * parts_of_year, Rounding::half_away_from_zero);
    if (amount > largest_amount.minor) return too_much_interest(deposit, through);
    return Money{static_cast<std::int64_t>(amount)};
}

}  // namespace

Decided<std::vector<CountedInterest>> interest_of(const SettingsState& settings, const HeldDeposit& deposit,
                                                  Date through) {
    std::vector<CountedInterest> counted;
    const std::set<Date> bounds = bounds_of(settings, deposit, through);
    Int128 minor_per_major = 1;
    for (std::uint8_t i = currency_decimals(settings); i > 0; --i) minor_per_major *= 10;
    Int128 exact = 0;
    for (auto from = bounds.begin(); from != bounds.end() && *from <= through; ++from) {
        if (counted.empty() || counted.back().lines.size() == interest_lines_max) {
            counted.emplace_back();
            exact = 0;
        }
        CountedInterest& part = counted.back();
        const Date last = *std::next(from) - 1;
        part.through = last;
        const DepositClass* row = settings.deposit_class(deposit.deposit_class, *from);
        const Money principal = principal_on(deposit, *from);
        if (!row || row->interest_rate.is_zero() || principal <= Money{}) continue;
        InterestLine line{*from, last, principal, row->interest_rate, days_in_year_of(*row, *from), {}};
        const Int128 earned = Int128{principal.minor} * row->interest_rate.units * (last - *from + 1);
        const Int128 shown = earned / line.days_in_year / minor_per_major;
        if (shown > INT64_MAX) return too_much_interest(deposit, through);
        line.unrounded = Price{static_cast<std::int64_t>(shown)};
        exact += earned * (parts_of_year / line.days_in_year);
        const auto amount = rounded_once(exact, deposit, through);
        TALLY_TRY(amount);
        part.amount = *amount;
        part.lines.push_back(line);
    }
    return counted;
}

}  // namespace tally::domain
