#include "tests/kafka/feed_fixture.h"

#include <fstream>
#include <map>
#include <openssl/sha.h>
#include <set>
#include <thread>

namespace tally::tests {

namespace {

using namespace std::chrono_literals;

constexpr int partitions = 3;

std::string hex_of(const std::string& bytes) {
    static const char* const digits = "0123456789abcdef";
    std::string text;
    for (const char byte : bytes) {
        text += digits[static_cast<unsigned char>(byte) >> 4];
        text += digits[static_cast<unsigned char>(byte) & 15];
    }
    return text;
}

}  // namespace

std::string KafkaFeed::program() {
    return TALLY_PROGRAM;
}

void KafkaFeed::start_broker(const std::string& options) {
    broker_.emplace(options);
    ASSERT_TRUE(broker_->is_up()) << broker_->said();
    configuration_ = broker_->configuration("kafka.toml", "feed_partitions = 3\n");
}

void KafkaFeed::make_store(int accounts, const std::string& name, int seed) {
    const auto made = run(program() + " demo --store " + path(name) + " --months 24 --accounts " +
                          std::to_string(accounts) + " --seed " + std::to_string(seed));
    ASSERT_EQ(made.exit_code, 0) << made.output;
}

void KafkaFeed::create_topics(const std::string& arguments) {
    const auto made = run(program() + " feed --create-topics --kafka " + configuration_ + " " + arguments);
    ASSERT_EQ(made.exit_code, 0) << made.output;
}

std::string KafkaFeed::command(const std::string& feed, const std::string& store) const {
    return program() + " feed --once --store " + path(store) + " --kafka " + configuration_ + " " + feed;
}

std::string KafkaFeed::said(const std::string& name) const {
    std::ifstream file(path(name));
    return {std::istreambuf_iterator<char>(file), {}};
}

void KafkaFeed::wait_until_more_is_written(const std::string& topic) const {
    const auto before = broker_->bytes_of(topic, partitions);
    const auto deadline = std::chrono::steady_clock::now() + 60s;
    while (broker_->bytes_of(topic, partitions) == before && std::chrono::steady_clock::now() < deadline)
        std::this_thread::sleep_for(1ms);  // Between two looks.
    ASSERT_GT(broker_->bytes_of(topic, partitions), before) << "nothing came within a minute";
}

std::uint64_t KafkaFeed::event_count(const std::string& store) const {
    return std::stoull(run(program() + " events --store " + path(store) + " | wc -l").output);
}

void KafkaFeed::expect_all_once(const std::vector<ReadMessage>& messages, std::uint64_t from, std::uint64_t to) const {
    std::set<std::uint64_t> positions;
    std::set<std::string> ids;
    std::map<int, std::uint64_t> number;
    std::map<int, std::uint64_t> position;
    std::map<int, std::string> digest;
    std::map<std::string, int> partition_of;
    for (const auto& message : messages) {
        const auto& headers = message.headers;
        const auto at = std::stoull(headers.at("ce_position"));
        positions.insert(at);
        ids.insert(headers.at("ce_id"));
        ASSERT_EQ(headers.at("ce_feednumber"), std::to_string(++number[message.partition]))
            << "partition " << message.partition << ", offset " << message.offset;
        auto& last = position[message.partition];
        ASSERT_GE(at, last) << "partition " << message.partition << ", offset " << message.offset;
        last = at;
        auto& running = digest.try_emplace(message.partition, SHA256_DIGEST_LENGTH, '\0').first->second;
        const std::string hashed =
            running + headers.at("ce_id") + '\0' + headers.at("ce_type") + '\0' + message.key + '\0' + message.value;
        SHA256(reinterpret_cast<const unsigned char*>(hashed.data()), hashed.size(),
               reinterpret_cast<unsigned char*>(running.data()));
        ASSERT_EQ(headers.at("ce_feeddigest"), hex_of(running))
            << "partition " << message.partition << ", offset " << message.offset;
        ASSERT_EQ(partition_of.try_emplace(message.key, message.partition).first->second, message.partition);
        ASSERT_FALSE(message.tombstone);
    }
    EXPECT_EQ(ids.size(), messages.size());
    EXPECT_EQ(messages.size(), to - from);
    ASSERT_FALSE(positions.empty());
    EXPECT_EQ(positions.size(), to - from);
    EXPECT_EQ(*positions.begin(), from);
    EXPECT_EQ(*positions.rbegin(), to - 1);
}

}  // namespace tally::tests
