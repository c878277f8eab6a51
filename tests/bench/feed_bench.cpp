// What a feed makes of a log, beside Kafka's own kafka-producer-perf-test with messages of the same bytes, acks=all and
// transactions of the same length, over the same broker.
//   feed_bench ACCOUNTS DIRECTORY
// Needs Java, kcat and what tools/kafka/broker fetches.

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "consumers/feed/content/contents.h"
#include "consumers/feed/feed_runner.h"
#include "consumers/feed/feed_topic.h"
#include "eventstore/division/division.h"
#include "projections/folders.h"
#include "tests/bench/bench_broker.h"
#include "tests/bench/figures.h"

namespace {

using namespace tally;
using bench::Broker;
using bench::output_of;
using bench::require;

constexpr int rounds = 3;
constexpr std::string_view sampled_messages = "20000";

// Messages a second, once it has begun: opening the store and taking over the topic are not counted.
double feed_rate(eventstore::Division& division, const consumers::KafkaConfiguration& configuration,
                 const std::string& topic, std::uint64_t& messages) {
    auto topics = consumers::KafkaTopics::open(configuration);
    require(topics.has_value(), "the broker does not answer");
    require((*topics)->create(consumers::feed_topic(configuration, "events", topic)).has_value(), "no topic");
    const auto content = consumers::make_feed_content("events", {division.currency()});
    consumers::FeedOptions options;
    options.origin = division.identity().origin.str();
    options.topic = topic;
    options.until_end = true;
    auto started = bench::Clock::now();
    consumers::FeedWatch watch;
    watch.started = [&](std::uint64_t, std::uint64_t) { started = bench::Clock::now(); };
    const auto summary = consumers::run_feed(division.store(), *content, configuration, options, watch);
    const double seconds = bench::seconds_since(started);
    require(summary.has_value(), summary ? "" : summary.error().message);
    messages = summary->messages;
    return static_cast<double>(summary->messages) / seconds;
}

double producer_rate(const Broker& broker, const std::string& topic, const std::string& payloads,
                     std::uint64_t messages) {
    const auto said = output_of(
        Broker::script() + " run " + broker.directory().string() +
        " org.apache.kafka.tools.ProducerPerformance --topic " + topic + " --num-records " + std::to_string(messages) +
        " --throughput -1 --payload-file " + payloads + " --transactional-id perf-" + topic +
        " --transaction-duration-ms 100 --producer-props bootstrap.servers=$(cat " + broker.directory().string() +
        "/bootstrap) acks=all compression.type=lz4 linger.ms=5 batch.size=131072 2>&1");
    const auto at = said.rfind(" records sent, ");
    require(at != std::string::npos, said);
    return std::strtod(said.c_str() + at + std::string_view{" records sent, "}.size(), nullptr);
}

void measure(const Broker& broker, const std::string& accounts) {
    const auto home = broker.directory().parent_path();
    const auto store = (home / "store").string();
    (void)output_of(std::string{TALLY_PROGRAM} + " demo --months 24 --accounts " + accounts + " --store " + store +
                    " 2>&1");
    const auto file = home / "kafka.toml";
    std::ofstream(file) << "[kafka]\nbootstrap.servers = \"" << broker.bootstrap() << "\"\n";
    const auto configuration = consumers::read_kafka_configuration(file);
    require(configuration.has_value(), "no configuration");
    eventstore::DivisionOptions where;
    where.directory = store;
    where.make_folders = projections::make_folders;
    auto division = bench::take(eventstore::Division::open(where));

    std::vector<double> ours, theirs;
    const auto payloads = (home / "payloads").string();
    std::uint64_t messages = 0;
    for (int round = 0; round < rounds; ++round) {
        const auto topic = "feed-" + std::to_string(round);
        ours.push_back(feed_rate(*division, *configuration, topic, messages));
        // The very messages: value, and key and headers behind it, so that sizes are the same.
        if (round == 0)
            (void)output_of("kcat -F " + (broker.directory() / "client.properties").string() +
                            " -C -q -e -o beginning -c " + std::string{sampled_messages} + " -t " + topic +
                            " -X isolation.level=read_committed -f '%s%k%h\\n' >" + payloads + " 2>/dev/null");
        const auto perf = "perf-" + std::to_string(round);
        auto topics = consumers::KafkaTopics::open(*configuration);
        require(topics && (*topics)->create(consumers::feed_topic(*configuration, "events", perf)), "no topic");
        theirs.push_back(producer_rate(broker, perf, payloads, messages));
    }
    require(division->close(), "closing");
    bench::Figures figures;
    const double feed = bench::percentile(ours, 0.5);
    const double producer = bench::percentile(theirs, 0.5);
    figures.note(
        std::to_string(messages) + " messages of " +
        std::to_string(std::filesystem::file_size(payloads) / std::strtoull(sampled_messages.data(), nullptr, 10)) +
        " bytes with key and headers, median of " + std::to_string(rounds) + " rounds in turn");
    figures.add("feed_messages_per_second", feed, "messages/s", bench::Better::higher);
    figures.add("feed_producer_perf_test_messages_per_second", producer, "messages/s", bench::Better::higher);
    figures.add("feed_to_producer_perf_test", feed / producer, "ratio", bench::Better::higher,
                {"0.5", "0.9", "kafka-producer-perf-test, same messages, acks=all, transactions of 100 ms"});
}

}  // namespace

int main(int argc, char** argv) {
    require(argc == 3, "feed_bench ACCOUNTS DIRECTORY");
    return bench::with_broker(std::filesystem::absolute(argv[2]) / "tally-feed-bench",
                              [&](const Broker& broker) { measure(broker, argv[1]); });
}
