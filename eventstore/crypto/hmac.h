#pragma once
// HMAC-SHA-256 with its key's two pads hashed once, so that a short message costs two blocks.

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace tally::eventstore {

class HmacSha256 {
  public:
    explicit HmacSha256(const std::array<std::uint8_t, 32>& key);
    ~HmacSha256();
    HmacSha256(const HmacSha256&) = default;
    HmacSha256& operator=(const HmacSha256&) = default;

    // Over the parts one after the other. Any thread.
    [[nodiscard]] std::array<std::uint8_t, 32> of(std::initializer_list<std::string_view> parts) const;

  private:
    static constexpr std::size_t state_bytes_max = 128;
    alignas(16) std::array<std::byte, state_bytes_max> inner_{};  // Hash state after the key's inner pad.
    alignas(16) std::array<std::byte, state_bytes_max> outer_{};
};

}  // namespace tally::eventstore
