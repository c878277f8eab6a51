#include "consumers/kafka/group_member.h"

#include "consumers/kafka/kafka_handle.h"
#include "consumers/kafka/owned.h"
#include "eventstore/program_log.h"

namespace tally::consumers {

GroupMember::GroupMember(std::unique_ptr<KafkaHandle> handle, std::string group, std::string topic, Callbacks callbacks)
    : handle_(std::move(handle)),
      group_(std::move(group)),
      topic_(std::move(topic)),
      callbacks_(std::move(callbacks)) {}

GroupMember::~GroupMember() {
    leave();
}

KafkaResult<std::unique_ptr<GroupMember>> GroupMember::join(const KafkaConfiguration& configuration,
                                                            const std::string& group, const std::string& topic,
                                                            Callbacks callbacks, const StopAsked& stop_asked) {
    auto handle = KafkaHandle::make(configuration, KafkaHandle::Role::consumer, {{"group.id", group}});
    if (!handle) return tl::unexpected(std::move(handle.error()));
    if (auto connected = (*handle)->connect(stop_asked); !connected)
        return tl::unexpected(std::move(connected.error()));
    std::unique_ptr<GroupMember> member{new GroupMember(std::move(*handle), group, topic, std::move(callbacks))};
    rd_kafka_t* const client = member->handle_->get();
    member->handle_->on_rebalance(
        [one = member.get()](rd_kafka_resp_err_t what, rd_kafka_topic_partition_list_t* partitions) {
            one->rebalance(what, partitions);
        });
    member->handle_->begin_to_read();
    const OwnedList topics{rd_kafka_topic_partition_list_new(1)};
    rd_kafka_topic_partition_list_add(topics.get(), topic.c_str(), RD_KAFKA_PARTITION_UA);
    if (const auto error = rd_kafka_subscribe(client, topics.get()); error != RD_KAFKA_RESP_ERR_NO_ERROR)
        return tl::unexpected(member->handle_->explain(error, {}, "joining group " + group));
    return member;
}

void GroupMember::rebalance(int what, void* list) {
    auto* const partitions = static_cast<rd_kafka_topic_partition_list_t*>(list);
    rd_kafka_t* const client = handle_->get();
    std::vector<std::int32_t> numbers;
    for (int i = 0; i < partitions->cnt; ++i) {
        numbers.push_back(partitions->elems[i].partition);
        partitions->elems[i].offset = RD_KAFKA_OFFSET_END;  // Nothing is read here: no offset is asked for.
    }
    OwnedError error;
    if (what == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
        had_assignment_ = true;
        error.reset(rd_kafka_incremental_assign(client, partitions));
        rd_kafka_pause_partitions(client, partitions);
        if (!numbers.empty()) callbacks_.assigned(numbers);
    } else {
        const bool lost = rd_kafka_assignment_lost(client) != 0;
        if (!numbers.empty()) callbacks_.revoked(numbers, lost);
        error.reset(rd_kafka_incremental_unassign(client, partitions));
    }
    if (error) spdlog::warn("group {}: {}", group_, rd_kafka_error_string(error.get()));
}

KafkaResult<void> GroupMember::poll(std::chrono::milliseconds timeout) {
    const OwnedMessage message{rd_kafka_consumer_poll(handle_->get(), static_cast<int>(timeout.count()))};
    if (auto refused = handle_->refusal()) return tl::unexpected(std::move(*refused));
    if (!message || message->err == RD_KAFKA_RESP_ERR_NO_ERROR) return {};
    auto explained = handle_->explain(message->err, rd_kafka_message_errstr(message.get()), "in group " + group_,
                                      "Read on group '" + group_ + "' and on topic '" + topic_ + "'");
    if (explained.kind == KafkaErrorKind::authorization) return tl::unexpected(std::move(explained));
    spdlog::warn("{}", explained.message);  // librdkafka goes on trying.
    return {};
}

void GroupMember::leave() {
    if (!handle_) return;
    // librdkafka 2.0.2 may crash in closing one that was never given anything: its session ends by itself then.
    if (had_assignment_)
        rd_kafka_consumer_close(handle_->get());
    else
        handle_->leave_unclosed();
    handle_.reset();
}

}  // namespace tally::consumers
