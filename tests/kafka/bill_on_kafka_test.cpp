// A bill run and an import against a division that a node owns: they read a copy of their own, send through the
// commands topic and report what the replies say.

#include <algorithm>
#include <csignal>
#include <fstream>
#include <gmock/gmock.h>

#include "tests/kafka/node_fixture.h"

namespace tally::tests {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;

class BillOnKafka : public KafkaNode {
  protected:
    void SetUp() override {
        KafkaNode::SetUp();
        if (!TestBroker::absent().empty()) return;
        node_ = start("node", short_session);
        ASSERT_TRUE(wait_for_log("node", "owned in epoch", 60s));
        auto lines = utility_with_payments(0);
        lines.push_back(timed(R"({"type":"premise.add_location","command_id":"l2","premise":"L-2",)"
                              R"("address":{"country":"US","address1":"1 Hill"}})"));
        lines.push_back(timed(R"({"type":"premise.add_service_point","command_id":"sp2","premise":"L-2",)"
                              R"("service_point":"SP-2","service":"gas"})"));
        lines.push_back(timed(R"({"type":"premise.install_meter","command_id":"m2","service_point":"SP-2",)"
                              R"("meter":"M-2","installed_on":"2013-01-01",)"
                              R"("registers":[{"channel":"1","unit":"therm","kind":"consumptive"}]})"));
        produce(lines);
        ASSERT_EQ(wait_for_replies(expected_replies(), 60s), expected_replies());
    }
    // With a copy of the log and keys of its own.
    [[nodiscard]] Ran tally(const std::string& command, const std::string& reader = "reader") const {
        return run(tally_program + " " + command + " --kafka " + configure(reader) + " --store " + path(reader) +
                   " --keys " + path(reader + "-keys") + " --received-at 2022-02-01T00:00:00Z");
    }
    [[nodiscard]] std::string show(const std::string& question, const std::string& reader = "reader") const {
        return run(tally_program + " show " + question + " --store " + path(reader) + " --keys " +
                   path(reader + "-keys"))
            .output;
    }
    // Hours of one value each.
    [[nodiscard]] std::string green_button(const std::string& name, std::int64_t start, int hours, int value) const {
        std::ofstream file(path(name));
        file << R"(<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom">)"
             << R"(<entry><link rel="self" href="/User/1/UsagePoint/01"/>)"
             << R"(<link rel="related" href="/User/1/UsagePoint/01/MeterReading"/><content>)"
             << R"(<UsagePoint xmlns="http://naesb.org/espi"><ServiceCategory><kind>1</kind></ServiceCategory>)"
             << R"(</UsagePoint></content></entry>)"
             << R"(<entry><link rel="self" href="/User/1/UsagePoint/01/MeterReading/01"/>)"
             << R"(<link rel="up" href="/User/1/UsagePoint/01/MeterReading"/>)"
             << R"(<link rel="related" href="/ReadingType/07"/>)"
             << R"(<content><MeterReading xmlns="http://naesb.org/espi"/></content></entry>)"
             << R"(<entry><link rel="self" href="/ReadingType/07"/><content>)"
             << R"(<ReadingType xmlns="http://naesb.org/espi"><intervalLength>3600</intervalLength>)"
             << R"(<powerOfTenMultiplier>0</powerOfTenMultiplier><uom>169</uom></ReadingType></content></entry>)"
             << R"(<entry><link rel="self" href="/User/1/UsagePoint/01/MeterReading/01/IntervalBlock/1"/><content>)"
             << R"(<IntervalBlock xmlns="http://naesb.org/espi">)";
        for (int hour = 0; hour < hours; ++hour)
            file << "<IntervalReading><timePeriod><duration>3600</duration><start>" << start + hour * 3600
                 << "</start></timePeriod><value>" << value << "</value></IntervalReading>\n";
        file << "</IntervalBlock></content></entry></feed>\n";
        return path(name);
    }

    std::unique_ptr<Started> node_;
};

TEST_F(BillOnKafka, DueAccountsAreBilledOnceAndAFileGivesItsUsage) {
    TALLY_NEEDS_A_BROKER();
    const auto billed = tally("bill --cycle M01 --date 2022-01-05 --json 2>/dev/null");
    EXPECT_EQ(billed.exit_code, 0) << billed.output;
    EXPECT_THAT(billed.output, HasSubstr(R"("due":1,"billed":1,"already_billed":0,)"));
    // The copy has what its own run did: the example's bill.
    EXPECT_THAT(show("statement 1"), AllOf(HasSubstr("1-S1"), HasSubstr("194.17")));
    const auto again = tally("bill --cycle M01 --date 2022-01-05 --json 2>/dev/null");
    EXPECT_EQ(again.exit_code, 0) << again.output;
    EXPECT_THAT(again.output, HasSubstr(R"("due":0,"billed":0,"already_billed":0,)"));
    // Another program's copy knows the same, from an empty disk.
    const auto elsewhere = tally("bill --cycle M01 --date 2022-01-05", "elsewhere");
    EXPECT_EQ(elsewhere.exit_code, 0) << elsewhere.output;
    EXPECT_THAT(elsewhere.output, HasSubstr("0 accounts due, 0 billed"));

    // Why there is no bill stands in an event, which the run waits for in its copy.
    const auto no_read = tally("bill --cycle M01 --date 2022-02-05");
    EXPECT_EQ(no_read.exit_code, 1) << no_read.output;
    EXPECT_THAT(no_read.output, AllOf(HasSubstr("1 in error"), HasSubstr("no_billable_read")));
    const auto no_window = tally("bill --cycle M01 --date 2022-01-20");
    EXPECT_EQ(no_window.exit_code, 1);
    EXPECT_THAT(no_window.output, HasSubstr("no window of bill cycle 'M01'"));

    constexpr std::int64_t day_1 = 1'357'016'400;  // 2013-01-01 in New York
    const auto import = "import greenbutton --service-point SP-2 --json 2>/dev/null ";
    const auto two_days = green_button("two-days.xml", day_1, 48, 2);
    const auto first = tally(import + two_days);
    EXPECT_EQ(first.exit_code, 0) << first.output;
    EXPECT_THAT(first.output, HasSubstr(R"("usage_total":"96","unit":"therm")"));
    EXPECT_THAT(first.output, HasSubstr(R"("accepted":2,"repeated":0,"unchanged":0,"refused":0)"));
    EXPECT_THAT(show("usage SP-2"), HasSubstr("96 therm in 2 periods"));
    const auto repeated = tally(import + two_days);
    EXPECT_THAT(repeated.output, HasSubstr(R"("accepted":0,"repeated":0,"unchanged":2,"refused":0)"));
    // What is held decides what a part of a day may do, here as in a store.
    const auto part = tally(import + green_button("part.xml", day_1 + 20 * 3600, 4, 9));
    EXPECT_THAT(part.output, HasSubstr(R"("partial_days_held":["2013-01-01"])"));
    EXPECT_THAT(show("usage SP-2"), HasSubstr("96 therm in 2 periods"));

    std::ofstream{path("rate.json")} << R"({"fixedmonthlycharge":9,"energyratestructure":[[{"rate":0.1}]]})";
    const auto import_tariff = "import urdb --service gas --tariff R --effective-from 2020-01-01 " + path("rate.json");
    const auto published = tally(import_tariff);
    EXPECT_EQ(published.exit_code, 0) << published.output;
    EXPECT_THAT(published.output, HasSubstr("1 published, 0 published before"));
    EXPECT_THAT(tally(import_tariff).output, HasSubstr("0 published, 1 published before"));
    EXPECT_THAT(show("tariff R"), HasSubstr("price 0.1"));

    end(*node_);
    expect_equal_stores("node", "reader");
    const auto unanswered = tally("bill --wait 1 --cycle M01 --date 2022-02-06");
    EXPECT_EQ(unanswered.exit_code, 3) << unanswered.output;
    EXPECT_THAT(unanswered.output, HasSubstr("1 command not answered in time: is the division owned by a node?"));
}

// Equal ids, as two bill runs at once have them: the division accepts each once, and one of the two is told so.
TEST_F(BillOnKafka, TwoSendersOfTheSameCommandsEachReadTheirOwnReplies) {
    TALLY_NEEDS_A_BROKER();
    constexpr int payments = 3'000;
    {
        std::ofstream file(path("payments.jsonl"));
        for (int i = 0; i < payments; ++i) file << timed(payment(i)) << '\n';
    }
    const auto send = tally_program + " send --json --kafka " + configure("reader") + " " + path("payments.jsonl");
    const auto both = run(send + " > " + path("one") + " & " + send + " > " + path("other") + "; wait");
    EXPECT_EQ(both.exit_code, 0) << both.output;
    const auto count = [&](const char* file, const std::string& status) {
        const auto lines = lines_of(path(file));
        return std::count_if(lines.begin(), lines.end(), [&](const auto& line) {
            return line.find("\"status\":\"" + status) != std::string::npos;
        });
    };
    for (const char* file : {"one", "other"}) EXPECT_EQ(count(file, "accepted") + count(file, "repeated"), payments);
    EXPECT_EQ(count("one", "accepted") + count("other", "accepted"), payments);
    EXPECT_EQ(count("one", "accepted"), count("other", "repeated"));
    end(*node_);
}

TEST_F(BillOnKafka, AStoreOfItsOwnIsNotTakenForACopy) {
    TALLY_NEEDS_A_BROKER();
    ASSERT_FALSE(embedded("node", "own").empty());
    const auto refused = run(tally_program + " bill --cycle M01 --date 2022-01-05 --kafka " + configure("reader") +
                             " --store " + path("own") + " --keys " + path("own-keys"));
    EXPECT_EQ(refused.exit_code, 2) << refused.output;
    EXPECT_THAT(refused.output, HasSubstr("is not a copy of partition 0 of the Kafka topic tally.log"));
    const auto still_written = run(tally_program + " bill --cycle M01 --date 2022-01-05 --store " + path("own") +
                                   " --keys " + path("own-keys") + " --received-at 2022-02-01T00:00:00Z");
    EXPECT_EQ(still_written.exit_code, 0) << still_written.output;
    EXPECT_THAT(still_written.output, HasSubstr("1 account due, 1 billed"));
    // A node's own copy is open while the node runs.
    const auto in_use = run(tally_program + " bill --cycle M01 --date 2022-01-05 --kafka " + configure("reader") +
                            " --store " + path("node/division-0") + " --keys " + path("reader-keys"));
    EXPECT_EQ(in_use.exit_code, 3) << in_use.output;
    EXPECT_THAT(in_use.output, HasSubstr("A node keeps its copy open"));
    end(*node_);
}

}  // namespace
}  // namespace tally::tests
