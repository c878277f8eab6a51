#pragma once
// What programs that talk to Kafka share: exit codes of its errors, topics made on demand.

#include "consumers/division_error.h"
#include "consumers/kafka/kafka_error.h"
#include "consumers/kafka/kafka_topics.h"
#include "tools/shared/session.h"

namespace tally::tools {

[[nodiscard]] inline int exit_code_of(consumers::KafkaErrorKind kind) {
    switch (kind) {
        case consumers::KafkaErrorKind::configuration:
            return exit_usage;
        case consumers::KafkaErrorKind::fenced:
        case consumers::KafkaErrorKind::topic_unfit:
        case consumers::KafkaErrorKind::stopped:  // The program ends with the signal's code.
            return exit_refused;
        default:
            return exit_failed;
    }
}

inline void fail(Session& session, const consumers::KafkaError& error) {
    session.fail(exit_code_of(error.kind), error.message);
}

[[nodiscard]] inline int exit_code_of(const consumers::DivisionError& error) {
    return error.kafka ? exit_code_of(*error.kafka) : exit_code_of(*error.store);
}

inline void fail(Session& session, const consumers::DivisionError& error) {
    session.fail(exit_code_of(error), error.message);
}

inline void create_topic(Session& session, consumers::KafkaTopics& topics, const consumers::TopicSpec& spec) {
    const auto made = topics.create(spec);
    if (!made) return fail(session, made.error());
    print(spec.name + ": " + (*made ? "made, with " : "was there, with ") +
          counted(static_cast<std::uint64_t>(spec.partitions), "partition") + "\n");
}

}  // namespace tally::tools
