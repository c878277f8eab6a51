#pragma once
// Asks a server of questions and commands (tally serve, tallyd), for programs that run beside it. One request at a
// time, on the calling thread; nothing is sent again by itself.

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
    // url: http://HOST:PORT, https://HOST:PORT, or without the port. Error: names the url and the cure.
    [[nodiscard]] static tl::expected<HttpClient, std::string> of(std::string_view url, SignIn);

    struct Said {
        unsigned status = 0;
        std::string content_type;
        std::string body;
        bool finding = false;  // Tally-Finding: something is wrong that people must look at.
    };
    // target: with parameters, percent-encoded. Error: the server was not reached, or broke off.
    [[nodiscard]] tl::expected<Said, std::string> get(std::string_view target, std::string_view accept) const;

    using NextLine = std::function<std::optional<std::string>()>;       // Nothing: there are no more.
    using AnsweredLine = std::function<bool(const std::string& line)>;  // False: nothing more is wanted.
    // POST of lines, each answered by a line in their order, the first while the rest is still being sent. Both are
    // called on this thread. The answer: of status 200 once every line is answered, else what was said instead.
    // Error: as of get().
    [[nodiscard]] tl::expected<Said, std::string> post_lines(std::string_view target, const NextLine&,
                                                             const AnsweredLine&) const;

    [[nodiscard]] const std::string& url() const { return url_; }

  private:
    HttpClient() = default;
    std::string url_;
    bool encrypted_ = false;
    std::string host_;  // Also of the header.
    std::string port_;
    SignIn sign_in_;
};

// Text as one segment of a path, or as the value of a parameter.
[[nodiscard]] std::string percent_encoded(std::string_view text);

}  // namespace tally::tools
