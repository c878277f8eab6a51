#pragma once
// Nodes on a broker of a test's own, and one embedded store to hold against them that was given the same commands.

#include <chrono>
#include <gtest/gtest.h>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "tests/kafka/test_broker.h"

namespace tally::tests {

extern const std::string tally_program;
extern const std::string tallyd_program;
inline const std::string short_session = "session.timeout.ms = 6000\n";

[[nodiscard]] std::vector<std::string> lines_of(const std::string& path);
// As a division with simulated time takes it.
[[nodiscard]] std::string timed(const std::string& line);
[[nodiscard]] std::string payment(int number);
// Some are sent again, some refused, some no commands.
[[nodiscard]] std::vector<std::string> utility_with_payments(int payments);

class KafkaNode : public testing::Test {
  protected:
    // A broker, its topics, and the first command of division 0.
    void SetUp() override;
    void prepare(const std::string& broker_options = {});
    [[nodiscard]] std::string path(const std::string& name) const { return (directory_.path() / name).string(); }

    // Lines of [kafka] in every file that this makes.
    [[nodiscard]] virtual std::string reached_by() const { return {}; }
    // A node's file; its keys are a copy of its own.
    [[nodiscard]] std::string configure(const std::string& node, const std::string& further = {}) const;
    [[nodiscard]] std::unique_ptr<Started> start(const std::string& node, const std::string& further = {}) const;
    void produce(const std::vector<std::string>& lines);
    // Whether it is none of the commands among what was sent.
    [[nodiscard]] bool is_poison(const std::string& line) const;
    [[nodiscard]] std::size_t expected_replies() const;
    // Until that many replies are there; how many were.
    [[nodiscard]] std::size_t wait_for_replies(std::size_t count, std::chrono::seconds patience) const;
    static void end(Started& node);

    // One embedded store, given the same commands under the same keys: its answers in order.
    [[nodiscard]] std::vector<std::string> embedded(const std::string& keys_of,
                                                    const std::string& store = "embedded") const;
    enum class Replies {
        once,
        maybe_again,  // With equal content, as where the cluster ended a transaction too early.
    };
    // Nothing lost, nothing doubled, order kept, root and answers equal; `node` is one that has ended.
    void expect_the_same_as_embedded(const std::string& node, Replies = Replies::once) const;
    void expect_equal_stores(const std::string& node, const std::string& store) const;
    void wait_for_take_over(const std::string& node) const;
    [[nodiscard]] bool wait_for_log(const std::string& node, const std::string& text,
                                    std::chrono::seconds patience) const;

    TemporaryDirectory directory_;
    std::unique_ptr<TestBroker> broker_;
    std::vector<std::string> sent_;
    std::set<std::string> poison_;  // Beside lines that begin like nonsense.
};

}  // namespace tally::tests
