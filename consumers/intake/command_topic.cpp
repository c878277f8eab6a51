#include "consumers/intake/command_topic.h"

#include <charconv>
#include <chrono>
#include <deque>
#include <thread>

#include "consumers/commands/division_port.h"
#include "consumers/kafka/kafka_record.h"
#include "consumers/kafka/murmur2.h"
#include "consumers/kafka/partition_consumer.h"
#include "consumers/kafka/transactional_producer.h"
#include "eventstore/codec/json_place.h"
#include "eventstore/division/receipt.h"

namespace tally::consumers {

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto command_slice = 50ms;
constexpr auto intake_recovery_pause = 500ms;
constexpr const char* seven_days_ms = "604800000";

class Taking {
  public:
    Taking(eventstore::Division& division, const KafkaConfiguration& configuration, const CommandTopicOptions& options,
           const CommandTopicWatch& watch)
        : division_(division),
          port_(division),
          configuration_(configuration),
          options_(options),
          watch_(watch),
          commands_(configuration.topic("commands")),
          replies_(configuration.topic("replies")),
          dead_letters_(configuration.topic("dead-letters")),
          id_(division.identity().origin.str() + ":" + commands_),
          reader_(division.currency()) {}

    tl::expected<CommandTopicSummary, CommandTopicError> run() {
        if (auto checked = check_topics(); !checked) return division_fail(std::move(checked.error()));
        auto opened = open();
        auto trouble_since = Clock::now();
        while (!stop_asked()) {
            tl::expected<bool, CommandTopicError> taken = opened ? take_batch() : division_fail(opened.error());
            if (taken) {
                trouble_since = Clock::now();
                if (!*taken) break;
                continue;
            }
            auto& error = taken.error();
            if (error.kafka == KafkaErrorKind::stopped) break;
            const bool passes =
                error.kafka ? !is_final(*error.kafka) : error.store == eventstore::StoreErrorKind::store_busy;
            if (!passes || Clock::now() - trouble_since > options_.patience) return tl::unexpected(std::move(error));
            warn(error.message + "; trying again");
            std::this_thread::sleep_for(intake_recovery_pause);
            opened = open();
        }
        return summary_;
    }

  private:
    [[nodiscard]] bool stop_asked() const { return watch_.stop_asked && watch_.stop_asked(); }
    void warn(std::string_view text) const {
        if (watch_.warned) watch_.warned(text);
    }
    static bool is_final(KafkaErrorKind kind) {
        return kind != KafkaErrorKind::unreachable && kind != KafkaErrorKind::topic_missing &&
               kind != KafkaErrorKind::failed;
    }

    KafkaResult<void> check_topics() {
        auto topics = KafkaTopics::open(configuration_);
        if (!topics) return tl::unexpected(std::move(topics.error()));
        for (const auto& spec : command_topics(configuration_)) {
            auto checked = (*topics)->check(spec);
            if (!checked) return tl::unexpected(std::move(checked.error()));
            if (!checked->empty()) warn(*checked);
        }
        return {};
    }

    // The producer first: it fences the previous instance, which then commits no more offsets.
    KafkaResult<void> open() {
        consumer_.reset();
        producer_.reset();
        auto producer = TransactionalProducer::open(configuration_, id_, watch_.stop_asked);
        if (!producer) return tl::unexpected(std::move(producer.error()));
        auto consumer = PartitionConsumer::open(configuration_, id_, commands_, options_.partition, watch_.stop_asked);
        if (!consumer) return tl::unexpected(std::move(consumer.error()));
        producer_ = std::move(*producer);
        consumer_ = std::move(*consumer);
        return {};
    }

    // False: there is nothing more.
    tl::expected<bool, CommandTopicError> take_batch() {
        std::vector<KafkaRecord> records;
        while (records.size() < options_.batch_commands_max) {
            auto record = consumer_->next(records.empty() ? command_slice : 0ms);
            if (!record) return division_fail(std::move(record.error()));
            if (*record) {
                records.push_back(std::move(**record));
                continue;
            }
            if (!records.empty()) break;
            if (stop_asked()) return false;
            if (options_.until_end && consumer_->at_end()) return false;
        }
        return answer(records);
    }

    struct Asked {
        std::size_t record = 0;
        std::string reason;  // Why it is put aside; empty: it was decided.
    };

    tl::expected<bool, CommandTopicError> answer(const std::vector<KafkaRecord>& records) {
        std::vector<eventstore::ParsedCommand> commands;
        std::vector<Asked> asked;
        for (std::size_t i = 0; i < records.size(); ++i) asked.push_back({i, read(records[i], commands)});
        const auto receipts = send_all(port_, std::move(commands));
        if (!receipts) return tl::unexpected(receipts.error());
        if (auto sent = send(records, asked, *receipts); !sent) return division_fail(std::move(sent.error()));
        if (watch_.reached) watch_.reached(summary_.commands + summary_.dead);
        return true;
    }

    // Empty: it is one of the commands now. Else why not.
    std::string read(const KafkaRecord& record, std::vector<eventstore::ParsedCommand>& commands) {
        if (!record.value) return "a record without a value is not a command";
        auto parsed = reader_.read(*record.value);
        if (!parsed) return eventstore::message_with_column(*record.value, parsed.error());
        if (const auto wrong = eventstore::wrong_in_header(parsed->header, division_.identity().simulated_time))
            return eventstore::message_with_column(*record.value, *wrong);
        if (parsed->header.actor.empty()) parsed->header.actor = domain::Plain{"kafka:" + commands_};
        commands.push_back(std::move(*parsed));
        return {};
    }

    KafkaResult<void> send(const std::vector<KafkaRecord>& records, const std::vector<Asked>& asked,
                           const std::vector<eventstore::CommandReceipt>& receipts) {
        if (auto begun = producer_->begin(); !begun) return begun;
        values_.clear();
        std::size_t next = 0;
        std::uint64_t dead = 0;
        for (const auto& one : asked) {
            const auto& record = records[one.record];
            if (!one.reason.empty()) {
                ++dead;
                if (auto sent = send_dead(record, one.reason); !sent) return sent;
                continue;
            }
            const auto& receipt = receipts[next++];
            values_.push_back(eventstore::receipt_json(receipt));
            const std::string key = receipt.command_id.value.str();
            std::vector<std::pair<std::string_view, std::string_view>> headers{{"content-type", "application/json"}};
            if (const auto correlation = record.header("correlation"))
                headers.emplace_back("correlation", *correlation);
            const OutgoingRecord reply{.topic = &replies_,
                                       .partition = reply_partition(record, key),
                                       .key = key,
                                       .value = values_.back(),
                                       .headers = headers};
            if (auto sent = producer_->send(reply); !sent) return sent;
        }
        // The end of a transaction before, delayed by the network, may end this one anywhere: the offset comes last.
        if (auto flushed = producer_->flush(); !flushed) return flushed;
        if (auto sent = producer_->send_offset(id_, commands_, options_.partition, records.back().offset + 1); !sent)
            return sent;
        if (auto committed = producer_->commit(); !committed) return committed;
        summary_.commands += next;
        summary_.dead += dead;
        return {};
    }

    // As it came, and where from and why.
    KafkaResult<void> send_dead(const KafkaRecord& record, const std::string& reason) {
        const auto partition = std::to_string(record.partition);
        const auto offset = std::to_string(record.offset);
        std::vector<std::pair<std::string_view, std::string_view>> headers(record.headers.begin(),
                                                                           record.headers.end());
        headers.insert(headers.end(), {{"origin_topic", record.topic},
                                       {"origin_partition", partition},
                                       {"origin_offset", offset},
                                       {"reason", reason}});
        OutgoingRecord letter{
            .topic = &dead_letters_, .partition = 0, .key = record.key, .value = {}, .headers = headers};
        letter.partition = partition_of(record.key, configuration_.divisions);
        if (record.value) letter.value = *record.value;
        return producer_->send(letter);
    }

    [[nodiscard]] std::int32_t reply_partition(const KafkaRecord& record, std::string_view key) const {
        std::int32_t asked = -1;
        if (const auto text = record.header("reply_to")) {
            const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), asked);
            if (error != std::errc{} || end != text->data() + text->size()) asked = -1;
        }
        if (asked >= 0 && asked < configuration_.reply_partitions) return asked;
        return partition_of(key, configuration_.reply_partitions);
    }

    eventstore::Division& division_;
    DivisionPort port_;
    const KafkaConfiguration& configuration_;
    const CommandTopicOptions& options_;
    const CommandTopicWatch& watch_;
    std::string commands_;
    std::string replies_;
    std::string dead_letters_;
    std::string id_;
    eventstore::CommandReader reader_;
    std::deque<std::string> values_;  // Stay where they are for as long as the producer may send them.
    std::unique_ptr<TransactionalProducer> producer_;
    std::unique_ptr<PartitionConsumer> consumer_;
    CommandTopicSummary summary_;
};

}  // namespace

std::vector<TopicSpec> command_topics(const KafkaConfiguration& configuration) {
    using Rule = TopicSetting::Rule;
    // Commands and what quotes them hold personal data: none of it outlives a week.
    const TopicSetting deleted{"cleanup.policy", "delete"};
    const TopicSetting a_week{"retention.ms", seven_days_ms, Rule::at_most};
    return {
        {configuration.topic("commands"),
         configuration.divisions,
         {deleted, a_week, {"message.timestamp.type", "LogAppendTime"}},
         "divisions"},
        {configuration.topic("replies"), configuration.reply_partitions, {deleted, a_week}, "reply_partitions"},
        {configuration.topic("dead-letters"), configuration.divisions, {deleted, a_week}, "divisions"},
    };
}

tl::expected<CommandTopicSummary, CommandTopicError> take_commands(eventstore::Division& division,
                                                                   const KafkaConfiguration& configuration,
                                                                   const CommandTopicOptions& options,
                                                                   const CommandTopicWatch& watch) {
    return Taking(division, configuration, options, watch).run();
}

}  // namespace tally::consumers
