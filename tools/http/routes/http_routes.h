#pragma once
// Everything that is answered over HTTP: questions, commands, health, metrics, the files of the web console; and, where
// people sign in, who may ask for what.

#include "tools/http/access/access_routes.h"
#include "tools/http/divisions/division_figures.h"
#include "tools/http/routes/command_routes.h"
#include "tools/http/routes/console_files.h"
#include "tools/http/routes/event_routes.h"
#include "tools/http/routes/import_routes.h"
#include "tools/http/routes/query_routes.h"
#include "tools/http/routes/rate_study_routes.h"
#include "tools/http/routes/run_routes.h"
#include "tools/http/routes/what_if_routes.h"
#include "tools/http/server/client_limits.h"
#include "tools/http/server/http_handler.h"
#include "tools/http/server/http_metrics.h"

namespace tally::tools {

class HttpRoutes final : public HttpHandler {
  public:
    // Commands go to the port, in the name of `actor`; null: none are taken. Directory and port must outlive this.
    explicit HttpRoutes(const DivisionDirectory& directory, consumers::AsyncPort* commands = nullptr,
                        std::string actor = {}, std::chrono::milliseconds heartbeat = EventFollowers::heartbeat_default)
        : directory_(directory),
          queries_(directory),
          what_if_(directory),
          studies_(directory),
          events_(directory, heartbeat),
          commands_(commands),
          runs_(directory, commands),
          imports_(directory, commands),
          everyone_(counted({std::move(actor)})) {}
    // Everything but health and the description of all this is for those who signed in, commands in their own names.
    // `access` must outlive this.
    HttpRoutes(const DivisionDirectory& directory, consumers::AsyncPort& commands, Access& access)
        : directory_(directory),
          queries_(directory),
          what_if_(directory),
          studies_(directory),
          events_(directory, EventFollowers::heartbeat_default),
          commands_(&commands),
          runs_(directory, &commands),
          imports_(directory, &commands),
          access_(&access),
          signing_in_(access) {}
    // Before the first request.
    void hold(ConsoleFiles console) { console_ = std::move(console); }
    // Before the first request. Without it clients ask as often as they like.
    void limit_clients(const ClientLimits& limits) { limiter_.emplace(limits); }
    void answer(const HttpRequest&, std::shared_ptr<HttpReply>) override;
    // Of everything but commands and signing in, to every caller.
    [[nodiscard]] HttpAnswer answer(const HttpRequest&);
    [[nodiscard]] HttpPlace place_of(std::string_view target) const override;
    [[nodiscard]] std::optional<HttpAnswer> wrong_with_exchange(const HttpRequest&) override;
    [[nodiscard]] bool exchange(const HttpRequest&, const std::shared_ptr<HttpExchange>&) override;
    void refresh() override;
    void answered(const HttpDone&) override;

  private:
    // Where people sign in.
    [[nodiscard]] HttpAnswer answer_to_user(const HttpRequest&, const RequestTarget&, HttpReply&);
    // As a 429 names it; empty: it is not limited.
    [[nodiscard]] std::string limited_client(const HttpRequest&) const;
    // Whether a path is answered without a sign-in.
    [[nodiscard]] bool open_to_all(const HttpRequest&, const RequestTarget&) const;
    [[nodiscard]] HttpAnswer try_out(const HttpRequest&, const RequestTarget&);
    // Nothing: who asks may study rates, and the request is whole. Waits for nothing.
    [[nodiscard]] std::optional<HttpAnswer> wrong_with_study(const HttpRequest&);
    [[nodiscard]] bool study(const HttpRequest&, const std::shared_ptr<HttpExchange>&);
    void answer_command(const HttpRequest&, const RequestTarget&, const std::string& client,
                        std::shared_ptr<HttpReply>);
    // The sender with an `answered` that also counts the command for /metrics.
    [[nodiscard]] CommandSender counted(CommandSender);
    // Of a batch: held back where its client sends more than it may.
    [[nodiscard]] CommandSender paced(CommandSender, const std::string& client);
    [[nodiscard]] ServerFigures figures();
    // Where people sign in.
    [[nodiscard]] ReadsHealth reads_health() const;
    const DivisionDirectory& directory_;
    QueryRoutes queries_;
    WhatIfRoutes what_if_;
    RateStudyRoutes studies_;
    EventRoutes events_;
    CommandRoutes commands_;
    RunRoutes runs_;
    ImportRoutes imports_;
    std::optional<ConsoleFiles> console_;
    const CommandSender everyone_;
    Access* const access_ = nullptr;  // Null: without sign-in.
    std::optional<AccessRoutes> signing_in_;
    std::optional<ClientLimiter> limiter_;
    HttpMetrics metrics_;
    ControlDrifts drifts_;
};

}  // namespace tally::tools
