// Commands and users over HTTP at nodes, against a real broker: at the owner and at another node alike, with the owner
// killed meanwhile, and signed in over TLS.

#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>
#include <memory>
#include <regex>
#include <thread>
#include <vector>

#include "tests/http/raw_client.h"
#include "tests/kafka/test_broker.h"

namespace tally::tests {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;
namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

std::string free_address() {
    const RawListener listener;
    return listener.address();
}
std::string text_of(const fs::path& path) {
    std::ifstream file{path};
    return {std::istreambuf_iterator<char>{file}, {}};
}
std::string member(const std::string& json, const std::string& name) {
    std::smatch found;
    return std::regex_search(json, found, std::regex{"\"" + name + "\":\"?([^\",}]*)"}) ? found[1].str() : "";
}
bool within(std::chrono::seconds time, const std::function<bool()>& is_so) {
    const auto deadline = Clock::now() + time;
    while (!is_so()) {
        if (Clock::now() > deadline) return false;
        std::this_thread::sleep_for(100ms);  // Between two looks.
    }
    return true;
}

std::string payment(const std::string& id) {
    return R"({"type":"payment.post","command_id":")" + id +
           R"(","received_on":"2022-01-20","tenders":[{"amount":"1.00"}],"shares":[{"account":"1"}]})";
}

// A broker with the example utility and its customer, and two nodes.
class KafkaNodeCommands : public testing::Test {
  protected:
    // http: further lines below [http].
    void start(const std::string& http) {
        http_ = http;
        broker_ = std::make_unique<TestBroker>();
        ASSERT_TRUE(broker_->is_up()) << broker_->said();
        addresses_ = {free_address(), free_address()};
        const auto maker = configure("maker", "127.0.0.1:1");
        ASSERT_EQ(run(std::string{TALLYD_PROGRAM} + " --create-topics --config " + maker).exit_code, 0);
        const auto founded = tally("init --kafka " + maker + " --keys " + path("keys") +
                                   " --origin ledger.example/gas --currency USD --time-zone America/New_York");
        ASSERT_EQ(founded.exit_code, 0) << founded.output;
        start_node(0);
        for (const char* file : {"utility.jsonl", "customer.jsonl"}) {
            const auto sent = tally("send --kafka " + maker + " " + TALLY_SOURCE_DIR + "/tools/examples/" + file);
            ASSERT_EQ(sent.exit_code, 0) << sent.output;
        }
        start_node(1);
        ASSERT_TRUE(within(180s, [&] { return owns(0) != owns(1) && in_step(); }));
    }
    static Ran tally(const std::string& arguments) { return run(std::string{TALLY_PROGRAM} + " " + arguments); }
    [[nodiscard]] std::string path(const std::string& name) const { return (directory_.path() / name).string(); }
    [[nodiscard]] std::string configure(const std::string& node, const std::string& address) const {
        if (fs::exists(path("keys")) && !fs::exists(path(node + "-keys")))
            fs::copy(path("keys"), path(node + "-keys"), fs::copy_options::recursive);
        return broker_->configuration(
            node + ".toml", "session.timeout.ms = 6000\n[node]\ndata = \"" + path(node) + "\"\naddress = \"" + address +
                                "\"\n[http]\nlisten = \"" + address + "\"\n" + http_ +
                                "[[division]]\nnumber = 0\nkeys = \"" + path(node + "-keys") + "\"\n");
    }
    void start_node(std::size_t which) {
        const auto name = "node-" + std::to_string(which);
        nodes_[which] = std::make_unique<Started>(
            std::string{TALLYD_PROGRAM} + " --config " + configure(name, addresses_[which]), path(name + ".log"));
    }
    // /health is answered to everybody, also where users sign in.
    [[nodiscard]] virtual std::string health(std::size_t which) const { return get(addresses_[which], "/health").body; }
    [[nodiscard]] bool owns(std::size_t which) const {
        return health(which).find("\"answered_here\":true") != std::string::npos;
    }
    // A node that does not own the division has its log.
    [[nodiscard]] bool in_step() const {
        const auto entries = local_entries(0);
        return !entries.empty() && entries != "0" && entries == local_entries(1);
    }
    [[nodiscard]] std::string local_entries(std::size_t which) const {
        const auto text = metrics(which);
        std::smatch found;
        const std::regex line{"tally_local_entries\\{division=\"0\"\\} ([0-9]+)"};
        return std::regex_search(text, found, line) ? found[1].str() : std::string{};
    }
    [[nodiscard]] virtual std::string metrics(std::size_t which) const {
        return get(addresses_[which], "/metrics").body;
    }
    [[nodiscard]] std::size_t owner() const { return owns(0) ? 0 : 1; }

    TemporaryDirectory directory_;
    std::string http_;
    std::unique_ptr<TestBroker> broker_;
    std::array<std::string, 2> addresses_;
    std::array<std::unique_ptr<Started>, 2> nodes_;
};

RawAnswer post(const std::string& address, const std::string& target, const std::string& body,
               const std::string& type = "application/json") {
    RawClient client{address};
    if (!client.say("POST " + target + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type +
                    "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body))
        return {};
    return client.hear();
}

TEST_F(KafkaNodeCommands, AreTakenByTheOwnerAndByAnotherNodeAlike) {
    TALLY_NEEDS_A_BROKER();
    fs::create_directory(path("console"));
    std::ofstream{path("console/index.html")} << "<title>the desk</title>";
    start("commands = true\nactor = \"desk:ines\"\nconsole = \"" + path("console") + "\"\n");
    if (HasFatalFailure()) return;
    const auto own = owner(), other = 1 - own;
    EXPECT_THAT(get(addresses_[other], "/").body, HasSubstr("the desk"));

    std::uint64_t last = 0;
    for (const auto which : {other, own}) {
        const auto id = "p-" + std::to_string(which);
        const auto made = post(addresses_[which], "/v1/commands", payment(id));
        ASSERT_EQ(made.status, 201) << made.body;
        const auto position = made.headers.at("tally-position");
        EXPECT_GT(std::stoull(position), last);
        last = std::stoull(position);
        for (const auto& asked : addresses_) {
            const auto seen = get(asked, "/v1/accounts/1/ar-history?wait_for=" + position);
            EXPECT_EQ(seen.status, 200) << seen.body;
            EXPECT_GE(std::stoull(seen.headers.at("tally-position")), last);
        }
        // Its one answer, from any node.
        const auto again = post(addresses_[1 - which], "/v1/commands", payment(id));
        EXPECT_EQ(again.status, 200) << again.body;
        EXPECT_EQ(again.headers.at("tally-position"), position);
        EXPECT_EQ(member(again.body, "first_position"), member(made.body, "first_position"));
        EXPECT_EQ(member(again.body, "payment"), member(made.body, "payment")) << "with the ids that it made";
    }
    auto formed = post(addresses_[other], "/v1/accounts/1/payments",
                       R"({"command_id":"form","received_on":"2022-01-20","tenders":[{"amount":"1.00"}]})");
    EXPECT_EQ(formed.status, 201) << formed.body;
    EXPECT_EQ(formed.headers["location"], "/v1/payments/" + member(formed.body, "payment"));
    auto typed = post(addresses_[other], "/v1/commands/payment.post",
                      R"({"command_id":"typed","received_on":"2022-01-20","tenders":[{"amount":"1.00"}],)"
                      R"("shares":[{"account":"nobody"}]})");
    EXPECT_EQ(typed.status, 422) << typed.body;
    EXPECT_THAT(typed.body, HasSubstr(R"("field":"shares[0].account")"));
    const auto nameless = post(addresses_[other], "/v1/commands", R"({"type":"payment.post"})");
    EXPECT_EQ(nameless.status, 422) << nameless.body;
    EXPECT_THAT(nameless.body, HasSubstr(R"("field":"command_id")"));
    EXPECT_THAT(get(addresses_[own], "/v1/events?by=desk:ines&wait_for=" + formed.headers["tally-position"]).body,
                HasSubstr("\"form\""))
        << "the actor is the node's";

    RawClient client{addresses_[other]};
    const auto lines = payment("b-1") + "\n\n" + payment("p-0") + "\n{\n" + payment("b-2") + "\n";
    ASSERT_TRUE(
        client.say("POST /v1/commands:batch HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/jsonl\r\n"
                   "Content-Length: " +
                   std::to_string(lines.size()) + "\r\n\r\n" + lines));
    EXPECT_EQ(client.hear().status, 200);
    std::string receipts;
    for (auto chunk = client.hear_chunk(); chunk && !chunk->empty(); chunk = client.hear_chunk()) receipts += *chunk;
    EXPECT_THAT(receipts, testing::ContainsRegex(R"("command_id":"b-1","line":1,"status":"accepted".*)"
                                                 R"("command_id":"p-0","line":3,"status":"repeated".*)"
                                                 R"("line":4,"status":"unreadable".*)"
                                                 R"("command_id":"b-2","line":5,"status":"accepted")"));
    for (auto& node : nodes_) node->signal(SIGTERM);
    for (auto& node : nodes_) EXPECT_EQ(node->wait(30), 0);
}

TEST_F(KafkaNodeCommands, NoneIsLostOrDoubledWhileTheOwnerIsKilled) {
    TALLY_NEEDS_A_BROKER();
    start("commands = true\n");
    if (HasFatalFailure()) return;
    const auto own = owner(), other = 1 - own;
    const auto before = get(addresses_[other], "/v1/accounts/1/balance");
    ASSERT_EQ(before.status, 200) << before.body;

    constexpr std::size_t senders = 6, each = 150;
    struct Told {
        std::string id;
        int status = 0;  // 0: the connection broke.
        std::string first_position;
    };
    std::array<std::vector<Told>, senders> told;
    std::atomic<std::size_t> answered = 0;
    std::vector<std::thread> threads;
    for (std::size_t sender = 0; sender < senders; ++sender)
        threads.emplace_back([&, sender] {
            for (std::size_t i = 0; i < each; ++i) {
                const auto id = "k-" + std::to_string(sender) + "-" + std::to_string(i);
                // Half of the senders know the owner only, and are left without a server.
                const auto got = post(addresses_[sender % 2 == 0 ? own : other], "/v1/commands", payment(id));
                told[sender].push_back({id, got.status, member(got.body, "first_position")});
                ++answered;
            }
        });
    EXPECT_TRUE(within(180s, [&] { return answered > senders * 20; }));
    nodes_[own]->signal(SIGKILL);
    for (auto& thread : threads) thread.join();
    EXPECT_TRUE(within(180s, [&] { return owns(other); }));
    std::size_t acknowledged = 0, unknown = 0;
    for (const auto& list : told)
        for (const auto& one : list) {
            ++(one.status == 201 ? acknowledged : unknown);
            EXPECT_TRUE(one.status == 201 || one.status == 0 || one.status == 503) << one.status;
        }
    EXPECT_GT(acknowledged, senders * 15);
    EXPECT_GT(unknown, 0u) << "those of the killed node's clients";
    // Sent again with the same id, each is answered as before or for the first time.
    std::atomic<std::uint64_t> last = 0;  // The position of the last of them.
    threads.clear();
    for (const auto& list : told)
        threads.emplace_back([&] {
            for (const auto& one : list) {
                const auto again = post(addresses_[other], "/v1/commands", payment(one.id));
                EXPECT_TRUE(again.status == 200 || again.status == 201) << one.id << ": " << again.body;
                const auto said = again.headers.find("tally-position");
                const auto position = said == again.headers.end() ? 0 : std::stoull(said->second);
                for (auto known = last.load(); known < position && !last.compare_exchange_weak(known, position);) {
                }
                if (one.status != 201) continue;
                EXPECT_EQ(again.status, 200) << one.id << " was acknowledged, and is in the log";
                EXPECT_EQ(member(again.body, "first_position"), one.first_position);
            }
        });
    for (auto& thread : threads) thread.join();
    // Each paid once. A read without wait_for may be of a moment before the last answer.
    const auto owed = [](const RawAnswer& answer) { return std::stod(member(answer.body, "payoff")); };
    const auto after = get(addresses_[other], "/v1/accounts/1/balance?wait_for=" + std::to_string(last));
    ASSERT_EQ(after.status, 200) << after.body;
    EXPECT_NEAR(owed(before) - owed(after), double{senders * each}, 0.001) << before.body << after.body;
    nodes_[other]->signal(SIGTERM);
    EXPECT_EQ(nodes_[other]->wait(30), 0);
}

// curl is a client that is none of ours.
class KafkaNodeUsers : public KafkaNodeCommands {
  protected:
    struct Said {
        int status = 0;
        std::string head;
        std::string body;
    };
    [[nodiscard]] Said ask(std::size_t which, const std::string& method, const std::string& target,
                           const std::string& body = {}, const std::vector<std::string>& headers = {}) const {
        std::string line = "curl -s -i --max-time 40 --cacert " + path("tls.pem") + " -X " + method;
        for (const auto& header : headers) line += " -H '" + header + "'";
        if (!body.empty()) line += " -H 'Content-Type: application/json' --data-binary '" + body + "'";
        const auto said = run(line + " 'https://" + addresses_[which] + target + "'").output;
        const auto end = said.find("\r\n\r\n");
        if (end == std::string::npos) return {};
        return {std::atoi(said.c_str() + said.find(' ')), said.substr(0, end), said.substr(end + 4)};
    }
    [[nodiscard]] std::string health(std::size_t which) const override { return ask(which, "GET", "/health").body; }
    [[nodiscard]] std::string metrics(std::size_t which) const override { return ask(which, "GET", "/metrics").body; }
    static std::vector<std::string> signed_in(const Said& answer) {
        EXPECT_EQ(answer.status, 201) << answer.body;
        std::smatch cookie;
        std::regex_search(answer.head, cookie, std::regex{"Set-Cookie: ([^;]*); .*Secure", std::regex::icase});
        return {"Cookie: " + cookie[1].str(), "X-CSRF-Token: " + member(answer.body, "csrf")};
    }
    static std::string password(const std::string& user) {
        return R"({"user":")" + user + R"(","password":"correct horse battery"})";
    }
};

TEST_F(KafkaNodeUsers, SignInAtAnyNodeAndAreKnownAtAll) {
    TALLY_NEEDS_A_BROKER();
    ASSERT_EQ(run("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -days 2 -subj /CN=test -nodes "
                  "-addext subjectAltName=IP:127.0.0.1 -keyout " +
                  path("tls.key") + " -out " + path("tls.pem"))
                  .exit_code,
              0);
    start("sign_in = true\naccess = \"" + path("access") + "\"\ntls_certificate = \"" + path("tls.pem") +
          "\"\ntls_key = \"" + path("tls.key") + "\"\nnodes_ca_file = \"" + path("tls.pem") + "\"\n");
    if (HasFatalFailure()) return;
    const auto own = owner(), other = 1 - own;
    EXPECT_EQ(ask(other, "GET", "/v1/accounts/1").status, 401);
    EXPECT_EQ(ask(own, "GET", "/v1/accounts/1").status, 401);

    // The first user, by the link that the owner has printed, at the other node.
    const std::regex form{"/#/link/([A-Za-z0-9_-]+)"};
    std::string link;
    ASSERT_TRUE(within(180s, [&] {
        const auto printed = text_of(path("node-" + std::to_string(own) + ".log"));
        for (std::sregex_iterator at{printed.begin(), printed.end(), form}, end; at != end; ++at) link = (*at)[1].str();
        return !link.empty();
    }));
    const auto admin = signed_in(ask(other, "POST", "/v1/sign-in-links/" + link, password("ada")));
    const auto clerk_added =
        ask(other, "POST", "/v1/commands",
            R"({"type":"user.add","command_id":"add-carl","user":"carl","roles":["clerk"]})", admin);
    ASSERT_EQ(clerk_added.status, 201) << clerk_added.body;
    // Her session is known at the owner, and so is the user soon.
    Said made;
    EXPECT_TRUE(within(10s, [&] {
        made = ask(own, "POST", "/v1/users/carl/sign-in-link", "", admin);
        return made.status == 201;
    })) << made.body;
    const auto carl = signed_in(
        ask(own, "POST", "/v1/sign-in-links/" + member(made.body, "token"), R"({"password":"correct horse battery"})"));

    std::string position;
    for (const auto which : {own, other}) {
        const auto paid = ask(which, "POST", "/v1/commands", payment("carl-" + std::to_string(which)), carl);
        ASSERT_EQ(paid.status, 201) << paid.body;
        position = member(paid.body, "first_position");
        const auto refused = ask(which, "POST", "/v1/commands",
                                 R"({"type":"user.lock","command_id":"lock-ada","user":"ada","reason":"no"})", carl);
        EXPECT_EQ(refused.status, 403) << refused.body;
        EXPECT_THAT(refused.body, HasSubstr("not_permitted"));
        const auto foreign = payment("as-ada-" + std::to_string(which));
        const auto lying = ask(which, "POST", "/v1/commands", R"({"actor":"ada",)" + foreign.substr(1), carl);
        EXPECT_TRUE(lying.status == 400 || lying.status == 403) << lying.status << lying.body;
        EXPECT_THAT(lying.body, HasSubstr("actor"));
        EXPECT_EQ(ask(which, "POST", "/v1/commands", payment("no-csrf"), {carl.front()}).status, 403);
        // No header names a user, and none an address.
        const auto seen =
            ask(which, "GET", "/v1/accounts/1", "", {carl.front(), "X-Forwarded-For: 6.6.6.6", "Tally-User: ada"});
        EXPECT_EQ(seen.status, 200) << seen.body;
        EXPECT_EQ(ask(which, "GET", "/v1/accounts/1", "", {"Tally-User: ada", "Tally-Forwarded: 1"}).status, 401);
        // A question that is asked by POST is passed on with its body and the session's CSRF token.
        const std::string words = R"({"q":"turner"})";
        const auto found = ask(which, "POST", "/v1/search", words, carl);
        EXPECT_EQ(found.status, 200) << found.body;
        EXPECT_THAT(found.body, HasSubstr(R"("id":"1")"));
        EXPECT_EQ(ask(which, "POST", "/v1/search", words, {carl.front()}).status, 403);
    }
    // The last payment is seen, wherever it is asked for.
    EXPECT_THAT(
        ask(other, "GET", "/v1/events?by=carl&wait_for=" + std::to_string(std::stoull(position) + 1), "", admin).body,
        HasSubstr("carl-" + std::to_string(other)));
    const auto token = member(ask(own, "POST", "/v1/tokens", R"({"name":"nightly"})", carl).body, "token");
    ASSERT_FALSE(token.empty());
    const std::vector<std::string> bearer{"Authorization: Bearer " + token};
    EXPECT_EQ(ask(other, "GET", "/v1/accounts/1", "", bearer).status, 200);

    // Sessions, tokens and passwords are there after the owner is gone.
    nodes_[own]->signal(SIGKILL);
    EXPECT_TRUE(within(180s, [&] { return owns(other); }));
    EXPECT_EQ(ask(other, "GET", "/v1/accounts/1", "", bearer).status, 200);
    EXPECT_EQ(ask(other, "GET", "/v1/session", "", carl).status, 200);
    const auto again = ask(other, "POST", "/v1/commands", payment("carl-" + std::to_string(own)), carl);
    EXPECT_EQ(again.status, 200) << again.body;
    const auto anew = signed_in(ask(other, "POST", "/v1/session", password("carl")));
    EXPECT_EQ(ask(other, "POST", "/v1/commands",
                  R"({"type":"user.lock","command_id":"lock-carl","user":"carl",)"
                  R"("reason":"left"})",
                  admin)
                  .status,
              201);
    EXPECT_TRUE(within(10s, [&] { return ask(other, "GET", "/v1/session", "", anew).status == 401; }));
    EXPECT_EQ(ask(other, "GET", "/v1/accounts/1", "", bearer).status, 401);
    const auto reads = text_of(path("access/reads"));
    EXPECT_THAT(reads, HasSubstr(R"("user":"carl")"));
    EXPECT_THAT(reads, Not(HasSubstr("6.6.6.6")));

    // SIGHUP takes the certificate as it is now, and names what needs a restart.
    http_ += "host = [\"desk.example\"]\n";
    (void)configure("node-" + std::to_string(other), addresses_[other]);
    nodes_[other]->signal(SIGHUP);
    EXPECT_TRUE(within(10s, [&] {
        return text_of(path("node-" + std::to_string(other) + ".log")).find("need a restart: host") !=
               std::string::npos;
    }));
    nodes_[other]->signal(SIGTERM);
    EXPECT_EQ(nodes_[other]->wait(30), 0);
}

TEST_F(KafkaNodeUsers, SettingsThatCannotBeKeptAreRefused) {
    TALLY_NEEDS_A_BROKER();
    broker_ = std::make_unique<TestBroker>();
    ASSERT_TRUE(broker_->is_up()) << broker_->said();
    ASSERT_EQ(
        run(std::string{TALLYD_PROGRAM} + " --create-topics --config " + configure("maker", "127.0.0.1:1")).exit_code,
        0);
    fs::create_directory(path("keys"));
    const auto refused = [&](const std::string& http, const std::string& address = "127.0.0.1:0") {
        http_ = http;
        const auto ran =
            run("timeout 60 " + std::string{TALLYD_PROGRAM} + " --config " + configure("node", address) + " 2>&1");
        EXPECT_EQ(ran.exit_code, 2) << ran.output;
        return ran.output;
    };
    // Before anything is asked of the cluster.
    EXPECT_THAT(refused("sign_in = true\n"), HasSubstr("[http] access is missing"));
    EXPECT_THAT(refused("sign_in = true\ncommands = true\n"), HasSubstr("[http] commands: with [http] sign_in"));
    EXPECT_THAT(refused("sign_on = true\n"), HasSubstr("did you mean 'sign_in'?"));
    EXPECT_THAT(refused("behind_proxy = true\n"), HasSubstr("behind_proxy: it needs sign_in"));
    EXPECT_THAT(refused("commands = true\n", "0.0.0.0:0"), HasSubstr("any program that reaches it could write"));
    EXPECT_THAT(refused("sign_in = true\naccess = \"" + path("access") + "\"\n", "0.0.0.0:0"),
                HasSubstr("[http] sign_in: 0.0.0.0:"));
}

}  // namespace
}  // namespace tally::tests
