#pragma once
// Codes that an authenticator app shows, each for 30 seconds: TOTP [RFC 6238] with HMAC-SHA-1, which all such apps
// know.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/core/date.h"

namespace tally::tools {

inline constexpr std::int64_t totp_step_seconds = 30;
inline constexpr unsigned totp_digits = 6;

// Steps of 30 seconds since 1970.
[[nodiscard]] std::int64_t totp_step_at(domain::Instant);
[[nodiscard]] domain::Instant beginning_of_totp_step(std::int64_t step);
// `key`: its bytes.
[[nodiscard]] std::string totp_code(std::string_view key, std::int64_t step, unsigned digits = totp_digits);
// The step of this code: that of `now`, the one before or the one after, as a device's clock is not exact. Nothing: it
// is the code of none of them. Takes as long whichever it is.
[[nodiscard]] std::optional<std::int64_t> step_of_totp_code(std::string_view key, std::string_view code,
                                                            domain::Instant now);

// RFC 4648, section 6, without padding.
[[nodiscard]] std::string base32(std::string_view bytes);
// Nothing: it is not of that alphabet.
[[nodiscard]] std::optional<std::string> from_base32(std::string_view);

// "otpauth://totp/ISSUER:USER?secret=…", which an app reads from a QR code. `secret`: in base32.
[[nodiscard]] std::string otpauth_uri(std::string_view issuer, std::string_view user, std::string_view secret);

}  // namespace tally::tools
