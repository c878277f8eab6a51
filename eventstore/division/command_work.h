#pragma once
// A command of a division on its way through the store: what it came with, and what it will be answered.

#include <cstdint>
#include <optional>

#include "eventstore/codec/command_json.h"
#include "eventstore/division/outcome.h"
#include "eventstore/work.h"

namespace tally::eventstore {

class CommandWork : public Work {
  public:
    [[nodiscard]] virtual const ParsedCommand& parsed() const = 0;
    [[nodiscard]] virtual Outcome& outcome() = 0;
    [[nodiscard]] virtual std::uint64_t tag() const { return 0; }

  protected:
    // Header and the first of the command's fields.
    static void fetch(const ParsedCommand& command) {
        constexpr std::size_t line_bytes = 64;
        constexpr std::size_t lines = 6;
        for (std::size_t at = 0; at < lines * line_bytes; at += line_bytes)
            __builtin_prefetch(reinterpret_cast<const char*>(&command) + at);
    }
    // What the store says goes before what deciding left in the outcome.
    void settle(const Result<std::optional<Receipt>>&);
    friend class SinkAsLogOfRecord;
};

}  // namespace tally::eventstore
