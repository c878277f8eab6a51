#include "consumers/feed/feed_tail.h"

#include <gtest/gtest.h>

#include "consumers/feed/structured.h"

namespace tally::consumers {
namespace {

FeedMessage message_at(std::uint64_t position, const std::string& id) {
    FeedMessage message;
    message.position = position;
    message.id = id;
    message.type = "tally.events.some";
    message.subject = "1-\"I1\"";
    message.time = "2022-01-01T00:00:00Z";
    message.data_schema = "urn:some";
    message.sequence = 5'000'000'000;
    message.key = "1";
    message.value = R"({"amount":"1.00"})";
    return message;
}

TEST(FeedTail, AnEmptyPartitionHasNothing) {
    EXPECT_FALSE(has({}, message_at(0, "a")));
}

TEST(FeedTail, APartitionHasWhatCameUpToItsLastMessage) {
    FeedTail tail;
    tail.position = 7;
    tail.id = "0123-2";
    EXPECT_TRUE(has(tail, message_at(6, "ffff-9")));
    EXPECT_TRUE(has(tail, message_at(7, "0123")));
    EXPECT_TRUE(has(tail, message_at(7, "0123-2")));
    EXPECT_FALSE(has(tail, message_at(7, "0123-3")));
    EXPECT_FALSE(has(tail, message_at(7, "0123-10")));
    EXPECT_FALSE(has(tail, message_at(8, "0000")));
}

TEST(Structured, IsADocumentOfAllAttributesAndTheDataAsItIs) {
    FeedTail tail;
    tail.number = 12;
    std::string document;
    auto message = message_at(7, "0123");
    write_structured(message, "ledger.example/gas", &tail, document);
    EXPECT_EQ(document,
              R"({"specversion":"1.0","id":"0123","source":"ledger.example/gas","type":"tally.events.some",)"
              R"("time":"2022-01-01T00:00:00Z","subject":"1-\"I1\"","dataschema":"urn:some",)"
              R"("datacontenttype":"application/json","sequence":"5000000000","position":"7","feednumber":"12",)"
              R"("data":{"amount":"1.00"}})");
    message.correlation_id = "c";
    message.causation_id = "d";
    document.clear();
    write_structured(message, "s", nullptr, document);
    EXPECT_NE(document.find(R"("correlationid":"c","causationid":"d","data")"), std::string::npos) << document;
}

}  // namespace
}  // namespace tally::consumers
