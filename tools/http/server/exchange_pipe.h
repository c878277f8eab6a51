#pragma once
// Both directions of an exchange between the thread of the sockets, which never waits, and the exchange's own.

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

#include "tools/http/server/http_exchange.h"

namespace tally::tools {

class ExchangePipe final : public HttpExchange {
  public:
    static constexpr std::size_t in_bytes_max = 1 << 20;
    static constexpr std::size_t out_bytes_max = 16 << 20;  // For clients that send all before they read.

    // `stir` brings the thread of the sockets to look here again; called from any thread.
    explicit ExchangePipe(std::function<void()> stir) : stir_(std::move(stir)) {}

    // --- The exchange's thread
    Body receive(std::string& into) override;
    bool wait(std::chrono::milliseconds at_most) override;
    void wake() override;
    bool send(std::string_view) override;
    // Whole: the answer is complete; else the client must not take it for that.
    void finish(bool whole);
    void signed_in(std::string_view user) override;

    // --- The thread of the sockets
    void arrived(std::string_view piece);
    void body_ended();
    // Nothing more is read; what is sent goes out.
    void stop_reading();
    // The client is gone.
    void lost();
    // False: there is enough to do already; stir() is called when there is room again.
    [[nodiscard]] bool wants_more();
    struct Out {
        std::string bytes;
        bool finished = false;  // Nothing follows.
        bool whole = false;
    };
    // All that waits to go out.
    [[nodiscard]] Out take();
    // Who sends it; empty: that is not known.
    [[nodiscard]] std::string user();

  private:
    const std::function<void()> stir_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::string in_;
    std::string out_;
    std::string user_;
    Body body_ = Body::open;
    bool changed_state_ = false;  // Since the last receive().
    bool lost_ = false;
    bool woken_ = false;
    bool reading_paused_ = false;
    bool finished_ = false;
    bool whole_ = false;
};

}  // namespace tally::tools
