#include "tools/http/http_message.h"

#include "eventstore/codec/json.h"

namespace tally::tools {

std::string_view http_reason(unsigned status) {
    switch (status) {
        case 400:
            return "Bad Request";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 413:
            return "Content Too Large";
        case 431:
            return "Request Header Fields Too Large";
        case 500:
            return "Internal Server Error";
        case 503:
            return "Service Unavailable";
        default:
            return status < 400 ? "OK" : "Error";
    }
}

HttpAnswer http_problem(unsigned status, std::string_view detail) {
    HttpAnswer answer;
    answer.status = status;
    answer.content_type = problem_type;
    // "about:blank": nothing is known of the problem but what the status says.
    answer.body = R"({"type":"about:blank","title":)";
    eventstore::write_json_string(http_reason(status), answer.body);
    answer.body += R"(,"status":)" + std::to_string(status) + R"(,"detail":)";
    eventstore::write_json_string(detail, answer.body);
    answer.body += "}\n";
    return answer;
}

HttpAnswer http_unavailable(std::string_view detail, unsigned retry_after_seconds) {
    auto answer = http_problem(503, detail);
    answer.headers.emplace_back("Retry-After", std::to_string(retry_after_seconds));
    return answer;
}

}  // namespace tally::tools
