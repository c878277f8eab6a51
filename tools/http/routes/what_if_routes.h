#pragma once
// POST /v1/what-if: commands tried on a copy in memory; what they would make is the answer, and nothing is written. A
// server that takes no commands answers it, too. Who may send a command may try it.
// They come as a list in JSON, or as JSON Lines, whose numbers stand in what is said of them.

#include <string>
#include <string_view>

#include "tools/http/divisions/division_directory.h"
#include "tools/http/routes/command_sender.h"
#include "tools/http/server/http_message.h"
#include "tools/http/server/request_target.h"

namespace tally::tools {

class WhatIfRoutes {
  public:
    static constexpr std::string_view path = "/v1/what-if";
    static constexpr std::uint64_t body_bytes_max = 1 << 20;

    explicit WhatIfRoutes(const DivisionDirectory& directory) : directory_(directory) {}

    // In the name of the sender; where that has none, of "what-if".
    [[nodiscard]] HttpAnswer answer(const HttpRequest&, const RequestTarget&, const CommandSender&) const;

  private:
    const DivisionDirectory& directory_;
};

}  // namespace tally::tools
