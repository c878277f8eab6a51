#pragma once
// Everything that is answered over HTTP: questions, health, metrics.

#include "tools/http/division_figures.h"
#include "tools/http/http_handler.h"
#include "tools/http/http_metrics.h"
#include "tools/http/query_routes.h"

namespace tally::tools {

class HttpRoutes final : public HttpHandler {
  public:
    // The directory must outlive this.
    explicit HttpRoutes(const DivisionDirectory& directory) : directory_(directory), queries_(directory) {}
    [[nodiscard]] HttpAnswer answer(const HttpRequest&) override;
    [[nodiscard]] HttpLane lane_of(std::string_view target) const override;
    void refresh() override;
    void answered(std::string_view path, unsigned status, std::uint64_t microseconds) override;

  private:
    const DivisionDirectory& directory_;
    QueryRoutes queries_;
    HttpMetrics metrics_;
    ControlDrifts drifts_;
};

}  // namespace tally::tools
