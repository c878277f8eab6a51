#include "tools/http/server/http_message.h"

#include <cctype>

#include "eventstore/codec/json.h"

namespace tally::tools {

std::string_view http_reason(unsigned status) {
    switch (status) {
        case 201:
            return "Created";
        case 204:
            return "No Content";
        case 303:
            return "See Other";
        case 304:
            return "Not Modified";
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 409:
            return "Conflict";
        case 413:
            return "Content Too Large";
        case 415:
            return "Unsupported Media Type";
        case 417:
            return "Expectation Failed";
        case 421:
            return "Misdirected Request";
        case 422:
            return "Unprocessable Content";
        case 429:
            return "Too Many Requests";
        case 431:
            return "Request Header Fields Too Large";
        case 500:
            return "Internal Server Error";
        case 501:
            return "Not Implemented";
        case 502:
            return "Bad Gateway";
        case 503:
            return "Service Unavailable";
        default:
            return status < 400 ? "OK" : "Error";
    }
}

std::string json_pointer_of(std::string_view field) {
    std::string pointer;
    if (!field.empty()) pointer += '/';
    for (const char c : field) {
        if (c == '.' || c == '[')
            pointer += '/';
        else if (c == '~')
            pointer += "~0";
        else if (c == '/')
            pointer += "~1";
        else if (c != ']')
            pointer += c;
    }
    return pointer;
}

std::string problem_json(const Problem& problem) {
    std::string out = R"({"type":)";
    eventstore::write_json_string("urn:tallystick:problem:" + std::string{problem.code}, out);
    out += R"(,"title":)";
    eventstore::write_json_string(problem.title, out);
    if (problem.status != 0) out += R"(,"status":)" + std::to_string(problem.status);
    out += R"(,"detail":)";
    eventstore::write_json_string(problem.detail, out);
    const auto add_text = [&](std::string_view name, std::string_view text) {
        if (text.empty()) return;
        out.append(",\"").append(name).append("\":");
        eventstore::write_json_string(text, out);
    };
    const auto add_number = [&](std::string_view name, std::uint64_t number) {
        if (number != 0) out.append(",\"").append(name).append("\":").append(std::to_string(number));
    };
    add_text("field", problem.field);
    if (problem.field_in_json) add_text("pointer", json_pointer_of(problem.field));
    add_text("value", problem.value);
    add_text("cure", problem.cure);
    add_text("command_id", problem.command_id);
    add_number("line", problem.line);
    add_number("column", problem.column);
    add_number("last_line", problem.last_line);
    add_number("lines", problem.lines);
    return out + "}\n";
}

std::string with_instance(std::string problem, std::string_view request_id) {
    const auto close = problem.rfind('}');
    if (close == std::string::npos || request_id.empty() || problem.find(R"("instance":)") != std::string::npos)
        return problem;
    return problem.insert(close, R"(,"instance":"urn:tallystick:request:)" + std::string{request_id} + '"');
}

HttpAnswer http_problem(unsigned status, std::string_view detail, std::string_view code, std::string_view field) {
    HttpAnswer answer;
    answer.status = status;
    answer.content_type = problem_type;
    std::string made;
    for (const char c : http_reason(status)) made += c == ' ' ? '_' : static_cast<char>(std::tolower(c));
    answer.body = problem_json({code.empty() ? made : code, http_reason(status), status, detail, field});
    return answer;
}

bool names_entity_tag(std::string_view if_none_match, std::string_view tag) {
    return if_none_match == "*" || if_none_match.find(tag) != std::string_view::npos;
}

HttpAnswer http_unavailable(std::string_view detail, unsigned retry_after_seconds) {
    auto answer = http_problem(503, detail);
    answer.headers.emplace_back("Retry-After", std::to_string(retry_after_seconds));
    return answer;
}

}  // namespace tally::tools
