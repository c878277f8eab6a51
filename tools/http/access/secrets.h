#pragma once
// Secrets that are made, and what is kept of those that are given: never the secret itself.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tally::tools {

// 256 bits by chance, as 43 characters of base64url.
[[nodiscard]] std::string random_secret();
// By chance.
[[nodiscard]] std::string random_bytes(std::size_t count);
// SHA-256 in hex: enough for what is random, not for a password.
[[nodiscard]] std::string kept_form(std::string_view secret);
// In a time that does not depend on where they differ.
[[nodiscard]] bool same_secret(std::string_view, std::string_view);

// What one password costs to try: Argon2id's passes and memory.
struct PasswordCost {
    unsigned long long passes = 2;
    std::size_t memory_bytes = std::size_t{64} << 20;
};
// Nothing: there is not enough memory.
[[nodiscard]] std::optional<std::string> password_hash(std::string_view password, const PasswordCost&);
[[nodiscard]] bool password_matches(const std::string& hash, std::string_view password);

// Why a password is refused, with the cure: its length, the user's id or name in it, or that it is guessed too easily,
// which zxcvbn estimates from lists of known passwords, words and names, and from rows of keys, dates and repetitions.
// It repeats nothing of the password. Empty: it is taken.
[[nodiscard]] std::string wrong_with_password(std::string_view password, std::string_view user, std::string_view name);

}  // namespace tally::tools
