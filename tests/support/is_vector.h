#pragma once

#include <type_traits>
#include <vector>

namespace tally::test {

template <class T>
struct IsVector : std::false_type {};
template <class T>
struct IsVector<std::vector<T>> : std::true_type {};

}  // namespace tally::test
