#pragma once
// What HTTP needs to know of divisions: which there are, which are answered here, and where the others are.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "eventstore/division/division.h"

namespace tally::tools {

// A division for one question: it stays open for as long as this is held, on one thread. Let go of it soon.
struct OpenDivision {
    std::shared_ptr<const void> hold;
    const eventstore::Division* division = nullptr;
    std::uint64_t owner_epoch = 0;  // 0: the store has no other owner.
};

// A feed of a division that this program publishes.
struct FeedState {
    std::string feed;
    std::string topic;
    bool telling = false;
    std::uint64_t position = 0;  // All events before it are published.
    std::uint64_t failures = 0;
    std::string trouble;  // Empty: none.
};

struct DivisionState {
    std::int32_t number = 0;
    std::string state;              // "owning" is the one in which questions are answered here.
    std::uint64_t followed_to = 0;  // Entries of the local copy of a division that is answered elsewhere.
    std::uint64_t owner_epoch = 0;
    std::string trouble;  // The last one; empty: none.
    // What this program did since it started.
    std::uint64_t take_overs = 0;
    std::uint64_t commands = 0;
    std::uint64_t dead_letters = 0;
    std::uint64_t passed_over_records = 0;
    std::vector<FeedState> feeds;
};

// Every method may be called from any thread.
class DivisionDirectory {
  public:
    virtual ~DivisionDirectory() = default;
    // Of all divisions in this program's configuration, by number.
    [[nodiscard]] virtual std::vector<DivisionState> states() const = 0;
    // Nothing: not answered here just now.
    [[nodiscard]] virtual std::optional<OpenDivision> reader_of(std::int32_t number) const = 0;
    // This program's copy of its log, also of a division that is answered elsewhere: it may be some events behind.
    // Nothing: there is none just now.
    [[nodiscard]] virtual std::optional<OpenDivision> copy_of(std::int32_t number) const { return reader_of(number); }
    // Whether other programs write to the divisions, too.
    [[nodiscard]] virtual bool written_elsewhere() const { return false; }
    // HOST:PORT of the other program that answers for it. Nothing: not known, or none.
    [[nodiscard]] virtual std::optional<std::string> address_of(std::int32_t number) const = 0;
};

// One store, which has no other owner; its division has number 0. It must outlive this.
class EmbeddedDirectory final : public DivisionDirectory {
  public:
    explicit EmbeddedDirectory(const eventstore::Division& division) : division_(division) {}
    [[nodiscard]] std::vector<DivisionState> states() const override;
    [[nodiscard]] std::optional<OpenDivision> reader_of(std::int32_t number) const override;
    [[nodiscard]] std::optional<std::string> address_of(std::int32_t) const override { return std::nullopt; }

  private:
    const eventstore::Division& division_;
};

}  // namespace tally::tools
