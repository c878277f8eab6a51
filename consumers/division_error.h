#pragma once
// What failed beneath a division: the cluster that its log is in, or a disk of ours.

#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <utility>

#include "consumers/kafka/kafka_error.h"
#include "eventstore/result.h"

namespace tally::consumers {

// One of the two kinds is set.
struct DivisionError {
    std::optional<KafkaErrorKind> kafka;
    std::optional<eventstore::StoreErrorKind> store;
    std::string message;
};

template <class T>
using DivisionResult = tl::expected<T, DivisionError>;

[[nodiscard]] inline tl::unexpected<DivisionError> division_fail(KafkaError error) {
    return tl::unexpected(DivisionError{error.kind, std::nullopt, std::move(error.message)});
}
[[nodiscard]] inline tl::unexpected<DivisionError> division_fail(eventstore::StoreError error) {
    return tl::unexpected(DivisionError{std::nullopt, error.kind, std::move(error.message)});
}

}  // namespace tally::consumers
