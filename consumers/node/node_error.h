#pragma once
// What failed for a node: the cluster, or its own disk.

#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <utility>

#include "consumers/kafka/kafka_error.h"
#include "eventstore/result.h"

namespace tally::consumers {

struct NodeError {
    std::optional<KafkaErrorKind> kafka;
    std::optional<eventstore::StoreErrorKind> store;
    std::string message;
};

template <class T>
using NodeResult = tl::expected<T, NodeError>;

[[nodiscard]] inline tl::unexpected<NodeError> node_fail(KafkaError error) {
    return tl::unexpected(NodeError{error.kind, std::nullopt, std::move(error.message)});
}
[[nodiscard]] inline tl::unexpected<NodeError> node_fail(eventstore::StoreError error) {
    return tl::unexpected(NodeError{std::nullopt, error.kind, std::move(error.message)});
}

}  // namespace tally::consumers
