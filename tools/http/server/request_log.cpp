#include "tools/http/server/request_log.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <fmt/format.h>
#include <random>

#include "eventstore/codec/json.h"
#include "eventstore/program_log.h"

namespace tally::tools {

namespace {

constexpr std::size_t request_id_bytes_max = 64;

struct RequestLog {
    std::shared_ptr<spdlog::logger> logger;
    bool members = false;
};
// Set before the first request and after the last one.
RequestLog& request_log() {
    static RequestLog log;
    return log;
}

bool is_in_request_id(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-';
}

std::string members_of(const HttpDone& done) {
    std::string out;
    const auto add_text = [&](std::string_view name, std::string_view text) {
        if (!out.empty()) out += ',';
        out.append("\"").append(name).append("\":");
        eventstore::write_json_string(text, out);
    };
    add_text("request_id", done.request_id);
    add_text("method", done.method);
    add_text("path", done.path);
    out += fmt::format(R"(,"status":{},"duration_us":{},"bytes":{})", done.status, done.microseconds, done.bytes);
    if (!done.user.empty()) add_text("user", done.user);
    return out;
}

}  // namespace

std::string request_id_of(std::string_view given) {
    if (!given.empty() && given.size() <= request_id_bytes_max &&
        std::all_of(given.begin(), given.end(), is_in_request_id))
        return std::string{given};
    static thread_local std::mt19937_64 numbers{[] {
        std::random_device device;
        return (std::uint64_t{device()} << 32) | device();
    }()};
    return fmt::format("{:016x}", numbers());
}

void log_requests_to(std::shared_ptr<spdlog::logger> logger, bool members) {
    request_log() = {std::move(logger), members};
}

void log_request(const HttpDone& given) {
    const auto& log = request_log();
    constexpr unsigned server_failed = 500;
    const auto level = given.status >= server_failed ? spdlog::level::warn : spdlog::level::info;
    if (!log.logger || !log.logger->should_log(level)) return;
    auto done = given;
    if (done.path.empty()) done.path = "other";
    if (log.members) return log.logger->log(level, spdlog::string_view_t{members_of(done)});
    log.logger->log(
        level, spdlog::string_view_t{fmt::format("{} {} {} in {} us, {} bytes, request {}{}{}", done.method, done.path,
                                                 done.status, done.microseconds, done.bytes, done.request_id,
                                                 done.user.empty() ? "" : ", user ", done.user)});
}

}  // namespace tally::tools
