// A feed that follows a log which is being written to.

#include <atomic>
#include <chrono>
#include <fstream>
#include <gtest/gtest.h>
#include <mutex>
#include <set>
#include <thread>

#include "consumers/feed/content/contents.h"
#include "consumers/feed/feed_runner.h"
#include "consumers/feed/feed_topic.h"
#include "eventstore/division/division.h"
#include "projections/folders.h"
#include "tests/kafka/test_broker.h"

namespace tally::tests {
namespace {

using namespace std::chrono_literals;

TEST(KafkaFollowing, TellsWhatIsDecidedWithinASecondAndStopsWhenAsked) {
    TALLY_NEEDS_A_BROKER();
    const TestBroker broker;
    ASSERT_TRUE(broker.is_up()) << broker.said();
    const TemporaryDirectory directory;
    const auto configuration =
        consumers::read_kafka_configuration(broker.configuration("kafka.toml", "feed_partitions = 2\n"));
    ASSERT_TRUE(configuration) << configuration.error().message;
    const auto topics = consumers::KafkaTopics::open(*configuration);
    ASSERT_TRUE(topics) << topics.error().message;
    ASSERT_TRUE((*topics)->create(consumers::feed_topic(*configuration, "events")));

    eventstore::DivisionOptions where;
    where.directory = directory.path() / "store";
    where.make_folders = projections::make_folders;
    eventstore::NewDivision fresh;
    fresh.origin = "ledger.example/gas";
    fresh.currency = "USD";
    fresh.time_zone = "America/New_York";
    auto division = eventstore::Division::create(where, fresh, "test");
    ASSERT_TRUE(division) << division.error().message;
    auto& store = (*division)->store();

    std::atomic<bool> stop = false;
    std::atomic<std::uint64_t> reached = 0;
    consumers::FeedWatch watch;
    watch.stop_asked = [&] { return stop.load(); };
    watch.reached = [&](std::uint64_t position) { reached = position; };
    tl::expected<consumers::FeedSummary, consumers::FeedError> summary;
    std::thread feeding([&] {
        const auto content = consumers::make_feed_content("events", {(*division)->currency()});
        consumers::FeedOptions options;
        options.origin = (*division)->identity().origin.str();
        summary = consumers::run_feed(store, *content, *configuration, options, watch);
    });
    const auto is_told = [&] {
        const auto deadline = std::chrono::steady_clock::now() + 20s;
        while (reached < store.durable_end() && std::chrono::steady_clock::now() < deadline)
            std::this_thread::sleep_for(1ms);  // Between two looks.
        return reached == store.durable_end();
    };
    EXPECT_TRUE(is_told());
    std::ifstream commands(std::string{TALLY_SOURCE_DIR} + "/tools/examples/utility.jsonl");
    eventstore::CommandReader reader((*division)->currency());
    std::vector<std::chrono::milliseconds> took;
    std::size_t number = 0;
    for (std::string line; std::getline(commands, line);) {
        auto parsed = reader.read(line, ++number);
        ASSERT_TRUE(parsed) << parsed.error().message();
        const auto outcome = (*division)->execute(std::move(*parsed));
        ASSERT_EQ(outcome.kind, eventstore::Outcome::Kind::accepted) << line;
        const auto begun = std::chrono::steady_clock::now();
        if (number % 5 == 0) {
            ASSERT_TRUE(is_told());
            took.push_back(
                std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun));
        }
    }
    EXPECT_TRUE(is_told());
    stop = true;
    feeding.join();
    ASSERT_TRUE(summary) << summary.error().message;
    EXPECT_EQ(summary->messages, store.durable_end());
    ASSERT_FALSE(took.empty());
    std::sort(took.begin(), took.end());
    EXPECT_LT(took[took.size() / 2], 1s);

    std::set<std::string> positions;
    for (const auto& message : broker.read("tally.events")) positions.insert(message.headers.at("ce_position"));
    EXPECT_EQ(positions.size(), store.durable_end());
    EXPECT_TRUE((*division)->close());
}

}  // namespace
}  // namespace tally::tests
