#pragma once
// What failed for a node: the cluster, or its own disk.

#include <utility>

#include "consumers/division_error.h"

namespace tally::consumers {

using NodeError = DivisionError;

template <class T>
using NodeResult = DivisionResult<T>;

[[nodiscard]] inline tl::unexpected<NodeError> node_fail(KafkaError error) {
    return division_fail(std::move(error));
}
[[nodiscard]] inline tl::unexpected<NodeError> node_fail(eventstore::StoreError error) {
    return division_fail(std::move(error));
}

}  // namespace tally::consumers
