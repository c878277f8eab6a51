#pragma once
// Asks another node the same question and hands back its answer. For the server's own use.

#include <boost/asio/io_context.hpp>
#include <functional>
#include <string>

#include "tools/http/server/http_message.h"
#include "tools/http/server/http_server.h"

namespace tally::tools {

// Such a request is not forwarded again.
inline constexpr std::string_view forwarded_header = "Tally-Forwarded";

struct ForwardedQuestion {
    std::string target;
    std::string accept;  // Empty: whatever it is.
    std::string request_id = {};
};

// `done` is called once, on the io_context's thread: with the other node's answer, or, where there was none in time,
// with what stands in `otherwise`.
void forward(boost::asio::io_context&, const HttpLimits&, const ForwardedQuestion&, HttpAnswer otherwise,
             std::function<void(HttpAnswer)> done);

}  // namespace tally::tools
