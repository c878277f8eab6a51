#pragma once
// What a run, an import or a study says while it goes on: lines of JSON, at least twice a second.

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "tools/http/server/http_exchange.h"

namespace tally::tools {

// False: the client is gone.
[[nodiscard]] bool send_error_line(HttpExchange&, std::string_view message);

// Says how far it is, not with every answer.
class RunLines {
  public:
    static constexpr std::chrono::milliseconds between{500};
    // `all` is what a line calls the number of all that is to be answered.
    RunLines(HttpExchange& exchange, std::string_view all, std::function<bool()> still_may)
        : exchange_(exchange), name_of_all_(all), still_may_(std::move(still_may)) {}
    // These two false: the client is gone, or may not do it any more.
    bool at(std::uint64_t all, std::uint64_t answered);
    bool tell();

  private:
    using Clock = std::chrono::steady_clock;
    HttpExchange& exchange_;
    const std::string_view name_of_all_;
    const std::function<bool()> still_may_;
    std::uint64_t all_ = 0;
    std::uint64_t answered_ = 0;
    Clock::time_point next_{};
};

}  // namespace tally::tools
