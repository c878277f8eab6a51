#pragma once
// A request whose body is answered while it is still being sent: pieces come in and go out on a thread of its own.

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace tally::tools {

class HttpExchange {
  public:
    enum class Body : std::uint8_t {
        open,     // More may come.
        ended,    // All of it was received.
        cut_off,  // The client has left or is too slow, or the server stops: nothing more comes.
    };

    virtual ~HttpExchange() = default;
    // Who sends it, for the log of requests.
    virtual void signed_in(std::string_view /*user*/) {}
    // Appends what came since the last call. Waits until something came, the state has changed or wake() was called.
    virtual Body receive(std::string& into) = 0;
    // Takes nothing of what came, for who has enough to do: the client is not read from for long then. Returns when the
    // time is over, wake() was called or nothing more comes. False: the body was cut off.
    [[nodiscard]] virtual bool wait(std::chrono::milliseconds at_most) = 0;
    // Ends a receive() or wait(), this one or the next. From any thread.
    virtual void wake() = 0;
    // Waits while the client takes too little of what was sent before. False: it is gone. While the server stops, what
    // is sent soon still goes out.
    virtual bool send(std::string_view) = 0;
};

}  // namespace tally::tools
