// Requests of every kind, length and route, made from a seed, over real sockets: each is answered in HTTP with a status
// that is documented, and the server answers on.

#include <gtest/gtest.h>
#include <random>
#include <set>

#include "consumers/commands/async_division_port.h"
#include "projections/ask.h"
#include "tests/http/raw_client.h"
#include "tests/http/served_division.h"
#include "tools/http/routes/http_routes.h"
#include "tools/http/server/http_server.h"

namespace tally::tools {
namespace {

using tests::RawClient;
using tests::ServedDivision;

class Requests {
  public:
    explicit Requests(std::uint32_t seed) : random_(seed) {
        for (const auto& question : projections::questions()) {
            paths_.emplace_back(question.path);
            if (!question.id_path.empty()) paths_.emplace_back(question.id_path);
        }
        for (const char* path : {"/health", "/metrics", "/", "*", "//", "/v1", "/v1/accounts/1/nothing", "/v1/events",
                                 "/v1/commands", "/v1/commands"})
            paths_.emplace_back(path);
    }

    struct Request {
        std::string bytes;
        bool is_head;
    };
    Request next() {
        if (below(6) == 0) return posted_command();
        const auto method =
            one_of({"GET", "GET", "GET", "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "get", "G\xff"});
        std::string target = paths_[below(paths_.size())];
        for (auto at = target.find("{id}"); at != std::string::npos; at = target.find("{id}", at))
            target.replace(at, 4, encoded(text()));
        static const char* const names[] = {"q",     "as_of", "effective", "channel", "intervals",
                                            "limit", "",      "as_of[]",   "wait_for"};
        for (std::size_t count = below(4), i = 0; i < count; ++i)
            target += std::string(i == 0 ? "?" : "&") + names[below(std::size(names))] + (below(8) == 0 ? "" : "=") +
                      encoded(text());
        std::string bytes = method + " " + target + " HTTP/1." + (below(12) == 0 ? "0" : "1") + "\r\n";
        if (below(20) != 0)
            bytes +=
                "Host: " + (below(12) == 0 ? (below(2) == 0 ? printable(below(300)) : "ledger.example") : "localhost") +
                "\r\n";
        for (std::size_t count = below(3), i = 0; i < count; ++i)
            bytes += one_of({"X-Any", "Accept", "If-None-Match", "Range", "Cookie", "Forwarded", "Idempotency-Key",
                             "Origin", "Content-Type"}) +
                     ": " + printable(below(10) == 0 ? below(10'000) : below(40)) + "\r\n";
        if (below(10) == 0) {
            const auto length = below(200);
            return {bytes + "Content-Length: " + std::to_string(length) + "\r\n\r\n" + std::string(length, 'b'),
                    method == "HEAD"};
        }
        return {bytes + "\r\n", method == "HEAD"};
    }

  private:
    std::size_t below(std::size_t bound) { return bound == 0 ? 0 : random_() % bound; }
    std::string one_of(std::initializer_list<const char*> words) { return *(words.begin() + below(words.size())); }
    std::string printable(std::size_t length) {
        std::string made;
        for (std::size_t i = 0; i < length; ++i) made += static_cast<char>('!' + below(94));
        return made;
    }
    Request posted_command() {
        const auto body = command();
        std::string bytes = "POST " + one_of({"/v1/commands", "/v1/commands/payment.post", "/v1/commands:batch"}) +
                            " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " +
                            one_of({"application/json", "application/json", "application/jsonl", "text/plain"}) +
                            "\r\n";
        if (below(4) == 0) bytes += "Idempotency-Key: " + printable(below(200)) + "\r\n";
        if (below(8) == 0) bytes += "Origin: " + one_of({"http://localhost", "http://evil.example", "null"}) + "\r\n";
        return {bytes + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body, false};
    }
    // Nearly a payment.
    std::string command() {
        std::string body = std::string{"{"} + (below(2) == 0 ? R"("type":"payment.post",)" : "") +
                           R"("command_id":"r)" + std::to_string(below(50)) +
                           R"(","received_on":"2022-01-20","tenders":[{"amount":")" +
                           one_of({"100.00", "0.01", "-1.00", "1e3", "9999999999999.99"}) +
                           R"("}],"shares":[{"account":")" + one_of({"1", "99"}) + R"("}]})";
        if (below(2) == 0) body[below(body.size())] = static_cast<char>(below(256));
        if (below(8) == 0) body.resize(below(body.size()));
        return body;
    }
    // An id, a day, an instant, a position, a number at an edge of its type, or any bytes.
    std::string text() {
        switch (below(5)) {
            case 0:
                return one_of({"1", "SP-1", "L-1", "M01", "SA-1", "RES", "turner", "true", "false", "null", "", " "});
            case 1:
                return one_of({"2022-01-05", "9999-12-31", "0000-00-00", "1900-01-01", "2999-12-31", "2022-02-30",
                               "2022-01-05T12:00:00Z", "9999-12-31T23:59:59.999999Z", "1900-01-01T00:00:00+23:59",
                               "2999-12-31T23:59:59-23:59", "2022-01-05T12:00:60Z", "2022-01"});
            case 2:
                return one_of({"0", "-1", "-0", "1000", "1001", "2147483648", "4294967296", "9223372036854775807",
                               "9223372036854775808", "18446744073709551615", "18446744073709551616",
                               "99999999999999999999999", "1e9", "0x10", "+1", "1.5"});
            case 3:
                return printable(below(10) == 0 ? below(5'000) : below(80));
            default: {
                std::string made;
                for (std::size_t i = 0, length = below(60); i < length; ++i) made += static_cast<char>(below(256));
                return made;
            }
        }
    }
    std::string encoded(const std::string& value) {
        static constexpr char digits[] = "0123456789abcdef";
        std::string made;
        for (const char c : value) {
            const auto byte = static_cast<unsigned char>(c);
            const bool plain = byte > ' ' && byte < 0x7f && c != '%' && c != '#';
            if (plain && below(20) != 0)
                made += c;
            else
                made += {'%', digits[byte >> 4], digits[byte & 15]};
        }
        if (below(40) == 0) made += one_of({"%", "%0", "%zz", "%00", "%2f..%2f", "\x01"});
        return made;
    }

    std::mt19937 random_;
    std::vector<std::string> paths_;
};

TEST(HttpRandom, EachOfThousandsOfRequestsIsAnsweredWithAKnownStatus) {
    const ServedDivision served;
    const EmbeddedDirectory directory{served.division()};
    consumers::AsyncDivisionPort port{served.division()};
    HttpRoutes routes{directory, &port, "test"};
    auto server = HttpServer::start("127.0.0.1:0", routes, HttpLimits{});
    ASSERT_TRUE(server) << server.error();
    const std::set<int> known{200, 201, 304, 400, 403, 404, 405, 409, 413, 415, 421, 422, 431, 503};
    Requests requests{20'221'127};
    std::map<int, int> seen;
    for (int i = 0; i < 6'000; ++i) {
        const auto request = requests.next();
        RawClient client{(*server)->address()};
        ASSERT_TRUE(client.say(request.bytes)) << i;
        const auto answer = client.hear(request.is_head);
        ASSERT_TRUE(known.contains(answer.status)) << i << ": " << answer.status << " to\n" << request.bytes;
        ++seen[answer.status];
        if (answer.status >= 400 && !request.is_head) {
            EXPECT_EQ(answer.headers.at("content-type"), "application/problem+json") << i << request.bytes;
            EXPECT_TRUE(answer.body.starts_with('{')) << i << answer.body;
        }
    }
    for (const int status : {200, 400, 404, 405, 415, 421, 422, 431}) EXPECT_GT(seen[status], 10) << status;
    EXPECT_GT(seen[201], 0) << "a payment went through";
    EXPECT_EQ(tests::get((*server)->address(), "/v1/accounts/1").status, 200);
}

}  // namespace
}  // namespace tally::tools
