#include "consumers/intake/nem12/record_fields.h"

#include <algorithm>

namespace tally::consumers {

namespace {

using domain::Date;
using domain::Quality;

bool all_alphanumeric(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    });
}

}  // namespace

bool is_nmi(std::string_view text) {
    return all_alphanumeric(text) && text.size() <= nmi_bytes_max;
}
bool is_nmi_suffix(std::string_view text) {
    return all_alphanumeric(text) && text.size() == 2;
}

std::string_view nem12_record(std::string_view text) {
    return text.substr(0, text.find(','));
}

Date nem12_date(std::string_view text) {
    if (text.size() != 8 || text.find_first_not_of("0123456789") != std::string_view::npos) return {};
    domain::YearMonthDay day{};
    (void)(whole_number(text.substr(0, 4), day.year) && whole_number(text.substr(4, 2), day.month) &&
           whole_number(text.substr(6, 2), day.day));
    return Date::from(day).value_or(Date{});
}

std::optional<NemQuality> nem12_quality(std::string_view text) {
    if (text == "A") return NemQuality{};
    if (text == "V") return NemQuality{Quality::actual, true, false};
    if (text == "N") return NemQuality{Quality::actual, false, true};
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    if (text.size() == 3 && (text[0] == 'E' || text[0] == 'F' || text[0] == 'S') && is_digit(text[1]) &&
        is_digit(text[2]))
        return NemQuality{Quality::estimated, false, false};
    return std::nullopt;
}
std::string nem12_quoted(std::string_view text) {
    return "'" + as_shown(text) + "'";
}

namespace {

// The file that the MeterFile is in.
Intake<std::uint64_t> check_one_file(MeterFile& file, const NemFileForm& form) {
    std::string_view text;
    bool begun = false;
    bool ended = false;
    std::uint64_t channels = 0;
    std::uint64_t days = 0;
    const auto no = [&](const std::string& what) {
        return refuse(IntakeErrorKind::not_nem_file,
                      file.name() + ", line " + std::to_string(file.line()) + ", RecordIndicator: " + what);
    };
    while (true) {
        auto more = file.next_line(text);
        if (!more) return tl::unexpected(std::move(more.error()));
        if (!*more) break;
        const auto record = nem12_record(text);
        if (ended)
            return no("a record " + nem12_quoted(record) + " after the end record 900: the file holds another file");
        if (!begun) {
            if (text.starts_with("PK\x03\x04")) return no("the zip archive is cut off: ask the sender for all of it");
            if (record != "100")
                return no("the file begins with a record " + nem12_quoted(record) + ": expected the header 100," +
                          std::string{form.version});
            RecordFields fields{text};
            (void)fields.next();
            if (const auto version = fields.next(); version != form.version)
                return refuse(IntakeErrorKind::not_nem_file, file.name() + ", line " + std::to_string(file.line()) +
                                                                 ", VersionHeader: " + nem12_quoted(version) +
                                                                 " is not " + std::string{form.version});
            begun = true;
        } else if (record == "100") {
            return no("a second header 100: the file holds another file");
        }
        channels += record == form.meter ? 1 : 0;
        days += record == form.counted ? 1 : 0;
        ended = record == "900";
    }
    if (!begun)
        return refuse(IntakeErrorKind::not_nem_file, file.name() + ", line 1, RecordIndicator: the file is empty");
    if (!ended) return no("the file ends without an end record 900: it was cut off; ask the sender for all of it");
    if (channels == 0) return no("the file has no " + std::string{form.meter} + " record, and so no meter");
    return days;
}

}  // namespace

Intake<std::uint64_t> check_nem_file(const std::filesystem::path& path, const NemFileForm& form) {
    auto file = MeterFile::open(path);
    if (!file) return tl::unexpected(std::move(file.error()));
    std::uint64_t days = 0;
    bool any = false;
    while (true) {
        auto more = file->next_file();
        if (!more) return tl::unexpected(std::move(more.error()));
        if (!*more) break;
        any = true;
        auto checked = check_one_file(*file, form);
        if (!checked) return checked;
        days += *checked;
    }
    if (!any)
        return refuse(IntakeErrorKind::not_nem_file,
                      path.filename().string() + ", line 1, RecordIndicator: the file is empty");
    return days;
}

}  // namespace tally::consumers
