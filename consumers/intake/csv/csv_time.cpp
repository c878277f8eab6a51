#include "consumers/intake/csv/csv_time.h"

#include <algorithm>
#include <array>

#include "consumers/intake/number_text.h"

namespace tally::consumers {

namespace {

constexpr std::int32_t csv_day_minutes = 1'440;
constexpr std::int64_t csv_microseconds_per_minute = 60'000'000;
constexpr std::size_t csv_form_bytes_max = 64;

bool is_csv_digit(char c) {
    return c >= '0' && c <= '9';
}

}  // namespace

// As the text has them.
struct CsvTimeForm::Fields {
    std::int32_t year = 0;
    std::int32_t month = 0;
    std::int32_t day = 0;
    std::int32_t hour = 0;
    std::int32_t minute = 0;
    std::int32_t second = 0;
    char half = 0;  // a or p
    std::optional<std::int32_t> offset;
};

Intake<CsvTimeForm> CsvTimeForm::of(std::string_view form) {
    struct Known {
        std::string_view name;
        Part part;
        std::uint8_t digits_min;
        std::uint8_t digits_max;
    };
    // The longest first.
    static constexpr std::array<Known, 11> known{{{"+hh:mm", Part::offset, 0, 0},
                                                  {"YYYY", Part::year, 4, 4},
                                                  {"MM", Part::month, 2, 2},
                                                  {"DD", Part::day, 2, 2},
                                                  {"hh", Part::hour, 2, 2},
                                                  {"mm", Part::minute, 2, 2},
                                                  {"ss", Part::second, 2, 2},
                                                  {"AM", Part::half, 0, 0},
                                                  {"M", Part::month, 1, 2},
                                                  {"D", Part::day, 1, 2},
                                                  {"h", Part::hour, 1, 2}}};
    const auto wrong = [&](const std::string& why) {
        return refuse(IntakeErrorKind::mapping_wrong,
                      "'" + std::string{form.substr(0, csv_form_bytes_max)} + "': " + why);
    };
    CsvTimeForm made;
    made.text_ = form;
    if (form.size() > csv_form_bytes_max) return wrong("a form has at most 64 characters");
    std::array<int, 9> counts{};
    for (auto rest = form; !rest.empty();) {
        const auto* part =
            std::find_if(known.begin(), known.end(), [&](const Known& one) { return rest.starts_with(one.name); });
        const bool is_part = part != known.end();
        made.steps_.push_back(is_part ? Step{part->part, part->digits_min, part->digits_max, 0}
                                      : Step{Part::literal, 0, 0, rest.front()});
        rest.remove_prefix(is_part ? part->name.size() : 1);
        if (is_part && ++counts[static_cast<std::size_t>(part->part)] > 1)
            return wrong(std::string{part->name} + " stands in it twice");
    }
    const auto has = [&](Part part) { return counts[static_cast<std::size_t>(part)] > 0; };
    if (!has(Part::year) || !has(Part::month) || !has(Part::day))
        return wrong("a form needs YYYY, MM or M, and DD or D, such as YYYY-MM-DD");
    if (has(Part::hour) != has(Part::minute)) return wrong("hours (hh or h) and minutes (mm) go together");
    if ((has(Part::second) || has(Part::half) || has(Part::offset)) && !has(Part::hour))
        return wrong("ss, AM and +hh:mm need hh:mm");
    made.has_time_ = has(Part::hour);
    made.has_offset_ = has(Part::offset);
    return made;
}

bool CsvTimeForm::take_offset(std::string_view& text, Fields& fields) {
    if (text.starts_with('Z') || text.starts_with('z')) {
        text.remove_prefix(1);
        fields.offset = 0;
        return true;
    }
    const bool behind = text.starts_with('-');
    if (!behind && !text.starts_with('+')) return false;
    text.remove_prefix(1);
    const std::size_t minutes_at = text.size() > 2 && text[2] == ':' ? 3 : 2;
    if (text.size() < minutes_at + 2) return false;
    std::int32_t hours = 0;
    std::int32_t minutes = 0;
    const auto two_digits = [&](std::size_t at, std::int32_t& number) {
        return is_csv_digit(text[at]) && is_csv_digit(text[at + 1]) && whole_number(text.substr(at, 2), number);
    };
    if (!two_digits(0, hours) || !two_digits(minutes_at, minutes) || hours > 14 || minutes > 59) return false;
    text.remove_prefix(minutes_at + 2);
    fields.offset = (hours * 60 + minutes) * (behind ? -1 : 1);
    return true;
}

bool CsvTimeForm::take(const Step& step, std::string_view& text, Fields& fields) {
    if (step.part == Part::literal) {
        if (!text.starts_with(step.literal)) return false;
        text.remove_prefix(1);
        return true;
    }
    if (step.part == Part::offset) return take_offset(text, fields);
    if (step.part == Part::half) {
        if (text.size() < 2 || (text[1] != 'M' && text[1] != 'm')) return false;
        fields.half = static_cast<char>(text[0] | 0x20);
        text.remove_prefix(2);
        return fields.half == 'a' || fields.half == 'p';
    }
    std::size_t digits = 0;
    while (digits < step.digits_max && digits < text.size() && is_csv_digit(text[digits])) ++digits;
    if (digits < step.digits_min) return false;
    std::int32_t& number = step.part == Part::year     ? fields.year
                           : step.part == Part::month  ? fields.month
                           : step.part == Part::day    ? fields.day
                           : step.part == Part::hour   ? fields.hour
                           : step.part == Part::minute ? fields.minute
                                                       : fields.second;
    const bool read = whole_number(text.substr(0, digits), number);
    text.remove_prefix(digits);
    return read;
}

std::optional<CsvTime> CsvTimeForm::time_of(const Fields& fields) {
    const auto date =
        domain::Date::from({fields.year, static_cast<unsigned>(fields.month), static_cast<unsigned>(fields.day)});
    if (!date || fields.minute > 59 || fields.second > 59) return std::nullopt;
    std::int32_t hour = fields.hour;
    if (fields.half != 0) {
        if (hour < 1 || hour > 12) return std::nullopt;
        hour = hour % 12 + (fields.half == 'p' ? 12 : 0);
    }
    CsvTime time{*date, hour * 60 + fields.minute, fields.second, fields.offset};
    if (hour < 24) return time;
    if (hour > 24 || fields.minute != 0 || fields.second != 0) return std::nullopt;
    return CsvTime{*date + 1, 0, 0, fields.offset};
}

std::optional<CsvTime> CsvTimeForm::read(std::string_view text) const {
    Fields fields;
    for (const auto& step : steps_)
        if (!take(step, text, fields)) return std::nullopt;
    if (!text.empty()) return std::nullopt;
    return time_of(fields);
}

domain::Date csv_day_closed(const CsvTime& time, const CsvTimeForm& form, const CsvClock& clock,
                            eventstore::CivilTime& zone) {
    if (!form.has_time()) return time.date;
    const auto ahead = time.offset ? time.offset : clock.offset;
    if (!ahead) return time.minute == 0 ? time.date - 1 : time.date;
    const std::int64_t minutes = std::int64_t{time.date.days} * csv_day_minutes + time.minute - *ahead;
    const domain::Instant at{minutes * csv_microseconds_per_minute};
    const auto date = zone.date_of(at);
    return zone.start_of(date) == at ? date - 1 : date;
}

std::vector<domain::Instant> csv_instants(const CsvTime& time, const CsvClock& clock, const eventstore::CivilTime& zone,
                                          bool is_end) {
    if (const auto ahead = time.offset ? time.offset : clock.offset) {
        const std::int64_t minutes = std::int64_t{time.date.days} * csv_day_minutes + time.minute - *ahead;
        return {{minutes * csv_microseconds_per_minute}};
    }
    const auto start = zone.start_of(time.date);
    const auto after = [&](std::int32_t elapsed) {
        return domain::Instant{start.microseconds + elapsed * csv_microseconds_per_minute};
    };
    const auto day = zone.civil_day(time.date);
    if (day.minutes == csv_day_minutes) return {after(time.minute)};
    std::vector<domain::Instant> instants;
    const std::int32_t change = day.clock_change_at;
    if (time.minute < change || (is_end && time.minute == change)) instants.push_back(after(time.minute));
    // As CivilDay::clock_at() has it, the other way round.
    const std::int32_t elapsed = time.minute - csv_day_minutes + day.minutes;
    if (elapsed >= change && elapsed < day.minutes && (instants.empty() || instants.back() != after(elapsed)))
        instants.push_back(after(elapsed));
    return instants;
}

}  // namespace tally::consumers
