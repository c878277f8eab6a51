// tally intake: commands from a Kafka topic, as `tally apply` takes them from a file; replies to another topic.

#include <CLI/CLI.hpp>

#include "consumers/intake/command_topic.h"
#include "tools/shared/kafka_exit.h"
#include "tools/tally/session.h"

namespace tally::tools {

namespace {

struct IntakeArguments {
    std::string kafka;
    std::int32_t partition = 0;
    bool once = false;
    bool create_topics = false;
};

void create_topics(Session& session, const consumers::KafkaConfiguration& configuration) {
    auto topics = consumers::KafkaTopics::open(configuration);
    if (!topics) return fail(session, topics.error());
    for (const auto& spec : consumers::command_topics(configuration)) create_topic(session, **topics, spec);
}

void take(Session& session, const consumers::KafkaConfiguration& configuration, const IntakeArguments& arguments) {
    auto division = session.open_to_write();
    if (!division) return;
    consumers::CommandTopicOptions options;
    options.partition = arguments.partition;
    options.until_end = arguments.once;
    std::optional<Progress> progress;
    progress.emplace("commands", 0);
    consumers::CommandTopicWatch watch;
    watch.stop_asked = interrupted;
    watch.reached = [&](std::uint64_t commands) { progress->at(commands); };
    watch.warned = [](std::string_view text) {
        std::fprintf(stderr, "tally: %.*s\n", static_cast<int>(text.size()), text.data());
    };
    const auto summary = consumers::take_commands(*division, configuration, options, watch);
    progress.reset();
    if (!summary) {
        fail(session, summary.error());
    } else {
        if (summary->dead > 0) session.exit_code = std::max(session.exit_code, exit_refused);
        print(counted(summary->commands, "command") + " answered, " + std::to_string(summary->dead) + " put aside.\n");
    }
    session.close(*division);
}

}  // namespace

void add_intake(CLI::App& app, Session& session) {
    auto* command =
        add_store_command(app, session, "intake", "Decide commands from a Kafka topic and answer in another");
    command->get_option("--store")->required(false);
    auto arguments = std::make_shared<IntakeArguments>();
    command->add_option("--kafka", arguments->kafka, "Configuration file whose section [kafka] names the cluster")
        ->required();
    command
        ->add_option("--partition", arguments->partition,
                     "Partition of the commands topic: the division's number (default: 0)")
        ->check(CLI::NonNegativeNumber);
    command->add_flag("--once", arguments->once, "Stop when no more commands come (default: wait until Ctrl-C)");
    command->add_flag("--create-topics", arguments->create_topics,
                      "Only make the topics of commands, replies and dead letters, or check their settings");
    command->callback([&session, arguments] {
        if (session.store.empty() && !arguments->create_topics)
            return session.fail(exit_usage, "--store: give the directory of the store");
        const auto configuration = consumers::read_kafka_configuration(arguments->kafka);
        if (!configuration) return fail(session, configuration.error());
        if (arguments->partition >= configuration->divisions)
            return session.fail(exit_usage, "--partition: " + arguments->kafka +
                                                " says divisions = " + std::to_string(configuration->divisions));
        if (arguments->create_topics) return create_topics(session, *configuration);
        take(session, *configuration, *arguments);
    });
}

}  // namespace tally::tools
