// A reader of one partition, against a real broker.

#include <gtest/gtest.h>
#include <string>

#include "consumers/feed/feed_topic.h"
#include "consumers/kafka/partition_reader.h"
#include "consumers/kafka/record_sender.h"
#include "tests/kafka/test_broker.h"

namespace tally::tests {
namespace {

using namespace std::chrono_literals;

TEST(KafkaReader, ReadsOnWhereItAskedInVainWhileMessagesWaited) {
    TALLY_NEEDS_A_BROKER();
    const TestBroker broker;
    ASSERT_TRUE(broker.is_up()) << broker.said();
    const auto configuration =
        consumers::read_kafka_configuration(broker.configuration("kafka.toml", "feed_partitions = 1\n"));
    ASSERT_TRUE(configuration) << configuration.error().message;
    const auto topics = consumers::KafkaTopics::open(*configuration);
    ASSERT_TRUE(topics) << topics.error().message;
    ASSERT_TRUE((*topics)->create(consumers::feed_topic(*configuration, "events")));
    const std::string topic = "tally.events";
    const auto sender = consumers::RecordSender::open(*configuration);
    ASSERT_TRUE(sender) << sender.error().message;
    constexpr int count = 1'000;
    for (int i = 0; i < count; ++i) {
        const auto value = std::to_string(i);
        ASSERT_TRUE((*sender)->send({.topic = &topic, .partition = 0, .key = {}, .value = value, .headers = {}}));
    }
    ASSERT_TRUE((*sender)->flush(60s));

    const auto reader = consumers::PartitionReader::open(
        *configuration, topic, 0, [](const auto& range) { return range.begin; }, 20ms);
    ASSERT_TRUE(reader) << reader.error().message;
    int read = 0;
    const auto read_to = [&](std::int64_t end) {
        const auto whole = (*reader)->read_until(
            end, 30s, [&](const consumers::KafkaRecord& record) { EXPECT_EQ(record.value, std::to_string(read++)); });
        return whole && *whole;
    };
    // The others have come with the first.
    ASSERT_TRUE(read_to(1));
    const auto nothing = (*reader)->range_of("tally.no-such-topic", 0);
    ASSERT_FALSE(nothing);
    EXPECT_EQ(nothing.error().kind, consumers::KafkaErrorKind::topic_missing) << nothing.error().message;
    ASSERT_TRUE(read_to(count));
    EXPECT_EQ(read, count);
}

}  // namespace
}  // namespace tally::tests
