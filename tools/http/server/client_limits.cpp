#include "tools/http/server/client_limits.h"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <vector>

namespace tally::tools {

namespace {

constexpr std::chrono::nanoseconds one_second{1'000'000'000};

HttpAnswer too_many(std::string_view limit, std::string_view what, const ClientRate& rate, const std::string& client,
                    std::chrono::nanoseconds wait) {
    const auto seconds = std::max<std::int64_t>(1, (wait + one_second - std::chrono::nanoseconds{1}) / one_second);
    Problem problem;
    problem.code = "too_many_requests";
    problem.title = http_reason(429);
    problem.status = 429;
    const std::string detail = std::string{limit} + ": " + client + " has sent more than " +
                               std::to_string(rate.per_second) + " " + std::string{what} + " a second (" +
                               std::to_string(rate.at_once) + " at once): try again in " + std::to_string(seconds) +
                               " s, or have " + std::string{limit} + " raised";
    problem.detail = detail;
    problem.field = limit;
    HttpAnswer answer;
    answer.status = 429;
    answer.content_type = problem_type;
    answer.body = problem_json(problem);
    answer.headers.emplace_back("Retry-After", std::to_string(seconds));
    return answer;
}

}  // namespace

TokenBuckets::TokenBuckets(ClientRate rate, std::size_t most_clients)
    : interval_(rate.per_second == 0 ? std::chrono::nanoseconds{0} : one_second / rate.per_second),
      patience_(interval_ * (std::max<std::uint32_t>(rate.at_once, 1) - 1)),
      most_clients_(most_clients) {}

std::chrono::nanoseconds TokenBuckets::take(const std::string& client, Clock::time_point now) {
    if (interval_.count() == 0) return interval_;
    const std::lock_guard lock{mutex_};
    auto found = full_at_.find(client);
    if (found == full_at_.end()) {
        if (full_at_.size() >= most_clients_) make_room(now);
        found = full_at_.emplace(client, now).first;
    }
    auto& full_at = found->second;
    full_at = std::max(full_at, now);
    if (const auto wait = full_at - now - patience_; wait.count() > 0) return wait;
    full_at += interval_;
    return std::chrono::nanoseconds{0};
}

std::size_t TokenBuckets::count() const {
    const std::lock_guard lock{mutex_};
    return full_at_.size();
}

// Forgetting a full bucket changes nothing. Where too few are full, the fuller half goes, so that addresses that are
// made up one after the other cost little each.
void TokenBuckets::make_room(Clock::time_point now) {
    std::erase_if(full_at_, [&](const auto& one) { return one.second <= now; });
    if (full_at_.size() < most_clients_) return;
    std::vector<Clock::time_point> times;
    times.reserve(full_at_.size());
    for (const auto& one : full_at_) times.push_back(one.second);
    const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
    std::nth_element(times.begin(), middle, times.end());
    std::erase_if(full_at_, [&](const auto& one) { return one.second <= *middle; });
}

ClientLimiter::ClientLimiter(const ClientLimits& limits)
    : limits_(limits), requests_(limits.requests), commands_(limits.commands) {}

std::optional<HttpAnswer> ClientLimiter::request(const std::string& client, Clock::time_point now) {
    const auto wait = requests_.take(client, now);
    if (wait.count() == 0) return std::nullopt;
    ++requests_refused_;
    return too_many("request-rate", "requests", limits_.requests, client, wait);
}

std::optional<HttpAnswer> ClientLimiter::command(const std::string& client, Clock::time_point now) {
    const auto wait = commands_.take(client, now);
    if (wait.count() == 0) return std::nullopt;
    ++commands_refused_;
    return too_many("command-rate", "commands", limits_.commands, client, wait);
}

std::chrono::nanoseconds ClientLimiter::command_of_batch(const std::string& client, Clock::time_point now) {
    const auto wait = commands_.take(client, now);
    if (wait.count() > 0) ++batches_held_back_;
    return wait;
}

std::string client_of_address(std::string_view address) {
    constexpr std::size_t client_bytes_max = 64;  // A proxy may say what is no address.
    boost::system::error_code wrong;
    const auto parsed = boost::asio::ip::make_address_v6(std::string{address}, wrong);
    if (wrong) return std::string{address.substr(0, client_bytes_max)};
    if (parsed.is_v4_mapped()) return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, parsed).to_string();
    auto bytes = parsed.to_bytes();
    std::fill(bytes.begin() + 8, bytes.end(), std::uint8_t{0});
    return boost::asio::ip::address_v6{bytes}.to_string() + "/64";
}

}  // namespace tally::tools
