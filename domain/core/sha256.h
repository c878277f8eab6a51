#pragma once
// SHA-256 [FIPS 180-4] for digests that are part of a decision. domain/ has no third party, so it is written out here;
// proofs of the log use OpenSSL's.

#include <array>
#include <cstdint>
#include <string_view>

namespace tally::domain {

[[nodiscard]] std::array<std::uint8_t, 32> sha256(std::string_view bytes);

}  // namespace tally::domain
