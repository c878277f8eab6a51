#include "tools/http/server/http_core.h"

#include <algorithm>
#include <atomic>
#include <boost/asio/post.hpp>
#include <charconv>
#include <exception>
#include <limits>
#include <mutex>
#include <utility>
#include <vector>

#include "eventstore/program_log.h"

namespace tally::tools {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using Tcp = asio::ip::tcp;
using Clock = HttpSession::Clock;

constexpr std::chrono::milliseconds accept_pause{100};  // Where the machine has no socket left.
// How late a connection that is too slow may be closed, as a part of the shortest time that it has.
constexpr int looks_in_time = 8;
constexpr std::chrono::milliseconds look_pause_max{500};

tl::expected<Tcp::endpoint, std::string> endpoint_of(std::string_view listen) {
    const auto wrong = [&](std::string_view problem) {
        return tl::unexpected("'" + std::string{listen} + "' " + std::string{problem} +
                              ": give an address and a port, such as 127.0.0.1:8090 or [::1]:8090");
    };
    const auto colon = listen.rfind(':');
    if (colon == std::string_view::npos) return wrong("has no port");
    std::string host{listen.substr(0, colon)};
    const auto digits = listen.substr(colon + 1);
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (error != std::errc{} || end != digits.data() + digits.size()) return wrong("has no port from 0 to 65535");
    if (host == "localhost") host = "127.0.0.1";
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    error_code not_an_address;
    const auto address = asio::ip::make_address(host, not_an_address);
    if (not_an_address) return wrong("has no numeric address");
    return Tcp::endpoint{address, port};
}

}  // namespace

// The way from replies, which may outlive the core, to its thread.
struct HttpCore::Outbox {
    explicit Outbox(HttpCore* to) : core(to) {}
    std::mutex mutex;
    HttpCore* core;  // Null: it has stopped.
};

class HttpCore::Reply final : public HttpReply {
  public:
    Reply(std::shared_ptr<Outbox> outbox, std::uint64_t number) : outbox_(std::move(outbox)), number_(number) {}
    ~Reply() override {
        if (!given_) send(no_answer());
    }
    Reply(const Reply&) = delete;
    Reply& operator=(const Reply&) = delete;

    void send(HttpAnswer answer) override {
        if (given_.exchange(true)) return;
        if (answer.user.empty()) answer.user = user_;
        to_core([&](HttpCore& core) {
            asio::post(core.io_, [&core, number = number_, answer = std::move(answer)]() mutable {
                core.deliver(number, std::move(answer));
            });
        });
    }
    void send_made_by(std::function<HttpAnswer()> make) override {
        if (given_.exchange(true)) return;
        to_core([&](HttpCore& core) {
            asio::post(core.readers_, [outbox = outbox_, number = number_, user = user_, make = std::move(make)] {
                Reply reply{outbox, number};
                reply.signed_in(user);
                reply.send(made_by(make));
            });
        });
    }
    void signed_in(std::string_view user) override { user_ = std::string{user}; }
    [[nodiscard]] static HttpAnswer no_answer() {
        return http_problem(500, "no answer could be made: see the log of this program");
    }

  private:
    static HttpAnswer made_by(const std::function<HttpAnswer()>& make) {
        try {
            return make();
        } catch (const std::exception& thrown) {
            spdlog::error("http: no answer: {}", thrown.what());
            return no_answer();
        }
    }
    template <class Use>
    void to_core(const Use& use) {
        const std::lock_guard lock{outbox_->mutex};
        if (outbox_->core != nullptr) use(*outbox_->core);
    }

    const std::shared_ptr<Outbox> outbox_;
    const std::uint64_t number_;
    std::string user_;
    std::atomic<bool> given_ = false;
};

HttpCore::HttpCore(HttpHandler& handler, HttpLimits limits, std::shared_ptr<HttpTls> tls)
    : handler_(handler),
      limits_(std::move(limits)),
      tls_(std::move(tls)),
      acceptor_(io_),
      pause_(io_),
      last_(io_),
      look_(io_),
      readers_(limits_.answering_threads),
      slow_(limits_.slow_threads),
      watcher_(1),
      exchanges_(limits_.exchanges_max),
      outbox_(std::make_shared<Outbox>(this)) {
    const auto most = [this](HttpLane lane) -> std::size_t& { return loads_[static_cast<std::size_t>(lane)].max; };
    most(HttpLane::operators) = std::numeric_limits<std::size_t>::max();
    most(HttpLane::quick) = limits_.waiting_questions_max;
    most(HttpLane::slow) = limits_.slow_questions_max;
    most(HttpLane::commands) = limits_.commands_max;
}

tl::expected<void, std::string> HttpCore::start(std::string_view listen) {
    auto wanted = endpoint_of(listen);
    if (!wanted) return tl::unexpected(wanted.error());
    error_code error;
    acceptor_.open(wanted->protocol(), error);
    if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor_.bind(*wanted, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (!error) endpoint_ = acceptor_.local_endpoint(error);
    if (error)
        return tl::unexpected("cannot listen on " + std::string{listen} + ": " + error.message() +
                              ": give an address of this machine's and a free port (0: any)");
    accept();
    thread_ = std::thread{[this] {
        for (;;) {
            try {
                io_.run();
                return;
            } catch (const std::exception& thrown) {
                // Out of memory for one connection; the others go on.
                spdlog::error("http: {}", thrown.what());
            }
        }
    }};
    return {};
}

void HttpCore::accept() {
    if (accepting_ || stopping_) return;
    if (sessions_.size() >= limits_.connections_max && longest_idle() == nullptr) return;
    accepting_ = true;
    acceptor_.async_accept([this](error_code error, Tcp::socket socket) {
        accepting_ = false;
        if (stopping_) return;
        if (!error) {
            error_code ignored;
            socket.set_option(Tcp::no_delay(true), ignored);
            if (sessions_.size() >= limits_.connections_max)
                if (auto* idle = longest_idle()) idle->close();
            std::make_shared<HttpSession>(*this, std::move(socket))->begin();
            return accept();
        }
        spdlog::warn("http: cannot accept a connection: {}", error.message());
        pause_.expires_after(accept_pause);
        pause_.async_wait([this](error_code stopped) {
            if (!stopped) accept();
        });
    });
}

// Null: every connection has a request under way.
HttpSession* HttpCore::longest_idle() const {
    HttpSession* found = nullptr;
    for (auto* session : sessions_)
        if (session->idle() && (found == nullptr || session->idle_since() < found->idle_since())) found = session;
    return found;
}

void HttpCore::look_at_times() {
    if (looking_ || sessions_.empty()) return;
    looking_ = true;
    const auto shortest =
        std::min({limits_.request_time, limits_.piece_time, limits_.write_time, HttpSession::drain_time});
    look_.expires_after(std::min(shortest / looks_in_time, look_pause_max));
    look_.async_wait([this](error_code stopped) {
        looking_ = false;
        std::vector<std::shared_ptr<HttpSession>> late;
        for (const auto now = Clock::now(); auto* session : sessions_)
            if (!stopped && session->late(now)) late.push_back(session->shared_from_this());
        for (const auto& session : late) session->close();
        late.clear();
        look_at_times();
    });
}

void HttpCore::begin(HttpSession* session) {
    sessions_.insert(session);
    look_at_times();
    count_connections();
    ++handler_.load().connections_total;
}

void HttpCore::end(HttpSession* session) {
    sessions_.erase(session);
    count_connections();
    if (stopped_) return;
    if (sessions_.empty()) look_.cancel();
    accept();
    if (stopping_ && sessions_.empty()) last_.cancel();
}

asio::thread_pool& HttpCore::threads_of(HttpLane lane) {
    switch (lane) {
        case HttpLane::operators:
            return watcher_;
        case HttpLane::slow:
            return slow_;
        case HttpLane::quick:
        case HttpLane::commands:
            break;
    }
    return readers_;
}

void HttpCore::answer(HttpRequest request, HttpLane lane, std::function<void(HttpAnswer)> use) {
    auto& load = loads_[static_cast<std::size_t>(lane)];
    if (load.under_way >= load.max) {
        ++handler_.load().turned_away_total;
        return use(http_unavailable("there are more requests than are answered: try again"));
    }
    handler_.load().under_way[static_cast<std::size_t>(lane)] = ++load.under_way;
    const auto number = next_number_++;
    asked_.emplace(number, Asked{lane, std::move(use), asio::make_work_guard(io_)});
    asio::post(threads_of(lane),
               [this, request = std::move(request), reply = std::make_shared<Reply>(outbox_, number)] {
                   try {
                       handler_.answer(request, reply);
                   } catch (const std::exception& thrown) {
                       spdlog::error("http: no answer: {}", thrown.what());
                       reply->send(Reply::no_answer());
                   }
               });
}

void HttpCore::deliver(std::uint64_t number, HttpAnswer answer) {
    const auto found = asked_.find(number);
    if (found == asked_.end()) return;
    const Asked asked = std::move(found->second);
    asked_.erase(found);
    const auto lane = static_cast<std::size_t>(asked.lane);
    handler_.load().under_way[lane] = --loads_[lane].under_way;
    if (asked.lane == HttpLane::operators) refresh();
    asked.use(std::move(answer));
}

std::function<void()> HttpCore::stirring(const std::shared_ptr<HttpSession>& session) {
    return [outbox = outbox_, weak = std::weak_ptr{session}] {
        const std::lock_guard lock{outbox->mutex};
        if (outbox->core == nullptr) return;
        asio::post(outbox->core->io_, [weak] {
            if (const auto one = weak.lock()) one->stir();
        });
    };
}

std::shared_ptr<ExchangePipe> HttpCore::exchange(HttpRequest request, const std::shared_ptr<HttpSession>& session) {
    if (exchanges_under_way_ >= limits_.exchanges_max) {
        ++handler_.load().turned_away_total;
        return nullptr;
    }
    handler_.load().exchanges = ++exchanges_under_way_;
    const auto to_session = [outbox = outbox_, weak = std::weak_ptr{session}](const auto& use) {
        const std::lock_guard lock{outbox->mutex};
        if (outbox->core == nullptr) return;
        asio::post(outbox->core->io_, [core = outbox->core, weak, use] { use(*core, weak.lock()); });
    };
    auto pipe = std::make_shared<ExchangePipe>([to_session] {
        to_session([](HttpCore&, const std::shared_ptr<HttpSession>& one) {
            if (one) one->stir();
        });
    });
    asio::post(exchanges_,
               [this, to_session, request = std::move(request), pipe, working = asio::make_work_guard(io_)] {
                   bool whole = false;
                   try {
                       whole = handler_.exchange(request, pipe);
                   } catch (const std::exception& thrown) {
                       spdlog::error("http: an exchange broke off: {}", thrown.what());
                   }
                   pipe->finish(whole);
                   to_session([](HttpCore& core, const std::shared_ptr<HttpSession>&) {
                       core.handler_.load().exchanges = --core.exchanges_under_way_;
                   });
               });
    return pipe;
}

void HttpCore::refresh() {
    if (refreshing_ || stopping_) return;
    refreshing_ = true;
    asio::post(slow_, [this, working = asio::make_work_guard(io_)] {
        try {
            handler_.refresh();
        } catch (const std::exception& thrown) {
            spdlog::error("http: figures were not updated: {}", thrown.what());
        }
        asio::post(io_, [this] { refreshing_ = false; });
    });
}

void HttpCore::finish() {
    stopping_ = true;
    error_code ignored;
    acceptor_.close(ignored);
    pause_.cancel();
    if (sessions_.empty()) return;
    for (auto* session : sessions_) session->stop();
    last_.expires_after(limits_.stop_time);
    last_.async_wait([this](error_code all_gone) {
        if (!all_gone) io_.stop();
    });
}

void HttpCore::stop() {
    if (!thread_.joinable()) return;
    asio::post(io_, [this] { finish(); });
    thread_.join();
    stopped_ = true;
    {
        const std::lock_guard lock{outbox_->mutex};
        outbox_->core = nullptr;
    }
    std::vector<std::shared_ptr<HttpSession>> cut_off;
    for (auto* session : sessions_) cut_off.push_back(session->cut_off());
    cut_off.clear();
    // Questions whose connections are closed are not begun.
    for (auto* lane : {&readers_, &slow_, &watcher_, &exchanges_}) lane->stop();
    for (auto* lane : {&readers_, &slow_, &watcher_, &exchanges_}) lane->join();
}

}  // namespace tally::tools
