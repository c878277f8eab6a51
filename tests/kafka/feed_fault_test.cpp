// tally feed where the network between it and the broker delays or drops what it says: nothing is lost or doubled, even
// where the cluster ends a transaction that nobody has ended yet.

#include <csignal>
#include <gtest/gtest.h>

#include "tests/kafka/feed_fixture.h"
#include "tests/support/kafka_proxy.h"

namespace tally::tests {
namespace {

using namespace std::chrono_literals;

class KafkaFeedBehindAProxy : public KafkaFeed {
  protected:
    void start_behind_proxy(int accounts, const std::string& settings) {
        start_broker("--behind " + std::to_string(proxy_.port()));
        proxy_.forward_to(broker_->behind());
        make_store(accounts);
        create_topics("events");
        configuration_ =
            broker_->configuration("proxied.toml", "bootstrap.servers = \"127.0.0.1:" + std::to_string(proxy_.port()) +
                                                       "\"\nfeed_partitions = 3\n" + settings);
    }
    KafkaProxy proxy_;
};

TEST_F(KafkaFeedBehindAProxy, TheEndOfATransactionComesInTheMiddleOfTheNextOne) {
    TALLY_NEEDS_A_BROKER();
    start_behind_proxy(700, "");
    // The end of the transaction of a feed that is dead comes while its successor is in one.
    auto late = proxy_.hold({.request = KafkaRequest::end_transaction, .pass_before = 1});
    {
        Started first(command("events"), path("first.log"));
        ASSERT_TRUE(proxy_.wait_until_held(late, 60s)) << said("first.log");
        first.signal(SIGKILL);
        EXPECT_EQ(first.wait(10), 128 + SIGKILL);
    }
    auto next = proxy_.hold({.request = KafkaRequest::produce, .pass_before = 1});
    Started feed(command("events"), path("feed.log"));
    ASSERT_TRUE(proxy_.wait_until_held(next, 60s)) << said("feed.log");
    proxy_.let_go(late);
    ASSERT_TRUE(proxy_.wait_until_answered(late, 20s));
    proxy_.let_go(next);
    // The client tries again on another connection, and has gone on when the first try arrives. Nothing of the next
    // transaction is written then, or a part.
    for (const std::size_t written : {0, 1, 4}) {
        late = proxy_.hold({.request = KafkaRequest::end_transaction, .client = KafkaProxy::Client::is_cut});
        next = proxy_.hold({.request = KafkaRequest::produce, .pass_before = written, .after = late});
        ASSERT_TRUE(proxy_.wait_until_held(late, 60s)) << said("feed.log");
        ASSERT_TRUE(proxy_.wait_until_held(next, 60s)) << said("feed.log");
        proxy_.let_go(late);
        ASSERT_TRUE(proxy_.wait_until_answered(late, 20s));
        proxy_.let_go(next);
    }
    EXPECT_EQ(feed.wait(120), 0) << said("feed.log");
    RecordProperty("said", said("feed.log"));
    expect_all_once(broker_->read("tally.events"), 0, event_count());
}

TEST_F(KafkaFeedBehindAProxy, KilledWhereATransactionWasEndedTooEarlyItTellsTheRest) {
    TALLY_NEEDS_A_BROKER();
    start_behind_proxy(150, "");
    const auto late = proxy_.hold({.request = KafkaRequest::end_transaction, .client = KafkaProxy::Client::is_cut});
    const auto next = proxy_.hold({.request = KafkaRequest::produce, .pass_before = 2, .after = late});
    {
        Started feed(command("events"), path("feed.log"));
        ASSERT_TRUE(proxy_.wait_until_held(next, 60s)) << said("feed.log");
        proxy_.let_go(late);
        ASSERT_TRUE(proxy_.wait_until_answered(late, 20s));
        feed.signal(SIGKILL);
        EXPECT_EQ(feed.wait(10), 128 + SIGKILL);
    }
    const auto rest = run(command("events"));
    EXPECT_EQ(rest.exit_code, 0) << rest.output;
    expect_all_once(broker_->read("tally.events"), 0, event_count());
}

TEST_F(KafkaFeedBehindAProxy, TheNetworkIsCutForLongerThanATransactionMay) {
    TALLY_NEEDS_A_BROKER();
    start_behind_proxy(150, "transaction.timeout.ms = 2000\nmessage.timeout.ms = 2000\n");
    // So that a transaction is open for certain.
    const auto end = proxy_.hold({.request = KafkaRequest::end_transaction, .pass_before = 1});
    Started feed(command("events"), path("feed.log"));
    ASSERT_TRUE(proxy_.wait_until_held(end, 60s)) << said("feed.log");
    proxy_.cut();
    proxy_.let_go(end);
    wait_until_more_is_written("tally.events");  // By the broker, that it has given up the transaction.
    proxy_.mend();
    EXPECT_EQ(feed.wait(120), 0) << said("feed.log");
    RecordProperty("said", said("feed.log"));
    expect_all_once(broker_->read("tally.events"), 0, event_count());
}

}  // namespace
}  // namespace tally::tests
