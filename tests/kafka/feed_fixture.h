#pragma once
// A store, a broker of a test's own, and feeds from one to the other; what they tell is read by kcat, digested by
// OpenSSL.

#include <chrono>
#include <cstdint>
#include <gtest/gtest.h>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/kafka/test_broker.h"

namespace tally::tests {

class KafkaFeed : public testing::Test {
  protected:
    void start_broker(const std::string& options = {});
    void make_store(int accounts, const std::string& name = "store", int seed = 7);
    void create_topics(const std::string& arguments = {});
    [[nodiscard]] std::string path(const std::string& name) const { return (directory_.path() / name).string(); }
    [[nodiscard]] static std::string program();
    [[nodiscard]] std::string command(const std::string& feed, const std::string& store = "store") const;
    [[nodiscard]] std::string said(const std::string& name) const;
    // A feed is under way once something of it is written, and long before it is through.
    void wait_until_more_is_written(const std::string& topic) const;
    [[nodiscard]] std::uint64_t event_count(const std::string& store = "store") const;
    // Every event from a position on is there once; numbers and digests run without a gap.
    void expect_all_once(const std::vector<ReadMessage>& messages, std::uint64_t from, std::uint64_t to) const;

    TemporaryDirectory directory_;
    std::optional<TestBroker> broker_;
    std::string configuration_;
};

}  // namespace tally::tests
