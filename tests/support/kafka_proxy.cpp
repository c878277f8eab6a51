#include "tests/support/kafka_proxy.h"

#include <arpa/inet.h>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tally::tests {

namespace {

constexpr std::size_t length_bytes = 4;
constexpr std::size_t api_key_bytes = 2;
constexpr std::size_t waiting_bytes_max = 32 << 20;  // The largest request and a little more.

sockaddr_in loopback(int port) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(static_cast<std::uint16_t>(port));
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return at;
}

void make_prompt(int socket) {
    const int yes = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    ::fcntl(socket, F_SETFL, ::fcntl(socket, F_GETFL) | O_NONBLOCK);
}

std::uint8_t byte_of(const std::string& bytes, std::size_t at) {
    return static_cast<std::uint8_t>(bytes[at]);
}

// What can be read just now. False: the other side has closed.
bool hear(int socket, std::string& into) {
    std::array<char, 65'536> buffer{};
    const auto size = ::recv(socket, buffer.data(), buffer.size(), 0);
    if (size > 0) into.append(buffer.data(), static_cast<std::size_t>(size));
    return size > 0 || (size < 0 && (errno == EAGAIN || errno == EINTR));
}

}  // namespace

KafkaProxy::KafkaProxy() {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    auto at = loopback(0);
    socklen_t size = sizeof at;
    if (::bind(listener_, reinterpret_cast<const sockaddr*>(&at), size) != 0 || ::listen(listener_, 64) != 0 ||
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&at), &size) != 0 || ::pipe2(wake_.data(), O_CLOEXEC) != 0)
        std::abort();
    port_ = ntohs(at.sin_port);
    thread_ = std::thread([this] { run(); });
}

KafkaProxy::~KafkaProxy() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    wake();
    thread_.join();
    for (auto& one : connections_) {
        close(one.client);
        close(one.broker);
    }
    close(listener_);
    for (auto& end : wake_) close(end);
}

void KafkaProxy::forward_to(int broker_port) {
    const std::lock_guard lock(mutex_);
    broker_port_ = broker_port;
}

std::size_t KafkaProxy::hold(const Hold& what) {
    const std::lock_guard lock(mutex_);
    holds_.push_back({what, 0, State::armed});
    return holds_.size() - 1;
}

bool KafkaProxy::wait_for(std::size_t hold, State state, std::chrono::seconds patience) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience, [&] { return holds_.at(hold).state >= state; });
}
bool KafkaProxy::wait_until_held(std::size_t hold, std::chrono::seconds patience) {
    return wait_for(hold, State::holding, patience);
}
bool KafkaProxy::wait_until_answered(std::size_t hold, std::chrono::seconds patience) {
    return wait_for(hold, State::answered, patience);
}

void KafkaProxy::let_go(std::size_t hold) {
    {
        const std::lock_guard lock(mutex_);
        auto& one = holds_.at(hold);
        if (one.state == State::holding) one.state = State::let_go;
    }
    wake();
}

std::uint64_t KafkaProxy::passed(KafkaRequest request) const {
    const std::lock_guard lock(mutex_);
    return passed_.at(static_cast<std::size_t>(request));
}

void KafkaProxy::cut() {
    {
        const std::lock_guard lock(mutex_);
        is_cut_ = true;
    }
    wake();
}
void KafkaProxy::mend() {
    {
        const std::lock_guard lock(mutex_);
        is_cut_ = false;
    }
    wake();
}

void KafkaProxy::wake() const {
    const char byte = 0;
    if (::write(wake_[1], &byte, 1) != 1) std::abort();
}

void KafkaProxy::close(int& socket) {
    if (socket >= 0) ::close(socket);
    socket = -1;
}

void KafkaProxy::say(int& socket, std::string& what) {
    if (socket < 0) return what.clear();
    const auto sent = ::send(socket, what.data(), what.size(), MSG_NOSIGNAL);
    if (sent > 0) what.erase(0, static_cast<std::size_t>(sent));
    if (sent >= 0 || errno == EAGAIN || errno == EINTR) return;
    close(socket);
    what.clear();
}

void KafkaProxy::run() {
    while (true) {
        std::vector<pollfd> asked{{wake_[0], POLLIN, 0}};
        std::vector<std::pair<Connection*, bool>> whose{{nullptr, false}};
        bool cut = false;
        {
            const std::lock_guard lock(mutex_);
            if (ending_) return;
            cut = is_cut_;
        }
        if (!cut) {
            asked.push_back({listener_, POLLIN, 0});
            whose.emplace_back(nullptr, false);
            for (auto& one : connections_) {
                release(one);
                const auto add = [&](int socket, bool broker, const std::string& out, bool listen) {
                    if (socket < 0) return;
                    const int events = (listen ? POLLIN : 0) | (out.empty() ? 0 : POLLOUT);
                    asked.push_back({socket, static_cast<short>(events), 0});
                    whose.emplace_back(&one, broker);
                };
                add(one.client, false, one.to_client, !one.held_by && one.to_broker.size() < waiting_bytes_max);
                add(one.broker, true, one.to_broker, one.to_client.size() < waiting_bytes_max);
            }
        }
        if (::poll(asked.data(), asked.size(), -1) < 0) continue;
        if (asked[0].revents != 0) {
            std::array<char, 64> bytes{};
            if (::read(wake_[0], bytes.data(), bytes.size()) < 0) std::abort();
        }
        if (cut) continue;
        for (std::size_t i = 2; i < asked.size(); ++i) {
            auto& one = *whose[i].first;
            auto& socket = whose[i].second ? one.broker : one.client;
            auto& out = whose[i].second ? one.to_broker : one.to_client;
            if (socket != asked[i].fd || asked[i].revents == 0) continue;
            if ((asked[i].revents & POLLOUT) != 0) say(socket, out);
            if (socket < 0 || (asked[i].revents & ~POLLOUT) == 0) continue;
            if (whose[i].second)
                hear_broker(one);
            else
                hear_client(one);
        }
        // A client that lost one side loses the other, once that side has what was sent before.
        std::erase_if(connections_, [](Connection& one) {
            if (one.client < 0 && !one.held_by && !one.answers && one.to_broker.empty()) close(one.broker);
            if (one.broker < 0 && one.to_client.empty()) close(one.client);
            return one.client < 0 && one.broker < 0;
        });
        if (asked[1].revents != 0) accept_one();
    }
}

void KafkaProxy::accept_one() {
    Connection one;
    one.client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (one.client < 0) return;
    one.broker = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in at{};
    {
        const std::lock_guard lock(mutex_);
        at = loopback(broker_port_);
    }
    if (::connect(one.broker, reinterpret_cast<const sockaddr*>(&at), sizeof at) != 0) {
        close(one.broker);
        close(one.client);
        return;
    }
    make_prompt(one.client);
    make_prompt(one.broker);
    connections_.push_back(std::move(one));
}

void KafkaProxy::hear_client(Connection& one) {
    if (!hear(one.client, one.unparsed)) {
        close(one.client);
        one.to_client.clear();
        return;
    }
    pass_requests(one);
}

void KafkaProxy::hear_broker(Connection& one) {
    if (!hear(one.broker, one.to_client)) close(one.broker);
    if (one.client < 0) one.to_client.clear();
    if (!one.answers) return;
    {
        const std::lock_guard lock(mutex_);
        holds_[*one.answers].state = State::answered;
    }
    one.answers.reset();
    changed_.notify_all();
}

void KafkaProxy::pass_requests(Connection& one) {
    while (!one.held_by && one.unparsed.size() >= length_bytes + api_key_bytes) {
        const std::size_t length =
            length_bytes + (std::size_t{byte_of(one.unparsed, 0)} << 24 | std::size_t{byte_of(one.unparsed, 1)} << 16 |
                            std::size_t{byte_of(one.unparsed, 2)} << 8 | std::size_t{byte_of(one.unparsed, 3)});
        if (one.unparsed.size() < length) return;
        const auto api_key = static_cast<std::int16_t>(byte_of(one.unparsed, 4) << 8 | byte_of(one.unparsed, 5));
        auto request = one.unparsed.substr(0, length);
        one.unparsed.erase(0, length);
        one.held_by = holds_back(api_key);
        if (!one.held_by) {
            one.to_broker += request;
            continue;
        }
        one.held = std::move(request);
        const std::lock_guard lock(mutex_);
        if (holds_[*one.held_by].what.client == Client::is_cut) {
            close(one.client);
            one.unparsed.clear();
            one.to_client.clear();
        }
    }
}

std::optional<std::size_t> KafkaProxy::holds_back(std::int16_t api_key) {
    const std::lock_guard lock(mutex_);
    for (std::size_t i = 0; i < holds_.size(); ++i) {
        auto& one = holds_[i];
        if (one.state != State::armed || static_cast<std::int16_t>(one.what.request) != api_key) continue;
        if (one.what.after && holds_.at(*one.what.after).state == State::armed) continue;
        if (one.seen++ < one.what.pass_before) continue;
        one.state = State::holding;
        changed_.notify_all();
        return i;
    }
    if (api_key >= 0 && static_cast<std::size_t>(api_key) < passed_.size())
        ++passed_[static_cast<std::size_t>(api_key)];
    return std::nullopt;
}

// What was let go meanwhile.
void KafkaProxy::release(Connection& one) {
    if (!one.held_by) return;
    {
        const std::lock_guard lock(mutex_);
        auto& hold = holds_[*one.held_by];
        if (hold.state != State::let_go) return;
        hold.state = State::sent;
        ++passed_.at(static_cast<std::size_t>(hold.what.request));
    }
    one.answers = one.held_by;
    one.held_by.reset();
    one.to_broker += one.held;
    one.held.clear();
    pass_requests(one);
}

}  // namespace tally::tests
