#pragma once
// Fields of commands that change what is there: what is not named stays as it is, and clearing is said, by null.

#include <cstdint>
#include <utility>

namespace tally::domain {

enum class Said : std::uint8_t { nothing, clear, value };

// `Otherwise` is the initial value of a bool. Canonical form omits a field that sets this value: earlier releases could
// not tell such a field from an absent one, and digests of the commands they accepted must stay the same.
template <class T, bool Clearable, bool Otherwise = false>
struct BasicChange {
    using value_type = T;
    static constexpr bool clearable = Clearable;
    static constexpr bool otherwise = Otherwise;

    Said said = Said::nothing;
    T value{};

    [[nodiscard]] T after(const T& now) const {
        return said == Said::nothing ? now : said == Said::clear ? T{} : value;
    }
    bool operator==(const BasicChange&) const = default;
};

template <class T>
using Change = BasicChange<T, false>;
template <class T>
using ClearableChange = BasicChange<T, true>;
// Of a truth value that is on at first.
using ChangeOfOn = BasicChange<bool, false, true>;

// For a field of either kind, such as .bill_cycle = change_to(Code{"M02"}), .customer_type = clear_it().
template <class T>
struct ChangeTo {
    T value;
    template <bool Clearable, bool Otherwise>
    operator BasicChange<T, Clearable, Otherwise>() const {
        return {Said::value, value};
    }
};
template <class T>
[[nodiscard]] ChangeTo<T> change_to(T value) {
    return {std::move(value)};
}
struct ClearIt {
    template <class T>
    operator BasicChange<T, true>() const {
        return {Said::clear, {}};
    }
};
[[nodiscard]] inline ClearIt clear_it() {
    return {};
}

}  // namespace tally::domain
