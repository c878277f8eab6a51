#include "tests/http/raw_client.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cctype>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <netinet/in.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tally::tests {

namespace {

constexpr int patience_ms = 30'000;
constexpr std::size_t said_bytes_max = 65'536;  // For the request line.

}  // namespace

RawClient::RawClient(std::string_view address, By by) {
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
    if (by == By::tls && socket_ >= 0) encrypt();
}
RawClient::~RawClient() {
    SSL_free(tls_);
    if (socket_ >= 0) ::close(socket_);
}

void RawClient::encrypt() {
    static SSL_CTX* const context = SSL_CTX_new(TLS_client_method());
    ::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes to a socket that may be closed.
    tls_ = SSL_new(context);
    if (tls_ != nullptr && SSL_set_fd(tls_, socket_) == 1 && SSL_connect(tls_) == 1) return;
    ::close(socket_);
    socket_ = -1;
}

void RawClient::end_saying() {
    if (tls_ != nullptr) SSL_shutdown(tls_);
    ::shutdown(socket_, SHUT_WR);
}

long RawClient::receive(char* into, std::size_t most) {
    if (tls_ == nullptr) return ::recv(socket_, into, most, 0);
    return SSL_read(tls_, into, static_cast<int>(most));
}

bool RawClient::say(std::string_view bytes) {
    if (said_.size() < said_bytes_max) said_ += bytes;
    if (socket_ < 0) return false;
    if (tls_ != nullptr) return bytes.empty() || SSL_write(tls_, bytes.data(), static_cast<int>(bytes.size())) > 0;
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
    const bool has_some = tls_ != nullptr && SSL_pending(tls_) > 0;
    if (!has_some && ::poll(&wait, 1, patience_ms) != 1) return false;
    std::array<char, 65'536> buffer;  // Not cleared: that would cost more than to read an answer.
    const auto size = receive(buffer.data(), buffer.size());
    if (size <= 0) return false;
    heard_.append(buffer.data(), static_cast<std::size_t>(size));
    return true;
}

RawAnswer RawClient::hear(bool without_body) {
    auto answer = take_answer(without_body);
    constexpr std::string_view line_end = " HTTP/1.1\r\n";
    const auto end = said_.find(line_end);
    const auto method_end = said_.find(' ');
    if (on_answer && answer.status != 0 && end != std::string::npos && method_end < end &&
        said_.find(line_end, end + 1) == std::string::npos)
        on_answer(said_.substr(0, method_end), said_.substr(method_end + 1, end - method_end - 1), answer);
    said_.clear();
    return answer;
}

RawAnswer RawClient::take_answer(bool without_body) {
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
        auto& value = answer.headers[name];
        if (!value.empty()) value += '\n';
        value += head.substr(colon + 2, next - colon - 2);
        line = next + 2;
    }
    if (answer.headers.contains("transfer-encoding")) return answer;
    if (answer.status == 204 || answer.status == 304) return answer;
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
        const bool has_some = tls_ != nullptr && SSL_pending(tls_) > 0;
        if (!has_some && (left.count() <= 0 || ::poll(&wait, 1, static_cast<int>(left.count())) != 1)) return false;
        if (receive(buffer.data(), buffer.size()) <= 0) return true;
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

bool make_certificate(const std::filesystem::path& certificate, const std::filesystem::path& key) {
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> pair{EVP_EC_gen("P-256"), EVP_PKEY_free};
    const std::unique_ptr<X509, decltype(&X509_free)> made{X509_new(), X509_free};
    constexpr long two_days = 2L * 24 * 60 * 60;
    X509_set_version(made.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(made.get()), 0);
    X509_gmtime_adj(X509_getm_notAfter(made.get()), two_days);
    auto* name = X509_get_subject_name(made.get());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("127.0.0.1"), -1, -1,
                               0);
    X509_set_issuer_name(made.get(), name);
    X509_set_pubkey(made.get(), pair.get());
    if (X509_sign(made.get(), pair.get(), EVP_sha256()) == 0) return false;
    const auto write = [](const std::filesystem::path& path, const auto& put) {
        FILE* file = std::fopen(path.c_str(), "w");
        if (file == nullptr) return false;
        const bool done = put(file) == 1;
        return std::fclose(file) == 0 && done;
    };
    return write(certificate, [&](FILE* file) { return PEM_write_X509(file, made.get()); }) &&
           write(key, [&](FILE* file) {
               return PEM_write_PrivateKey(file, pair.get(), nullptr, nullptr, 0, nullptr, nullptr);
           });
}

RawAnswer get(std::string_view address, std::string_view target, std::string_view more_headers) {
    RawClient client{address};
    client.say("GET " + std::string{target} + " HTTP/1.1\r\nHost: " + std::string{address} + "\r\n" +
               std::string{more_headers} + "Connection: close\r\n\r\n");
    return client.hear();
}

}  // namespace tally::tests
