#pragma once
// Everything that is answered over HTTP: questions, commands, health, metrics, the files of the web console.

#include "tools/http/command_routes.h"
#include "tools/http/console_files.h"
#include "tools/http/division_figures.h"
#include "tools/http/http_handler.h"
#include "tools/http/http_metrics.h"
#include "tools/http/query_routes.h"

namespace tally::tools {

class HttpRoutes final : public HttpHandler {
  public:
    // Commands go to `writable`, in the name of `actor`; null: none are taken. Both divisions must outlive this.
    explicit HttpRoutes(const DivisionDirectory& directory, eventstore::Division* writable = nullptr,
                        std::string actor = {})
        : directory_(directory), queries_(directory), commands_(writable, std::move(actor)) {}
    // Before the first request.
    void hold(ConsoleFiles console) { console_ = std::move(console); }
    void answer(const HttpRequest&, std::shared_ptr<HttpReply>) override;
    // Of everything but commands.
    [[nodiscard]] HttpAnswer answer(const HttpRequest&);
    [[nodiscard]] HttpLane lane_of(std::string_view target) const override;
    [[nodiscard]] std::uint64_t body_bytes_max(std::string_view target) const override;
    [[nodiscard]] bool exchanges_at(std::string_view target) const override;
    [[nodiscard]] std::optional<HttpAnswer> wrong_with_exchange(const HttpRequest&) override;
    [[nodiscard]] bool exchange(const HttpRequest&, const std::shared_ptr<HttpExchange>&) override;
    void refresh() override;
    void answered(std::string_view path, unsigned status, std::uint64_t microseconds) override;

  private:
    const DivisionDirectory& directory_;
    QueryRoutes queries_;
    CommandRoutes commands_;
    std::optional<ConsoleFiles> console_;
    HttpMetrics metrics_;
    ControlDrifts drifts_;
};

}  // namespace tally::tools
