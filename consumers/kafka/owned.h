#pragma once
// What librdkafka hands out to be destroyed by the caller, as owners of it.

#include <cstddef>
#include <librdkafka/rdkafka.h>
#include <memory>

namespace tally::consumers {

struct ListDeleter {
    void operator()(rd_kafka_topic_partition_list_t* one) const { rd_kafka_topic_partition_list_destroy(one); }
};
struct MessageDeleter {
    void operator()(rd_kafka_message_t* one) const { rd_kafka_message_destroy(one); }
};
struct ErrorDeleter {
    void operator()(rd_kafka_error_t* one) const { rd_kafka_error_destroy(one); }
};
using OwnedList = std::unique_ptr<rd_kafka_topic_partition_list_t, ListDeleter>;
using OwnedMessage = std::unique_ptr<rd_kafka_message_t, MessageDeleter>;
using OwnedError = std::unique_ptr<rd_kafka_error_t, ErrorDeleter>;

constexpr std::size_t error_text_bytes = 512;  // What librdkafka may write into a buffer for an error's text.

}  // namespace tally::consumers
