#include "tools/http/client/http_forward.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream_base.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <memory>
#include <optional>
#include <utility>

#include "eventstore/program_log.h"
#include "tools/http/client/client_tls.h"

namespace tally::tools {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;
using Tcp = asio::ip::tcp;

// "HOST:PORT", "[::1]:PORT".
std::pair<std::string, std::string> host_and_port(std::string_view address) {
    const auto colon = address.rfind(':');
    std::string_view host = address.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    return {std::string{host}, colon == std::string_view::npos ? "80" : std::string{address.substr(colon + 1)}};
}

// Only ever on the io_context's thread.
class Forward : public std::enable_shared_from_this<Forward> {
  public:
    Forward(asio::io_context& io, const HttpLimits& limits, const ForwardedQuestion& question, HttpAnswer otherwise,
            std::function<void(HttpAnswer)> done)
        : limits_(limits),
          resolver_(io),
          stream_(Tcp::socket{io}, limits.other_nodes),
          timer_(io),
          otherwise_(std::move(otherwise)),
          done_(std::move(done)) {
        request_.method(otherwise_.forward_body.empty() ? http::verb::get : http::verb::post);
        request_.target(question.target);
        if (!question.accept.empty()) request_.set(http::field::accept, question.accept);
        request_.set(http::field::host, otherwise_.forward_to);
        if (!question.request_id.empty())
            request_.set(beast::string_view{request_id_header.data(), request_id_header.size()}, question.request_id);
        request_.set(beast::string_view{forwarded_header.data(), forwarded_header.size()}, "1");
        for (const auto& [name, value] : otherwise_.forward_headers)
            if (!value.empty()) request_.set(name, value);
        if (!otherwise_.forward_body.empty()) {
            request_.set(http::field::content_type, beast::string_view{json_type.data(), json_type.size()});
            request_.body() = std::move(otherwise_.forward_body);
            request_.prepare_payload();
        }
        request_.keep_alive(false);
        parser_.header_limit(limits_.header_bytes_max);
        parser_.body_limit(limits_.forwarded_bytes_max);
    }

    void start() {
        // Finding the name cannot be cut short, so it is not waited for either.
        timer_.expires_after(limits_.connect_time);
        timer_.async_wait([self = shared_from_this()](error_code error) {
            if (!error) self->give_up("no connection in time");
        });
        const auto [host, port] = host_and_port(otherwise_.forward_to);
        resolver_.async_resolve(host, port, [self = shared_from_this()](error_code error, const auto& found) {
            if (self->failed(error)) return;
            self->stream_.tcp().async_connect(found, [self](error_code wrong, const Tcp::endpoint&) {
                if (!self->failed(wrong)) self->encrypt();
            });
        });
    }

  private:
    // The other node proves that it is the host that its address names.
    void encrypt() {
        if (!stream_.encrypted()) return send();
        expect_host(stream_, host_and_port(otherwise_.forward_to).first);
        stream_.async_handshake(asio::ssl::stream_base::client, [self = shared_from_this()](error_code wrong) {
            if (!self->failed(wrong)) self->send();
        });
    }
    void send() {
        timer_.cancel();
        stream_.expires_after(limits_.forward_time);
        http::async_write(stream_, request_, [self = shared_from_this()](error_code error, std::size_t) {
            if (self->failed(error)) return;
            http::async_read(self->stream_, self->buffer_, self->parser_, [self](error_code wrong, std::size_t) {
                if (!self->failed(wrong)) self->finish(self->answer());
            });
        });
    }
    [[nodiscard]] HttpAnswer answer() {
        auto response = parser_.release();
        HttpAnswer answer;
        answer.status = response.result_int();
        answer.path = otherwise_.path;
        answer.user = otherwise_.user;
        const auto type = response[http::field::content_type];
        answer.content_type = {type.data(), type.size()};
        for (const char* name :
             {"ETag", "Tally-Division", "Tally-Position", "Tally-Owner-Epoch", "Tally-Finding", "Retry-After"})
            if (const auto value = response[name]; !value.empty())
                answer.headers.emplace_back(name, std::string{value.data(), value.size()});
        answer.body = std::move(response.body());
        return answer;
    }
    bool failed(error_code error) {
        if (error) give_up(error.message());
        return error.failed() || !done_;
    }
    void give_up(const std::string& why) {
        if (!done_) return;
        spdlog::warn("the owner at {} does not answer: {}", otherwise_.forward_to, why);
        finish(std::move(otherwise_));
    }
    void finish(HttpAnswer answer) {
        timer_.cancel();
        resolver_.cancel();
        stream_.close();
        // What is still to be called finds that it is done.
        if (auto done = std::exchange(done_, nullptr)) done(std::move(answer));
    }

    const HttpLimits limits_;
    Tcp::resolver resolver_;
    HttpStream stream_;
    asio::steady_timer timer_;
    beast::flat_buffer buffer_;
    http::request<http::string_body> request_;
    http::response_parser<http::string_body> parser_;
    HttpAnswer otherwise_;
    std::function<void(HttpAnswer)> done_;
};

}  // namespace

void forward(asio::io_context& io, const HttpLimits& limits, const ForwardedQuestion& question, HttpAnswer otherwise,
             std::function<void(HttpAnswer)> done) {
    std::make_shared<Forward>(io, limits, question, std::move(otherwise), std::move(done))->start();
}

}  // namespace tally::tools
