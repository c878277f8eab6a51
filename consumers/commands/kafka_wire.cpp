#include "consumers/commands/kafka_wire.h"

#include <algorithm>
#include <cstdio>
#include <random>
#include <utility>
#include <vector>

#include "consumers/kafka/partition_reader.h"
#include "consumers/kafka/record_sender.h"

namespace tally::consumers {

namespace {

using namespace std::chrono_literals;

constexpr auto reply_answer_wait = 20ms;
constexpr auto delivery_patience = 15s;

class KafkaWire final : public CommandWire {
  public:
    explicit KafkaWire(const KafkaWireSetup& setup)
        : division_(setup.division),
          commands_(setup.configuration.topic("commands")),
          reply_to_(std::to_string(setup.reply_partition)) {}

    KafkaResult<void> connect(const KafkaWireSetup& setup) {
        auto replies = PartitionReader::open(
            setup.configuration, setup.configuration.topic("replies"), setup.reply_partition,
            [&](const PartitionReader::Range& range) {
                return std::clamp(setup.replies_from.value_or(range.end), range.begin, range.end);
            },
            reply_answer_wait, setup.stop_asked);
        if (!replies) return tl::unexpected(std::move(replies.error()));
        auto sender = RecordSender::open(setup.configuration, setup.stop_asked);
        if (!sender) return tl::unexpected(std::move(sender.error()));
        replies_ = std::move(*replies);
        sender_ = std::move(*sender);
        return {};
    }
    KafkaResult<void> send(const Sent& sent, std::string_view correlation) override {
        std::vector<std::pair<std::string_view, std::string_view>> headers{{"reply_to", reply_to_},
                                                                           {"correlation", correlation}};
        if (!sent.actor.empty()) headers.emplace_back("actor", sent.actor);
        return sender_->send(
            {.topic = &commands_, .partition = division_, .key = sent.id, .value = sent.json, .headers = headers});
    }
    KafkaResult<void> flush() override { return sender_->flush(delivery_patience); }
    KafkaResult<void> look() override { return sender_->look(); }
    KafkaResult<std::optional<KafkaRecord>> next_reply(std::chrono::milliseconds timeout) override {
        return replies_->next(timeout);
    }
    [[nodiscard]] std::int64_t next_offset() const override { return replies_->offset(); }

  private:
    const std::int32_t division_;
    const std::string commands_;
    const std::string reply_to_;
    std::unique_ptr<PartitionReader> replies_;
    std::unique_ptr<RecordSender> sender_;
};

}  // namespace

KafkaResult<std::unique_ptr<CommandWire>> open_kafka_wire(const KafkaWireSetup& setup) {
    auto wire = std::make_unique<KafkaWire>(setup);
    if (auto connected = wire->connect(setup); !connected) return tl::unexpected(std::move(connected.error()));
    return wire;
}

CommandWire::Sent sent_as(const eventstore::ParsedCommand& command, const eventstore::JsonContext& json) {
    auto header = command.header;
    header.actor = {};
    CommandWire::Sent sent{command.header.command_id.str(), {}, command.header.actor.str()};
    eventstore::write_command_json(header, command.command, json, sent.json);
    return sent;
}

std::string new_correlation() {
    std::random_device random;
    std::string text;
    for (int word = 0; word < 4; ++word) {
        char digits[9];
        std::snprintf(digits, sizeof digits, "%08x", random());
        text += digits;
    }
    return text;
}

}  // namespace tally::consumers
