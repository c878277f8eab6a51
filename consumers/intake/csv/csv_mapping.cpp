#include "consumers/intake/csv/csv_mapping.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iterator>
#include <string_view>
#include <toml++/toml.h>

#include "consumers/intake/meter_file.h"
#include "consumers/intake/units.h"
#include "eventstore/byte_order_mark.h"

namespace tally::consumers {

namespace {

constexpr std::uint32_t csv_place_max = 1'000;
constexpr std::int64_t csv_skipped_lines_max = 1'000;
constexpr std::int64_t csv_ahead_minutes_max = 14 * 60;
constexpr std::size_t csv_mapping_bytes_max = std::size_t{1} << 20;
constexpr std::size_t csv_code_bytes_max = 64;

class MappingReading {
  public:
    explicit MappingReading(const std::filesystem::path& path) : name_(path.string()) {}

    Intake<CsvMapping> read(const std::string& text) {
        toml::table document;
        try {
            document = toml::parse(eventstore::without_byte_order_mark(text), name_);
        } catch (const toml::parse_error& bad) {
            return error(bad.source().begin.line, std::string{bad.description()});
        }
        take_table("", document, top_keys());
        if (!wrong_.empty()) return tl::unexpected(IntakeError{IntakeErrorKind::mapping_wrong, wrong_});
        if (const auto missing = what_is_missing(); !missing.empty()) return error(0, missing);
        return std::move(found_);
    }

  private:
    using Node = toml::node;
    using Take = std::function<void(const std::string& key, const Node&)>;
    using Keys = std::map<std::string, Take, std::less<>>;

    tl::unexpected<IntakeError> error(std::size_t line, const std::string& why) const {
        return refuse(IntakeErrorKind::mapping_wrong, message(line, why));
    }
    [[nodiscard]] std::string message(std::size_t line, const std::string& why) const {
        return name_ + (line > 0 ? ":" + std::to_string(line) : "") + ": " + why;
    }
    // The first thing that is wrong is told.
    void wrong(const std::string& key, const Node& node, const std::string& why) {
        if (wrong_.empty()) wrong_ = message(node.source().begin.line, key + ": " + why);
    }

    void take_table(const std::string& section, const toml::table& table, const Keys& keys) {
        for (const auto& [key, node] : table) {
            const std::string name{key.str()};
            if (const auto known = keys.find(name); known != keys.end()) {
                known->second(name, node);
                continue;
            }
            std::string names;
            for (const auto& [one, take] : keys) names += (names.empty() ? "" : ", ") + one;
            wrong(as_shown(name), node,
                  "there is no such key" + (section.empty() ? "" : " in [" + section + "]") + ": there are " + names);
        }
    }
    Keys top_keys() {
        Keys keys;
        keys["content"] = [this](const auto& key, const Node& node) { take_content(key, node); };
        keys["delimiter"] = [this](const auto& key, const Node& node) {
            take_sign(key, node, R"(expected ",", ";", "|" or "\t")", ",;|\t", found_.delimiter);
        };
        keys["decimal_sign"] = [this](const auto& key, const Node& node) {
            take_sign(key, node, R"(expected "." or ",")", ".,", found_.decimal_sign);
        };
        keys["header"] = [this](const auto& key, const Node& node) {
            const auto flag = node.value_exact<bool>();
            if (!flag) return wrong(key, node, "expected true or false");
            found_.header = *flag;
        };
        keys["skip_lines"] = [this](const auto& key, const Node& node) {
            const auto number = node.value_exact<std::int64_t>();
            if (!number || *number < 0 || *number > csv_skipped_lines_max)
                return wrong(key, node, "expected a number from 0 to 1000");
            found_.skip_lines = static_cast<std::uint32_t>(*number);
        };
        keys["time_form"] = [this](const auto& key, const Node& node) { take_form(key, node); };
        keys["clock"] = [this](const auto& key, const Node& node) { take_clock(key, node); };
        keys["interval_minutes"] = [this](const auto& key, const Node& node) {
            const auto number = node.value_exact<std::int64_t>();
            if (!number || (*number != 5 && *number != 15 && *number != 30 && *number != 60))
                return wrong(key, node, "expected 5, 15, 30 or 60");
            found_.interval_minutes = static_cast<std::uint16_t>(*number);
        };
        keys["unit"] = [this](const auto& key, const Node& node) {
            found_.unit = text_of(key, node);
            if (wrong_.empty() && !unit_named_in_any_case(found_.unit))
                wrong(key, node, "'" + as_shown(found_.unit) + "' is not a unit of usage: known are " + known_units());
        };
        keys["channel"] = [this](const auto& key, const Node& node) { found_.channel = code_of(key, node); };
        keys["quality"] = [this](const auto& key, const Node& node) { found_.quality = quality_of(key, node); };
        keys["ignore"] = [this](const auto& key, const Node& node) { take_passed_over(key, node); };
        const auto section = [this](const std::string& name, const std::function<void(const toml::table&)>& take) {
            return [this, name, take](const auto& key, const Node& node) {
                if (const auto* table = node.as_table()) return take(*table);
                wrong(key, node, "expected a section [" + name + "]");
            };
        };
        keys["columns"] =
            section("columns", [this](const auto& table) { take_table("columns", table, column_keys()); });
        keys["channels"] = section("channels", [this](const toml::table& table) {
            for (const auto& [key, node] : table)
                found_.channels[std::string{key.str()}] = code_of(std::string{key.str()}, node);
        });
        keys["qualities"] = section("qualities", [this](const toml::table& table) {
            for (const auto& [key, node] : table)
                found_.qualities[std::string{key.str()}] = quality_of(std::string{key.str()}, node);
        });
        return keys;
    }
    Keys column_keys() {
        Keys keys;
        const auto one = [&](const std::string& name, CsvColumn& column) {
            keys[name] = [this, &column](const auto& key, const Node& node) { column = column_of(key, node); };
        };
        const auto several = [&](const std::string& name, CsvColumns& columns) {
            keys[name] = [this, &columns](const auto& key, const Node& node) { columns = columns_of(key, node); };
        };
        one("service_point", found_.point);
        one("meter", found_.meter);
        one("channel", found_.channel_at);
        several("read_on", found_.read_on);
        several("begins", found_.begins);
        several("ends", found_.ends);
        one("value", found_.value);
        one("unit", found_.unit_at);
        one("quality", found_.quality_at);
        return keys;
    }

    std::string text_of(const std::string& key, const Node& node) {
        auto text = node.value_exact<std::string>();
        if (!text || text->empty()) {
            wrong(key, node, "expected a text in quotes");
            return {};
        }
        return std::move(*text);
    }
    domain::Code code_of(const std::string& key, const Node& node) {
        auto text = text_of(key, node);
        if (text.size() > csv_code_bytes_max) wrong(key, node, "a channel's name has at most 64 bytes");
        return domain::Code{std::move(text)};
    }
    domain::Quality quality_of(const std::string& key, const Node& node) {
        const auto text = text_of(key, node);
        if (const auto quality = csv_quality_named(text)) return *quality;
        wrong(key, node,
              "'" + as_shown(text) + "' is not a quality: expected actual, estimated, validated or customer");
        return {};
    }
    CsvColumn column_of(const std::string& key, const Node& node) {
        CsvColumn column;
        if (const auto place = node.value_exact<std::int64_t>()) {
            if (*place >= 1 && *place <= csv_place_max)
                column.place = static_cast<std::uint32_t>(*place);
            else
                wrong(key, node, "expected the number of a column, from 1 to 1000");
        } else if (node.is_string()) {
            column.name = text_of(key, node);
        } else {
            wrong(key, node, "expected a column's name in the header, in quotes, or its number");
        }
        return column;
    }
    CsvColumns columns_of(const std::string& key, const Node& node) {
        const auto* list = node.as_array();
        if (list == nullptr) return {column_of(key, node)};
        CsvColumns columns;
        for (const auto& one : *list) columns.push_back(column_of(key, one));
        if (columns.empty() || columns.size() > 2)
            wrong(key, node, "expected one column, or two: of a date and a time");
        return columns;
    }
    void take_content(const std::string& key, const Node& node) {
        const auto text = text_of(key, node);
        content_said_ = true;
        if (text == "reads")
            found_.content = CsvContent::reads;
        else if (text == "intervals")
            found_.content = CsvContent::intervals;
        else
            wrong(key, node, R"(expected "reads" or "intervals")");
    }
    void take_sign(const std::string& key, const Node& node, const std::string& expected, std::string_view signs,
                   char& sign) {
        const auto text = node.value_exact<std::string>();
        if (!text || text->size() != 1 || signs.find(text->front()) == std::string_view::npos)
            return wrong(key, node, expected);
        sign = text->front();
    }
    void take_form(const std::string& key, const Node& node) {
        auto form = CsvTimeForm::of(text_of(key, node));
        if (!form) return wrong(key, node, form.error().message);
        found_.form = std::move(*form);
    }
    void take_clock(const std::string& key, const Node& node) {
        const auto text = text_of(key, node);
        clock_said_ = true;
        if (text == "local") return;
        if (text == "utc") {
            found_.clock.offset = 0;
            return;
        }
        const auto form = CsvTimeForm::of("YYYYMMDDhhmm+hh:mm");
        const auto time = form->read("200001010000" + text);
        if (!time || !time->offset || std::abs(*time->offset) > csv_ahead_minutes_max)
            return wrong(key, node,
                         R"(expected "local" (the utility's own clock), "utc", or an offset such as "+10:00")");
        found_.clock.offset = *time->offset;
    }
    void take_passed_over(const std::string& key, const Node& node) {
        const auto* list = node.as_array();
        if (list == nullptr) return wrong(key, node, R"(expected a list such as ["Q1", "K1"])");
        for (const auto& one : *list) found_.passed_over.insert(text_of(key, one));
    }

    [[nodiscard]] std::string what_is_missing() const {
        const auto& now = found_;
        if (!content_said_) return R"(content is missing: say "reads" or "intervals")";
        if (now.form.text().empty())
            return R"(time_form is missing: say how days and times are written, such as "YYYY-MM-DD hh:mm")";
        if (now.delimiter == now.decimal_sign)
            return "delimiter and decimal_sign are the same: fields could not be told apart";
        if (now.point.is_set() == now.meter.is_set())
            return "[columns] needs service_point or meter: one of them says whose values a row has";
        if (!now.value.is_set()) return "[columns] value is missing: say which column has the numbers";
        if (clock_said_ && now.form.has_offset())
            return "clock and the offset of time_form (+hh:mm) say the same: leave one of them out";
        if (const auto by_name = column_by_name(); !now.header && !by_name.empty())
            return "[columns] '" + as_shown(by_name) + "' is a name, and header is false: give the column's number";
        return now.content == CsvContent::reads ? what_reads_miss() : what_intervals_miss();
    }
    [[nodiscard]] std::string what_reads_miss() const {
        if (found_.read_on.empty()) return "[columns] read_on is missing: say which column has the day of the read";
        if (!found_.begins.empty() || !found_.ends.empty() || found_.interval_minutes > 0)
            return "begins, ends and interval_minutes are of intervals, and content is reads: leave them out";
        return {};
    }
    [[nodiscard]] std::string what_intervals_miss() const {
        if (!found_.read_on.empty()) return "[columns] read_on is of reads, and content is intervals: leave it out";
        if (found_.begins.empty() && found_.ends.empty())
            return "[columns] needs begins or ends: say when the interval of a row is";
        if (!found_.form.has_time()) return "time_form has no time (hh:mm), and an interval needs one";
        if ((found_.begins.empty() || found_.ends.empty()) && found_.interval_minutes == 0)
            return "interval_minutes is missing: a row says when an interval begins or ends, and not how long it is";
        if (found_.unit.empty() && !found_.unit_at.is_set())
            return "unit is missing: say what the values count, such as \"kWh\", or which column says it";
        return {};
    }
    // The first that is named by its name.
    [[nodiscard]] std::string column_by_name() const {
        std::string name;
        const auto look = [&](const CsvColumn& one) {
            if (name.empty()) name = one.name;
        };
        for (const auto* one :
             {&found_.point, &found_.meter, &found_.channel_at, &found_.value, &found_.unit_at, &found_.quality_at})
            look(*one);
        for (const auto* columns : {&found_.read_on, &found_.begins, &found_.ends})
            std::for_each(columns->begin(), columns->end(), look);
        return name;
    }

    const std::string name_;
    CsvMapping found_;
    bool content_said_ = false;
    bool clock_said_ = false;
    std::string wrong_;
};

}  // namespace

std::optional<domain::Quality> csv_quality_named(std::string_view text) {
    const auto names = enum_names(domain::Quality{});
    const auto found = std::find(names.begin(), names.end(), text);
    if (found == names.end()) return std::nullopt;
    return static_cast<domain::Quality>(found - names.begin());
}

Intake<CsvMapping> read_csv_mapping(const std::filesystem::path& path) {
    std::error_code error;
    std::ifstream file(path);
    if (!file || std::filesystem::is_directory(path, error))
        return refuse(IntakeErrorKind::cannot_read, path.string() + ": cannot be read as a file");
    std::string text{std::istreambuf_iterator<char>(file), {}};
    return csv_mapping_of(text, path);
}

Intake<CsvMapping> csv_mapping_of(const std::string& text, const std::filesystem::path& name) {
    if (text.size() > csv_mapping_bytes_max)
        return refuse(IntakeErrorKind::limit_exceeded, name.string() + ": has more than 1 MiB: name the mapping");
    return MappingReading{name}.read(text);
}

}  // namespace tally::consumers
