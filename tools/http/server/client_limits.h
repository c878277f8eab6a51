#pragma once
// How much one client may ask for in a time, so that a client that asks without end leaves room for the others.

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "tools/http/server/http_message.h"

namespace tally::tools {

struct ClientRate {
    std::uint32_t per_second = 0;  // 0: without limit.
    std::uint32_t at_once = 1;     // What a client that has asked for nothing lately may ask for in one moment.
};

// A token bucket for each client. Every method may be called from any thread.
class TokenBuckets {
  public:
    using Clock = std::chrono::steady_clock;
    static constexpr std::size_t clients_max = 10'000;  // Beyond it, those that have used least are forgotten.

    explicit TokenBuckets(ClientRate rate, std::size_t most_clients = clients_max);
    // Zero: a token was taken. Else none was, and in how long there will be one.
    [[nodiscard]] std::chrono::nanoseconds take(const std::string& client, Clock::time_point now);
    [[nodiscard]] std::size_t count() const;

  private:
    void make_room(Clock::time_point now);

    const std::chrono::nanoseconds interval_;  // Between two tokens; zero: there is no limit.
    const std::chrono::nanoseconds patience_;  // How far ahead of its time the last token of a full bucket is.
    const std::size_t most_clients_;
    mutable std::mutex mutex_;
    // When the bucket will be full again.
    std::unordered_map<std::string, Clock::time_point> full_at_;
};

struct ClientLimits {
    ClientRate requests{500, 5'000};
    ClientRate commands{2'000, 20'000};
    bool this_machine = false;  // Whether they hold for clients on this machine, too.
};

// The two limits of a server. Every method may be called from any thread.
class ClientLimiter {
  public:
    using Clock = TokenBuckets::Clock;
    explicit ClientLimiter(const ClientLimits&);
    [[nodiscard]] bool limits_this_machine() const { return limits_.this_machine; }
    // Nothing: it is counted, and may be answered. Else 429. client: as the problem names it.
    [[nodiscard]] std::optional<HttpAnswer> request(const std::string& client, Clock::time_point now = Clock::now());
    [[nodiscard]] std::optional<HttpAnswer> command(const std::string& client, Clock::time_point now = Clock::now());
    // Of a batch, which is held back instead of being refused. Zero: it is counted, and may be taken.
    [[nodiscard]] std::chrono::nanoseconds command_of_batch(const std::string& client,
                                                            Clock::time_point now = Clock::now());
    struct Counts {
        std::uint64_t requests_refused = 0;
        std::uint64_t commands_refused = 0;
        std::uint64_t batches_held_back = 0;  // Each time that one had to wait.
    };
    [[nodiscard]] Counts counts() const { return {requests_refused_, commands_refused_, batches_held_back_}; }

  private:
    const ClientLimits limits_;
    TokenBuckets requests_;
    TokenBuckets commands_;
    std::atomic<std::uint64_t> requests_refused_ = 0;
    std::atomic<std::uint64_t> commands_refused_ = 0;
    std::atomic<std::uint64_t> batches_held_back_ = 0;
};

// Of an address, what counts as one client: of IPv6 the first 64 bits, since a holder of one of these addresses has
// all.
[[nodiscard]] std::string client_of_address(std::string_view address);

}  // namespace tally::tools
