#pragma once
// From librdkafka's message to ours. For the files of this folder.

#include <librdkafka/rdkafka.h>

#include "consumers/kafka/kafka_record.h"

namespace tally::consumers {

[[nodiscard]] inline KafkaRecord record_of(const rd_kafka_message_t& message) {
    KafkaRecord record;
    record.topic = rd_kafka_topic_name(message.rkt);
    record.partition = message.partition;
    record.offset = message.offset;
    record.timestamp_ms = rd_kafka_message_timestamp(&message, nullptr);
    if (message.key) record.key.assign(static_cast<const char*>(message.key), message.key_len);
    if (message.payload) record.value.emplace(static_cast<const char*>(message.payload), message.len);
    rd_kafka_headers_t* headers = nullptr;
    if (rd_kafka_message_headers(&message, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR) {
        const char* name = nullptr;
        const void* value = nullptr;
        std::size_t size = 0;
        for (std::size_t i = 0; rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR;
             ++i)
            record.headers.emplace_back(name, value ? std::string{static_cast<const char*>(value), size} : "");
    }
    return record;
}

}  // namespace tally::consumers
