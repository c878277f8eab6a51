#pragma once
// What connections share: the sockets' thread, the threads that answer, by lane, and how much of each is under way.
// Sockets and all that is said of them belong to one thread, which never waits for an answer.

#include <array>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <tl/expected.hpp>
#include <unordered_set>

#include "tools/http/server/exchange_pipe.h"
#include "tools/http/server/http_server.h"
#include "tools/http/server/http_session.h"

namespace tally::tools {

class HttpCore {
  public:
    HttpCore(HttpHandler&, HttpLimits, std::shared_ptr<HttpTls>);
    ~HttpCore() { stop(); }
    HttpCore(const HttpCore&) = delete;
    HttpCore& operator=(const HttpCore&) = delete;

    [[nodiscard]] tl::expected<void, std::string> start(std::string_view listen);
    void stop();
    [[nodiscard]] boost::asio::ip::tcp::endpoint endpoint() const { return endpoint_; }
    [[nodiscard]] bool encrypts() const { return tls_ != nullptr; }

    // --- For connections, on the thread of the sockets
    [[nodiscard]] boost::asio::io_context& io() { return io_; }
    [[nodiscard]] const HttpLimits& limits() const { return limits_; }
    [[nodiscard]] HttpHandler& handler() { return handler_; }
    // Null: it does not encrypt.
    [[nodiscard]] std::shared_ptr<HttpTls::Context> tls() const { return tls_ ? tls_->context() : nullptr; }
    [[nodiscard]] bool stopping() const { return stopping_; }
    void begin(HttpSession*);
    void end(HttpSession*);
    void accept();
    void answer(HttpRequest, HttpLane, std::function<void(HttpAnswer)> use);
    // Null: too many go on.
    [[nodiscard]] std::shared_ptr<ExchangePipe> exchange(HttpRequest, const std::shared_ptr<HttpSession>&);
    // Brings this thread to look at the session again; from any thread, and also when either is gone.
    [[nodiscard]] std::function<void()> stirring(const std::shared_ptr<HttpSession>&);

  private:
    class Reply;
    struct Outbox;
    // A request that was handed out and is not answered yet.
    struct Asked {
        HttpLane lane;
        std::function<void(HttpAnswer)> use;
        boost::asio::executor_work_guard<boost::asio::io_context::executor_type> working;
    };
    // How many requests of a lane are under way, and how many may be.
    struct LaneLoad {
        std::size_t max = 0;
        std::size_t under_way = 0;
    };

    void count_connections() { handler_.load().connections = sessions_.size(); }
    [[nodiscard]] HttpSession* longest_idle() const;
    // Closes what is too slow, now and then while there are connections. A timer of its own for each read and write
    // would cost as much as the read and the write.
    void look_at_times();
    void finish();
    void deliver(std::uint64_t number, HttpAnswer);
    [[nodiscard]] boost::asio::thread_pool& threads_of(HttpLane);
    void refresh();

    HttpHandler& handler_;
    const HttpLimits limits_;
    const std::shared_ptr<HttpTls> tls_;
    boost::asio::ip::tcp::endpoint endpoint_;
    // Outlive io_: sessions that were cut off end with it.
    std::unordered_set<HttpSession*> sessions_;
    bool accepting_ = false;
    bool looking_ = false;
    bool stopping_ = false;
    bool stopped_ = false;
    std::array<LaneLoad, 4> loads_;
    unsigned exchanges_under_way_ = 0;
    bool refreshing_ = false;

    boost::asio::io_context io_{1};
    boost::asio::ip::tcp::acceptor acceptor_;
    boost::asio::steady_timer pause_;
    boost::asio::steady_timer last_;
    boost::asio::steady_timer look_;
    boost::asio::thread_pool readers_;
    boost::asio::thread_pool slow_;
    boost::asio::thread_pool watcher_;
    boost::asio::thread_pool exchanges_;
    std::thread thread_;
    std::shared_ptr<Outbox> outbox_;
    // By number; they hold sessions, and so end before them.
    std::map<std::uint64_t, Asked> asked_;
    std::uint64_t next_number_ = 0;
};

}  // namespace tally::tools
