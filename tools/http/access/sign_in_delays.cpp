#include "tools/http/access/sign_in_delays.h"

#include <algorithm>

namespace tally::tools {

namespace {
constexpr std::int64_t second_us = 1'000'000;
constexpr std::uint32_t doublings_max = 20;
}  // namespace

std::int64_t SignInDelays::attempt(const std::string& key, domain::Instant now) {
    const std::lock_guard lock{mutex_};
    auto found = failures_.find(key);
    if (found == failures_.end()) {
        make_room(now);
        found = failures_.try_emplace(key).first;
    }
    Failures& failures = found->second;
    if (now.microseconds - failures.last.microseconds >= limits_.forgotten_after_seconds * second_us)
        failures.count = 0;
    if (failures.count >= limits_.free_attempts) {
        const auto doublings = std::min(failures.count - limits_.free_attempts, doublings_max);
        const auto delay = std::min(std::int64_t{1} << doublings, limits_.longest_seconds);
        const auto wait_us = failures.last.microseconds + delay * second_us - now.microseconds;
        if (wait_us > 0) return (wait_us + second_us - 1) / second_us;
    }
    ++failures.count;
    failures.last = now;
    return 0;
}

void SignInDelays::succeeded(const std::string& key) {
    const std::lock_guard lock{mutex_};
    failures_.erase(key);
}

void SignInDelays::take_back(const std::string& key) {
    const std::lock_guard lock{mutex_};
    const auto found = failures_.find(key);
    if (found != failures_.end() && found->second.count > 0) --found->second.count;
}

void SignInDelays::make_room(domain::Instant now) {
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
