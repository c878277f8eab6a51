// Requests as no browser sends them, over real sockets, plain and encrypted: each has the answer that RFC 9110 and 9112
// ask for, and no byte of it is ever read as another request.

#include <algorithm>
#include <cctype>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <thread>
#include <vector>

#include "consumers/commands/async_division_port.h"
#include "tests/http/raw_client.h"
#include "tests/http/served_division.h"
#include "tests/support/temporary_directory.h"
#include "tools/http/routes/http_routes.h"
#include "tools/http/server/http_server.h"

namespace tally::tools {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;
using tests::RawClient;
using By = RawClient::By;

struct Asked {
    std::string bytes;
    int status = 0;
    std::string named = "";  // In the answer's body.
};

std::string shown(const std::string& bytes) {
    std::string text;
    for (const char c : bytes.substr(0, 300)) {
        const auto byte = static_cast<unsigned char>(c);
        char hex[8];
        (void)std::snprintf(hex, sizeof hex, "\\x%02x", byte);
        text += std::isprint(byte) != 0 ? std::string{c} : std::string{hex};
    }
    return text;
}

class HostileRequests : public testing::TestWithParam<By> {
  protected:
    static void SetUpTestSuite() { served_ = std::make_unique<tests::ServedDivision>(); }
    static void TearDownTestSuite() { served_.reset(); }
    void SetUp() override {
        const auto console = directory_.path() / "console";
        std::filesystem::create_directories(console / "assets");
        std::ofstream(console / "index.html") << "<!doctype html>";
        std::ofstream(console / "assets" / "a.js") << "1";
        std::ofstream(directory_.path() / "secret.txt") << secret;
        auto files = ConsoleFiles::read(console);
        ASSERT_TRUE(files) << files.error();
        routes_.hold(std::move(*files));
        start({});
    }
    void start(HttpLimits limits) {
        server_.reset();
        std::shared_ptr<HttpTls> tls;
        if (GetParam() == By::tls) {
            const auto certificate = directory_.path() / "server.pem", key = directory_.path() / "server.key";
            ASSERT_TRUE(tests::make_certificate(certificate, key));
            auto read = HttpTls::read(certificate, key);
            ASSERT_TRUE(read) << read.error();
            tls = std::move(*read);
        }
        auto server = HttpServer::start("127.0.0.1:0", routes_, std::move(limits), std::move(tls));
        ASSERT_TRUE(server) << server.error();
        server_ = std::move(*server);
    }
    // A request that is refused takes what follows it along: none of that is answered.
    void each_is_refused_and_ends_the_connection(const std::vector<Asked>& all) const {
        for (const auto& one : all) {
            RawClient asking{server_->address(), GetParam()};
            asking.say(one.bytes + smuggled);
            const auto answer = asking.hear();
            EXPECT_EQ(answer.status, one.status) << shown(one.bytes) << "\n" << answer.body;
            EXPECT_THAT(answer.body, HasSubstr(one.named)) << shown(one.bytes);
            EXPECT_EQ(asking.hear().status, 0) << "a second answer to " << shown(one.bytes);
        }
    }
    void each_is_answered_and_the_connection_goes_on(const std::vector<Asked>& all) const {
        for (const auto& one : all) {
            RawClient asking{server_->address(), GetParam()};
            asking.say(one.bytes + smuggled);
            const auto answer = asking.hear();
            EXPECT_EQ(answer.status, one.status) << shown(one.bytes) << "\n" << answer.body;
            EXPECT_THAT(answer.body, HasSubstr(one.named)) << shown(one.bytes);
            EXPECT_EQ(asking.hear().body, "{\"live\":true}\n") << "the request behind " << shown(one.bytes);
        }
    }

    static constexpr std::string_view secret = "what no path leads to";
    const std::string smuggled = "GET /live HTTP/1.1\r\nHost: localhost\r\n\r\n";
    const std::string get = "GET /live HTTP/1.1\r\nHost: localhost\r\n";  // A body is read, and has no effect.
    static inline std::unique_ptr<tests::ServedDivision> served_;
    tests::TemporaryDirectory directory_;
    EmbeddedDirectory held_{served_->division()};
    consumers::AsyncDivisionPort port_{served_->division()};
    HttpRoutes routes_{held_, &port_, "desk"};
    std::unique_ptr<HttpServer> server_;
};
INSTANTIATE_TEST_SUITE_P(, HostileRequests, testing::Values(By::tcp, By::tls),
                         [](const auto& by) { return by.param == By::tls ? "Encrypted" : "Plain"; });

TEST_P(HostileRequests, ABodyWhoseEndIsNotCertainIsRefused) {
    const std::string chunk = "\r\n4\r\nabcd\r\n0\r\n\r\n";
    std::vector<Asked> all{
        {get + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n" + chunk, 400},
        {get + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n" + chunk, 400},
        {get + "Transfer-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd", 400, "Content-Length is there, too"},
        {get + "Transfer-Encoding: gzip, chunked\r\n" + chunk, 501, "only chunked is known"},
        {get + "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n" + chunk, 501, "only chunked is known"},
        {get + "Transfer-Encoding: chunked, gzip\r\n" + chunk, 400, "not its last word"},
        {get + "Transfer-Encoding: chunked, chunked\r\n" + chunk, 400, "stands there twice"},
        {get + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n" + chunk, 400},
        {get + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n" + chunk, 400},
        {get + "Transfer-Encoding: identity\r\n" + chunk, 400, "Transfer-Encoding"},
        {get + "Transfer-Encoding: xchunked\r\n" + chunk, 400, "Transfer-Encoding"},
        {get + "Transfer-Encoding: \"chunked\"\r\n" + chunk, 400, "Transfer-Encoding"},
        {get + "Transfer-Encoding: chunked;q=1\r\n" + chunk, 400, "Transfer-Encoding"},
        {get + "Transfer-Encoding:\r\n" + chunk, 400, "Transfer-Encoding"},
        {get +
             "Transfer-Encoding: \x0b"
             "chunked\r\n" +
             chunk,
         400},
        {get + "Transfer-Encoding : chunked\r\n" + chunk, 400},
        {"GET /live HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n" + chunk,
         400, "HTTP/1.0 does not have it"},
        {get + "Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcd", 400},
        {get + "Content-Length: 4, 5\r\n\r\nabcd", 400}};
    for (const char* length : {"+4", "-4", "0x4", "4 4", "", "4;", "4.0", "4,", "18446744073709551616", "four"})
        all.push_back({get + "Content-Length: " + length + "\r\n\r\nabcd", 400});
    each_is_refused_and_ends_the_connection(all);
    each_is_answered_and_the_connection_goes_on({{get + "Transfer-Encoding: chunked\r\n" + chunk, 200},
                                                 {get + "Transfer-Encoding:\tCHUNKED \r\n" + chunk, 200},
                                                 {get + "Content-Length: 4\r\nContent-Length: 4\r\n\r\nabcd", 200},
                                                 {get + "Content-Length: 004\r\n\r\nabcd", 200}});
}

TEST_P(HostileRequests, ChunksAreReadAsTheyAreWrittenOrNotAtAll) {
    const std::string chunked = get + "Transfer-Encoding: chunked\r\n\r\n";
    const std::string end = "0\r\n\r\n", longer(100'000, 'x');
    each_is_refused_and_ends_the_connection({{chunked + "g\r\nabcd\r\n" + end, 400},
                                             {chunked + "-4\r\nabcd\r\n" + end, 400},
                                             {chunked + "0x4\r\nabcd\r\n" + end, 400},
                                             {chunked + " 4\r\nabcd\r\n" + end, 400},
                                             {chunked + "\r\nabcd\r\n" + end, 400},
                                             {chunked + "10000000000000004\r\nabcd\r\n" + end, 400},
                                             {chunked + "ffffffffffffffff\r\nabcd\r\n" + end, 413},
                                             {chunked + "4\nabcd\r\n" + end, 400},
                                             {chunked + "4\r\nabcdX\r\n" + end, 400},
                                             {chunked + "4\r\nabcd" + end, 400},
                                             {chunked + "4;" + longer + "\r\nabcd\r\n" + end, 400, "leave them out"},
                                             {chunked + "4\r\nabcd\r\n0;" + longer + "\r\n\r\n", 400},
                                             {chunked + "4\r\nabcd\r\n0\r\nX-Any: " + longer + "\r\n\r\n", 400},
                                             {chunked + "0\r\nContent-Length: 4\r\n\r\n", 400},
                                             {chunked + "0\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
                                             {chunked + "0\r\nX Any: 1\r\n\r\n", 400}});
    // Extensions have no effect, and neither has a trailer: what it says was not there when the request was let in.
    each_is_answered_and_the_connection_goes_on(
        {{chunked + "4;name=value;other=\"quoted; text\"\r\nabcd\r\n0;last\r\n\r\n", 200},
         {chunked + "0\r\nX-Any: 1\r\n\r\n", 200},
         {chunked + "4\r\nabcd\r\n0\r\nHost: evil.example\r\nX-Forwarded-For: 192.0.2.1\r\nConnection: close\r\n\r\n",
          200}});
}

TEST_P(HostileRequests, HeadersAreNamesAndTextAndNothingElse) {
    std::vector<Asked> all;
    for (int code = 0; code < 0x80; ++code) {
        const char c = static_cast<char>(code);
        if (std::isprint(code) != 0 || c == '\t') continue;
        all.push_back({get + "X-Any: a" + c + "b\r\n\r\n", 400});
        if (c == '\r' || c == '\n') continue;
        all.push_back({get + "X-A" + c + "y: a\r\n\r\n", 400});
        all.push_back({std::string{"GET /li"} + c + "ve HTTP/1.1\r\nHost: localhost\r\n\r\n", 400});
        all.push_back({std::string{"G"} + c + "T /live HTTP/1.1\r\nHost: localhost\r\n\r\n", 400});
    }
    for (const char* line : {"X Any: a", "X-Any : a", ": a", "X-Any", "X-\xff: a", "X-Any: a\nX-Other: b", "(a): b"})
        all.push_back({get + line + "\r\n\r\n", 400});
    all.push_back({"GET /live HTTP/1.1\r\n Host: localhost\r\n\r\n", 400});
    // A line that goes on in the next one is one line, with a blank between.
    all.push_back({"GET /live HTTP/1.1\r\nHost: local\r\n host\r\n\r\n", 400, "is no host"});
    all.push_back({get + "Content-Length: 4\r\n 4\r\n\r\nabcd", 400});
    for (const auto& more : {"X-Any: " + std::string(20'000, 'x'), "Cookie: " + std::string(9'000, 'c')})
        all.push_back({get + more + "\r\n\r\n", 431, "8192 bytes"});
    std::string many;
    for (int i = 0; i < 2'000; ++i) many += "A" + std::to_string(i) + ": b\r\n";
    all.push_back({get + many + "\r\n", 431});
    all.push_back({"GET /" + std::string(9'000, 'x') + " HTTP/1.1\r\nHost: localhost\r\n\r\n", 431});
    all.push_back({std::string(9'000, 'G') + " /live HTTP/1.1\r\nHost: localhost\r\n\r\n", 431});
    each_is_refused_and_ends_the_connection(all);
    each_is_answered_and_the_connection_goes_on({{get + "X-Any: a\r\n b\r\n\tc\r\n\r\n", 200},
                                                 {get + "X-Any: \xff\xfe\r\n\r\n", 200},
                                                 {get + "X-Any:\r\n\r\n", 200},
                                                 {get + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n", 200}});
}

TEST_P(HostileRequests, ARequestLineHasOneForm) {
    const std::string rest = "\r\nHost: localhost\r\n\r\n";
    std::vector<Asked> all;
    for (const char* line :
         {"GET  /live HTTP/1.1", "GET /live  HTTP/1.1", "GET\t/live HTTP/1.1", " GET /live HTTP/1.1",
          "GET /live http/1.1", "GET /live HTTP/1.10", "GET /live HTTP/2.0", "GET /live HTTP/0.9", "GET /live",
          "GET HTTP/1.1", "/live", "GET /live HTTPS/1.1", "GET /li ve HTTP/1.1", "G(T /live HTTP/1.1"})
        all.push_back({line + rest, 400, "not an HTTP/1.1 request"});
    each_is_refused_and_ends_the_connection(all);
}

TEST_P(HostileRequests, ATargetIsAPathOrAnAddressOfThisServer) {
    const std::string host = " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    const bool encrypted = GetParam() == By::tls;
    const std::string own = encrypted ? "https" : "http", other = encrypted ? "http" : "https";
    each_is_answered_and_the_connection_goes_on(
        {{"GET " + own + "://localhost/live" + host, 200},
         {"GET " + own + "://LOCALHOST:1/live?x=1" + host, 200},
         {"GET " + own + "://localhost/live HTTP/1.1\r\nHost: evil.example\r\n\r\n", 200},
         {"GET ftp://localhost/live" + host, 400, "not a path"},
         {"GET localhost:80" + host, 400, "not a path"},
         {"CONNECT localhost:80" + host, 400, "not a path"},
         {"GET *" + host, 400, "not a path"},
         {"OPTIONS *" + host, 405},
         {"GET //evil.example/live" + host, 400, "a part of it is empty"}});
    std::vector<Asked> all{{"GET " + other + "://localhost/live" + host, 421, "this connection is"},
                           {"GET " + own + "://evil.example/live" + host, 421, "evil.example"},
                           {"GET " + own + "://user:pw@localhost/live" + host, 400, "is no host"},
                           {"GET " + own + "://" + host, 421}};
    for (const auto& [name, status] :
         std::initializer_list<std::pair<const char*, int>>{{"localhost:abc", 400},
                                                            {"localhost:80:80", 400},
                                                            {"localhost:-1", 400},
                                                            {"a b", 400},
                                                            {"localhost/evil", 400},
                                                            {"localhost@evil.example", 400},
                                                            {"localhost, evil.example", 400},
                                                            {"localhost\\evil", 400},
                                                            {"local\thost", 400},
                                                            {"l\xc3\xb6"
                                                             "calhost",
                                                             400},
                                                            {"<script>", 400},
                                                            {"[::1", 400},
                                                            {"", 421},
                                                            {":80", 421},
                                                            {"127.1", 421},
                                                            {"0x7f000001", 421},
                                                            {"2130706433", 421},
                                                            {"localhost.", 421},
                                                            {"localhost%00.evil.example", 421},
                                                            {"evil.example:80", 421}})
        all.push_back({std::string{"GET /live HTTP/1.1\r\nHost: "} + name + "\r\n\r\n", status, "Host: "});
    each_is_refused_and_ends_the_connection(all);
}

TEST_P(HostileRequests, NoPathLeadsOutOfWhatIsServed) {
    for (const auto& [path, status] : std::initializer_list<std::pair<std::string, int>>{
             {"/../secret.txt", 404},
             {"/%2e%2e/secret.txt", 404},
             {"/.%2e/secret.txt", 404},
             {"/assets/../../secret.txt", 404},
             {"/assets/..%2f..%2fsecret.txt", 404},
             {"/assets/..%5c..%5csecret.txt", 404},
             {"/assets/..\\..\\secret.txt", 404},
             {"/%252e%252e/secret.txt", 404},
             {"/%25252e%25252e%25252fsecret.txt", 404},
             {"/..;/secret.txt", 404},
             {"/....//secret.txt", 400},
             {"/file:///secret.txt", 400},
             {"/index.html%00.txt", 400},
             {"/assets/a.js%0a", 400},
             {"/assets/a.js%0d%0aX-Any:%201", 400},
             {"/%c0%ae%c0%ae/secret.txt", 400},
             {"/%e0%80%ae%e0%80%ae/secret.txt", 400},
             {"/%f0%80%80%ae/secret.txt", 400},
             {"/\xc0\xae\xc0\xae/secret.txt", 400},
             {"/%ed%a0%80", 400},
             {"/%ff", 400},
             {"/%", 400},
             {"/%2", 400},
             {"/%zz", 400},
             {"/%u002e", 400},
             {"/./live", 404},
             {"/live/.", 404},
             {"/live;x=1", 404},
             {"/LIVE", 404},
             {"/v1/accounts/1%00/balance", 400},
             {"/v1/accounts/..%2f..%2f..%2fetc%2fpasswd", 400},
             {"/v1/accounts/%2e%2e/balance", 404},
             {"/v1/accounts/../trial-balance", 404},
             {"/v1/../v1/trial-balance", 404},
             {"/v1//trial-balance", 400},
             {"/v1/trial-balance/", 400},
             {"/v1/trial-balance?as_of=1%00", 400},
             {"/v1/trial-balance?a%73_of=1&as_of=1", 400},
             {"/v1/search?q=%c0%ae", 400},
             {"/" + std::string(2'700, '.') + "/" + std::string(5'600, '/'), 431}}) {
        RawClient asking{server_->address(), GetParam()};
        asking.say("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        const auto answer = asking.hear();
        EXPECT_EQ(answer.status, status) << shown(path) << "\n" << answer.body;
        EXPECT_EQ(answer.headers.at("content-type"), problem_type) << shown(path);
        EXPECT_THAT(answer.body, Not(HasSubstr(std::string{secret}))) << shown(path);
        EXPECT_FALSE(answer.headers.contains("x-any")) << shown(path);
    }
}

TEST_P(HostileRequests, ARequestMayComeInAnyTwoPiecesAndSeveralAtOnce) {
    RawClient asking{server_->address(), GetParam()};
    const std::string whole =
        "POST /v1/what-if HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        "Transfer-Encoding: chunked\r\n\r\n1\r\n[\r\n2;x=y\r\n\n]\r\n0\r\n\r\n";
    const std::string right = [&] {
        asking.say(whole);
        const auto answer = asking.hear();
        EXPECT_EQ(answer.status, 400) << "no list of commands";
        return answer.body.substr(0, answer.body.find("\"instance\""));
    }();
    EXPECT_FALSE(right.empty());
    for (std::size_t i = 1; i < whole.size(); ++i) {
        ASSERT_TRUE(asking.say(whole.substr(0, i))) << i;
        ASSERT_TRUE(asking.say(whole.substr(i))) << i;
        const auto answer = asking.hear();
        ASSERT_EQ(answer.body.substr(0, answer.body.find("\"instance\"")), right) << i;
    }
    std::string all;
    for (int i = 0; i < 20; ++i)
        all += "GET /live HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: r" + std::to_string(i) +
               "\r\nContent-Length: 3\r\n\r\nabc";
    ASSERT_TRUE(asking.say(all));
    for (int i = 0; i < 20; ++i) {
        const auto answer = asking.hear();
        ASSERT_EQ(answer.status, 200);
        ASSERT_EQ(answer.headers.at("x-request-id"), "r" + std::to_string(i)) << "in their order";
    }
    asking.say("GET /live HTTP/1.1\r\nHost: localhost\r\n");
    asking.end_saying();
    EXPECT_EQ(asking.hear().status, 0) << "half a request is none";
}

TEST_P(HostileRequests, AnEncryptedAnswerAsksForNoOtherConnection) {
    const std::string batch =
        "POST /v1/commands:batch HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/jsonl\r\n"
        "Content-Length: 3\r\n\r\n{}\n";
    const std::string events = "GET /v1/events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n";
    for (const auto& bytes : {smuggled, std::string{"nonsense\r\n\r\n"}, batch, events}) {
        RawClient asking{server_->address(), GetParam()};
        asking.say(bytes);
        const auto answer = asking.hear();
        EXPECT_EQ(answer.headers.contains("strict-transport-security"), GetParam() == By::tls) << bytes;
        for (const auto& [name, value] : security_headers) {
            std::string lower{name};
            std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) { return std::tolower(c); });
            EXPECT_EQ(answer.headers.count(lower), 1u) << name << ": " << bytes;
        }
    }
}

TEST_P(HostileRequests, AByteAtATimeIsNotEnough) {
    HttpLimits limits;
    limits.request_time = 400ms;
    start(limits);
    const auto drips = [&](const std::string& begin, const std::string& each) {
        RawClient slow{server_->address(), GetParam()};
        slow.say(begin);
        const auto began = std::chrono::steady_clock::now();
        // Often enough to be heard within request_time, for far longer than that.
        while (slow.say(each) && std::chrono::steady_clock::now() - began < 20s) std::this_thread::sleep_for(20ms);
        EXPECT_LT(std::chrono::steady_clock::now() - began, 10s) << begin;
        EXPECT_TRUE(slow.closed_within(5s)) << begin;
    };
    drips("", "G");
    drips("GET /live HTTP/1.1\r\nHost: localhost\r\n", "X: y\r\n");
    drips("POST /v1/commands HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n", " ");
    drips("POST /v1/commands HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n");
    drips("POST /v1/commands HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n1;", "x");
    RawClient quick{server_->address(), GetParam()};
    quick.say(smuggled);
    EXPECT_EQ(quick.hear().status, 200);
}

class HostileHandshakes : public HostileRequests {};

INSTANTIATE_TEST_SUITE_P(, HostileHandshakes, testing::Values(By::tls), [](const auto&) { return "Encrypted"; });

// A handshake is as slow as a request: it is given the same time.
TEST_P(HostileHandshakes, AHandshakeThatDoesNotEndIsCutOff) {
    HttpLimits limits;
    limits.request_time = 400ms;
    start(limits);
    // A client hello of 512 bytes begins; it comes a byte at a time.
    const std::string hello("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11);
    for (const std::string& begin : {std::string{}, hello}) {
        RawClient slow{server_->address()};
        slow.say(begin);
        const auto began = std::chrono::steady_clock::now();
        for (std::size_t i = 0; i < 400 && slow.say(begin.empty() ? hello.substr(i % hello.size(), 1) : "\x01"); ++i)
            std::this_thread::sleep_for(20ms);  // A slow client, byte by byte.
        EXPECT_LT(std::chrono::steady_clock::now() - began, 7s);
        EXPECT_TRUE(slow.closed_within(5s));
    }
    RawClient nothing_said{server_->address(), By::tls};
    EXPECT_TRUE(nothing_said.closed_within(5s));
    RawClient old{server_->address()};
    old.say("\x80\x2e\x01\x03\x01");  // Of SSL 2.
    EXPECT_TRUE(old.closed_within(5s));
    RawClient quick{server_->address(), By::tls};
    quick.say(smuggled);
    EXPECT_EQ(quick.hear().status, 200);
}

}  // namespace
}  // namespace tally::tools
