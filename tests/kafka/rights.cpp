#include "tests/kafka/rights.h"

#include <array>
#include <fstream>
#include <librdkafka/rdkafka.h>
#include <memory>

namespace tally::tests {

namespace {

constexpr int patience_ms = 20'000;

template <auto destroy>
struct Destroyer {
    void operator()(auto* one) const { destroy(one); }
};
using Client = std::unique_ptr<rd_kafka_t, Destroyer<rd_kafka_destroy>>;
using Queue = std::unique_ptr<rd_kafka_queue_t, Destroyer<rd_kafka_queue_destroy>>;
using Event = std::unique_ptr<rd_kafka_event_t, Destroyer<rd_kafka_event_destroy>>;
using Binding = std::unique_ptr<rd_kafka_AclBinding_t, Destroyer<rd_kafka_AclBinding_destroy>>;

rd_kafka_AclOperation_t operation_of(Right::To to) {
    switch (to) {
        case Right::To::describe:
            return RD_KAFKA_ACL_OPERATION_DESCRIBE;
        case Right::To::read:
            return RD_KAFKA_ACL_OPERATION_READ;
        case Right::To::write:
            return RD_KAFKA_ACL_OPERATION_WRITE;
    }
    return RD_KAFKA_ACL_OPERATION_UNKNOWN;
}

}  // namespace

std::string give_right(const std::filesystem::path& client_properties, const std::string& user, const Right& right) {
    std::array<char, 512> text{};
    rd_kafka_conf_t* settings = rd_kafka_conf_new();
    std::ifstream file(client_properties);
    for (std::string line; std::getline(file, line);) {
        const auto equals = line.find('=');
        if (equals == std::string::npos) continue;
        if (rd_kafka_conf_set(settings, line.substr(0, equals).c_str(), line.substr(equals + 1).c_str(), text.data(),
                              text.size()) == RD_KAFKA_CONF_OK)
            continue;
        rd_kafka_conf_destroy(settings);
        return text.data();
    }
    const Client client{rd_kafka_new(RD_KAFKA_PRODUCER, settings, text.data(), text.size())};
    if (!client) return text.data();
    const Queue queue{rd_kafka_queue_new(client.get())};
    const Binding binding{
        rd_kafka_AclBinding_new(right.on == Right::On::topic ? RD_KAFKA_RESOURCE_TOPIC : RD_KAFKA_RESOURCE_GROUP,
                                right.name.c_str(), RD_KAFKA_RESOURCE_PATTERN_LITERAL, ("User:" + user).c_str(), "*",
                                operation_of(right.to), RD_KAFKA_ACL_PERMISSION_TYPE_ALLOW, text.data(), text.size())};
    if (!binding) return text.data();
    rd_kafka_AclBinding_t* one = binding.get();
    rd_kafka_CreateAcls(client.get(), &one, 1, nullptr, queue.get());
    const Event event{rd_kafka_queue_poll(queue.get(), patience_ms)};
    if (!event) return "the broker does not answer";
    if (rd_kafka_event_error(event.get()) != RD_KAFKA_RESP_ERR_NO_ERROR)
        return rd_kafka_event_error_string(event.get());
    std::size_t count = 0;
    const auto* const* results = rd_kafka_CreateAcls_result_acls(rd_kafka_event_CreateAcls_result(event.get()), &count);
    for (std::size_t i = 0; i < count; ++i)
        if (const auto* error = rd_kafka_acl_result_error(results[i])) return rd_kafka_error_string(error);
    return {};
}

}  // namespace tally::tests
