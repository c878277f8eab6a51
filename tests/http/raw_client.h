#pragma once
// A client that says exactly the bytes that it is told to, and reads what comes back.

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace tally::tests {

struct RawAnswer {
    int status = 0;                              // 0: none came.
    std::map<std::string, std::string> headers;  // Names in lower case.
    std::string body;
};

class RawClient {
  public:
    // address: 127.0.0.1:PORT, or a port of it.
    explicit RawClient(std::string_view address);
    ~RawClient();
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    // False: the other side has closed.
    bool say(std::string_view bytes);
    // One whole answer; `without_body` after a HEAD. Of one that comes in chunks: without its body.
    [[nodiscard]] RawAnswer hear(bool without_body = false);
    // The next chunk of such a body; empty: it is complete. Nothing: it was cut off.
    [[nodiscard]] std::optional<std::string> hear_chunk();
    // Status of an answer that has neither headers nor a body, such as 100; 0: none came.
    [[nodiscard]] int hear_head();
    // The other side closes within the time, whatever it says before.
    [[nodiscard]] bool closed_within(std::chrono::milliseconds);

  private:
    [[nodiscard]] bool more();
    int socket_ = -1;
    std::string heard_;
};

// Listens, and answers whatever is asked with exactly these bytes.
class RawListener {
  public:
    RawListener();
    ~RawListener();
    RawListener(const RawListener&) = delete;
    RawListener& operator=(const RawListener&) = delete;
    [[nodiscard]] std::string address() const;
    void answer_one(std::string_view bytes) const;

  private:
    int socket_ = -1;
};

// One GET over a connection of its own.
[[nodiscard]] RawAnswer get(std::string_view address, std::string_view target, std::string_view more_headers = "");

}  // namespace tally::tests
