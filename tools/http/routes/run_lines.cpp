#include "tools/http/routes/run_lines.h"

#include "eventstore/codec/json.h"

namespace tally::tools {

bool send_error_line(HttpExchange& exchange, std::string_view message) {
    std::string line = "{\"error\":";
    eventstore::write_json_string(message, line);
    return exchange.send(line + "}\n");
}

bool RunLines::at(std::uint64_t all, std::uint64_t answered) {
    all_ = all;
    answered_ = answered;
    return (answered < all && Clock::now() < next_) || tell();
}

bool RunLines::tell() {
    next_ = Clock::now() + between;
    return still_may_() && exchange_.send("{\"" + std::string{name_of_all_} + "\":" + std::to_string(all_) +
                                          ",\"answered\":" + std::to_string(answered_) + "}\n");
}

}  // namespace tally::tools
