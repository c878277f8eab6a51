#include "consumers/processes/run_command_id.h"

#include <string>

#include "eventstore/hex.h"
#include "eventstore/merkle/hash.h"

namespace tally::consumers {

domain::CommandId run_command_id(std::string_view process, std::string_view what) {
    const std::string prefix = std::string{process} + ":";
    std::string id = prefix + std::string{what};
    constexpr std::size_t digest_digits = 32;
    if (!domain::valid_id(id)) id = prefix + eventstore::to_hex(eventstore::sha256(id)).substr(0, digest_digits);
    return domain::CommandId{std::move(id)};
}

}  // namespace tally::consumers
