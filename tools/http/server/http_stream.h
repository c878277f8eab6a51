#pragma once
// A connection, encrypted or not, as Boost.Beast reads and writes it. For server and client only.

#include <array>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream_base.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <chrono>
#include <cstddef>
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

// What is called when a read or write is done. Boost.Beast has a type for each step of each kind of message; so that
// the socket's and OpenSSL's side of it is compiled once, and not for all of them, the step is behind one call here.
class HttpCompletion {
  public:
    using executor_type = boost::asio::any_io_executor;

    template <class Handler>
    HttpCompletion(Handler&& handler, const executor_type& otherwise)
        : executor_(boost::asio::get_associated_executor(handler, otherwise)),
          step_(std::make_unique<StepOf<std::decay_t<Handler>>>(std::forward<Handler>(handler))) {}

    [[nodiscard]] executor_type get_executor() const { return executor_; }
    void operator()(boost::beast::error_code failed, std::size_t bytes) { step_->finish(step_, failed, bytes); }

  private:
    struct Step {
        virtual ~Step() = default;
        virtual void finish(std::unique_ptr<Step>& self, boost::beast::error_code, std::size_t bytes) = 0;
    };
    template <class Handler>
    struct StepOf final : Step {
        explicit StepOf(Handler&& made) : handler(std::move(made)) {}
        void finish(std::unique_ptr<Step>& self, boost::beast::error_code failed, std::size_t bytes) override {
            Handler next = std::move(handler);
            self.reset();  // Its memory is free again before the next step begins.
            std::move(next)(failed, bytes);
        }
        Handler handler;
    };

    executor_type executor_;
    std::unique_ptr<Step> step_;
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
        read_some(Pieces<boost::asio::mutable_buffer>{buffers},
                  HttpCompletion{std::forward<Handler>(handler), get_executor()});
    }
    template <class Buffers, class Handler>
    void async_write_some(const Buffers& buffers, Handler&& handler) {
        write_some(Pieces<boost::asio::const_buffer>{buffers},
                   HttpCompletion{std::forward<Handler>(handler), get_executor()});
    }

  private:
    // The first pieces of a sequence: a read or write of some bytes need not be of all of them.
    template <class Buffer>
    class Pieces {
      public:
        using value_type = Buffer;
        using const_iterator = const Buffer*;
        template <class Buffers>
        explicit Pieces(const Buffers& buffers) {
            const auto end = boost::asio::buffer_sequence_end(buffers);
            for (auto from = boost::asio::buffer_sequence_begin(buffers); from != end && size_ < pieces_.size(); ++from)
                if (const Buffer next{*from}; next.size() != 0) pieces_[size_++] = next;
        }
        [[nodiscard]] const_iterator begin() const { return pieces_.data(); }
        [[nodiscard]] const_iterator end() const { return pieces_.data() + size_; }

      private:
        std::array<Buffer, 16> pieces_;
        std::size_t size_ = 0;
    };
    void read_some(const Pieces<boost::asio::mutable_buffer>&, HttpCompletion);
    void write_some(const Pieces<boost::asio::const_buffer>&, HttpCompletion);

    Plain& plain() {
        if (auto* encrypted = std::get_if<Encrypted>(&stream_)) return encrypted->next_layer();
        return std::get<Plain>(stream_);
    }

    std::shared_ptr<HttpTls::Context> context_;  // Outlives the stream that uses it.
    std::variant<std::monostate, Plain, Encrypted> stream_;
};

}  // namespace tally::tools
