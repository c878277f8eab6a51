#include "tools/http/http_client.h"

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <exception>
#include <utility>

#include "tools/http/http_message.h"

namespace tally::tools {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;
using Tcp = asio::ip::tcp;

constexpr std::chrono::seconds client_connect_time{5};
constexpr std::chrono::seconds client_answer_time{60};
constexpr std::uint64_t answer_bytes_max = std::uint64_t{1} << 30;
// So that both sides have work while neither holds much.
constexpr std::size_t unanswered_lines_max = 4'096;
constexpr std::size_t lines_bytes_wanted = 64 << 10;

// One connection. What fails is kept as the first error.
class Conversation {
  public:
    Conversation() : resolver_(io_), stream_(io_) {}

    [[nodiscard]] error_code connect(const std::string& host, const std::string& port) {
        error_code wrong;
        const auto found = resolver_.resolve(host, port, wrong);
        if (wrong) return wrong;
        stream_.expires_after(client_connect_time);
        stream_.async_connect(found, [&](error_code error, const Tcp::endpoint&) { wrong = error; });
        run();
        return wrong;
    }
    void run() {
        io_.restart();
        io_.run();
    }
    beast::tcp_stream& stream() { return stream_; }
    beast::flat_buffer& buffer() { return buffer_; }

  private:
    asio::io_context io_;
    Tcp::resolver resolver_;
    beast::tcp_stream stream_;
    beast::flat_buffer buffer_;
};

template <class Body>
HttpClient::Said said_by(http::response<Body>& response) {
    HttpClient::Said said;
    said.status = response.result_int();
    const auto type = response[http::field::content_type];
    said.content_type = {type.data(), type.size()};
    said.finding = response.find(beast::string_view{finding_header.data(), finding_header.size()}) != response.end();
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
        parser_.eager(true);
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
        with_.stream().expires_after(client_answer_time);
        asio::async_write(with_.stream(), asio::buffer(out_), [this](error_code error, std::size_t) {
            writing_ = false;
            out_.clear();
            // The server may have answered before it has read all of it: what it says counts.
            if (!error && !done_) write();
        });
    }
    void read() {
        with_.stream().expires_after(client_answer_time);
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

tl::expected<HttpClient, std::string> HttpClient::of(std::string_view url, std::string token) {
    const auto wrong = [&](std::string_view why) {
        return tl::unexpected("'" + std::string{url} + "' " + std::string{why} +
                              ": give the address that the server printed, such as http://127.0.0.1:8090");
    };
    constexpr std::string_view scheme = "http://";
    if (!url.starts_with(scheme)) return wrong("does not begin with http://");
    auto rest = url.substr(scheme.size());
    while (rest.ends_with('/')) rest.remove_suffix(1);
    if (rest.empty() || rest.find_first_of("/?#@ \r\n") != std::string_view::npos)
        return wrong("is not the address of a server");
    const auto bracket = rest.rfind(']');
    const auto colon = rest.find(':', bracket == std::string_view::npos ? 0 : bracket);
    auto host = rest.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    const auto port = colon == std::string_view::npos ? std::string_view{"80"} : rest.substr(colon + 1);
    if (host.empty() || port.empty() || port.find_first_not_of("0123456789") != std::string_view::npos)
        return wrong("has no host or no port");
    if (token.find_first_of("\r\n ") != std::string::npos)
        return tl::unexpected(std::string{"the token has blanks or line breaks: give it as it was made"});
    HttpClient client;
    client.url_ = std::string{url};
    client.host_ = std::string{host};
    client.port_ = std::string{port};
    client.token_ = std::move(token);
    return client;
}

tl::expected<HttpClient::Said, std::string> HttpClient::get(std::string_view target, std::string_view accept) const
    try {
    Conversation with;
    const auto failed = [&](error_code wrong) { return tl::unexpected(url_ + " did not answer: " + wrong.message()); };
    if (const auto wrong = with.connect(host_, port_)) return failed(wrong);
    http::request<http::empty_body> request{http::verb::get, {target.data(), target.size()}, 11};
    request.set(http::field::host, host_.find(':') == std::string::npos ? host_ : "[" + host_ + "]");
    request.set(http::field::accept, {accept.data(), accept.size()});
    if (!token_.empty()) request.set(http::field::authorization, "Bearer " + token_);
    request.keep_alive(false);
    http::response_parser<http::string_body> parser;
    parser.body_limit(answer_bytes_max);
    error_code wrong;
    with.stream().expires_after(client_answer_time);
    http::async_write(with.stream(), request, [&](error_code error, std::size_t) {
        wrong = error;
        if (wrong) return;
        http::async_read(with.stream(), with.buffer(), parser, [&](error_code broke, std::size_t) { wrong = broke; });
    });
    with.run();
    if (wrong) return failed(wrong);
    return said_by(parser.get());
} catch (const std::exception& error) {
    return tl::unexpected(url_ + " did not answer: " + error.what());
}

tl::expected<HttpClient::Said, std::string> HttpClient::post_lines(std::string_view target, const NextLine& next,
                                                                   const AnsweredLine& answered) const try {
    Conversation with;
    const auto failed = [&](error_code wrong) { return tl::unexpected(url_ + " did not answer: " + wrong.message()); };
    if (const auto wrong = with.connect(host_, port_)) return failed(wrong);
    std::string header = "POST " + std::string{target} +
                         " HTTP/1.1\r\nHost: " + (host_.find(':') == std::string::npos ? host_ : "[" + host_ + "]") +
                         "\r\nContent-Type: " + std::string{json_lines_type} + "\r\nTransfer-Encoding: chunked\r\n" +
                         "Connection: close\r\n";
    if (!token_.empty()) header += "Authorization: Bearer " + token_ + "\r\n";
    auto said = LineExchange{with, header + "\r\n", next, answered}.run();
    if (!said) return failed(said.error());
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
