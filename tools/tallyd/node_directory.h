#pragma once
// A node's divisions, and where the others of the cluster are, as HTTP needs to know them.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "consumers/node/node.h"
#include "consumers/node/owner_table.h"
#include "tools/http/divisions/division_directory.h"

namespace tally::tools {

// Node and table must outlive it.
class NodeDirectory final : public DivisionDirectory {
  public:
    // own_address: as this node announces itself; questions are never forwarded to it.
    NodeDirectory(const consumers::Node& node, const consumers::OwnerTable& owners, std::string own_address)
        : node_(node), owners_(owners), own_address_(std::move(own_address)) {}
    [[nodiscard]] std::vector<DivisionState> states() const override;
    [[nodiscard]] std::optional<OpenDivision> reader_of(std::int32_t number) const override;
    [[nodiscard]] std::optional<OpenDivision> copy_of(std::int32_t number) const override;
    [[nodiscard]] bool written_elsewhere() const override { return true; }
    [[nodiscard]] std::optional<std::string> address_of(std::int32_t number) const override;

  private:
    const consumers::Node& node_;
    const consumers::OwnerTable& owners_;
    const std::string own_address_;
};

}  // namespace tally::tools
