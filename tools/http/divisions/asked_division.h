#pragma once
// What every path takes that answers from a division: which one, and as of which position at least.

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "tools/http/divisions/division_directory.h"
#include "tools/http/server/http_message.h"

namespace tally::tools {

// What is durable is in the views soon.
inline constexpr std::chrono::milliseconds views_patience{2'000};

[[nodiscard]] HttpAnswer bad_parameter(std::string_view parameter, std::string_view problem);
// False: it is not a number.
[[nodiscard]] bool read_number(std::string_view text, std::uint64_t& number);
// Empty: the only one.
[[nodiscard]] tl::expected<std::int32_t, HttpAnswer> division_number(const std::string& asked,
                                                                     const DivisionDirectory&);
// Another program answers for it, or none just now.
[[nodiscard]] HttpAnswer not_owned(const DivisionDirectory&, std::int32_t number, const HttpRequest&);
// Whether the views have seen so many events, or do soon.
[[nodiscard]] bool has_reached(const OpenDivision&, std::uint64_t position);
// Of wait_for.
[[nodiscard]] HttpAnswer not_reached(std::uint64_t position);

}  // namespace tally::tools
