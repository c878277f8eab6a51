#include "domain/account/billing/usage_selection.h"

#include <algorithm>
#include <string>

#include "domain/account/service/service.h"
#include "domain/core/assert.h"
#include "domain/rating/quantities.h"
#include "domain/rating/rating.h"

namespace tally::domain {

namespace {

// How far back a usage period that crosses the start is looked for; only once something is missing.
constexpr int crossing_months_max = 12;

// What one register measures of the days looked at.
struct MeterPiece {
    const InstalledMeter* meter = nullptr;
    const MeterRegister* measured_by = nullptr;
    Period days;
};

bool same_factors(const TariffPublished& a, const TariffPublished& b) {
    return a.usage_factors == b.usage_factors;
}

class Measurer {
  public:
    Measurer(World& world, const ServiceAgreement& agreement, const ServicePointState& point, Date from, Date limit)
        : world_(world), agreement_(agreement), point_(point), from_(from), limit_(limit) {
        for (const InstalledMeter& meter : point_.meters) {
            if (!covers(meter, limit_)) continue;
            for (const MeterRegister& measured_by : meter.registers) {
                const auto known = std::find_if(channels_.begin(), channels_.end(), [&](const Channel& channel) {
                    return *channel.code == measured_by.channel;
                });
                const bool has_intervals = measured_by.kind == RegisterKind::consumptive;
                if (known == channels_.end())
                    channels_.push_back({&measured_by.channel, entries_of(measured_by.channel), {}, {}, has_intervals});
                else
                    known->has_intervals |= has_intervals;
            }
        }
    }

    [[nodiscard]] bool measures() const { return !channels_.empty(); }
    // Whether a register has values of intervals, which a tariff may price by the hour.
    [[nodiscard]] bool has_intervals() const {
        return std::any_of(channels_.begin(), channels_.end(),
                           [](const Channel& channel) { return channel.has_intervals; });
    }

    // The latest day on which every channel can end.
    Decided<Date> latest_end() {
        for (Channel& channel : channels_) find_ends(channel);
        const Channel& first = channels_.front();
        for (auto end = first.ends.rbegin(); end != first.ends.rend(); ++end)
            if (std::all_of(channels_.begin() + 1, channels_.end(),
                            [&](const Channel& channel) { return can_end(channel, *end); }))
                return *end;
        // A channel that a removed meter took along does not hold up the others.
        for (const Channel& channel : channels_)
            for (auto end = channel.ends.rbegin(); end != channel.ends.rend(); ++end)
                if (std::all_of(channels_.begin(), channels_.end(),
                                [&](const Channel& other) { return can_end(other, *end); }))
                    return *end;
        for (const Channel& channel : channels_)
            if (channel.ends.empty())
                if (auto crossing = find_crossing(channel, from_)) return tl::unexpected(std::move(*crossing));
        for (const Channel& channel : channels_)
            if (auto doubted = find_doubt(channel, {from_, limit_})) return tl::unexpected(std::move(*doubted));
        return missing(Rejection::no_billable_read, *channels_.front().code,
                       "No read or usage ends after " + to_string(from_ - 1) + " and by " + to_string(limit_ - 1) +
                           " on every channel; record what is missing.");
    }

    // What is missing to end every channel on one day: the latest on which some channel that is long enough can end,
    // else the last one looked at.
    std::vector<MissingRead> missing_reads(std::uint16_t minimum_days) {
        for (Channel& channel : channels_) find_ends(channel);
        const auto long_enough = [&](Date end) { return end > from_ && end - from_ >= minimum_days; };
        Date target = limit_;
        Date latest;
        for (const Channel& channel : channels_)
            for (const Date end : channel.ends) {
                if (!long_enough(end)) continue;
                if (std::all_of(channels_.begin(), channels_.end(),
                                [&](const Channel& other) { return can_end(other, end); }))
                    return {};
                latest = std::max(latest, end);
            }
        if (latest.is_set()) target = latest;
        std::vector<MissingRead> found;
        for (const Channel& channel : channels_)
            if (!can_end(channel, target)) found.push_back(missing_of(channel, target));
        return found;
    }

    // What was measured from the first day to `until`.
    Decided<std::vector<UsedRead>> measure(Date until, bool first_segment, bool final_segment,
                                           const std::vector<rating::PricePeriod>& prices) {
        std::vector<UsedRead> reads;
        reads.reserve(channels_.size());
        for (const Channel& channel : channels_)
            for (const MeterPiece& piece : pieces(*channel.code, until)) {
                auto refused = piece.measured_by->kind == RegisterKind::subtractive
                                   ? read_register(channel, piece, until, first_segment, final_segment, prices, reads)
                                   : add_up_usage(channel, piece, prices, reads);
                if (refused) return tl::unexpected(std::move(*refused));
            }
        return reads;
    }

    // The values of the days that a version with hours prices, of each channel that it prices by them.
    Decided<std::vector<rating::MeasuredIntervals>> intervals(Date until,
                                                              const std::vector<rating::PricePeriod>& prices) {
        std::vector<rating::MeasuredIntervals> found;
        for (const Channel& channel : channels_) {
            rating::MeasuredIntervals measured;
            measured.channel = *channel.code;
            for (const MeterPiece& piece : pieces(*channel.code, until))
                for (const rating::PricePeriod& price : prices)
                    if (rating::needs_intervals(*price.version, price.times, piece.measured_by->unit))
                        if (auto refused = add_days(piece, price, measured)) return tl::unexpected(std::move(*refused));
            if (!measured.days.empty()) found.push_back(std::move(measured));
        }
        return found;
    }
    // Finds the days that intervals() would find. A hint.
    void look_at_intervals() {
        for (const Channel& channel : channels_)
            for (const UsageEntry& entry : channel.entries)
                if (entry.interval_minutes != 0 && from_ <= entry.from && entry.from < limit_)
                    (void)world_.interval_day(agreement_.service_point, *channel.code, entry.from);
    }

  private:
    struct Channel {
        const Code* code;
        std::vector<UsageEntry> entries;  // Of the months looked at, by first day.
        std::vector<Date> ends;           // Rising.
        Date complete_until;              // All its meters measured without a gap, and the last was removed.
        bool has_intervals = false;
    };

    std::optional<Refusal> add_days(const MeterPiece& piece, const rating::PricePeriod& price,
                                    rating::MeasuredIntervals& measured) {
        measured.unit = piece.measured_by->unit;
        measured.decimals = std::max(measured.decimals, piece.measured_by->decimals);
        const Date until = std::min(piece.days.until, price.days.until);
        if (piece.measured_by->kind == RegisterKind::subtractive)
            return missing(Rejection::interval_values_missing, measured.channel,
                           "Tariff " + price.version->tariff.str() + " prices it by the hour, and meter " +
                               piece.meter->meter.str() +
                               " only shows what it counted in all: install one that reports interval values, or "
                               "change the tariff with service.change_tariff.")
                .value();
        const Date from = std::max(piece.days.from, price.days.from);
        for (Date day = from; day < until; day = day + 1) {
            const IntervalDay* held = world_.interval_day(agreement_.service_point, measured.channel, day);
            if (!held)
                return missing(Rejection::interval_values_missing, measured.channel,
                               "Tariff " + price.version->tariff.str() + " prices it by the hour, and " +
                                   to_string(day) +
                                   " has no interval values: record them with "
                                   "premise.record_interval_day.")
                    .value();
            if (day == from) {  // Days of one meter have as many values each, but for those of a change of clock.
                const auto days = static_cast<std::size_t>(until - from);
                measured.days.reserve(measured.days.size() + days);
                measured.values.reserve(measured.values.size() + (days + 1) * held->values.size());
            }
            measured.days.push_back({day,
                                     held->interval_minutes,
                                     {held->day_minutes, held->clock_change_at},
                                     measured.values.size(),
                                     held->values.size()});
            measured.values.insert(measured.values.end(), held->values.begin(), held->values.end());
        }
        return std::nullopt;
    }

    // On those days, of that channel, something is held in doubt.
    [[nodiscard]] std::optional<Refusal> find_doubt(const Channel& channel, Period days) const {
        const ReadInDoubt* one = doubt_within(channel, days);
        if (!one) return std::nullopt;
        std::string reasons;
        for (const ReadDoubt& doubt : one->doubts)
            reasons += (reasons.empty() ? "" : ", ") + std::string{name_of(doubt.kind)};
        return missing(Rejection::read_in_doubt, *channel.code,
                       "What was reported of " + to_string(one->day) + ", " + to_string(one->value) +
                           ", is in doubt (" + reasons +
                           "): accept it (premise.accept_read), correct, withdraw or estimate it.")
            .value();
    }
    // Also of a read that stands in the agreement: while its correction is in doubt, so is what that would correct.
    [[nodiscard]] std::optional<Refusal> find_doubt_of_read(const Channel& channel, Date day) const {
        return find_doubt(channel, {day, day + 1});
    }
    [[nodiscard]] const ReadInDoubt* doubt_within(const Channel& channel, Period days) const {
        if (point_.doubts_open == 0) return nullptr;
        for (const ReadInDoubt& one : world_.reads_in_doubt(point_.service_point).entries)
            if (one.channel == *channel.code && one.day < days.until && one.until > days.from) return &one;
        return nullptr;
    }
    [[nodiscard]] MissingRead missing_of(const Channel& channel, Date target) const {
        MissingRead found;
        found.channel = *channel.code;
        found.from = from_;
        found.day = target - 1;
        for (const MeterPiece& piece : pieces(*channel.code, target))
            found.is_read = piece.measured_by->kind == RegisterKind::subtractive;
        for (const Date end : channel.ends)
            if (end < target) found.from = std::max(found.from, end);
        if (const ReadInDoubt* one = doubt_within(channel, {found.from, target})) found.doubted_on = one->day;
        return found;
    }

    [[nodiscard]] tl::unexpected<Refusal> missing(Rejection rejection, const Code& channel, std::string cure) const {
        return refuse(rejection, "service_point", agreement_.service_point.str() + " " + channel.str(),
                      std::move(cure));
    }

    std::vector<UsageEntry> entries_of(const Code& channel) {
        std::vector<UsageEntry> entries;
        for (Date month = first_of_month(from_ - 1); month < limit_; month = add_months(month, 1, 1))
            if (const UsageMonth* usage = world_.usage(agreement_.service_point, channel, month))
                entries.insert(entries.end(), usage->entries.begin(), usage->entries.end());
        // A correction in doubt puts what it would correct in doubt, too.
        if (point_.doubts_open > 0) {
            const ReadsInDoubt& doubts = world_.reads_in_doubt(point_.service_point);
            std::erase_if(entries, [&](const UsageEntry& entry) {
                return doubts.find(channel, entry.from, entry.is_read) != nullptr;
            });
        }
        return entries;
    }

    [[nodiscard]] std::vector<MeterPiece> pieces(const Code& channel, Date until) const {
        std::vector<MeterPiece> found;
        for (const InstalledMeter& meter : point_.meters)
            for (const MeterRegister& measured_by : meter.registers) {
                if (measured_by.channel != channel) continue;
                const Period days{std::max(from_, meter.installed_on),
                                  meter.removed_on.is_set() ? std::min(until, meter.removed_on + 1) : until};
                if (covers(meter, until)) found.push_back({&meter, &measured_by, days});
            }
        return found;
    }
    // Whether the meter measured some day before `until`; of no days at all, the day of the move.
    [[nodiscard]] bool covers(const InstalledMeter& meter, Date until) const {
        const Date last = until > from_ ? until - 1 : std::max(agreement_.start_on, from_ - 1);
        const Date first = until > from_ ? from_ : last;
        return meter.installed_on <= last && (!meter.removed_on.is_set() || first <= meter.removed_on);
    }

    [[nodiscard]] static const UsageEntry* read_at(const Channel& channel, const MeterId& meter, Date until) {
        for (const UsageEntry& entry : channel.entries)
            if (entry.is_read && entry.until == until && entry.meter == meter) return &entry;
        return nullptr;
    }
    [[nodiscard]] static const UsageEntry* usage_from(const Channel& channel, Date from) {
        for (const UsageEntry& entry : channel.entries)
            if (!entry.is_read && entry.from == from) return &entry;
        return nullptr;
    }

    void find_ends(Channel& channel) const {
        bool whole = true;
        for (const MeterPiece& piece : pieces(*channel.code, limit_)) {
            if (!whole) return;
            if (piece.measured_by->kind == RegisterKind::subtractive) {
                whole = false;
                for (const UsageEntry& entry : channel.entries) {
                    if (!entry.is_read || entry.until <= from_ || entry.until <= piece.days.from ||
                        entry.until > piece.days.until || entry.meter != piece.meter->meter)
                        continue;
                    channel.ends.push_back(entry.until);
                    whole |= entry.until == piece.days.until;
                }
            } else {
                Date covered = piece.days.from;
                while (const UsageEntry* entry = usage_from(channel, covered)) {
                    if (entry->until > piece.days.until) break;
                    covered = entry->until;
                    channel.ends.push_back(covered);
                }
                whole = covered == piece.days.until;
            }
            if (whole && piece.meter->removed_on.is_set() && piece.meter->removed_on + 1 == piece.days.until)
                channel.complete_until = piece.days.until;
        }
        if (!whole) channel.complete_until = {};
    }
    [[nodiscard]] static bool can_end(const Channel& channel, Date end) {
        if (std::find(channel.ends.begin(), channel.ends.end(), end) != channel.ends.end()) return true;
        return channel.complete_until.is_set() && channel.complete_until <= end;
    }

    // Usage that lies over `day` rather than ending on it.
    [[nodiscard]] std::optional<Refusal> find_crossing(const Channel& channel, Date day) const {
        for (int back = crossing_months_max; back >= 0; --back) {
            const UsageMonth* usage =
                world_.usage(agreement_.service_point, *channel.code, add_months(first_of_month(day), -back, 1));
            if (!usage) continue;
            for (const UsageEntry& entry : usage->entries)
                if (!entry.is_read && entry.from < day && day < entry.until) return crosses(channel, entry, day);
        }
        return std::nullopt;
    }
    [[nodiscard]] Refusal crosses(const Channel& channel, const UsageEntry& entry, Date day) const {
        return missing(Rejection::usage_crosses_start_or_stop, *channel.code,
                       "Usage from " + to_string(entry.from) + " to " + to_string(entry.until - 1) + " lies over " +
                           to_string(day) + ", where this agreement's charges begin or end; record it in two parts.")
            .value();
    }

    // Cuts a measured amount where factors change, by days, and rounds each part once.
    std::optional<Refusal> add_parts(const UsedRead& measured, const MeterPiece& piece,
                                     const std::vector<rating::PricePeriod>& prices,
                                     std::vector<UsedRead>& reads) const {
        const Period whole{measured.from, measured.until};
        for (std::size_t i = 0; i < prices.size();) {
            std::size_t next = i + 1;
            while (next < prices.size() && same_factors(*prices[i].version, *prices[next].version)) ++next;
            const bool all = i == 0 && next == prices.size();
            const Period days = all ? whole
                                    : Period{std::max(whole.from, prices[i].days.from),
                                             std::min(whole.until, prices[next - 1].days.until)};
            const TariffPublished& version = *prices[i].version;
            i = next;
            if (!all && days.days() <= 0) continue;
            const Quantity share{all ? measured.quantity.units
                                     : rating::share_of_days(measured.quantity.units, whole, days)};
            const auto quantity = rating::measured_quantity(share.units, measured.multiplier, version.usage_factors,
                                                            piece.measured_by->decimals);
            if (!quantity)
                return missing(Rejection::amount_too_large, piece.measured_by->channel, "Check reads and factors.")
                    .value();
            UsedRead& part = reads.emplace_back(measured);
            part.from = days.from;
            part.until = days.until;
            part.quantity = *quantity;
            part.unit = rating::unit_after(version, piece.measured_by->unit);
        }
        return std::nullopt;
    }

    std::optional<Refusal> read_register(const Channel& channel, const MeterPiece& piece, Date until,
                                         bool first_segment, bool final_segment,
                                         const std::vector<rating::PricePeriod>& prices,
                                         std::vector<UsedRead>& reads) const {
        const auto given = [&](const std::vector<ServiceRead>& given_reads) -> const ServiceRead* {
            for (const ServiceRead& read : given_reads)
                if (read.channel == *channel.code) return &read;
            return nullptr;
        };
        std::vector<ReadPoint> points;
        // Also where the meter came only after the first charge day: it was installed showing the start read.
        const ServiceRead* start = first_segment ? given(agreement_.start_reads) : nullptr;
        if (start && piece.days.from != from_ && piece.days.from != start->read_on + 1) start = nullptr;
        if (auto doubted = find_doubt_of_read(channel, start ? start->read_on : piece.days.from - 1)) return doubted;
        if (start) {
            points.push_back({piece.days.from, start->value, Quality::actual, 0});
        } else if (const UsageEntry* entry = read_at(channel, piece.meter->meter, piece.days.from)) {
            points.push_back(point_of(*entry));
        } else {
            return missing(Rejection::start_read_missing, *channel.code,
                           "Record the read of meter " + piece.meter->meter.str() + " on " +
                               to_string(piece.days.from - 1) + ".")
                .value();
        }
        if (prices.size() > 1) add_reads_inside(channel, piece, points);
        const ServiceRead* stop = final_segment && piece.days.until == until ? given(agreement_.stop_reads) : nullptr;
        if (auto doubted = find_doubt_of_read(channel, stop ? stop->read_on : piece.days.until - 1)) return doubted;
        const UsageEntry* entry = read_at(channel, piece.meter->meter, piece.days.until);
        if (!stop && !entry)
            return missing(final_segment ? Rejection::stop_read_missing : Rejection::no_billable_read, *channel.code,
                           "Record the read of meter " + piece.meter->meter.str() + " on " +
                               to_string(piece.days.until - 1) + ".")
                .value();
        points.push_back(entry ? point_of(*entry) : ReadPoint{piece.days.until, {}, Quality::actual, 0});
        if (stop) points.back().value = stop->value;

        keep_reads_that_cut(points, prices);
        for (std::size_t i = 1; i < points.size(); ++i)
            if (auto refused = add_stretch(channel, piece, points[i - 1], points[i], prices, reads)) return refused;
        return std::nullopt;
    }

    // A register's value as the first charge day begins.
    struct ReadPoint {
        Date day;
        Quantity value;
        Quality quality = Quality::actual;
        std::uint64_t position = 0;
    };
    [[nodiscard]] static ReadPoint point_of(const UsageEntry& read) {
        return {read.until, read.value, read.quality, read.position};
    }

    // The reads within the piece, by day. An estimate is left out: it knows no more than the days do.
    static void add_reads_inside(const Channel& channel, const MeterPiece& piece, std::vector<ReadPoint>& points) {
        const auto first = static_cast<std::ptrdiff_t>(points.size());
        for (const UsageEntry& entry : channel.entries)
            if (entry.is_read && entry.meter == piece.meter->meter && entry.quality != Quality::estimated &&
                piece.days.from < entry.until && entry.until < piece.days.until)
                points.push_back(point_of(entry));
        std::sort(points.begin() + first, points.end(),
                  [](const ReadPoint& a, const ReadPoint& b) { return a.day < b.day; });
    }

    // Stretches side by side within one price period are measured together, for they are priced alike [rule 28].
    static void keep_reads_that_cut(std::vector<ReadPoint>& points, const std::vector<rating::PricePeriod>& prices) {
        std::size_t kept = 1;
        for (std::size_t i = 1; i + 1 < points.size(); ++i) {
            const Date from = points[kept - 1].day;
            const Date until = points[i + 1].day;
            const bool priced_alike = std::any_of(prices.begin(), prices.end(), [&](const rating::PricePeriod& price) {
                return price.days.from <= from && until <= price.days.until;
            });
            if (!priced_alike) points[kept++] = points[i];
        }
        if (points.size() > 1) points[kept++] = points.back();
        points.resize(kept);
    }

    // What the register counted from one read to the next.
    std::optional<Refusal> add_stretch(const Channel& channel, const MeterPiece& piece, const ReadPoint& start,
                                       const ReadPoint& stop, const std::vector<rating::PricePeriod>& prices,
                                       std::vector<UsedRead>& reads) const {
        UsedRead read;
        read.service_point = agreement_.service_point;
        read.channel = *channel.code;
        read.from = start.day;
        read.until = stop.day;
        read.start_value = start.value;
        read.stop_value = stop.value;
        read.multiplier = piece.measured_by->multiplier;
        read.quality = worse(start.quality, stop.quality);
        read.position = stop.position;

        // Rollover, then the threshold, both before the multiplier [rules 10, 27].
        std::int64_t capacity = one_unit.units;
        for (std::uint8_t i = 0; i < piece.measured_by->dials; ++i)
            TALLY_ASSERT(!__builtin_mul_overflow(capacity, std::int64_t{10}, &capacity),
                         "a register has at most 12 dials");
        std::int64_t difference = read.stop_value.units - read.start_value.units;
        if (difference < 0) difference += capacity;
        if (Int128{difference} * 100'000'000 > Int128{capacity} * piece.measured_by->rollover_threshold.units ||
            difference < 0)
            return missing(Rejection::consumption_over_threshold, *channel.code,
                           "From " + to_string(read.start_value) + " to " + to_string(read.stop_value) +
                               " is above the register's rollover_threshold; correct the read, or raise that with "
                               "premise.change_register.")
                .value();
        read.quantity = Quantity{difference};
        std::vector<rating::PricePeriod> within;  // Factors of other days do not concern this stretch.
        for (const rating::PricePeriod& price : prices)
            if (prices.size() == 1 || (price.days.from < read.until && read.from < price.days.until))
                within.push_back(price);
        return add_parts(read, piece, within, reads);
    }

    std::optional<Refusal> add_up_usage(const Channel& channel, const MeterPiece& piece,
                                        const std::vector<rating::PricePeriod>& prices,
                                        std::vector<UsedRead>& reads) const {
        const auto price_period_of = [&](const UsageEntry& entry) -> const rating::PricePeriod* {
            for (const rating::PricePeriod& price : prices)
                if (price.days.from <= entry.from && entry.until <= price.days.until) return &price;
            return nullptr;
        };
        UsedRead sum;  // Of entries side by side within one price period: rounded once together.
        const rating::PricePeriod* sum_in = nullptr;
        const auto finish = [&]() -> std::optional<Refusal> {
            if (!sum.from.is_set()) return std::nullopt;
            auto refused = add_parts(sum, piece, prices, reads);
            sum = {};
            return refused;
        };
        for (Date covered = piece.days.from; covered < piece.days.until;) {
            const UsageEntry* entry = usage_from(channel, covered);
            if (!entry) {
                if (auto crossing = find_crossing(channel, covered)) return crossing;
                if (auto doubted = find_doubt(channel, {covered, piece.days.until})) return doubted;
                return missing(Rejection::no_billable_read, *channel.code,
                               "Usage from " + to_string(covered) + " is missing; record it.")
                    .value();
            }
            if (entry->until > piece.days.until) return crosses(channel, *entry, piece.days.until);
            const rating::PricePeriod* in = price_period_of(*entry);
            if (!in || in != sum_in)
                if (auto refused = finish()) return refused;
            if (!sum.from.is_set()) {
                sum.service_point = agreement_.service_point;
                sum.channel = *channel.code;
                sum.from = entry->from;
                sum.multiplier = one_unit;
                sum_in = in;
            }
            sum.until = entry->until;
            const Int128 units = Int128{sum.quantity.units} + entry->value.units;
            if (units > INT64_MAX)
                return missing(Rejection::amount_too_large, *channel.code,
                               "Usage from " + to_string(sum.from) + " until " + to_string(sum.until) +
                                   " adds up to more than a quantity can be; correct it.")
                    .value();
            sum.quantity.units = static_cast<std::int64_t>(units);
            sum.quality = worse(sum.quality, entry->quality);
            sum.position = entry->position;
            covered = entry->until;
            if (!in)
                if (auto refused = finish()) return refused;
        }
        return finish();
    }

    World& world_;
    const ServiceAgreement& agreement_;
    const ServicePointState& point_;
    Date from_;
    Date limit_;
    std::vector<Channel> channels_;
};

// nullptr: nothing measures the agreement.
Decided<const ServicePointState*> metered_point(World& world, const ServiceAgreement& agreement) {
    if (agreement.service_point.empty()) return nullptr;
    const PremiseState* premise = world.premise(agreement.premise);
    const ServicePointState* point = premise ? premise->service_point(agreement.service_point) : nullptr;
    if (!point)
        return refuse(Rejection::service_point_unknown, "service_point", agreement.service_point.str(),
                      "The agreement's service point is gone; correct the agreement.");
    return point->meters.empty() ? nullptr : point;
}

// Whether so many normal periods have passed, half a one left out, that a bill charges what nothing measures.
bool is_due_for(const ServiceAgreement& agreement, const TariffState& tariff, Period days) {
    const std::uint16_t periods = agreement.periods_on(days.until - 1);
    if (periods <= 1) return true;
    const TariffPublished* version = tariff.on(days.from);
    return !version || rating::whole_periods(days.days(), *version) >= periods;
}

Decided<SelectedUsage> measured(const ServiceAgreement& agreement, const TariffState& tariff, SelectedUsage selected,
                                Measurer* measurer) {
    const auto prices = rating::price_periods(tariff, selected.charge_days);
    if (!prices) return tl::unexpected(prices.error());
    if (!measurer) return selected;
    if (!measurer->measures())
        return refuse(Rejection::service_point_has_no_meter, "service_point", agreement.service_point.str(),
                      "No meter measured from " + to_string(selected.charge_days.from) + " to " +
                          to_string(selected.charge_days.until - 1) + "; install one from its first day.");
    auto reads = measurer->measure(selected.charge_days.until, selected.first_segment, selected.final_segment, *prices);
    if (!reads) return tl::unexpected(std::move(reads.error()));
    selected.reads = std::move(*reads);
    auto intervals = measurer->intervals(selected.charge_days.until, *prices);
    if (!intervals) return tl::unexpected(std::move(intervals.error()));
    selected.intervals = std::move(*intervals);
    return selected;
}

}  // namespace

Decided<std::optional<SelectedUsage>> select_usage(World& world, const ServiceAgreement& agreement,
                                                   const ServiceAgreementType& sa_type, const TariffState& tariff,
                                                   Date cut_off) {
    SelectedUsage selected;
    const Date first_day = first_charge_day(agreement);
    const Date from = agreement.charged_until.is_set() ? agreement.charged_until : first_day;
    selected.first_segment = from == first_day;
    Date limit = cut_off + 1;
    const Date end = charge_end(agreement);
    const bool ends = end.is_set() && agreement.stop_on <= cut_off;
    if (ends) {
        if (from > end)
            return refuse(
                Rejection::usage_already_billed, "stop_on", to_string(agreement.stop_on),
                "Charged through " + to_string(from - 1) + " already; reverse the invoice that charged past the stop.");
        selected.final_segment = agreement.status == SaStatus::stopped || agreement.status == SaStatus::reactivated;
        limit = end;
    }
    if (!selected.final_segment && from >= limit) return std::nullopt;

    const auto point = metered_point(world, agreement);
    if (!point) return tl::unexpected(point.error());
    selected.charge_days = {from, limit};
    if (!*point) {
        // The day of the bill is not over yet [rule 28].
        if (!ends) selected.charge_days.until = cut_off;
        if (!selected.final_segment &&
            (selected.charge_days.days() <= 0 || selected.charge_days.days() < sa_type.minimum_days ||
             !is_due_for(agreement, tariff, selected.charge_days)))
            return std::nullopt;
        auto done = measured(agreement, tariff, std::move(selected), nullptr);
        if (!done) return tl::unexpected(std::move(done.error()));
        return std::optional(std::move(*done));
    }
    Measurer measurer(world, agreement, **point, from, limit);
    if (!selected.final_segment) {
        if (selected.charge_days.days() < sa_type.minimum_days) return std::nullopt;
        if (!measurer.measures())
            return refuse(Rejection::service_point_has_no_meter, "service_point", agreement.service_point.str(),
                          "No meter has measured since " + to_string(from) + "; install one.");
        const auto latest = measurer.latest_end();
        if (!latest) return tl::unexpected(latest.error());
        selected.charge_days.until = *latest;
        if (selected.charge_days.days() < sa_type.minimum_days) return std::nullopt;
    }
    auto done = measured(agreement, tariff, std::move(selected), &measurer);
    if (!done) return tl::unexpected(std::move(done.error()));
    return std::optional(std::move(*done));
}

std::vector<MissingRead> missing_reads(World& world, const ServiceAgreement& agreement,
                                       const ServiceAgreementType& sa_type, Date by) {
    const auto point = metered_point(world, agreement);
    if (!point || !*point) return {};
    const Date first_day = first_charge_day(agreement);
    const Date from = agreement.charged_until.is_set() ? agreement.charged_until : first_day;
    Date limit = by + 1;
    if (const Date end = charge_end(agreement); end.is_set() && agreement.stop_on <= by) limit = end;
    const bool billable = agreement.status == SaStatus::active || agreement.status == SaStatus::pending_stop;
    if (!billable || from >= limit || limit - from < sa_type.minimum_days) return {};
    Measurer measurer(world, agreement, **point, from, limit);
    return measurer.measures() ? measurer.missing_reads(sa_type.minimum_days) : std::vector<MissingRead>{};
}

void look_at_usage(World& seen, const ServiceAgreement& agreement, Date cut_off) {
    const auto point = metered_point(seen, agreement);
    if (!point || !*point) return;
    const Date from = agreement.charged_until.is_set() ? agreement.charged_until : first_charge_day(agreement);
    // Its months are looked for as it is made.
    Measurer measurer(seen, agreement, **point, from, cut_off + 1);
    if (!measurer.has_intervals()) return;
    const TariffState* tariff = seen.tariff(agreement.tariff);
    if (tariff && !tariff->times.empty()) measurer.look_at_intervals();
}

Decided<std::vector<rating::MeasuredIntervals>> intervals_of(World& world, const ServiceAgreement& agreement,
                                                             const TariffState& tariff, Period charge_days) {
    std::vector<rating::MeasuredIntervals> none;
    if (tariff.times.empty()) return none;
    const auto prices = rating::price_periods(tariff, charge_days);
    if (!prices) return tl::unexpected(prices.error());
    const auto point = metered_point(world, agreement);
    if (!point) return tl::unexpected(point.error());
    if (!*point) return none;
    Measurer measurer(world, agreement, **point, charge_days.from, charge_days.until);
    return measurer.intervals(charge_days.until, *prices);
}

Decided<SelectedUsage> measure_again(World& world, const ServiceAgreement& agreement, const TariffState& tariff,
                                     Period charge_days, bool final_segment) {
    SelectedUsage selected;
    selected.charge_days = charge_days;
    selected.first_segment = charge_days.from == first_charge_day(agreement);
    selected.final_segment = final_segment;
    const auto point = metered_point(world, agreement);
    if (!point) return tl::unexpected(point.error());
    if (!*point) return measured(agreement, tariff, std::move(selected), nullptr);
    Measurer measurer(world, agreement, **point, charge_days.from, charge_days.until);
    return measured(agreement, tariff, std::move(selected), &measurer);
}

}  // namespace tally::domain
