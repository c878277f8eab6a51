#pragma once
// HTTP/1.1 over plain sockets, with a limit on whatever a client can make large, slow or many. No exception leaves it.

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "tools/http/server/http_handler.h"
#include "tools/http/server/http_tls.h"

namespace tally::tools {

struct HttpLimits {
    std::uint32_t header_bytes_max = 8 << 10;
    std::uint64_t body_bytes_max = 1 << 20;          // Of any request; a path may take less.
    std::size_t connections_max = 1'024;             // Beyond it, the one idle longest is closed for the next.
    std::size_t waiting_questions_max = 256;         // Beyond it, 503.
    std::size_t slow_questions_max = 16;             // Of those that read the whole log; beyond it, 503.
    std::size_t commands_max = 4'096;                // Read and not answered yet; beyond it, 503.
    unsigned exchanges_max = 4;                      // Each has a thread; beyond it, 503.
    std::chrono::milliseconds piece_time{60'000};    // Between two pieces of an exchange's body.
    unsigned answering_threads = 2;                  // Of quick questions; they read commands, too.
    unsigned slow_threads = 1;                       // One more answers operators, one serves the sockets.
    std::chrono::milliseconds request_time{15'000};  // To send a whole request, or for a connection to stay idle.
    std::chrono::milliseconds write_time{60'000};    // To take a whole answer.
    std::chrono::milliseconds connect_time{2'000};   // To another node,
    std::chrono::milliseconds forward_time{30'000};  // and for all of its answer,
    std::uint64_t forwarded_bytes_max = 64 << 20;    // which is at most so long.
    std::chrono::milliseconds stop_time{5'000};      // For what is under way when stopping.
    // A request's Host is one of these names, localhost or a numeric address. A page of another site that lets its name
    // lead to this machine (DNS rebinding) sends its own name, and is refused.
    std::vector<std::string> host_names = {};
    // With what questions to other nodes are encrypted; null: they are not.
    std::shared_ptr<HttpTls::Context> other_nodes = {};
};

class HttpCore;

class HttpServer {
  public:
    // tls: null for a server that does not encrypt.
    // listen: "127.0.0.1:8090", "[::1]:8090", "localhost:8090"; port 0: any free one. The handler must outlive it.
    // Error: names value and cure.
    [[nodiscard]] static tl::expected<std::unique_ptr<HttpServer>, std::string> start(
        std::string_view listen, HttpHandler&, HttpLimits = {}, std::shared_ptr<HttpTls> tls = nullptr);
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;
    // As stop().
    ~HttpServer();
    // Accepts no more connections, answers the questions under way, and closes.
    void stop();
    [[nodiscard]] std::string address() const;  // HOST:PORT that it listens on.
    [[nodiscard]] std::string url() const;      // "https://HOST:PORT".
    [[nodiscard]] bool only_this_machine() const;

  private:
    explicit HttpServer(std::unique_ptr<HttpCore>);
    std::unique_ptr<HttpCore> core_;
};

}  // namespace tally::tools
