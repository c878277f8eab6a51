#pragma once
// What failed in the Kafka layer: the cluster, or its configuration.

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace tally::consumers {

enum class KafkaErrorKind {
    configuration,   // The configuration file: unreadable, an unknown property, a secret in clear.
    unreachable,     // No broker answers, or not in time.
    authentication,  // Wrong user or password.
    encryption,      // An untrusted certificate, or TLS on one side only.
    authorization,   // An ACL is missing.
    topic_missing,
    topic_unfit,  // Partition count, clean-up policy, or what is in it.
    fenced,       // Another instance has taken over.
    too_large,    // A message that the topic does not take.
    stopped,      // Asked to stop while waiting.
    failed,       // Anything else; what was under way may or may not have happened.
};

// kind is for code to react to; message is for people: it names broker or topic, and the cure.
struct KafkaError {
    KafkaErrorKind kind;
    std::string message;
};

template <class T>
using KafkaResult = tl::expected<T, KafkaError>;

[[nodiscard]] inline tl::unexpected<KafkaError> kafka_fail(KafkaErrorKind kind, std::string message) {
    return tl::unexpected(KafkaError{kind, std::move(message)});
}

}  // namespace tally::consumers
