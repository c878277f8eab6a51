#pragma once
// What a server asks for its answers.

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "tools/http/server/http_exchange.h"
#include "tools/http/server/http_message.h"
#include "tools/http/server/request_log.h"

namespace tally::tools {

// Who answers a request. Each lane has threads and a queue of its own, so that none waits for another.
enum class HttpLane : std::uint8_t {
    operators,  // Health and metrics.
    quick,      // In time that does not grow with the log.
    slow,       // Reads the whole log.
    commands,   // Read on a thread of the quick ones, which is free again while they are decided and written.
};

// How requests to a path are taken.
struct HttpPlace {
    HttpLane lane = HttpLane::quick;
    std::uint64_t body_bytes_max = 0;  // Longer bodies are refused before they are read.
    bool exchange = false;             // The body is answered while it is being sent: see HttpExchange.
};

// Where the answer to one request goes. Any thread may give it, also after the handler has returned; the first one
// counts. A reply that is let go without one answers 500.
class HttpReply {
  public:
    virtual ~HttpReply() = default;
    virtual void send(HttpAnswer) = 0;
    // The same, made on a thread of the quick lane: for callers that must not block.
    virtual void send_made_by(std::function<HttpAnswer()>) = 0;
    // Who asks, for the log of requests; before it is sent.
    virtual void signed_in(std::string_view /*user*/) {}
};

// What a server has to do just now, kept by it and read by what answers /metrics.
struct HttpLoad {
    std::atomic<std::uint64_t> connections = 0;
    std::atomic<std::uint64_t> connections_total = 0;
    std::array<std::atomic<std::uint64_t>, 4> under_way = {};  // Requests, by lane.
    std::atomic<std::uint64_t> exchanges = 0;
    std::atomic<std::uint64_t> turned_away_total = 0;  // Since a lane or the exchanges were full.
};

// Called from many threads.
class HttpHandler {
  public:
    [[nodiscard]] HttpLoad& load() { return load_; }
    virtual ~HttpHandler() = default;
    virtual void answer(const HttpRequest&, std::shared_ptr<HttpReply>) = 0;
    // Asked once for each request, before its body is read.
    [[nodiscard]] virtual HttpPlace place_of(std::string_view target) const = 0;
    // --- Requests whose body is answered while it is being sent: see HttpExchange.
    // Before anything of the body is read. Nothing: it may begin.
    [[nodiscard]] virtual std::optional<HttpAnswer> wrong_with_exchange(const HttpRequest&) { return std::nullopt; }
    // Returns when all is said. The answer is JSON Lines, with status 200. Called in a thread of its own.
    // False: it broke off, and the client must see that.
    [[nodiscard]] virtual bool exchange(const HttpRequest&, const std::shared_ptr<HttpExchange>&) { return true; }

    // Brings figures up to date that operators are answered from. Called in the slow lane after operators asked, by one
    // thread at a time.
    virtual void refresh() = 0;
    // On the thread of the sockets, which does not wait.
    virtual void answered(const HttpDone&) = 0;

  private:
    HttpLoad load_;
};

}  // namespace tally::tools
