#pragma once
// Many connections to a server, each with a request under way, from two threads that wait for all of theirs at once.
// What a thread for each connection costs would count as the server's.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace tally::bench {

struct HttpCalls {
    double seconds = 0;
    double cpu_seconds = 0;  // Of this process, where the server is, too.
    std::vector<double> latencies_ms;

    [[nodiscard]] double per_second() const { return static_cast<double>(latencies_ms.size()) / seconds; }
    [[nodiscard]] double cpu_us() const { return cpu_seconds / static_cast<double>(latencies_ms.size()) * 1e6; }
};

// Writes the whole request number `index`, from 0 on, of a connection.
using WriteRequest = std::function<void(unsigned connection, std::uint64_t index, std::string& request)>;

// Each connection asks so many times, the next time when it has its answer. An answer with another status, or none,
// ends the program: such a run measures nothing. address: 127.0.0.1:PORT.
[[nodiscard]] HttpCalls call_over_http(const std::string& address, unsigned connections, std::uint64_t each, int status,
                                       const WriteRequest& write);

// GET of the balance of one of bench_utility.h's accounts.
[[nodiscard]] std::string balance_request(std::uint64_t account);
// Balances of any of so many accounts.
[[nodiscard]] HttpCalls balances_over_http(const std::string& address, unsigned connections, std::uint64_t each,
                                           std::uint64_t accounts);

}  // namespace tally::bench
