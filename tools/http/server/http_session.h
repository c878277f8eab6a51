#pragma once
// One connection: reads requests, writes their answers, and ends where the other side is too slow or says what is not
// HTTP/1.1. Everything here is on the thread of the sockets.

#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "tools/http/server/exchange_pipe.h"
#include "tools/http/server/http_handler.h"
#include "tools/http/server/http_stream.h"
#include "tools/http/server/stream_pipe.h"

namespace tally::tools {

class HttpCore;

class HttpSession : public std::enable_shared_from_this<HttpSession> {
  public:
    using Clock = std::chrono::steady_clock;
    static constexpr std::chrono::milliseconds drain_time{1'000};

    HttpSession(HttpCore& core, boost::asio::ip::tcp::socket socket);
    ~HttpSession();

    // An encrypted connection is idle until both sides agree on how it is.
    void begin();
    void read();
    [[nodiscard]] bool idle() const { return reading_ && !parser_->got_some() && buffer_.size() == 0; }
    [[nodiscard]] Clock::time_point idle_since() const { return idle_since_; }
    // Too slow in what it reads or writes: to be closed.
    [[nodiscard]] bool late(Clock::time_point now) const { return read_by_ < now || written_by_ < now; }
    // Closes at once where no answer is awaited, otherwise after the answer.
    void stop();
    void close();
    // The io_context has ended. The session lives no longer than what is returned.
    [[nodiscard]] std::shared_ptr<HttpSession> cut_off();
    // There is something for the sockets to do in the exchange.
    void stir();

  private:
    void begin_reading();
    // The head counts as it came: what follows a body in chunks (the trailer) changes nothing in it.
    void read_body();
    void read_rest();
    // The rest of the request is not read, so the connection ends with the answer.
    void refuse(unsigned status, std::string_view detail);
    void refuse_with(HttpAnswer answer);
    // Of the header. False: it was refused.
    [[nodiscard]] bool take_header(HttpRequest& request);
    void ask();

    // --- An exchange
    void begin_exchange();
    void begin_writing();
    void end_writing();
    void start_pieces();
    void read_piece();
    // The header goes with the first piece.
    void write_pieces();
    [[nodiscard]] std::string exchange_header() const;
    // Says what became of the request.
    void count(std::string_view path, unsigned status, std::uint64_t bytes, std::string_view user) const;
    [[nodiscard]] bool goes_on() const;
    void end_exchange();

    // --- An answer without an end
    void begin_stream(HttpAnswer answer);
    // What the client says meanwhile is passed over; that it has left is seen.
    void watch();
    // A client that does not take a piece in time is closed: what waits for it stays below StreamPipe::bytes_max.
    void write_stream();
    void lose_stream();

    void body_too_long(std::uint64_t bytes_max);
    void cannot_read(boost::system::error_code error);
    void send(HttpAnswer answer);
    // Closing a socket with unread bytes would discard the answer before the client has it.
    void drain();

    HttpCore& core_;
    HttpStream stream_;
    std::string known_host_;  // That was found to be one of this server's.
    std::string client_;      // Address of the other end; empty: it has left already.
    bool from_loopback_ = false;
    boost::beast::flat_buffer buffer_;
    std::optional<boost::beast::http::request_parser<boost::beast::http::string_body>> parser_;
    HttpRequest request_;     // Its head, while the body is read,
    HttpPlace place_;         // and how it is taken.
    std::string request_id_;  // Of the request under way, as is its method.
    std::string method_;
    Clock::time_point asked_at_;
    Clock::time_point idle_since_;
    Clock::time_point read_by_ = Clock::time_point::max();
    Clock::time_point written_by_ = Clock::time_point::max();
    bool reading_ = false;
    bool keep_alive_ = false;
    bool old_version_ = false;
    bool head_ = false;
    bool drain_ = false;
    std::size_t drained_bytes_ = 0;
    std::array<char, 4096> drained_{};

    // While an exchange goes on.
    std::shared_ptr<HttpSession> kept_;  // Itself: at times nothing else waits for the sockets.
    std::shared_ptr<ExchangePipe> pipe_;
    std::optional<boost::beast::http::request_parser<boost::beast::http::buffer_body>> pieces_;
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
};

}  // namespace tally::tools
