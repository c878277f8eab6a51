// A server under load that does not wait for it: balances asked for 10,000 times a second; balances during a bill run;
// many connections against a bare Beast server that says the same bytes; and, for half an hour, half of what it can,
// with its memory each minute. Latency counts from the instant a request was due, so that a pause counts for all
// requests that were due in it.
//
//     http_load_bench rate [ACCOUNTS] [DIRECTORY]
//     http_load_bench bill-run [ACCOUNTS] [DIRECTORY]
//     http_load_bench soak [MINUTES] [ACCOUNTS] [DIRECTORY]

#include <algorithm>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <cstdlib>
#include <fmt/format.h>
#include <fstream>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "consumers/commands/async_division_port.h"
#include "consumers/commands/division_port.h"
#include "consumers/processes/bill_run/bill_run.h"
#include "tests/bench/bench_utility.h"
#include "tests/bench/http_callers.h"
#include "tests/http/raw_client.h"
#include "tests/support/standard_utility.h"
#include "tools/http/routes/http_routes.h"
#include "tools/http/server/http_server.h"

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace fs = std::filesystem;
using namespace tally::bench;
using namespace tally::domain;
using namespace tally::eventstore;
using namespace tally::tools;
using tally::tests::RawAnswer;
using tally::tests::RawClient;
using Tcp = asio::ip::tcp;

// One connection of a server that knows one answer, its headers, too.
class BareSession : public std::enable_shared_from_this<BareSession> {
  public:
    BareSession(Tcp::socket socket, const RawAnswer& said) : stream_(std::move(socket)), said_(said) {}
    void read() {
        request_ = {};
        beast::http::async_read(stream_, buffer_, request_,
                                [self = shared_from_this()](beast::error_code error, std::size_t) {
                                    if (!error) self->write();
                                });
    }

  private:
    void write() {
        answer_ = {beast::http::status::ok, request_.version()};
        for (const auto& [name, value] : said_.headers) answer_.set(name, value);
        answer_.keep_alive(true);
        answer_.body() = said_.body;
        beast::http::async_write(stream_, answer_, [self = shared_from_this()](beast::error_code error, std::size_t) {
            if (!error) self->read();
        });
    }
    beast::tcp_stream stream_;
    const RawAnswer& said_;
    beast::flat_buffer buffer_;
    beast::http::request<beast::http::empty_body> request_;
    beast::http::response<beast::http::string_body> answer_;
};

class BareBeast {
  public:
    explicit BareBeast(RawAnswer said)
        : said_(std::move(said)), acceptor_(context_, Tcp::endpoint{asio::ip::address_v4::loopback(), 0}) {
        accept();
        thread_ = std::thread{[this] { context_.run(); }};
    }
    ~BareBeast() {
        context_.stop();
        thread_.join();
    }
    BareBeast(const BareBeast&) = delete;
    BareBeast& operator=(const BareBeast&) = delete;
    [[nodiscard]] std::string address() const { return fmt::format("127.0.0.1:{}", acceptor_.local_endpoint().port()); }

  private:
    void accept() {
        acceptor_.async_accept([this](beast::error_code error, Tcp::socket socket) {
            if (error) return;
            socket.set_option(Tcp::no_delay{true});
            std::make_shared<BareSession>(std::move(socket), said_)->read();
            accept();
        });
    }
    const RawAnswer said_;
    asio::io_context context_{1};
    Tcp::acceptor acceptor_;
    std::thread thread_;
};

// So many requests a second, evenly, over 64 connections, while `go_on` says so. Latencies in milliseconds.
template <class GoOn>
std::vector<double> asked_evenly(const std::string& address, double per_second, std::uint64_t accounts,
                                 const GoOn& go_on) {
    constexpr unsigned connections = 64;
    constexpr std::size_t kept = 20'000;  // Of each connection, the newest: a soak's memory is the server's.
    std::vector<std::vector<double>> latencies(connections);
    const auto begin = Clock::now();
    std::vector<std::thread> threads;
    for (unsigned number = 0; number < connections; ++number)
        threads.emplace_back([&, number] {
            RawClient client{address};
            std::mt19937_64 random(number);
            for (std::uint64_t i = 0; go_on(); ++i) {
                const auto due = begin + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>{
                                             static_cast<double>(i * connections + number) / per_second});
                std::this_thread::sleep_until(due);
                require(client.say(balance_request(random() % accounts)), "the server has closed");
                require(client.hear().status == 200, "a balance was not answered");
                const double ms = seconds_since(due) * 1e3;
                if (latencies[number].size() < kept)
                    latencies[number].push_back(ms);
                else
                    latencies[number][i % kept] = ms;
            }
        });
    for (auto& thread : threads) thread.join();
    std::vector<double> all;
    for (const auto& some : latencies) all.insert(all.end(), some.begin(), some.end());
    return all;
}

auto for_seconds(double seconds) {
    return [seconds, begin = Clock::now()] { return seconds_since(begin) < seconds; };
}

std::unique_ptr<HttpServer> serve(HttpHandler& handler) {
    HttpLimits limits;
    limits.connections_max = 4'096;
    limits.waiting_questions_max = 4'096;
    auto server = HttpServer::start("127.0.0.1:0", handler, limits);
    require(server.has_value(), "the server does not start");
    return std::move(*server);
}

double resident_mib() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmRSS:")) return std::strtod(line.c_str() + 6, nullptr) / 1024;
    require(false, "/proc/self/status has no VmRSS");
    return 0;
}

void measure_rate(std::uint64_t accounts, const fs::path& directory, Figures& figures) {
    constexpr unsigned connections = 1'000;
    auto utility = BenchUtility::create_as_served(directory);
    prepare_open_items(utility, accounts, payment_amount);
    const EmbeddedDirectory known{utility.division()};
    tally::consumers::AsyncDivisionPort port{utility.division()};
    HttpRoutes routes{known, &port, "bench"};
    const auto server = serve(routes);
    const BareBeast bare{tally::tests::get(server->address(), "/v1/accounts/" + account_id(0).str() + "/balance")};
    const double bare_rate = balances_over_http(bare.address(), connections, 60, accounts).per_second();
    const double rate = balances_over_http(server->address(), connections, 60, accounts).per_second();
    figures.add("http_balance_beast_per_second", bare_rate, "answers/s", Better::higher);
    figures.add("http_balance_beast_ratio", rate / bare_rate, "x", Better::higher,
                {"0.5", "0.8", "a bare Beast server that says the same bytes"});
    auto bare_latencies = asked_evenly(bare.address(), 10'000, accounts, for_seconds(10));
    auto latencies = asked_evenly(server->address(), 10'000, accounts, for_seconds(10));
    figures.note(fmt::format("    {} balances in 10 s", latencies.size()));
    figures.add("http_balance_at_10000_p50", percentile(latencies, 0.5), "ms", Better::lower);
    figures.add("http_balance_at_10000_p99", percentile(latencies, 0.99), "ms", Better::lower, {"2", "1", ""});
    figures.add("http_balance_beast_at_10000_p99", percentile(bare_latencies, 0.99), "ms", Better::lower);
    server->stop();
    utility.close();
}

void measure_bill_run(std::uint64_t accounts, const fs::path& directory, Figures& figures) {
    auto utility = BenchUtility::create_as_served(directory);
    prepare_gas_customers(utility, accounts);
    const EmbeddedDirectory known{utility.division()};
    tally::consumers::AsyncDivisionPort port{utility.division()};
    HttpRoutes routes{known, &port, "bench"};
    const auto server = serve(routes);
    auto quiet = asked_evenly(server->address(), 500, accounts, for_seconds(5));
    std::atomic<bool> running{true};
    std::vector<double> latencies;
    std::thread asking{
        [&] { latencies = asked_evenly(server->address(), 500, accounts, [&] { return running.load(); }); }};
    tally::consumers::DivisionPort bills(utility.division());
    tally::consumers::HeldStore held(utility.division());
    const tally::consumers::BillRunRequest request{Code{"M01"}, tally::test::date("2022-02-03"), Plain{"bench"}, {}};
    const double seconds = seconds_of([&] {
        const auto found = run_bills(bills, held, request, [](const auto&) { return true; });
        require(found && *found && (*found)->billed == accounts, "not all accounts were billed");
    });
    running = false;
    asking.join();
    figures.note(fmt::format("    {} bills in {:.1f} s, {} balances meanwhile", accounts, seconds, latencies.size()));
    figures.add("http_balance_quiet_p99", percentile(quiet, 0.99), "ms", Better::lower);
    figures.add("http_balance_in_bill_run_p99", percentile(latencies, 0.99), "ms", Better::lower, {"5", "2", ""});
    server->stop();
    utility.close();
}

// Balances and payments at half of what the machine answers; memory may not rise from the first third to the last.
void soak(double minutes, std::uint64_t accounts, const fs::path& directory, Figures& figures) {
    auto utility = BenchUtility::create_as_served(directory);
    prepare_open_items(utility, accounts, {payment_amount.minor * 1'000});
    auto& division = utility.division();
    const EmbeddedDirectory known{division};
    tally::consumers::AsyncDivisionPort port{division};
    HttpRoutes routes{known, &port, "bench"};
    const auto server = serve(routes);
    const double full = balances_over_http(server->address(), 64, 500, accounts).per_second();
    std::atomic<bool> running{true};
    std::atomic<std::uint64_t> paid{0};
    std::thread paying{[&] {
        std::mt19937_64 random(3);
        for (; running; ++paid) {
            ParsedCommand parsed;
            fill_payment("soak", paid, random() % accounts, parsed);
            require(division.execute(std::move(parsed)).kind == Outcome::Kind::accepted, "a payment was refused");
            std::this_thread::sleep_for(std::chrono::milliseconds{2});
        }
    }};
    std::vector<double> latencies;
    std::thread asking{
        [&] { latencies = asked_evenly(server->address(), full / 2, accounts, [&] { return running.load(); }); }};
    std::vector<double> memory;
    const int samples = std::max(3, static_cast<int>(minutes));
    for (int sample = 0; sample < samples; ++sample) {
        std::this_thread::sleep_for(std::chrono::duration<double>{minutes * 60 / samples});
        memory.push_back(resident_mib());
        figures.note(fmt::format("    {:>6.1f} min {:>8.0f} MiB", (sample + 1) * minutes / samples, memory.back()));
    }
    running = false;
    asking.join();
    paying.join();
    const auto third = memory.size() / 3;
    const double early = *std::max_element(memory.begin(), memory.begin() + static_cast<std::ptrdiff_t>(third));
    const double late = *std::max_element(memory.end() - static_cast<std::ptrdiff_t>(third), memory.end());
    figures.note(fmt::format("    {:.0f} balances/s, {} payments", full / 2, paid.load()));
    figures.add("soak_memory_growth", late / early, "x", Better::lower, {"1.1", "1.02", "its first third"});
    figures.add("soak_balance_p99", percentile(latencies, 0.99), "ms", Better::lower);
    server->stop();
    utility.close();
}

}  // namespace

int main(int argc, char** argv) {
    const std::string mode = argc > 1 ? argv[1] : "rate";
    const int first = mode == "soak" ? 3 : 2;
    const std::uint64_t accounts = number_argument(argc, argv, first, 10'000);
    const fs::path directory = directory_argument(argc, argv, first + 1, "tally-http-load-bench");
    fs::remove_all(directory);
    Figures figures;
    if (mode == "rate")
        measure_rate(accounts, directory / "store", figures);
    else if (mode == "bill-run")
        measure_bill_run(accounts, directory / "store", figures);
    else if (mode == "soak")
        soak(static_cast<double>(number_argument(argc, argv, 2, 30)), accounts, directory / "store", figures);
    else
        require(false, "there is no such mode: give rate, bill-run or soak");
    fs::remove_all(directory);
    return 0;
}
