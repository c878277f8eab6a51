#pragma once
// What a toml file says of a node and of the divisions that it may own.

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

#include "consumers/kafka/kafka_configuration.h"
#include "consumers/kafka/kafka_error.h"

namespace tally::consumers {

//     [node]
//     data = "/var/lib/tally"        # local copies, one folder a division; relative to this file
//     address = "node-1:8090"        # where the other nodes reach it; default: the host's name, and the port below
//     standby = true                 # default: follows divisions that others own, to take over at once
//     [http]
//     listen = "0.0.0.0:8090"        # answers questions there; default: not at all
//     [[division]]
//     number = 0                     # its partition, below [kafka] divisions
//     keys = "/etc/tally/keys-0"     # this node's own copy of what `tally init --kafka` made
//     [kafka]                        # see kafka_configuration.h
//     feeds = ["invoices"]           # published by each division's owner; default: none
struct NodeConfiguration {
    KafkaConfiguration kafka;
    std::filesystem::path data;
    std::string address;
    bool standby = true;
    std::string http_listen;                                      // Empty: no HTTP.
    std::map<std::int32_t, std::filesystem::path> division_keys;  // By number.
};

// Error: configuration, naming file, property and cure.
[[nodiscard]] KafkaResult<NodeConfiguration> read_node_configuration(const std::filesystem::path&);

}  // namespace tally::consumers
