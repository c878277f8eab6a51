#pragma once
// Commands sent to division 0 on Kafka as `tally send` does, and their replies read meanwhile, on a thread of its own.

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "consumers/kafka/partition_reader.h"
#include "consumers/kafka/record_sender.h"
#include "eventstore/codec/command_json.h"
#include "tests/bench/figures.h"

namespace tally::bench {

struct ReadyCommand {
    std::string id;
    std::string json;
};
[[nodiscard]] ReadyCommand ready(const eventstore::ParsedCommand&);

// Every command must be accepted, and answered in the order of sending; else the benchmark ends.
class CommandTraffic {
  public:
    // `nodes_said` is told where no answer comes.
    CommandTraffic(const consumers::KafkaConfiguration&, std::function<std::string()> nodes_said);
    CommandTraffic(const CommandTraffic&) = delete;
    CommandTraffic& operator=(const CommandTraffic&) = delete;
    ~CommandTraffic();

    // Its latency counts from `due`, however late it is sent.
    void send(const ReadyCommand&, Clock::time_point due = Clock::now());
    // Waits while that many are unanswered.
    void make_room(std::size_t unanswered_max);
    void wait_for_all();
    // Of those answered since this was asked for last.
    [[nodiscard]] std::vector<double> take_latencies_ms();
    // Behind the last event of the last command answered.
    [[nodiscard]] std::uint64_t position() const;

  private:
    struct Waiting {
        std::string id;
        Clock::time_point due;
    };
    void read_replies();
    // What is wrong with it; empty: nothing.
    [[nodiscard]] std::string take(const consumers::KafkaRecord&);
    void wait_until_unanswered(std::size_t at_most);

    const std::string topic_;
    const std::function<std::string()> nodes_said_;
    std::unique_ptr<consumers::RecordSender> sender_;
    std::unique_ptr<consumers::PartitionReader> replies_;

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Waiting> waiting_;
    std::size_t awaited_ = 0;  // How many may still wait when the sender is woken.
    std::vector<double> latencies_ms_;
    std::string last_reply_;
    std::string failure_;

    std::atomic<bool> ending_{false};
    std::thread reader_;
};

}  // namespace tally::bench
