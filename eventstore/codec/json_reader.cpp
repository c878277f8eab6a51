// Walks simdjson's document along the tables of shape.h.

#include "eventstore/codec/json_reader.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <simdjson.h>
#include <string>
#include <vector>

#include "domain/core/assert.h"
#include "eventstore/codec/catalogue.h"
#include "eventstore/codec/json_fault.h"
#include "eventstore/codec/json_place.h"
#include "eventstore/codec/json_values.h"
#include "eventstore/codec/time_texts.h"
#include "eventstore/merkle/signed_note.h"

namespace tally::eventstore {

namespace json_reading {

namespace dom = simdjson::dom;

// Where the walk is: a chain on the stack, put into words only when something is wrong there.
struct Path {
    const Path* parent = nullptr;
    std::string_view name;
    std::size_t index = 0;
    bool is_index = false;

    [[nodiscard]] std::string str() const {
        std::string text = parent ? parent->str() : std::string{};
        if (is_index) return text + "[" + std::to_string(index) + "]";
        if (!text.empty() && !name.empty()) text += '.';
        return text.append(name);
    }
};

// Thrown and caught in this file only.
struct ReadFailure {
    InputError error;
};

constexpr std::size_t shown_value_bytes_max = 80;

std::string shown(dom::element element) {
    std::string_view text;
    std::string value = element.get_string().get(text) == simdjson::SUCCESS ? std::string{text}
                                                                            : std::string{simdjson::minify(element)};
    if (value.size() > shown_value_bytes_max) {
        std::size_t end = shown_value_bytes_max;
        while (end > 0 && (static_cast<unsigned char>(value[end]) & 0xC0) == 0x80) --end;  // Keep characters whole.
        value.resize(end);
        value += "…";
    }
    return value;
}

[[noreturn]] void refuse(const Path& path, std::string value, std::string problem, std::string cure) {
    throw ReadFailure{{0, path.str(), std::move(value), std::move(problem), std::move(cure)}};
}
[[noreturn]] void refuse(const Path& path, dom::element element, std::string problem, std::string cure) {
    refuse(path, shown(element), std::move(problem), std::move(cure));
}
[[noreturn]] void refuse(const Path& path, dom::element element, WrongText wrong) {
    refuse(path, element, std::move(wrong.problem), std::move(wrong.cure));
}

// The parser gives up on some of these although the text is JSON.
[[noreturn]] void refuse_json(std::string_view json, simdjson::error_code error) {
    if (const auto fault = json_fault(json)) {
        const auto line = fault->line == 1 ? std::string{} : "line " + std::to_string(fault->line) + " of it, ";
        refuse({}, "", "is not JSON (" + line + "column " + std::to_string(fault->column) + ": " + fault->reason + ")",
               "give one JSON object, whole, on one line, in UTF-8");
    }
    if (error == simdjson::NUMBER_ERROR)
        refuse({}, "", "holds a number without quotes that is out of range",
               "give whole numbers from -9223372036854775808 to 18446744073709551615, and amounts in quotes");
    if (error == simdjson::DEPTH_ERROR)
        refuse({}, "", "is nested too deeply", "give the fields that `tally describe commands` lists");
    refuse({}, "", std::string{"cannot be read ("} + simdjson::error_message(error) + ")", "give a shorter text");
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t above = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
            diagonal = above;
        }
    }
    return row[b.size()];
}

std::string joined(const std::vector<std::string_view>& names) {
    std::string text;
    for (const auto name : names) {
        if (!text.empty()) text += ", ";
        text += name.empty() ? "\"\"" : name;
    }
    return text;
}

// "did you mean X?", or all the names where none is near.
std::string nearest(std::string_view given, const std::vector<std::string_view>& names) {
    std::string_view best;
    std::size_t best_distance = std::max<std::size_t>(2, given.size() / 3) + 1;
    for (const auto name : names)
        if (const auto distance = edit_distance(given, name); distance < best_distance) {
            best = name;
            best_distance = distance;
        }
    if (!best.empty()) return "did you mean " + std::string{best} + "?";
    return "known are " + joined(names);
}

std::vector<std::string_view> field_names(const RecordShape& shape) {
    std::vector<std::string_view> names;
    for (const auto& field : shape.fields) names.push_back(field.name);
    return names;
}

std::string_view given_text(dom::element element, const Path& path, const char* what, const char* example) {
    std::string_view text;
    if (element.get_string().get(text) != simdjson::SUCCESS)
        refuse(path, element, std::string{"is not "} + what, std::string{"give a string such as "} + example);
    return text;
}

struct Reading {
    std::uint8_t currency_decimals;
    PersonalText personal_text;
    UnknownFields unknown_fields;

    void read_integer(const ValueShape& shape, dom::element element, void* value, const Path& path) const {
        const bool wide = !shape.is_signed && shape.size_bytes == 8;
        std::int64_t number = 0;
        std::uint64_t wide_number = 0;
        bool fits = false;
        bool whole = true;
        if (std::string_view text; shape.size_bytes == 8 && element.get_string().get(text) == simdjson::SUCCESS) {
            // Whole numbers too large for a double come as strings.
            const char* end = text.data() + text.size();
            const auto parsed =
                wide ? std::from_chars(text.data(), end, wide_number) : std::from_chars(text.data(), end, number);
            whole = parsed.ptr == end && parsed.ec != std::errc::invalid_argument;
            fits = whole && parsed.ec == std::errc{};
        } else if (element.get_uint64().get(wide_number) == simdjson::SUCCESS) {
            number = static_cast<std::int64_t>(wide_number);
            fits = wide || wide_number <= static_cast<std::uint64_t>(largest(shape));
        } else if (element.get_int64().get(number) == simdjson::SUCCESS) {  // Below zero.
            fits = shape.is_signed && number >= -largest(shape) - 1;
        } else {
            whole = false;
        }
        if (!whole) refuse(path, element, "is not a whole number", "give a number without quotes or decimals");
        if (!fits)
            refuse(path, element, "is out of range",
                   "give " + (shape.is_signed ? std::to_string(-largest(shape) - 1) : std::string{"0"}) + " to " +
                       (wide ? std::to_string(std::numeric_limits<std::uint64_t>::max())
                             : std::to_string(largest(shape))));
        if (wide)
            *static_cast<std::uint64_t*>(value) = wide_number;
        else
            store_integer(shape, value, number);
    }

    static std::int64_t largest(const ValueShape& shape) {
        const unsigned bits = static_cast<unsigned>(shape.size_bytes) * 8 - (shape.is_signed ? 1 : 0);
        return bits >= 63 ? std::numeric_limits<std::int64_t>::max() : (1LL << bits) - 1;
    }

    void read_text(const ValueShape& shape, dom::element element, void* value, const Path& path) const {
        const auto text = given_text(element, path, "a text", "\"A-1\"");
        if (text.size() > input_text_bytes_max)
            refuse(path, element, "is too long", "give at most " + std::to_string(input_text_bytes_max) + " bytes");
        if (!text.empty() && shape.text_role == TextRole::id && !domain::valid_id(text))
            refuse(path, element, "cannot be an identifier",
                   "give 1 to 64 printable ASCII characters without spaces and '/'");
        if (shape.text_role == TextRole::code) {
            const bool printable =
                std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
            if (text.size() > 64 || !printable)
                refuse(path, element, "cannot be a code", "give at most 64 bytes without control characters");
        }
        if (shape.text(value) != text) shape.set_text(value, text);
    }

    void read_personal(dom::element element, domain::Personal& personal, const Path& path) const {
        // Never repeat what was given: it is about a person.
        if (std::string_view text; element.get_string().get(text) == simdjson::SUCCESS) {
            if (text.size() > input_text_bytes_max)
                refuse(path, "", "is too long", "give at most " + std::to_string(input_text_bytes_max) + " bytes");
            personal.bytes.assign(text);
            personal.sealed = false;
            return;
        }
        std::string_view sealed;
        std::string_view under;
        if (personal_text == PersonalText::clear_or_sealed && element["sealed"].get_string().get(sealed) == 0 &&
            element["under"].get_string().get(under) == 0) {
            auto bytes = parse_base64(sealed);
            if (!bytes || bytes->empty() || !domain::valid_id(under))
                refuse(path, "", "is not sealed text", "give {\"sealed\": base64, \"under\": a person id}");
            personal = {domain::PersonId{under}, std::move(*bytes), true};
            return;
        }
        refuse(path, "", "is not a text", "give a string");
    }

    void read_decimal(const ValueShape& shape, dom::element element, void* value, const Path& path) const {
        const auto text = given_text(element, path, "a decimal string", "\"12.5\"");
        std::int64_t units = 0;
        switch (domain::parse_fixed(text, shape.decimals, units)) {
            case domain::FixedError::none:
                break;
            case domain::FixedError::not_a_number:
                refuse(path, element, "is not a number", "give digits with at most one '.', such as \"12.5\"");
            case domain::FixedError::too_many_decimals:
                refuse(path, element, "has too many decimals", "give at most " + std::to_string(shape.decimals));
            case domain::FixedError::too_large:
                refuse(path, element, "is too large",
                       "give at most " +
                           domain::fixed_to_string(std::numeric_limits<std::int64_t>::max(), shape.decimals, 0) +
                           " on either side of zero");
        }
        std::memcpy(value, &units, sizeof units);
    }

    void read_money(dom::element element, domain::Money& amount, const Path& path) const {
        const auto text = given_text(element, path, "an amount", "\"12.30\", in quotes so that no cent is lost");
        switch (domain::parse_money(text, currency_decimals, amount)) {
            case domain::AmountError::none:
                return;
            case domain::AmountError::not_a_number:
                refuse(path, element, "is not an amount", "give digits with at most one '.', such as \"12.30\"");
            case domain::AmountError::too_many_decimals:
                refuse(path, element, "has too many decimals", "the currency has " + std::to_string(currency_decimals));
            case domain::AmountError::too_large:
                refuse(path, element, text.starts_with('-') ? "is too far below zero" : "is too large",
                       (text.starts_with('-') ? "give more than -" : "give less than ") +
                           to_string(domain::largest_amount, currency_decimals));
        }
    }

    void read_fraction(dom::element element, domain::Fraction& fraction, const Path& path) const {
        const auto text = given_text(element, path, "a fraction", "\"17/30\"");
        const char* const end = text.data() + text.size();
        const auto numerator = std::from_chars(text.data(), end, fraction.numerator);
        bool good = numerator.ec == std::errc{} && numerator.ptr != end && *numerator.ptr == '/';
        if (good) {
            const auto denominator = std::from_chars(numerator.ptr + 1, end, fraction.denominator);
            good = denominator.ec == std::errc{} && denominator.ptr == end && fraction.denominator > 0;
        }
        if (!good) refuse(path, element, "is not a fraction", "give a string such as \"17/30\"");
    }

    void read_enumeration(const ValueShape& shape, dom::element element, void* value, const Path& path) const {
        const std::vector<std::string_view> names{shape.names.begin(), shape.names.end()};
        std::string_view text;
        if (element.get_string().get(text) != simdjson::SUCCESS)
            refuse(path, element, "is not one of the known names", "known are " + joined(names));
        const auto found = std::find(shape.names.begin(), shape.names.end(), text);
        if (found == shape.names.end())
            refuse(path, element, "is not one of the known names", "known are " + joined(names));
        store_integer(shape, value, found - shape.names.begin());
    }

    void read_digest(const ValueShape& shape, dom::element element, void* value, const Path& path) const {
        const auto text = given_text(element, path, "a digest", "\"00ff…\"");
        auto* bytes = static_cast<std::uint8_t*>(value);
        bool good = text.size() == shape.size_bytes * 2;
        for (std::size_t i = 0; good && i < shape.size_bytes; ++i) {
            const auto parsed = std::from_chars(text.data() + 2 * i, text.data() + 2 * i + 2, bytes[i], 16);
            good = parsed.ec == std::errc{} && parsed.ptr == text.data() + 2 * i + 2;
        }
        if (!good)
            refuse(path, element, "is not a digest", "give " + std::to_string(shape.size_bytes * 2) + " hex digits");
    }

    static bool read_truth(dom::element element, const Path& path) {
        bool truth = false;
        if (element.get_bool().get(truth) != simdjson::SUCCESS)
            refuse(path, element, "is not a truth value", "give true or false, without quotes");
        return truth;
    }

    // A date or a day of the year; null is neither.
    template <class Day>
    void read_day(dom::element element, void* value, const Path& path, const char* what, const char* example,
                  WrongText (*why_not)(std::string_view)) const {
        auto& day = *static_cast<Day*>(value);
        if (element.is_null()) {
            day = {};
            return;
        }
        const auto text = given_text(element, path, what, example);
        const auto parsed = Day::parse(text);
        if (!parsed) refuse(path, element, why_not(text));
        day = *parsed;
    }

    domain::Instant read_instant(dom::element element, const Path& path) const {
        const auto text = given_text(element, path, "an instant", "\"2022-01-05T12:00:00Z\"");
        const auto parsed = domain::Instant::parse(text);
        if (!parsed) refuse(path, element, why_not_an_instant(text));
        return *parsed;
    }

    void read_list(const ValueShape& shape, dom::element element, void* value, const Path& path) const {
        dom::array array;
        if (element.get_array().get(array) != simdjson::SUCCESS) refuse(path, element, "is not a list", "give […]");
        shape.clear(value);
        std::size_t index = 0;
        for (const dom::element item : array) {
            const Path item_path{&path, {}, index++, true};
            read_value(*shape.element, item, shape.append(value), item_path);
        }
    }

    void read_optional(const ValueShape& shape, dom::element element, void* value, const Path& path) const {
        shape.clear(value);
        if (!element.is_null()) return read_value(*shape.element, element, shape.append(value), path);
        if (!shape.is_change) return;
        if (shape.set_cleared == nullptr)
            refuse(path, "null", "cannot be cleared", "give a value, or leave it out to keep what is there");
        shape.set_cleared(value);
    }

    void read_record(const RecordShape& shape, dom::element element, void* record, const Path& path) const {
        dom::object object;
        if (element.get_object().get(object) != simdjson::SUCCESS)
            refuse(path, element, "is not an object", "give {…} with " + joined(field_names(shape)));
        Seen seen;
        for (const auto [name, inner] : object) read_field(shape, name, inner, record, path, seen);
    }

    void read_value(const ValueShape& shape, dom::element element, void* value, const Path& path) const {
        switch (shape.kind) {
            case ValueKind::boolean:
                *static_cast<bool*>(value) = read_truth(element, path);
                return;
            case ValueKind::integer:
                return read_integer(shape, element, value, path);
            case ValueKind::money:
                return read_money(element, *static_cast<domain::Money*>(value), path);
            case ValueKind::money_sum: {  // Only answers have sums: as one amount that comes from outside.
                domain::Money amount;
                read_money(element, amount, path);
                *static_cast<domain::MoneySum*>(value) = amount;
                return;
            }
            case ValueKind::decimal:
                return read_decimal(shape, element, value, path);
            case ValueKind::fraction:
                return read_fraction(element, *static_cast<domain::Fraction*>(value), path);
            case ValueKind::date:
                return read_day<domain::Date>(element, value, path, "a date", "\"2022-01-05\"", why_not_a_date);
            case ValueKind::month_day:
                return read_day<domain::MonthDay>(element, value, path, "a day of the year", "\"11-01\"",
                                                  why_not_a_month_day);
            case ValueKind::instant:
                *static_cast<domain::Instant*>(value) = read_instant(element, path);
                return;
            case ValueKind::text:
                return read_text(shape, element, value, path);
            case ValueKind::personal:
                return read_personal(element, *static_cast<domain::Personal*>(value), path);
            case ValueKind::enumeration:
                return read_enumeration(shape, element, value, path);
            case ValueKind::digest:
                return read_digest(shape, element, value, path);
            case ValueKind::list:
                return read_list(shape, element, value, path);
            case ValueKind::optional:
                return read_optional(shape, element, value, path);
            case ValueKind::record:
                return read_record(*shape.record, element, value, path);
        }
    }

    // Which fields of a record were given, by index.
    struct Seen {
        std::uint64_t bits = 0;
        // False where it was marked before.
        bool mark(const RecordShape& shape, const FieldShape& field) {
            const auto index = static_cast<std::size_t>(&field - shape.fields.data());
            TALLY_ASSERT(index < 64, "a record has more fields than a reader can mark");
            const std::uint64_t bit = 1ULL << index;
            const bool fresh = (bits & bit) == 0;
            bits |= bit;
            return fresh;
        }
    };

    void read_known(const RecordShape& shape, const FieldShape& field, dom::element element, void* record,
                    const Path& path, Seen& seen) const {
        if (!seen.mark(shape, field)) refuse(path, "", std::string{given_twice}, "give it once");
        read_value(*field.value, element, field_of(record, field), path);
    }

    void read_field(const RecordShape& shape, std::string_view name, dom::element element, void* record,
                    const Path& parent, Seen& seen) const {
        const Path path{&parent, name};
        const FieldShape* field = shape.find(name);
        if (field == nullptr) {
            if (unknown_fields == UnknownFields::passed_over) return;
            refuse(path, "", "is not a field of " + plain_name(shape), nearest(name, field_names(shape)));
        }
        read_known(shape, *field, element, record, path, seen);
    }
};

}  // namespace json_reading

using namespace json_reading;

struct JsonReader::Parser {
    explicit Parser(Reading how) : reading(how) {}

    dom::parser parser;
    Reading reading;

    dom::object parse(std::string_view json) {
        dom::element document;
        const auto error = parser.parse(json.data(), json.size()).get(document);
        if (error != simdjson::SUCCESS) refuse_json(json, error);
        dom::object object;
        if (document.get_object().get(object) != simdjson::SUCCESS)
            refuse({}, document, "is not an object", "give one JSON object: {…}");
        return object;
    }
};

namespace {
template <class Work>
tl::expected<void, InputError> caught(std::size_t line_number, Work&& work) {
    try {
        work();
    } catch (ReadFailure& failure) {
        failure.error.line = line_number;
        return tl::unexpected(std::move(failure.error));
    }
    return {};
}
}  // namespace

JsonReader::JsonReader(domain::Currency currency, PersonalText personal_text, UnknownFields unknown_fields)
    : parser_(std::make_unique<Parser>(Reading{currency.decimals, personal_text, unknown_fields})) {}
JsonReader::JsonReader(JsonReader&&) noexcept = default;
JsonReader& JsonReader::operator=(JsonReader&&) noexcept = default;
JsonReader::~JsonReader() = default;

tl::expected<void, InputError> JsonReader::read(std::string_view json, MutableRecordRef record,
                                                std::size_t line_number) {
    return caught(line_number, [&] {
        Reading::Seen seen;
        for (const auto [name, element] : parser_->parse(json))
            parser_->reading.read_field(*record.shape, name, element, record.data, {}, seen);
    });
}

tl::expected<void, InputError> JsonReader::read_flat(std::string_view json, MutableRecordRef header, Choice choice,
                                                     std::size_t line_number) {
    return caught(line_number, [&] {
        const dom::object object = parser_->parse(json);
        const auto all_types = [&] {
            std::vector<std::string_view> names;
            for (const auto* shape : choice.types) names.push_back(shape->type_name);
            return names;
        };
        const Path type_path{nullptr, "type"};
        dom::element type_element;
        if (object["type"].get(type_element) != simdjson::SUCCESS)
            refuse(type_path, "", "is missing", "give one of `tally describe commands`, such as payment.post");
        const auto type_name = given_text(type_element, type_path, "a text", "\"payment.post\"");
        const auto found = std::find_if(choice.types.begin(), choice.types.end(),
                                        [&](const auto* shape) { return shape->type_name == type_name; });
        if (found == choice.types.end())
            refuse(type_path, type_element, "is not a known command", nearest(type_name, all_types()));

        const RecordShape& body = **found;
        void* const body_data = choice.emplace(choice.variant, static_cast<std::size_t>(found - choice.types.begin()));
        Reading::Seen body_seen;
        Reading::Seen header_seen;
        bool type_seen = false;
        for (const auto [name, element] : object) {
            const Path path{nullptr, name};
            if (const auto* field = body.find(name)) {
                parser_->reading.read_known(body, *field, element, body_data, path, body_seen);
            } else if (const auto* header_field = header.shape->find(name)) {
                parser_->reading.read_known(*header.shape, *header_field, element, header.data, path, header_seen);
            } else if (name == "type") {
                if (type_seen) refuse(path, "", std::string{given_twice}, "give it once");
                type_seen = true;
            } else {
                auto names = field_names(body);
                for (const auto header_name : field_names(*header.shape)) names.push_back(header_name);
                refuse(path, "", "is not a field of " + std::string{body.type_name}, nearest(name, names));
            }
        }
    });
}

tl::expected<domain::RecordedEvent, InputError> JsonReader::read_event(std::string_view json, std::size_t line_number) {
    domain::RecordedEvent recorded;
    const auto read = caught(line_number, [&] {
        const dom::object object = parser_->parse(json);
        const RecordShape& envelope = record_shape<domain::Envelope>();
        const VariantShape& events = variant_shape<domain::Event>();
        const Path type_path{nullptr, "type"};
        dom::element type_element;
        if (object["type"].get(type_element) != simdjson::SUCCESS)
            refuse(type_path, "", "is missing", "give the event's type");
        const auto index = events.find(given_text(type_element, type_path, "a text", "\"account.opened\""));
        if (!index) refuse(type_path, type_element, "is not a known event", "see `tally describe events`");
        void* const data = events.emplace[*index](&recorded.event);
        Reading::Seen seen;
        for (const auto [name, element] : object) {
            const Path path{nullptr, name};
            if (name == "data") {
                dom::object body;
                if (element.get_object().get(body) != simdjson::SUCCESS)
                    refuse(path, element, "is not an object", "give {…}");
                Reading::Seen body_seen;
                for (const auto [inner_name, inner] : body)
                    parser_->reading.read_field(*events.alternatives[*index], inner_name, inner, data, path, body_seen);
            } else if (name == "stream") {
                const auto text = given_text(element, path, "a stream", "\"account/A-1\"");
                const auto slash = std::min(text.find('/'), text.size());
                constexpr auto kinds = enum_names(domain::StreamKind{});
                const auto kind = std::find(kinds.begin(), kinds.end(), text.substr(0, slash));
                if (slash == text.size() || kind == kinds.end())
                    refuse(path, element, "is not a stream", "give one such as \"account/A-1\"");
                recorded.envelope.stream = {static_cast<domain::StreamKind>(kind - kinds.begin()),
                                            domain::Plain{text.substr(slash + 1)}};
            } else {
                parser_->reading.read_field(envelope, name == "type" ? "event_type" : name, element, &recorded.envelope,
                                            {}, seen);
            }
        }
    });
    if (!read) return tl::unexpected(read.error());
    return recorded;
}

}  // namespace tally::eventstore
