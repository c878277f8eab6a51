#pragma once
// A line of the program's log for each request that was answered. It names the route, not the path: no ids of persons,
// no names, no values of a search.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace spdlog {
class logger;
}

namespace tally::tools {

// A request and what became of it.
struct HttpDone {
    std::string_view request_id;
    std::string_view method;
    std::string_view path;  // Of the route; empty where none was reached.
    unsigned status = 0;
    std::uint64_t microseconds = 0;
    std::uint64_t bytes = 0;  // Of the answer's body.
    std::string_view user;    // Who signed in; empty: no user.
};

// Of a request, such as "3f9c0e1a5b7d2468": the client's own, where it is 1 to 64 of A-Z a-z 0-9 . _ -, else a new one.
[[nodiscard]] std::string request_id_of(std::string_view given);

// Where the lines go; null: nowhere, as from the start. members: as the members of a JSON object, which the logger's
// formatter completes, instead of text.
void log_requests_to(std::shared_ptr<spdlog::logger>, bool members);
// Of level info, of a server's failure warn. From any thread.
void log_request(const HttpDone&);

}  // namespace tally::tools
