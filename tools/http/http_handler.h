#pragma once
// What a server asks for its answers.

#include <cstdint>
#include <string_view>

#include "tools/http/http_message.h"

namespace tally::tools {

// Called from many threads.
class HttpHandler {
  public:
    virtual ~HttpHandler() = default;
    [[nodiscard]] virtual HttpAnswer answer(const HttpRequest&) = 0;
    // Quick, and answered while questions queue up.
    [[nodiscard]] virtual bool for_operators(std::string_view target) const = 0;
    // path: of the route; empty where none was reached.
    virtual void answered(std::string_view path, unsigned status, std::uint64_t microseconds) = 0;
};

}  // namespace tally::tools
