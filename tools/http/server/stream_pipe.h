#pragma once
// An answer without an end, between who makes it and the thread of the sockets, which never waits. What a client does
// not take is not made: the maker asks for room before each piece.

#include <functional>
#include <mutex>
#include <string>
#include <string_view>

namespace tally::tools {

class StreamPipe {
  public:
    static constexpr std::size_t bytes_max = 256 << 10;

    // `made_room` is called, from any thread, when a piece was taken and when the client is gone.
    explicit StreamPipe(std::function<void()> made_room) : made_room_(std::move(made_room)) {}

    // --- The maker
    [[nodiscard]] bool has_room() const;
    [[nodiscard]] bool gone() const;
    void offer(std::string_view bytes);
    // Nothing follows.
    void finish();

    // --- The thread of the sockets
    // `stir` brings it to look here again; called from any thread.
    void begin(std::function<void()> stir);
    struct Out {
        std::string bytes;
        bool finished = false;
    };
    [[nodiscard]] Out take();
    // The client is gone.
    void lost();

  private:
    void stir();
    const std::function<void()> made_room_;
    mutable std::mutex mutex_;
    std::function<void()> stir_;
    std::string out_;
    bool finished_ = false;
    bool gone_ = false;
};

}  // namespace tally::tools
