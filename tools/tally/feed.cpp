// tally feed: publishes every event, or what became of invoices, balances or persons, to a Kafka topic, each exactly
// once.

#include <CLI/CLI.hpp>

#include "consumers/feed/content/contents.h"
#include "consumers/feed/feed_runner.h"
#include "consumers/feed/feed_topic.h"
#include "tools/shared/kafka_exit.h"
#include "tools/tally/session.h"

namespace tally::tools {

namespace {

struct FeedArguments {
    std::string kafka;
    std::string feed;
    std::string topic;
    std::optional<std::uint64_t> from;
    bool once = false;
    bool create_topics = false;
};

void create_topics(Session& session, const consumers::KafkaConfiguration& configuration,
                   const FeedArguments& arguments) {
    auto topics = consumers::KafkaTopics::open(configuration);
    if (!topics) return fail(session, topics.error());
    for (const auto feed : consumers::feed_names()) {
        if (!arguments.feed.empty() && feed != arguments.feed) continue;
        create_topic(session, **topics, consumers::feed_topic(configuration, feed, arguments.topic));
    }
}

void feed(Session& session, const consumers::KafkaConfiguration& configuration, const FeedArguments& arguments) {
    auto division = session.open();
    if (!division) return;
    const auto content = consumers::make_feed_content(
        arguments.feed,
        {division->currency(), [&](const domain::Personal& text) { return division->open_text(text); }});
    consumers::FeedOptions options;
    options.origin = division->identity().origin.str();
    options.topic = arguments.topic;
    options.compacted = consumers::is_compacted(arguments.feed);
    options.from = arguments.from;
    options.until_end = arguments.once;
    std::optional<Progress> progress;
    std::uint64_t start = 0;
    consumers::FeedWatch watch;
    watch.stop_asked = interrupted;
    watch.started = [&](std::uint64_t from, std::uint64_t end) {
        start = from;
        progress.emplace(arguments.feed + " feed, events", end > from ? end - from : 0);
    };
    watch.reached = [&](std::uint64_t position) { progress->at(position - start); };
    watch.warned = [&](std::string_view text) {
        std::fprintf(stderr, "tally: %.*s\n", static_cast<int>(text.size()), text.data());
    };
    const auto summary = consumers::run_feed(division->store(), *content, configuration, options, watch);
    progress.reset();
    if (!summary) {
        const auto& error = summary.error();
        fail(session, error);
    } else if (session.json) {
        print("{\"from\":" + std::to_string(summary->from) + ",\"to\":" + std::to_string(summary->to) +
              ",\"messages\":" + std::to_string(summary->messages) +
              ",\"transactions\":" + std::to_string(summary->transactions) + "}\n");
    } else {
        print(counted(summary->messages, "message") + " in " + counted(summary->transactions, "transaction") +
              ", of positions " + std::to_string(summary->from) + " to " + std::to_string(summary->to) + ".\n");
    }
    session.close(*division);
}

}  // namespace

void add_feed(CLI::App& app, Session& session) {
    auto* command = add_store_command(app, session, "feed", "Publish a feed to a Kafka topic, each event exactly once");
    command->get_option("--store")->required(false);
    auto arguments = std::make_shared<FeedArguments>();
    const auto names = consumers::feed_names();
    command->add_option("feed", arguments->feed, "events, invoices, balances or persons")
        ->check(CLI::IsMember(std::vector<std::string>(names.begin(), names.end())));
    command->add_option("--kafka", arguments->kafka, "Configuration file whose section [kafka] names the cluster")
        ->required();
    command->add_option("--from", arguments->from, "Position at which an empty topic begins (default: 0)");
    command->add_option("--topic", arguments->topic,
                        "Topic to publish to instead of the feed's own, such as for a replay");
    command->add_flag("--once", arguments->once, "Stop when caught up (default: follow the log until Ctrl-C)");
    command->add_flag("--create-topics", arguments->create_topics,
                      "Only make the feed's topic (without a feed: those of all feeds), or check its settings");
    command->callback([&session, arguments] {
        if (arguments->feed.empty() && (!arguments->create_topics || !arguments->topic.empty()))
            return session.fail(exit_usage, "which feed? events, invoices, balances or persons");
        if (session.store.empty() && !arguments->create_topics)
            return session.fail(exit_usage, "--store: give the directory of the store");
        const auto configuration = consumers::read_kafka_configuration(arguments->kafka);
        if (!configuration) return fail(session, configuration.error());
        if (arguments->create_topics) return create_topics(session, *configuration, *arguments);
        feed(session, *configuration, *arguments);
    });
}

}  // namespace tally::tools
