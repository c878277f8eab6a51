#include "tools/http/client/http_client.h"

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <charconv>
#include <chrono>
#include <exception>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <thread>
#include <utility>

#include "tools/http/client/client_tls.h"
#include "tools/http/server/http_message.h"
#include "tools/http/server/http_stream.h"

namespace tally::tools {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;
using Tcp = asio::ip::tcp;

// So that both sides have work while neither holds much.
constexpr std::size_t unanswered_lines_max = 4'096;
constexpr std::size_t lines_bytes_wanted = 64 << 10;

// One connection.
class Conversation {
  public:
    // context: null where it is not encrypted.
    Conversation(std::shared_ptr<HttpTls::Context> context, const HttpClient::Limits& limits)
        : limits_(limits), resolver_(io_), stream_(Tcp::socket{io_}, std::move(context)) {}
    [[nodiscard]] const HttpClient::Limits& limits() const { return limits_; }

    [[nodiscard]] error_code connect(const std::string& host, const std::string& port) {
        error_code wrong;
        const auto found = resolver_.resolve(host, port, wrong);
        if (wrong) return wrong;
        stream_.expires_after(limits_.connect_time);
        stream_.tcp().async_connect(found, [&](error_code error, const Tcp::endpoint&) { wrong = error; });
        run();
        return wrong || !stream_.encrypted() ? wrong : encrypt(host);
    }
    void run() {
        io_.restart();
        io_.run();
    }
    // False: there is still something to wait for.
    [[nodiscard]] bool run_for(std::chrono::milliseconds time) {
        io_.restart();
        io_.run_for(time);
        return io_.stopped();
    }
    HttpStream& stream() { return stream_; }
    beast::flat_buffer& buffer() { return buffer_; }

  private:
    // The server proves that it is this host.
    [[nodiscard]] error_code encrypt(const std::string& host) {
        expect_host(stream_, host);
        error_code wrong;
        stream_.expires_after(limits_.connect_time);
        stream_.async_handshake(asio::ssl::stream_base::client, [&](error_code error) { wrong = error; });
        run();
        return wrong;
    }

    const HttpClient::Limits limits_;
    asio::io_context io_;
    Tcp::resolver resolver_;
    HttpStream stream_;
    beast::flat_buffer buffer_;
};

// Null for a url without encryption. Error: of the file of certificates.
tl::expected<std::shared_ptr<HttpTls::Context>, std::string> context_for(bool encrypted, const std::string& ca_file) {
    if (!encrypted) return nullptr;
    return client_context(ca_file);
}

template <class Body>
HttpClient::Said said_by(http::response<Body>& response) {
    HttpClient::Said said;
    said.status = response.result_int();
    const auto type = response[http::field::content_type];
    said.content_type = {type.data(), type.size()};
    said.finding = response.find(beast::string_view{finding_header.data(), finding_header.size()}) != response.end();
    const auto retry = response[http::field::retry_after];
    std::from_chars(retry.data(), retry.data() + retry.size(), said.retry_after);
    said.body = std::move(response.body());
    return said;
}

// Lines out in chunks while lines come in.
class LineExchange {
  public:
    LineExchange(Conversation& with, std::string header, const HttpClient::NextLine& next,
                 const HttpClient::AnsweredLine& answered)
        : with_(with), out_(std::move(header)), next_(next), answered_(answered) {
        parser_.body_limit(boost::none);
        parser_.eager(false);  // Eager, it holds what it has of a body back until the next chunk has begun.
    }

    [[nodiscard]] tl::expected<HttpClient::Said, error_code> run() {
        write();
        read();
        with_.run();
        if (done_) return std::move(said_);
        return tl::unexpected(wrong_ ? wrong_ : error_code{http::error::partial_message});
    }

  private:
    void write() {
        if (writing_ || ended_) return;
        std::string lines;
        while (more_ && under_way_ < unanswered_lines_max && lines.size() < lines_bytes_wanted) {
            auto line = next_();
            more_ = line.has_value();
            if (!more_) break;
            ++under_way_;
            lines += *line;
            lines += '\n';
        }
        if (!lines.empty()) {
            char size[17];
            (void)std::snprintf(size, sizeof size, "%zx", lines.size());
            out_ += std::string{size} + "\r\n" + lines + "\r\n";
        }
        ended_ = !more_;
        if (ended_) out_ += "0\r\n\r\n";
        if (out_.empty()) return;
        writing_ = true;
        with_.stream().expires_after(with_.limits().answer_time);
        asio::async_write(with_.stream(), asio::buffer(out_), [this](error_code error, std::size_t) {
            writing_ = false;
            out_.clear();
            // The server may have answered before it has read all of it: what it says counts.
            if (!error && !done_) write();
        });
    }
    void read() {
        with_.stream().expires_after(with_.limits().answer_time);
        http::async_read_some(with_.stream(), with_.buffer(), parser_, [this](error_code error, std::size_t) {
            if (error) return fail(error);
            if (parser_.is_header_done() && parser_.get().result_int() == 200 && !take_lines()) return finish();
            if (parser_.is_done()) return finish();
            read();
            write();
        });
    }
    // False: nothing more is wanted.
    bool take_lines() {
        auto& body = parser_.get().body();
        std::size_t begin = 0;
        for (std::size_t end = 0; (end = body.find('\n', begin)) != std::string::npos; begin = end + 1) {
            if (under_way_ > 0) --under_way_;
            if (!answered_(body.substr(begin, end - begin))) return false;
        }
        body.erase(0, begin);
        return true;
    }
    void finish() {
        said_ = said_by(parser_.get());
        done_ = true;
        close();
    }
    void fail(error_code error) {
        wrong_ = error;
        close();
    }
    void close() { with_.stream().close(); }

    Conversation& with_;
    std::string out_;
    const HttpClient::NextLine& next_;
    const HttpClient::AnsweredLine& answered_;
    http::response_parser<http::string_body> parser_;
    HttpClient::Said said_;
    error_code wrong_;
    std::size_t under_way_ = 0;
    bool more_ = true;
    bool writing_ = false;
    bool ended_ = false;
    bool done_ = false;
};

}  // namespace

tl::expected<HttpClient, std::string> HttpClient::of(std::string_view url, SignIn sign_in) {
    return of(url, std::move(sign_in), Limits{});
}

tl::expected<HttpClient, std::string> HttpClient::of(std::string_view url, SignIn sign_in, Limits limits) {
    const auto wrong = [&](std::string_view why) {
        return tl::unexpected("'" + std::string{url} + "' " + std::string{why} +
                              ": give the address that the server printed, such as http://127.0.0.1:8090");
    };
    const bool encrypted = url.starts_with("https://");
    if (!encrypted && !url.starts_with("http://")) return wrong("does not begin with http:// or https://");
    auto rest = url.substr(url.find("//") + 2);
    while (rest.ends_with('/')) rest.remove_suffix(1);
    if (rest.empty() || rest.find_first_of("/?#@ \r\n") != std::string_view::npos)
        return wrong("is not the address of a server");
    const auto bracket = rest.rfind(']');
    const auto colon = rest.find(':', bracket == std::string_view::npos ? 0 : bracket);
    auto host = rest.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    const auto port =
        colon == std::string_view::npos ? std::string_view{encrypted ? "443" : "80"} : rest.substr(colon + 1);
    if (host.empty() || port.empty() || port.find_first_not_of("0123456789") != std::string_view::npos)
        return wrong("has no host or no port");
    if (sign_in.token.find_first_of("\r\n ") != std::string::npos)
        return tl::unexpected(std::string{"the token has blanks or line breaks: give it as it was made"});
    HttpClient client;
    client.url_ = std::string{url};
    client.encrypted_ = encrypted;
    client.host_ = std::string{host};
    client.port_ = std::string{port};
    client.sign_in_ = std::move(sign_in);
    client.limits_ = limits;
    return client;
}

// A port that is not the scheme's own belongs to it (RFC 9110, section 7.2).
std::string HttpClient::host_header() const {
    const auto host = host_.find(':') == std::string::npos ? host_ : "[" + host_ + "]";
    return port_ == (encrypted_ ? "443" : "80") ? host : host + ":" + port_;
}

namespace {

// One request with its whole body, one whole answer.
tl::expected<HttpClient::Said, error_code> exchange_whole(Conversation& with,
                                                          const http::request<http::string_body>& request) {
    http::response_parser<http::string_body> parser;
    parser.body_limit(with.limits().answer_bytes_max);
    error_code wrong;
    with.stream().expires_after(with.limits().answer_time);
    http::async_write(with.stream(), request, [&](error_code error, std::size_t) {
        wrong = error;
        if (wrong) return;
        http::async_read(with.stream(), with.buffer(), parser, [&](error_code broke, std::size_t) { wrong = broke; });
    });
    with.run();
    if (wrong) return tl::unexpected(wrong);
    return said_by(parser.get());
}

http::request<http::string_body> request_of(http::verb verb, std::string_view target, std::string_view accept,
                                            const std::string& host, const std::string& token) {
    http::request<http::string_body> request{verb, {target.data(), target.size()}, 11};
    request.set(http::field::host, host);
    request.set(http::field::accept, {accept.data(), accept.size()});
    if (!token.empty()) request.set(http::field::authorization, "Bearer " + token);
    request.keep_alive(false);
    return request;
}

// Lines of an answer that may have no end.
class LineStream {
  public:
    LineStream(Conversation& with, const HttpClient::AnsweredLine& use) : with_(with), use_(use) {
        parser_.body_limit(boost::none);
        parser_.eager(false);  // Eager, it holds what it has of a body back until the next chunk has begun.
    }

    [[nodiscard]] tl::expected<HttpClient::Said, error_code> run(const http::request<http::string_body>& request,
                                                                 const std::function<bool()>& stop_asked) {
        with_.stream().expires_after(with_.limits().answer_time);
        http::async_write(with_.stream(), request, [this](error_code error, std::size_t) {
            if (error)
                fail(error);
            else
                read();
        });
        constexpr std::chrono::milliseconds slice{200};
        while (!with_.run_for(slice))
            if (stop_asked() && !done_) finish();
        if (done_) return std::move(said_);
        return tl::unexpected(wrong_ ? wrong_ : error_code{http::error::partial_message});
    }

  private:
    void read() {
        // A server says something every 15 seconds.
        with_.stream().expires_after(with_.limits().answer_time);
        http::async_read_some(with_.stream(), with_.buffer(), parser_, [this](error_code error, std::size_t) {
            if (done_) return;
            if (error) return fail(error);
            if (parser_.is_header_done() && parser_.get().result_int() == 200 && !take_lines()) return finish();
            if (parser_.is_done()) return finish();
            read();
        });
    }
    bool take_lines() {
        auto& body = parser_.get().body();
        std::size_t begin = 0;
        for (std::size_t end = 0; (end = body.find('\n', begin)) != std::string::npos; begin = end + 1)
            if (!use_(body.substr(begin, end - begin))) return false;
        body.erase(0, begin);
        return true;
    }
    void finish() {
        said_ = said_by(parser_.get());
        done_ = true;
        with_.stream().close();
    }
    void fail(error_code error) {
        wrong_ = error;
        with_.stream().close();
    }

    Conversation& with_;
    const HttpClient::AnsweredLine& use_;
    http::response_parser<http::string_body> parser_;
    HttpClient::Said said_;
    error_code wrong_;
    bool done_ = false;
};

}  // namespace

tl::unexpected<std::string> HttpClient::failed(const std::string& why) const {
    return tl::unexpected(url_ + " did not answer: " + why);
}

tl::expected<HttpClient::Said, std::string> HttpClient::ask_patiently(
    const std::function<tl::expected<Said, std::string>()>& ask) const {
    constexpr unsigned too_many_requests = 429;
    auto left = limits_.patience;
    for (;;) {
        auto said = ask();
        if (!said || said->status != too_many_requests || said->retry_after == 0) return said;
        const std::chrono::seconds wait{said->retry_after};
        if (wait > left) return said;
        left -= wait;
        std::this_thread::sleep_for(wait);
    }
}

tl::expected<HttpClient::Said, std::string> HttpClient::get(std::string_view target, std::string_view accept) const
    try {
    return ask_patiently([&]() -> tl::expected<Said, std::string> {
        auto context = context_for(encrypted_, sign_in_.ca_file);
        if (!context) return tl::unexpected(context.error());
        Conversation with{std::move(*context), limits_};
        if (const auto wrong = with.connect(host_, port_)) return failed(wrong.message());
        auto said = exchange_whole(with, request_of(http::verb::get, target, accept, host_header(), sign_in_.token));
        if (!said) return failed(said.error().message());
        return std::move(*said);
    });
} catch (const std::exception& error) {
    return tl::unexpected(url_ + " did not answer: " + error.what());
}

tl::expected<HttpClient::Said, std::string> HttpClient::post(std::string_view target, std::string_view content_type,
                                                             std::string_view accept, std::string body,
                                                             const std::string& authorization) const try {
    auto request = request_of(http::verb::post, target, accept, host_header(), sign_in_.token);
    if (!authorization.empty()) request.set(http::field::authorization, authorization);
    request.set(http::field::content_type, {content_type.data(), content_type.size()});
    request.body() = std::move(body);
    request.prepare_payload();
    return ask_patiently([&]() -> tl::expected<Said, std::string> {
        auto context = context_for(encrypted_, sign_in_.ca_file);
        if (!context) return tl::unexpected(context.error());
        Conversation with{std::move(*context), limits_};
        if (const auto wrong = with.connect(host_, port_)) return failed(wrong.message());
        auto said = exchange_whole(with, request);
        if (!said) return failed(said.error().message());
        return std::move(*said);
    });
} catch (const std::exception& error) {
    return tl::unexpected(url_ + " did not answer: " + error.what());
}

tl::expected<HttpClient::Said, std::string> HttpClient::follow(std::string_view target, const AnsweredLine& use,
                                                               const std::function<bool()>& stop_asked) const try {
    auto context = context_for(encrypted_, sign_in_.ca_file);
    if (!context) return tl::unexpected(context.error());
    Conversation with{std::move(*context), limits_};
    if (const auto wrong = with.connect(host_, port_)) return failed(wrong.message());
    auto said = LineStream{with, use}.run(
        request_of(http::verb::get, target, event_stream_type, host_header(), sign_in_.token), stop_asked);
    if (!said) return failed(said.error().message());
    return std::move(*said);
} catch (const std::exception& error) {
    return tl::unexpected(url_ + " did not answer: " + error.what());
}

tl::expected<HttpClient::Said, std::string> HttpClient::post_lines(std::string_view target, const NextLine& next,
                                                                   const AnsweredLine& answered) const try {
    auto context = context_for(encrypted_, sign_in_.ca_file);
    if (!context) return tl::unexpected(context.error());
    Conversation with{std::move(*context), limits_};
    if (const auto wrong = with.connect(host_, port_)) return failed(wrong.message());
    std::string header = "POST " + std::string{target} + " HTTP/1.1\r\nHost: " + host_header() +
                         "\r\nContent-Type: " + std::string{json_lines_type} + "\r\nTransfer-Encoding: chunked\r\n" +
                         "Connection: close\r\n";
    if (!sign_in_.token.empty()) header += "Authorization: Bearer " + sign_in_.token + "\r\n";
    auto said = LineExchange{with, header + "\r\n", next, answered}.run();
    if (!said) return failed(said.error().message());
    return std::move(*said);
} catch (const std::exception& error) {
    return tl::unexpected(url_ + " did not answer: " + error.what());
}

std::string percent_encoded(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";
    std::string out;
    for (const char c : text) {
        if (plain.find(c) != std::string_view::npos) {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += '%';
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
    return out;
}

}  // namespace tally::tools
