#include "tools/http/server/http_session.h"

#include <algorithm>
#include <boost/asio/write.hpp>
#include <fmt/format.h>
#include <utility>

#include "tools/http/client/http_forward.h"
#include "tools/http/server/head_fields.h"
#include "tools/http/server/http_core.h"
#include "tools/http/server/request_head.h"
#include "tools/http/server/response_head.h"

namespace tally::tools {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;
using Tcp = asio::ip::tcp;

constexpr std::size_t drain_bytes_max = 256 << 10;
constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
// A read takes what has come; of one line of a chunked body, or its trailer, no more than fits in beside it.
constexpr std::size_t buffer_bytes_beside_header = 64 << 10;
constexpr HttpSession::Clock::time_point never = HttpSession::Clock::time_point::max();

std::string_view view_of(beast::string_view text) {
    return {text.data(), text.size()};
}

}  // namespace

HttpSession::HttpSession(HttpCore& core, Tcp::socket socket)
    : core_(core),
      stream_(std::move(socket), core.tls()),
      buffer_(core.limits().header_bytes_max + buffer_bytes_beside_header) {
    core_.begin(this);
    error_code gone;
    const auto client = stream_.socket().remote_endpoint(gone);
    if (gone) return;
    client_ = client.address().to_string();
    from_loopback_ = client.address().is_loopback();
}

HttpSession::~HttpSession() {
    lose_stream();
    core_.end(this);
}

void HttpSession::begin() {
    if (!stream_.encrypted()) return read();
    parser_.emplace();
    begin_reading();
    stream_.async_handshake(asio::ssl::stream_base::server, [self = shared_from_this()](error_code error) {
        self->reading_ = false;
        error ? self->close() : self->read();
    });
}

void HttpSession::read() {
    parser_.emplace();
    parser_->header_limit(core_.limits().header_bytes_max);
    parser_->body_limit(boost::none);  // Known once the path is.
    begin_reading();
    // There may be one to close now for one that waits to be let in.
    core_.accept();
    http::async_read_header(stream_, buffer_, *parser_, [self = shared_from_this()](error_code error, std::size_t) {
        self->reading_ = false;
        self->asked_at_ = Clock::now();
        if (error) return self->cannot_read(error);
        self->read_body();
    });
}

void HttpSession::stop() {
    if (idle()) close();
    if (pipe_) pipe_->stop_reading();
    ending_ = true;
    write_stream();
}

void HttpSession::close() {
    const auto last = std::move(kept_);
    reading_ = false;
    read_by_ = written_by_ = never;
    if (pipe_) pipe_->lost();
    lose_stream();
    stream_.close();
}

std::shared_ptr<HttpSession> HttpSession::cut_off() {
    if (pipe_) pipe_->lost();
    lose_stream();
    return std::move(kept_);
}

void HttpSession::stir() {
    write_stream();
    if (!pipe_) return;
    if (reading_piece_paused_) read_piece();
    write_pieces();
}

void HttpSession::begin_reading() {
    reading_ = true;
    idle_since_ = Clock::now();
    read_by_ = idle_since_ + core_.limits().request_time;
}

void HttpSession::read_body() {
    request_ = {};
    if (!take_header(request_)) return;
    place_ = core_.handler().place_of(request_.target);
    if (place_.exchange) return begin_exchange();
    const auto bytes_max = std::min(place_.body_bytes_max, core_.limits().body_bytes_max);
    if (const auto length = parser_->content_length(); length && *length > bytes_max) return body_too_long(bytes_max);
    parser_->body_limit(bytes_max);
    const auto expected = parser_->get()[http::field::expect];
    if (expected.empty() || parser_->is_done()) return read_rest();
    if (!beast::iequals(expected, "100-continue")) return refuse(417, "Expect: only 100-continue is known here");
    asio::async_write(stream_, asio::buffer(go_on), [self = shared_from_this()](error_code error, std::size_t) {
        if (error) return self->close();
        self->read_rest();
    });
}

void HttpSession::read_rest() {
    if (parser_->is_done()) return ask();
    http::async_read(stream_, buffer_, *parser_, [self = shared_from_this()](error_code error, std::size_t) {
        self->asked_at_ = Clock::now();
        if (error) return self->cannot_read(error);
        self->ask();
    });
}

void HttpSession::refuse(unsigned status, std::string_view detail) {
    refuse_with(http_problem(status, detail));
}

void HttpSession::refuse_with(HttpAnswer answer) {
    keep_alive_ = false;
    head_ = false;
    drain_ = true;
    send(std::move(answer));
}

bool HttpSession::take_header(HttpRequest& request) {
    const auto& message = parser_->get();
    method_ = std::string{view_of(message.method_string())};
    keep_alive_ = message.keep_alive();
    old_version_ = message.version() < 11;
    head_ = message.method() == http::verb::head;
    HeadFields fields{request, {old_version_, false, {}}};
    for (const auto& field : message) fields.take(field.name(), view_of(field.name_string()), view_of(field.value()));
    request.request_id = request_id_ = request_id_of(fields.request_id);
    if (auto wrong = wrong_with_framing(fields.framing)) {
        refuse_with(std::move(*wrong));
        return false;
    }
    if (fields.hosts > 1 || (fields.hosts == 0 && !old_version_)) {
        refuse(400, fields.hosts == 0 ? "Host: it is missing: HTTP/1.1 asks for one"
                                      : "Host: it is given more than once: give it once");
        return false;
    }
    const auto asked = host_and_target(fields.host, view_of(message.target()));
    const bool known = asked.scheme.empty() && !asked.host.empty() && asked.host == known_host_;
    if (!known && (fields.hosts == 1 || !asked.host.empty())) {
        if (auto wrong = wrong_with_host(asked, core_.limits().host_names, stream_.encrypted())) {
            refuse_with(std::move(*wrong));
            return false;
        }
        known_host_ = std::string{asked.host};
    }
    request.method = method_;
    request.target = std::string{asked.target};
    request.host = std::string{asked.host};
    request.client = client_;
    request.from_loopback = from_loopback_;
    return true;
}

void HttpSession::ask() {
    read_by_ = never;
    auto request = std::move(request_);
    request.body = std::move(parser_->get().body());
    ForwardedQuestion asked{request.target, request.accept, request.request_id};
    core_.answer(std::move(request), place_.lane,
                 [self = shared_from_this(), asked = std::move(asked)](HttpAnswer answer) {
                     if (answer.forward_to.empty()) return self->send(std::move(answer));
                     forward(self->core_.io(), self->core_.limits(), asked, std::move(answer),
                             [self](HttpAnswer told) { self->send(std::move(told)); });
                 });
}

void HttpSession::begin_exchange() {
    auto request = std::move(request_);
    exchange_path_ = request.target.substr(0, request.target.find('?'));
    if (old_version_) return refuse(400, "this path answers piece by piece, which HTTP/1.0 cannot: use HTTP/1.1");
    if (auto wrong = core_.handler().wrong_with_exchange(request)) return refuse_with(std::move(*wrong));
    const auto expected = parser_->get()[http::field::expect];
    const bool asks_first = !expected.empty() && !parser_->is_done();
    if (asks_first && !beast::iequals(expected, "100-continue"))
        return refuse(417, "Expect: only 100-continue is known here");
    pipe_ = core_.stopping() ? nullptr : core_.exchange(std::move(request), shared_from_this());
    if (!pipe_) return refuse_with(http_unavailable("there are more batches than are served at once: try again"));
    kept_ = shared_from_this();
    read_by_ = never;
    pieces_.emplace(std::move(*parser_));
    pieces_->body_limit(boost::none);
    if (!asks_first) return start_pieces();
    begin_writing();
    asio::async_write(stream_, asio::buffer(go_on), [self = shared_from_this()](error_code error, std::size_t) {
        self->end_writing();
        if (error) return self->close();
        self->start_pieces();
    });
}

void HttpSession::begin_writing() {
    writing_ = true;
    written_by_ = Clock::now() + core_.limits().write_time;
}

void HttpSession::end_writing() {
    writing_ = false;
    written_by_ = never;
}

void HttpSession::start_pieces() {
    read_piece();
    write_pieces();
}

void HttpSession::read_piece() {
    reading_piece_paused_ = false;
    if (pieces_->is_done()) return pipe_->body_ended();
    if (!pipe_->wants_more()) {
        reading_piece_paused_ = true;
        return;
    }
    auto& body = pieces_->get().body();
    body.data = piece_.data();
    body.size = piece_.size();
    read_by_ = Clock::now() + core_.limits().piece_time;
    http::async_read_some(stream_, buffer_, *pieces_, [self = shared_from_this()](error_code error, std::size_t) {
        self->read_by_ = never;
        if (error && error != http::error::need_buffer) return self->close();
        if (!self->pipe_) return;
        self->pipe_->arrived({self->piece_.data(), self->piece_.size() - self->pieces_->get().body().size});
        self->read_piece();
    });
}

void HttpSession::write_pieces() {
    if (writing_) return;
    auto out = pipe_->take();
    if (out.bytes.empty() && !out.finished) return;
    if (out.finished && !out.whole && out.bytes.empty()) return close();
    chunk_ = exchange_begun_ ? std::string{} : exchange_header();
    exchange_begun_ = true;
    exchange_bytes_ += out.bytes.size();
    if (!out.bytes.empty()) chunk_ += fmt::format("{:x}\r\n", out.bytes.size()) + out.bytes + "\r\n";
    if (out.finished && out.whole) chunk_ += "0\r\n\r\n";
    begin_writing();
    asio::async_write(
        stream_, asio::buffer(chunk_),
        [self = shared_from_this(), out_finished = out.finished, whole = out.whole](error_code error, std::size_t) {
            self->end_writing();
            if (error || (out_finished && !whole)) return self->close();
            out_finished ? self->end_exchange() : self->write_pieces();
        });
}

std::string HttpSession::exchange_header() const {
    HttpAnswer answer;
    answer.content_type = json_lines_type;
    return head_text({answer, request_id_, stream_.encrypted(), {}, goes_on() ? "" : "close"});
}

void HttpSession::count(std::string_view path, unsigned status, std::uint64_t bytes, std::string_view user) const {
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - asked_at_).count();
    core_.handler().answered(
        {request_id_, method_, path, status, static_cast<std::uint64_t>(std::max<std::int64_t>(took, 0)), bytes, user});
}

bool HttpSession::goes_on() const {
    return keep_alive_ && !core_.stopping();
}

void HttpSession::end_exchange() {
    count(exchange_path_, 200, exchange_bytes_, pipe_->user());
    const bool all_read = pieces_->is_done();
    const auto last = std::move(kept_);
    pipe_.reset();
    pieces_.reset();
    exchange_begun_ = false;
    exchange_bytes_ = 0;
    request_id_.clear();
    if (goes_on() && all_read) return read();
    close();
}

void HttpSession::begin_stream(HttpAnswer answer) {
    keep_alive_ = false;
    streamed_ = std::move(answer.stream);
    if (old_version_) {
        lose_stream();
        return send(http_problem(400, "this path answers piece by piece, which HTTP/1.0 cannot: use HTTP/1.1"));
    }
    count(answer.path, answer.status, 0, answer.user);
    chunk_ = head_text({answer, request_id_, stream_.encrypted(), {}, "close"});
    ending_ = core_.stopping();
    streamed_->begin(core_.stirring(shared_from_this()));
    watch();
    write_stream();
}

void HttpSession::watch() {
    stream_.async_read_some(asio::buffer(drained_), [self = shared_from_this()](error_code error, std::size_t size) {
        self->drained_bytes_ += size;
        if (error || self->drained_bytes_ > drain_bytes_max) return self->close();
        self->watch();
    });
}

void HttpSession::write_stream() {
    if (writing_ || !streamed_) return;
    const auto out = streamed_->take();
    const bool last = out.finished || ending_;
    if (!out.bytes.empty()) chunk_ += fmt::format("{:x}\r\n", out.bytes.size()) + out.bytes + "\r\n";
    if (last) chunk_ += "0\r\n\r\n";
    if (chunk_.empty()) return;
    begin_writing();
    asio::async_write(stream_, asio::buffer(chunk_), [self = shared_from_this(), last](error_code error, std::size_t) {
        self->end_writing();
        self->chunk_.clear();
        if (error || last) return self->close();
        self->write_stream();
    });
}

void HttpSession::lose_stream() {
    if (const auto lost = std::exchange(streamed_, nullptr)) lost->lost();
}

void HttpSession::body_too_long(std::uint64_t bytes_max) {
    refuse(413, "the body is longer than " + std::to_string(bytes_max) +
                    " bytes, which is the most that this path takes: send less at once");
}

void HttpSession::cannot_read(error_code error) {
    keep_alive_ = false;
    head_ = false;
    drain_ = true;
    if (error == http::error::buffer_overflow && parser_->is_header_done())
        return send(http_problem(400, "a chunk's size with its extension, or the trailer, is longer than " +
                                          std::to_string(buffer_.max_size()) + " bytes: leave them out"));
    if (error == http::error::header_limit || error == http::error::buffer_overflow)
        return send(http_problem(431, "path and headers are longer than " +
                                          std::to_string(core_.limits().header_bytes_max) +
                                          " bytes: ask for less at once"));
    if (error == http::error::body_limit)
        return body_too_long(std::min(place_.body_bytes_max, core_.limits().body_bytes_max));
    const bool nonsense = error.category() == http::make_error_code(http::error::bad_method).category() &&
                          error != http::error::end_of_stream && error != http::error::partial_message;
    if (nonsense) return send(http_problem(400, "this is not an HTTP/1.1 request (" + error.message() + ")"));
    close();  // Gone, or too slow.
}

void HttpSession::send(HttpAnswer answer) {
    if (answer.stream) return begin_stream(std::move(answer));
    read_by_ = never;
    if (request_id_.empty()) request_id_ = request_id_of({});
    if (answer.content_type == problem_type) answer.body = with_instance(std::move(answer.body), request_id_);
    count(answer.path, answer.status, answer.body.size(), answer.user);
    keep_alive_ = keep_alive_ && !core_.stopping();
    const std::string_view connection = !keep_alive_ ? "close" : old_version_ ? "keep-alive" : "";
    chunk_ = head_text({answer, request_id_, stream_.encrypted(), answer.body.size(), connection});
    body_ = head_ ? std::string{} : std::move(answer.body);
    begin_writing();
    const std::array<asio::const_buffer, 2> pieces{asio::buffer(chunk_), asio::buffer(body_)};
    asio::async_write(stream_, pieces, [self = shared_from_this()](error_code error, std::size_t) {
        self->end_writing();
        self->chunk_.clear();
        self->body_ = {};
        if (error) return self->close();
        self->request_id_.clear();
        self->method_.clear();
        if (self->keep_alive_ && !self->core_.stopping()) return self->read();
        error_code ignored;
        self->stream_.socket().shutdown(Tcp::socket::shutdown_send, ignored);
        if (!self->drain_) return self->close();
        self->read_by_ = Clock::now() + drain_time;
        self->drain();
    });
}

void HttpSession::drain() {
    stream_.async_read_some(asio::buffer(drained_), [self = shared_from_this()](error_code error, std::size_t size) {
        self->drained_bytes_ += size;
        if (error || self->drained_bytes_ > drain_bytes_max) return self->close();
        self->drain();
    });
}

}  // namespace tally::tools
