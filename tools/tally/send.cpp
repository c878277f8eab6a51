// tally send: commands to a division on Kafka, as `tally apply` gives them to a store; one receipt line each.

#include <CLI/CLI.hpp>
#include <chrono>
#include <fstream>
#include <iostream>
#include <map>
#include <simdjson.h>

#include "consumers/kafka/partition_reader.h"
#include "consumers/kafka/record_sender.h"
#include "consumers/node/node_topics.h"
#include "eventstore/byte_order_mark.h"
#include "tools/shared/kafka_exit.h"
#include "tools/tally/session.h"

namespace tally::tools {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t unanswered_max = 20'000;
constexpr std::chrono::milliseconds poll_slice{50};
constexpr std::chrono::milliseconds answer_wait{20};
constexpr std::chrono::seconds delivery_patience{15};

struct SendArguments {
    std::string kafka;
    std::string file;
    std::int32_t division = 0;
    std::int32_t reply_partition = 0;
    int wait_seconds = 60;
    bool quiet = false;
};

class Sending {
  public:
    Sending(Session& session, const SendArguments& arguments, consumers::RecordSender& sender,
            consumers::PartitionReader& replies, std::string commands_topic)
        : session_(session),
          arguments_(arguments),
          sender_(sender),
          replies_(replies),
          commands_(std::move(commands_topic)),
          reply_to_(std::to_string(arguments.reply_partition)) {}

    void send(std::istream& input) {
        Progress progress("commands", 0);
        std::string line;
        std::size_t number = 0;
        while (going_on() && std::getline(input, line)) {
            ++number;
            const auto command = eventstore::without_byte_order_mark(line);
            if (command.find_first_not_of(" \t\r") == std::string_view::npos) continue;
            send_line(command, number);
            while (going_on() && unanswered_ >= unanswered_max) read_reply(poll_slice);
            while (going_on() && read_reply({})) progress.at(answered_);
        }
        if (auto flushed = sender_.flush(delivery_patience); !flushed) fail(session_, flushed.error());
        while (going_on() && unanswered_ > 0) {
            if (read_reply(poll_slice)) progress.at(answered_);
        }
        if (unanswered_ > 0)
            session_.fail(exit_failed, counted(unanswered_, "command") +
                                           (interrupted() ? " not answered yet" : " not answered in time") +
                                           ": is the division owned by a node? Send the file again: what was accepted "
                                           "is answered with its first receipt");
        std::fflush(stdout);
        if (session_.json) return;
        std::string summary;
        for (const auto& [status, count] : counts_)
            summary += (summary.empty() ? "" : ", ") + std::to_string(count) + " " + status;
        std::fprintf(stderr, "%s\n", summary.empty() ? "nothing was sent" : summary.c_str());
    }

  private:
    struct Line {
        std::size_t number;
        std::string receipt;  // Empty: not answered yet.
    };

    [[nodiscard]] bool going_on() const {
        return !interrupted() && session_.exit_code < exit_failed && Clock::now() < give_up_at_;
    }

    // Empty: there is none.
    std::string text_of(std::string_view json, std::string_view field) {
        std::string_view text;
        if (parser_.parse(json.data(), json.size())[field].get(text) != simdjson::SUCCESS) return {};
        return std::string{text};
    }

    void send_line(std::string_view line, std::size_t number) {
        const auto id = text_of(line, "command_id");
        lines_.push_back({number, {}});
        const std::size_t index = first_index_ + lines_.size() - 1;
        if (id.empty())
            return answer(index, "unreadable",
                          R"({"status":"unreadable","error":"no JSON object with a )"
                          R"(command_id: it was not sent"})");
        by_id_.emplace(id, index);
        ++unanswered_;
        const std::vector<std::pair<std::string_view, std::string_view>> headers{{"reply_to", reply_to_},
                                                                                 {"actor", session_.actor}};
        const consumers::OutgoingRecord record{
            .topic = &commands_, .partition = arguments_.division, .key = id, .value = line, .headers = headers};
        if (auto sent = sender_.send(record); !sent) fail(session_, sent.error());
    }

    // False: none came.
    bool read_reply(std::chrono::milliseconds timeout) {
        auto record = replies_.next(timeout);
        if (!record) {
            fail(session_, record.error());
            return false;
        }
        if (!*record) return false;
        // One id sent twice has two replies, in order; another sender's are none of ours.
        const auto found = by_id_.find((*record)->key);
        if (found == by_id_.end() || !(*record)->value) return true;
        const auto index = found->second;
        by_id_.erase(found);
        --unanswered_;
        answer(index, text_of(*(*record)->value, "status"), *(*record)->value);
        return true;
    }

    void answer(std::size_t index, const std::string& status, std::string receipt) {
        ++answered_;
        ++counts_[status];
        give_up_at_ = Clock::now() + std::chrono::seconds{arguments_.wait_seconds};
        if (status != "accepted" && status != "repeated" && status != "unchanged") {
            session_.exit_code = std::max(session_.exit_code, exit_refused);
            if (arguments_.quiet) std::fprintf(stderr, "tally: %s\n", receipt.c_str());
        }
        lines_[index - first_index_].receipt = std::move(receipt);
        while (!lines_.empty() && !lines_.front().receipt.empty()) {
            if (!arguments_.quiet) print(lines_.front().receipt + "\n");
            lines_.pop_front();
            ++first_index_;
        }
    }

    simdjson::dom::parser parser_;
    Session& session_;
    const SendArguments& arguments_;
    consumers::RecordSender& sender_;
    consumers::PartitionReader& replies_;
    const std::string commands_;
    const std::string reply_to_;
    std::deque<Line> lines_;  // Those whose receipt was not printed yet.
    std::size_t first_index_ = 0;
    std::multimap<std::string, std::size_t> by_id_;  // Equal keys stay in the order they were sent.
    std::size_t unanswered_ = 0;
    std::size_t answered_ = 0;
    std::map<std::string, std::size_t> counts_;
    Clock::time_point give_up_at_ = Clock::now() + std::chrono::seconds{arguments_.wait_seconds};
};

void send(Session& session, const SendArguments& arguments) {
    auto read = consumers::read_kafka_configuration(arguments.kafka);
    if (!read) return fail(session, read.error());
    const auto configuration = consumers::for_nodes(std::move(*read));
    if (arguments.division >= configuration.divisions || arguments.reply_partition >= configuration.reply_partitions)
        return session.fail(exit_usage,
                            arguments.kafka + " says divisions = " + std::to_string(configuration.divisions) +
                                " and reply_partitions = " + std::to_string(configuration.reply_partitions));
    std::ifstream file;
    if (arguments.file != "-") {
        file.open(arguments.file);
        if (!file || file.peek() == std::ifstream::traits_type::eof())
            return session.fail(exit_usage, arguments.file + ": cannot be read as a file, or is empty");
    }
    auto replies = consumers::PartitionReader::open(
        configuration, configuration.topic("replies"), arguments.reply_partition,
        [](const consumers::PartitionReader::Range& range) { return range.end; }, answer_wait, interrupted);
    if (!replies) return fail(session, replies.error());
    auto sender = consumers::RecordSender::open(configuration, interrupted);
    if (!sender) return fail(session, sender.error());
    Sending(session, arguments, **sender, **replies, configuration.topic("commands"))
        .send(arguments.file == "-" ? std::cin : file);
}

}  // namespace

void add_send(CLI::App& app, Session& session) {
    auto* command = app.add_subcommand("send", "Send commands to a division on Kafka, one receipt line each");
    auto arguments = std::make_shared<SendArguments>();
    command->add_option("--kafka", arguments->kafka, "File that says in [kafka] where the cluster is")->required();
    command->add_option("--division", arguments->division, "Number of the division (default: 0)")
        ->check(CLI::NonNegativeNumber);
    command->add_option("--reply-partition", arguments->reply_partition, "Where answers are awaited (default: 0)")
        ->check(CLI::NonNegativeNumber);
    command->add_option("--wait", arguments->wait_seconds, "Seconds without any answer to give up after (default: 60)")
        ->check(CLI::PositiveNumber);
    add_actor_option(*command, session);
    command->add_option("--log-level", session.log_level, "trace, debug, info, warn, error, off; logs go to stderr")
        ->check(CLI::IsMember({"trace", "debug", "info", "warn", "error", "off"}));
    command->add_flag("--json", session.json, "Receipts only; they are JSON in any case");
    command->add_flag("--quiet", arguments->quiet, "No receipt lines, only what went wrong");
    command->add_option("file", arguments->file, "File of commands; - for standard input")->required();
    command->callback([&session, arguments] { send(session, *arguments); });
}

}  // namespace tally::tools
