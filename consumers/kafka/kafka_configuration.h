#pragma once
// What a toml file says of the cluster. Its values hold secrets: nothing here is ever printed or logged.

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "consumers/kafka/kafka_error.h"

namespace tally::consumers {

// Section [kafka] of the file. Every other property is librdkafka's; README.md has a whole example with TLS and a user.
//
//     bootstrap.servers = "kafka-1:9093,kafka-2:9093"
//     topic_prefix = "tally"              # default
//     feed_partitions = 6                 # default; fixed once a topic is made
//     content_mode = "binary"             # default; "structured": each message is one JSON document
//     divisions = 1                       # default; partitions of commands, log, keys and dead letters
//     reply_partitions = 1                # default
//     replication_factor = 3              # of topics made; default: the cluster's
//     feeds = ["invoices", "balances"]    # published by a node for the divisions it owns; default: none
//     security.protocol = "SASL_SSL"
//     ssl.ca.location = "ca.pem"          # paths are relative to the file's directory
//     sasl.password.file = "kafka.key"    # or sasl.password.env = "VARIABLE"; a secret is refused here
struct KafkaConfiguration {
    std::string path;  // Of the file, for messages.
    std::string bootstrap_servers;
    std::string topic_prefix = "tally";
    std::int32_t feed_partitions = 6;
    std::int32_t divisions = 1;
    std::int32_t reply_partitions = 1;
    std::int32_t replication_factor = -1;           // -1: as the cluster does by default.
    bool structured = false;                        // Content mode of feed messages.
    std::vector<std::string> feeds;                 // For nodes only: each division's owner publishes these.
    std::map<std::string, std::string> properties;  // librdkafka's, secrets among them.

    [[nodiscard]] std::string topic(std::string_view name) const { return topic_prefix + "." + std::string{name}; }
    // The user whom the cluster sees, for messages.
    [[nodiscard]] std::string user() const;
};

// Error: configuration, naming file, property and cure; never a value that may be a secret.
[[nodiscard]] KafkaResult<KafkaConfiguration> read_kafka_configuration(const std::filesystem::path&);

}  // namespace tally::consumers
