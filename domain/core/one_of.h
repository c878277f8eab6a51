#pragma once
// A value of one type of a closed list.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <new>
#include <type_traits>
#include <utility>

#include "domain/core/assert.h"
#include "domain/core/type_list.h"

namespace tally::domain {

namespace detail {
template <class... Ts>
inline constexpr std::size_t largest_of = 0;
template <class... Ts>
inline constexpr std::size_t largest_of<TypeList<Ts...>> = std::max({sizeof(Ts)...});
template <class... Ts>
inline constexpr std::size_t strictest_of = 0;
template <class... Ts>
inline constexpr std::size_t strictest_of<TypeList<Ts...>> = std::max({alignof(Ts)...});
template <class... Ts>
inline constexpr bool all_move_without_fail = false;
template <class... Ts>
inline constexpr bool all_move_without_fail<TypeList<Ts...>> = (std::is_nothrow_move_constructible_v<Ts> && ...);
}  // namespace detail

// A value of one of the types of Listed::Types, never without one; made, visited and asked as std::variant is. It is
// not one: there each constructor and each get_if compiles a template for every alternative before its own, which for a
// hundred events and as many commands was most of the time to compile the product.
//
// Listed is a class of its own, and what is done for one alternative is a function of that alternative alone, because
// the compiler writes what a function is made for into its name: with the list itself there, each name had 5,000
// letters.
template <class Listed>
class OneOf {
  public:
    using Types = typename Listed::Types;
    using First = FirstOf<Types>;
    static_assert(Types::size < 256);
    static_assert(detail::all_move_without_fail<Types>);

    template <class T>
    static constexpr std::uint8_t index_of = static_cast<std::uint8_t>(place_in_list<T, Types>);

    OneOf() : OneOf(std::in_place_type<First>) {}
    template <class T, class... Args>
    explicit OneOf(std::in_place_type_t<T>, Args&&... args) : index_(index_of<T>) {
        ::new (storage_) T(std::forward<Args>(args)...);
    }
    OneOf(const OneOf& other) : index_(other.index_) {
        static constexpr auto copies = copies_of(Types{});
        copies[index_](storage_, other.storage_);
    }
    OneOf(OneOf&& other) noexcept : index_(other.index_) {
        static constexpr auto moves = moves_of(Types{});
        moves[index_](storage_, other.storage_);
    }
    // Event and Command assign by destroying and making, which are compiled anyway.
    OneOf& operator=(const OneOf&) = delete;
    OneOf& operator=(OneOf&&) = delete;
    ~OneOf() {
        static constexpr auto ends = ends_of(Types{});
        ends[index_](storage_);
    }

    [[nodiscard]] bool operator==(const OneOf& other) const {
        static constexpr auto compares = compares_of(Types{});
        return index_ == other.index_ && compares[index_](storage_, other.storage_);
    }

    // The place of the value's type in the list.
    [[nodiscard]] std::size_t index() const { return index_; }

    // Where the value stands, whatever its type.
    [[nodiscard]] void* address() { return storage_; }
    [[nodiscard]] const void* address() const { return storage_; }

    // Calls the visitor with the value; all calls return what the first type's returns.
    template <class Visitor>
    decltype(auto) visited_by(Visitor& visitor) const {
        static constexpr auto calls = calls_of<Visitor>(Types{});
        return calls[index_](visitor, storage_);
    }
    template <class Visitor>
    decltype(auto) visited_by(Visitor& visitor) {
        static constexpr auto calls = changing_calls_of<Visitor>(Types{});
        return calls[index_](visitor, storage_);
    }

  private:
    template <class T>
    static void copy(void* to, const void* from) {
        ::new (to) T(*static_cast<const T*>(from));
    }
    template <class T>
    static void move(void* to, void* from) {
        ::new (to) T(std::move(*static_cast<T*>(from)));
    }
    template <class T>
    static void end(void* value) {
        std::launder(static_cast<T*>(value))->~T();
    }
    template <class T>
    static bool compare(const void* one, const void* two) {
        return *static_cast<const T*>(one) == *static_cast<const T*>(two);
    }
    template <class Visitor, class T>
    static std::invoke_result_t<Visitor&, const First&> call(Visitor& visitor, const void* value) {
        return visitor(*static_cast<const T*>(value));
    }
    template <class Visitor, class T>
    static std::invoke_result_t<Visitor&, First&> call_changing(Visitor& visitor, void* value) {
        return visitor(*static_cast<T*>(value));
    }

    // One function for each alternative, by its place. These run while the program is compiled only.
    template <class... Ts>
    static consteval auto copies_of(TypeList<Ts...>) {
        return std::array{&copy<Ts>...};
    }
    template <class... Ts>
    static consteval auto moves_of(TypeList<Ts...>) {
        return std::array{&move<Ts>...};
    }
    template <class... Ts>
    static consteval auto ends_of(TypeList<Ts...>) {
        return std::array{&end<Ts>...};
    }
    template <class... Ts>
    static consteval auto compares_of(TypeList<Ts...>) {
        return std::array{&compare<Ts>...};
    }
    template <class Visitor, class... Ts>
    static consteval auto calls_of(TypeList<Ts...>) {
        return std::array{&call<Visitor, Ts>...};
    }
    template <class Visitor, class... Ts>
    static consteval auto changing_calls_of(TypeList<Ts...>) {
        return std::array{&call_changing<Visitor, Ts>...};
    }

    // In the first cache line of the value, which a visitor reads next, and not behind room for the largest one.
    std::uint8_t index_;
    alignas(detail::strictest_of<Types>) std::byte storage_[detail::largest_of<Types>];
};

template <class Visitor, class Value>
requires requires(Value& value, Visitor& visitor) {
    value.visited_by(visitor);
}
decltype(auto) visit(Visitor&& visitor, Value&& value) {
    return value.visited_by(visitor);
}
template <class T, class Value>
requires ListedIn<T, typename Value::Types>
[[nodiscard]] bool holds_alternative(const Value& value) {
    return value.index() == Value::template index_of<T>;
}
template <class T, class Value>
requires ListedIn<T, typename Value::Types>
[[nodiscard]] T* get_if(Value* value) {
    return holds_alternative<T>(*value) ? static_cast<T*>(value->address()) : nullptr;
}
template <class T, class Value>
requires ListedIn<T, typename Value::Types>
[[nodiscard]] const T* get_if(const Value* value) {
    return holds_alternative<T>(*value) ? static_cast<const T*>(value->address()) : nullptr;
}
template <class T, class Value>
requires ListedIn<T, typename Value::Types>
[[nodiscard]] T& get(Value& value) {
    TALLY_ASSERT(holds_alternative<T>(value), "a value of another type of its list");
    return *get_if<T>(&value);
}
template <class T, class Value>
requires ListedIn<T, typename Value::Types>
[[nodiscard]] const T& get(const Value& value) {
    TALLY_ASSERT(holds_alternative<T>(value), "a value of another type of its list");
    return *get_if<T>(&value);
}

}  // namespace tally::domain
