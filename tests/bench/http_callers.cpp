#include "tests/bench/http_callers.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <cstring>
#include <memory>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <random>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

#include "tests/bench/bench_utility.h"
#include "tests/bench/figures.h"

namespace tally::bench {

namespace {

constexpr unsigned threads_most = 2;
constexpr std::size_t answer_bytes_max = 16'384;

int connect_to(const std::string& address) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1))));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    require(::connect(socket, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0, "the server cannot be reached");
    const int yes = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    return socket;
}

// Of an answer, with its body, that begins there; 0: its head has not come whole.
std::size_t whole_length(std::string_view heard) {
    const auto head = heard.find("\r\n\r\n");
    if (head == std::string_view::npos) return 0;
    constexpr std::string_view name = "\r\nContent-Length: ";
    const auto at = std::search(heard.begin(), heard.begin() + static_cast<std::ptrdiff_t>(head), name.begin(),
                                name.end(), [](char a, char b) { return (a | 0x20) == (b | 0x20); });
    std::size_t body = 0;
    if (at != heard.begin() + static_cast<std::ptrdiff_t>(head))
        std::from_chars(&*at + name.size(), heard.data() + head, body);
    return head + 4 + body;
}

class Connection {
  public:
    Connection(const std::string& address, unsigned number) : socket_(connect_to(address)), number_(number) {}
    ~Connection() { ::close(socket_); }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    [[nodiscard]] int socket() const { return socket_; }

    void ask(const WriteRequest& write) {
        said_.clear();
        write(number_, asked_++, said_);
        at_ = Clock::now();
        require(::send(socket_, said_.data(), said_.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(said_.size()),
                "the server has closed");
    }
    // Once its socket can be read. Whether an answer is whole; its latency is kept.
    bool heard_whole(int status, std::vector<double>& latencies_ms) {
        require(heard_ < answer_.size(), "an answer is too long");
        const auto came = ::recv(socket_, answer_.data() + heard_, answer_.size() - heard_, 0);
        require(came > 0, "the server has closed");
        heard_ += static_cast<std::size_t>(came);
        const std::string_view heard{answer_.data(), heard_};
        const std::size_t whole = whole_length(heard);
        if (whole == 0 || heard_ < whole) return false;
        require(heard_ == whole, "more was answered than was asked");
        int said = 0;
        std::from_chars(answer_.data() + std::strlen("HTTP/1.1 "), answer_.data() + heard_, said);
        require(said == status, "a request was not answered as it should be");
        latencies_ms.push_back(seconds_since(at_) * 1e3);
        heard_ = 0;
        return true;
    }
    [[nodiscard]] std::uint64_t asked() const { return asked_; }

  private:
    const int socket_;
    const unsigned number_;
    std::uint64_t asked_ = 0;
    Clock::time_point at_;
    std::string said_;
    std::array<char, answer_bytes_max> answer_;
    std::size_t heard_ = 0;
};

using Connections = std::vector<std::unique_ptr<Connection>>;

void ask_until_answered(Connections& connections, std::uint64_t each, int status, const WriteRequest& write,
                        std::vector<double>& latencies_ms) {
    const int epoll = ::epoll_create1(EPOLL_CLOEXEC);
    for (auto& connection : connections) {
        epoll_event wanted{};
        wanted.events = EPOLLIN;
        wanted.data.ptr = connection.get();
        require(::epoll_ctl(epoll, EPOLL_CTL_ADD, connection->socket(), &wanted) == 0, "epoll takes no socket");
        connection->ask(write);
    }
    std::array<epoll_event, 256> ready;
    while (latencies_ms.size() < connections.size() * each) {
        const int count = ::epoll_wait(epoll, ready.data(), static_cast<int>(ready.size()), -1);
        for (int i = 0; i < count; ++i) {
            auto& connection = *static_cast<Connection*>(ready[static_cast<std::size_t>(i)].data.ptr);
            if (connection.heard_whole(status, latencies_ms) && connection.asked() < each) connection.ask(write);
        }
    }
    ::close(epoll);
}

}  // namespace

HttpCalls call_over_http(const std::string& address, unsigned connections, std::uint64_t each, int status,
                         const WriteRequest& write) {
    const unsigned count = std::min(threads_most, connections);
    std::vector<Connections> shares(count);
    for (unsigned number = 0; number < connections; ++number)
        shares[number % count].push_back(std::make_unique<Connection>(address, number));
    std::vector<std::vector<double>> latencies(count);
    for (unsigned i = 0; i < count; ++i) latencies[i].reserve(shares[i].size() * each);
    HttpCalls calls;
    const double cpu = cpu_seconds();
    calls.seconds = seconds_of([&] {
        std::vector<std::thread> threads;
        for (unsigned i = 0; i < count; ++i)
            threads.emplace_back([&, i] { ask_until_answered(shares[i], each, status, write, latencies[i]); });
        for (auto& thread : threads) thread.join();
    });
    calls.cpu_seconds = cpu_seconds() - cpu;
    for (const auto& some : latencies) calls.latencies_ms.insert(calls.latencies_ms.end(), some.begin(), some.end());
    return calls;
}

std::string balance_request(std::uint64_t account) {
    return "GET /v1/accounts/" + account_id(account).str() + "/balance HTTP/1.1\r\nHost: localhost\r\n\r\n";
}

HttpCalls balances_over_http(const std::string& address, unsigned connections, std::uint64_t each,
                             std::uint64_t accounts) {
    return call_over_http(address, connections, each, 200,
                          [accounts](unsigned connection, std::uint64_t index, std::string& request) {
                              std::minstd_rand random(static_cast<unsigned>(index * 4'099 + connection));
                              request = balance_request(random() % accounts);
                          });
}

}  // namespace tally::bench
