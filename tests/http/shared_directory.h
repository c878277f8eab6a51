#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tools/http/divisions/division_directory.h"

namespace tally::tests {

// A program's view of a division that others write to as well, as nodes on Kafka do.
class SharedDirectory final : public tools::DivisionDirectory {
  public:
    explicit SharedDirectory(const eventstore::Division& division) : one_(division) {}
    [[nodiscard]] std::vector<tools::DivisionState> states() const override { return one_.states(); }
    [[nodiscard]] std::optional<tools::OpenDivision> reader_of(std::int32_t number) const override {
        return one_.reader_of(number);
    }
    [[nodiscard]] std::optional<tools::OpenDivision> copy_of(std::int32_t number) const override {
        return is_open ? one_.reader_of(number) : std::nullopt;
    }
    [[nodiscard]] bool written_elsewhere() const override { return true; }
    [[nodiscard]] std::optional<std::string> address_of(std::int32_t) const override { return std::nullopt; }
    std::atomic<bool> is_open = true;

  private:
    tools::EmbeddedDirectory one_;
};

}  // namespace tally::tests
