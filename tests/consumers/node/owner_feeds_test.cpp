#include "consumers/node/owner_feeds.h"

#include <gtest/gtest.h>

namespace tally::consumers {
namespace {

std::vector<std::string> topics_of(std::int32_t divisions) {
    KafkaConfiguration configuration;
    configuration.divisions = divisions;
    configuration.feeds = {"invoices", "balances"};
    std::vector<std::string> names;
    for (const auto& topic : owner_feed_topics(configuration)) names.push_back(topic.name);
    return names;
}

TEST(OwnerFeeds, EachDivisionHasATopicOfItsOwn) {
    using Names = std::vector<std::string>;
    EXPECT_EQ(topics_of(1), (Names{"tally.invoices", "tally.balances"}));
    EXPECT_EQ(topics_of(2), (Names{"tally.invoices.0", "tally.invoices.1", "tally.balances.0", "tally.balances.1"}));
}

}  // namespace
}  // namespace tally::consumers
