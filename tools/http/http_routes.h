#pragma once
// Everything that is answered over HTTP: questions, commands, health, metrics, the files of the web console; and, where
// people sign in, who may ask for what.

#include "tools/http/access/access_routes.h"
#include "tools/http/command_routes.h"
#include "tools/http/console_files.h"
#include "tools/http/division_figures.h"
#include "tools/http/event_routes.h"
#include "tools/http/http_handler.h"
#include "tools/http/http_metrics.h"
#include "tools/http/query_routes.h"
#include "tools/http/what_if_routes.h"

namespace tally::tools {

class HttpRoutes final : public HttpHandler {
  public:
    // Commands go to `writable`, in the name of `actor`; null: none are taken. Both divisions must outlive this.
    explicit HttpRoutes(const DivisionDirectory& directory, eventstore::Division* writable = nullptr,
                        std::string actor = {}, std::chrono::milliseconds heartbeat = EventFollowers::heartbeat_default)
        : directory_(directory),
          queries_(directory),
          what_if_(directory),
          events_(directory, heartbeat),
          commands_(writable),
          everyone_{std::move(actor)} {}
    // Everything but health and the description of all this is for those who signed in, commands in their own names.
    // `access` must outlive this.
    HttpRoutes(const DivisionDirectory& directory, eventstore::Division& writable, Access& access)
        : directory_(directory),
          queries_(directory),
          what_if_(directory),
          events_(directory, EventFollowers::heartbeat_default),
          commands_(&writable),
          access_(&access),
          signing_in_(access) {}
    // Before the first request.
    void hold(ConsoleFiles console) { console_ = std::move(console); }
    void answer(const HttpRequest&, std::shared_ptr<HttpReply>) override;
    // Of everything but commands and signing in, to whoever asks.
    [[nodiscard]] HttpAnswer answer(const HttpRequest&);
    [[nodiscard]] HttpLane lane_of(std::string_view target) const override;
    [[nodiscard]] std::uint64_t body_bytes_max(std::string_view target) const override;
    [[nodiscard]] bool exchanges_at(std::string_view target) const override;
    [[nodiscard]] std::optional<HttpAnswer> wrong_with_exchange(const HttpRequest&) override;
    [[nodiscard]] bool exchange(const HttpRequest&, const std::shared_ptr<HttpExchange>&) override;
    void refresh() override;
    void answered(std::string_view path, unsigned status, std::uint64_t microseconds) override;

  private:
    // Where people sign in. Nothing: it may be answered.
    [[nodiscard]] std::optional<HttpAnswer> wrong_with(const HttpRequest&, std::string_view path,
                                                       const RequestTarget& target);
    [[nodiscard]] HttpAnswer try_out(const HttpRequest&, const RequestTarget&);
    void answer_command(const HttpRequest&, const RequestTarget&, std::shared_ptr<HttpReply>);
    const DivisionDirectory& directory_;
    QueryRoutes queries_;
    WhatIfRoutes what_if_;
    EventRoutes events_;
    CommandRoutes commands_;
    std::optional<ConsoleFiles> console_;
    const CommandSender everyone_;
    Access* const access_ = nullptr;  // Null: without sign-in.
    std::optional<AccessRoutes> signing_in_;
    HttpMetrics metrics_;
    ControlDrifts drifts_;
};

}  // namespace tally::tools
