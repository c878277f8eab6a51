#pragma once
// What Prometheus reads at /metrics: of each division that is answered here, and of the requests.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/http/divisions/division_figures.h"
#include "tools/http/server/client_limits.h"
#include "tools/http/server/http_handler.h"
#include "tools/http/server/request_log.h"

namespace tally::tools {

// Of the server as a whole.
struct ServerFigures {
    const HttpLoad* load = nullptr;  // Null: there is no server.
    std::uint64_t followers = 0;
    ClientLimiter::Counts limited = {};
    // Where users sign in.
    std::optional<std::uint64_t> sessions = {};
    std::optional<std::uint64_t> passwords_waiting = {};
    std::optional<ReadsHealth> reads = {};
};

// Every method may be called from any thread.
class HttpMetrics {
  public:
    HttpMetrics();
    ~HttpMetrics();
    HttpMetrics(const HttpMetrics&) = delete;
    HttpMetrics& operator=(const HttpMetrics&) = delete;

    void answered(const HttpDone&);
    // type: of a command.
    void decided(std::string_view type, std::string_view outcome);
    // Text format 0.0.4.
    // drifts: of reports of control totals, by division.
    [[nodiscard]] std::string text(const std::vector<DivisionFigures>&,
                                   const std::map<std::int32_t, std::uint64_t>& drifts, const ServerFigures&) const;

  private:
    struct Counted;
    std::unique_ptr<Counted> counted_;
};

}  // namespace tally::tools
