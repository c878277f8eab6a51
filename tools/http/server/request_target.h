#pragma once
// The path and the parameters of a request, decoded; refuses what can be read in two ways.

#include <map>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace tally::tools {

using RequestParameters = std::map<std::string, std::string, std::less<>>;

struct RequestTarget {
    std::vector<std::string> segments;  // "/v1/accounts/1" has three.
    RequestParameters parameters;
};

// Error: what is wrong and the cure. Percent-encoding that is none, text that is not UTF-8 or has control characters,
// an empty segment, a parameter given twice.
[[nodiscard]] tl::expected<RequestTarget, std::string> parse_target(std::string_view target);
// Decoded text; `plus_is_blank` as in forms.
[[nodiscard]] tl::expected<std::string, std::string> percent_decoded(std::string_view text, bool plus_is_blank);

}  // namespace tally::tools
