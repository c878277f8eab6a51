#pragma once
// One of the programs that share a utility's divisions: each division is owned by one of them at a time, and by another
// within seconds when that one is gone.

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "consumers/kafka/group_member.h"
#include "consumers/node/node_configuration.h"
#include "consumers/node/owner.h"

namespace tally::consumers {

class Node {
  public:
    struct Setup {
        NodeConfiguration configuration;
        std::function<std::vector<std::shared_ptr<eventstore::Folder>>(const eventstore::FolderNeeds&)> make_folders;
        std::function<void(std::int32_t division, CommitStep)> at_step;  // For tests.
    };
    // Joins the group. Errors: those of cluster and topics.
    [[nodiscard]] static KafkaResult<std::unique_ptr<Node>> start(
        Setup, const std::function<bool()>& stop_asked = {}, const std::function<void(std::string_view)>& warned = {});
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;
    // Hands over all it owns and leaves the group.
    ~Node();

    // To be called again and again by one thread. An error is one that this node does not come over.
    [[nodiscard]] NodeResult<void> poll(std::chrono::milliseconds timeout);
    void stop();

    // --- Any thread.
    [[nodiscard]] std::vector<DivisionStatus> status() const;
    // Nothing: this node does not own it just now.
    [[nodiscard]] std::optional<OwnedDivision> queries(std::int32_t division) const;
    // This node's copy of its log, also while another node owns it. Nothing: none is open just now.
    [[nodiscard]] std::optional<OwnedDivision> copy(std::int32_t division) const;
    [[nodiscard]] const NodeConfiguration& configuration() const { return setup_.configuration; }

  private:
    explicit Node(Setup);
    void assigned(const std::vector<std::int32_t>&);
    void revoked(const std::vector<std::int32_t>&);

    const Setup setup_;
    std::map<std::int32_t, std::unique_ptr<Owner>> owners_;  // One for each configured division.
    std::unique_ptr<GroupMember> member_;
};

}  // namespace tally::consumers
