#include "tools/http/access/secrets.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <sodium.h>
#include <sstream>
#include <vector>
#include <zxcvbn.h>

#include "domain/core/assert.h"
#include "domain/core/sha256.h"
#include "eventstore/hex.h"

namespace tally::tools {

namespace {

constexpr std::size_t secret_bytes = 32;
constexpr std::size_t password_characters_min = 12;
constexpr std::size_t password_characters_max = 128;
constexpr std::size_t name_bytes_min = 3;  // Shorter names are in too many words.
constexpr double guesses_log10_min = 8;    // Score 3 of zxcvbn: guesses that no online guessing reaches.

void need_sodium() {
    static const int ready = sodium_init();
    TALLY_ASSERT(ready >= 0, "libsodium finds random numbers");
}

std::string lower(std::string_view text) {
    std::string made{text};
    std::transform(made.begin(), made.end(), made.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return made;
}

// The user's id, the name, each of its words, and this program's name.
std::vector<std::string> words_of_user(std::string_view user, std::string_view name) {
    std::vector<std::string> words{std::string{user}, std::string{name}, "tallystick"};
    std::istringstream parts{std::string{name}};
    for (std::string word; parts >> word;) words.push_back(word);
    std::erase_if(words, [](const std::string& word) { return word.size() < name_bytes_min; });
    return words;
}

// How often one who knows user and name guesses until it is found, as a power of ten.
double guesses_log10(std::string_view password, std::string_view user, std::string_view name) {
    constexpr double log10_of_2 = 0.30102999566398120;
    const std::string whole{password};
    const auto words = words_of_user(user, name);
    std::vector<const char*> known;
    known.reserve(words.size() + 1);
    for (const auto& word : words) known.push_back(word.c_str());
    known.push_back(nullptr);
    return ZxcvbnMatch(whole.c_str(), known.data(), nullptr) * log10_of_2;
}

}  // namespace

std::string random_secret() {
    need_sodium();
    std::array<unsigned char, secret_bytes> bytes{};
    randombytes_buf(bytes.data(), bytes.size());
    constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
    std::string text(sodium_base64_ENCODED_LEN(secret_bytes, variant), '\0');
    sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), variant);
    text.pop_back();  // The end of a C string.
    return text;
}

std::string random_bytes(std::size_t count) {
    need_sodium();
    std::string bytes(count, '\0');
    randombytes_buf(bytes.data(), bytes.size());
    return bytes;
}

std::string kept_form(std::string_view secret) {
    return eventstore::to_hex(domain::sha256(secret));
}

bool same_secret(std::string_view one, std::string_view other) {
    return one.size() == other.size() && sodium_memcmp(one.data(), other.data(), one.size()) == 0;
}

std::optional<std::string> password_hash(std::string_view password, const PasswordCost& cost) {
    need_sodium();
    std::array<char, crypto_pwhash_argon2id_STRBYTES> text{};
    if (crypto_pwhash_argon2id_str(text.data(), password.data(), password.size(), cost.passes, cost.memory_bytes) != 0)
        return std::nullopt;
    return std::string{text.data()};
}

bool password_matches(const std::string& hash, std::string_view password) {
    need_sodium();
    return crypto_pwhash_argon2id_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

std::string wrong_with_password(std::string_view password, std::string_view user, std::string_view name) {
    const auto characters = static_cast<std::size_t>(std::count_if(
        password.begin(), password.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
    if (characters < password_characters_min)
        return "it is too short: give at least " + std::to_string(password_characters_min) + " characters";
    if (characters > password_characters_max)
        return "it is too long: give at most " + std::to_string(password_characters_max) + " characters";
    if (std::all_of(password.begin(), password.end(), [&](char c) { return c == password.front(); }))
        return "it is one character again and again: give several words";
    const std::string given = lower(password);
    for (const std::string_view guessed : {user, name, std::string_view{"tallystick"}, std::string_view{"password"}})
        if (guessed.size() >= name_bytes_min && given.find(lower(guessed)) != std::string::npos)
            return "it has a name or word in it that is guessed first: choose other words";
    if (guesses_log10(password, user, name) < guesses_log10_min)
        return "it is guessed too easily, as it is made of known passwords, common words, dates or rows of keys: give "
               "several words that do not belong together";
    return {};
}

}  // namespace tally::tools
