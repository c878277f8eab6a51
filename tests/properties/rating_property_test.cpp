// Laws of rating, whatever the tariff, the period and the usage.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

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

}  // namespace
}  // namespace tally::test
