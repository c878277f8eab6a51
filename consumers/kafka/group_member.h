#pragma once
// A member of a consumer group, which learns the partitions of a topic that it owns. It reads none of them itself.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "consumers/kafka/kafka_configuration.h"
#include "consumers/kafka/kafka_error.h"

namespace tally::consumers {

class KafkaHandle;

class GroupMember {
  public:
    struct Callbacks {
        std::function<void(const std::vector<std::int32_t>&)> assigned;
        // They are another member's as soon as this returns. lost: they may be already.
        std::function<void(const std::vector<std::int32_t>&, bool lost)> revoked;
    };
    // Connects and joins. The callbacks come from within poll() and leave().
    [[nodiscard]] static KafkaResult<std::unique_ptr<GroupMember>> join(const KafkaConfiguration&,
                                                                        const std::string& group,
                                                                        const std::string& topic, Callbacks,
                                                                        const std::function<bool()>& stop_asked = {});
    GroupMember(const GroupMember&) = delete;
    GroupMember& operator=(const GroupMember&) = delete;
    ~GroupMember();

    // To be called often. Errors are those that do not pass by themselves.
    [[nodiscard]] KafkaResult<void> poll(std::chrono::milliseconds timeout);
    // Gives everything up, so that the others need not wait for this one's session to end.
    void leave();

  private:
    GroupMember(std::unique_ptr<KafkaHandle>, std::string group, std::string topic, Callbacks);
    void rebalance(int what, void* partitions);
    std::unique_ptr<KafkaHandle> handle_;
    std::string group_;
    std::string topic_;
    Callbacks callbacks_;
    bool had_assignment_ = false;
};

}  // namespace tally::consumers
