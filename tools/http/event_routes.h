#pragma once
// GET /v1/events: the log for auditors and for programs that follow it. As JSON a page of events with their envelopes,
// by stream, time, actor, type and reason; as text/event-stream what is there and then what comes.

#include <optional>
#include <string_view>

#include "tools/http/event_followers.h"
#include "tools/http/http_message.h"
#include "tools/http/request_target.h"

namespace tally::tools {

class EventRoutes {
  public:
    static constexpr std::string_view path = "/v1/events";

    EventRoutes(const DivisionDirectory& directory, std::chrono::milliseconds heartbeat)
        : directory_(directory), followers_(directory, heartbeat) {}
    [[nodiscard]] HttpAnswer answer(const HttpRequest&, const RequestTarget&);
    // It may look at many entries of the log.
    [[nodiscard]] static bool reads_much(const RequestTarget&);

  private:
    struct Asked;
    [[nodiscard]] std::optional<HttpAnswer> read_parameters(const HttpRequest&, const RequestTarget&, Asked&) const;
    [[nodiscard]] HttpAnswer page(const HttpRequest&, Asked&, const OpenDivision&) const;
    [[nodiscard]] HttpAnswer stream(const HttpRequest&, Asked&, const OpenDivision&);

    const DivisionDirectory& directory_;
    EventFollowers followers_;
};

}  // namespace tally::tools
