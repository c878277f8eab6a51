#pragma once
// A connection, encrypted or not, as Boost.Beast reads and writes it. For server and client only.

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream_base.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <chrono>
#include <memory>
#include <utility>
#include <variant>

#include "tools/http/server/http_tls.h"

namespace tally::tools {

class HttpTls::Context {
  public:
    explicit Context(boost::asio::ssl::context::method method) : of_openssl(method) {}
    boost::asio::ssl::context of_openssl;
};

class HttpStream {
  public:
    using Plain = boost::beast::tcp_stream;
    using Encrypted = boost::beast::ssl_stream<Plain>;
    using executor_type = Plain::executor_type;

    // context: null for a connection that is not encrypted.
    HttpStream(boost::asio::ip::tcp::socket socket, std::shared_ptr<HttpTls::Context> context)
        : context_(std::move(context)) {
        if (context_)
            stream_.emplace<Encrypted>(std::move(socket), context_->of_openssl);
        else
            stream_.emplace<Plain>(std::move(socket));
    }

    [[nodiscard]] bool encrypted() const { return context_ != nullptr; }
    // Of an encrypted one, before anything else is read or written.
    template <class Handler>
    void async_handshake(boost::asio::ssl::stream_base::handshake_type side, Handler&& handler) {
        std::get<Encrypted>(stream_).async_handshake(side, std::forward<Handler>(handler));
    }
    [[nodiscard]] SSL* of_openssl() { return std::get<Encrypted>(stream_).native_handle(); }
    Plain& tcp() { return plain(); }
    void expires_after(std::chrono::milliseconds time) { plain().expires_after(time); }
    void close() { plain().close(); }
    auto& socket() { return plain().socket(); }

    // --- An AsyncStream of Boost.Beast
    executor_type get_executor() { return plain().get_executor(); }
    template <class Buffers, class Handler>
    void async_read_some(const Buffers& buffers, Handler&& handler) {
        if (auto* encrypted = std::get_if<Encrypted>(&stream_))
            encrypted->async_read_some(buffers, std::forward<Handler>(handler));
        else
            std::get<Plain>(stream_).async_read_some(buffers, std::forward<Handler>(handler));
    }
    template <class Buffers, class Handler>
    void async_write_some(const Buffers& buffers, Handler&& handler) {
        if (auto* encrypted = std::get_if<Encrypted>(&stream_))
            encrypted->async_write_some(buffers, std::forward<Handler>(handler));
        else
            std::get<Plain>(stream_).async_write_some(buffers, std::forward<Handler>(handler));
    }

  private:
    Plain& plain() {
        if (auto* encrypted = std::get_if<Encrypted>(&stream_)) return encrypted->next_layer();
        return std::get<Plain>(stream_);
    }

    std::shared_ptr<HttpTls::Context> context_;  // Outlives the stream that uses it.
    std::variant<std::monostate, Plain, Encrypted> stream_;
};

}  // namespace tally::tools
