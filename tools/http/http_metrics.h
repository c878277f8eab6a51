#pragma once
// What Prometheus reads at /metrics: of each division that is answered here, and of the requests.

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tools/http/division_figures.h"

namespace tally::tools {

// Every method may be called from any thread.
class HttpMetrics {
  public:
    HttpMetrics();
    ~HttpMetrics();
    HttpMetrics(const HttpMetrics&) = delete;
    HttpMetrics& operator=(const HttpMetrics&) = delete;

    // path: of the route, so that there are few of them.
    void answered(std::string_view path, unsigned status, std::uint64_t microseconds);
    // Text format 0.0.4.
    // drifts: of reports of control totals, by division.
    [[nodiscard]] std::string text(const std::vector<DivisionFigures>&,
                                   const std::map<std::int32_t, std::uint64_t>& drifts) const;

  private:
    struct Counted;
    std::unique_ptr<Counted> counted_;
};

}  // namespace tally::tools
