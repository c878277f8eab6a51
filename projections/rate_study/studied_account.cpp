#include "projections/rate_study/studied_account.h"

#include <algorithm>
#include <utility>

#include "domain/account/billing/bill.h"
#include "domain/core/check.h"
#include "eventstore/codec/codec.h"

namespace tally::projections {

using namespace domain;

namespace {

std::vector<Date> holidays_of(const SettingsState& settings) {
    std::vector<Date> days;
    for (const auto& entry : settings.holidays.entries) days.push_back(entry.row.date);
    std::sort(days.begin(), days.end());
    return days;
}

// Half away from zero, two decimals.
Plain percent_of(Money difference, Money present) {
    if (present.is_zero()) return {};
    const Int128 of = present.minor < 0 ? -Int128{present.minor} : Int128{present.minor};
    const Int128 hundredths = divide(Int128{difference.minor} * 10'000, of, Rounding::half_away_from_zero);
    return Plain{
        fixed_to_string(static_cast<std::int64_t>(std::clamp<Int128>(hundredths, -INT64_MAX, INT64_MAX)), 2, 2)};
}

}  // namespace

AccountStudies::AccountStudies(const eventstore::Division& division, const eventstore::Point& point,
                               const StudyTariffs& tariffs, const StatePart& settings, const RateStudyRequest& request,
                               Lines lines)
    : division_(division),
      point_(point),
      tariffs_(tariffs),
      settings_(std::get<SettingsState>(settings)),
      request_(request),
      lines_(lines),
      reads_from_(tariffs.looks_back_months == 0
                      ? request.from
                      : add_months(first_of_month(request.from), -tariffs.looks_back_months - 1, 1)),
      world_(point, division.states(), tariffs, settings),
      plans_(holidays_of(settings_)) {}

// False: it is of no tariff that is studied, or of other days.
bool AccountStudies::take(const BillSegmentFrozen& frozen, const AccountState& account,
                          std::vector<Found>& found) const {
    const ServiceAgreement* agreement = account.agreement(frozen.sa);
    if (!agreement || frozen.until <= reads_from_ || frozen.until > request_.to + 1) return false;
    // A move on one day has no day of its own; the tariff is that of the move.
    const Date last = std::max(frozen.from, frozen.until - 1);
    const auto replaced = [&](const TariffId& tariff) { return tariffs_.by.find(tariff); };
    auto by = replaced(agreement->tariff_on(last));
    if (by == tariffs_.by.end()) by = replaced(agreement->tariff_on(frozen.from));
    if (by == tariffs_.by.end()) return false;
    Found& one = found.emplace_back();
    one.segment.segment = frozen.segment;
    one.segment.invoice = frozen.invoice;
    one.segment.sa = frozen.sa;
    one.segment.from = frozen.from;
    one.segment.until = frozen.until;
    one.segment.tariff = by->first;
    one.segment.by = by->second;
    one.segment.billed = charges_before_tax(frozen.lines);
    one.final_segment = frozen.final_segment;
    one.counts = last >= request_.from;
    one.bill_date = frozen.financial.effective_date;
    return true;
}

Result<std::vector<AccountStudies::Found>> AccountStudies::segments_of(const AccountState& account) {
    std::vector<Found> found;
    std::optional<eventstore::StoreError> wrong;
    const eventstore::StreamName name{static_cast<std::uint8_t>(StreamKind::account), account.account.str()};
    const auto read = division_.store().read_stream(name, 0, [&](const eventstore::EventStore::Recorded& recorded) {
        if (recorded.position >= point_.position()) return false;
        const auto envelope = eventstore::skim_envelope(recorded.bytes);
        const bool frozen = envelope && envelope->event_type == BillSegmentFrozen::type_name;
        if (envelope && !frozen && envelope->event_type != BillSegmentCancelled::type_name) return true;
        auto event = eventstore::decode_entry(recorded.bytes);
        if (!event) {
            wrong = std::move(event.error());
            return false;
        }
        if (frozen) {
            (void)take(get<BillSegmentFrozen>(event->event), account, found);
        } else {
            const auto& cancelled = get<BillSegmentCancelled>(event->event);
            std::erase_if(found, [&](const Found& one) { return one.segment.segment == cancelled.segment; });
        }
        return true;
    });
    if (!read) return tl::unexpected(read.error());
    if (wrong) return tl::unexpected(std::move(*wrong));
    std::stable_sort(found.begin(), found.end(), [](const Found& a, const Found& b) {
        return a.segment.sa != b.segment.sa ? a.segment.sa < b.segment.sa : a.segment.from < b.segment.from;
    });
    return found;
}

Decided<std::vector<BillLine>> AccountStudies::charge_at(StudyWorld::Side side, const ServiceAgreement& agreement,
                                                         const Found& one) {
    world_.look_at(side);
    const auto pricing = pricing_of(world_, agreement, one.bill_date);
    TALLY_TRY(pricing);
    const auto selected =
        measure_again(world_, agreement, *pricing->tariff, {one.segment.from, one.segment.until}, one.final_segment);
    TALLY_TRY(selected);
    auto& demands = demands_[static_cast<std::size_t>(side)];
    auto rated = rated_for_study(settings_, agreement, *pricing, *selected, demands, plans_);
    if (!rated) return tl::unexpected(std::move(rated.error()));
    demands.insert(demands.end(), rated->demands.begin(), rated->demands.end());
    return std::move(rated->lines);
}

void AccountStudies::charge(const ServiceAgreement& agreement, Found& one) {
    StudySegment& segment = one.segment;
    auto present = charge_at(StudyWorld::Side::present, agreement, one);
    auto proposed = charge_at(StudyWorld::Side::proposed, agreement, one);
    if (!present || !proposed) {
        const Refusal& why = present ? proposed.error() : present.error();
        segment.not_rated = Code{name_of(why.rejection)};
        segment.side = Plain{present ? "proposed" : "present"};
        segment.explanation = Plain{why.cure};
        return;
    }
    segment.present = charges_before_tax(*present);
    segment.proposed = charges_before_tax(*proposed);
    // Sums of many segments stay within 64 bits.
    for (const auto& [amount, side] :
         {std::pair{segment.present, "present"}, std::pair{segment.proposed, "proposed"}}) {
        if (amount <= largest_amount && -largest_amount <= amount) continue;
        segment.present = segment.proposed = {};
        segment.not_rated = Code{name_of(Rejection::amount_too_large)};
        segment.side = Plain{side};
        segment.explanation = Plain{"Check reads and prices: the segment costs more than any amount can be."};
        return;
    }
    segment.difference = segment.proposed - segment.present;
    if (lines_ == Lines::left_out) return;
    segment.present_lines = std::move(*present);
    segment.proposed_lines = std::move(*proposed);
}

Result<std::optional<StudiedAccount>> AccountStudies::study(const AccountState& account) {
    const bool concerned =
        std::any_of(account.agreements.begin(), account.agreements.end(), [&](const auto& agreement) {
            return tariffs_.by.contains(agreement.tariff) ||
                   std::any_of(agreement.earlier_tariffs.begin(), agreement.earlier_tariffs.end(),
                               [&](const EarlierTariff& earlier) { return tariffs_.by.contains(earlier.tariff); });
        });
    if (!concerned) return std::optional<StudiedAccount>{};
    auto found = segments_of(account);
    if (!found) return tl::unexpected(std::move(found.error()));
    const bool any = std::any_of(found->begin(), found->end(), [](const Found& one) { return one.counts; });
    if (!any) return std::optional<StudiedAccount>{};
    Period days{found->front().segment.from, found->front().segment.until};
    for (const Found& one : *found)
        days = {std::min(days.from, one.segment.from), std::max(days.until, one.segment.until)};
    world_.begin(days);
    StudiedAccount studied;
    studied.sums.account = account.account;
    studied.sums.customer_class = account.customer_class;
    const ServiceAgreementId* before = nullptr;
    for (Found& one : *found) {
        if (!before || *before != one.segment.sa)
            for (auto& demands : demands_) demands.clear();
        before = &one.segment.sa;
        charge(*account.agreement(one.segment.sa), one);
        if (world_.failure()) return tl::unexpected(*world_.failure());
    }
    for (Found& one : *found)
        if (one.counts) studied.segments.push_back(std::move(one.segment));
    add_up(studied);
    return std::optional{std::move(studied)};
}

void add_up(StudiedAccount& studied) {
    StudyAccount& sums = studied.sums;
    for (const StudySegment& segment : studied.segments) {
        if (std::find(sums.tariffs.begin(), sums.tariffs.end(), segment.tariff) == sums.tariffs.end())
            sums.tariffs.push_back(segment.tariff);
        if (!segment.not_rated.empty()) {
            ++sums.not_rated;
            continue;
        }
        ++sums.segments;
        sums.billed += segment.billed;
        sums.present += segment.present;
        sums.proposed += segment.proposed;
    }
    sums.difference = sums.proposed - sums.present;
    sums.percent = percent_of(sums.difference, sums.present);
}

}  // namespace tally::projections
