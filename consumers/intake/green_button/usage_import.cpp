#include "consumers/intake/green_button/usage_import.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdlib>
#include <openssl/sha.h>
#include <span>

#include "consumers/intake/units.h"
#include "domain/core/decimal.h"
#include "eventstore/division/civil_time.h"
#include "eventstore/hex.h"

namespace tally::consumers {

namespace {

using domain::Code;
using domain::Date;
using domain::Instant;
using domain::Price;
using domain::Quality;
using domain::Quantity;
using domain::RecordUsage;

constexpr std::int64_t day_seconds = 86'400;
constexpr std::int64_t hour_seconds = 3'600;
constexpr std::int64_t microseconds_per_second = 1'000'000;
constexpr std::int64_t price_units_per_cost = 1'000;  // Price has eight decimals, ESPI costs have five.

struct CurrencyNumber {
    std::int64_t number;
    std::string_view code;
};
// The currencies that ESPI lists.
constexpr auto currencies = std::to_array<CurrencyNumber>({{36, "AUD"},
                                                           {124, "CAD"},
                                                           {156, "CNY"},
                                                           {208, "DKK"},
                                                           {356, "INR"},
                                                           {392, "JPY"},
                                                           {484, "MXN"},
                                                           {554, "NZD"},
                                                           {578, "NOK"},
                                                           {643, "RUB"},
                                                           {752, "SEK"},
                                                           {756, "CHF"},
                                                           {826, "GBP"},
                                                           {840, "USD"},
                                                           {978, "EUR"}});
std::string currency_code(std::int64_t number) {
    for (const CurrencyNumber& currency : currencies)
        if (currency.number == number) return std::string{currency.code};
    return "currency " + std::to_string(number);
}

// ESPI FlowDirection, where its number alone says little.
std::string flow_name(std::int64_t direction) {
    if (direction == delivered_flow) return " (delivered)";
    if (direction == 4) return " (net)";
    if (direction == 19) return " (returned)";
    if (direction == 20) return " (total)";
    return "";
}

// ESPI QualityOfReading. A value that a machine or a person put in place of a measured one is an estimate.
constexpr std::uint32_t bit(unsigned code) {
    return std::uint32_t{1} << code;
}
constexpr std::uint32_t estimated_codes = bit(7) | bit(8) | bit(9) | bit(10) | bit(12) | bit(13) | bit(15);
constexpr std::uint32_t validated_codes = bit(0) | bit(17) | bit(19);

// Of a day or period: the worst of its readings.
Quality quality_of(std::uint32_t any_codes, bool all_validated) {
    if ((any_codes & estimated_codes) != 0) return Quality::estimated;
    return all_validated ? Quality::validated : Quality::actual;
}

std::string at_line(const GreenButtonFile& file, std::uint32_t line) {
    return file.name + ", line " + std::to_string(line) + ": ";
}

std::int64_t end_us(const GreenButtonReading& reading) {
    return reading.start.microseconds + reading.duration_seconds * microseconds_per_second;
}

// Nearest whole number of days in the duration where it is within an hour of it, else 0.
std::int64_t whole_days(std::int64_t duration_seconds) {
    const std::int64_t days = (duration_seconds + day_seconds / 2) / day_seconds;
    return std::abs(duration_seconds - days * day_seconds) <= hour_seconds ? days : 0;
}

std::int64_t floor_divide(std::int64_t a, std::int64_t b) {
    return a / b - (a % b < 0 ? 1 : 0);
}

bool names(std::string_view id, std::string_view asked) {
    if (id == asked) return true;
    return id.size() > asked.size() && id.ends_with(asked) && id[id.size() - asked.size() - 1] == '/';
}

std::string list_of(const std::vector<std::string>& ids) {
    std::string list;
    for (const std::string& id : ids) list += "\n  " + id;
    return list;
}

// Which meter reading is meant. Several are never merged.
Intake<std::size_t> chosen_meter(const GreenButtonFile& file, const UsageImportRequest& request) {
    std::string_view asked = request.usage_point;
    while (!asked.empty() && asked.front() == '/') asked.remove_prefix(1);

    std::vector<std::size_t> meters;
    std::vector<std::string> points_named;
    for (std::size_t p = 0; p < file.usage_points.size(); ++p)
        if (asked.empty() || names(file.usage_points[p].id, asked)) points_named.push_back(file.usage_points[p].id);
    for (std::size_t m = 0; m < file.meter_readings.size(); ++m) {
        const GreenButtonMeterReading& meter = file.meter_readings[m];
        const bool by_point = asked.empty() || names(file.usage_points[meter.usage_point].id, asked);
        if (by_point || names(meter.id, asked)) meters.push_back(m);
    }
    if (points_named.size() > 1)
        return refuse(IntakeErrorKind::choice_needed,
                      file.name + ": the file has several usage points" +
                          (asked.empty() ? std::string{} : " named '" + std::string{asked} + "'") +
                          "; say which one with --usage-point:" + list_of(points_named));
    if (points_named.empty() && meters.empty()) {
        std::vector<std::string> ids;
        for (const GreenButtonUsagePoint& point : file.usage_points) ids.push_back(point.id);
        return refuse(IntakeErrorKind::choice_needed,
                      file.name + ": the file has no usage point '" + std::string{asked} + "'; it has:" + list_of(ids));
    }
    std::erase_if(meters, [&](std::size_t m) { return file.meter_readings[m].readings.empty(); });
    if (meters.empty())
        return refuse(IntakeErrorKind::not_green_button, file.name + ": the usage point has no interval readings");
    if (meters.size() > 1) {
        std::vector<std::string> ids;
        ids.reserve(meters.size());
        for (const std::size_t m : meters) ids.push_back(file.meter_readings[m].id);
        return refuse(IntakeErrorKind::choice_needed,
                      file.name +
                          ": the usage point has several meter readings; import one at a time, each to its channel, by "
                          "giving its id to --usage-point:" +
                          list_of(ids));
    }
    return meters.front();
}

// What one number of the file counts, as powers of ten of what is recorded.
struct UnitChoice {
    ScaledUnit recorded;
    std::string recorded_name;
    int number_power = 0;  // number × 10^this is the quantity recorded
};

Intake<UnitChoice> chosen_unit(const GreenButtonFile& file, const GreenButtonMeterReading& meter,
                               const UsageImportRequest& request) {
    std::optional<ScaledUnit> asked, of_register;
    const auto unknown = [&](std::string_view where, const std::string& name) {
        return refuse(IntakeErrorKind::unit_unknown, file.name + ": " + std::string{where} + " '" + name +
                                                         "' is not known; known are " + known_units());
    };
    if (!request.unit.empty()) {
        asked = unit_named(request.unit);
        if (!asked) return unknown("unit", request.unit);
    }
    if (!request.register_unit.empty()) of_register = unit_named(request.register_unit);

    const std::int64_t power = meter.type.power_of_ten.value_or(0);
    if (power < -12 || power > 12)
        return refuse(IntakeErrorKind::value_refused,
                      file.name + ": powerOfTenMultiplier is " + std::to_string(power) + ": expected -12 to 12");
    UnitChoice choice;
    ScaledUnit counted;  // unit of the file's numbers
    if (!meter.type.uom) {
        if (!asked) {
            domain::Int128 sum = 0;
            for (const GreenButtonReading& reading : meter.readings) sum += reading.value;
            return refuse(IntakeErrorKind::unit_unknown,
                          file.name + ": the file does not say what its numbers count (they sum to " +
                              domain::fixed_to_string(static_cast<std::int64_t>(sum), 0, 0) +
                              "): name it with --unit, such as --unit therm, or --unit therm:-3 for thousandths");
        }
        counted = {asked->base, asked->power_of_ten + static_cast<int>(power)};
        // "therm:-3" names what the numbers count; what is recorded are therms.
        choice.recorded = *unit_named(request.unit.substr(0, request.unit.find(':')));
    } else {
        const auto of_file = unit_of_uom(*meter.type.uom);
        if (!of_file)
            return refuse(IntakeErrorKind::unit_unknown,
                          file.name + ": uom " + std::to_string(*meter.type.uom) +
                              " is not a unit of usage (energy or volume); choose another meter reading with "
                              "--usage-point");
        counted = {of_file->base, of_file->power_of_ten + static_cast<int>(power)};
        choice.recorded = asked ? *asked : *of_file;
        if (asked && asked->base != of_file->base)
            return refuse(IntakeErrorKind::unit_unknown, file.name + ": the file counts " + unit_name(*of_file) +
                                                             ", which is not " + request.unit + ": leave --unit out");
    }
    choice.recorded_name = unit_name(choice.recorded);
    if (!request.register_unit.empty() && request.register_unit != choice.recorded_name) {
        // A register may count in a unit that is not known here; then only the same name will do.
        if (!of_register || of_register->base != counted.base)
            return refuse(IntakeErrorKind::unit_unknown,
                          file.name + ": the file counts " + choice.recorded_name + ", the register " +
                              request.register_unit + ": choose another --channel, or correct the meter's register");
        choice.recorded = *of_register;
        choice.recorded_name = request.register_unit;
    }
    choice.number_power = counted.power_of_ten - choice.recorded.power_of_ten;
    return choice;
}

class Importer {
  public:
    Importer(const GreenButtonFile& file, const UsageImportRequest& request, const GreenButtonMeterReading& meter,
             UnitChoice unit, eventstore::CivilTime zone)
        : file_(file), request_(request), meter_(meter), unit_(std::move(unit)), zone_(zone) {}

    Intake<UsageImport> run() {
        if (!check_type() || !take_readings() || !pack() || !in_order() || !check_summaries())
            return tl::unexpected(*error_);
        return std::move(import_);
    }

  private:
    struct Reading {
        const GreenButtonReading* raw;
        Quantity quantity;
    };

    bool fail(IntakeErrorKind kind, std::string message) {
        error_ = IntakeError{kind, std::move(message)};
        return false;
    }
    bool fail_at(const GreenButtonReading& reading, const std::string& what) {
        return fail(IntakeErrorKind::value_refused, at_line(file_, reading.line) + what);
    }

    bool check_type() {
        const GreenButtonReadingType& type = meter_.type;
        // 0 and 4 are what was used in the interval. 1 and the like are what a register shows.
        if (const std::int64_t kind = type.accumulation.value_or(4); kind != 0 && kind != 4)
            return fail(
                IntakeErrorKind::value_refused,
                file_.name + ": accumulationBehaviour is " + std::to_string(kind) +
                    ": the values are not the usage of an interval (4, delta data) but register values or totals");
        // What flows the other way is not usage of the same channel. A file that names no direction is taken at its
        // word.
        if (type.flow_direction.value_or(0) != 0 && *type.flow_direction != request_.flow_direction) {
            const std::string direction = std::to_string(*type.flow_direction);
            return fail(IntakeErrorKind::value_refused,
                        file_.name + ": flowDirection is " + direction + flow_name(*type.flow_direction) +
                            ", the channel counts " + std::to_string(request_.flow_direction) +
                            flow_name(request_.flow_direction) +
                            ": choose another meter reading with --usage-point, or the --channel that counts " +
                            direction + " together with --flow-direction " + direction);
        }
        bool has_cost = false;
        for (const GreenButtonReading& reading : meter_.readings) has_cost = has_cost || reading.cost != 0;
        if (!has_cost || !type.currency) return true;
        import_.cost_currency = currency_code(*type.currency);
        if (!request_.currency.empty() && import_.cost_currency != request_.currency)
            return fail(IntakeErrorKind::value_refused, file_.name + ": costs are in " + import_.cost_currency +
                                                            ", the division keeps its books in " + request_.currency);
        return true;
    }

    // Into order of time, each number once, none over another.
    bool take_readings() {
        readings_.reserve(meter_.readings.size());
        for (const GreenButtonReading& raw : meter_.readings) {
            Quantity quantity;
            switch (scale(raw.value, unit_.number_power, quantity)) {
                case ScaleError::none:
                    break;
                case ScaleError::too_many_decimals:
                    return fail_at(raw, "value " + std::to_string(raw.value) + " × 10^" +
                                            std::to_string(unit_.number_power) + " " + unit_.recorded_name +
                                            " has more than six decimals: give a smaller --unit");
                case ScaleError::too_large:
                    return fail_at(raw, "value " + std::to_string(raw.value) + " × 10^" +
                                            std::to_string(unit_.number_power) + " " + unit_.recorded_name +
                                            " is too large");
            }
            readings_.push_back({&raw, quantity});
        }
        const auto by_start = [](const Reading& a, const Reading& b) {
            return a.raw->start.microseconds < b.raw->start.microseconds;
        };
        if (!std::is_sorted(readings_.begin(), readings_.end(), by_start))
            std::stable_sort(readings_.begin(), readings_.end(), by_start);

        std::size_t kept = 0;
        for (const Reading& reading : readings_) {
            if (kept > 0) {
                const GreenButtonReading& last = *readings_[kept - 1].raw;
                const GreenButtonReading& raw = *reading.raw;
                const bool same_time = last.start == raw.start;
                if (same_time && last.duration_seconds == raw.duration_seconds && last.value == raw.value &&
                    last.cost == raw.cost) {
                    ++import_.repeated_readings;
                    continue;
                }
                if (same_time)
                    return fail_at(raw, "two readings start at " + to_string(raw.start) + ", with " +
                                            std::to_string(last.value) + " over " +
                                            std::to_string(last.duration_seconds) + " s (line " +
                                            std::to_string(last.line) + ") and " + std::to_string(raw.value) +
                                            " over " + std::to_string(raw.duration_seconds) +
                                            " s: which one is right cannot be known; ask the sender for a corrected "
                                            "file");
            }
            readings_[kept++] = reading;
        }
        readings_.resize(kept);
        return true;
    }

    bool pack() {
        std::size_t i = 0;
        while (i < readings_.size()) {
            const GreenButtonReading& raw = *readings_[i].raw;
            if (const std::int64_t days = whole_days(raw.duration_seconds); days > 0) {
                if (!add_period(readings_[i], days)) return false;
                ++i;
            } else if (raw.duration_seconds > day_seconds) {
                return fail_at(raw, "the reading lasts " + std::to_string(raw.duration_seconds) +
                                        " s, which is more than a day and not within an hour of whole days: it cannot "
                                        "be said which days it charges");
            } else {
                const Date date = zone_.date_of(raw.start);
                const Instant day_end = zone_.start_of(date + 1);
                std::size_t j = i + 1;
                while (j < readings_.size() && readings_[j].raw->start < day_end &&
                       whole_days(readings_[j].raw->duration_seconds) == 0)
                    ++j;
                if (!add_day({date, day_end, i, j})) return false;
                i = j;
            }
        }
        return true;
    }

    // A reading of whole days, by dates: charge days know no hours.
    bool add_period(const Reading& reading, std::int64_t days) {
        const GreenButtonReading& raw = *reading.raw;
        Date from, until;
        if (file_.local_times.empty()) {
            // Billing systems that give no time parameters count from 00:00 UTC.
            from = Date{
                static_cast<std::int32_t>(floor_divide(raw.start.microseconds, day_seconds * microseconds_per_second))};
            until = Date{static_cast<std::int32_t>(floor_divide(end_us(raw) + day_seconds * microseconds_per_second / 2,
                                                                day_seconds * microseconds_per_second))};
        } else {
            const auto nearest = nearest_midnight(raw.start);
            const auto nearest_end = nearest_midnight(Instant{end_us(raw)});
            if (!nearest || !nearest_end)
                return fail_at(raw, "the reading of " + std::to_string(days) + " days runs from " +
                                        to_string(raw.start) + " to " + to_string(Instant{end_us(raw)}) +
                                        ", which is not from midnight to midnight in " + request_.time_zone +
                                        ": is that the time zone of the file?");
            from = *nearest;
            until = *nearest_end;
        }
        if (until - from != days)
            return fail_at(raw, "the reading lasts " + std::to_string(days) + " days, but from " +
                                    domain::to_string(from) + " until " + domain::to_string(until) + " are " +
                                    std::to_string(until - from) + ": it cannot be said which days it charges");
        RecordUsage usage = blank(from, until);
        usage.quantity = reading.quantity;
        const std::uint32_t codes = codes_of(raw);
        usage.quality = quality_of(codes, (codes & validated_codes) != 0);
        return add(std::move(usage), raw.cost, 1, raw);
    }

    // The date whose start is within an hour of the instant.
    std::optional<Date> nearest_midnight(Instant instant) {
        const Date date = zone_.date_of(Instant{instant.microseconds + hour_seconds * microseconds_per_second});
        const std::int64_t away = instant.microseconds - zone_.start_of(date).microseconds;
        if (std::abs(away) > hour_seconds * microseconds_per_second) return std::nullopt;
        return date;
    }

    // The intervals of one civil day, [first, last) in readings_.
    struct Day {
        Date date;
        Instant end;
        std::size_t first;
        std::size_t last;
    };
    // What the readings of a day add up to.
    struct DaySums {
        std::vector<Quantity> intervals;
        std::vector<Quality> qualities;  // Of each of them.
        domain::Int128 quantity = 0;
        domain::Int128 cost = 0;
        std::uint32_t any_codes = 0;
        bool all_validated = true;
        std::int64_t end_us = 0;  // Of the last reading.
        std::string gap;          // The first one in the day, in words; empty: none.
        std::uint32_t gap_line = 0;
    };

    bool add_day(const Day& day) {
        const GreenButtonReading& head = *readings_[day.first].raw;
        const std::size_t count = day.last - day.first;
        if (count > intervals_per_day_max)
            return fail_at(head, domain::to_string(day.date) + " has " + std::to_string(count) +
                                     " intervals; at most " + std::to_string(intervals_per_day_max) +
                                     " a day are kept");
        DaySums sums;
        if (!sum_up(day, sums)) return false;
        const bool whole_start = head.start == zone_.start_of(day.date);
        const bool whole_end = sums.end_us >= day.end.microseconds;
        // Only where the file itself begins or ends may a day have a part: the rest comes with another file.
        if (sums.gap.empty() && !whole_start && day.first != 0)
            sums.gap = "readings are missing before " + to_string(head.start);
        if (sums.gap.empty() && !whole_end && day.last != readings_.size()) {
            sums.gap = "readings are missing after " + to_string(Instant{sums.end_us});
            sums.gap_line = readings_[day.last - 1].raw->line;
        }
        if (!sums.gap.empty()) {
            import_.left_out.push_back({day.date, count, sums.gap_line, domain::Plain{sums.gap}});
            return true;
        }
        if (sums.quantity > INT64_MAX || sums.quantity < -domain::Int128{INT64_MAX})
            return fail_at(head, "the usage of " + domain::to_string(day.date) + " is too large");
        if (!whole_start || !whole_end) {
            if (request_.holds_day && request_.holds_day(day.date)) {
                import_.partial_days_held.push_back(day.date);
                return true;
            }
            import_.partial_days.push_back(day.date);
        }
        RecordUsage usage = blank(day.date, day.date + 1);
        usage.start = head.start;
        usage.interval_seconds = static_cast<std::uint32_t>(head.duration_seconds);
        usage.intervals = std::move(sums.intervals);
        usage.quantity.units = static_cast<std::int64_t>(sums.quantity);
        usage.quality = quality_of(sums.any_codes, sums.all_validated);
        if (!add(std::move(usage), sums.cost, count, head)) return false;
        import_.commands.back().qualities = std::move(sums.qualities);
        return true;
    }

    // False: two readings overlap.
    bool sum_up(const Day& day, DaySums& sums) {
        const GreenButtonReading& head = *readings_[day.first].raw;
        sums.intervals.reserve(day.last - day.first);
        sums.end_us = head.start.microseconds;
        sums.gap_line = head.line;
        for (std::size_t i = day.first; i < day.last; ++i) {
            const GreenButtonReading& raw = *readings_[i].raw;
            if (raw.start.microseconds < sums.end_us)
                return fail_at(raw, "the reading starts at " + to_string(raw.start) + ", before the one of line " +
                                        std::to_string(readings_[i - 1].raw->line) +
                                        " ends: what was used twice cannot be known");
            const bool same_length = raw.duration_seconds == head.duration_seconds;
            if (sums.gap.empty() && (raw.start.microseconds != sums.end_us || !same_length)) {
                sums.gap = same_length ? "readings are missing before " + to_string(raw.start)
                                       : "its intervals differ in length";
                sums.gap_line = raw.line;
            }
            sums.end_us = end_us(raw);
            sums.intervals.push_back(readings_[i].quantity);
            sums.quantity += readings_[i].quantity.units;
            sums.cost += raw.cost;
            const std::uint32_t codes = codes_of(raw);
            sums.any_codes |= codes;
            sums.qualities.push_back(quality_of(codes, (codes & validated_codes) != 0));
            sums.all_validated = sums.all_validated && (codes & validated_codes) != 0;
        }
        return true;
    }

    std::uint32_t codes_of(const GreenButtonReading& raw) const {
        if (raw.quality_codes != 0) return raw.quality_codes;
        const std::int64_t code = meter_.type.default_quality.value_or(-1);
        return code >= 0 && code <= 31 ? bit(static_cast<unsigned>(code)) : 0;
    }

    RecordUsage blank(Date from, Date until) const {
        RecordUsage usage;
        usage.service_point = request_.service_point;
        usage.channel = request_.channel;
        usage.from = from;
        usage.until = until;
        usage.unit = Code{unit_.recorded_name};
        usage.source = request_.source;
        return usage;
    }

    bool add(RecordUsage usage, domain::Int128 cost, std::size_t readings, const GreenButtonReading& first) {
        const domain::Int128 cost_units = cost * price_units_per_cost;
        const domain::Int128 total = domain::Int128{import_.cost_total.units} + cost_units;
        if (cost_units > INT64_MAX || cost_units < -domain::Int128{INT64_MAX} || total > INT64_MAX ||
            total < -domain::Int128{INT64_MAX})
            return fail_at(first, "the cost is too large");
        std::int64_t sum = 0;
        if (__builtin_add_overflow(import_.usage_total.units, usage.quantity.units, &sum))
            return fail_at(first, "the usage of the whole file is too large");
        usage.reported_cost.units = static_cast<std::int64_t>(cost_units);
        import_.cost_total.units = static_cast<std::int64_t>(total);
        import_.usage_total.units = sum;
        import_.readings += readings;
        lines_.push_back(first.line);
        import_.commands.push_back({domain::CommandId{}, std::move(usage), {}, {}, first.line});
        return true;
    }

    // Readings come in order of time, so periods come in order of days unless they overlap.
    bool in_order() {
        for (std::size_t i = 1; i < import_.commands.size(); ++i) {
            const RecordUsage& before = import_.commands[i - 1].usage;
            const RecordUsage& usage = import_.commands[i].usage;
            if (usage.from < before.until)
                return fail(IntakeErrorKind::value_refused,
                            at_line(file_, lines_[i]) + "the usage from " + domain::to_string(usage.from) + " until " +
                                domain::to_string(usage.until) + " overlaps that from " +
                                domain::to_string(before.from) + " until " + domain::to_string(before.until) +
                                " (line " + std::to_string(lines_[i - 1]) + ")");
        }
        import_.unit = Code{unit_.recorded_name};
        if (!import_.commands.empty()) {
            import_.first_day = import_.commands.front().usage.from;
            import_.until = import_.commands.back().usage.until;
        }
        for (UsageImportCommand& command : import_.commands) {
            if (request_.held_by) command.replaces = request_.held_by(command.usage.from);
            command.command_id = id_of(command.usage, command.replaces);
        }
        return true;
    }

    // A function of all that the command says and of what it would replace. So a file that is read again while nothing
    // is held yet makes the same commands; a changed value makes another one, which the domain takes as a correction;
    // and a value that was corrected away comes back when a file says it again, because it replaces another event then.
    static domain::CommandId id_of(const RecordUsage& usage, std::optional<std::uint64_t> replaces) {
        std::string said;
        const auto text = [&](std::string_view part) {
            said += std::to_string(part.size());
            said += ':';
            said += part;
        };
        const auto number = [&](std::int64_t part) { text(std::to_string(part)); };
        text("green_button.1");
        text(usage.service_point.str());
        text(usage.channel.str());
        number(usage.from.days);
        number(usage.until.days);
        number(usage.quantity.units);
        text(usage.unit.str());
        number(static_cast<std::int64_t>(usage.quality));
        number(usage.start.microseconds);
        number(usage.interval_seconds);
        for (const Quantity& interval : usage.intervals) number(interval.units);
        number(usage.reported_cost.units);
        text(usage.source.str());
        if (replaces) text("replaces " + std::to_string(*replaces));
        std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
        SHA256(reinterpret_cast<const unsigned char*>(said.data()), said.size(), digest.data());
        return domain::CommandId{"gb-" + eventstore::to_hex(std::span{digest}.first(16))};
    }

    bool check_summaries() {
        for (const GreenButtonSummary& summary : file_.summaries) {
            if (summary.usage_point != meter_.usage_point || !summary.period_start || !summary.period_seconds) continue;
            if (*summary.period_seconds < 1 || *summary.period_seconds > UINT32_MAX) continue;
            const Instant until{summary.period_start->microseconds + *summary.period_seconds * microseconds_per_second};
            check(summary.consumption_last_period, *summary.period_start, until, summary.line);
            if (summary.consumption_current_period && summary.consumption_current_period->time_stamp)
                check(summary.consumption_current_period, until, *summary.consumption_current_period->time_stamp,
                      summary.line);
        }
        return true;
    }

    void check(const std::optional<GreenButtonAmount>& amount, Instant from, Instant until, std::uint32_t line) {
        if (!amount || !amount->uom || from >= until) return;
        const auto unit = unit_of_uom(*amount->uom);
        if (!unit || unit->base != unit_.recorded.base) return;
        const std::int64_t power = amount->power_of_ten.value_or(0);
        if (power < -12 || power > 12) return;
        SummaryCheck found{line, from, until, {}, {}};
        if (scale(amount->value, unit->power_of_ten + static_cast<int>(power) - unit_.recorded.power_of_ten,
                  found.stated) != ScaleError::none)
            return;
        std::int64_t covered_us = from.microseconds;
        for (const Reading& reading : readings_) {
            if (reading.raw->start < from || reading.raw->start >= until) continue;
            if (reading.raw->start.microseconds != covered_us) return;
            covered_us = end_us(*reading.raw);
            if (__builtin_add_overflow(found.counted.units, reading.quantity.units, &found.counted.units)) return;
        }
        if (covered_us == until.microseconds) import_.checks.push_back(found);
    }

    const GreenButtonFile& file_;
    const UsageImportRequest& request_;
    const GreenButtonMeterReading& meter_;
    UnitChoice unit_;
    eventstore::CivilTime zone_;
    std::vector<Reading> readings_;
    std::vector<std::uint32_t> lines_;  // of the first reading of each command
    UsageImport import_;
    std::optional<IntakeError> error_;
};

}  // namespace

Intake<UsageImport> usage_of(const GreenButtonFile& file, const UsageImportRequest& request) {
    const auto zone = eventstore::CivilTime::of(request.time_zone);
    if (!zone) return refuse(IntakeErrorKind::time_zone_unknown, zone.error().message);
    return chosen_meter(file, request).and_then([&](std::size_t m) -> Intake<UsageImport> {
        const GreenButtonMeterReading& meter = file.meter_readings[m];
        return chosen_unit(file, meter, request).and_then([&](UnitChoice unit) {
            return Importer{file, request, meter, std::move(unit), *zone}.run();
        });
    });
}

}  // namespace tally::consumers
