#include "tools/http/access/second_factor.h"

#include <algorithm>
#include <cctype>

#include "tools/http/access/secrets.h"
#include "tools/http/access/totp.h"

namespace tally::tools {

namespace {

using domain::Instant;
using domain::UserId;

constexpr std::size_t key_bytes = 20;  // As long as the hash [RFC 4226, section 4].
constexpr std::int64_t enrolment_microseconds = std::int64_t{10} * 60 * 1'000'000;
constexpr std::size_t recovery_code_bytes = 10;
constexpr std::size_t recovery_code_characters = 16;
constexpr std::size_t characters_of_a_group = 4;
constexpr std::size_t salt_bytes = 16;
constexpr std::size_t typed_bytes_max = 64;

// As it is compared: without what makes it easier to read.
std::string plain_code(std::string_view typed) {
    std::string code;
    for (const char c : typed.substr(0, typed_bytes_max))
        if (c != ' ' && c != '-') code += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return code;
}

std::string in_groups(const std::string& code) {
    std::string shown;
    for (std::size_t at = 0; at < code.size(); at += characters_of_a_group)
        shown += (shown.empty() ? "" : "-") + code.substr(at, characters_of_a_group);
    return shown;
}

std::string hash_of(const domain::Plain& salt, std::string_view code) {
    return kept_form(salt.str() + std::string{code});
}

KeptRecoveryCode kept_code(std::string_view code) {
    const domain::Plain salt{base32(random_bytes(salt_bytes))};
    return {salt, domain::Plain{hash_of(salt, code)}};
}

// Each is compared, so that it takes as long whichever it is.
CodeTaken take_recovery_code(KeptSecondFactor& factor, std::string_view code) {
    auto& codes = factor.recovery_codes;
    auto found = codes.end();
    for (auto one = codes.begin(); one != codes.end(); ++one)
        if (same_secret(one->hash.str(), hash_of(one->salt, code))) found = one;
    if (found == codes.end()) return CodeTaken::wrong;
    codes.erase(found);
    return CodeTaken::by_recovery;
}

// Nothing: it is wrong, or what is kept is no key.
std::optional<Instant> time_of_code(const domain::Plain& secret, std::string_view code, Instant now) {
    const auto key = from_base32(secret.str());
    if (!key) return std::nullopt;
    const auto step = step_of_totp_code(*key, code, now);
    return step ? std::optional{beginning_of_totp_step(*step)} : std::nullopt;
}

}  // namespace

const KeptEnrolment& begin_enrolment(Credentials& credentials, const UserId& user, Instant now) {
    credentials.remove_expired(now);
    credentials.remove_enrolment_of(user);
    credentials.enrolments.push_back(
        {user, domain::Plain{base32(random_bytes(key_bytes))}, Instant{now.microseconds + enrolment_microseconds}});
    return credentials.enrolments.back();
}

Confirmation confirm_enrolment(Credentials& credentials, const UserId& user, std::string_view code, Instant now) {
    if (credentials.second_factor_of(user)) return {Confirmed::there_already};
    const auto* begun = credentials.enrolment_of(user, now);
    if (!begun) return {Confirmed::not_begun};
    const auto used = time_of_code(begun->secret, plain_code(code), now);
    if (!used) return {Confirmed::wrong};
    Confirmation made{Confirmed::yes};
    KeptSecondFactor factor{user, begun->secret, now, *used, {}};
    for (std::size_t i = 0; i < recovery_codes_at_first; ++i) {
        const auto one = base32(random_bytes(recovery_code_bytes));
        factor.recovery_codes.push_back(kept_code(one));
        made.recovery_codes.push_back(in_groups(one));
    }
    credentials.remove_enrolment_of(user);
    credentials.second_factors.push_back(std::move(factor));
    return made;
}

CodeTaken take_code(Credentials& credentials, const UserId& user, std::string_view code, Instant now) {
    auto* factor = credentials.second_factor_of(user);
    if (!factor) return CodeTaken::no_factor;
    const auto given = plain_code(code);
    if (given.size() == recovery_code_characters) return take_recovery_code(*factor, given);
    const auto made = time_of_code(factor->secret, given, now);
    if (!made) return CodeTaken::wrong;
    if (*made == factor->used) return CodeTaken::again;
    if (*made < factor->used) return CodeTaken::wrong;
    factor->used = *made;
    return CodeTaken::by_device;
}

}  // namespace tally::tools
