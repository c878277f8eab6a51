#pragma once
// Asks a server of questions and commands (tally serve, tallyd), for programs that run beside it. One request at a
// time, on the calling thread. A whole request that is answered 429, since this client asked too often, is sent again
// when the server says; nothing else is sent again by itself.

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace tally::tools {

class HttpClient {
  public:
    struct SignIn {
        std::string token = {};    // Sent as a bearer token; empty: none.
        std::string ca_file = {};  // Certificates to trust, in PEM; empty: those that the system trusts.
    };
    struct Limits {
        std::chrono::milliseconds connect_time{5'000};
        std::chrono::milliseconds answer_time{60'000};  // Of a whole answer, or between two lines.
        std::uint64_t answer_bytes_max = std::uint64_t{1} << 30;
        std::chrono::seconds patience{60};  // With a server that says to try again later, in all.
    };
    // url: http://HOST:PORT, https://HOST:PORT, or without the port. Error: names the url and the cure.
    [[nodiscard]] static tl::expected<HttpClient, std::string> of(std::string_view url, SignIn);
    [[nodiscard]] static tl::expected<HttpClient, std::string> of(std::string_view url, SignIn, Limits);

    struct Said {
        unsigned status = 0;
        std::string content_type;
        std::string body;
        bool finding = false;      // Tally-Finding: something is wrong that people must look at.
        unsigned retry_after = 0;  // Seconds; 0: it says nothing of it.
    };
    // target: with parameters, percent-encoded. Error: the server was not reached, or broke off.
    [[nodiscard]] tl::expected<Said, std::string> get(std::string_view target, std::string_view accept) const;
    // authorization: the whole header, in place of the token; empty: the token.
    [[nodiscard]] tl::expected<Said, std::string> post(std::string_view target, std::string_view content_type,
                                                       std::string_view accept, std::string body,
                                                       const std::string& authorization = {}) const;

    using NextLine = std::function<std::optional<std::string>()>;       // Nothing: there are no more.
    using AnsweredLine = std::function<bool(const std::string& line)>;  // False: nothing more is wanted.
    // POST of lines, each answered by a line in their order, the first while the rest is still being sent. Both are
    // called on this thread. The answer: of status 200 once every line is answered, else what was said instead.
    // Error: as of get().
    [[nodiscard]] tl::expected<Said, std::string> post_lines(std::string_view target, const NextLine&,
                                                             const AnsweredLine&) const;

    // GET of a text/event-stream: each line as it comes, without its end, until the stream ends, a line is not wanted,
    // or `stop_asked` says so. It is called several times a second. The answer: of status 200 where the stream was
    // there, without a body. Error: as of get(); also where the connection broke while lines came.
    [[nodiscard]] tl::expected<Said, std::string> follow(std::string_view target, const AnsweredLine&,
                                                         const std::function<bool()>& stop_asked) const;

    [[nodiscard]] const std::string& url() const { return url_; }

  private:
    HttpClient() = default;
    [[nodiscard]] std::string host_header() const;
    [[nodiscard]] tl::unexpected<std::string> failed(const std::string& why) const;
    [[nodiscard]] tl::expected<Said, std::string> ask_patiently(
        const std::function<tl::expected<Said, std::string>()>& ask) const;
    std::string url_;
    bool encrypted_ = false;
    std::string host_;
    std::string port_;
    SignIn sign_in_;
    Limits limits_;
};

// Text as one segment of a path, or as the value of a parameter.
[[nodiscard]] std::string percent_encoded(std::string_view text);

}  // namespace tally::tools
