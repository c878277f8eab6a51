// Laws of rating, whatever the tariff, the period and the usage.

#include <algorithm>
#include <array>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "domain/rating/billing_demand.h"
#include "domain/rating/rating.h"
#include "domain/rating/tax.h"
#include "tests/support/text.h"

namespace tally::test {
namespace {

using namespace domain;

const Date first_day = date("2023-01-01");

TariffComponent fixed_component() {
    return {.code = Code{"customer"},
            .kind = ComponentKind::fixed,
            .price = {*rc::gen::inRange<std::int64_t>(0, 5'000'000'000)}};
}
// Up to four tiers, rising.
TariffComponent usage_component() {
    TariffComponent component{.code = Code{"energy"}, .kind = ComponentKind::usage, .unit = Code{"kWh"}};
    const auto bounds = *rc::gen::inRange(0, 4);
    Quantity bound;
    for (int i = 0; i < bounds; ++i) {
        bound = bound + Quantity{*rc::gen::inRange<std::int64_t>(1, 200'000'000)};
        component.tiers.push_back({bound, {*rc::gen::inRange<std::int64_t>(0, 200'000'000)}});
    }
    component.tiers.push_back({{}, {*rc::gen::inRange<std::int64_t>(0, 200'000'000)}});
    return component;
}
TariffPublished any_version(std::uint32_t number, Date from) {
    TariffPublished version;
    version.tariff = TariffId{"T"};
    version.version = number;
    version.effective_from = from;
    version.normal_days = static_cast<std::uint16_t>(*rc::gen::inRange(28, 92));
    version.min_offset_days = static_cast<std::uint16_t>(*rc::gen::inRange(0, 6));
    version.max_offset_days = static_cast<std::uint16_t>(*rc::gen::inRange(0, 6));
    version.components = {fixed_component(), usage_component()};
    return version;
}
Period any_period() {
    const Date from = first_day + *rc::gen::inRange(0, 30);
    return {from, from + *rc::gen::inRange(1, 100)};
}
UsedRead any_read(Period over) {
    UsedRead read;
    read.from = over.from;
    read.until = over.until;
    read.unit = Code{"kWh"};
    read.quantity = Quantity{*rc::gen::inRange<std::int64_t>(0, 5'000'000'000)};
    return read;
}
std::vector<BillLine> rated(const TariffState& tariff, Period days, const std::vector<UsedRead>& reads) {
    auto lines = rating::rate(tariff, {days, EdgeProration::by_tariff, reads}, {Code{"VAT"}}, 2);
    RC_ASSERT(lines.has_value());
    return std::move(*lines);
}
Money total(const std::vector<BillLine>& lines) {
    Money sum;
    for (const BillLine& line : lines) sum += line.amount;
    return sum;
}

RC_GTEST_PROP(RatingProperty, TiersAndPricePeriodsAddUpToTheQuantityMeasured, ()) {
    const Period days = any_period();
    TariffState tariff{1, 0, {any_version(1, first_day)}};
    if (days.days() > 1) tariff.versions.push_back(any_version(2, days.from + *rc::gen::inRange(1, days.days())));
    const UsedRead read = any_read(days);
    Quantity sum;
    for (const BillLine& line : rated(tariff, days, {read}))
        if (line.component_kind == ComponentKind::usage) sum = sum + line.quantity;
    RC_ASSERT(sum == read.quantity);
}

RC_GTEST_PROP(RatingProperty, AVersionThatChangesNothingChangesNothing, ()) {
    const Period days = any_period();
    RC_PRE(days.days() > 1);
    TariffState one{1, 0, {any_version(1, first_day)}};
    TariffState two = one;
    two.versions.push_back(one.versions.front());
    two.versions.back().version = 2;
    two.versions.back().effective_from = days.from + *rc::gen::inRange(1, days.days());
    const std::vector<UsedRead> reads{any_read(days)};
    RC_ASSERT(rated(one, days, reads) == rated(two, days, reads));
}

RC_GTEST_PROP(RatingProperty, UsageSplitWhereNoPriceChangesCostsTheSameButForRounding, ()) {
    const Period days = any_period();
    RC_PRE(days.days() > 1);
    TariffState tariff{1, 0, {any_version(1, first_day)}};
    tariff.versions.front().components.back().tiers = {{{}, {*rc::gen::inRange<std::int64_t>(0, 200'000'000)}}};
    const UsedRead whole = any_read(days);
    const Date at = days.from + *rc::gen::inRange(1, days.days());
    UsedRead before = whole, after = whole;
    before.until = after.from = at;
    before.quantity.units = rating::share_of_days(whole.quantity.units, days, {days.from, at});
    after.quantity.units = whole.quantity.units - before.quantity.units;
    RC_ASSERT(rated(tariff, days, {whole}) == rated(tariff, days, {before, after}));
    // Two segments by the day cost what one does, but for a cent a line.
    for (auto& component : tariff.versions.front().components)
        if (component.kind == ComponentKind::fixed) component.kind = ComponentKind::per_day;
    const Money apart =
        total(rated(tariff, {days.from, at}, {before})) + total(rated(tariff, {at, days.until}, {after}));
    const Money together = total(rated(tariff, days, {whole}));
    const Money difference = apart - together;
    RC_ASSERT(difference >= Money{-2});
    RC_ASSERT(difference <= Money{2});
}

RC_GTEST_PROP(RatingProperty, WeightsOfAFullPeriodsPiecesAddUpToOne, ()) {
    const TariffPublished version = any_version(1, first_day);
    const Period days{first_day, first_day + version.normal_days};
    const Date at = days.from + *rc::gen::inRange(1, days.days());
    const auto weight = [&](Period part) {
        return rating::proration(part, days, version, EdgeProration::by_tariff, rating::Prorated::fixed_charge);
    };
    const Fraction a = weight({days.from, at}), b = weight({at, days.until});
    RC_ASSERT(a.denominator == b.denominator);
    RC_ASSERT(a.numerator + b.numerator == a.denominator);
}

// A year's calendar of up to four periods: any hours of any weekday in two seasons.
struct AnyCalendar {
    TariffTimes times;
    std::array<std::array<std::array<int, 24>, 2>, 2> period_of{};  // By season, day type and hour.
};
AnyCalendar any_calendar() {
    AnyCalendar calendar;
    const auto last = static_cast<std::uint8_t>(*rc::gen::inRange(2, 12));
    calendar.times.seasons = {{Code{"a"}, {2, 1}, {last, 15}}, {Code{"b"}, {last, 16}, {1, 31}}};
    calendar.times.day_types = {
        {Code{"w"}, {DayName::monday, DayName::tuesday, DayName::wednesday, DayName::thursday, DayName::friday}},
        {Code{"f"}, {DayName::saturday, DayName::sunday, DayName::holiday}}};
    for (std::size_t season = 0; season < 2; ++season)
        for (std::size_t type = 0; type < 2; ++type)
            for (int hour = 0; hour < 24; ++hour) {
                const int period = *rc::gen::inRange(0, 4);
                calendar.period_of[season][type][static_cast<std::size_t>(hour)] = period;
                const auto text = [](int h) { return Plain{(h < 10 ? "0" : "") + std::to_string(h) + ":00"}; };
                calendar.times.hours.push_back({calendar.times.seasons[season].season,
                                                calendar.times.day_types[type].day_type, text(hour), text(hour + 1),
                                                Code{"p" + std::to_string(period)}});
            }
    return calendar;
}

RC_GTEST_PROP(RatingProperty, HoursAddUpAsTheyDoOneByOne, ()) {
    const AnyCalendar calendar = any_calendar();
    TariffPublished version = any_version(1, first_day);
    version.components.clear();
    TariffTimes times = calendar.times;
    std::array<bool, 4> has_hours{};
    for (const TariffHours& hours : times.hours)
        has_hours[static_cast<std::size_t>(hours.period.str()[1] - '0')] = true;
    for (std::size_t p = 0; p < 4; ++p) {
        if (!has_hours[p]) continue;
        const Code period{"p" + std::to_string(p)};
        version.components.push_back({.code = Code{"use" + period.str()},
                                      .kind = ComponentKind::usage,
                                      .price = price("0.1"),
                                      .unit = Code{"kWh"}});
        version.components.push_back({.code = Code{"kw" + period.str()},
                                      .kind = ComponentKind::demand,
                                      .price = price("1"),
                                      .unit = Code{"kW"}});
        times.components.push_back({Code{"use" + period.str()}, {period}, 0, {}});
        times.components.push_back({Code{"kw" + period.str()}, {period}, 0, {}});
    }
    const Period days = any_period();
    std::vector<Date> holidays{days.from + *rc::gen::inRange(0, days.days())};
    const auto minutes = *rc::gen::element<std::uint16_t>(5, 15, 30, 60);
    rating::MeasuredIntervals measured{Code{"1"}, Code{"kWh"}, 6, {}, {}};
    std::array<Int128, 4> used{};
    std::array<std::int64_t, 4> peak{};
    std::array<bool, 4> seen{};
    for (Date day = days.from; day < days.until; day = day + 1) {
        CivilDay civil;
        const int clock = *rc::gen::inRange(0, 20);
        if (clock == 0) civil = {1'380, 120};
        if (clock == 1) civil = {1'500, 180};
        const std::size_t count = civil.minutes / minutes;
        measured.days.push_back({day, minutes, civil, measured.values.size(), count});
        for (std::size_t i = 0; i < count; ++i) {
            const std::int64_t value = *rc::gen::inRange<std::int64_t>(0, 9'000'000);
            measured.values.push_back(Quantity{value});
            // One by one: what the clock shows as the interval begins.
            int at = static_cast<int>(i) * minutes;
            if (at >= civil.clock_change_at) at += 1'440 - civil.minutes;
            const bool season_b = !in_season(day, times.seasons[0].first, times.seasons[0].last);
            const bool free = is_weekend(day) || day == holidays[0];
            const auto p = static_cast<std::size_t>(
                calendar.period_of[season_b ? 1 : 0][free ? 1 : 0][static_cast<std::size_t>(at / 60)]);
            used[p] += value;
            peak[p] = std::max(peak[p], value * (60 / minutes));
            seen[p] = true;
        }
    }
    const TariffState tariff{1, 0, {version}, 1, {{version.tariff, 1, times}}};
    const std::span<const rating::MeasuredIntervals> channels{&measured, 1};
    const auto lines = rating::rate(tariff, {days, EdgeProration::full, {}, channels, holidays}, {}, 2);
    RC_ASSERT(lines.has_value());
    std::size_t expected = 0;
    for (const bool one : seen) expected += one ? 2u : 0u;
    RC_ASSERT(lines->size() == expected);
    for (const BillLine& line : *lines) {
        const auto p = static_cast<std::size_t>(line.component.str().back() - '0');
        if (line.component_kind == ComponentKind::usage)
            RC_ASSERT(Int128{line.quantity.units} == used[p]);
        else
            RC_ASSERT(line.quantity.units == peak[p]);
    }
}

RC_GTEST_PROP(RatingProperty, SharesOfATaxAddUpToItAndLieWithinOneCentOfTheirOwn, ()) {
    SettingsState settings;
    const Rate share{*rc::gen::inRange<std::int64_t>(0, 30'000'000)};
    settings.tax_codes.entries.push_back({{}, TaxCode{.code = Code{"VAT"}, .rate = share}, 0});
    const auto count = static_cast<std::size_t>(*rc::gen::inRange(1, 20));
    std::vector<std::vector<BillLine>> lines(count);
    std::vector<ServiceAgreementId> agreements;
    std::vector<rating::TaxedDocument> documents;
    Money basis;
    for (std::size_t i = 0; i < count; ++i) {
        BillLine line;
        line.amount = Money{*rc::gen::inRange<std::int64_t>(1, 100'000)};
        line.from = first_day;
        line.until = first_day + 30;
        line.tax_codes = {Code{"VAT"}};
        basis += line.amount;
        lines[i].push_back(line);
        agreements.emplace_back("SA" + std::to_string(i));
    }
    for (std::size_t i = 0; i < count; ++i)
        documents.push_back({&agreements[i], &lines[i], {first_day, first_day + 30}});
    const auto taxes = rating::add_taxes(settings, first_day + 31, 2, documents);
    RC_ASSERT(taxes.has_value());
    Money sum;
    for (const auto& document : lines) {
        RC_ASSERT(document.size() == 2u);
        sum += document[1].amount;
        const auto own = percentage(share, document[0].amount, Rounding::half_away_from_zero);
        RC_ASSERT(document[1].amount - *own >= Money{-1});
        RC_ASSERT(document[1].amount - *own <= Money{1});
    }
    RC_ASSERT(sum == taxes->front().amount);
    RC_ASSERT(sum == *percentage(share, basis, Rounding::half_away_from_zero));
}

// A list of months that is kept month by month, with no days in it.
RC_GTEST_PROP(RatingProperty, ARatchetIsTheHighestShareOfItsMonthsAndNeverLowersADemand, ()) {
    const auto months = *rc::gen::inRange(1, 40);
    std::vector<BilledDemand> past;
    std::vector<std::int64_t> measured, billed;
    const auto month_at = [](int number) { return add_months(date("2020-01-01"), number, 1); };
    for (int month = 0; month < months; ++month) {
        BilledDemand demand;
        demand.component = Code{"kw"};
        demand.unit = Code{"kW"};
        demand.from = month_at(month);
        demand.until = month_at(month + 1);
        demand.measured = Quantity{measured.emplace_back(*rc::gen::inRange<std::int64_t>(0, 500'000'000))};
        demand.billed = Quantity{billed.emplace_back(*rc::gen::inRange<std::int64_t>(0, 500'000'000))};
        past.push_back(demand);
    }
    std::vector<DemandRatchet> ratchets(static_cast<std::size_t>(*rc::gen::inRange(0, 3)));
    for (DemandRatchet& one : ratchets) {
        one.component = Code{"kw"};
        one.share = Rate{*rc::gen::inRange<std::int64_t>(1, 100'000'001)};
        one.months_back = static_cast<std::uint16_t>(*rc::gen::inRange(1, 25));
        one.basis = *rc::gen::element(RatchetBasis::measured, RatchetBasis::billed);
        for (int month = 0; month < 12; ++month)
            if (*rc::gen::inRange(0, 3) == 0) one.peak_months.push_back(static_cast<MonthName>(month));
    }
    BilledDemand now;
    now.component = Code{"kw"};
    now.unit = Code{"kW"};
    now.from = month_at(months);
    now.until = month_at(months + 1);
    now.measured = Quantity{*rc::gen::inRange<std::int64_t>(0, 500'000'000)};
    const Quantity minimum{*rc::gen::inRange<std::int64_t>(0, 300'000'000)};
    std::int64_t expected = std::max(now.measured.units, minimum.units);
    for (const DemandRatchet& one : ratchets) {
        std::array<bool, 12> counts{};
        if (one.peak_months.empty()) counts.fill(true);
        for (const MonthName month : one.peak_months) counts[static_cast<std::size_t>(month)] = true;
        for (int month = std::max(0, months - one.months_back); month < months; ++month) {
            if (!counts[static_cast<std::size_t>(month % 12)]) continue;
            const auto at = static_cast<std::size_t>(month);
            const Int128 of = one.basis == RatchetBasis::measured ? measured[at] : billed[at];
            const Int128 doubled = of * one.share.units * 2;  // Half away from zero, of what is not below zero.
            expected = std::max(expected, static_cast<std::int64_t>((doubled + 100'000'000) / 200'000'000));
        }
    }
    rating::apply_ratchets(ratchets, minimum, past, now);
    RC_ASSERT(now.billed.units == expected);
    RC_ASSERT(now.billed >= now.measured);
    // The order in which bills are known does not matter.
    BilledDemand again = now;
    std::reverse(past.begin(), past.end());
    rating::apply_ratchets(ratchets, minimum, past, again);
    RC_ASSERT(again.billed == now.billed);
}

// Kilowatt-hour by kilowatt-hour: each has the price of the hours that the demand would have run before it.
RC_GTEST_PROP(RatingProperty, HoursOfUseArePricedAsTheyComeOneByOne, ()) {
    TariffPublished version = any_version(1, first_day);
    version.normal_days = 30;
    version.min_offset_days = version.max_offset_days = 0;
    const auto bounds = *rc::gen::inRange(1, 4);
    TariffComponent energy{.code = Code{"energy"}, .kind = ComponentKind::usage, .unit = Code{"kWh"}};
    std::vector<std::int64_t> hours;
    std::int64_t last = 0;
    for (int i = 0; i < bounds; ++i) {
        hours.push_back(last += *rc::gen::inRange<std::int64_t>(1, 300));
        energy.tiers.push_back({Quantity{last * 1'000'000}, {*rc::gen::inRange<std::int64_t>(0, 200'000'000)}});
    }
    energy.tiers.push_back({{}, {*rc::gen::inRange<std::int64_t>(0, 200'000'000)}});
    version.components = {energy,
                          {.code = Code{"kw"}, .kind = ComponentKind::demand, .price = price("1"), .unit = Code{"kW"}}};
    TariffState tariff{1, 0, {version}};
    TariffTimes times;
    times.components = {{Code{"kw"}, {}, 60, {}}};
    tariff.times.push_back({version.tariff, 1, times});
    DemandTerms terms;
    terms.hours_use = {{Code{"energy"}, Code{"kw"}}};
    tariff.demand_terms.push_back({version.tariff, 1, terms});
    rating::MeasuredIntervals measured{Code{"1"}, Code{"kWh"}, 3, {}, {}};
    const Period days{first_day, first_day + 30};
    std::int64_t used = 0, peak = 0;
    for (Date day = days.from; day < days.until; day = day + 1) {
        measured.days.push_back({day, 60, {}, measured.values.size(), 24});
        for (int hour = 0; hour < 24; ++hour) {
            const auto kwh = *rc::gen::inRange<std::int64_t>(0, 30);
            measured.values.push_back(Quantity{kwh * 1'000'000});
            used += kwh;
            peak = std::max(peak, kwh);
        }
    }
    std::vector<std::int64_t> in_tier(energy.tiers.size());
    for (std::int64_t kwh = 0; kwh < used; ++kwh) {
        std::size_t tier = 0;
        while (tier < hours.size() && kwh >= hours[tier] * peak) ++tier;
        ++in_tier[tier];
    }
    UsedRead read = any_read(days);
    read.quantity = Quantity{used * 1'000'000};
    const std::vector<UsedRead> reads{read};
    const std::span<const rating::MeasuredIntervals> channels{&measured, 1};
    const auto lines = rating::rate(tariff, {days, EdgeProration::by_tariff, reads, channels}, {}, 2);
    RC_ASSERT(lines.has_value());
    std::vector<std::int64_t> rated;
    for (const BillLine& line : *lines)
        if (line.component_kind == ComponentKind::usage) rated.push_back(line.quantity.units / 1'000'000);
    std::vector<std::int64_t> expected;
    for (const std::int64_t kwh : in_tier)
        if (kwh > 0) expected.push_back(kwh);
    if (expected.empty()) expected.push_back(0);
    RC_ASSERT(rated == expected);
}

}  // namespace
}  // namespace tally::test
