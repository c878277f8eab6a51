#pragma once
// Bodies and answers of the paths of access: small described records as JSON.

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "eventstore/codec/json.h"
#include "eventstore/codec/json_reader.h"
#include "tools/http/routes/command_routes.h"

namespace tally::tools {

// Error: the answer. It repeats nothing of the body, which may hold a password.
template <class Body>
[[nodiscard]] tl::expected<Body, HttpAnswer> read_body(const HttpRequest& request) {
    if (auto wrong = wrong_sender(request, {json_type})) return tl::unexpected(std::move(*wrong));
    Body body;
    eventstore::JsonReader reader{{}, eventstore::PersonalText::clear};
    const auto read = reader.read(request.body, eventstore::ref(body));
    if (read) return body;
    const auto& error = read.error();
    const auto detail = (error.field.empty() ? "the body" : error.field) +
                        " cannot be read: send a JSON object with the fields that /v1/openapi.json describes";
    return tl::unexpected(http_problem(400, detail, "unreadable", error.field));
}

template <class Record>
[[nodiscard]] HttpAnswer record_answer(const Record& record, unsigned status = 200) {
    HttpAnswer answer;
    answer.status = status;
    answer.body = eventstore::to_json(record, {}) + "\n";
    return answer;
}

[[nodiscard]] inline HttpAnswer wrong_method_for(const HttpRequest& request, std::string_view allowed) {
    auto answer = http_problem(405, "the method is " + request.method + ": this path takes " + std::string{allowed});
    answer.headers.emplace_back("Allow", std::string{allowed});
    return answer;
}

[[nodiscard]] HttpAnswer credentials_fail(std::string_view what);
[[nodiscard]] HttpAnswer too_many_sign_in();

}  // namespace tally::tools
