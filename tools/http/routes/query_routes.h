#pragma once
// Which path asks which question, and of which division; where another program answers for that, says so.

#include <optional>

#include "projections/ask.h"
#include "tools/http/divisions/division_directory.h"
#include "tools/http/server/http_message.h"
#include "tools/http/server/request_target.h"

namespace tally::tools {

// GET /v1/…: the same JSON as `tally show … --json`. Headers name division, position and owner epoch. Questions whose
// parameters are words about a person are asked by POST, too.
class QueryRoutes {
  public:
    explicit QueryRoutes(const DivisionDirectory& directory) : directory_(directory) {}
    // Nothing: no such path.
    [[nodiscard]] std::optional<HttpAnswer> answer(const HttpRequest&, const RequestTarget&) const;
    // "/v1/accounts/{id}, …", for clients that ask for another one.
    [[nodiscard]] static std::string paths();

    // Which kind of question is asked there; empty: none.
    [[nodiscard]] static std::string_view kind_at(const RequestTarget&);
    // Whether words about a person are among its parameters, a name or a phone number. Such a question is also asked by
    // POST, with the parameters in the body, so that no address has them.
    [[nodiscard]] static bool names_a_person(const projections::QuestionKind&);
    // Its answer takes time in proportion to the log's length.
    [[nodiscard]] static bool reads_whole_log(const RequestTarget&);

  private:
    [[nodiscard]] HttpAnswer answer_question(const HttpRequest&, const RequestTarget&, const projections::QuestionKind&,
                                             const std::string& id) const;
    const DivisionDirectory& directory_;
};

// Where the method is neither GET nor HEAD.
[[nodiscard]] std::optional<HttpAnswer> wrong_method(const HttpRequest&);

}  // namespace tally::tools
