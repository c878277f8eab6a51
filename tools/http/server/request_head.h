#pragma once
// What the head of a request says of the host it is for and of the length of its body, read as RFC 9110 and 9112 ask.
// What two servers in a row could read in two ways is refused.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/http/server/http_message.h"

namespace tally::tools {

struct HostAndTarget {
    std::string_view host;
    std::string_view target;
    std::string_view scheme = {};  // Empty: the target does not name one.
};
// Of the absolute form, "http://HOST/path", the host counts that it names, whatever the header says.
[[nodiscard]] HostAndTarget host_and_target(std::string_view host, std::string_view target);

// Of "localhost:8090", "[::1]", "192.0.2.7:80", or one of the names. Nothing: the request is for this server.
[[nodiscard]] std::optional<HttpAnswer> wrong_with_host(const HostAndTarget&, const std::vector<std::string>& names,
                                                        bool encrypted);

struct Framing {
    bool http_1_0 = false;
    bool has_length = false;                               // Content-Length.
    std::vector<std::string_view> transfer_encoding = {};  // A value for each header of the name.
};
// Nothing: where the body ends is certain. Else the connection cannot be used any more.
[[nodiscard]] std::optional<HttpAnswer> wrong_with_framing(const Framing&);

}  // namespace tally::tools
