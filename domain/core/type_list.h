#pragma once
// Closed lists of types: of all events, of all commands, of what each room of the domain has of them.

#include <cstddef>
#include <type_traits>

namespace tally::domain {

template <class... Ts>
struct TypeList {
    static constexpr std::size_t size = sizeof...(Ts);
};

namespace detail {
template <class... Lists>
struct Joined;
template <class... A>
struct Joined<TypeList<A...>> {
    using type = TypeList<A...>;
};
template <class... A, class... B, class... More>
struct Joined<TypeList<A...>, TypeList<B...>, More...> {
    using type = typename Joined<TypeList<A..., B...>, More...>::type;
};

template <class T, class List>
inline constexpr bool is_listed = false;
template <class T, class... Ts>
inline constexpr bool is_listed<T, TypeList<Ts...>> = (std::is_same_v<T, Ts> || ...);

template <class List>
struct First;
template <class T, class... Ts>
struct First<TypeList<T, Ts...>> {
    using type = T;
};

template <class T, class List>
inline constexpr std::size_t place = 0;
template <class T, class... Ts>
inline constexpr std::size_t place<T, TypeList<Ts...>> = [] {
    constexpr bool same[]{std::is_same_v<T, Ts>...};
    std::size_t i = 0;
    while (i < sizeof...(Ts) && !same[i]) ++i;
    return i;
}();
}  // namespace detail

// The list of all types of these lists, in their order.
template <class... Lists>
using JoinedLists = typename detail::Joined<Lists...>::type;

template <class List>
using FirstOf = typename detail::First<List>::type;

// How many types stand before it.
template <class T, class List>
inline constexpr std::size_t place_in_list = detail::place<T, List>;

template <class T, class List>
concept ListedIn = detail::is_listed<T, List>;

}  // namespace tally::domain
