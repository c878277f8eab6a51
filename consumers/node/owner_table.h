#pragma once
// Who owns which division, as the owners themselves announce it in <prefix>.divisions.

#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "consumers/kafka/kafka_configuration.h"

namespace tally::consumers {

class OwnerTable {
  public:
    struct Owner {
        std::uint64_t epoch = 0;
        std::string address;
    };
    // Reads the topic on a thread of its own until it is destroyed; a cluster that is away is asked again.
    explicit OwnerTable(KafkaConfiguration);
    OwnerTable(const OwnerTable&) = delete;
    OwnerTable& operator=(const OwnerTable&) = delete;
    ~OwnerTable();

    // The last claimant. Empty: it was never claimed, or the topic was not read yet. Any thread.
    [[nodiscard]] std::optional<Owner> owner_of(std::int32_t division) const;

    // What a record's key and value say. Nothing: they are no claim.
    [[nodiscard]] static std::optional<std::pair<std::int32_t, Owner>> read_claim(std::string_view key,
                                                                                  std::string_view value);

  private:
    void run();
    const KafkaConfiguration configuration_;
    mutable std::mutex mutex_;
    std::map<std::int32_t, Owner> owners_;
    std::atomic<bool> ending_{false};
    std::thread thread_;
};

}  // namespace tally::consumers
