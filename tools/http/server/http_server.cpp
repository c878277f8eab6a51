#include "tools/http/server/http_server.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <charconv>
#include <exception>
#include <fmt/format.h>
#include <limits>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <unordered_set>
#include <utility>

#include "eventstore/program_log.h"
#include "tools/http/client/http_forward.h"
#include "tools/http/server/exchange_pipe.h"
#include "tools/http/server/head_fields.h"
#include "tools/http/server/http_stream.h"
#include "tools/http/server/request_head.h"
#include "tools/http/server/response_head.h"
#include "tools/http/server/stream_pipe.h"

namespace tally::tools {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;
using Tcp = asio::ip::tcp;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds accept_pause{100};  // Where the machine has no socket left.
constexpr std::chrono::milliseconds drain_time{1'000};
constexpr std::size_t drain_bytes_max = 256 << 10;
// How late a connection that is too slow may be closed, as a part of the shortest time that it has.
constexpr int looks_in_time = 8;
constexpr std::chrono::milliseconds look_pause_max{500};
constexpr Clock::time_point never = Clock::time_point::max();

constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
// A read takes what has come; of one line of a chunked body, or its trailer, no more than fits in beside it.
constexpr std::size_t buffer_bytes_beside_header = 64 << 10;

std::string_view view_of(beast::string_view text) {
    return {text.data(), text.size()};
}

tl::expected<Tcp::endpoint, std::string> endpoint_of(std::string_view listen) {
    const auto wrong = [&](std::string_view problem) {
        return tl::unexpected("'" + std::string{listen} + "' " + std::string{problem} +
                              ": give an address and a port, such as 127.0.0.1:8090 or [::1]:8090");
    };
    const auto colon = listen.rfind(':');
    if (colon == std::string_view::npos) return wrong("has no port");
    std::string host{listen.substr(0, colon)};
    const auto digits = listen.substr(colon + 1);
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (error != std::errc{} || end != digits.data() + digits.size()) return wrong("has no port from 0 to 65535");
    if (host == "localhost") host = "127.0.0.1";
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    error_code not_an_address;
    const auto address = asio::ip::make_address(host, not_an_address);
    if (not_an_address) return wrong("has no numeric address");
    return Tcp::endpoint{address, port};
}

}  // namespace

// Sockets and all that is said of them belong to one thread, which never waits for an answer.
class HttpServer::Core {
  public:
    Core(HttpHandler& handler, HttpLimits limits, std::shared_ptr<HttpTls> tls)
        : handler_(handler),
          limits_(std::move(limits)),
          tls_(std::move(tls)),
          acceptor_(io_),
          pause_(io_),
          last_(io_),
          look_(io_),
          readers_(limits_.answering_threads),
          slow_(limits_.slow_threads),
          watcher_(1),
          exchanges_(limits_.exchanges_max),
          outbox_(std::make_shared<Outbox>(this)) {
        const auto most = [this](HttpLane lane) -> std::size_t& { return loads_[static_cast<std::size_t>(lane)].max; };
        most(HttpLane::operators) = std::numeric_limits<std::size_t>::max();
        most(HttpLane::quick) = limits_.waiting_questions_max;
        most(HttpLane::slow) = limits_.slow_questions_max;
        most(HttpLane::commands) = limits_.commands_max;
    }
    ~Core() { stop(); }

    tl::expected<void, std::string> start(std::string_view listen);
    void stop();
    [[nodiscard]] Tcp::endpoint endpoint() const { return endpoint_; }
    [[nodiscard]] bool encrypts() const { return tls_ != nullptr; }

  private:
    class Session;
    class Reply;
    // The way from replies, which may outlive the core, to its thread.
    struct Outbox {
        explicit Outbox(Core* to) : core(to) {}
        std::mutex mutex;
        Core* core;  // Null: it has stopped.
    };
    // A request that was handed out and is not answered yet.
    struct Asked {
        HttpLane lane;
        std::function<void(HttpAnswer)> use;
        asio::executor_work_guard<asio::io_context::executor_type> working;
    };
    // How many requests of a lane are under way, and how many may be.
    struct LaneLoad {
        std::size_t max = 0;
        std::size_t under_way = 0;
    };

    void accept();
    void end(Session*);
    void count_connections() { handler_.load().connections = sessions_.size(); }
    [[nodiscard]] Session* longest_idle() const;
    // Closes what is too slow, now and then while there are connections. A timer of its own for each read and write
    // would cost as much as the read and the write.
    void look_at_times();
    void finish();
    void answer(HttpRequest, HttpLane, std::function<void(HttpAnswer)> use);
    void deliver(std::uint64_t number, HttpAnswer);
    // False: too many go on.
    [[nodiscard]] bool exchange(HttpRequest, const std::shared_ptr<Session>&);
    // Brings this thread to look at the session again; from any thread, and also when either is gone.
    [[nodiscard]] std::function<void()> stirring(const std::shared_ptr<Session>&);
    [[nodiscard]] asio::thread_pool& threads_of(HttpLane);
    void refresh();

    HttpHandler& handler_;
    const HttpLimits limits_;
    const std::shared_ptr<HttpTls> tls_;
    Tcp::endpoint endpoint_;
    // Outlive io_: sessions that were cut off end with it.
    std::unordered_set<Session*> sessions_;
    bool accepting_ = false;
    bool looking_ = false;
    bool stopping_ = false;
    bool stopped_ = false;
    std::array<LaneLoad, 4> loads_;
    unsigned exchanges_under_way_ = 0;
    bool refreshing_ = false;

    asio::io_context io_{1};
    Tcp::acceptor acceptor_;
    asio::steady_timer pause_;
    asio::steady_timer last_;
    asio::steady_timer look_;
    asio::thread_pool readers_;
    asio::thread_pool slow_;
    asio::thread_pool watcher_;
    asio::thread_pool exchanges_;
    std::thread thread_;
    std::shared_ptr<Outbox> outbox_;
    // By number; they hold sessions, and so end before them.
    std::map<std::uint64_t, Asked> asked_;
    std::uint64_t next_number_ = 0;
};

class HttpServer::Core::Reply final : public HttpReply {
  public:
    Reply(std::shared_ptr<Outbox> outbox, std::uint64_t number) : outbox_(std::move(outbox)), number_(number) {}
    ~Reply() override {
        if (!given_) send(no_answer());
    }
    Reply(const Reply&) = delete;
    Reply& operator=(const Reply&) = delete;

    void send(HttpAnswer answer) override {
        if (given_.exchange(true)) return;
        if (answer.user.empty()) answer.user = user_;
        to_core([&](Core& core) {
            asio::post(core.io_, [&core, number = number_, answer = std::move(answer)]() mutable {
                core.deliver(number, std::move(answer));
            });
        });
    }
    void send_made_by(std::function<HttpAnswer()> make) override {
        if (given_.exchange(true)) return;
        to_core([&](Core& core) {
            asio::post(core.readers_, [outbox = outbox_, number = number_, user = user_, make = std::move(make)] {
                Reply reply{outbox, number};
                reply.signed_in(user);
                reply.send(made_by(make));
            });
        });
    }
    void signed_in(std::string_view user) override { user_ = std::string{user}; }
    [[nodiscard]] static HttpAnswer no_answer() {
        return http_problem(500, "no answer could be made: see the log of this program");
    }

  private:
    static HttpAnswer made_by(const std::function<HttpAnswer()>& make) {
        try {
            return make();
        } catch (const std::exception& thrown) {
            spdlog::error("http: no answer: {}", thrown.what());
            return no_answer();
        }
    }
    template <class Use>
    void to_core(const Use& use) {
        const std::lock_guard lock{outbox_->mutex};
        if (outbox_->core != nullptr) use(*outbox_->core);
    }

    const std::shared_ptr<Outbox> outbox_;
    const std::uint64_t number_;
    std::string user_;
    std::atomic<bool> given_ = false;
};

class HttpServer::Core::Session : public std::enable_shared_from_this<Session> {
  public:
    Session(Core& core, Tcp::socket socket)
        : core_(core),
          stream_(std::move(socket), core.tls_ ? core.tls_->context() : nullptr),
          buffer_(core.limits_.header_bytes_max + buffer_bytes_beside_header) {
        core_.sessions_.insert(this);
        core_.look_at_times();
        core_.count_connections();
        ++core_.handler_.load().connections_total;
        error_code gone;
        const auto client = stream_.socket().remote_endpoint(gone);
        if (gone) return;
        client_ = client.address().to_string();
        from_loopback_ = client.address().is_loopback();
    }
    ~Session() {
        lose_stream();
        core_.end(this);
    }

    // An encrypted connection is idle until both sides agree on how it is.
    void begin() {
        if (!stream_.encrypted()) return read();
        parser_.emplace();
        begin_reading();
        stream_.async_handshake(asio::ssl::stream_base::server, [self = shared_from_this()](error_code error) {
            self->reading_ = false;
            error ? self->close() : self->read();
        });
    }
    void read() {
        parser_.emplace();
        parser_->header_limit(core_.limits_.header_bytes_max);
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
    [[nodiscard]] bool idle() const { return reading_ && !parser_->got_some() && buffer_.size() == 0; }
    [[nodiscard]] Clock::time_point idle_since() const { return idle_since_; }
    // Too slow in what it reads or writes: to be closed.
    [[nodiscard]] bool late(Clock::time_point now) const { return read_by_ < now || written_by_ < now; }
    // Closes at once where no answer is awaited, otherwise after the answer.
    void stop() {
        if (idle()) close();
        if (pipe_) pipe_->stop_reading();
        ending_ = true;
        write_stream();
    }
    void close() {
        const auto last = std::move(kept_);
        reading_ = false;
        read_by_ = written_by_ = never;
        if (pipe_) pipe_->lost();
        lose_stream();
        stream_.close();
    }
    // The io_context has ended. The session lives no longer than what is returned.
    [[nodiscard]] std::shared_ptr<Session> cut_off() {
        if (pipe_) pipe_->lost();
        lose_stream();
        return std::move(kept_);
    }
    // There is something for the sockets to do in the exchange.
    void stir() {
        write_stream();
        if (!pipe_) return;
        if (reading_piece_paused_) read_piece();
        write_pieces();
    }

  private:
    void begin_reading() {
        reading_ = true;
        idle_since_ = Clock::now();
        read_by_ = idle_since_ + core_.limits_.request_time;
    }
    // The head counts as it came: what follows a body in chunks (the trailer) changes nothing in it.
    void read_body() {
        request_ = {};
        if (!take_header(request_)) return;
        place_ = core_.handler_.place_of(request_.target);
        if (place_.exchange) return begin_exchange();
        const auto bytes_max = std::min(place_.body_bytes_max, core_.limits_.body_bytes_max);
        if (const auto length = parser_->content_length(); length && *length > bytes_max)
            return body_too_long(bytes_max);
        parser_->body_limit(bytes_max);
        const auto expected = parser_->get()[http::field::expect];
        if (expected.empty() || parser_->is_done()) return read_rest();
        if (!beast::iequals(expected, "100-continue")) return refuse(417, "Expect: only 100-continue is known here");
        asio::async_write(stream_, asio::buffer(go_on), [self = shared_from_this()](error_code error, std::size_t) {
            if (error) return self->close();
            self->read_rest();
        });
    }
    void read_rest() {
        if (parser_->is_done()) return ask();
        http::async_read(stream_, buffer_, *parser_, [self = shared_from_this()](error_code error, std::size_t) {
            self->asked_at_ = Clock::now();
            if (error) return self->cannot_read(error);
            self->ask();
        });
    }
    // The rest of the request is not read, so the connection ends with the answer.
    void refuse(unsigned status, std::string_view detail) { refuse_with(http_problem(status, detail)); }
    void refuse_with(HttpAnswer answer) {
        keep_alive_ = false;
        head_ = false;
        drain_ = true;
        send(std::move(answer));
    }
    // Of the header. False: it was refused.
    [[nodiscard]] bool take_header(HttpRequest& request) {
        const auto& message = parser_->get();
        method_ = std::string{view_of(message.method_string())};
        keep_alive_ = message.keep_alive();
        old_version_ = message.version() < 11;
        head_ = message.method() == http::verb::head;
        HeadFields fields{request, {old_version_, false, {}}};
        for (const auto& field : message)
            fields.take(field.name(), view_of(field.name_string()), view_of(field.value()));
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
            if (auto wrong = wrong_with_host(asked, core_.limits_.host_names, stream_.encrypted())) {
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
    void ask() {
        read_by_ = never;
        auto request = std::move(request_);
        request.body = std::move(parser_->get().body());
        ForwardedQuestion asked{request.target, request.accept, request.request_id};
        core_.answer(std::move(request), place_.lane,
                     [self = shared_from_this(), asked = std::move(asked)](HttpAnswer answer) {
                         if (answer.forward_to.empty()) return self->send(std::move(answer));
                         forward(self->core_.io_, self->core_.limits_, asked, std::move(answer),
                                 [self](HttpAnswer told) { self->send(std::move(told)); });
                     });
    }

    // --- An exchange
    void begin_exchange() {
        auto request = std::move(request_);
        exchange_path_ = request.target.substr(0, request.target.find('?'));
        if (old_version_) return refuse(400, "this path answers piece by piece, which HTTP/1.0 cannot: use HTTP/1.1");
        if (auto wrong = core_.handler_.wrong_with_exchange(request)) return refuse_with(std::move(*wrong));
        const auto expected = parser_->get()[http::field::expect];
        const bool asks_first = !expected.empty() && !parser_->is_done();
        if (asks_first && !beast::iequals(expected, "100-continue"))
            return refuse(417, "Expect: only 100-continue is known here");
        if (core_.stopping_ || !core_.exchange(std::move(request), shared_from_this()))
            return refuse_with(http_unavailable("there are more batches than are served at once: try again"));
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
    void begin_writing() {
        writing_ = true;
        written_by_ = Clock::now() + core_.limits_.write_time;
    }
    void end_writing() {
        writing_ = false;
        written_by_ = never;
    }
    void start_pieces() {
        read_piece();
        write_pieces();
    }
    void read_piece() {
        reading_piece_paused_ = false;
        if (pieces_->is_done()) return pipe_->body_ended();
        if (!pipe_->wants_more()) {
            reading_piece_paused_ = true;
            return;
        }
        auto& body = pieces_->get().body();
        body.data = piece_.data();
        body.size = piece_.size();
        read_by_ = Clock::now() + core_.limits_.piece_time;
        http::async_read_some(stream_, buffer_, *pieces_, [self = shared_from_this()](error_code error, std::size_t) {
            self->read_by_ = never;
            if (error && error != http::error::need_buffer) return self->close();
            if (!self->pipe_) return;
            self->pipe_->arrived({self->piece_.data(), self->piece_.size() - self->pieces_->get().body().size});
            self->read_piece();
        });
    }
    // The header goes with the first piece.
    void write_pieces() {
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
    [[nodiscard]] std::string exchange_header() const {
        HttpAnswer answer;
        answer.content_type = json_lines_type;
        return head_text({answer, request_id_, stream_.encrypted(), {}, goes_on() ? "" : "close"});
    }
    // Says what became of the request.
    void count(std::string_view path, unsigned status, std::uint64_t bytes, std::string_view user) const {
        const auto took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - asked_at_).count();
        core_.handler_.answered({request_id_, method_, path, status,
                                 static_cast<std::uint64_t>(std::max<std::int64_t>(took, 0)), bytes, user});
    }
    [[nodiscard]] bool goes_on() const { return keep_alive_ && !core_.stopping_; }
    void end_exchange() {
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

    // --- An answer without an end
    void begin_stream(HttpAnswer answer) {
        keep_alive_ = false;
        streamed_ = std::move(answer.stream);
        if (old_version_) {
            lose_stream();
            return send(http_problem(400, "this path answers piece by piece, which HTTP/1.0 cannot: use HTTP/1.1"));
        }
        count(answer.path, answer.status, 0, answer.user);
        chunk_ = head_text({answer, request_id_, stream_.encrypted(), {}, "close"});
        ending_ = core_.stopping_;
        streamed_->begin(core_.stirring(shared_from_this()));
        watch();
        write_stream();
    }
    // What the client says meanwhile is passed over; that it has left is seen.
    void watch() {
        stream_.async_read_some(asio::buffer(drained_),
                                [self = shared_from_this()](error_code error, std::size_t size) {
                                    self->drained_bytes_ += size;
                                    if (error || self->drained_bytes_ > drain_bytes_max) return self->close();
                                    self->watch();
                                });
    }
    // A client that does not take a piece in time is closed: what waits for it stays below StreamPipe::bytes_max.
    void write_stream() {
        if (writing_ || !streamed_) return;
        const auto out = streamed_->take();
        const bool last = out.finished || ending_;
        if (!out.bytes.empty()) chunk_ += fmt::format("{:x}\r\n", out.bytes.size()) + out.bytes + "\r\n";
        if (last) chunk_ += "0\r\n\r\n";
        if (chunk_.empty()) return;
        begin_writing();
        asio::async_write(stream_, asio::buffer(chunk_),
                          [self = shared_from_this(), last](error_code error, std::size_t) {
                              self->end_writing();
                              self->chunk_.clear();
                              if (error || last) return self->close();
                              self->write_stream();
                          });
    }
    void lose_stream() {
        if (const auto lost = std::exchange(streamed_, nullptr)) lost->lost();
    }

    void body_too_long(std::uint64_t bytes_max) {
        refuse(413, "the body is longer than " + std::to_string(bytes_max) +
                        " bytes, which is the most that this path takes: send less at once");
    }
    void cannot_read(error_code error) {
        keep_alive_ = false;
        head_ = false;
        drain_ = true;
        if (error == http::error::buffer_overflow && parser_->is_header_done())
            return send(http_problem(400, "a chunk's size with its extension, or the trailer, is longer than " +
                                              std::to_string(buffer_.max_size()) + " bytes: leave them out"));
        if (error == http::error::header_limit || error == http::error::buffer_overflow)
            return send(http_problem(431, "path and headers are longer than " +
                                              std::to_string(core_.limits_.header_bytes_max) +
                                              " bytes: ask for less at once"));
        if (error == http::error::body_limit)
            return body_too_long(std::min(place_.body_bytes_max, core_.limits_.body_bytes_max));
        const bool nonsense = error.category() == http::make_error_code(http::error::bad_method).category() &&
                              error != http::error::end_of_stream && error != http::error::partial_message;
        if (nonsense) return send(http_problem(400, "this is not an HTTP/1.1 request (" + error.message() + ")"));
        close();  // Gone, or too slow.
    }
    void send(HttpAnswer answer) {
        if (answer.stream) return begin_stream(std::move(answer));
        read_by_ = never;
        if (request_id_.empty()) request_id_ = request_id_of({});
        if (answer.content_type == problem_type) answer.body = with_instance(std::move(answer.body), request_id_);
        count(answer.path, answer.status, answer.body.size(), answer.user);
        keep_alive_ = keep_alive_ && !core_.stopping_;
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
            if (self->keep_alive_ && !self->core_.stopping_) return self->read();
            error_code ignored;
            self->stream_.socket().shutdown(Tcp::socket::shutdown_send, ignored);
            if (!self->drain_) return self->close();
            self->read_by_ = Clock::now() + drain_time;
            self->drain();
        });
    }
    // Closing a socket with unread bytes would discard the answer before the client has it.
    void drain() {
        stream_.async_read_some(asio::buffer(drained_),
                                [self = shared_from_this()](error_code error, std::size_t size) {
                                    self->drained_bytes_ += size;
                                    if (error || self->drained_bytes_ > drain_bytes_max) return self->close();
                                    self->drain();
                                });
    }

    Core& core_;
    HttpStream stream_;
    std::string known_host_;  // That was found to be one of this server's.
    std::string client_;      // Address of the other end; empty: it has left already.
    bool from_loopback_ = false;
    beast::flat_buffer buffer_;
    std::optional<http::request_parser<http::string_body>> parser_;
    HttpRequest request_;     // Its head, while the body is read,
    HttpPlace place_;         // and how it is taken.
    std::string request_id_;  // Of the request under way, as is its method.
    std::string method_;
    Clock::time_point asked_at_;
    Clock::time_point idle_since_;
    Clock::time_point read_by_ = never;
    Clock::time_point written_by_ = never;
    bool reading_ = false;
    bool keep_alive_ = false;
    bool old_version_ = false;
    bool head_ = false;
    bool drain_ = false;
    std::size_t drained_bytes_ = 0;
    std::array<char, 4096> drained_{};

    // While an exchange goes on.
    std::shared_ptr<Session> kept_;  // Itself: at times nothing else waits for the sockets.
    std::shared_ptr<ExchangePipe> pipe_;
    std::optional<http::request_parser<http::buffer_body>> pieces_;
    std::string exchange_path_;
    std::uint64_t exchange_bytes_ = 0;
    std::string chunk_;  // What is being written, the head of an answer, too,
    std::string body_;   // and its body.
    std::array<char, 16'384> piece_{};
    bool reading_piece_paused_ = false;
    bool writing_ = false;
    bool exchange_begun_ = false;
    // Of an answer without an end.
    std::shared_ptr<StreamPipe> streamed_;
    bool ending_ = false;
    friend class Core;
};

tl::expected<void, std::string> HttpServer::Core::start(std::string_view listen) {
    auto wanted = endpoint_of(listen);
    if (!wanted) return tl::unexpected(wanted.error());
    error_code error;
    acceptor_.open(wanted->protocol(), error);
    if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor_.bind(*wanted, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (!error) endpoint_ = acceptor_.local_endpoint(error);
    if (error)
        return tl::unexpected("cannot listen on " + std::string{listen} + ": " + error.message() +
                              ": give an address of this machine's and a free port (0: any)");
    accept();
    thread_ = std::thread{[this] {
        for (;;) {
            try {
                io_.run();
                return;
            } catch (const std::exception& thrown) {
                // Out of memory for one connection; the others go on.
                spdlog::error("http: {}", thrown.what());
            }
        }
    }};
    return {};
}

void HttpServer::Core::accept() {
    if (accepting_ || stopping_) return;
    if (sessions_.size() >= limits_.connections_max && longest_idle() == nullptr) return;
    accepting_ = true;
    acceptor_.async_accept([this](error_code error, Tcp::socket socket) {
        accepting_ = false;
        if (stopping_) return;
        if (!error) {
            error_code ignored;
            socket.set_option(Tcp::no_delay(true), ignored);
            if (sessions_.size() >= limits_.connections_max)
                if (auto* idle = longest_idle()) idle->close();
            std::make_shared<Session>(*this, std::move(socket))->begin();
            return accept();
        }
        spdlog::warn("http: cannot accept a connection: {}", error.message());
        pause_.expires_after(accept_pause);
        pause_.async_wait([this](error_code stopped) {
            if (!stopped) accept();
        });
    });
}

// Null: every connection has a request under way.
HttpServer::Core::Session* HttpServer::Core::longest_idle() const {
    Session* found = nullptr;
    for (auto* session : sessions_)
        if (session->idle() && (found == nullptr || session->idle_since() < found->idle_since())) found = session;
    return found;
}

void HttpServer::Core::look_at_times() {
    if (looking_ || sessions_.empty()) return;
    looking_ = true;
    const auto shortest = std::min({limits_.request_time, limits_.piece_time, limits_.write_time, drain_time});
    look_.expires_after(std::min(shortest / looks_in_time, look_pause_max));
    look_.async_wait([this](error_code stopped) {
        looking_ = false;
        std::vector<std::shared_ptr<Session>> late;
        for (const auto now = Clock::now(); auto* session : sessions_)
            if (!stopped && session->late(now)) late.push_back(session->shared_from_this());
        for (const auto& session : late) session->close();
        late.clear();
        look_at_times();
    });
}

void HttpServer::Core::end(Session* session) {
    sessions_.erase(session);
    count_connections();
    if (stopped_) return;
    if (sessions_.empty()) look_.cancel();
    accept();
    if (stopping_ && sessions_.empty()) last_.cancel();
}

asio::thread_pool& HttpServer::Core::threads_of(HttpLane lane) {
    switch (lane) {
        case HttpLane::operators:
            return watcher_;
        case HttpLane::slow:
            return slow_;
        case HttpLane::quick:
        case HttpLane::commands:
            break;
    }
    return readers_;
}

// On the thread of the sockets.
void HttpServer::Core::answer(HttpRequest request, HttpLane lane, std::function<void(HttpAnswer)> use) {
    auto& load = loads_[static_cast<std::size_t>(lane)];
    if (load.under_way >= load.max) {
        ++handler_.load().turned_away_total;
        return use(http_unavailable("there are more requests than are answered: try again"));
    }
    handler_.load().under_way[static_cast<std::size_t>(lane)] = ++load.under_way;
    const auto number = next_number_++;
    asked_.emplace(number, Asked{lane, std::move(use), asio::make_work_guard(io_)});
    asio::post(threads_of(lane),
               [this, request = std::move(request), reply = std::make_shared<Reply>(outbox_, number)] {
                   try {
                       handler_.answer(request, reply);
                   } catch (const std::exception& thrown) {
                       spdlog::error("http: no answer: {}", thrown.what());
                       reply->send(Reply::no_answer());
                   }
               });
}

// On the thread of the sockets.
void HttpServer::Core::deliver(std::uint64_t number, HttpAnswer answer) {
    const auto found = asked_.find(number);
    if (found == asked_.end()) return;
    const Asked asked = std::move(found->second);
    asked_.erase(found);
    const auto lane = static_cast<std::size_t>(asked.lane);
    handler_.load().under_way[lane] = --loads_[lane].under_way;
    if (asked.lane == HttpLane::operators) refresh();
    asked.use(std::move(answer));
}

std::function<void()> HttpServer::Core::stirring(const std::shared_ptr<Session>& session) {
    return [outbox = outbox_, weak = std::weak_ptr{session}] {
        const std::lock_guard lock{outbox->mutex};
        if (outbox->core == nullptr) return;
        asio::post(outbox->core->io_, [weak] {
            if (const auto one = weak.lock()) one->stir();
        });
    };
}

// On the thread of the sockets.
bool HttpServer::Core::exchange(HttpRequest request, const std::shared_ptr<Session>& session) {
    if (exchanges_under_way_ >= limits_.exchanges_max) {
        ++handler_.load().turned_away_total;
        return false;
    }
    handler_.load().exchanges = ++exchanges_under_way_;
    const auto to_session = [outbox = outbox_, weak = std::weak_ptr{session}](const auto& use) {
        const std::lock_guard lock{outbox->mutex};
        if (outbox->core == nullptr) return;
        asio::post(outbox->core->io_, [core = outbox->core, weak, use] { use(*core, weak.lock()); });
    };
    session->pipe_ = std::make_shared<ExchangePipe>([to_session] {
        to_session([](Core&, const std::shared_ptr<Session>& one) {
            if (one) one->stir();
        });
    });
    asio::post(exchanges_, [this, to_session, request = std::move(request), pipe = session->pipe_,
                            working = asio::make_work_guard(io_)] {
        bool whole = false;
        try {
            whole = handler_.exchange(request, pipe);
        } catch (const std::exception& thrown) {
            spdlog::error("http: an exchange broke off: {}", thrown.what());
        }
        pipe->finish(whole);
        to_session([](Core& core, const std::shared_ptr<Session>&) {
            core.handler_.load().exchanges = --core.exchanges_under_way_;
        });
    });
    return true;
}

// On the thread of the sockets.
void HttpServer::Core::refresh() {
    if (refreshing_ || stopping_) return;
    refreshing_ = true;
    asio::post(slow_, [this, working = asio::make_work_guard(io_)] {
        try {
            handler_.refresh();
        } catch (const std::exception& thrown) {
            spdlog::error("http: figures were not updated: {}", thrown.what());
        }
        asio::post(io_, [this] { refreshing_ = false; });
    });
}

// On the thread of the sockets.
void HttpServer::Core::finish() {
    stopping_ = true;
    error_code ignored;
    acceptor_.close(ignored);
    pause_.cancel();
    if (sessions_.empty()) return;
    for (auto* session : sessions_) session->stop();
    last_.expires_after(limits_.stop_time);
    last_.async_wait([this](error_code all_gone) {
        if (!all_gone) io_.stop();
    });
}

void HttpServer::Core::stop() {
    if (!thread_.joinable()) return;
    asio::post(io_, [this] { finish(); });
    thread_.join();
    stopped_ = true;
    {
        const std::lock_guard lock{outbox_->mutex};
        outbox_->core = nullptr;
    }
    std::vector<std::shared_ptr<Session>> cut_off;
    for (auto* session : sessions_) cut_off.push_back(session->cut_off());
    cut_off.clear();
    // Questions whose connections are closed are not begun.
    for (auto* lane : {&readers_, &slow_, &watcher_, &exchanges_}) lane->stop();
    for (auto* lane : {&readers_, &slow_, &watcher_, &exchanges_}) lane->join();
}

HttpServer::HttpServer(std::unique_ptr<Core> core) : core_(std::move(core)) {}
HttpServer::~HttpServer() = default;

tl::expected<std::unique_ptr<HttpServer>, std::string> HttpServer::start(std::string_view listen, HttpHandler& handler,
                                                                         HttpLimits limits,
                                                                         std::shared_ptr<HttpTls> tls) try {
    auto core = std::make_unique<Core>(handler, std::move(limits), std::move(tls));
    if (auto started = core->start(listen); !started) return tl::unexpected(started.error());
    return std::unique_ptr<HttpServer>{new HttpServer{std::move(core)}};
} catch (const std::exception& thrown) {
    return tl::unexpected("cannot serve on " + std::string{listen} + ": " + thrown.what());
}

void HttpServer::stop() {
    core_->stop();
}
std::string HttpServer::address() const {
    const auto endpoint = core_->endpoint();
    const auto host = endpoint.address().to_string();
    return (endpoint.address().is_v6() ? "[" + host + "]" : host) + ":" + std::to_string(endpoint.port());
}
std::string HttpServer::url() const {
    return (core_->encrypts() ? "https://" : "http://") + address();
}
bool HttpServer::only_this_machine() const {
    return core_->endpoint().address().is_loopback();
}

}  // namespace tally::tools
