#include "tests/http/raw_client.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cctype>
#include <cstdlib>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tally::tests {

namespace {

constexpr int patience_ms = 30'000;

}  // namespace

RawClient::RawClient(std::string_view address) {
    const auto colon = address.rfind(':');
    const std::string port{colon == std::string_view::npos ? address : address.substr(colon + 1)};
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<std::uint16_t>(std::stoi(port)));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) {
        ::close(socket_);
        socket_ = -1;
    }
}
RawClient::~RawClient() {
    if (socket_ >= 0) ::close(socket_);
}

bool RawClient::say(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

bool RawClient::more() {
    if (socket_ < 0) return false;
    pollfd wait{socket_, POLLIN, 0};
    if (::poll(&wait, 1, patience_ms) != 1) return false;
    std::array<char, 65'536> buffer{};
    const auto size = ::recv(socket_, buffer.data(), buffer.size(), 0);
    if (size <= 0) return false;
    heard_.append(buffer.data(), static_cast<std::size_t>(size));
    return true;
}

RawAnswer RawClient::hear(bool without_body) {
    RawAnswer answer;
    std::size_t end = 0;
    while ((end = heard_.find("\r\n\r\n")) == std::string::npos)
        if (!more()) return answer;
    const std::string head = heard_.substr(0, end + 2);
    heard_.erase(0, end + 4);
    answer.status = head.starts_with("HTTP/1.1 ") ? std::stoi(head.substr(9, 3)) : 0;
    for (auto line = head.find("\r\n") + 2; line < head.size();) {
        const auto next = head.find("\r\n", line);
        const auto colon = head.find(": ", line);
        std::string name = head.substr(line, colon - line);
        std::transform(name.begin(), name.end(), name.begin(),
                       [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        answer.headers[name] = head.substr(colon + 2, next - colon - 2);
        line = next + 2;
    }
    if (answer.headers.contains("transfer-encoding")) return answer;
    if (answer.status == 204) return answer;
    const auto length = static_cast<std::size_t>(std::stoul(answer.headers["content-length"]));
    if (without_body) return answer;
    while (heard_.size() < length)
        if (!more()) return {};
    answer.body = heard_.substr(0, length);
    heard_.erase(0, length);
    return answer;
}

std::optional<std::string> RawClient::hear_chunk() {
    std::size_t end = 0;
    while ((end = heard_.find("\r\n")) == std::string::npos)
        if (!more()) return std::nullopt;
    const auto size = static_cast<std::size_t>(std::stoul(heard_.substr(0, end), nullptr, 16));
    while (heard_.size() < end + 2 + size + 2)
        if (!more()) return std::nullopt;
    std::string chunk = heard_.substr(end + 2, size);
    heard_.erase(0, end + 2 + size + 2);
    return chunk;
}

int RawClient::hear_head() {
    std::size_t end = 0;
    while ((end = heard_.find("\r\n\r\n")) == std::string::npos)
        if (!more()) return 0;
    const int status = heard_.starts_with("HTTP/1.1 ") ? std::stoi(heard_.substr(9, 3)) : 0;
    heard_.erase(0, end + 4);
    return status;
}

bool RawClient::closed_within(std::chrono::milliseconds time) {
    const auto until = std::chrono::steady_clock::now() + time;
    std::array<char, 4096> buffer{};
    for (;;) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
        pollfd wait{socket_, POLLIN, 0};
        if (left.count() <= 0 || ::poll(&wait, 1, static_cast<int>(left.count())) != 1) return false;
        if (::recv(socket_, buffer.data(), buffer.size(), 0) <= 0) return true;
    }
}

RawListener::RawListener() {
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::bind(socket_, reinterpret_cast<const sockaddr*>(&at), sizeof at) != 0 || ::listen(socket_, 8) != 0)
        std::abort();
}
RawListener::~RawListener() {
    ::close(socket_);
}
std::string RawListener::address() const {
    sockaddr_in at{};
    socklen_t size = sizeof at;
    if (::getsockname(socket_, reinterpret_cast<sockaddr*>(&at), &size) != 0) std::abort();
    return "127.0.0.1:" + std::to_string(ntohs(at.sin_port));
}
void RawListener::answer_one(std::string_view bytes) const {
    const int caller = ::accept(socket_, nullptr, nullptr);
    if (caller < 0) return;
    std::array<char, 4096> asked{};
    if (::recv(caller, asked.data(), asked.size(), 0) > 0)
        while (!bytes.empty()) {
            const auto sent = ::send(caller, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) break;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
    ::close(caller);
}

RawAnswer get(std::string_view address, std::string_view target, std::string_view more_headers) {
    RawClient client{address};
    client.say("GET " + std::string{target} + " HTTP/1.1\r\nHost: " + std::string{address} + "\r\n" +
               std::string{more_headers} + "Connection: close\r\n\r\n");
    return client.hear();
}

}  // namespace tally::tests
