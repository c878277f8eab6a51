// Over HTTP against what it stands on, in one run: payments by 64 connections against 64 callers in the same process,
// and a batch; balances by many connections against a server that answers the same bytes and does nothing else. The
// load generator is in this process, too, so that it takes its share of the machine on both sides.
//
//     http_bench [COMMANDS] [ACCOUNTS] [CONNECTIONS] [DIRECTORY]

#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>
#include <functional>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "consumers/commands/async_division_port.h"
#include "tests/bench/bench_utility.h"
#include "tests/bench/http_callers.h"
#include "tests/http/raw_client.h"
#include "tools/http/routes/http_routes.h"
#include "tools/http/server/http_server.h"

namespace {

namespace fs = std::filesystem;
using namespace tally::bench;
using namespace tally::domain;
using namespace tally::eventstore;
using namespace tally::tools;
using tally::tests::RawClient;

constexpr unsigned callers = 64;

// Answers every question with the same bytes.
class BareHandler final : public HttpHandler {
  public:
    explicit BareHandler(std::string body) : body_(std::move(body)) {}
    void answer(const HttpRequest&, std::shared_ptr<HttpReply> reply) override {
        HttpAnswer answer;
        answer.body = body_;
        reply->send(std::move(answer));
    }
    HttpPlace place_of(std::string_view) const override { return {}; }
    void refresh() override {}
    void answered(const HttpDone&) override {}

  private:
    const std::string body_;
};

struct Measured {
    double per_second = 0;
    double cpu_us = 0;
    std::vector<double> latencies_ms;
};

// `call` is made by each of so many threads, numbered, and gives the latencies of its `each` calls.
Measured by_threads(unsigned count, std::uint64_t each, const std::function<std::vector<double>(unsigned)>& call) {
    std::vector<std::vector<double>> latencies(count);
    Measured measured;
    const double cpu = cpu_seconds();
    const double seconds = seconds_of([&] {
        std::vector<std::thread> threads;
        for (unsigned i = 0; i < count; ++i) threads.emplace_back([&, i] { latencies[i] = call(i); });
        for (auto& thread : threads) thread.join();
    });
    const double calls = static_cast<double>(count) * static_cast<double>(each);
    measured.per_second = calls / seconds;
    measured.cpu_us = (cpu_seconds() - cpu) / calls * 1e6;
    for (const auto& list : latencies)
        measured.latencies_ms.insert(measured.latencies_ms.end(), list.begin(), list.end());
    return measured;
}

std::vector<double> timed_calls(std::uint64_t each, const std::function<void(std::uint64_t)>& call) {
    std::vector<double> latencies;
    latencies.reserve(each);
    for (std::uint64_t i = 0; i < each; ++i) {
        const auto asked = Clock::now();
        call(i);
        latencies.push_back(seconds_since(asked) * 1e3);
    }
    return latencies;
}

std::string payment_json(Division& division, std::string_view series, std::uint64_t index, std::uint64_t account) {
    ParsedCommand parsed;
    fill_payment(series, index, account, parsed);
    parsed.header.actor = {};  // The server's.
    parsed.header.received_at = {};
    std::string json;
    write_command_json(parsed.header, parsed.command, division.json(), json);
    return json;
}

std::string posted(const std::string& body) {
    return "POST /v1/commands HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + body;
}

// Requests are made before: the measure is the server's, not theirs.
std::vector<std::vector<std::string>> requests(Division& division, std::uint64_t each, std::uint64_t accounts) {
    std::vector<std::vector<std::string>> all(callers);
    for (unsigned caller = 0; caller < callers; ++caller) {
        std::mt19937_64 random(caller);
        for (std::uint64_t i = 0; i < each; ++i)
            all[caller].push_back(posted(payment_json(division, "http", i * callers + caller, random() % accounts)));
    }
    return all;
}

HttpCalls commands_over_http(const std::string& address, std::uint64_t each,
                             const std::vector<std::vector<std::string>>& all) {
    return call_over_http(
        address, callers, each, 201,
        [&](unsigned connection, std::uint64_t index, std::string& request) { request = all[connection][index]; });
}

Measured commands_in_process(Division& division, std::uint64_t each, std::uint64_t accounts) {
    return by_threads(callers, each, [&](unsigned caller) {
        std::mt19937_64 random(caller);
        return timed_calls(each, [&](std::uint64_t i) {
            ParsedCommand parsed;
            fill_payment("direct", i * callers + caller, random() % accounts, parsed);
            require(division.execute(std::move(parsed)).kind == Outcome::Kind::accepted, "a payment was not accepted");
        });
    });
}

double batch_per_second(Division& division, const std::string& address, std::uint64_t commands,
                        std::uint64_t accounts) {
    std::string lines;
    std::mt19937_64 random(callers);
    for (std::uint64_t i = 0; i < commands; ++i)
        lines += payment_json(division, "batch", i, random() % accounts) + "\n";
    RawClient client{address};
    std::uint64_t accepted = 0;
    const double seconds = seconds_of([&] {
        std::thread sending{[&] {
            require(client.say("POST /v1/commands:batch HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
                               "application/jsonl\r\nContent-Length: " +
                               std::to_string(lines.size()) + "\r\n\r\n"),
                    "the server has closed");
            require(client.say(lines), "the server has closed");
        }};
        require(client.hear().status == 200, "the batch was refused");
        for (auto chunk = client.hear_chunk(); chunk && !chunk->empty(); chunk = client.hear_chunk())
            for (auto at = chunk->find("\"accepted\""); at != std::string::npos;
                 at = chunk->find("\"accepted\"", at + 1))
                ++accepted;
        sending.join();
    });
    require(accepted == commands, "a payment of the batch was not accepted");
    return static_cast<double>(commands) / seconds;
}

std::unique_ptr<HttpServer> serve(HttpHandler& handler) {
    HttpLimits limits;
    limits.connections_max = 4'096;
    limits.waiting_questions_max = 4'096;
    auto server = HttpServer::start("127.0.0.1:0", handler, limits);
    require(server.has_value(), "the server does not start");
    return std::move(*server);
}

}  // namespace

int main(int argc, char** argv) {
    const std::uint64_t each = number_argument(argc, argv, 1, 64'000) / callers;
    const std::uint64_t accounts = number_argument(argc, argv, 2, 10'000);
    const unsigned connections = static_cast<unsigned>(number_argument(argc, argv, 3, 1'000));
    const fs::path directory = directory_argument(argc, argv, 4, "tally-http-bench");
    const std::uint64_t commands = each * callers;
    Figures figures;
    auto utility = BenchUtility::create_as_served(directory / "store");
    auto& division = utility.division();
    prepare_open_items(utility, accounts,
                       {payment_amount.minor * static_cast<std::int64_t>(3 * commands / accounts + 10)});
    const EmbeddedDirectory known{division};
    tally::consumers::AsyncDivisionPort port{division};
    HttpRoutes routes{known, &port, "bench"};
    const auto server = serve(routes);

    const auto made = requests(division, each, accounts);
    auto direct = commands_in_process(division, each / 2, accounts);
    auto http = commands_over_http(server->address(), each, made);
    const double batch = batch_per_second(division, server->address(), commands, accounts);
    figures.add("http_commands_in_process_per_second", direct.per_second, "commands/s", Better::higher);
    figures.add("http_commands_per_second", http.per_second(), "commands/s", Better::higher);
    figures.add("http_commands_ratio", http.per_second() / direct.per_second, "x", Better::higher,
                {"0.5", "0.8", "64 callers in the same process"});
    figures.add("http_commands_cpu", http.cpu_us(), "us", Better::lower);
    figures.add("http_commands_p50", percentile(http.latencies_ms, 0.5), "ms", Better::lower);
    figures.add("http_commands_p99", percentile(http.latencies_ms, 0.99), "ms", Better::lower);
    figures.add("http_batch_per_second", batch, "commands/s", Better::higher);

    utility.catch_up();
    BareHandler bare{routes.answer({"GET", "/v1/accounts/" + account_id(0).str() + "/balance"}).body};
    const auto bare_server = serve(bare);
    const std::uint64_t rounds = std::max<std::uint64_t>(2, 100'000 / connections);
    auto bare_balances = balances_over_http(bare_server->address(), connections, rounds, accounts);
    auto real_balances = balances_over_http(server->address(), connections, rounds, accounts);
    figures.add("http_balance_bare_per_second", bare_balances.per_second(), "answers/s", Better::higher);
    figures.add("http_balance_per_second", real_balances.per_second(), "answers/s", Better::higher);
    figures.add("http_balance_ratio", real_balances.per_second() / bare_balances.per_second(), "x", Better::higher,
                {"0.5", "0.8", "the same server with a handler that does nothing"});
    figures.add("http_balance_cpu", real_balances.cpu_us(), "us", Better::lower);
    figures.add("http_balance_p99", percentile(real_balances.latencies_ms, 0.99), "ms", Better::lower);

    bare_server->stop();
    server->stop();
    utility.close();
    fs::remove_all(directory);
    return 0;
}
