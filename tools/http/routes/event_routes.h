#pragma once
// GET /v1/events: the log for auditors and for programs that follow it. As JSON a page of events with their envelopes,
// by stream, time, actor, type and reason; as text/event-stream what is there and then what comes.

#include <functional>
#include <optional>
#include <string_view>

#include "tools/http/routes/event_followers.h"
#include "tools/http/server/http_message.h"
#include "tools/http/server/request_target.h"

namespace tally::tools {

class EventRoutes {
  public:
    static constexpr std::string_view path = "/v1/events";

    EventRoutes(const DivisionDirectory& directory, std::chrono::milliseconds heartbeat)
        : directory_(directory), followers_(directory, heartbeat) {}
    // `allowed`: of a stream, whether it may go on; empty: always.
    [[nodiscard]] HttpAnswer answer(const HttpRequest&, const RequestTarget&, std::function<bool()> allowed = {});
    // It may look at many entries of the log.
    [[nodiscard]] static bool reads_much(const RequestTarget&);

    // How many programs follow events.
    [[nodiscard]] std::size_t followers() { return followers_.count(); }

  private:
    struct Asked;
    [[nodiscard]] std::optional<HttpAnswer> read_parameters(const HttpRequest&, const RequestTarget&, Asked&) const;
    [[nodiscard]] HttpAnswer page(const HttpRequest&, Asked&, const OpenDivision&) const;
    [[nodiscard]] HttpAnswer stream(const HttpRequest&, Asked&, const OpenDivision&, std::function<bool()> allowed);

    const DivisionDirectory& directory_;
    EventFollowers followers_;
};

}  // namespace tally::tools
