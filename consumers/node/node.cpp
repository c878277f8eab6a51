#include "consumers/node/node.h"

#include "consumers/kafka/kafka_topics.h"
#include "consumers/node/node_topics.h"
#include "eventstore/program_log.h"

namespace tally::consumers {

Node::Node(Setup setup) : setup_(std::move(setup)) {
    for (const auto& [number, keys] : setup_.configuration.division_keys) {
        OwnerSetup one{setup_.configuration.kafka,
                       number,
                       keys,
                       setup_.configuration.data / ("division-" + std::to_string(number)),
                       setup_.configuration.address,
                       setup_.configuration.standby,
                       setup_.make_folders,
                       setup_.at_step};
        owners_.emplace(number, std::make_unique<Owner>(std::move(one)));
    }
}

Node::~Node() {
    stop();
}

KafkaResult<std::unique_ptr<Node>> Node::start(Setup setup, const std::function<bool()>& stop_asked,
                                               const std::function<void(std::string_view)>& warned) {
    const auto& kafka = setup.configuration.kafka;
    {
        auto topics = KafkaTopics::open(kafka);
        if (!topics) return tl::unexpected(std::move(topics.error()));
        for (const auto& spec : node_topics(kafka)) {
            const auto checked = (*topics)->check(spec);
            if (!checked) return tl::unexpected(checked.error());
            if (!checked->empty() && warned) warned(*checked);
        }
    }
    std::unique_ptr<Node> node{new Node(std::move(setup))};
    const auto& own = node->setup_.configuration.kafka;
    auto member = GroupMember::join(
        own, own.topic("nodes"), own.topic("commands"),
        {[one = node.get()](const std::vector<std::int32_t>& numbers) { one->assigned(numbers); },
         [one = node.get()](const std::vector<std::int32_t>& numbers, bool) { one->revoked(numbers); }},
        stop_asked);
    if (!member) return tl::unexpected(std::move(member.error()));
    node->member_ = std::move(*member);
    return node;
}

void Node::assigned(const std::vector<std::int32_t>& numbers) {
    for (const auto number : numbers) {
        if (const auto owner = owners_.find(number); owner != owners_.end())
            owner->second->assign();
        else
            spdlog::error("division {} is this node's now, and has no [[division]] in {}: its commands are not decided",
                          number, setup_.configuration.kafka.path);
    }
}

void Node::revoked(const std::vector<std::int32_t>& numbers) {
    for (const auto number : numbers)
        if (const auto owner = owners_.find(number); owner != owners_.end()) owner->second->begin_revoke();
    for (const auto number : numbers)
        if (const auto owner = owners_.find(number); owner != owners_.end()) owner->second->revoke();
}

NodeResult<void> Node::poll(std::chrono::milliseconds timeout) {
    if (!member_) return node_fail({KafkaErrorKind::stopped, "the node has left its group"});
    if (auto polled = member_->poll(timeout); !polled) return node_fail(std::move(polled.error()));
    for (const auto& [number, owner] : owners_) {
        const auto status = owner->status();
        if (status.state == OwnerState::failed)
            return node_fail(
                {eventstore::StoreErrorKind::io, "division " + std::to_string(number) + ": " + status.trouble});
    }
    return {};
}

void Node::stop() {
    if (member_) member_->leave();
    member_.reset();
    owners_.clear();
}

std::vector<DivisionStatus> Node::status() const {
    std::vector<DivisionStatus> found;
    for (const auto& [number, owner] : owners_) found.push_back(owner->status());
    return found;
}

std::optional<OwnedDivision> Node::queries(std::int32_t division) const {
    const auto owner = owners_.find(division);
    return owner == owners_.end() ? std::nullopt : owner->second->owned();
}

std::optional<OwnedDivision> Node::copy(std::int32_t division) const {
    const auto owner = owners_.find(division);
    return owner == owners_.end() ? std::nullopt : owner->second->copy();
}

}  // namespace tally::consumers
