#include "tests/kafka/node_fixture.h"

#include <algorithm>
#include <csignal>
#include <fstream>
#include <gmock/gmock.h>
#include <set>
#include <thread>

#include "eventstore/codec/command_json.h"
#include "eventstore/division/division.h"
#include "eventstore/division/receipt.h"
#include "projections/folders.h"

namespace tally::tests {

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using testing::HasSubstr;
namespace fs = std::filesystem;

const std::string examples = std::string{TALLY_SOURCE_DIR} + "/tools/examples/";
constexpr const char* first_instant = "2022-01-01T00:00:00Z";

}  // namespace

const std::string tally_program = TALLY_PROGRAM;
const std::string tallyd_program = TALLYD_PROGRAM;

std::vector<std::string> lines_of(const std::string& path) {
    std::vector<std::string> found;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) found.push_back(line);
    return found;
}

// As a division with simulated time takes it.
std::string timed(const std::string& line) {
    return R"({"received_at":"2022-02-01T00:00:00Z","actor":"test",)" + line.substr(1);
}

std::string payment(int number) {
    return R"({"type":"payment.post","command_id":"p-)" + std::to_string(number) +
           R"(","received_on":"2022-01-20","tenders":[{"amount":"1.00"}],"shares":[{"account":"1"}]})";
}

std::vector<std::string> utility_with_payments(int payments) {
    std::vector<std::string> lines;
    for (const char* file : {"utility.jsonl", "customer.jsonl"})
        for (const auto& line : lines_of(examples + file)) lines.push_back(timed(line));
    for (int i = 0; i < payments; ++i) {
        lines.push_back(timed(payment(i)));
        if (i % 50 == 7) lines.push_back(timed(payment(i - i % 13)));  // Sent again.
        if (i % 97 == 3)                                               // Refused.
            lines.push_back(timed(R"({"type":"payment.post","command_id":"to-nobody-)" + std::to_string(i) +
                                  R"(","received_on":"2022-01-20","tenders":[{"amount":"1.00"}],)" +
                                  R"("shares":[{"account":"no-such-account"}]})"));
        if (i % 211 == 5) lines.push_back("{nonsense " + std::to_string(i));
    }
    return lines;
}

void KafkaNode::SetUp() {
    if (TestBroker::absent().empty()) prepare();
}

void KafkaNode::prepare(const std::string& broker_options) {
    broker_ = std::make_unique<TestBroker>(broker_options);
    ASSERT_TRUE(broker_->is_up()) << broker_->said();
    const auto made = run(tallyd_program + " --create-topics --config " + configure("maker"));
    ASSERT_EQ(made.exit_code, 0) << made.output;
    const auto founded = run(tally_program + " init --kafka " + configure("maker") + " --keys " + path("keys") +
                             " --origin ledger.example/gas --currency USD --time-zone America/New_York " +
                             "--simulated-time --actor test --received-at " + first_instant);
    ASSERT_EQ(founded.exit_code, 0) << founded.output;
}

std::string KafkaNode::configure(const std::string& node, const std::string& further) const {
    const auto keys = path(node + "-keys");
    if (fs::exists(path("keys")) && !fs::exists(keys)) fs::copy(path("keys"), keys, fs::copy_options::recursive);
    if (fs::exists(keys)) fs::permissions(keys, fs::perms::owner_all);
    return broker_->configuration(node + ".toml", reached_by() + further + "[node]\ndata = \"" + path(node) +
                                                      "\"\naddress = \"" + node +
                                                      "\"\n[[division]]\nnumber = 0\nkeys = \"" + keys + "\"\n");
}

std::unique_ptr<Started> KafkaNode::start(const std::string& node, const std::string& further) const {
    return std::make_unique<Started>(tallyd_program + " --config " + configure(node, further), path(node + ".log"));
}

void KafkaNode::produce(const std::vector<std::string>& lines) {
    const auto file = path("chunk.jsonl");
    {
        std::ofstream out(file);
        for (const auto& line : lines) out << line << '\n';
    }
    const auto sent = run("kcat -F " + (broker_->directory() / "client.properties").string() +
                          " -P -t tally.commands -p 0 -l " + file);
    ASSERT_EQ(sent.exit_code, 0) << sent.output;
    sent_.insert(sent_.end(), lines.begin(), lines.end());
}

std::size_t KafkaNode::expected_replies() const {
    std::size_t count = 1;  // To the first command.
    for (const auto& line : sent_) count += is_poison(line) ? 0 : 1;
    return count;
}

bool KafkaNode::is_poison(const std::string& line) const {
    return line.starts_with("{nonsense") || poison_.contains(line);
}

std::size_t KafkaNode::wait_for_replies(std::size_t count, std::chrono::seconds patience) const {
    const auto deadline = Clock::now() + patience;
    while (true) {
        const auto found = broker_->read("tally.replies").size();
        if (found >= count || Clock::now() > deadline) return found;
        std::this_thread::sleep_for(50ms);  // Between two looks.
    }
}

void KafkaNode::end(Started& node) {
    node.signal(SIGTERM);
    EXPECT_EQ(node.wait(30), 0);
}

std::vector<std::string> KafkaNode::embedded(const std::string& keys_of, const std::string& store) const {
    eventstore::DivisionOptions options;
    options.directory = path(store);
    options.keys = path(store + "-keys");
    fs::copy(path(keys_of + "-keys"), options.keys, fs::copy_options::recursive);
    fs::permissions(options.keys, fs::perms::owner_all);
    options.make_folders = projections::make_folders;
    options.clock = [] { return *domain::Instant::parse(first_instant); };
    auto division = eventstore::Division::open_copy(options);
    EXPECT_TRUE(division) << division.error().message;
    eventstore::ParsedCommand founding;
    founding.header.command_id = domain::CommandId{"init"};
    founding.header.actor = domain::Plain{"test"};
    founding.command = domain::CreateDivision{domain::Plain{"ledger.example/gas"}, domain::Code{"USD"},
                                              domain::Plain{"America/New_York"}, true};
    std::vector<std::string> answers;
    const auto first = (*division)->execute(founding);
    answers.push_back(eventstore::receipt_json(eventstore::receipt_of(**division, founding, first)));
    EXPECT_TRUE((*division)->store().wait_for(1, 10s));
    EXPECT_TRUE((*division)->learn_identity());
    eventstore::CommandReader reader((*division)->currency());
    eventstore::CommandBatch batch;
    for (const auto& line : sent_) {
        if (is_poison(line)) continue;
        if (auto parsed = reader.read(line)) batch.commands.push_back(std::move(*parsed));
    }
    (*division)->submit(batch);
    batch.wait();
    for (std::size_t i = 0; i < batch.commands.size(); ++i)
        answers.push_back(
            eventstore::receipt_json(eventstore::receipt_of(**division, batch.commands[i], batch.outcomes[i])));
    EXPECT_TRUE((*division)->close());
    return answers;
}

void KafkaNode::expect_the_same_as_embedded(const std::string& node, Replies how_often) const {
    const auto expected = embedded(node);
    auto replies = broker_->read("tally.replies");
    // To records that have a key and are no commands.
    std::erase_if(replies,
                  [](const ReadMessage& one) { return one.value.find("\"unreadable\"") != std::string::npos; });
    if (how_often == Replies::maybe_again) {
        std::set<std::string> values;
        std::erase_if(replies, [&](const ReadMessage& reply) { return !values.insert(reply.value).second; });
    }
    ASSERT_EQ(replies.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) ASSERT_EQ(replies[i].value, expected[i]) << i;
    std::size_t nonsense = 0;
    auto dead = broker_->read("tally.dead-letters");
    if (how_often == Replies::maybe_again) {
        std::set<std::string> offsets;
        std::erase_if(dead,
                      [&](const ReadMessage& one) { return !offsets.insert(one.headers.at("origin_offset")).second; });
    }
    for (std::size_t i = 0; i < sent_.size(); ++i) {
        if (!is_poison(sent_[i])) continue;
        ASSERT_LT(nonsense, dead.size());
        EXPECT_EQ(dead[nonsense].value, sent_[i]);
        EXPECT_EQ(dead[nonsense].headers.at("origin_topic"), "tally.commands");
        EXPECT_FALSE(dead[nonsense].headers.at("reason").empty());
        ++nonsense;
    }
    EXPECT_EQ(dead.size(), nonsense);
    expect_equal_stores(node, "embedded");
    // An empty disk: the topic is all it takes.
    const auto fresh = start("fresh");
    wait_for_take_over("fresh");
    end(*fresh);
    expect_equal_stores("fresh", "embedded");
    const auto verified =
        run(tally_program + " verify --store " + path("fresh/division-0") + " --keys " + path("fresh-keys"));
    EXPECT_EQ(verified.exit_code, 0) << verified.output;
}

void KafkaNode::expect_equal_stores(const std::string& node, const std::string& store) const {
    const auto compared = run(tally_program + " compare " + path(node + "/division-0") + " --keys-a " +
                              path(node + "-keys") + " " + path(store) + " --keys-b " + path(store + "-keys"));
    EXPECT_EQ(compared.exit_code, 0) << compared.output;
    EXPECT_THAT(compared.output, HasSubstr("One history"));
}

void KafkaNode::wait_for_take_over(const std::string& node) const {
    EXPECT_TRUE(wait_for_log(node, "owned in epoch", 60s));
}

bool KafkaNode::wait_for_log(const std::string& node, const std::string& text, std::chrono::seconds patience) const {
    const auto deadline = Clock::now() + patience;
    while (Clock::now() < deadline) {
        for (const auto& line : lines_of(path(node + ".log")))
            if (line.find(text) != std::string::npos) return true;
        std::this_thread::sleep_for(20ms);  // Between two looks.
    }
    return false;
}

}  // namespace tally::tests
