#pragma once
// A request and its answer as the routes see them: without sockets, without a library's types.

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tally::tools {

class StreamPipe;  // stream_pipe.h

inline constexpr std::string_view json_type = "application/json";
inline constexpr std::string_view json_lines_type = "application/jsonl";
inline constexpr std::string_view text_type = "text/plain; charset=utf-8";
inline constexpr std::string_view event_stream_type = "text/event-stream";
// Names a request in the answer to it, in a problem object and in the log.
inline constexpr std::string_view request_id_header = "X-Request-Id";
inline constexpr std::string_view problem_type = "application/problem+json";

// Of an answer in which something is wrong that people must look at, such as a control total that differs.
inline constexpr std::string_view finding_header = "Tally-Finding";

// Of every answer: no guessing at types, no word to other sites of where one came from, no page of another site that
// holds an answer or a window of this one.
inline constexpr std::array<std::pair<std::string_view, std::string_view>, 4> security_headers{{
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
}};
// Of an answer over TLS: the host is not asked without it for a year (RFC 6797).
inline constexpr std::pair<std::string_view, std::string_view> tls_only_header{"Strict-Transport-Security",
                                                                               "max-age=31536000"};
// Headers that a request does not have are empty.
struct HttpRequest {
    std::string method;
    std::string target;      // "/v1/accounts/1/balance?as_of=2022-01-05", still percent-encoded.
    bool forwarded = false;  // By another node: it is answered here or not at all.
    std::string host = {};
    std::string origin = {};  // Of the page that sent it, where a browser did.
    std::string content_type = {};
    std::string idempotency_key = {};
    std::string if_none_match = {};
    std::string accept = {};
    std::string accept_encoding = {};
    std::string cookie = {};
    std::string authorization = {};
    std::string csrf_token = {};
    std::string forwarded_for = {};  // As the request says; only a proxy can be believed.
    std::string user_agent = {};     // What the client calls itself.
    std::string client = {};         // Address of the other end of the connection.
    bool from_loopback = false;
    std::string last_event_id = {};  // Of a client that followed events before.
    std::string request_id = {};     // See request_id_of().
    std::string body = {};
};

struct HttpAnswer {
    unsigned status = 200;
    std::string content_type{json_type};
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string path;        // Of the route, such as "/v1/accounts/{id}", for counting.
    std::string forward_to;  // HOST:PORT to forward the request to; the rest of this answer is used if that fails.
    // What the other program knows the sender by, as it came.
    std::vector<std::pair<std::string, std::string>> forward_headers = {};
    std::string forward_body = {};            // JSON, of a question that is asked by POST. Empty: by GET.
    std::shared_ptr<StreamPipe> stream = {};  // What follows the headers, instead of a body.
    std::string user = {};                    // Who signed in, for the log of requests.
    std::vector<std::string> about = {};      // Accounts that it shows, for the log of who looked at what.
};

// A problem object (RFC 9457) on one line, as HTTP answers it and the program prints it under --json. Empty members
// and the status 0 are left out.
struct Problem {
    std::string_view code;  // Of the kind of problem, for programs: its type is urn:tallystick:problem:CODE.
    std::string_view title;
    unsigned status = 0;
    std::string_view detail;  // Names value and cure.
    std::string_view field;   // The parameter, option or path in a command that is wrong.
    // Further members, each left out where it is empty.
    std::string_view value = {};  // The value as given.
    std::string_view cure = {};   // What to do instead.
    std::string_view command_id = {};
    // Of input that has lines: where it is wrong, and how many lines are wrong alike, up to the last one. 0: none.
    std::uint64_t line = 0;
    std::uint64_t column = 0;  // In characters, from 1: of the field, or where the line stops being JSON.
    std::uint64_t last_line = 0;
    std::uint64_t lines = 0;
    // Of a field of JSON that was sent, such as shares[1].amount: its place is told as a JSON pointer, too.
    bool field_in_json = false;
};
[[nodiscard]] std::string problem_json(const Problem&);
// Of RFC 6901: "shares[1].amount" is "/shares/1/amount".
[[nodiscard]] std::string json_pointer_of(std::string_view field);

// With the member "instance" that names the request, where the text is a problem object without one.
[[nodiscard]] std::string with_instance(std::string problem, std::string_view request_id);

// A code is made of the status where none is given.
[[nodiscard]] HttpAnswer http_problem(unsigned status, std::string_view detail, std::string_view code = {},
                                      std::string_view field = {});
// With the header Retry-After.
[[nodiscard]] HttpAnswer http_unavailable(std::string_view detail, unsigned retry_after_seconds = 1);
[[nodiscard]] std::string_view http_reason(unsigned status);
// Whether If-None-Match names the tag, quotes included.
[[nodiscard]] bool names_entity_tag(std::string_view if_none_match, std::string_view tag);

}  // namespace tally::tools
