#pragma once
// {fmt} printing of described records and domain values, for logs and test messages. Personal text is never printed.

#include <fmt/format.h>
#include <string>
#include <string_view>

#include "eventstore/codec/shape.h"

namespace tally::eventstore {

// PaymentPosted{account=A-1, amount=1200 minor, …}; personal text is shown as <personal> or <sealed>.
[[nodiscard]] std::string print(RecordRef);
template <domain::Described Record>
[[nodiscard]] std::string print(const Record& record) {
    return print(ref(record));
}
[[nodiscard]] inline std::string print(const domain::Event& event) {
    return print(ref(event));
}
[[nodiscard]] inline std::string print(const domain::Command& command) {
    return print(ref(command));
}

namespace detail {
template <class T>
concept PrintableValue = is_text<T> || is_fixed<T> || std::is_same_v<T, domain::Money> ||
    std::is_same_v<T, domain::Date> || std::is_same_v<T, domain::MonthDay> || std::is_same_v<T, domain::Instant> ||
    std::is_same_v<T, domain::Fraction> || std::is_same_v<T, domain::Personal> || domain::NamedEnum<T>;
}  // namespace detail

[[nodiscard]] std::string print_value(const ValueShape&, const void*);

}  // namespace tally::eventstore

template <tally::domain::Described Record>
struct fmt::formatter<Record> : fmt::formatter<std::string_view> {
    template <class Context>
    auto format(const Record& record, Context& context) const {
        return fmt::formatter<std::string_view>::format(tally::eventstore::print(record), context);
    }
};
template <tally::eventstore::detail::PrintableValue Value>
struct fmt::formatter<Value> : fmt::formatter<std::string_view> {
    template <class Context>
    auto format(const Value& value, Context& context) const {
        return fmt::formatter<std::string_view>::format(
            tally::eventstore::print_value(tally::eventstore::value_shape<Value>(), &value), context);
    }
};
