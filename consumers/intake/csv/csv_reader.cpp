#include "consumers/intake/csv/csv_reader.h"

#include <algorithm>
#include <utility>

namespace tally::consumers {

namespace {

constexpr std::string_view csv_blanks = " \t";

std::string_view without_blanks(std::string_view text) {
    const auto first = text.find_first_not_of(csv_blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(csv_blanks) - first + 1);
}
std::string csv_quoted(std::string_view text) {
    return "'" + as_shown(text) + "'";
}
bool is_csv_name(std::string_view text) {
    return !text.empty() && text.size() <= csv_name_bytes_max &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

}  // namespace

bool CsvReader::split(std::string_view text) {
    count_ = 0;
    const auto field = [&]() -> std::string& {
        if (count_ == fields_.size()) fields_.emplace_back();
        auto& one = fields_[count_++];
        one.clear();
        return one;
    };
    while (true) {
        auto& one = field();
        const auto begin = text.find_first_not_of(mapping_.delimiter == '\t' ? " " : csv_blanks);
        if (begin != std::string_view::npos && text[begin] == '"') {
            text.remove_prefix(begin + 1);
            while (true) {
                const auto quote = text.find('"');
                if (quote == std::string_view::npos) return false;
                one += text.substr(0, quote);
                text.remove_prefix(quote + 1);
                if (!text.starts_with('"')) break;
                one += '"';
                text.remove_prefix(1);
            }
            const auto end = text.find(mapping_.delimiter);
            if (!without_blanks(text.substr(0, end)).empty()) return false;
            if (end == std::string_view::npos) return true;
            text.remove_prefix(end + 1);
            continue;
        }
        const auto end = text.find(mapping_.delimiter);
        one += without_blanks(text.substr(0, end));
        if (end == std::string_view::npos) return true;
        text.remove_prefix(end + 1);
    }
}

Intake<CsvReader::Place> CsvReader::place_of(const CsvColumn& column) const {
    if (!column.is_set()) return Place{};
    if (column.place > 0) return Place{column.place - 1};
    std::string header;
    Place place;
    for (std::size_t i = 0; i < count_; ++i) {
        header += (i > 0 ? ", " : "") + as_shown(fields_[i]);
        if (fields_[i] != column.name) continue;
        if (place)
            return refuse(IntakeErrorKind::mapping_wrong, file_.name() + ", line " + std::to_string(file_.line()) +
                                                              ": two columns are called " + csv_quoted(column.name) +
                                                              ": name one by its number in the mapping");
        place = i;
    }
    if (!place)
        return refuse(IntakeErrorKind::mapping_wrong, file_.name() + ", line " + std::to_string(file_.line()) +
                                                          ": there is no column " + csv_quoted(column.name) +
                                                          ", which the mapping names: the header has " +
                                                          header.substr(0, 400));
    return place;
}

Intake<std::vector<std::size_t>> CsvReader::places_of(const CsvColumns& columns) const {
    std::vector<std::size_t> places;
    for (const auto& one : columns) {
        auto place = place_of(one);
        if (!place) return tl::unexpected(std::move(place.error()));
        places.push_back(**place);
    }
    return places;
}

Intake<void> CsvReader::find_columns() {
    const auto one = [&](const CsvColumn& column, Place& place) -> Intake<void> {
        auto found = place_of(column);
        if (!found) return tl::unexpected(std::move(found.error()));
        place = *found;
        return {};
    };
    const auto several = [&](const CsvColumns& columns, std::vector<std::size_t>& places) -> Intake<void> {
        auto found = places_of(columns);
        if (!found) return tl::unexpected(std::move(found.error()));
        places = std::move(*found);
        return {};
    };
    places_ = {};
    return one(mapping_.point.is_set() ? mapping_.point : mapping_.meter, places_.point)
        .and_then([&] { return one(mapping_.channel_at, places_.channel); })
        .and_then([&] { return one(mapping_.value, places_.value); })
        .and_then([&] { return one(mapping_.unit_at, places_.unit); })
        .and_then([&] { return one(mapping_.quality_at, places_.quality); })
        .and_then([&] { return several(mapping_.read_on, places_.read_on); })
        .and_then([&] { return several(mapping_.begins, places_.begins); })
        .and_then([&] { return several(mapping_.ends, places_.ends); });
}

Intake<bool> CsvReader::pass() {
    std::string_view text;
    return file_.next_line(text);
}

Intake<bool> CsvReader::begin() {
    for (std::uint32_t i = 0; i < mapping_.skip_lines; ++i) {
        auto more = pass();
        if (!more || !*more) return more;
    }
    count_ = 0;
    if (mapping_.header) {
        std::string_view text;
        auto more = file_.next_line(text);
        if (!more || !*more) return more;
        if (text.starts_with("PK\x03\x04"))
            return refuse(IntakeErrorKind::cannot_read,
                          file_.name() + ": the zip archive is cut off: ask the sender for all of it");
        if (!split(text))
            return refuse(IntakeErrorKind::mapping_wrong, file_.name() + ", line " + std::to_string(file_.line()) +
                                                              ": the header has a quote that is not closed");
    }
    if (auto found = find_columns(); !found) return tl::unexpected(std::move(found.error()));
    return true;
}

Intake<CsvStep> CsvReader::next() {
    std::string_view text;
    auto more = file_.next_line(text);
    if (!more) return tl::unexpected(std::move(more.error()));
    if (!*more) return CsvStep{CsvEnd{}};
    return row_of(text);
}

std::optional<std::string_view> CsvReader::field(std::size_t place, const std::string& name, CsvFault& fault) const {
    fault.field = name;
    if (place < count_) return std::string_view{fields_[place]};
    fault.why = "the row ends before it: it has " + std::to_string(count_) + (count_ == 1 ? " field" : " fields");
    return std::nullopt;
}

bool CsvReader::read_time(const std::vector<std::size_t>& places, const CsvColumns& columns,
                          std::optional<CsvTime>& time, CsvFault& fault) {
    if (places.empty()) return true;
    joined_.clear();
    std::string name;
    for (std::size_t i = 0; i < places.size(); ++i) {
        name += (i > 0 ? " and " : "") + columns[i].shown();
        const auto text = field(places[i], columns[i].shown(), fault);
        if (!text) return false;
        if (i > 0) joined_ += ' ';
        joined_ += *text;
    }
    fault.field = name;
    time = mapping_.form.read(joined_);
    if (!time)
        fault.why = csv_quoted(joined_) + " is not a " + (mapping_.form.has_time() ? "time" : "day") + ": expected " +
                    mapping_.form.text();
    return time.has_value();
}

bool CsvReader::read_names(CsvRow& row, CsvFault& fault) {
    const auto name = [&](std::size_t place, const CsvColumn& column, std::string& taken) {
        const auto text = field(place, column.shown(), fault);
        if (!text) return false;
        taken = *text;
        if (is_csv_name(taken)) return true;
        fault.why = csv_quoted(taken) + " is not a name: expected up to " + std::to_string(csv_name_bytes_max) +
                    " printable characters";
        return false;
    };
    if (!name(*places_.point, mapping_.point.is_set() ? mapping_.point : mapping_.meter, row.point)) return false;
    fault.point = row.point;
    if (places_.channel && !name(*places_.channel, mapping_.channel_at, row.channel)) return false;
    fault.channel = row.channel;
    return true;
}

bool CsvReader::read_value(CsvRow& row, CsvFault& fault) {
    const auto text = field(*places_.value, mapping_.value.shown(), fault);
    if (!text) return false;
    row.value = *text;
    if (row.value.empty()) {
        fault.why = "the value is missing";
        return false;
    }
    row.unit = mapping_.unit;
    if (places_.unit) {
        const auto unit = field(*places_.unit, mapping_.unit_at.shown(), fault);
        if (!unit) return false;
        if (!unit->empty()) row.unit = *unit;
    }
    row.quality = mapping_.quality;
    if (!places_.quality) return true;
    const auto quality = field(*places_.quality, mapping_.quality_at.shown(), fault);
    if (!quality) return false;
    if (quality->empty()) return true;
    if (const auto named = mapping_.qualities.find(std::string{*quality}); named != mapping_.qualities.end()) {
        row.quality = named->second;
        return true;
    }
    if (const auto known = csv_quality_named(*quality)) {
        row.quality = *known;
        return true;
    }
    fault.why = csv_quoted(*quality) +
                " is not a quality: name it in [qualities], as actual, estimated, validated or "
                "customer";
    return false;
}

CsvStep CsvReader::row_of(std::string_view text) {
    CsvFault fault;
    fault.line = file_.line();
    CsvRow row;
    row.line = file_.line();
    if (!split(text)) {
        fault.field = "column " + std::to_string(count_);
        fault.why = "a quote is not closed, or text stands behind it: a field may not go over lines";
        return fault;
    }
    if (!read_names(row, fault) || !read_time(places_.read_on, mapping_.read_on, row.read_on, fault) ||
        !read_time(places_.begins, mapping_.begins, row.begins, fault) ||
        !read_time(places_.ends, mapping_.ends, row.ends, fault) || !read_value(row, fault))
        return fault;
    return row;
}

Intake<std::uint64_t> check_csv(const std::filesystem::path& path, const CsvMapping& mapping) {
    auto file = MeterFile::open(path);
    if (!file) return tl::unexpected(std::move(file.error()));
    std::uint64_t rows = 0;
    while (true) {
        auto more = file->next_file();
        if (!more) return tl::unexpected(std::move(more.error()));
        if (!*more) break;
        CsvReader reader{*file, mapping};
        auto begun = reader.begin();
        while (begun && *begun) {
            begun = reader.pass();
            if (begun && *begun) ++rows;
        }
        if (!begun) return tl::unexpected(std::move(begun.error()));
    }
    if (rows == 0) return refuse(IntakeErrorKind::mapping_wrong, path.filename().string() + ": the file has no rows");
    return rows;
}

}  // namespace tally::consumers
