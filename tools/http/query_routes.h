#pragma once
// Which path asks which question, and of which division; where another program answers for that, says so.

#include <optional>

#include "tools/http/division_directory.h"
#include "tools/http/http_message.h"
#include "tools/http/request_target.h"

namespace tally::tools {

// GET /v1/…: the same JSON as `tally show … --json`. Headers name division, position and owner epoch.
class QueryRoutes {
  public:
    explicit QueryRoutes(const DivisionDirectory& directory) : directory_(directory) {}
    // Nothing: no such path.
    [[nodiscard]] std::optional<HttpAnswer> answer(const HttpRequest&, const RequestTarget&) const;
    // "/v1/accounts/{id}, …", for whoever asked for another one.
    [[nodiscard]] static std::string paths();

  private:
    const DivisionDirectory& directory_;
};

// Where the method is neither GET nor HEAD.
[[nodiscard]] std::optional<HttpAnswer> wrong_method(const HttpRequest&);

}  // namespace tally::tools
