#include "tools/http/http_client.h"

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <exception>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <utility>

#include "tools/http/http_message.h"
#include "tools/http/http_stream.h"

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

// One connection.
class Conversation {
  public:
    // context: null where it is not encrypted.
    explicit Conversation(std::shared_ptr<HttpTls::Context> context)
        : resolver_(io_), stream_(Tcp::socket{io_}, std::move(context)) {}

    [[nodiscard]] error_code connect(const std::string& host, const std::string& port) {
        error_code wrong;
        const auto found = resolver_.resolve(host, port, wrong);
        if (wrong) return wrong;
        stream_.expires_after(client_connect_time);
        stream_.tcp().async_connect(found, [&](error_code error, const Tcp::endpoint&) { wrong = error; });
        run();
        return wrong || !stream_.encrypted() ? wrong : encrypt(host);
    }
    void run() {
        io_.restart();
        io_.run();
    }
    HttpStream& stream() { return stream_; }
    beast::flat_buffer& buffer() { return buffer_; }

  private:
    // The server proves that it is this host.
    [[nodiscard]] error_code encrypt(const std::string& host) {
        SSL_set_verify(stream_.of_openssl(), SSL_VERIFY_PEER, nullptr);
        error_code not_an_address;
        asio::ip::make_address(host, not_an_address);
        if (not_an_address) {
            SSL_set_tlsext_host_name(stream_.of_openssl(), host.c_str());
            SSL_set1_host(stream_.of_openssl(), host.c_str());
        } else {
            X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(stream_.of_openssl()), host.c_str());
        }
        error_code wrong;
        stream_.expires_after(client_connect_time);
        stream_.async_handshake(asio::ssl::stream_base::client, [&](error_code error) { wrong = error; });
        run();
        return wrong;
    }

    asio::io_context io_;
    Tcp::resolver resolver_;
    HttpStream stream_;
    beast::flat_buffer buffer_;
};

// Null for a url without encryption. Error: of the file of certificates.
tl::expected<std::shared_ptr<HttpTls::Context>, std::string> client_context(bool encrypted,
                                                                            const std::string& ca_file) {
    if (!encrypted) return nullptr;
    auto context = std::make_shared<HttpTls::Context>(asio::ssl::context::tls_client);
    SSL_CTX_set_min_proto_version(context->of_openssl.native_handle(), TLS1_2_VERSION);
    error_code wrong;
    if (ca_file.empty())
        context->of_openssl.set_default_verify_paths(wrong);
    else
        context->of_openssl.load_verify_file(ca_file, wrong);
    if (wrong) return tl::unexpected(ca_file + " has no certificates in PEM: " + wrong.message());
    return context;
}

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

tl::expected<HttpClient, std::string> HttpClient::of(std::string_view url, SignIn sign_in) {
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
    return client;
}

tl::expected<HttpClient::Said, std::string> HttpClient::get(std::string_view target, std::string_view accept) const
    try {
    auto context = client_context(encrypted_, sign_in_.ca_file);
    if (!context) return tl::unexpected(context.error());
    Conversation with{std::move(*context)};
    const auto failed = [&](error_code wrong) { return tl::unexpected(url_ + " did not answer: " + wrong.message()); };
    if (const auto wrong = with.connect(host_, port_)) return failed(wrong);
    http::request<http::empty_body> request{http::verb::get, {target.data(), target.size()}, 11};
    request.set(http::field::host, host_.find(':') == std::string::npos ? host_ : "[" + host_ + "]");
    request.set(http::field::accept, {accept.data(), accept.size()});
    if (!sign_in_.token.empty()) request.set(http::field::authorization, "Bearer " + sign_in_.token);
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
    auto context = client_context(encrypted_, sign_in_.ca_file);
    if (!context) return tl::unexpected(context.error());
    Conversation with{std::move(*context)};
    const auto failed = [&](error_code wrong) { return tl::unexpected(url_ + " did not answer: " + wrong.message()); };
    if (const auto wrong = with.connect(host_, port_)) return failed(wrong);
    std::string header = "POST " + std::string{target} +
                         " HTTP/1.1\r\nHost: " + (host_.find(':') == std::string::npos ? host_ : "[" + host_ + "]") +
                         "\r\nContent-Type: " + std::string{json_lines_type} + "\r\nTransfer-Encoding: chunked\r\n" +
                         "Connection: close\r\n";
    if (!sign_in_.token.empty()) header += "Authorization: Bearer " + sign_in_.token + "\r\n";
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
