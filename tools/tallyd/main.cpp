// tallyd: a node. It joins those that share a utility's divisions, and decides the commands of the divisions it owns
// until it is asked to stop; then it hands them over.

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>

#include "consumers/node/node.h"
#include "consumers/node/node_topics.h"
#include "eventstore/program_log.h"
#include "projections/folders.h"
#include "tools/shared/kafka_exit.h"
#include "tools/shared/man_page.h"
#include "tools/shared/program_logging.h"
#include "tools/shared/session.h"
#include "tools/shared/version.h"
#include "tools/tallyd/node_http.h"

namespace tally::tools {

namespace {

constexpr std::chrono::milliseconds poll_slice{100};
constexpr std::chrono::milliseconds log_patience{1'000};

struct Arguments {
    std::string config;
    std::string log_level = "info";
    std::string log_format = "text";
    bool create_topics = false;
    bool only_prints = false;
};

void create_topics(Session& session, const consumers::KafkaConfiguration& configuration) {
    auto topics = consumers::KafkaTopics::open(configuration);
    if (!topics) return fail(session, topics.error());
    for (const auto& spec : consumers::node_topics(configuration)) create_topic(session, **topics, spec);
    for (const auto& spec : consumers::owner_feed_topics(configuration)) create_topic(session, **topics, spec);
}

// Where there is no user yet, on standard output: a log is read by more people.
void tell_first_user(Session& session, NodeHttp& http) {
    const auto link = http.first_link();
    if (link.empty()) return;
    print(first_user_text(http.server().url(), link));
    if (const std::string wrong = flush_output(); !wrong.empty()) session.fail(exit_failed, wrong);
}

void serve(Session& session, consumers::NodeConfiguration configuration, NodeHttpOptions http_options,
           const std::string& file) {
    consumers::Node::Setup setup;
    setup.configuration = std::move(configuration);
    setup.make_folders = projections::make_folders;
    auto node = consumers::Node::start(std::move(setup), interrupted,
                                       [](std::string_view warning) { spdlog::warn("{}", warning); });
    if (!node) return fail(session, node.error());
    spdlog::info("joined; waiting for divisions");
    std::unique_ptr<NodeHttp> http;
    if (!(*node)->configuration().http_listen.empty()) {
        auto started = NodeHttp::start(**node, std::move(http_options));
        if (!started) {
            session.fail(exit_usage, started.error());
            (*node)->stop();  // Its consumer leaves the group only while it is polled.
            return;
        }
        http = std::move(*started);
        spdlog::info("answering at {}/", http->server().url());
    }
    while (!interrupted()) {
        const auto polled = (*node)->poll(poll_slice);
        if (polled && http) {
            tell_first_user(session, *http);
            if (hangup_asked()) http->read_again(file);
        }
        if (polled) continue;
        // Exit, so that another node takes over.
        session.fail(exit_failed, polled.error().message);
        break;
    }
    // First, so that the commands under way are decided; nothing asks the node any more then.
    http.reset();
    (*node)->stop();
    spdlog::info("handed over");
}

void run(Session& session, const Arguments& arguments) {
    auto configuration = consumers::read_node_configuration(arguments.config);
    if (!configuration) return fail(session, configuration.error());
    if (arguments.create_topics) return create_topics(session, configuration->kafka);
    auto http = read_node_http_options(arguments.config);
    if (!http) return session.fail(exit_usage, http.error());
    if (const auto wrong = wrong_with_node_http(*http, *configuration); !wrong.empty())
        return session.fail(exit_usage, arguments.config + ": " + wrong);
    catch_hangups();
    serve(session, std::move(*configuration), std::move(*http), arguments.config);
}

}  // namespace

}  // namespace tally::tools

int main(int argc, char** argv) try {
    using namespace tally::tools;
    Session session;
    Arguments arguments;
    CLI::App app{"Tallystick's server: owns divisions whose log of record is in Kafka", "tallyd"};
    app.failure_message(CLI::FailureMessage::simple);
    app.footer("Exit codes: 0 stopped by SIGTERM or Ctrl-C, 1 refused, 2 bad usage, 3 the cluster or the disk failed.");
    auto* config =
        app.add_option("--config", arguments.config, "Configuration file with [node], [kafka] and [[division]]")
            ->required();
    add_log_level_option(app, arguments.log_level);
    add_log_format_option(app, arguments.log_format);
    app.add_flag("--create-topics", arguments.create_topics, "Only make the topics, or check their settings");
    app.add_flag_callback(
           "--man",
           [&] {
               config->required(false);
               print(man_page(app, "tallyd", "8", program_version, "tally(1)"));
               arguments.only_prints = true;
           },
           "Only print the manual page")
        ->trigger_on_parse();
    app.add_flag_callback(
           "--settings",
           [&] {
               config->required(false);
               print(node_http_settings());
               arguments.only_prints = true;
           },
           "Only print every setting below [http], with its default and its help")
        ->trigger_on_parse();
    catch_interrupts();
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? exit_done : exit_usage;
    }
    start_logging_of_a_server({"tallyd", arguments.log_level, arguments.log_format});
    if (!arguments.only_prints) run(session, arguments);
    finish_logging(log_patience);
    if (const std::string wrong = flush_output(); !wrong.empty()) session.fail(exit_failed, wrong);
    return session.exit_code;
} catch (const std::exception& error) {
    std::fprintf(stderr, "tallyd: %s\n", error.what());
    return tally::tools::exit_failed;
}
