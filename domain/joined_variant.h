#pragma once
// One closed list made of several.

#include <variant>

namespace tally::domain {

namespace detail {
template <class... Variants>
struct Joined;
template <class... A>
struct Joined<std::variant<A...>> {
    using type = std::variant<A...>;
};
template <class... A, class... B, class... More>
struct Joined<std::variant<A...>, std::variant<B...>, More...> {
    using type = typename Joined<std::variant<A..., B...>, More...>::type;
};
}  // namespace detail

// The variant of all alternatives of these variants, in their order.
template <class... Variants>
using JoinedVariant = typename detail::Joined<Variants...>::type;

}  // namespace tally::domain
