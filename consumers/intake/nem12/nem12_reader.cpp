#include "consumers/intake/nem12/nem12_reader.h"

#include <algorithm>
#include <utility>

#include "consumers/intake/interval_days.h"
#include "consumers/intake/nem12/record_fields.h"

namespace tally::consumers {

namespace {

using domain::Date;
using domain::IntervalQuality;
using domain::Quality;
using domain::Quantity;

constexpr std::uint16_t day_minutes = 1'440;
constexpr std::string_view qualities_known = "expected A, N, V, or E, F or S with the two digits of a method";

}  // namespace

Nem12Fault Nem12Reader::fault(std::string field, std::string why, Date date) const {
    return {file_.line(), std::move(field), date, std::move(why), channel_.nmi, channel_.suffix};
}

Intake<bool> Nem12Reader::line() {
    if (std::exchange(held_back_, false)) return true;
    return file_.next_line(text_);
}

Intake<Nem12Step> Nem12Reader::next() {
    while (true) {
        auto more = line();
        if (!more) return tl::unexpected(std::move(more.error()));
        if (!*more) return Nem12Step{Nem12End{}};
        const auto record = nem12_record(text_);
        if (record == "100" || record == "900") continue;  // check_nem12() has seen that they are where they belong.
        if (record == "200") return channel_of();
        if (skipping_) continue;
        if (record == "300") return day_of();
        skipping_ = record != "500";
        if (!skipping_) continue;
        if (record == "400") return Nem12Step{fault("RecordIndicator", "a 400 record without a 300 record before it")};
        return Nem12Step{fault("RecordIndicator",
                               "record " + nem12_quoted(record) + " is not known: expected 200, 300, 400, 500 or 900")};
    }
}

Nem12Step Nem12Reader::channel_of() {
    skipping_ = true;
    power_of_ten_ = 0;
    channel_ = {};
    channel_.line = file_.line();
    RecordFields fields{text_};
    (void)fields.next();
    channel_.nmi = fields.next();
    (void)fields.next();  // NMIConfiguration
    (void)fields.next();  // RegisterID
    channel_.suffix = fields.next();
    (void)fields.next();  // MDMDataStreamIdentifier
    (void)fields.next();  // MeterSerialNumber
    channel_.unit = fields.next();
    const auto interval = fields.next();
    if (!is_nmi(channel_.nmi))
        return fault("NMI", nem12_quoted(channel_.nmi) + " is not an NMI: expected up to 11 letters and digits");
    if (!is_nmi_suffix(channel_.suffix))
        return fault("NMISuffix",
                     nem12_quoted(channel_.suffix) + " is not a suffix: expected two characters such as E1");
    if (channel_.unit.empty()) return fault("UOM", "the unit is missing");
    if (!whole_number(interval, channel_.interval_minutes) ||
        (channel_.interval_minutes != 5 && channel_.interval_minutes != 15 && channel_.interval_minutes != 30))
        return fault("IntervalLength", nem12_quoted(interval) + " minutes: expected 5, 15 or 30");
    if (!fields.at_end()) (void)fields.next();  // NextScheduledReadDate
    if (!fields.at_end() && !fields.only_commas_left())
        return fault("NextScheduledReadDate", "the record has more than ten fields");
    skipping_ = false;
    return channel_;
}

Intake<Nem12Step> Nem12Reader::day_of() {
    Nem12Day day;
    bool varies = false;
    each_.clear();
    auto wrong = read_day(day, varies);
    std::uint16_t covered = 0;
    while (true) {
        auto more = line();
        if (!more) return tl::unexpected(std::move(more.error()));
        const auto record = *more ? nem12_record(text_) : std::string_view{};
        if (record == "500") continue;
        if (record != "400") {
            held_back_ = *more;
            break;
        }
        if (wrong) continue;
        if (!varies)
            wrong = fault("RecordIndicator", "a 400 record behind a 300 record whose quality is not V", day.date);
        else
            wrong = read_qualities(day, covered);
    }
    if (!wrong && varies && covered != day.values.size())
        wrong = Nem12Fault{day.line,
                           covered == 0 ? "QualityMethod" : "EndInterval",
                           day.date,
                           "the quality is V, and no 400 record names the quality of intervals " +
                               std::to_string(covered + 1) + " to " + std::to_string(day.values.size()),
                           channel_.nmi,
                           channel_.suffix};
    if (wrong) return Nem12Step{std::move(*wrong)};
    if (varies) split_qualities(each_, day.quality, day.qualities);
    return Nem12Step{std::move(day)};
}

std::optional<Nem12Fault> Nem12Reader::read_day(Nem12Day& day, bool& varies) {
    day.line = file_.line();
    RecordFields fields{text_};
    (void)fields.next();
    const auto date = fields.next();
    day.date = nem12_date(date);
    if (!day.date.is_set()) {
        skipping_ = true;  // Which day it is cannot be known, and so not which days come after it.
        return fault("IntervalDate", nem12_quoted(date) + " is not a date: expected YYYYMMDD");
    }
    const std::size_t wanted = day_minutes / channel_.interval_minutes;
    day.values.resize(wanted);
    const auto counts = [&] {
        return ": the 200 record of line " + std::to_string(channel_.line) + " says intervals of " +
               std::to_string(channel_.interval_minutes) + " minutes, which are " + std::to_string(wanted) +
               " values a day";
    };
    for (std::size_t i = 0; i < wanted; ++i) {
        const auto at = [&] { return "IntervalValue" + std::to_string(i + 1); };
        if (fields.at_end()) return fault(at(), "the record ends before it" + counts(), day.date);
        const auto text = fields.next();
        switch (quantity_of(text, power_of_ten_, day.values[i])) {
            case NumberError::none:
                break;
            case NumberError::not_a_number:
                return fault(at(),
                             nem12_quoted(text) + " is not a number" +
                                 (nem12_quality(text) ? counts() : ": expected digits and a point, not below zero"),
                             day.date);
            case NumberError::too_many_decimals:
                return fault(at(), nem12_quoted(text) + " " + channel_.unit + " has more than six decimals", day.date);
            case NumberError::too_large:
                return fault(at(), nem12_quoted(text) + " " + channel_.unit + " is too large", day.date);
        }
    }
    const auto text = fields.at_end() ? std::string_view{} : fields.next();
    const auto quality = nem12_quality(text);
    if (!quality) {
        Quantity number;
        const bool more_values = quantity_of(text, 0, number) == NumberError::none;
        return fault(
            "QualityMethod",
            nem12_quoted(text) + " is not a quality: " +
                (more_values ? "it is one value more than a day has" + counts() : std::string{qualities_known}),
            day.date);
    }
    if (quality->no_data) return fault("QualityMethod", "the day has no data (N)", day.date);
    varies = quality->varies;
    day.quality = quality->quality;
    for (int rest = 0; rest < 4 && !fields.at_end(); ++rest) (void)fields.next();  // Reasons and times of update.
    if (!fields.at_end() && !fields.only_commas_left())
        return fault("MSATSLoadDateTime", "the record has fields behind it" + counts(), day.date);
    return std::nullopt;
}

// Each begins behind the one before, so that each value has one quality.
std::optional<Nem12Fault> Nem12Reader::read_qualities(Nem12Day& day, std::uint16_t& covered) {
    RecordFields fields{text_};
    (void)fields.next();
    const auto first = fields.next();
    const auto last = fields.next();
    const auto text = fields.next();
    IntervalQuality stretch;
    if (!whole_number(first, stretch.first) || stretch.first != covered + 1)
        return fault("StartInterval",
                     nem12_quoted(first) + ": expected " + std::to_string(covered + 1) +
                         (covered > 0 ? ", behind the 400 record before it" : ", the first interval of the day"),
                     day.date);
    if (!whole_number(last, stretch.last) || stretch.last < stretch.first || stretch.last > day.values.size())
        return fault("EndInterval",
                     nem12_quoted(last) + ": expected " + std::to_string(stretch.first) + " to " +
                         std::to_string(day.values.size()) + ", for the intervals have " +
                         std::to_string(channel_.interval_minutes) + " minutes",
                     day.date);
    const auto quality = nem12_quality(text);
    if (!quality || quality->varies)
        return fault("QualityMethod",
                     nem12_quoted(text) +
                         " is not the quality of an interval: expected A, N, or E, F or S with the two "
                         "digits of a method",
                     day.date);
    if (quality->no_data)
        return fault("QualityMethod",
                     "intervals " + std::string{first} + " to " + std::string{last} + " have no data (N)", day.date);
    each_.insert(each_.end(), static_cast<std::size_t>(stretch.last - covered), quality->quality);
    covered = stretch.last;
    return std::nullopt;
}

Intake<std::uint64_t> check_nem12(const std::filesystem::path& path) {
    return check_nem_file(path, {"NEM12", "200", "300"});
}

}  // namespace tally::consumers
