#pragma once
// Commands as JSON Lines: one flat object with type, header and body fields; its canonical form and its digest.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "domain/commands.h"
#include "eventstore/codec/json.h"
#include "eventstore/codec/json_reader.h"
#include "eventstore/crypto/hmac.h"

namespace tally::eventstore {

// Each event carries these texts of its command's header.
constexpr std::size_t header_name_bytes_max = 128;  // Actor, correlation and causation.
constexpr std::size_t header_reason_bytes_max = 500;

struct ParsedCommand {
    domain::CommandHeader header;
    domain::Command command;
};

// Reads commands one by one and reuses its memory: one reader a thread.
//
// Refuses, naming line, field, value and cure: malformed JSON, an unknown command or field (and suggests the nearest),
// a field given twice, a wrong type, an amount with too many decimals or too large, an unknown enum name, a date that
// does not exist, an id that is none. What is left out has its default; the rules refuse what they cannot do without.
class CommandReader {
  public:
    explicit CommandReader(domain::Currency);

    [[nodiscard]] tl::expected<ParsedCommand, InputError> read(std::string_view json, std::size_t line_number = 0);
    // The same into an object that is reused. After an error its content is unspecified.
    [[nodiscard]] tl::expected<void, InputError> read_into(std::string_view json, std::size_t line_number,
                                                           ParsedCommand&);

  private:
    JsonReader reader_;
};

// What is wrong with actor and received_at: the interface sets them, and a command may carry them itself only where the
// division has simulated time.
[[nodiscard]] std::optional<InputError> wrong_in_header(const domain::CommandHeader&, bool simulated_time,
                                                        std::size_t line_number = 0);

// {"type":"payment.post","command_id":"…", header fields that are set…, body fields…}: what CommandReader reads.
void write_command_json(const domain::CommandHeader&, const domain::Command&, const JsonContext&, std::string& out);

// The body in canonical form: type, reason and all fields of the command, but no ids, actor or time of receipt [rule
// 27].
void write_canonical_command(const domain::CommandHeader&, const domain::Command&, std::uint8_t currency_decimals,
                             std::string& out);

// First 16 bytes of HMAC-SHA-256, under the division's digest key, over the canonical body.
[[nodiscard]] domain::Digest16 command_digest(const HmacSha256& digest_key, const domain::CommandHeader&,
                                              const domain::Command&, std::uint8_t currency_decimals);

}  // namespace tally::eventstore
