#include "tools/http/access/sign_in_delays.h"

#include <algorithm>

namespace tally::tools {

namespace {
constexpr std::int64_t second_us = 1'000'000;
constexpr std::uint32_t doublings_max = 20;
}  // namespace

std::int64_t SignInFailures::attempt(const DelayLimits& limits, domain::Instant now) {
    if (now.microseconds - last.microseconds >= limits.forgotten_after_seconds * second_us) count = 0;
    if (count >= limits.free_attempts) {
        const auto doublings = std::min(count - limits.free_attempts, doublings_max);
        const auto delay = std::min(std::int64_t{1} << doublings, limits.longest_seconds);
        const auto wait_us = last.microseconds + delay * second_us - now.microseconds;
        if (wait_us > 0) return (wait_us + second_us - 1) / second_us;
    }
    ++count;
    last = now;
    return 0;
}

tl::expected<std::int64_t, std::string> SignInDelayTable::attempt(const std::string& key, domain::Instant now) {
    const std::lock_guard lock{mutex_};
    auto found = failures_.find(key);
    if (found == failures_.end()) {
        make_room(now);
        found = failures_.try_emplace(key).first;
    }
    return found->second.attempt(limits_, now);
}

void SignInDelayTable::succeeded(const std::string& key) {
    const std::lock_guard lock{mutex_};
    failures_.erase(key);
}

void SignInDelayTable::take_back(const std::string& key) {
    const std::lock_guard lock{mutex_};
    const auto found = failures_.find(key);
    if (found != failures_.end() && found->second.count > 0) --found->second.count;
}

void SignInDelayTable::make_room(domain::Instant now) {
    if (failures_.size() < limits_.keys_max) return;
    std::erase_if(failures_, [&](const auto& one) {
        return now.microseconds - one.second.last.microseconds >= limits_.forgotten_after_seconds * second_us;
    });
    if (failures_.size() < limits_.keys_max) return;
    failures_.erase(std::min_element(failures_.begin(), failures_.end(), [](const auto& one, const auto& other) {
        return one.second.last < other.second.last;
    }));
}

}  // namespace tally::tools
