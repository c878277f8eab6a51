#pragma once
// A value of one type of a closed list.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <new>
#include <tuple>
#include <type_traits>
#include <utility>

#include "domain/core/assert.h"
#include "domain/core/type_list.h"

namespace tally::domain {

// A value of one of the listed types, never without one; made, visited and asked as std::variant is. It is not one:
// there each constructor and each get_if compiles a template for every alternative before its own, which for a hundred
// events and as many commands was most of the time to compile the product.
template <class List>
class OneOf;

template <class... Ts>
class OneOf<TypeList<Ts...>> {
    static_assert(sizeof...(Ts) < 256);
    static_assert((std::is_nothrow_move_constructible_v<Ts> && ...));

  public:
    using Types = TypeList<Ts...>;
    using First = std::tuple_element_t<0, std::tuple<Ts...>>;

    template <class T>
    static constexpr std::uint8_t index_of = [] {
        constexpr std::array<bool, sizeof...(Ts)> same{std::is_same_v<T, Ts>...};
        return static_cast<std::uint8_t>(std::find(same.begin(), same.end(), true) - same.begin());
    }();

    OneOf() : OneOf(std::in_place_type<First>) {}
    template <class T, class... Args>
    explicit OneOf(std::in_place_type_t<T>, Args&&... args) : index_(index_of<T>) {
        ::new (storage_) T(std::forward<Args>(args)...);
    }
    OneOf(const OneOf& other) : index_(other.index_) {
        static constexpr std::array<void (*)(void*, const void*), sizeof...(Ts)> copies{
            [](void* to, const void* from) { ::new (to) Ts(*static_cast<const Ts*>(from)); }...};
        copies[index_](storage_, other.storage_);
    }
    OneOf(OneOf&& other) noexcept : index_(other.index_) {
        static constexpr std::array<void (*)(void*, void*), sizeof...(Ts)> moves{
            [](void* to, void* from) { ::new (to) Ts(std::move(*static_cast<Ts*>(from))); }...};
        moves[index_](storage_, other.storage_);
    }
    // Event and Command assign by destroying and making, which are compiled anyway.
    OneOf& operator=(const OneOf&) = delete;
    OneOf& operator=(OneOf&&) = delete;
    ~OneOf() {
        static constexpr std::array<void (*)(void*), sizeof...(Ts)> ends{
            [](void* value) { std::launder(static_cast<Ts*>(value))->~Ts(); }...};
        ends[index_](storage_);
    }

    [[nodiscard]] bool operator==(const OneOf& other) const {
        static constexpr std::array<bool (*)(const void*, const void*), sizeof...(Ts)> compares{
            [](const void* one, const void* two) {
                return *static_cast<const Ts*>(one) == *static_cast<const Ts*>(two);
            }...};
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
        using Answer = std::invoke_result_t<Visitor&, const First&>;
        static constexpr std::array<Answer (*)(Visitor&, const void*), sizeof...(Ts)> calls{
            [](Visitor& with, const void* value) -> Answer { return with(*static_cast<const Ts*>(value)); }...};
        return calls[index_](visitor, storage_);
    }
    template <class Visitor>
    decltype(auto) visited_by(Visitor& visitor) {
        using Answer = std::invoke_result_t<Visitor&, First&>;
        static constexpr std::array<Answer (*)(Visitor&, void*), sizeof...(Ts)> calls{
            [](Visitor& with, void* value) -> Answer { return with(*static_cast<Ts*>(value)); }...};
        return calls[index_](visitor, storage_);
    }

  private:
    alignas(Ts...) std::byte storage_[std::max({sizeof(Ts)...})];
    std::uint8_t index_;
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
