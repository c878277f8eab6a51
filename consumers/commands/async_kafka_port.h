#pragma once
// Commands to a division that nodes own, whichever node that is: each is sent to the division's topic and answered when
// its reply is there. One thread reads the replies, however many commands are under way.

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "consumers/commands/async_port.h"
#include "consumers/commands/command_wire.h"

namespace tally::consumers {

class AsyncKafkaPort final : public AsyncPort {
  public:
    static constexpr std::size_t under_way_max = 20'000;  // Beyond it, a command is refused at once.
    // Of the record that a command is sent as: brokers take a little more, and what they refuse breaks a connection
    // that all commands share.
    static constexpr std::size_t record_bytes_max = 1'000'000;

    struct Setup {
        // Connects; replies are read from that offset on, or from now on.
        std::function<KafkaResult<std::unique_ptr<CommandWire>>(std::optional<std::int64_t> replies_from)> open;
        // Of the division, once it is known.
        std::function<std::optional<Terms>()> terms;
        std::chrono::milliseconds patience{30'000};  // For the reply to a command.
    };
    explicit AsyncKafkaPort(Setup);
    AsyncKafkaPort(const AsyncKafkaPort&) = delete;
    AsyncKafkaPort& operator=(const AsyncKafkaPort&) = delete;
    // As stop().
    ~AsyncKafkaPort() override;

    [[nodiscard]] std::optional<Terms> terms() const override;
    // A command that has no reply in time is answered as failed: what became of it is not known.
    void submit(eventstore::ParsedCommand, std::size_t line, Answered) override;
    // What is under way is answered as failed, and what comes later, too.
    void stop();
    [[nodiscard]] std::size_t under_way() const;

  private:
    using Clock = std::chrono::steady_clock;
    struct UnderWay {
        eventstore::ParsedCommand command;
        std::size_t line = 0;
        Answered answered;
        Clock::time_point give_up_at;
    };
    void run();
    [[nodiscard]] bool connect();
    void disconnect(const KafkaError&);
    void read();
    void take(const KafkaRecord&);
    void give_up_on(Clock::time_point before, std::string_view why);
    [[nodiscard]] std::optional<UnderWay> taken_out(std::uint64_t number);
    static void fail(const UnderWay&, std::string_view why);

    const Setup setup_;
    const std::string correlation_;  // Begins those of its commands: replies to others begin otherwise.
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    mutable std::optional<Terms> terms_;  // They never change.
    bool stopping_ = false;
    std::shared_ptr<CommandWire> wire_;  // Null: the cluster is not reached.
    std::string trouble_;                // Why.
    std::uint64_t next_number_ = 0;
    std::map<std::uint64_t, UnderWay> under_way_;  // By number, so that the first has waited longest.

    std::optional<std::int64_t> replies_from_;  // Of the thread.
    std::thread thread_;
};

}  // namespace tally::consumers
