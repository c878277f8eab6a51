#include "tests/support/text.h"

#include "domain/core/assert.h"
#include "tests/support/is_vector.h"

namespace tally::test {

using namespace domain;

namespace {
template <class T>
struct IsArray : std::false_type {};
template <class T, std::size_t N>
struct IsArray<std::array<T, N>> : std::true_type {};

template <class T>
void write(std::string& out, const T& value) {
    if constexpr (std::is_same_v<T, Personal>) {
        out += "'" + value.bytes + "'" + (value.sealed ? " sealed" : "") + " under " + value.under.str();
    } else if constexpr (std::is_same_v<T, bool>) {
        out += value ? "yes" : "no";
    } else if constexpr (NamedEnum<T>) {
        out += name_of(value);
    } else if constexpr (std::is_arithmetic_v<T>) {
        out += std::to_string(value);
    } else if constexpr (std::is_same_v<T, Money>) {
        out += to_string(value, 2);
    } else if constexpr (std::is_same_v<T, Fraction>) {
        out += std::to_string(value.numerator) + "/" + std::to_string(value.denominator);
    } else if constexpr (Described<T>) {
        out += "{";
        bool first = true;
        const T none{};
        for_each_field<T>([&](const auto& field) {
            if (value.*field.member == none.*field.member) return;
            if (!first) out += ", ";
            first = false;
            out += std::string{field.name} + ": ";
            write(out, value.*field.member);
        });
        out += "}";
    } else if constexpr (IsVector<T>::value || std::is_same_v<T, PackedQuantities>) {
        out += "[";
        for (std::size_t i = 0; i < value.size(); ++i) {
            if (i > 0) out += ", ";
            write(out, static_cast<const typename T::value_type&>(value[i]));
        }
        out += "]";
    } else if constexpr (IsArray<T>::value) {
        out += "bytes";
    } else if constexpr (requires { value.str(); }) {
        out += value.str();
    } else {
        out += to_string(value);
    }
}

template <class Value, class Parse>
Value parsed(std::string_view text, Parse&& parse) {
    Value value{};
    TALLY_ASSERT(parse(text, value), "text in a test that is not what it should be");
    return value;
}
template <class Decimal>
Decimal parsed_fixed(std::string_view text) {
    return parsed<Decimal>(text, [](std::string_view digits, Decimal& value) {
        return parse_fixed(digits, Decimal::decimals, value.units) == FixedError::none;
    });
}
}  // namespace

Date date(std::string_view text) {
    const auto day = Date::parse(text);
    TALLY_ASSERT(day.has_value(), "no such date");
    return *day;
}
Money usd(std::string_view text) {
    return parsed<Money>(text, [](std::string_view digits, Money& amount) {
        return parse_money(digits, 2, amount) == AmountError::none;
    });
}
Quantity quantity(std::string_view text) {
    return parsed_fixed<Quantity>(text);
}
Price price(std::string_view text) {
    return parsed_fixed<Price>(text);
}
Rate rate(std::string_view text) {
    return parsed_fixed<Rate>(text);
}
Instant instant(std::string_view text) {
    const auto moment = Instant::parse(text);
    TALLY_ASSERT(moment.has_value(), "no such instant");
    return *moment;
}

std::string to_text(const Event& event) {
    return visit(
        [](const auto& payload) {
            std::string out{payload.type_name};
            write(out, payload);
            return out;
        },
        event);
}

}  // namespace tally::test
