#pragma once
// What a server asks for its answers.

#include <cstdint>
#include <string_view>

#include "tools/http/http_message.h"

namespace tally::tools {

// Who answers a request. Each lane has threads and a queue of its own, so that none waits for another.
enum class HttpLane : std::uint8_t {
    operators,  // Health and metrics.
    quick,      // In time that does not grow with the log.
    slow,       // Reads the whole log.
};

// Called from many threads.
class HttpHandler {
  public:
    virtual ~HttpHandler() = default;
    [[nodiscard]] virtual HttpAnswer answer(const HttpRequest&) = 0;
    [[nodiscard]] virtual HttpLane lane_of(std::string_view target) const = 0;
    // Brings figures up to date that operators are answered from. Called in the slow lane after operators asked, by one
    // thread at a time.
    virtual void refresh() = 0;
    // path: of the route; empty where none was reached.
    virtual void answered(std::string_view path, unsigned status, std::uint64_t microseconds) = 0;
};

}  // namespace tally::tools
