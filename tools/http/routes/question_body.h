#pragma once
// The parameters of a question that is asked by POST: members of a JSON object, as they would stand in the query of an
// address.

#include <tl/expected.hpp>

#include "tools/http/server/http_message.h"
#include "tools/http/server/request_target.h"

namespace tally::tools {

// Texts, whole numbers, true and false. Error: the answer, 400, 403 or 415. It repeats no value of the body, which is
// about a person.
[[nodiscard]] tl::expected<RequestParameters, HttpAnswer> parameters_in_body(const HttpRequest&, const RequestTarget&);

}  // namespace tally::tools
