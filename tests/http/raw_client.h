#pragma once
// A client that says exactly the bytes that it is told to, and reads what comes back.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

struct ssl_st;  // Of OpenSSL.

namespace tally::tests {

struct RawAnswer {
    int status = 0;  // 0: none came.
    // Names in lower case; the values of several headers of one name are lines.
    std::map<std::string, std::string> headers;
    std::string body;
};

class RawClient {
  public:
    enum class By : std::uint8_t { tcp, tls };
    // address: 127.0.0.1:PORT, or a port of it. By TLS it trusts every certificate; where the handshake fails, nothing
    // can be said.
    explicit RawClient(std::string_view address, By = By::tcp);
    ~RawClient();
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    // False: the other side has closed.
    bool say(std::string_view bytes);
    // Told of each answer to a request that was said by itself: its method and target. Empty: not told.
    static inline std::function<void(const std::string&, const std::string&, const RawAnswer&)> on_answer = {};

    // One whole answer; `without_body` after a HEAD. Of one that comes in chunks: without its body.
    [[nodiscard]] RawAnswer hear(bool without_body = false);
    // The next chunk of such a body; empty: it is complete. Nothing: it was cut off.
    [[nodiscard]] std::optional<std::string> hear_chunk();
    // Status of an answer that has neither headers nor a body, such as 100; 0: none came.
    [[nodiscard]] int hear_head();
    // Nothing more is said; what comes can still be heard. By TLS: with its word of farewell.
    void end_saying();
    // The other side closes within the time, whatever it says before.
    [[nodiscard]] bool closed_within(std::chrono::milliseconds);

  private:
    [[nodiscard]] bool more();
    // Bytes that came; 0 or less: none will.
    [[nodiscard]] long receive(char* into, std::size_t most);
    void encrypt();
    [[nodiscard]] RawAnswer take_answer(bool without_body);
    int socket_ = -1;
    ssl_st* tls_ = nullptr;  // Null: it is not encrypted.
    std::string said_;       // Since the answer before.
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

// A certificate for 127.0.0.1 that signs itself, and its key, both in PEM. False: they cannot be written.
[[nodiscard]] bool make_certificate(const std::filesystem::path& certificate, const std::filesystem::path& key);

// One GET over a connection of its own.
[[nodiscard]] RawAnswer get(std::string_view address, std::string_view target, std::string_view more_headers = "");

}  // namespace tally::tests
