#include "tools/http/access/totp.h"

#include <array>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "domain/core/assert.h"
#include "tools/http/access/secrets.h"
#include "tools/http/client/http_client.h"

namespace tally::tools {

namespace {

constexpr std::int64_t step_microseconds = totp_step_seconds * 1'000'000;
constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr unsigned bits_of_character = 5;
constexpr unsigned bits_of_byte = 8;

// The last four bits say where the 31 bits of the code stand [RFC 4226, section 5.3].
std::uint32_t truncated(const std::array<unsigned char, EVP_MAX_MD_SIZE>& digest, unsigned size) {
    const std::size_t at = digest.at(size - 1) & 0x0fU;
    return (digest.at(at) & 0x7fU) << 24U | std::uint32_t{digest.at(at + 1)} << 16U |
           std::uint32_t{digest.at(at + 2)} << 8U | std::uint32_t{digest.at(at + 3)};
}

}  // namespace

std::int64_t totp_step_at(domain::Instant time) {
    return time.microseconds / step_microseconds;
}

domain::Instant beginning_of_totp_step(std::int64_t step) {
    return {step * step_microseconds};
}

std::string totp_code(std::string_view key, std::int64_t step, unsigned digits) {
    std::array<unsigned char, sizeof step> counter{};
    auto rest = static_cast<std::uint64_t>(step);
    for (auto byte = counter.rbegin(); byte != counter.rend(); ++byte, rest >>= bits_of_byte)
        *byte = static_cast<unsigned char>(rest & 0xffU);
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    const auto* made = HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), counter.data(), counter.size(),
                            digest.data(), &size);
    TALLY_ASSERT(made != nullptr, "OpenSSL has HMAC with SHA-1");
    auto number = truncated(digest, size);
    std::string code(digits, '0');
    for (auto digit = code.rbegin(); digit != code.rend(); ++digit, number /= 10)
        *digit = static_cast<char>('0' + number % 10);
    return code;
}

std::optional<std::int64_t> step_of_totp_code(std::string_view key, std::string_view code, domain::Instant now) {
    std::optional<std::int64_t> found;
    const auto here = totp_step_at(now);
    for (const auto step : {here - 1, here, here + 1})
        if (same_secret(totp_code(key, step), code)) found = step;
    return found;
}

std::string base32(std::string_view bytes) {
    std::string text;
    std::uint32_t held = 0;
    unsigned bits = 0;
    for (const char byte : bytes) {
        held = held << bits_of_byte | static_cast<unsigned char>(byte);
        for (bits += bits_of_byte; bits >= bits_of_character; bits -= bits_of_character)
            text += alphabet[held >> (bits - bits_of_character) & 0x1fU];
    }
    if (bits > 0) text += alphabet[held << (bits_of_character - bits) & 0x1fU];
    return text;
}

std::optional<std::string> from_base32(std::string_view text) {
    std::string bytes;
    std::uint32_t held = 0;
    unsigned bits = 0;
    for (const char character : text) {
        const auto value = alphabet.find(character);
        if (value == std::string_view::npos) return std::nullopt;
        held = held << bits_of_character | static_cast<std::uint32_t>(value);
        bits += bits_of_character;
        if (bits < bits_of_byte) continue;
        bits -= bits_of_byte;
        bytes += static_cast<char>(held >> bits & 0xffU);
    }
    return bytes;
}

std::string otpauth_uri(std::string_view issuer, std::string_view user, std::string_view secret) {
    const auto name = percent_encoded(issuer);
    return "otpauth://totp/" + name + ":" + percent_encoded(user) + "?secret=" + std::string{secret} +
           "&issuer=" + name + "&algorithm=SHA1&digits=" + std::to_string(totp_digits) +
           "&period=" + std::to_string(totp_step_seconds);
}

}  // namespace tally::tools
