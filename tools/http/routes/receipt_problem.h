#pragma once
// A refused command as a problem object, for HTTP and for the program.

#include "eventstore/division/receipt.h"
#include "tools/http/server/http_message.h"

namespace tally::tools {

// Its texts are the receipt's, which must outlive it. The caller adds status and detail.
[[nodiscard]] inline Problem problem_of(const eventstore::CommandReceipt& refused, std::string_view title) {
    Problem problem;
    problem.code = refused.rejection.value.str();
    problem.title = title;
    problem.field = refused.field.value.str();
    problem.value = refused.value.value.str();
    problem.cure = refused.cure.value.str();
    problem.command_id = refused.command_id.value.str();
    problem.field_in_json = true;
    return problem;
}

}  // namespace tally::tools
