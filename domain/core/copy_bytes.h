#pragma once
// memcpy for texts, most of which are so short that calling it takes longer than copying them.

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace tally::domain {

namespace detail {
// The first and the last bytes, which may overlap.
template <class Word>
void copy_ends(char* to, const char* from, std::size_t size) {
    Word first;
    Word last;
    std::memcpy(&first, from, sizeof first);
    std::memcpy(&last, from + size - sizeof last, sizeof last);
    std::memcpy(to, &first, sizeof first);
    std::memcpy(to + size - sizeof last, &last, sizeof last);
}
}  // namespace detail

// The two do not overlap.
inline void copy_bytes(char* to, const char* from, std::size_t size) {
    if (size > 16)
        std::memcpy(to, from, size);
    else if (size >= 8)
        detail::copy_ends<std::uint64_t>(to, from, size);
    else if (size >= 4)
        detail::copy_ends<std::uint32_t>(to, from, size);
    else if (size >= 2)
        detail::copy_ends<std::uint16_t>(to, from, size);
    else if (size == 1)
        *to = *from;
}

}  // namespace tally::domain
