#pragma once
// Stands between clients and a broker, and knows enough of Kafka's framing (length, api key) to hold back one kind of
// request, as a network does that delays a packet; or to pass on nothing at all for a while. Plain connections only.

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace tally::tests {

// Numbers of Kafka's protocol.
enum class KafkaRequest : std::int16_t { produce = 0, add_partitions_to_transaction = 24, end_transaction = 26 };

class KafkaProxy {
  public:
    // Listens at once, on a free port; knows no broker yet.
    KafkaProxy();
    KafkaProxy(const KafkaProxy&) = delete;
    KafkaProxy& operator=(const KafkaProxy&) = delete;
    ~KafkaProxy();
    [[nodiscard]] int port() const { return port_; }
    void forward_to(int broker_port);

    enum class Client {
        waits,   // The client's connection stays; what it says behind the request waits, too.
        is_cut,  // The client sees its connection end, and will try again on another one.
    };
    struct Hold {
        KafkaRequest request;
        std::size_t pass_before = 0;         // So many of them pass first.
        std::optional<std::size_t> after{};  // Counted only once that hold holds.
        Client client = Client::waits;
    };
    // Holds back one request to come; a number to name it by.
    std::size_t hold(const Hold&);
    // False: nothing like it came in time.
    [[nodiscard]] bool wait_until_held(std::size_t hold, std::chrono::seconds patience);
    // Passes it on, on the connection that it came on, whether or not its client still is there.
    void let_go(std::size_t hold);
    // The broker has answered what was let go.
    [[nodiscard]] bool wait_until_answered(std::size_t hold, std::chrono::seconds patience);
    // So many of that kind were passed on so far.
    [[nodiscard]] std::uint64_t passed(KafkaRequest) const;

    // Nothing goes either way. What was said meanwhile arrives late, on connections that were there before.
    void cut();
    void mend();

  private:
    struct Connection {
        int client = -1;
        int broker = -1;
        std::string unparsed;  // From the client, up to a whole request.
        std::string to_broker;
        std::string to_client;
        std::optional<std::size_t> held_by;  // Nothing further of this client passes until then.
        std::string held;
        std::optional<std::size_t> answers;  // The next thing that the broker says is the answer to that hold.
    };
    enum class State { armed, holding, let_go, sent, answered };
    struct HoldState {
        Hold what;
        std::size_t seen = 0;
        State state = State::armed;
    };

    void run();
    void accept_one();
    void hear_client(Connection&);
    void hear_broker(Connection&);
    void pass_requests(Connection&);
    [[nodiscard]] std::optional<std::size_t> holds_back(std::int16_t api_key);
    void release(Connection&);
    static void say(int& socket, std::string& what);
    static void close(int& socket);
    void wake() const;
    [[nodiscard]] bool wait_for(std::size_t hold, State, std::chrono::seconds);

    int listener_ = -1;
    int port_ = 0;
    std::array<int, 2> wake_{-1, -1};

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    int broker_port_ = 0;
    bool ending_ = false;
    bool is_cut_ = false;
    std::vector<HoldState> holds_;
    std::array<std::uint64_t, 128> passed_{};

    std::list<Connection> connections_;  // The thread's own.
    std::thread thread_;
};

}  // namespace tally::tests
